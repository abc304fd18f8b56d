"""Who is credited, and the files that say how to cite the project."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

import projects
from evidence import __main__ as commands
from evidence import citing, release
from evidence.citing import files
from evidence.release import Release
from evidence.rules import contributors
from test_citing_formats import WORK

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = json.loads(
    (ROOT / "tests/reference/citation-file-format-1.2.0.schema.json").read_text(encoding="utf-8")
)
# The fields of a deposit that Zenodo documents (https://developers.zenodo.org/#representation).
DEPOSIT = {
    "access_right": str,
    "creators": list,
    "description": str,
    "doi": str,
    "keywords": list,
    "language": str,
    "license": str,
    "publication_date": str,
    "related_identifiers": list,
    "title": str,
    "upload_type": str,
    "version": str,
}
SETTINGS = """title: The orchard
author: The gardener
citing:
  subtitle: a living book
  abstract: Apples and pears.
  keywords: [apples]
"""
HEADER = "contributor_id,name,kind,orcid,roles,since\n"


def project(root: Path, rows: str) -> Path:
    """Write a project with these contributors."""
    fields = [projects.field(name) for name in ("contributor_id", "name", "kind", "orcid", "roles")]
    fields.append(projects.field("since", "date"))
    projects.write_descriptor(root, [projects.resource("contributors", fields, ["contributor_id"])])
    return projects.write(
        root,
        {
            "data/contributors.csv": HEADER + rows,
            "_config.yml": SETTINGS,
            "_toc.yml": "format: jb-book\nroot: book/index\n",
        },
    )


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """Return a project whose files say what its sources say."""
    root = project(tmp_path, "g,The gardener,organisation,,Software,2026-01-01\n")
    citing.write(root)
    return root


def said(root: Path) -> list[str]:
    """Return what the check says of who is cited and how."""
    return [str(problem) for problem in citing.check(root)]


def valid(text: str) -> bool:
    """Return whether a CITATION.cff is valid by its schema."""
    # As the schema asks: YAML's dates are texts to it.
    found = json.loads(json.dumps(yaml.safe_load(text), default=date.isoformat))
    jsonschema.validate(found, SCHEMA)
    return True


def test_the_files_of_this_project_are_those_its_sources_make() -> None:
    """`python -m evidence citation` would change nothing, and no version stands in git."""
    made = files.made(citing.read(ROOT))
    for name, text in made.items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, files.COMMAND
    assert "version" not in yaml.safe_load(made[files.CFF])


def test_citation_cff_is_valid_by_its_schema() -> None:
    """The one of this project, and one with everything it can have."""
    everything = replace(WORK, version_doi="10.5555/orchard.1", repository="https://git.example/o")
    assert valid((ROOT / files.CFF).read_text(encoding="utf-8"))
    text = files.made(everything)[files.CFF]
    assert valid(text)
    assert yaml.safe_load(text)["authors"] == [
        {"name": "The gardener's friends"},
        {
            "family-names": "Pear",
            "given-names": "Anna Maria",
            "orcid": "https://orcid.org/0000-0002-1825-0097",
        },
    ]


def test_a_release_stands_in_citation_cff_on_two_lines() -> None:
    """The version is a text, not a number that loses its last digit."""
    work = replace(WORK, release=Release("2026.10", date(2026, 10, 1)))
    text = files.made(work)[files.CFF]
    assert "\nversion: '2026.10'\ndate-released: 2026-10-01\n" in text
    assert valid(text)


def test_the_deposit_has_only_what_zenodo_documents() -> None:
    """Each field has the kind it asks for, in this project and with everything."""
    everything = replace(WORK, repository="https://git.example/o")
    for work in (citing.read(ROOT), everything):
        found = json.loads(files.made(work)[files.ZENODO])
        assert {name: type(value) for name, value in found.items()}.items() <= DEPOSIT.items()
        assert {"title", "upload_type", "creators", "description"} <= found.keys()


def test_files_that_agree_are_right(garden: Path) -> None:
    """There is nothing to say."""
    assert said(garden) == []


def test_a_file_that_says_otherwise_is_refused(garden: Path) -> None:
    """By file, line and what to do."""
    path = garden / files.CFF
    path.write_text(path.read_text().replace("title: 'The orchard", "title: 'The garden"))
    zenodo = garden / files.ZENODO
    zenodo.write_text(zenodo.read_text().replace('"The gardener"', '"Somebody else"'))
    assert said(garden) == [
        "CITATION.cff:5:1: [title] not what the sources say → run `python -m evidence citation`",
        ".zenodo.json:5:1: [creators] not what the sources say → run `python -m evidence citation`",
    ]


def test_a_version_in_working_sources_is_refused(garden: Path) -> None:
    """Only a release has one."""
    with (garden / files.CFF).open("a") as file:
        file.write("version: '2026.12'\n")
    assert len(said(garden)) == 1
    assert said(garden)[0].endswith(
        "[version] the sources do not say this → run `python -m evidence citation`"
    )


@pytest.mark.parametrize("day", ["2026-12-01", '"2026-12-01"'])
def test_a_release_may_name_its_version_and_only_its_own(garden: Path, day: str) -> None:
    """The copy in an archive is stamped; without the stamp it is right too."""
    release.write(garden, Release("2026.12", date(2026, 12, 1)))
    assert said(garden) == []
    with (garden / files.CFF).open("a") as file:
        file.write(f"version: '2026.12'\ndate-released: {day}\n")
    assert said(garden) == []
    path = garden / files.CFF
    path.write_text(path.read_text().replace("2026.12", "2026.11"))
    assert len(said(garden)) == 1


def test_a_file_that_cannot_be_read_is_refused(garden: Path) -> None:
    """It is no reason to stop."""
    (garden / files.CFF).write_text("title: [\n")
    assert said(garden) == [
        "CITATION.cff:1:1: the file cannot be read → run `python -m evidence citation`"
    ]


def test_a_doi_or_an_address_that_leads_nowhere_is_refused(garden: Path) -> None:
    """It would stand on every page."""
    wrong = "citing:\n  doi: https://doi.org/10.5555/orchard"
    text = SETTINGS.replace("citing:", wrong) + "html:\n  baseurl: javascript:alert(1)\n"
    (garden / "_config.yml").write_text(text)
    bare = "write it without the address in front, like 10.5281/zenodo.123"
    assert [problem for problem in said(garden) if problem.startswith("_config")] == [
        f"_config.yml:4:1: [doi] “https://doi.org/10.5555/orchard” is malformed → {bare}",
        "_config.yml:9:1: [baseurl] “javascript:alert(1)” is malformed "
        "→ write an address that starts with https://",
    ]


def test_settings_that_cannot_be_read_are_told(garden: Path) -> None:
    """With their place, and once."""
    (garden / "_config.yml").write_text("title: [\n")
    assert said(garden) == ["_config.yml:2:1: not valid YAML → mend the indentation"]


def test_the_author_in_the_settings_is_the_one_in_the_table(garden: Path) -> None:
    """Two names for one author would stand on one page."""
    settings = garden / "_config.yml"
    settings.write_text(SETTINGS.replace("The gardener", "A gardener"))
    assert said(garden) == [
        "_config.yml:2:1: [author] “A gardener”, where data/contributors.csv has “The gardener” "
        "→ correct one of the two"
    ]


def test_a_project_without_the_table_is_by_the_author_of_its_settings(tmp_path: Path) -> None:
    """It can be cited all the same."""
    shutil.copytree(ROOT / "tests/orchard", tmp_path, dirs_exist_ok=True)
    assert [one.name for one in citing.read(tmp_path).contributors] == ["The gardener"]
    assert said(tmp_path) == []


def test_the_command_writes_both_files(
    garden: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names what it wrote."""
    (garden / files.CFF).unlink()
    monkeypatch.chdir(garden)
    assert commands.main(["citation"]) == 0
    assert capsys.readouterr().out == "written: CITATION.cff\nwritten: .zenodo.json\n"
    assert valid((garden / files.CFF).read_text())


def problems_of(rows: str) -> list[str]:
    """Return what the rules find in a table of contributors."""
    sheet = projects.sheet("contributors", HEADER + rows)
    rules = (
        contributors.roles_are_those_of_credit,
        contributors.orcids_have_their_check_digit,
        contributors.only_persons_have_an_orcid,
    )
    return [str(problem) for rule in rules for problem in rule(sheet)]


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0097", "0000-0002-1694-233X"])
def test_orcids_that_orcid_gives_as_examples_are_right(orcid: str) -> None:
    """Both a digit and an X can be last."""
    roles = "Software; Writing – review & editing"
    assert problems_of(f'p,"Pear, Anna",person,{orcid},{roles},2026-01-01\n') == []


def test_an_orcid_with_a_wrong_digit_is_refused() -> None:
    """Any one digit, and two that changed places, are noticed."""
    row = 'p,"Pear, Anna",person,{},Software,2026-01-01\n'
    for orcid in ("0000-0002-1825-0096", "0000-0002-1852-0097", "0000-0003-1825-0097"):
        assert problems_of(row.format(orcid)) == [
            f"data/contributors.csv:2:4: [orcid] {orcid} is no ORCID: its last character does not "
            "fit the others → copy it from the person's record"
        ]


def test_a_role_outside_the_taxonomy_is_refused() -> None:
    """The message names the fourteen."""
    (found,) = problems_of("g,Us,organisation,,Software; Gardening,2026-01-01\n")
    assert "[roles] “Gardening” is no role of CRediT → use one of: Conceptualization; " in found
    assert len(contributors.ROLES) == 14


def test_names_are_whole_and_groups_have_no_orcid() -> None:
    """A person's family name must be told; an ORCID is one person's."""
    rows = (
        "g,Us,organisation,0000-0002-1825-0097,Software,2026-01-01\n"
        "p,Anna Pear,person,,Software,2026-01-01\n"
    )
    assert problems_of(rows) == [
        "data/contributors.csv:2:4: [orcid] an ORCID is a person's "
        "→ leave it blank for an organisation",
        "data/contributors.csv:3:2: [name] “Anna Pear” does not tell the family name "
        "→ write the family name, a comma and the given names",
    ]

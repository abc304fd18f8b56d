"""The interface for programs: how values, documents and schemas are written."""

from __future__ import annotations

import json
from datetime import date
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pandas as pd
import pytest

import grafts
import projects
from evidence import api, descriptor
from evidence.api import build, figures, published, questions, questions_shape, shapes
from evidence.release import Release, write
from evidence.synthesis.result import conclude

WORKED_ON = api.Edition(None, "CC-BY-4.0")
RELEASED = api.Edition(Release("2026.12", date(2026, 12, 1)), "CC-BY-4.0")
FIRST = grafts.compared("Smith 2001", (3, 12), (6, 12))
SECOND = grafts.compared("Green 2010", (2, 20), (5, 20))
THIRD = grafts.compared("Rush 2012", (4, 30), (9, 30))


@pytest.fixture
def orchard(tmp_path: Path) -> Path:
    """Return a project of two tables."""
    return projects.write_orchard(tmp_path / "orchard")


def _build(root: Path) -> Path:
    """Write what the end of a build writes; return the folder of the book."""
    book = root / "_build" / "html"
    app: Any = SimpleNamespace(
        srcdir=root,
        outdir=book,
        doctreedir=root / "_build" / "doctrees",
        builder=SimpleNamespace(format="html"),
        env=SimpleNamespace(),
    )
    api.write(app, None)
    return book


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


# Values


@pytest.mark.parametrize("blank", [None, "", float("nan"), pd.NA, pd.NaT])
def test_what_was_not_seen_is_null(blank: Any) -> None:
    """Never zero, and never an empty text that looks like an answer."""
    assert shapes.value_of(blank) is None


def test_dates_are_written_year_first() -> None:
    """As ISO 8601 has them, without a time that nobody stated."""
    assert shapes.value_of(pd.Timestamp(2026, 11, 2)) == "2026-11-02"


def test_numbers_are_numbers_and_whole_ones_have_no_point() -> None:
    """A truth stays one, and is not counted."""
    assert repr([shapes.value_of(value) for value in (12.0, 0.25, 1 / 3, True)]) == (
        "[12, 0.25, 0.3333333333, True]"
    )


def test_a_number_without_end_is_refused() -> None:
    """JSON has none, and a reader of JSON would stop there."""
    with pytest.raises(ValueError, match="inf is no number that JSON can hold"):
        shapes.value_of(inf)


# Documents


def test_a_document_says_version_date_and_licence_before_its_data() -> None:
    """And each record has a line of its own, so that versions can be compared line by line."""
    pears = api.Document("pears", "pears", [{"tree": "Old oak"}, {"tree": "Élan"}])
    assert api.text_of(RELEASED, pears) == (
        "{\n"
        ' "version": "2026.12",\n'
        ' "date": "2026-12-01",\n'
        ' "licence": "CC-BY-4.0",\n'
        ' "data": [\n'
        '  {"tree": "Old oak"},\n'
        '  {"tree": "Élan"}\n'
        " ]\n"
        "}\n"
    )


def test_a_book_that_is_worked_on_has_neither_version_nor_date() -> None:
    """Null, not a version that somebody could cite."""
    said = json.loads(api.text_of(WORKED_ON, api.Document("pears", "pears", [])))
    assert (said["version"], said["date"]) == (None, None)


@pytest.mark.parametrize("name", ["../index", "studies/../../index", "/etc/passwd", "a/b/c", ""])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    """Keys of rows become names of files."""
    with pytest.raises(ValueError, match=r"cannot be the name of a document"):
        api.Document(name, "study", {})


# Schemas


def test_a_column_has_the_words_of_the_descriptor() -> None:
    """Type, meaning, unit and range; a cell that may be blank may be null."""
    height = {**projects.field("height", "number", minimum=0, maximum=60), "unit": "m"}
    assert shapes.column(descriptor._field(height)) == {
        "type": ["number", "null"],
        "description": "The height.",
        "unit": "m",
        "minimum": 0,
        "maximum": 60,
    }


def test_a_required_column_of_few_words_is_never_null() -> None:
    """Where a cell may be blank, null is one of the words."""
    kind = projects.field("kind", required=True, enum=["old", "young"])
    assert shapes.column(descriptor._field(kind))["enum"] == ["old", "young"]
    assert shapes.column(descriptor._field(kind))["type"] == "string"
    del kind["constraints"]["required"]
    assert shapes.column(descriptor._field(kind))["enum"] == ["old", "young", None]


def test_the_versions_of_a_site_have_a_schema() -> None:
    """The assembly of the site writes that document; here is what it must look like."""
    schema = api.schemas(Path(__file__).resolve().parents[1])[api.VERSIONS]
    version = {
        "version": "2026.12",
        "date": "2026-12-01",
        "book": "../../v/2026.12/index.html",
        "index": "../../v/2026.12/api/v1/index.json",
        "data_package": "../../v/2026.12/data/datapackage.json",
    }
    jsonschema.validate(RELEASED.wrap([version]), schema)
    with pytest.raises(jsonschema.ValidationError, match="does not match"):
        jsonschema.validate(RELEASED.wrap([{**version, "version": "1.0"}]), schema)


# Questions


def _analysis(*findings: Any) -> dict[str, Any]:
    result = conclude(grafts.analysis(), findings)
    records = grafts.records(
        result, question_id="pears", fixed_on=pd.Timestamp(2026, 11, 1), note=""
    )
    return questions.analysis(records, "scab")


def test_what_each_study_found_stands_with_the_pool() -> None:
    """Three of twelve against six of twelve is a risk ratio of a half."""
    said = _analysis(FIRST, SECOND, THIRD)
    first = said["studies"][0]
    assert (first["label"], first["use"], first["estimate"]) == ("Smith 2001", "counted", 0.5)
    assert first["treated"] == {"people": 12, "events": 3, "mean": None, "standard_deviation": None}
    assert sum(one["weight"] for one in said["studies"]) == pytest.approx(100)
    assert said["pool"]["lower"] < said["pool"]["estimate"] < said["pool"]["upper"]
    assert said["pool"]["drawn"] is True
    assert said["refusal"] == []


def test_what_may_not_be_shown_of_two_studies_is_null() -> None:
    """Programs are told no more than readers: heterogeneity is shown from three studies on."""
    two, three = _analysis(FIRST, SECOND)["pool"], _analysis(FIRST, SECOND, THIRD)["pool"]
    assert two["drawn"] is False
    assert [two[name] for name in ("i_squared", "q", "prediction", "bayesian")] == [None] * 4
    assert three["i_squared"] is not None


def test_one_study_is_not_pooled_and_the_reason_is_said() -> None:
    """The estimate is that of the one study."""
    said = _analysis(FIRST)
    assert said["pool"] is None
    assert said["refusal"] == ["1 study gives data to pool; two or more are needed."]
    assert (said["summary"]["pooled"], said["summary"]["estimate"]) == (False, 0.5)


def test_a_report_set_aside_names_the_one_that_counts() -> None:
    """Nobody counts twice, and programs see why."""
    later = grafts.compared("Smith 2003", (2, 10), (4, 10), cohort_id=FIRST.cohort_id)
    result = conclude(grafts.analysis(), [FIRST], [later])
    records = grafts.records(
        result, question_id="pears", fixed_on=pd.Timestamp(2026, 11, 1), note=""
    )
    aside = questions.analysis(records, "scab")["studies"][1]
    assert (aside["use"], aside["instead"]) == ("set aside", FIRST.study_id)


def test_people_among_a_thousand_are_those_of_the_page() -> None:
    """Six of twelve are 500 of 1000; half of that with the treatment."""
    risks = _analysis(FIRST)["absolute"]["risks"]
    assert (risks[0]["control"], risks[0]["treated"], risks[0]["difference"]) == (500, 250, -250)


def test_the_uses_of_a_study_are_those_of_the_schema() -> None:
    """A word that the schema does not know would be refused by its readers."""
    known = questions_shape._finding()["properties"]["use"]["enum"]
    assert known == [questions.COUNTED, questions.IN_WORDS, questions.SET_ASIDE]


# Figures


def test_a_column_holds_numbers_when_every_cell_is_one() -> None:
    """A key of digits with a zero in front is a name; a blank is null."""
    rows = [["007", "0.25", "1"], ["12", "", "many"]]
    assert figures._typed(rows) == [["007", 0.25, "1"], ["12", None, "many"]]


# Files


def test_tables_are_published_byte_for_byte(orchard: Path) -> None:
    """With the references, and a line that names the licence."""
    book = _build(orchard)
    for name in ("trees.csv", "picks.csv"):
        assert (book / "data" / name).read_bytes() == (orchard / "data" / name).read_bytes()
    assert (book / "data/references.bib").read_text() == projects.entry("smith2001")
    assert "Licence: none is named." in (book / "data/README.md").read_text()


def test_the_published_descriptor_has_a_version_only_when_there_is_one(orchard: Path) -> None:
    """A number that stands in the sources is none of a release."""
    package = _read(orchard / "data/datapackage.json")
    package |= {"version": "0.1.0", "created": "2026-11-01T00:00:00Z"}
    (orchard / "data/datapackage.json").write_text(json.dumps(package))
    before = json.loads(published.files(orchard, None)["datapackage.json"])
    assert not {"version", "created"} & before.keys()
    after = json.loads(published.files(orchard, RELEASED.release)["datapackage.json"])
    assert (after["version"], after["created"]) == ("2026.12", "2026-12-01T00:00:00Z")
    assert [one["path"] for one in after["resources"]] == ["trees.csv", "picks.csv"]


def test_a_release_is_named_in_every_document(orchard: Path) -> None:
    """Though the tables are the same as in the build before it."""
    _build(orchard)
    write(orchard, Release("2026.12", date(2026, 12, 1)))
    book = _build(orchard)
    documents = list((book / "api/v1").glob("*.json"))
    assert {_read(path)["version"] for path in documents} == {"2026.12"}


def test_the_index_names_only_what_there_is(orchard: Path) -> None:
    """A project without studies has no document of them, and each that is named is there."""
    folder = _build(orchard) / "api/v1"
    named = _read(folder / "index.json")["data"]["documents"]
    lists = {one["document"]: one["schema"] for one in named if "{" not in one["document"]}
    assert list(lists) == ["tables.json", "figures.json"]
    for document, schema in lists.items():
        jsonschema.validate(_read(folder / document), _read(folder / schema))


def test_what_did_not_change_is_not_written_again(orchard: Path) -> None:
    """Nor worked out again: hosts and archives see only what is new."""
    book = _build(orchard)
    files = [path for name in ("api", "data") for path in (book / name).rglob("*.*")]
    before = {path: path.stat().st_mtime_ns for path in files}
    (orchard / "data/trees.csv").write_text(projects.TREES.replace("12.5", "13.5"))
    _build(orchard)
    changed = {path.name for path in files if path.stat().st_mtime_ns != before[path]}
    assert changed == {"trees.csv", "tables.json"}


def test_prose_makes_nothing_anew(orchard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents of the tables are kept by what they are made of."""
    _build(orchard)
    monkeypatch.setattr(build, "of_tables", lambda _: pytest.fail("worked out again"))
    (orchard / "book/index.md").write_text("# Orchard\n\nNew words {cite}`smith2001`.\n")
    _build(orchard)


def test_files_of_before_are_gone_and_damaged_ones_mended(orchard: Path) -> None:
    """The folder holds what the tables say, whatever was in it."""
    book = _build(orchard)
    (book / "data/lost.csv").write_text("lost\n")
    (book / "api/v1/tables.json").write_text("broken")
    _build(orchard)
    assert not (book / "data/lost.csv").exists()
    assert len(_read(book / "api/v1/tables.json")["data"]) == 2


# Examples


def _named(baseurl: str, body: str) -> tuple[str, list[str]]:
    scripts: list[str] = []
    app: Any = SimpleNamespace(
        config=SimpleNamespace(html_baseurl=baseurl),
        add_js_file=lambda name, **_: scripts.append(name),
    )
    context = {"body": body}
    api.name_site(app, "book/programs", "page.html", context, None)
    return context["body"], scripts


def test_examples_name_the_address_of_the_site_where_it_is_set() -> None:
    """With or without a slash at its end."""
    body = "read https://SITE/data/trees.csv"
    said = ("read https://pears.example/data/trees.csv", [])
    assert _named("https://pears.example", body) == said
    assert _named("https://pears.example/", body) == said


def test_where_no_address_is_set_a_script_asks_the_page() -> None:
    """Only on a page that has an example."""
    assert _named("", "read https://SITE/data/trees.csv")[1] == ["programs.js"]
    assert _named("", "no example") == ("no example", [])

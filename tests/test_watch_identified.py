"""A report or trial is added by its number: what the service says, and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import watched
from evidence.problems import SourceError
from evidence.watch import identified
from evidence.watch.identified import Identifier
from services import Stand, Trouble, reference, standing

PLUM = {
    "DOI": "10.1234/new.1",
    "title": ["Damsons & sleep"],
    "author": [{"family": "Pear"}, {"family": "van Quince"}],
    "issued": {"date-parts": [[2026, 2]]},
}


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return a stand-in for the services."""
    with standing() as one:
        yield one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the project."""
    return watched.project(tmp_path)


def _add(root: Path, stand: Stand, text: str, topic: str = "adults") -> str:
    asked = identified.read(text)
    assert asked
    return identified.add(root, asked, topic, watched.TODAY, stand.settings())


def _records(root: Path) -> list[dict[str, str]]:
    with (root / "data/records.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("10.1234/New.1", Identifier("doi", "10.1234/new.1")),
        ("https://doi.org/10.1234/new.1", Identifier("doi", "10.1234/new.1")),
        ("PMID 30000002", Identifier("pmid", "30000002")),
        ("pmid:30000002", Identifier("pmid", "30000002")),
        ("nct00000099", Identifier("registry_id", "NCT00000099")),
        ("rows.xlsx", None),
        ("30000002", None),
    ],
)
def test_a_number_is_told_from_the_name_of_a_file(text: str, asked: Identifier | None) -> None:
    """As people write and paste them."""
    assert identified.read(text) == asked


def test_a_report_is_added_as_awaiting_with_what_the_service_gives(
    root: Path, stand: Stand
) -> None:
    """What it does not give stays blank."""
    stand.crossref = [PLUM]
    said = _add(root, stand, "10.1234/new.1")
    row = next(one for one in _records(root) if one["doi"] == "10.1234/new.1")
    assert (row["title"], row["year"], row["decision"]) == ("Damsons & sleep", "2026", "awaiting")
    assert (row["pmid"], row["study_id"], row["reason"]) == ("", "", "")
    assert said.startswith("10-1234-new-1 awaits a decision; ")
    assert (
        (root / "references.bib")
        .read_text(encoding="utf-8")
        .endswith(
            "@misc{pear2026,\n  author = {{Pear} and {van Quince}},\n"
            "  title = {Damsons \\& sleep},\n  year = {2026},\n  doi = {10.1234/new.1},\n"
            "  note = {Awaits a decision; not read yet}\n}\n"
        )
    )


def test_the_key_of_an_entry_is_no_other_ones(root: Path, stand: Stand) -> None:
    """Two first authors of one name and year are common."""
    (root / "references.bib").write_text(
        (root / "references.bib").read_text(encoding="utf-8")
        + "@misc{pear2026,\n  title = {Other pears}\n}\n",
        encoding="utf-8",
    )
    chapter = "# Orchard\n\n{cite}`plum2019`, {cite}`night2024`, {cite}`pear2026`.\n"
    (root / "book/index.md").write_text(chapter, encoding="utf-8")
    stand.crossref = [PLUM]
    assert "pear2026b is its entry in references.bib" in _add(root, stand, "10.1234/new.1")


def test_a_report_is_added_by_its_pubmed_number(root: Path, stand: Stand) -> None:
    """As the service documents its answer."""
    one = {**reference("europepmc-search")["resultList"]["result"][0], "pmid": "30000002"}
    stand.europepmc = [{**one, "id": "30000002", "doi": "10.1234/new.2"}]
    _add(root, stand, "PMID 30000002")
    assert [one["doi"] for one in _records(root) if one["pmid"] == "30000002"] == ["10.1234/new.2"]


def test_a_trial_is_added_by_its_registration(root: Path, stand: Stand) -> None:
    """It awaits a decision like any report."""
    name = {"nctId": "NCT00000099", "briefTitle": "Figs"}
    state = {"overallStatus": "RECRUITING"}
    section = {"identificationModule": name, "statusModule": state}
    stand.clinicaltrials = [{"protocolSection": section, "hasResults": False}]
    _add(root, stand, "NCT00000099")
    (row,) = [one for one in _records(root) if one["registry_id"] == "NCT00000099"]
    assert (row["title"], row["year"], row["decision"]) == ("Figs", "", "awaiting")


@pytest.mark.parametrize(
    ("text", "topic", "said"),
    [
        ("10.1234/plums.1", "adults", "10.1234/plums.1 is that of the record plum2019, of the "),
        ("NCT00000011", "adults", "NCT00000011 is that of the record night2024, of the study "),
        ("10.1234/nobody", "adults", "Crossref does not know 10.1234/nobody → check the number"),
        ("10.1234/new.1", "fish", "“fish” is no topic → --topic children | lupus | adults"),
    ],
    ids=["known report", "known trial", "unknown number", "no topic"],
)
def test_what_cannot_be_added_is_refused(
    root: Path, stand: Stand, text: str, topic: str, said: str
) -> None:
    """With the record it belongs to; nothing is written."""
    before = _records(root)
    with pytest.raises(SourceError) as refusal:
        _add(root, stand, text, topic)
    assert said in str(refusal.value)
    assert _records(root) == before


def test_a_service_that_fails_is_named_and_nothing_is_written(root: Path, stand: Stand) -> None:
    """The number can be added later."""
    before = _records(root)
    stand.goes_wrong("crossref", Trouble(500))
    with pytest.raises(SourceError, match="Crossref"):
        _add(root, stand, "10.1234/new.1")
    assert _records(root) == before

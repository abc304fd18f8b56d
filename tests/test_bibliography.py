"""The bibliography is read as plain text, and what is wrong with it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import projects
from evidence import bibliography


def _write(root: Path, text: str) -> Path:
    return projects.write(root, {"references.bib": text})


def _messages(root: Path) -> list[str]:
    return [str(problem) for problem in bibliography.check(root)]


def test_entries_come_by_key_in_the_order_of_the_file(tmp_path: Path) -> None:
    """The order of the file is kept."""
    root = _write(tmp_path, projects.entry("wood1999") + projects.entry("abel2003"))
    assert list(bibliography.read(root)) == ["wood1999", "abel2003"]


def test_an_entry_knows_its_kind_and_the_line_it_starts_on(tmp_path: Path) -> None:
    """Messages about an entry can be followed to it."""
    root = _write(tmp_path, projects.entry("wood1999", year="1999") + projects.entry("abel2003"))
    found = bibliography.read(root)["abel2003"]
    assert (found.kind, found.line) == ("article", 5)


def test_accents_written_as_commands_become_letters(tmp_path: Path) -> None:
    """A name is read as it is written on paper."""
    root = _write(tmp_path, projects.entry("p1", author=r"P{\'e}rez, Mar{\'\i}a"))
    assert bibliography.read(root)["p1"]["author"] == "Pérez, María"


def test_field_names_are_read_in_any_case(tmp_path: Path) -> None:
    """DOI and doi are the same field."""
    root = _write(tmp_path, projects.entry("p1", DOI="10.1/pear"))
    assert bibliography.read(root)["p1"]["doi"] == "10.1/pear"


def test_a_field_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """A missing volume needs no special case."""
    root = _write(tmp_path, projects.entry("p1"))
    assert bibliography.read(root)["p1"]["volume"] == ""


def test_the_address_of_a_work_is_its_doi(tmp_path: Path) -> None:
    """A DOI outlives an address."""
    root = _write(tmp_path, projects.entry("p1", doi="10.1/pear", url="https://pears.example"))
    assert bibliography.read(root)["p1"].address == "https://doi.org/10.1/pear"


def test_without_a_doi_the_address_is_the_url(tmp_path: Path) -> None:
    """A report on the web is found there."""
    root = _write(tmp_path, projects.entry("p1", url="https://pears.example"))
    assert bibliography.read(root)["p1"].address == "https://pears.example"


def test_a_work_on_paper_has_no_address(tmp_path: Path) -> None:
    """No address is invented."""
    root = _write(tmp_path, projects.entry("p1"))
    assert bibliography.read(root)["p1"].address == ""


def test_a_sound_bibliography_has_no_problems(tmp_path: Path) -> None:
    """Entries with different keys and DOIs are fine, and so are several without a DOI."""
    entries = [
        projects.entry("p1", doi="10.1/pear"),
        projects.entry("p2", doi="10.1/quince"),
        projects.entry("p3"),
        projects.entry("p4"),
    ]
    assert _messages(_write(tmp_path, "\n".join(entries))) == []


def test_a_missing_bibliography_is_a_problem(tmp_path: Path) -> None:
    """The message says what to do."""
    assert _messages(tmp_path) == [
        "references.bib:1:1: the bibliography is missing → restore the file"
    ]


def test_a_key_that_stands_twice_is_a_problem_at_the_second(tmp_path: Path) -> None:
    """A citation must have one meaning."""
    root = _write(tmp_path, projects.entry("p1") + projects.entry("p2") + projects.entry("p1"))
    assert _messages(root) == [
        "references.bib:7:1: the key “p1” stands twice → remove or rename one of the entries"
    ]


def test_an_entry_that_cannot_be_read_is_a_problem_where_it_starts(tmp_path: Path) -> None:
    """An unclosed brace is reported and the entries before it are still there."""
    root = _write(tmp_path, projects.entry("p1") + "@article{p2,\n  title = {Pears\n")
    assert _messages(root) == [
        "references.bib:4:1: this entry cannot be read → "
        "close every brace, separate fields by commas"
    ]
    assert list(bibliography.read(root)) == ["p1"]


def test_two_entries_with_one_doi_are_a_problem_whatever_their_case(tmp_path: Path) -> None:
    """The same work must not be counted as two."""
    root = _write(
        tmp_path,
        projects.entry("p1", doi="10.1/PEAR") + projects.entry("p2", doi="10.1/pear"),
    )
    assert _messages(root) == [
        "references.bib:5:1: [doi] “p2” has the DOI of “p1”: 10.1/pear → "
        "keep one entry, or correct the DOI"
    ]


def test_a_changed_bibliography_is_read_again(tmp_path: Path) -> None:
    """A new entry is there at once."""
    root = _write(tmp_path, projects.entry("p1"))
    assert list(bibliography.read(root)) == ["p1"]
    assert list(bibliography.read(_write(root, projects.entry("p2")))) == ["p2"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"doi": "https://doi.org/10.1/pear"},
            "3:1: [doi] “https://doi.org/10.1/pear” is malformed → "
            "write it without the address in front, like 10.1000/182",
        ),
        (
            {"pmid": "PMC12"},
            "3:1: [pmid] “PMC12” is malformed → write the PubMed number, digits only",
        ),
        ({"year": "19"}, "3:1: [year] “19” is malformed → write four digits"),
        (
            {"url": "pears.example"},
            "3:1: [url] “pears.example” is malformed → write an address that starts with https://",
        ),
        ({"note": "<i>ripe</i>"}, "3:1: [note] “<i>ripe</i>” looks like markup → write plain text"),
        ({"title": " "}, "1:1: [title] “p1” has no title → add it as the work prints it"),
    ],
)
def test_a_field_that_is_malformed_is_a_problem_on_its_line(
    tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    """The message is about the field and says how it is written."""
    title = {"title": "Pears"} | fields
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in title.items())
    root = _write(tmp_path, f"@article{{p1{lines}\n}}\n")
    assert _messages(root) == [f"references.bib:{said}"]


def test_two_entries_with_one_pmid_are_a_problem(tmp_path: Path) -> None:
    """They are one work."""
    root = _write(tmp_path, projects.entry("p1", pmid="12") + projects.entry("p2", pmid="12"))
    assert _messages(root) == [
        "references.bib:5:1: [pmid] “p2” has the PMID of “p1”: 12 → "
        "keep one entry, or correct the PMID"
    ]

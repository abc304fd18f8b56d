"""Whether a result is in the records already: surely, perhaps, or not."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from evidence.bibliography import Reference
from evidence.rows import Sheet
from evidence.watch.answers import NO_TITLE, Found

# Of 100: titles at least so alike are shown to a person. Preprint and article, or two
# conference reports of one trial, often differ in a few words.
ALIKE = 88
# Years between an article online and in print.
_YEARS_APART = 1
# A shorter title can be that of two works.
_TELLING_WORDS = 5


@dataclass(frozen=True)
class Likeness:
    """The record a result is, or resembles, and by what; `sure` when it is the same report."""

    record_id: str
    by: str
    sure: bool


@dataclass(frozen=True)
class _Report:
    record_id: str
    year: str
    doi: str
    pmid: str
    author: str


class Known:
    """The reports that are known: by identifier, and by title."""

    def __init__(self) -> None:
        self._identifiers: dict[tuple[str, str], str] = {}
        self._titles: dict[str, list[_Report]] = {}
        self._choices: list[str] = []

    def add(self, record_id: str, found: Found, *, alike: bool = False) -> None:
        """Take a report into what is known; with `alike`, results are compared with its title."""
        for kind, number in _identifiers(found):
            self._identifiers.setdefault((kind, number), record_id)
        told = normal(found.title)
        if found.title == NO_TITLE or not told:
            return
        report = _Report(record_id, found.year, found.doi, found.pmid, _author(found))
        if alike and told not in self._titles:
            self._choices.append(told)
        self._titles.setdefault(told, []).append(report)

    def likeness(self, found: Found) -> Likeness | None:
        """Return what a result is or resembles: by DOI, PMID, registry number, then title."""
        for kind, number in _identifiers(found):
            record = self._identifiers.get((kind, number))
            if record:
                return Likeness(record, kind, sure=True)
        told = normal(found.title)
        if found.title == NO_TITLE or not told:
            return None
        for report in self._titles.get(told, []):
            if _same(report, found, told):
                return Likeness(report.record_id, "title and year", sure=True)
        nearest = process.extractOne(told, self._choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
        reports = self._titles[nearest[0]] if nearest else self._titles.get(told, [])
        return Likeness(reports[0].record_id, "title", sure=False) if reports else None


def known(records: Sheet, registrations: Sheet, references: Mapping[str, Reference]) -> Known:
    """Return what the tables know: records, with authors and numbers of the bibliography.

    A number in `registrations` stands for the records of its study, or for the study when
    no record carries the number.
    """
    found = Known()
    for row in records.rows:
        reference = references.get(row["study_id"]) if row["decision"] == "included" else None
        found.add(row["record_id"], _as_found(row.cells, reference), alike=True)
    for row in registrations.rows:
        found.add(row["study_id"], Found(title=NO_TITLE, registry_id=row["registry_id"]))
    return found


def _as_found(cells: Mapping[str, str], reference: Reference | None) -> Found:
    told = {name: reference[name] if reference else "" for name in ("doi", "pmid")}
    authors = reference["author"].split(" and ")[:1] if reference else []
    return Found(
        title=cells["title"],
        year=cells["year"],
        registry_id=cells["registry_id"],
        authors=tuple(_family(name) for name in authors),
        doi=(cells["doi"] or told["doi"]).lower(),
        pmid=cells["pmid"] or told["pmid"],
    )


def _family(name: str) -> str:
    """Return the family name of “Gogh, Vincent van” or “Vincent van Gogh”."""
    family, comma, _ = name.partition(",")
    return family if comma else name.rpartition(" ")[2]


def _identifiers(found: Found) -> list[tuple[str, str]]:
    told = [("DOI", found.doi), ("PMID", found.pmid), ("registry number", found.registry_id)]
    return [(kind, number) for kind, number in told if number]


def _author(found: Found) -> str:
    return normal(found.authors[0]) if found.authors else ""


def _same(report: _Report, found: Found, told: str) -> bool:
    """Whether two reports of one title are one: nothing that both tell speaks against it."""
    for one, other in ((report.doi, found.doi), (report.pmid, found.pmid)):
        if one and other and one != other:
            return False
    author = _author(found)
    if report.author and author and report.author != author:
        return False
    if not (report.year and found.year) or len(told.split()) < _TELLING_WORDS:
        return False
    return abs(int(report.year) - int(found.year)) <= _YEARS_APART


def normal(text: str) -> str:
    """Return a text without case, accents and marks, its words parted by one space."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    kept = (
        letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter)
    )
    return " ".join("".join(kept).split())

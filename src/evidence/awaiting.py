"""Entries of the bibliography that nobody cites yet: their record awaits a decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from evidence.bibliography import PATH, Reference
from evidence.problems import Problem
from evidence.rows import Row, Sheet

NOTE = "Awaits a decision; not read yet"
"""What the field `note` of such an entry says, in the file and in the list of references."""

LINE = f",\n  note = {{{NOTE}}}"
"""The field as `add` writes it, and takes it away again once the study is included."""

_NEEDED = {"decision", "doi", "pmid", "address"}


def references(records: Sheet | None, known: Mapping[str, Reference]) -> frozenset[str]:
    """Return the keys of the entries whose DOI, PMID or address is that of an awaiting record.

    The check takes these for used: the entry is there before anybody may cite it. Once the
    record is excluded, the entry is one that is cited nowhere, and the check says so.
    """
    rows = records.rows if records and set(records.header) >= _NEEDED else ()
    told = {number for row in rows if row["decision"] == "awaiting" for number in of_record(row)}
    return frozenset(key for key, one in known.items() if told & of_entry(one))


def of_record(row: Row) -> set[tuple[str, str]]:
    """Return what a record shares with the entry of its report: DOI, PMID, address."""
    return numbers(doi=row["doi"], pmid=row["pmid"], address=row["address"])


def of_entry(reference: Reference) -> set[tuple[str, str]]:
    """Return what an entry shares with the record of its report: DOI, PMID, address."""
    return numbers(doi=reference["doi"], pmid=reference["pmid"], address=reference["url"])


def numbers(**given: str) -> set[tuple[str, str]]:
    """Return numbers and addresses as they are compared: with their kind, in one case."""
    return {(name, number.lower()) for name, number in given.items() if number}


def check(known: Mapping[str, Reference], waiting: Collection[str]) -> Iterator[Problem]:
    """Yield entries that say they await a decision, where no record does any more."""
    for key, reference in known.items():
        if reference["note"] == NOTE and key not in waiting:
            found = f"“{key}” awaits a decision, and no record of it does"
            yield Problem(PATH, reference.line, 1, "note", found, "remove the note, or the entry")

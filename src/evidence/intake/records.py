"""Records that a sheet brings: new ones, and those that waited for their study."""

from __future__ import annotations

from evidence.intake.corrections import Change
from evidence.intake.sent import Entry
from evidence.rows import Row, Sheet
from evidence.search_runs import SENT_IN

AWAITING = "awaiting"
_NUMBERS = ("record_id", "doi", "pmid")
# What follows from the study that was sent with the record; the rest is as the sheet says.
_FOLLOWING = ("decision", "study_id", "decided_by")


def decided(entries: list[Entry], records: Sheet) -> list[tuple[Entry, Change]]:
    """Return the changes of awaiting records whose study was sent, each with where it was said.

    A record is found by its key, its DOI or its PMID. It keeps its key and the search that
    found it; when it was decided stays blank unless the sheet says so.
    """
    waiting = {
        (name, row[name].lower()): row
        for row in records.rows
        if row["decision"] == AWAITING
        for name in _NUMBERS
        if row[name]
    }
    found: dict[int, tuple[Entry, Change]] = {}
    for entry in (one for one in entries if one.table == "records"):
        row = next((waiting[key] for key in _keys(entry) if key in waiting), None)
        if row and entry["decision"] not in ("", AWAITING):
            change = (entry.table, row.line, _changed(entry, row))
            found.setdefault(row.line, (entry, change))
    return list(found.values())


def _keys(entry: Entry) -> list[tuple[str, str]]:
    return [(name, entry[name].lower()) for name in _NUMBERS]


def _changed(entry: Entry, row: Row) -> dict[str, str]:
    return {
        name: value
        for name, value in entry.values.items()
        if value != row[name] and value and (name in entry.cells or name in _FOLLOWING)
        if name != "record_id"
    }


def sent_in(many: int, searches: Sheet) -> list[Change]:
    """Return the change of the row that stands for reports sent in: it counts them."""
    return [
        (searches.table.name, row.line, {"found": str(int(row.number("found") or 0) + many)})
        for row in searches.rows
        if many and row["search_id"] == SENT_IN
    ]

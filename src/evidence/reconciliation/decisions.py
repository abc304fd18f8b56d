"""What was settled: a sheet with the disagreements, in which people write what counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from evidence import rows
from evidence.descriptor import Field, Table
from evidence.intake import cells, files, opening
from evidence.intake.sent import Cell, Complaint, Entry, RefusedError
from evidence.reconciliation.verdicts import Verdict
from evidence.texts import disarmed

FIRST, SECOND, OTHER = "first", "second", "other"
COLUMNS = ("row", "column", "first", "second", "likely", "take", "value", "reason")

Decisions = Mapping[tuple[str, str], "Decision"]


@dataclass(frozen=True)
class Decision:
    """What counts for one cell, its value, and why; `take` is “first”, “second” or “other”."""

    take: str
    value: str
    reason: str


def address(verdict: Verdict) -> str:
    """Return how people name our row of a verdict: the table, then the parts of the key."""
    row = verdict.match.ours
    return "/".join([verdict.table.name, *(row[name] for name in verdict.table.primary_key)])


def sheet(verdicts: Iterable[Verdict]) -> str:
    """Return a text table with a row for each verdict, in which take and reason are blank."""
    lines = [
        [address(one), one.column, one.first, one.second, "; ".join(one.likely), "", "", ""]
        for one in verdicts
    ]
    return rows.written(COLUMNS, [[disarmed(cell) for cell in line] for line in lines])


def read(path: Path, open_cells: Iterable[Verdict]) -> dict[tuple[str, str], Decision]:
    """Return the decisions of a sheet by row and column; lines that take nothing yet are left.

    Raises RefusedError with every complaint: a cell about which nobody disagrees, a word
    that is no choice, a choice without its reason, a value of the wrong kind.
    """
    found, _ = opening.rows(files.content(path), path, {_SHEET.name: _SHEET})
    known = {(address(one), one.column): one for one in open_cells}
    complaints, decided = list(found.complaints), {}
    for entry in found.entries:
        said = {name: entry.cells[name].text if name in entry.cells else "" for name in COLUMNS}
        if not said["take"]:
            continue
        key = (said["row"], said["column"])
        verdict = known.get(key)
        wrong = _wrong(entry, said, verdict, key in decided)
        complaints += wrong
        if verdict and not wrong:
            taken = {FIRST: verdict.first, SECOND: verdict.second}
            value = taken.get(said["take"], _value(verdict, said["value"])[0])
            decided[key] = Decision(said["take"], value, said["reason"])
    if complaints:
        raise RefusedError(complaints)
    return decided


def _wrong(
    entry: Entry, said: Mapping[str, str], verdict: Verdict | None, twice: bool
) -> list[Complaint]:
    if verdict is None:
        named = f"{said['row']}, {said['column']}"
        cure = "copy row and column from the sheet that --to-settle writes"
        return [_said(entry, "row", f"the readers do not disagree on “{named}”", cure)]
    found = []
    if twice:
        found.append(_said(entry, "row", "this cell is settled twice", "keep one of the lines"))
    if said["take"] not in (FIRST, SECOND, OTHER):
        unknown = f"“{said['take']}” is no choice"
        found.append(_said(entry, "take", unknown, "write first, second or other"))
    if not said["reason"]:
        cure = "say what the source shows and where"
        found.append(_said(entry, "reason", "a choice without its reason", cure))
    theirs, ours = verdict.match.theirs, verdict.match.ours
    if said["take"] == SECOND and theirs["source"] not in ("", ours["source"]):
        cure = "send it as a correction, so that the row names that source"
        found.append(_said(entry, "take", "the second value stands in another source", cure))
    trouble = _value(verdict, said["value"])[1] if said["take"] == OTHER else None
    if trouble:
        found.append(_said(entry, "value", *trouble))
    return found


def _said(entry: Entry, name: str, found: str, cure: str) -> Complaint:
    return replace(entry.complaint(name, found, cure), field=name)


def _value(verdict: Verdict, text: str) -> tuple[str, cells.Trouble | None]:
    if not text:
        return "", ("“other” without a value", "write the value that counts")
    return cells.read(verdict.table.field(verdict.column), Cell(text, ""))


def _field(name: str) -> Field:
    return Field(name, name, "string", "", None, None, False, (), None, False, None, None)


_SHEET = Table(
    "decisions",
    "decisions",
    "",
    "",
    tuple(map(_field, COLUMNS)),
    ("row", "column"),
    (),
    may_be_empty=True,
)

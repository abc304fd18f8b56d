"""What follows from a second reading: rows that are checked now, values that change, conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from evidence import rows
from evidence.intake.sent import ascii_words
from evidence.reconciliation import decisions
from evidence.reconciliation.decisions import Decision, Decisions
from evidence.reconciliation.verdicts import DIFFERENT, Verdict, columns
from evidence.rows import Row, Sheet

OPEN = "Not settled yet"
NONE = "none"
CONFLICTS = "conflicts"


@dataclass(frozen=True)
class Reader:
    """Who read the sources a second time, and when.

    With a `name` rows become verified; a reading by nobody in particular is a second look.
    """

    name: str
    day: str


@dataclass
class Settlement:
    """The cells that change by table and line, new rows of the table of conflicts, and why not.

    `checked` counts rows that are checked now, `changed` names the cells whose value
    changes; `unwritten` says of rows why nothing is noted in them.
    """

    cells: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    conflicts: list[dict[str, str]] = field(default_factory=list)
    checked: int = 0
    changed: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)

    def texts(self, sheets: Mapping[str, Sheet]) -> dict[str, str]:
        """Return the files that change, whole, by their path in the project."""
        return {
            sheet.table.file: self._text(name, sheet)
            for name, sheet in sheets.items()
            if self.cells.get(name) or (name == CONFLICTS and self.conflicts)
        }

    def _text(self, name: str, sheet: Sheet) -> str:
        changed = self.cells.get(name, {})
        lines = [{**row.cells, **changed.get(row.line, {})} for row in sheet.rows]
        lines += self.conflicts if name == CONFLICTS else []
        return rows.written(sheet.header, [[line[one] for one in sheet.header] for line in lines])


def settle(
    verdicts: Iterable[Verdict], decided: Decisions, reader: Reader, sheets: Mapping[str, Sheet]
) -> Settlement:
    """Return what is to be written; rows that were not found by their key stay as they are."""
    found = Settlement()
    for group in _by_row(verdicts):
        address = decisions.address(group[0])
        reason = _unwritable(group)
        if reason:
            found.unwritten.append(f"{address}: {reason}")
            continue
        taken = {one.column: decided.get((address, one.column)) for one in group}
        for one in group:
            choice = taken[one.column]
            if one.outcome == DIFFERENT or choice:
                _note_conflict(found, one, choice, reader, sheets)
        change = {
            column: choice.value
            for column, choice in taken.items()
            if choice and choice.value != group[0].match.ours[column]
        }
        found.changed += [f"{address}: {column}" for column in change]
        _mark(found, group, change, all(one.agreed or taken[one.column] for one in group), reader)
    return found


def _by_row(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    groups: dict[tuple[str, int], list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault((one.table.name, one.match.ours.line), []).append(one)
    return list(groups.values())


def _unwritable(group: list[Verdict]) -> str:
    """Return why nothing is written about a row; “” when something is."""
    match = group[0].match
    if not match.by_key:
        return "matched by likeness only; write the key as in our tables"
    if not match.theirs["source"]:
        return "the second reading does not name its source"
    if match.theirs["source"] != match.ours["source"] and all(one.agreed for one in group):
        return f"the same, but read in another source ({match.theirs['source']})"
    return ""


def _mark(
    found: Settlement, group: list[Verdict], change: dict[str, str], agreed: bool, reader: Reader
) -> None:
    """Note in a row that it was read twice, if all its values were and nothing is left open."""
    table, match = group[0].table, group[0].match
    day = match.theirs["extracted_on"] or reader.day
    marks = _marks(match.ours, change, Reader(reader.name, day))
    same_source = match.theirs["source"] == match.ours["source"]
    unread = [
        one.name
        for one in columns(table)
        if match.ours[one.name] and one.name not in match.theirs.cells
    ]
    address = decisions.address(group[0])
    if agreed and unread:
        found.unwritten.append(f"{address}: agreed as far as read, without {', '.join(unread)}")
    has_columns = set(marks) <= set(match.ours.cells)
    if agreed and not has_columns:
        found.unwritten.append(f"{address}: the same; {table.name} has no column to note it in")
    if agreed and not unread and same_source and has_columns:
        change = {**change, **marks}
        found.checked += 1
    elif change:
        # Whoever checked the old value has not seen the new one.
        kept = {"verified_by": "", "verified_on": ""}
        change = {**change, **{name: "" for name in kept if name in match.ours.cells}}
    if change:
        found.cells.setdefault(table.name, {})[match.ours.line] = change


def _marks(ours: Row, change: Mapping[str, str], reader: Reader) -> dict[str, str]:
    looked = "corrected" if change else ours.cells.get("second_look") or "agreed"
    if not reader.name:
        return {"second_look": looked}
    named = {"verified_by": reader.name, "verified_on": reader.day}
    # A look that was made before says “agreed” of a value that is not there any more.
    stale = change and ours.cells.get("second_look")
    return {**named, "second_look": "corrected"} if stale else named


def _note_conflict(
    found: Settlement,
    one: Verdict,
    choice: Decision | None,
    reader: Reader,
    sheets: Mapping[str, Sheet],
) -> None:
    """Add a row to the table of conflicts, or settle the row that is open there."""
    ours, theirs = one.match.ours, one.match.theirs
    study = ours.cells.get("study_id", "")
    if not study or CONFLICTS not in sheets:
        found.unwritten.append(f"{decisions.address(one)}: no conflict is kept for this table")
        return
    cells = {
        "study_id": study,
        "about": _about(one),
        "value_used": choice.value or NONE if choice else one.first or NONE,
        "source_used": ours["source"],
        "value_other": _other(one, choice),
        "source_other": theirs["source"],
        "reason": choice.reason if choice else _open_reason(one, reader),
    }
    if choice and choice.take == decisions.SECOND:
        cells |= {"source_used": theirs["source"], "source_other": ours["source"]}
    known = [row for row in sheets[CONFLICTS].rows if _is_about(row, cells)]
    if known and choice:
        changes = found.cells.setdefault(CONFLICTS, {})
        changes[known[0].line] = cells
    elif not known:
        taken = {row["conflict_id"] for row in sheets[CONFLICTS].rows}
        taken |= {row["conflict_id"] for row in found.conflicts}
        found.conflicts.append({"conflict_id": _new_key(one, taken), **cells})


def _other(one: Verdict, choice: Decision | None) -> str:
    values = (one.first, one.second)
    if choice and choice.take == decisions.OTHER:
        return " and ".join(value or NONE for value in values)
    return (one.first if choice and choice.take == decisions.SECOND else one.second) or NONE


def _is_about(row: Row, cells: Mapping[str, str]) -> bool:
    return all(row[name] == cells[name] for name in ("study_id", "about"))


def _about(one: Verdict) -> str:
    names = [name for name in one.table.primary_key if name != "study_id"]
    key = [one.match.ours[name] for name in names]
    what = [one.table.title.lower(), *(part for part in key if part != "all")]
    return f"{one.table.field(one.column).title}: {', '.join(what)}"


def _open_reason(one: Verdict, reader: Reader) -> str:
    where = one.match.theirs["locator"] or "the same source"
    who = reader.name or "a second reader"
    slips = f"; possibly: {', '.join(one.likely)}" if one.likely else ""
    return f"{OPEN}: {who} read the other value in {where}{slips}."


def _new_key(one: Verdict, taken: set[str]) -> str:
    stem = ascii_words("-".join([one.match.ours["study_id"], one.table.name, one.column]))
    return next(key for key in _numbered(stem) if key not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1

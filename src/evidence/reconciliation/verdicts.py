"""What two readings of one cell say of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evidence.descriptor import Field, Table
from evidence.intake import cells
from evidence.intake.sent import Cell
from evidence.reconciliation import slips
from evidence.reconciliation.matching import Match
from evidence.reconciliation.slips import Disagreement
from evidence.rows import Row

SAME = "same"
OTHER_UNITS = "same value in other units"
ONLY_FIRST = "only the first reader has it"
ONLY_SECOND = "only the second reader has it"
DIFFERENT = "different"

# Where a value stands and who read it, words every reader chooses freely, and months,
# which a rule holds to the time in the key.
_NO_VALUES = frozenset(
    [
        *("study_id", "cohort_id", "source", "locator", "derived", "note", "months", "seen"),
        *("extracted_by", "extracted_on", "second_look", "verified_by", "verified_on"),
        *("assessors", "assessed_by", "assessed_on", "label", "summary", "support", "reason"),
    ]
)
_DAY = Field("day", "", "date", "", None, None, False, (), None, False, None, None)

Factors = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Verdict:
    """Two readings of a cell, what they say of each other, and the slips that may explain it."""

    table: Table
    match: Match
    column: str
    first: str
    second: str
    outcome: str
    likely: tuple[str, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether both readers read the same."""
        return self.outcome in (SAME, OTHER_UNITS)

    @property
    def compared(self) -> bool:
        """Whether both readers read something."""
        return self.outcome in (SAME, OTHER_UNITS, DIFFERENT)


def columns(table: Table) -> list[Field]:
    """Return the columns of a table whose values two readers can be compared in."""
    taken = {*table.primary_key, *_NO_VALUES}
    return [field for field in table.fields if field.name not in taken]


def judge(table: Table, match: Match, rows: tuple[Row, ...], factors: Factors) -> list[Verdict]:
    """Return a verdict for each column that the second reader's file has.

    `rows` are ours of this table, `factors` what one of each unit of an outcome is in its
    usual one. A cell that is blank for both readers gives none. A row that was not found by
    its key is compared in the words from lists that its key holds too.
    """
    asked = [] if match.by_key else _words_in_key(table, match)
    asked += [field for field in columns(table) if field.name in match.theirs.cells]
    known = factors.get(match.ours.cells.get("outcome_id", ""), {})
    found = [one for field in asked if (one := _verdict(table, match, field, rows, known))]
    return list(_units_told(table, found))


def _words_in_key(table: Table, match: Match) -> list[Field]:
    """Return columns of the key in which the readers chose different words of a list."""
    fields = [table.field(name) for name in table.primary_key]
    return [one for one in fields if one.enum and match.ours[one.name] != match.theirs[one.name]]


def _verdict(
    table: Table, match: Match, field: Field, rows: tuple[Row, ...], known: Mapping[str, float]
) -> Verdict | None:
    first, second = match.ours[field.name], match.theirs[field.name]
    if not first and not second:
        return None
    outcome = _outcome(table, match, field, known)
    likely: tuple[str, ...] = ()
    if outcome == DIFFERENT:
        likely = tuple(slips.likely(_disagreement(table, match, field, rows, known)))
    return Verdict(table, match, field.name, first, second, outcome, likely)


def _outcome(table: Table, match: Match, field: Field, known: Mapping[str, float]) -> str:
    first, second = match.ours[field.name], match.theirs[field.name]
    if not (first and second):
        return ONLY_FIRST if first else ONLY_SECOND
    units = _units(table, match, field)
    if units and _same_in_other_units(first, second, *(known.get(unit) for unit in units)):
        return OTHER_UNITS
    return SAME if same(first, second) else DIFFERENT


def same(first: str, second: str) -> bool:
    """Return whether two texts mean the same: numbers, days, or words in another spelling."""
    one, two = slips.number(first), slips.number(second)
    if one is not None and two is not None:
        return one == two
    return _plain(first) == _plain(second) or _day(first) == _day(second)


def _plain(text: str) -> str:
    """Return a text without what does not change its meaning: case, blanks, kinds of dash."""
    text = re.sub(r"[‐‑–−]", "-", text.replace("µ", "μ")).casefold()
    return re.sub(r"\s*([<>=≤≥×/;,-])\s*", r"\1", " ".join(text.split()))


def _day(text: str) -> str:
    return cells.read(_DAY, Cell(text, ""))[0]


def _units(table: Table, match: Match, field: Field) -> tuple[str, str] | None:
    """Return the units in which both readers give a column; None where no column says them."""
    name = _unit_column(field)
    if name not in {one.name for one in table.fields}:
        return None
    ours = match.ours[name]
    return ours, match.theirs[name] or ours


def _same_in_other_units(first: str, second: str, one: float | None, two: float | None) -> bool:
    """Return whether two numbers are one, in units that are `one` and `two` in the usual one."""
    if slips.number(first) is None or slips.number(second) is None:
        return False
    if not one or not two or one == two:
        return False
    there, back = float(first) * one / two, float(second) * two / one
    return slips.rounds_to(there, second) or slips.rounds_to(back, first)


def _disagreement(
    table: Table, match: Match, field: Field, rows: tuple[Row, ...], known: Mapping[str, float]
) -> Disagreement:
    ours = match.ours
    near = [
        row.cells
        for row in rows
        if row.line != ours.line and row.cells.get("study_id") == ours.cells.get("study_id")
    ]
    # The factors between the unit of our row and every other of its outcome.
    units = _units(table, match, field)
    own = known.get(units[0]) if units else None
    factors = tuple(factor / own for factor in known.values()) if own else ()
    second = {**ours.cells, **match.theirs.values}
    return Disagreement(field.name, ours.cells, second, tuple(near), table.primary_key, factors)


def _units_told(table: Table, verdicts: list[Verdict]) -> Iterator[Verdict]:
    """Yield verdicts; a unit in which all values of the row are the same is no difference."""
    converted, failed = (
        {_unit_column(table.field(one.column)) for one in verdicts if one.outcome == outcome}
        for outcome in (OTHER_UNITS, DIFFERENT)
    )
    for one in verdicts:
        if one.column in converted - failed:
            yield replace(one, outcome=OTHER_UNITS, likely=())
        else:
            yield one


def _unit_column(field: Field) -> str:
    """Return the last word of a column's unit: “see unit” names the column `unit`."""
    return (field.unit or "").rpartition(" ")[2]

"""Evaluate an assertion over the tables: whether it holds, and what is true now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evidence.conclusions.assertion import (
    Comparison,
    Count,
    Lookup,
    OfTables,
    Outcome,
    Share,
    Value,
)
from evidence.conclusions.cell_tests import Bound, number
from evidence.conclusions.data import Data
from evidence.rows import Row

_SHOWN = 5


def evaluate(assertion: OfTables, data: Data) -> Outcome:
    """Return whether an assertion holds, and what is true now."""
    match assertion:
        case Count():
            return _count(assertion, data)
        case Share():
            return _share(assertion, data)
        case Value(cell, test):
            rows = _rows(cell, data)
            found = [data.cell(row, cell.column) for row in rows]
            return Outcome(len(found) == 1 and test.holds(found[0]), _shown(cell, rows, data))
        case Comparison():
            return _comparison(assertion, data)


def _count(assertion: Count, data: Data) -> Outcome:
    rows = data.select(assertion.rows)
    if assertion.of:
        rows = _pointed_at(assertion, rows, data)
        key = assertion.of[-1].references
    else:
        key = assertion.rows.table.primary_key
    found = f"found {len(rows)}" + (f": {_names(rows, key)}" if rows else "")
    return Outcome(assertion.bound.keeps(len(rows)), found)


def _pointed_at(assertion: Count, rows: Sequence[Row], data: Data) -> list[Row]:
    """Return the different rows that rows point to; where they should differ, only those."""
    there = [(data.follow(row, assertion.of), row) for row in rows]
    found = {target.line: target for target, _ in there if target}
    if assertion.differing is None:
        return list(found.values())
    said = {(target.line, data.cell(row, assertion.differing)) for target, row in there if target}
    words = Counter(line for line, word in said if word)
    return [target for line, target in found.items() if words[line] > 1]


def _share(assertion: Share, data: Data) -> Outcome:
    rows = data.select(assertion.rows)
    true_of = {row.line for row in data.keep(rows, assertion.kept)}
    others = [row for row in rows if row.line not in true_of]
    kept = len(true_of)
    # Of no rows nothing is true: a sentence about them would say something of nothing.
    true = bool(rows) and (not others if assertion.word == "every" else kept > len(others))
    key = assertion.rows.table.primary_key
    exceptions = f"; not {_names(others, key)}" if others else ""
    return Outcome(true, f"true of {kept} of {len(rows)}{exceptions}")


def _comparison(assertion: Comparison, data: Data) -> Outcome:
    sides = [(cell, _rows(cell, data)) for cell in (assertion.cell, assertion.other)]
    now = " and ".join(_shown(cell, rows, data) for cell, rows in sides)
    cells = [data.cell(row, cell.column) for cell, rows in sides for row in rows]
    values = [value for value in map(number, cells) if value is not None]
    if len(cells) != 2 or len(values) != 2:
        return Outcome(False, now)
    return Outcome(Bound(assertion.word, values[1]).keeps(values[0]), now)


def _rows(cell: Lookup, data: Data) -> list[Row]:
    rows = data.select(cell.rows)
    if not cell.key:
        return rows
    return [row for row in rows if row[cell.rows.table.primary_key[0]] == cell.key]


def _shown(cell: Lookup, rows: Sequence[Row], data: Data) -> str:
    table = cell.rows.table
    if len(rows) != 1:
        match = "row of {} matches" if not rows else "rows of {} match"
        return f"{len(rows) or 'no'} {match.format(table.name)} where one should"
    value = data.cell(rows[0], cell.column) or "blank"
    return f"the {cell.column.text} is {value} ({table.file}:{rows[0].line})"


def _names(rows: Sequence[Row], key: tuple[str, ...]) -> str:
    names = list(dict.fromkeys(row[key[0]] for row in rows))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more

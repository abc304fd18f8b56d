"""Which of our rows a second reader's row is: by its key, or else by the best match.

A reader who has not seen our tables calls a group or a time by other words. Such rows are
put beside the one row that is clearly nearest and are marked as matched in that way; when
two are about as near, none is taken and both are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from evidence.descriptor import Table
from evidence.intake.sent import Entry, folded
from evidence.rows import Row, Sheet
from evidence.rules.times import in_months

_EACH = 0.6  # how like every part of two keys must be
_WHOLE = 0.8  # and all parts together
_CLEAR = 0.02  # by how much the nearest row must be nearer than the next
_NEAR = 0.6  # from here on a row is worth naming
_MOST_NAMED = 3
_NOT = re.compile(r"\b(no|not|non|without|un\w+)\b", re.IGNORECASE)

Labels = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Match:
    """A second reader's row and ours; `by_key` unless it is only the best match."""

    ours: Row
    theirs: Entry
    by_key: bool = True


@dataclass(frozen=True)
class Alone:
    """A second reader's row that is none of ours, and those it is near to."""

    theirs: Entry
    near: tuple[Row, ...]


@dataclass(frozen=True)
class Matched:
    """The rows of one table: matched, found by us only, and found by the second reader only."""

    table: Table
    matches: tuple[Match, ...]
    only_ours: tuple[Row, ...]
    only_theirs: tuple[Alone, ...]


def match(entries: Iterable[Entry], sheets: Mapping[str, Sheet], table: Table) -> Matched:
    """Return which row is which; `only_ours` are rows of the studies the reader looked at."""
    entries = list(entries)
    rows = {_key(table, row.cells): row for row in sheets[table.name].rows}
    exact = [
        Match(rows[key], entry) for entry in entries if (key := _key(table, entry.values)) in rows
    ]
    found = {_key(table, one.ours.cells) for one in exact}
    scope = _scope(table)
    scopes = {entry[scope] for entry in entries} | {one.ours.cells.get(scope) for one in exact}
    ours = [row for key, row in rows.items() if key not in found and row.cells.get(scope) in scopes]
    theirs = [entry for entry in entries if _key(table, entry.values) not in found]
    likeness = _likeness(table, ours, theirs, _labels(table, sheets))
    nearest = _nearest(likeness)
    matches = [*exact, *(Match(ours[i], theirs[j], by_key=False) for i, j in nearest)]
    return Matched(
        table,
        tuple(matches),
        tuple(row for i, row in enumerate(ours) if i not in {i for i, _ in nearest}),
        tuple(
            Alone(entry, _near(j, ours, likeness))
            for j, entry in enumerate(theirs)
            if j not in {j for _, j in nearest}
        ),
    )


def _key(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in table.primary_key)


def _scope(table: Table) -> str:
    """Return the column that says what a row is about: its study, or its report."""
    names = {field.name for field in table.fields}
    return next((name for name in ("study_id", "reference") if name in names), "")


def _labels(table: Table, sheets: Mapping[str, Sheet]) -> Labels:
    """Return what the rows that a key column points to are called: by column, scope and key."""
    found = {}
    for link in table.foreign_keys:
        rows = sheets[link.table].rows if link.table in sheets else ()
        for row in rows:
            scope = row[link.references[0]] if len(link.references) > 1 else ""
            found[link.fields[-1], scope, row[link.references[-1]]] = row.cells.get("label", "")
    return found


_Likeness = dict[tuple[int, int], list[float]]


def _likeness(
    table: Table, ours: list[Row], theirs: list[Entry], labels: Labels
) -> dict[tuple[int, int], list[float]]:
    """Return how like each part of the keys is, for rows about the same study or report."""
    scope = _scope(table)
    parts = [name for name in table.primary_key if name != scope]
    return {
        (i, j): [_alike(table, part, row, entry[part], labels) for part in parts]
        for i, row in enumerate(ours)
        for j, entry in enumerate(theirs)
        if parts and row.cells.get(scope) == entry[scope]
    }


def _alike(table: Table, part: str, row: Row, said: str, labels: Labels) -> float:
    """Return how like a part of our key is to what the second reader calls it, from 0 to 1."""
    scope = row[table.primary_key[0]]
    known = {labels.get((part, one, row[part]), "") for one in (scope, "")} | {row[part]}
    if folded(said) in {folded(name) for name in known}:
        return 1.0
    if table.field(part).enum:
        return _EACH if said in table.field(part).enum else 0.0
    return max(_words_alike(name, said) for name in known if name)


def _words_alike(one: str, two: str) -> float:
    times = in_months(one), in_months(two)
    if None not in times:
        return float(times[0] == times[1])
    # “Week 4” and “week 24” look alike and are not, nor are “treated” and “untreated”.
    if re.findall(r"\d+", one) != re.findall(r"\d+", two):
        return 0.0
    if bool(_NOT.search(one)) != bool(_NOT.search(two)):
        return 0.0
    return SequenceMatcher(None, folded(one), folded(two)).ratio()


def _mean(parts: list[float]) -> float:
    return sum(parts) / len(parts)


def _nearest(likeness: _Likeness) -> list[tuple[int, int]]:
    """Return pairs that are nearest to each other, and clearly so."""
    fitting = {
        pair: _mean(parts)
        for pair, parts in likeness.items()
        if min(parts) >= _EACH and _mean(parts) >= _WHOLE
    }

    def is_clear(pair: tuple[int, int]) -> bool:
        rivals = [
            one for other, one in fitting.items() if other != pair and _share_a_row(other, pair)
        ]
        return all(one < fitting[pair] - _CLEAR for one in rivals)

    return [pair for pair in fitting if is_clear(pair)]


def _share_a_row(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return one[0] == two[0] or one[1] == two[1]


def _near(j: int, ours: list[Row], likeness: _Likeness) -> tuple[Row, ...]:
    scored = {i: _mean(parts) for (i, other), parts in likeness.items() if other == j}
    best = sorted(scored, key=lambda i: -scored[i])
    return tuple(ours[i] for i in best if scored[i] >= _NEAR)[:_MOST_NAMED]

"""The tables as an assertion sees them: rows, and where their keys lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evidence.conclusions.assertion import Column, Condition, Selection
from evidence.descriptor import ForeignKey
from evidence.rows import Row, Sheet


class UnreadableError(Exception):
    """A table that an assertion needs could not be read; its own problem says why."""


class Data:
    """Rows of tables by key, found once and kept."""

    def __init__(self, sheets: Mapping[str, Sheet]):
        self._sheets = sheets
        self._keyed: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], Row]] = {}
        self._words: dict[tuple[str, str], set[str]] = {}

    def sheet(self, name: str) -> Sheet:
        """Return a table; UnreadableError when there is none."""
        if name not in self._sheets:
            raise UnreadableError(name)
        return self._sheets[name]

    def select(self, selection: Selection) -> list[Row]:
        """Return the rows for which every condition of a selection holds."""
        return self.keep(self.sheet(selection.table.name).rows, selection.conditions)

    def keep(self, rows: Iterable[Row], conditions: Iterable[Condition]) -> list[Row]:
        """Return those of the rows for which every condition holds."""
        kept = list(rows)
        # What stands in the row itself is looked at first: it costs least.
        for one in sorted(conditions, key=lambda one: len(one.column.steps)):
            holds, name = one.test.holds, one.column.field.name
            if one.column.steps:
                kept = [row for row in kept if holds(self.cell(row, one.column))]
            else:
                kept = [row for row in kept if holds(row.cells[name])]
        return kept

    def cell(self, row: Row, column: Column) -> str:
        """Return the text of a row's cell, or of a row it points to; blank when there is none."""
        there = self.follow(row, column.steps) if column.steps else row
        return there.cells[column.field.name] if there else ""

    def follow(self, row: Row, steps: Iterable[ForeignKey]) -> Row | None:
        """Return the row that a row points to by keys, one after another."""
        here: Row | None = row
        for step in steps:
            if here is not None:
                cells = here.cells
                here = self._by_key(step).get(tuple([cells[field] for field in step.fields]))
        return here

    def _by_key(self, key: ForeignKey) -> dict[tuple[str, ...], Row]:
        name = (key.table, key.references)
        if name not in self._keyed:
            rows = self.sheet(key.table).rows
            self._keyed[name] = {
                tuple([row.cells[field] for field in key.references]): row for row in rows
            }
        return self._keyed[name]

    def words(self, column: Column) -> set[str]:
        """Return what a column holds or may hold: its cells, and the keys it may point to."""
        name = (column.table.name, column.field.name)
        if name not in self._words:
            self._words[name] = set(self._held(column)) - {""}
        return self._words[name]

    def _held(self, column: Column) -> Iterator[str]:
        yield from (row[column.field.name] for row in self.sheet(column.table.name).rows)
        for key in column.table.foreign_keys:
            for field, reference in zip(key.fields, key.references, strict=True):
                if field == column.field.name:
                    yield from (row[reference] for row in self.sheet(key.table).rows)

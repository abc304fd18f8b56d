"""Rows compared by their keys: what was added, corrected and removed, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.descriptor import Field, Table
from evidence.rows import NUMBER, Sheet

STUDIES = "studies"
STUDY = "study_id"

_Cells = dict[str, str]
_Key = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One cell that differs, as text; blank where there was or is nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row that differs.

    `key` is that of the row as it is now, or was last; `names` are its columns. `cells`
    are the cells that differ: all that are filled in a row added or removed. `source` and
    `locator` say where the values were seen, `study` which study the row is about, and
    `chapter` to which chapter it belongs, “” where the table does not say.
    """

    key: _Key
    cells: tuple[Cell, ...]
    source: str = ""
    locator: str = ""
    study: str = ""
    chapter: str = ""


@dataclass(frozen=True)
class TableChange:
    """The rows of a table that differ, each group in the order of its keys."""

    table: str
    title: str
    key: _Key
    added: tuple[RowChange, ...]
    corrected: tuple[RowChange, ...]
    removed: tuple[RowChange, ...]

    @property
    def rows(self) -> tuple[RowChange, ...]:
        """Every row that differs."""
        return (*self.added, *self.corrected, *self.removed)


def compare(before: Mapping[str, Sheet], after: Mapping[str, Sheet]) -> tuple[TableChange, ...]:
    """Return the tables whose rows differ, in the order of `after`.

    Only columns that both sides have are compared, and only tables whose key both have.
    The order of rows and columns does not count, nor does the form of a number. A row
    whose key alone was changed, in one column, is corrected; where that is the key of a
    study, the rows that point to it follow.
    """
    renamed = renamed_studies(before, after)
    changes = [
        _table(before[name], sheet, renamed)
        for name, sheet in after.items()
        if name in before and set(sheet.table.primary_key) <= set(before[name].header)
    ]
    return tuple(one for one in changes if one.rows)


def renamed_studies(before: Mapping[str, Sheet], after: Mapping[str, Sheet]) -> dict[str, str]:
    """Return the new key of each study of which nothing but the key was changed."""
    if STUDIES not in before or STUDIES not in after:
        return {}
    changes = _table(before[STUDIES], after[STUDIES], {})
    cells = [cell for row in changes.corrected for cell in row.cells]
    return {cell.before: cell.after for cell in cells if cell.column in changes.key}


def _table(before: Sheet, after: Sheet, renamed: Mapping[str, str]) -> TableChange:
    table = after.table
    shared = tuple(field for field in table.fields if field.name in before.header)
    old = _keyed(_followed(before, renamed), table.primary_key)
    new = _keyed((row.cells for row in after.rows), table.primary_key)
    gone = {key: old[key] for key in sorted(old.keys() - new.keys())}
    come = {key: new[key] for key in sorted(new.keys() - old.keys())}
    pairs = [(old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    for was, now in list(_rekeyed(gone, come, table.primary_key, shared)):
        pairs.append((gone.pop(was), come.pop(now)))
    corrected = [(now, _differing(was, now, shared)) for was, now in pairs]
    return TableChange(
        table=table.name,
        title=table.title,
        key=table.primary_key,
        added=tuple(_change(table, row, _filled(row, added=True)) for row in come.values()),
        corrected=tuple(_change(table, row, cells) for row, cells in corrected if cells),
        removed=tuple(_change(table, row, _filled(row, added=False)) for row in gone.values()),
    )


def _followed(sheet: Sheet, renamed: Mapping[str, str]) -> Iterator[_Cells]:
    """Yield rows in which the keys of renamed studies are the new ones."""
    pointing = {
        field
        for key in sheet.table.foreign_keys
        for field, reference in zip(key.fields, key.references, strict=True)
        if key.table == STUDIES and reference == STUDY
    }
    for row in sheet.rows:
        changed = {name: renamed.get(row[name], row[name]) for name in pointing}
        yield {**row.cells, **changed}


def _keyed(rows: Iterable[_Cells], key: _Key) -> dict[_Key, _Cells]:
    """Return rows by key; a key that stands twice, which is a mistake, is told apart."""
    seen: Counter[_Key] = Counter()
    found = {}
    for row in rows:
        name = tuple(row[column] for column in key)
        seen[name] += 1
        found[(*name, str(seen[name]))] = row
    return found


def _rekeyed(
    gone: Mapping[_Key, _Cells], come: Mapping[_Key, _Cells], key: _Key, shared: Sequence[Field]
) -> Iterator[tuple[_Key, _Key]]:
    """Yield pairs of rows that are alike but for one column of the key, and like no other."""
    taken: set[_Key] = set()
    for column in key:
        others = [field.name for field in shared if field.name != column]
        was, now = _alike(gone, others, key), _alike(come, others, key)
        for rest in was.keys() & now.keys():
            if len(was[rest]) == len(now[rest]) == 1 and not {*was[rest], *now[rest]} & taken:
                taken.update([*was[rest], *now[rest]])
                yield was[rest][0], now[rest][0]


def _alike(
    rows: Mapping[_Key, _Cells], columns: Sequence[str], key: _Key
) -> dict[_Key, list[_Key]]:
    found: dict[_Key, list[_Key]] = {}
    for name, row in rows.items():
        if any(row[column] for column in columns if column not in key):
            found.setdefault(tuple(row[column] for column in columns), []).append(name)
    return found


def _differing(was: _Cells, now: _Cells, shared: Sequence[Field]) -> tuple[Cell, ...]:
    return tuple(
        Cell(field.name, was[field.name], now[field.name])
        for field in shared
        if not _same(field, was[field.name], now[field.name])
    )


def _same(field: Field, was: str, now: str) -> bool:
    if was == now:
        return True
    numbers = field.is_quantity and NUMBER.fullmatch(was) and NUMBER.fullmatch(now)
    return bool(numbers) and float(was) == float(now)


def _filled(row: _Cells, *, added: bool) -> tuple[Cell, ...]:
    cells = [(name, text) for name, text in row.items() if text]
    return tuple(Cell(name, "", text) if added else Cell(name, text, "") for name, text in cells)


def _change(table: Table, row: _Cells, cells: tuple[Cell, ...]) -> RowChange:
    return RowChange(
        key=tuple(row[column] for column in table.primary_key),
        cells=cells,
        source=row.get("source", ""),
        locator=row.get("locator", ""),
        study=row.get(STUDY, ""),
        chapter=row.get("chapter", ""),
    )

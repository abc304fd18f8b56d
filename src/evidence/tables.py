"""Load tables as the descriptor says."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, cast

import pandas as pd

from evidence import descriptor, notices, rows
from evidence.descriptor import Table
from evidence.problems import SourceError

_allowed: frozenset[str] | None = None


def allow(*names: str, digest: str = "") -> None:
    """Let this process read only the named tables.

    The Sphinx extension puts this call into each chapter, so that a chapter cannot
    read a table it is not rebuilt for. `digest` stands for the contents of the
    tables and the code: it changes the cell, and so makes the chapter run again.
    """
    global _allowed
    _allowed = frozenset(names)


def load(name: str, root: Path | None = None) -> pd.DataFrame:
    """Return a table as a data frame with the descriptor's columns, in its order.

    Text columns are strings with blank cells as "", quantities are floats (integers
    `Int64`) with blanks as missing, dates are timestamps. The frame, and what is
    filtered from it, keeps the table's name in `attrs["table"]`. The label of a study that is
    retracted or questioned carries its mark. Raises SourceError when the file is broken,
    KeyError when the descriptor has no such table, and PermissionError when the chapter was
    not known to read it.
    """
    root, table = _known(name, root)
    # Whoever changes what is returned changes a copy of it: pandas copies when it is written to.
    frame = _read(root, table, _changed(root, table.file)).copy(deep=False)
    return _with_marks(frame, root) if name == notices.STUDIES else frame


def keys(name: str, root: Path | None = None) -> frozenset[tuple[str, ...]]:
    """Return the primary keys of a table's rows as text; raises what `load` does."""
    root, table = _known(name, root)
    return _keys(root, table, _changed(root, table.file))


def _known(name: str, root: Path | None) -> tuple[Path, Table]:
    """Return the root of the project and a table that may be read."""
    if _allowed is not None and name not in _allowed:
        raise PermissionError(
            f"this chapter reads the table “{name}” in a way its build does not see; "
            f'write tables.load("{name}") with the name as plain text'
        )
    root = descriptor.find_root(root)
    return root, descriptor.read(root)[name]


def _with_marks(studies: pd.DataFrame, root: Path) -> pd.DataFrame:
    """Return the studies with the mark of each retracted or questioned one behind its name."""
    known = notices.names(root)
    if known:
        studies["label"] = studies["study_id"].map(known).fillna(studies["label"])
    return studies


def modified(names: Iterable[str], root: Path) -> tuple[int, ...]:
    """Return when the descriptor and the files of the named tables last changed.

    What is worked out from them may be kept under it. Raises KeyError for a table that
    the descriptor does not have.
    """
    known, names = descriptor.read(root), tuple(names)
    files = [descriptor.PATH, *(known[name].file for name in names)]
    marks = notices.modified(root) if notices.STUDIES in names else ()
    return (*(_changed(root, file) for file in files), *marks)


def _changed(root: Path, file: str) -> int:
    try:
        return _path(root, file).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@cache
def _path(root: Path, file: str) -> Path:
    # Asked for thousands of times in a build.
    return root / file


def blanks(kind: str, count: int) -> pd.Series:
    """Return a column of so many blank cells, of a type of the descriptor, as `load` gives it."""
    return _column([""] * count, kind)


def mark(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a frame that says its rows are of a table, after a merge made it forget.

    A number made from it finds each row in the table again, or is refused.
    """
    marked = frame.copy()
    marked.attrs["table"] = name
    return marked


def records(name: str, root: Path | None = None) -> list[dict[str, Any]]:
    """Return a table as one dictionary per row, with the values that `load` gives."""
    root, _ = _known(name, root)
    return [dict(row) for row in _records(name, root, modified((name,), root))]


@cache
def _records(name: str, root: Path, _modified: tuple[int, ...]) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], load(name, root).to_dict("records"))


@cache
def _read(root: Path, table: Table, _modified: int) -> pd.DataFrame:
    sheet, problems = rows.read(root, table)
    if sheet is None or problems:
        raise SourceError(problems)
    return _typed(table, sheet)


@cache
def _keys(root: Path, table: Table, modified: int) -> frozenset[tuple[str, ...]]:
    # Each number looks its rows up; to make text of all keys takes longer than the rest of it.
    frame = _read(root, table, modified)
    parts = [frame[part].map(str) for part in table.primary_key]
    return frozenset(zip(*parts, strict=True))


def _typed(table: Table, sheet: rows.Sheet) -> pd.DataFrame:
    columns = {
        field.name: _column([row[field.name] for row in sheet.rows], field.type)
        for field in table.fields
    }
    frame = pd.DataFrame(columns)
    frame.attrs["table"] = table.name
    return frame


def _column(texts: list[str], kind: str) -> pd.Series:
    if kind == "number":
        return pd.Series([float(text) if text else None for text in texts], dtype="float64")
    if kind == "integer":
        return pd.Series([int(text) if text else None for text in texts], dtype="Int64")
    if kind == "date":
        return pd.to_datetime(pd.Series(texts, dtype="str").replace("", None))
    return pd.Series(texts, dtype="str")

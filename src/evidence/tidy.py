"""Mend what can be mended without knowing what is meant: the form of the tables, not their facts.

Rows that belong together stand together, columns stand as in the descriptor, lines end
alike, cells are trimmed, numbers have a point, and a word of a list or a key is spelt as
there. What could mean two things is left as it is, for `check` to name.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence import spelling
from evidence.descriptor import Field, Table
from evidence.rows import NUMBER

_MARK = b"\xef\xbb\xbf"
_END = "\n"

Cells = list[str]


@dataclass(frozen=True)
class Change:
    """One kind of change in one file, and how often it was made."""

    kind: str
    file: str
    count: int


@dataclass(frozen=True)
class Tidied:
    """A table's file as it should be written, and what is changed in it."""

    file: str
    data: bytes
    changes: tuple[Change, ...]


def tidied(root: Path, tables: Mapping[str, Table]) -> list[Tidied]:
    """Return the tables whose files are to change, in the order of the descriptor.

    A file that cannot be read as a table of its columns is left out: `check` says why.
    """
    read = {name: _read(root, table) for name, table in tables.items()}
    keys = {name: _keys(tables[name], lines) for name, lines in read.items() if lines}
    found = []
    for name, lines in read.items():
        if lines:
            found += _tidied(root, tables[name], lines, keys)
    return found


def write(root: Path, files: Iterable[Tidied]) -> None:
    """Write the files, each whole or not at all."""
    for tidy in files:
        path = root / tidy.file
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(tidy.data)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)


def report(files: Iterable[Tidied]) -> list[str]:
    """Return one line for each kind of change: how often it was made, and where."""
    counts: Counter[str] = Counter()
    places: dict[str, list[str]] = {}
    for change in (change for tidy in files for change in tidy.changes):
        counts[change.kind] += change.count
        places.setdefault(change.kind, []).append(change.file)
    return [f"{kind}: {counts[kind]} ({', '.join(places[kind])})" for kind in places]


def _read(root: Path, table: Table) -> list[Cells]:
    """Return the lines of a table that have cells, the header first; nothing if it is broken."""
    try:
        text = (root / table.file).read_bytes().removeprefix(_MARK).decode("utf-8")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    filled = [cells for cells in lines if any(cell.strip() for cell in cells)]
    header = [cell.strip() for cell in filled[0]] if filled else []
    sound = sorted(header) == sorted(field.name for field in table.fields)
    return filled if sound and all(len(cells) == len(header) for cells in filled) else []


def _keys(table: Table, lines: list[Cells]) -> dict[str, set[str]]:
    """Return what stands in each column of the table's key, trimmed."""
    header = [cell.strip() for cell in lines[0]]
    return {
        name: {cells[header.index(name)].strip() for cells in lines[1:]}
        for name in table.primary_key
    }


def _tidied(
    root: Path, table: Table, lines: list[Cells], keys: Mapping[str, Mapping[str, set[str]]]
) -> list[Tidied]:
    counts: Counter[str] = Counter()
    header = _trimmed(lines[0], counts)
    rows = [_trimmed(cells, counts) for cells in lines[1:]]
    names = [field.name for field in table.fields]
    if header != names:
        counts["columns put in the order of the descriptor"] = 1
        places = [header.index(name) for name in names]
        rows = [[cells[place] for place in places] for cells in rows]
    for place, field in enumerate(table.fields):
        known = field.enum or _targets(table, field, keys)
        for cells in rows:
            cells[place] = _mended(field, known, cells[place], counts)
    data = _text(names, _grouped(table, names, rows, counts)).encode("utf-8")
    before = (root / table.file).read_bytes()
    if data == before:
        return []
    counts.update(_of_the_file(before, counts))
    changes = tuple(Change(kind, table.file, count) for kind, count in counts.items() if count)
    return [Tidied(table.file, data, changes)]


def _trimmed(cells: Cells, counts: Counter[str]) -> Cells:
    counts["spaces around a cell removed"] += sum(cell != cell.strip() for cell in cells)
    return [cell.strip() for cell in cells]


def _targets(
    table: Table, field: Field, keys: Mapping[str, Mapping[str, set[str]]]
) -> tuple[str, ...]:
    """Return what a column that points alone to another table may hold."""
    for key in table.foreign_keys:
        if key.fields == (field.name,) and key.table != table.name:
            return tuple(keys.get(key.table, {}).get(key.references[0], ()))
    return ()


def _mended(field: Field, known: tuple[str, ...], text: str, counts: Counter[str]) -> str:
    if field.is_quantity and not NUMBER.fullmatch(text):
        number = spelling.number(text)
        if number != text and NUMBER.fullmatch(number):
            counts["numbers written with a point and a plain minus"] += 1
            return number
    if text and known and text not in known:
        word = spelling.variant(text, known)
        counts["words spelt as in their list"] += bool(word)
        return word or text
    return text


def _grouped(table: Table, names: Cells, rows: list[Cells], counts: Counter[str]) -> list[Cells]:
    """Return rows with the same first part of their key together, else in their order."""
    if len(table.primary_key) == 1:
        return rows
    first = names.index(table.primary_key[0])
    groups: dict[str, list[Cells]] = {}
    for cells in rows:
        groups.setdefault(cells[first], []).append(cells)
    grouped = [cells for group in groups.values() for cells in group]
    counts["tables with rows put beside those of the same key"] = int(grouped != rows)
    return grouped


def _text(header: Cells, rows: list[Cells]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=_END).writerows([header, *rows])
    return stream.getvalue()


def _of_the_file(before: bytes, counts: Counter[str]) -> dict[str, int]:
    """Return what is changed in the file as a whole, by its kind."""
    found = {
        "byte order mark removed": int(before.startswith(_MARK)),
        "line ends made alike": len(re.findall(rb"\r\n?", before)),
        "blank lines removed": len(re.findall(rb"(?m)^[, \t]*\r?\n", before.removeprefix(_MARK))),
    }
    if not any(found.values()) and not any(counts.values()):
        found["quotes written as usual, last line ended"] = 1
    return found

"""What must be true of every table: its keys, what they point to, and plain text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from evidence.problems import Problem
from evidence.rows import Sheet
from evidence.spelling import suggestion
from evidence.texts import MARKUP

Key = tuple[str, ...]

# Control characters, and those that hide or turn around the text beside them.
_UNSEEN = r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_FORMULA = r"[=+@]|-[^\d.\s]"
_SUGGESTED = 20


def keys_are_unique(sheet: Sheet) -> Iterator[Problem]:
    """No two rows of a table have the same key, and a unique column has no repeats."""
    unique = [(field.name,) for field in sheet.table.fields if field.unique]
    for key in [sheet.table.primary_key, *unique]:
        seen: dict[tuple[str, ...], int] = {}
        for row in sheet.rows:
            value = tuple(row[field] for field in key)
            if value in seen and any(value):
                found = f"{_and(key)} {_quoted(value)} stands in line {seen[value]} too"
                yield sheet.problem(row.line, key[-1], found, "remove one row, or correct its key")
            seen.setdefault(value, row.line)


def foreign_keys_resolve(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """A value that points to another table is a key there."""
    for key in sheet.table.foreign_keys:
        if key.table not in sheets:
            continue
        target = sheets[key.table]
        known = {tuple([row.cells[field] for field in key.references]) for row in target.rows}
        meant: dict[Key, str] = {}
        for row in sheet.rows:
            value = tuple([row.cells[field] for field in key.fields])
            if value not in known and any(value):
                found = f"{_and(key.fields)} {_quoted(value)} is not in {target.table.file}"
                # To look for what was meant takes time: not for a whole table of strangers.
                if value not in meant and len(meant) < _SUGGESTED:
                    meant[value] = _suggestion(value, known)
                cure = f"correct it, or add the row to {target.table.file}"
                cure = meant.get(value, "") + cure
                yield sheet.problem(row.line, key.fields[-1], found, cure)


def _suggestion(value: Key, known: set[Key]) -> str:
    return suggestion(value[-1], (key[-1] for key in known if key[:-1] == value[:-1]))


def text_is_plain(sheet: Sheet) -> Iterator[Problem]:
    """No cell looks like markup, a template or a spreadsheet formula, or hides a character."""
    texts = [field.name for field in sheet.table.fields if field.type == "string"]
    for row in sheet.rows:
        if _may_not_be_plain(row.cells.values()):
            for field in texts:
                said = _suspicion(row[field])
                if said:
                    yield sheet.problem(row.line, field, *said)


def _may_not_be_plain(cells: Collection[str]) -> bool:
    """Whether a row needs a closer look, which takes long: nearly all rows do not."""
    row = " ".join(cells)
    return (
        not row.isprintable()
        or "<" in row
        or "{" in row
        or "script:" in row.casefold()
        or any(cell[:1] in "=+@-" for cell in cells if cell)
    )


def _suspicion(text: str) -> tuple[str, str] | None:
    unseen = re.search(_UNSEEN, text)
    if unseen:
        return f"the unseen character U+{ord(unseen[0]):04X}", "type the text again without it"
    if MARKUP.search(text):
        return f"“{text}” looks like markup", "write plain text"
    if re.match(_FORMULA, text):
        return f"“{text}” looks like a formula", "start with a letter or a digit"
    return None


def _and(names: tuple[str, ...]) -> str:
    return " + ".join(names)


def _quoted(values: tuple[str, ...]) -> str:
    return " + ".join(f"“{value}”" for value in values)

"""What must be true of every table: its keys, what they point to, and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evidence.problems import Problem
from evidence.rows import Sheet

_MARKUP = re.compile(r"<[a-zA-Z/!]|\{\{|\{%|javascript:", re.IGNORECASE)


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
        known = {tuple(row[field] for field in key.references) for row in target.rows}
        for row in sheet.rows:
            value = tuple(row[field] for field in key.fields)
            if any(value) and value not in known:
                found = f"{_and(key.fields)} {_quoted(value)} is not in {target.table.file}"
                cure = f"correct it, or add the row to {target.table.file}"
                yield sheet.problem(row.line, key.fields[-1], found, cure)


def text_is_plain(sheet: Sheet) -> Iterator[Problem]:
    """No cell looks like markup, a template or a spreadsheet formula."""
    texts = [field.name for field in sheet.table.fields if field.type == "string"]
    for row in sheet.rows:
        for field in texts:
            text = row[field]
            if _MARKUP.search(text):
                yield sheet.problem(
                    row.line, field, f"“{text}” looks like markup", "write plain text"
                )
            elif text[:1] in tuple("=+@") or re.match(r"-[^\d.\s]", text):
                cure = "start with a letter or a digit"
                yield sheet.problem(row.line, field, f"“{text}” looks like a formula", cure)


def _and(names: tuple[str, ...]) -> str:
    return " + ".join(names)


def _quoted(values: tuple[str, ...]) -> str:
    return " + ".join(f"“{value}”" for value in values)

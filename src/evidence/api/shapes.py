"""The shape of documents as JSON Schema (2020-12), and values as JSON has them.

Columns of tables are described by the descriptor; only what is worked out has words here.
"""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from evidence.descriptor import Field, Table
from evidence.readings import Row

Shape = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DIGITS = 10
_TYPES = {"number": "number", "integer": "integer"}


def text(meaning: str, **more: Any) -> Shape:
    """Return the shape of a text."""
    return {"type": "string", "description": meaning, **more}


def number(meaning: str, **more: Any) -> Shape:
    """Return the shape of a number."""
    return {"type": "number", "description": meaning, **more}


def integer(meaning: str) -> Shape:
    """Return the shape of a whole number."""
    return {"type": "integer", "description": meaning}


def truth(meaning: str) -> Shape:
    """Return the shape of a true or false."""
    return {"type": "boolean", "description": meaning}


def address(meaning: str) -> Shape:
    """Return the shape of an address, which is relative to that of its document."""
    return text(f"{meaning}; relative to the address of this document", format="uri-reference")


def listed(meaning: str, of: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "description": meaning, "items": of}


def record(meaning: str, **fields: Shape) -> Shape:
    """Return the shape of an object that always has all these fields; others may come."""
    return {
        "type": "object",
        "description": meaning,
        "properties": fields,
        "required": list(fields),
    }


def or_none(shape: Shape) -> Shape:
    """Return the shape of what may be null."""
    choice = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return {**shape, **choice, "type": [shape["type"], "null"]}


def row(table: Table, *left_out: str, **more: Shape) -> Shape:
    """Return the shape of a table's rows, of all columns but those left out, and what is added."""
    columns = {one.name: column(one) for one in table.fields if one.name not in left_out}
    return record(table.description, **columns, **more)


def column(field: Field) -> Shape:
    """Return the shape of a column; a cell that may be blank may be null."""
    said: Shape = {"type": _TYPES.get(field.type, "string"), "description": field.description}
    known = {
        "format": "date" if field.type == "date" else None,
        "unit": field.unit,
        "enum": list(field.enum) or None,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    said |= {name: value for name, value in known.items() if value is not None}
    return said if field.required else or_none(said)


def plain(row: Row, *left_out: str) -> dict[str, Any]:
    """Return a row as JSON has it: blank cells null, dates as text, other cells as they are."""
    return {name: value_of(cell) for name, cell in row.items() if name not in left_out}


def value_of(value: Any) -> Any:
    """Return a value as JSON has it.

    Whole numbers have no point, others ten significant digits: more would differ from
    machine to machine. Raises ValueError for a number without end.
    """
    if value is None or pd.isna(value) or value == "":
        return None
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str | bool):
        return value
    exact = float(value)
    if not isfinite(exact):
        raise ValueError(f"{value} is no number that JSON can hold")
    return int(exact) if exact.is_integer() else float(f"{exact:.{_DIGITS}g}")

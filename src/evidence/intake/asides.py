"""What is sent beside rows of the tables: corrections, and what only the bibliography keeps.

Both come as blocks like a table's, so that the form of the book, an issue and a sheet
speak one language.
"""

from __future__ import annotations

from evidence.descriptor import Field, Table

CORRECTION = "correction"
REFERENCE = "reference"
BLANK = "blank"
"""What a correction says in place of a value where there is none."""

_COLUMNS = {
    CORRECTION: ("row", "column", "was", "is", "source", "locator", "read_on", "reason"),
    REFERENCE: ("study_id", "author", "journal"),
}


def _field(name: str) -> Field:
    return Field(name, name, "string", "", None, None, False, (), None, False, None, None)


def _table(name: str, columns: tuple[str, ...]) -> Table:
    fields = tuple(_field(column) for column in columns)
    return Table(name, name, "", "", fields, columns[:1], (), may_be_empty=True)


TABLES = {name: _table(name, columns) for name, columns in _COLUMNS.items()}
"""The columns of each, as the descriptor would say them."""

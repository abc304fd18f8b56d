"""Open a workbook or a text table that was sent, and find the rows of our tables in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evidence.descriptor import Table
from evidence.intake import delimited, files, layout, workbook


def rows(data: bytes, path: Path, tables: Mapping[str, Table]) -> tuple[layout.Found, bool]:
    """Return the rows found, and whether the file writes decimal commas.

    Raises RefusedError when the bytes cannot be read as a workbook or as text.
    """
    left_out: list[str] = []
    if files.is_workbook(data):
        grids, left_out = workbook.grids(data, path.name)
    else:
        grids = delimited.grids(delimited.decoded(data, path.name), path.name, path.stem)
    found = layout.find_all(grids, tables)
    found.left_out[:0] = left_out
    return found, any(grid.decimal_comma for grid in grids)

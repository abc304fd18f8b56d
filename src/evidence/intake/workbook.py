"""Read a workbook (.xlsx) as grids: values as stored, nothing executed, nothing unpacked unseen."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl

from evidence.intake.files import MOST_COLUMNS, MOST_ROWS
from evidence.intake.sent import Cell, Complaint, Grid, RefusedError, letters

UNPACKED = 10_000_000
LISTS = "Lists"  # the hidden sheet of the template that holds its vocabularies
_MEMBERS = 1000
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)
_SAVE = "copy the rows into a new workbook and save that as .xlsx"


def grids(data: bytes, file: str) -> tuple[list[Grid], list[str]]:
    """Return the visible sheets that hold something, and what was left out.

    Raises RefusedError when the archive is not safe to unpack or is no workbook.
    """
    said = _unsafe(data)
    if said:
        raise RefusedError([Complaint(file, "", *said)])
    try:
        shown, formulas = _open(data, values=True), _open(data, values=False)
    except Exception:  # a broken workbook fails in the reader in any of many ways
        raise RefusedError([Complaint(file, "", "the workbook cannot be read", _SAVE)]) from None
    found: list[Grid] = []
    left_out: list[str] = []
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            if sheet.title != LISTS:
                left_out.append(f"{file}, sheet {sheet.title}: hidden, left out")
            continue
        _limit(sheet, file)
        grid = _grid(sheet, formulas[sheet.title], file)
        if any(cell.text or cell.trouble for row in grid.rows for cell in row):
            found.append(grid)
    return found, left_out


def _unsafe(data: bytes) -> tuple[str, str] | None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        if len(members) > _MEMBERS or size > UNPACKED:
            found = f"{size / 1e6:.0f} MB in {len(members)} parts when unpacked"
            return f"{found}, more than the {UNPACKED // 1_000_000} MB we read", _SAVE
        for member in members:
            said = _unsafe_member(archive, member)
            if said:
                return said
    except _DAMAGED:
        return "the workbook is damaged or encrypted", f"take off any password, or {_SAVE}"
    return None


def _unsafe_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[str, str] | None:
    name = member.filename
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
        return f"a part of the workbook is named “{name[:60]}”", _SAVE
    if name.lower().endswith("vbaproject.bin"):
        return "the workbook holds macros", "save it as .xlsx, without macros"
    if name.lower().endswith((".zip", ".xlsx", ".xlsm", ".gz", ".jar")):
        return f"the workbook holds another archive, “{name[:60]}”", _SAVE
    if name.lower().endswith((".xml", ".rels", ".vml")):
        # Nothing a spreadsheet program writes declares entities; both spellings are searched.
        text = archive.read(member).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            return f"“{name[:60]}” in the workbook declares entities", _SAVE
    return None


def _open(data: bytes, *, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)


def _limit(sheet: Any, file: str) -> None:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        end = f"{letters(sheet.max_column)}{sheet.max_row}"
        found = f"the sheet reaches to cell {end}; we read {MOST_ROWS} rows of {MOST_COLUMNS} cells"
        cure = "delete the empty rows and columns beyond your table"
        raise RefusedError([Complaint(f"{file}, sheet {sheet.title}", "", found, cure)])


def _grid(sheet: Any, formulas: Any, file: str) -> Grid:
    place = f"{file}, sheet {sheet.title}"
    down = _merged_down(sheet)
    rows = []
    for row in sheet.iter_rows():
        # A row that holds nothing of its own is blank, even inside a merged column.
        own = down if any(cell.value is not None for cell in row) else {}
        cells = [(own.get((cell.row, cell.column), cell), cell.coordinate) for cell in row]
        rows.append(tuple(_cell(cell, formulas, place, where) for cell, where in cells))
    return Grid(sheet.title, place, tuple(rows))


def _merged_down(sheet: Any) -> dict[tuple[int, int], Any]:
    """Return for the cells of a merged column the cell that holds its value."""
    holder = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col)
        for row in range(area.min_row + 1, min(area.max_row, sheet.max_row) + 1):
            holder[row, area.min_col] = first
    return holder


def _cell(cell: Any, formulas: Any, place: str, coordinate: str) -> Cell:
    where = f"{place}, cell {coordinate}"
    value = cell.value
    if value is None:
        if formulas.cell(cell.row, cell.column).data_type == "f":
            cure = "paste the values over the formulas, or open and save the file in Excel"
            return Cell("", where, trouble=("a formula without a stored result", cure))
        return Cell("", where)
    if cell.data_type == "e":
        return Cell(
            str(value),
            where,
            trouble=(f"the formula gives {value}", "write the value, or leave it blank"),
        )
    return _typed(value, str(cell.number_format), where)


def _typed(value: Any, shape: str, where: str) -> Cell:
    if isinstance(value, bool):
        return Cell("yes" if value else "no", where)
    if isinstance(value, int | float):
        if "%" in shape:
            return Cell(_digits(value * 100), where, "percent")
        return Cell(_digits(value), where, "number")
    if isinstance(value, datetime | date):
        return Cell(value.strftime("%Y-%m-%d"), where, "date")
    if isinstance(value, time | timedelta):
        cure = "format the column as text and write it again"
        return Cell(str(value), where, trouble=(f"Excel reads “{value}” as a time", cure))
    return Cell(_line(str(value)), where)


def _digits(value: float) -> str:
    """Return a number as people write it: 12 for 12.0, and no noise of binary fractions."""
    return f"{value:.15g}"


def _line(text: str) -> str:
    return " ".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    yield from text.replace("\xa0", " ").split()

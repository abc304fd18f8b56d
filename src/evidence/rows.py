"""Read a table's file as text cells that remember their line, and say what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidence.descriptor import Field, Table
from evidence.problems import Problem

NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?")
INTEGER = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Row:
    """One line of a table as text, blank cells as empty strings."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.cells[field]

    def number(self, field: str) -> float | None:
        """Return the cell as a number; None when it is blank or not a number."""
        text = self.cells[field]
        return float(text) if NUMBER.fullmatch(text) else None


@dataclass(frozen=True)
class Sheet:
    """A table's rows, and the order of the columns in its file."""

    table: Table
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def problem(self, line: int, field: str, found: str, cure: str) -> Problem:
        """Return a problem in one cell of this sheet."""
        column = self.header.index(field) + 1 if field in self.header else 1
        return Problem(self.table.file, line, column, field, found, cure)


def read(root: Path, table: Table) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet, or None when its structure is broken, and the problems found."""
    text, problems = _decode(root, table)
    if problems:
        return None, problems
    lines = list(_lines(text))
    problems = _header_problems(table, lines) or _shape_problems(table, lines)
    if problems:
        return None, problems
    header = tuple(lines[0][1])
    rows = (Row(line, dict(zip(header, cells, strict=True))) for line, cells in lines[1:])
    sheet = Sheet(table, header, tuple(rows))
    return sheet, [problem for row in sheet.rows for problem in _row_problems(sheet, row)]


def _decode(root: Path, table: Table) -> tuple[str, list[Problem]]:
    def problem(line: int, found: str, cure: str) -> tuple[str, list[Problem]]:
        return "", [Problem(table.file, line, 1, "", found, cure)]

    try:
        data = (root / table.file).read_bytes()
    except FileNotFoundError:
        return problem(
            1, "the table is missing", "restore the file, or take it out of the descriptor"
        )
    if data.startswith(b"\xef\xbb\xbf"):
        return problem(1, "a byte order mark before the header", "save as UTF-8 without BOM")
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        return problem(line, "a NUL byte", "save the table again as plain UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return problem(line, f"byte 0x{data[error.start]:02x} is not UTF-8", "save as UTF-8")
    if not text.strip():
        header = ",".join(field.name for field in table.fields)
        return problem(1, "the table is empty", f"write the header line: {header}")
    return text, []


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _header_problems(table: Table, lines: list[tuple[int, list[str]]]) -> list[Problem]:
    header = lines[0][1]
    expected = [field.name for field in table.fields]
    missing = [name for name in expected if name not in header]
    problems = []
    for column, name in enumerate(header, start=1):
        if name not in expected:
            cure = (
                f"use one of the missing columns: {', '.join(missing)}" if missing else "remove it"
            )
            problems.append(Problem(table.file, 1, column, name, f"unknown column “{name}”", cure))
        elif name in header[: column - 1]:
            problems.append(
                Problem(table.file, 1, column, name, f"column “{name}” stands twice", "remove one")
            )
    for name in missing:
        cure = "add it to the header, and a cell to every row"
        problems.append(Problem(table.file, 1, 1, name, f"column “{name}” is missing", cure))
    return problems


def _shape_problems(table: Table, lines: list[tuple[int, list[str]]]) -> list[Problem]:
    width = len(lines[0][1])
    problems = [
        Problem(
            table.file,
            line,
            min(len(cells), width) or 1,
            "",
            f"{len(cells)} cells where the header has {width}",
            "add or remove commas; put double quotes around a cell that contains a comma",
        )
        for line, cells in lines[1:]
        if len(cells) != width
    ]
    if len(lines) == 1 and not table.may_be_empty:
        cure = "add at least one row, or restore the rows that were there"
        problems.append(Problem(table.file, 1, 1, "", "the table has a header and no rows", cure))
    return problems


def _row_problems(sheet: Sheet, row: Row) -> Iterator[Problem]:
    for field in sheet.table.fields:
        said = _cell_problem(field, row[field.name])
        if said:
            yield sheet.problem(row.line, field.name, *said)


def _cell_problem(field: Field, text: str) -> tuple[str, str] | None:
    if text == "":
        return (
            ("the cell is blank", "fill it in; this column is required") if field.required else None
        )
    if text != text.strip() or "\n" in text or "\r" in text:
        return "spaces around the text or a line break in it", "write it on one line, trimmed"
    return _type_problem(field, text) or _constraint_problem(field, text)


def _type_problem(field: Field, text: str) -> tuple[str, str] | None:
    blank = "leave it blank if it was not seen"
    if field.type == "number" and not NUMBER.fullmatch(text):
        return f"“{text}” is not a number", f"write digits with a point, like 12.5; {blank}"
    if field.type == "integer" and not INTEGER.fullmatch(text):
        return f"“{text}” is not a whole number", f"write digits only, like 12; {blank}"
    if field.type == "date" and not _is_date(text):
        return f"“{text}” is not a date", "write year-month-day, like 2026-11-21"
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _constraint_problem(field: Field, text: str) -> tuple[str, str] | None:
    if field.enum and text not in field.enum:
        return f"“{text}” is not in the list", f"use one of: {'; '.join(field.enum)}"
    if field.pattern and not re.fullmatch(field.pattern, text):
        example = f", like {field.example}" if field.example else ""
        return f"“{text}” is malformed", f"write it as {field.pattern}{example}"
    if field.minimum is not None and float(text) < field.minimum:
        return f"{text} is below {field.minimum:g}", "check the source"
    if field.maximum is not None and float(text) > field.maximum:
        return f"{text} is above {field.maximum:g}", "check the source"
    return None

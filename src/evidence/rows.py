"""Read a table's file as text cells that remember their line, and say what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite, isinf
from pathlib import Path

from evidence import spelling, texts
from evidence.descriptor import Field, Table
from evidence.problems import WARNING, Problem, SourceError

NUMBER = re.compile(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"-?[0-9]+")

_MOST_CELLS = 1000
_MOST_LINES = 100_000


def words(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several, separated by “; ”."""
    return tuple(part for part in cell.split("; ") if part)


@dataclass(frozen=True)
class Row:
    """One line of a table as text, blank cells as empty strings."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.cells[field]

    def number(self, field: str) -> float | None:
        """Return the cell as a number; None when it is blank, not a number, or has no end."""
        text = self.cells[field]
        number = float(text) if NUMBER.fullmatch(text) else None
        return None if number is None or isinf(number) else number

    @property
    def note(self) -> str:
        """What the row says about itself; empty too where the table has no notes."""
        return self.cells.get("note", "")

    @property
    def explained(self) -> str:
        """How a value was worked out, or else the note: what answers for a difference."""
        return self.cells.get("derived", "") or self.note


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

    def doubt(self, row: Row, field: str, found: str, cure: str) -> Iterator[Problem]:
        """Yield a warning in one cell, unless the row's note answers it."""
        if not row.note:
            problem = self.problem(row.line, field, found, f"{cure}, or say in note why it is so")
            yield replace(problem, severity=WARNING)


def read(root: Path, table: Table) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet, or None when its structure is broken, and the problems found."""
    try:
        lines = _lines(table, _text(root, table))
    except SourceError as error:
        return None, error.problems
    problems = _header_problems(table, lines) or _shape_problems(table, lines)
    if problems:
        return None, problems
    header = tuple(lines[0][1])
    rows = (Row(line, dict(zip(header, cells, strict=True))) for line, cells in lines[1:])
    sheet = Sheet(table, header, tuple(rows))
    return sheet, check(sheet)


def read_all(root: Path, tables: Mapping[str, Table]) -> tuple[dict[str, Sheet], list[Problem]]:
    """Return the sheets whose structure is sound, by name, and the problems of all."""
    read_tables = {name: read(root, table) for name, table in tables.items()}
    sheets = {name: sheet for name, (sheet, _) in read_tables.items() if sheet is not None}
    return sheets, [problem for _, found in read_tables.values() for problem in found]


def written(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return the text of a table's file in its one form, from cells in the header's order."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *lines])
    return text.getvalue()


def check(sheet: Sheet) -> list[Problem]:
    """Return what is wrong with the cells of a sheet, each by itself."""
    wrong = {field.name: _wrong_texts(sheet, field) for field in sheet.table.fields}
    wrong = {name: found for name, found in wrong.items() if found}
    return [
        sheet.problem(row.line, name, *found[row[name]])
        for row in sheet.rows
        for name, found in wrong.items()
        if row[name] in found
    ]


def _wrong_texts(sheet: Sheet, field: Field) -> dict[str, tuple[str, str]]:
    """Return what is wrong with the texts of a column, each looked at once."""
    name = field.name
    texts = {row.cells[name] for row in sheet.rows}
    return {text: said for text in texts if (said := _cell_problem(field, text))}


def _text(root: Path, table: Table) -> str:
    cure = "restore the file, or take it out of the descriptor"
    text = texts.read(
        root, table.file, missing="the table is missing", cure=cure, mark=f"run {spelling.TIDY}"
    )
    if not text.strip():
        header = ",".join(field.name for field in table.fields)
        cure = f"write the header line: {header}"
        raise SourceError([Problem(table.file, 1, 1, "", "the table is empty", cure)])
    return text


def _lines(table: Table, text: str) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    lines: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            _limit(table, line, len(cells))
            lines.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        cure = "close the double quote that opens here"
        found = "a cell of more than a million characters"
        raise SourceError([Problem(table.file, line, 1, "", found, cure)]) from None
    return lines


def _limit(table: Table, line: int, cells: int) -> None:
    """Stop at what no table of people is, before it becomes a million messages."""
    cure = "restore the file, or look for a missing line break or a doubled paste"
    if cells > _MOST_CELLS:
        found = f"{cells} cells in one line"
        raise SourceError([Problem(table.file, line, 1, "", found, cure)])
    if line > _MOST_LINES:
        found = f"more than {_MOST_LINES} lines"
        raise SourceError([Problem(table.file, line, 1, "", found, cure)])


def _header_problems(table: Table, lines: list[tuple[int, list[str]]]) -> list[Problem]:
    header = lines[0][1]
    expected = [field.name for field in table.fields]
    missing = [name for name in expected if name not in header]
    problems = []
    if len(header) == 1 and re.search("[;\t]", header[0]):
        cure = "save the table as CSV with commas"
        return [Problem(table.file, 1, 1, "", "the cells are not separated by commas", cure)]
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
    # The same misfit in every row is one mistake, made in the header.
    widths = Counter(len(cells) for _, cells in lines[1:])
    alike = len(lines) > 2 and len(widths) == 1
    problems = [
        Problem(table.file, line, min(len(cells), width) or 1, "", *_misfit(len(cells), width))
        for line, cells in lines[1:]
        if len(cells) != width
    ][: 1 if alike else None]
    if len(lines) == 1 and not table.may_be_empty:
        cure = "add at least one row, or restore the rows that were there"
        problems.append(Problem(table.file, 1, 1, "", "the table has a header and no rows", cure))
    return problems


def _misfit(cells: int, width: int) -> tuple[str, str]:
    if cells == 0:
        return "a blank line", "remove it"
    found = f"{cells} cell{'' if cells == 1 else 's'} where the header has {width}"
    return found, "add or remove commas; put double quotes around a cell that contains a comma"


def _cell_problem(field: Field, text: str) -> tuple[str, str] | None:
    if text == "":
        return (
            ("the cell is blank", "fill it in; this column is required") if field.required else None
        )
    if text != text.strip() or "\n" in text or "\r" in text:
        inside = len(text.strip().splitlines()) > 1
        cure = "write it on one line, trimmed" + ("" if inside else f", or run {spelling.TIDY}")
        return "spaces around the text or a line break in it", cure
    return _type_problem(field, text) or _constraint_problem(field, text)


def _type_problem(field: Field, text: str) -> tuple[str, str] | None:
    blank = "leave it blank if it was not seen"
    if field.type == "number" and not (NUMBER.fullmatch(text) and isfinite(float(text))):
        meant = spelling.number(text)
        if NUMBER.fullmatch(meant) and isfinite(float(meant)):
            return f"“{text}” is not a number", f"write {meant}, or run {spelling.TIDY}"
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
        return f"“{text}” is not in the list", _list_cure(field, text)
    if field.pattern and not re.fullmatch(field.pattern, text):
        example = f", like {field.example}" if field.example else ""
        return f"“{text}” is malformed", f"write it as {field.pattern}{example}"
    if field.minimum is not None and float(text) < field.minimum:
        return f"{text} is below {field.minimum:g}", "check the source"
    if field.maximum is not None and float(text) > field.maximum:
        return f"{text} is above {field.maximum:g}", "check the source"
    return None


def _list_cure(field: Field, text: str) -> str:
    meant = spelling.variant(text, field.enum)
    if meant:
        return f"write “{meant}”, or run {spelling.TIDY}"
    return f"{spelling.suggestion(text, field.enum)}use one of: {'; '.join(field.enum)}"

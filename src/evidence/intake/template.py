"""The empty workbook people fill in: our columns, their words to choose from, and help."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from evidence import descriptor, rows, store
from evidence.descriptor import Field, ForeignKey, Table
from evidence.intake.layout import EXAMPLE
from evidence.intake.sent import letters
from evidence.intake.workbook import LISTS
from evidence.rows import Sheet
from evidence.texts import disarmed

TABLES = (
    "records",
    "sources",
    "studies",
    "arms",
    "outcomes",
    "reported_effects",
    "registrations",
    "notices",
    "risk_of_bias",
)
# What the book's editors fill in, or the keys that `add` makes by itself.
OURS = (
    "search_id",
    "decision",
    "reason",
    "duplicate_of",
    "decided_by",
    "decided_on",
    "extracted_by",
    "second_look",
    "verified_by",
    "verified_on",
)
NAMES = ("rows.xlsx", "rows.csv")
"""The files of the book that people fill in."""

_LONG = 1000  # rows of a sheet that offer the words of a vocabulary
_DAY = datetime(2000, 1, 1)
_GREY = PatternFill("solid", fgColor="E8E8E8")


def columns(table: Table) -> list[Field]:
    """Return the columns of a table that people are asked for, in its order."""
    return [field for field in table.fields if field.name not in OURS or table.name == "notices"]


def vocabularies(root: Path, table: Table) -> dict[str, tuple[str, ...]]:
    """Return the words to choose from by column: its list, or the keys of a short table."""
    found = {field.name: field.enum for field in table.fields if field.enum}
    tables = descriptor.read(root)
    for link in table.foreign_keys:
        keys = _keys(root, tables, link)
        if len(link.fields) == 1 and link.table not in TABLES and keys:
            found[link.fields[0]] = keys
    return found


@dataclass(frozen=True)
class Part:
    """What the template says of one table: its columns, and lines of cells under them.

    `mark` stands before each line: that it is an example, or incomplete; “” for neither.
    """

    table: Table
    fields: list[Field]
    lines: list[list[str]]
    mark: str = ""

    @property
    def header(self) -> list[str]:
        """The first line: the column of the mark, and the columns."""
        return ["row", *(field.name for field in self.fields)]

    @property
    def marked(self) -> list[list[str]]:
        """The lines below it, each with its mark."""
        return [[self.mark, *line] for line in self.lines]


def write(root: Path, path: Path, parts: Sequence[Part] = ()) -> None:
    """Write the template, as a workbook or as text by the ending of the name.

    `parts` are what it holds instead of every table with an example. The same tables give
    the same bytes. Raises ValueError for any other ending.
    """
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise ValueError(f"{path.name} does not end in .xlsx or .csv")
    path.write_bytes(made(root, path.suffix.lower(), parts))


def keep(root: Path, path: Path) -> None:
    """Make the template of every table in a file, where it is not there yet."""
    store.keep(path, lambda: made(root, path.suffix))


def made(root: Path, suffix: str, parts: Sequence[Part] = ()) -> bytes:
    """Return the template in the form that the ending of a file's name stands for."""
    return workbook(root, parts) if suffix == ".xlsx" else text(root, parts)


def text(root: Path, parts: Sequence[Part] = ()) -> bytes:
    """Return the template as text: a block for each table, which a line `# table:` opens."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for part in parts or _examples(root):
        out.write(f"# table: {part.table.name}\n")
        writer.writerow(part.header)
        writer.writerows([disarmed(cell) for cell in line] for line in part.marked)
        out.write("\n")
    # The mark lets a spreadsheet program see that this is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def workbook(root: Path, parts: Sequence[Part] = ()) -> bytes:
    """Return the template as a workbook, one sheet a table."""
    book = Workbook()
    book.remove(book.active)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for part in parts or _examples(root):
        _add_sheet(book, lists, root, part)
    book.move_sheet(lists, len(book.sheetnames))
    book.active = 0
    book.properties.created = _DAY
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return _without_time(out.getvalue())


def _examples(root: Path) -> list[Part]:
    return [
        Part(table, columns(table), [_example(root, table)], EXAMPLE)
        for table in _tables(root).values()
    ]


def _tables(root: Path) -> Mapping[str, Table]:
    tables = descriptor.read(root)
    return {name: tables[name] for name in TABLES if name in tables} or tables


def _add_sheet(book: Workbook, lists: Any, root: Path, part: Part) -> None:
    sheet = book.create_sheet(part.table.name)
    vocabulary = vocabularies(root, part.table)
    fields = part.fields
    for line in (part.header, *part.marked):
        sheet.append(line)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _GREY
    for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
        if part.mark == EXAMPLE:
            cell.font = Font(italic=True, color="666666")
            cell.alignment = Alignment(vertical="top")
        if cell.data_type == "f":
            cell.data_type = "s"  # text that only looks like a formula
    sheet.freeze_panes = "B2"
    for column, field in enumerate(fields, start=2):
        cell = sheet.cell(1, column)
        cell.comment = Comment(_help(field), "", height=160, width=320)
        sheet.column_dimensions[letters(column)].width = max(12, len(field.name) + 4)
        if field.name in vocabulary:
            choice = _list(lists, vocabulary[field.name])
            choice.add(f"{letters(column)}2:{letters(column)}{_LONG}")
            sheet.add_data_validation(choice)
        if field.type != "number" and field.type != "integer":
            # Text, so that no spreadsheet program makes a date of “1-2”.
            for row in range(2, 60):
                sheet.cell(row, column).number_format = "@"


def _list(lists: Any, words: tuple[str, ...]) -> DataValidation:
    column = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, word in enumerate(words, start=1):
        lists.cell(row, column, word).number_format = "@"
    place = f"{LISTS}!${letters(column)}$1:${letters(column)}${len(words)}"
    choice = DataValidation(type="list", formula1=place, allow_blank=True)
    choice.errorTitle, choice.error = "Not in the list", "Choose a word from the list."
    return choice


def _help(field: Field) -> str:
    parts = [field.description]
    parts += [f"Unit: {field.unit}."] if field.unit else []
    parts += [f"Like: {field.example}"] if field.example else []
    return "\n".join([*parts, "Required." if field.required else "Blank if it was not seen."])


def _example(root: Path, table: Table) -> list[str]:
    """Return a row of the study that the descriptor gives as its example, as it stands."""
    row = next(_rows_of_example(root, table), None)
    if row is not None:
        return [row[field.name] for field in columns(table)]
    return [field.example or "" for field in columns(table)]


def _rows_of_example(root: Path, table: Table) -> Iterator[rows.Row]:
    tables = descriptor.read(root)
    if "studies" not in tables:
        return
    study = tables["studies"].field("study_id").example
    sheet = _read(root, table)
    for row in sheet.rows if sheet and study else ():
        if study in (row.cells.get("study_id"), row.cells.get("reference")):
            yield row


def _read(root: Path, table: Table) -> Sheet | None:
    return rows.read(root, table)[0]


def _keys(root: Path, tables: Mapping[str, Table], link: ForeignKey) -> tuple[str, ...]:
    sheet = _read(root, tables[link.table])
    return tuple(row[link.references[0]] for row in sheet.rows) if sheet else ()


def _without_time(data: bytes) -> bytes:
    """Return a workbook packed again without the hour at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w") as packed:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2000-01-01T00:00:00Z", part)
            information = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            packed.writestr(information, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()

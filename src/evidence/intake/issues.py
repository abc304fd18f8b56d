"""Read the text of an issue that one of our forms made: headings that name columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from evidence.descriptor import Table
from evidence.intake import delimited, layout
from evidence.intake.layout import Found
from evidence.intake.sent import Cell, Complaint, Entry, RefusedError

ROWS = "Rows"
"""The heading above the blocks of rows in a text that the form of the book made."""

_HEADING = re.compile(r"### (.*)")
_COLUMN = re.compile(r".*\(([a-z_]+)\.([a-z_]+)\)\s*")
_TABLE = re.compile(r".*\(([a-z_]+)\)\s*")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def is_issue(text: str) -> bool:
    """Whether a text has headings that name a column or rows, as our forms write them."""
    headings = re.findall(r"^### (.*?)\s*$", text, re.MULTILINE)
    return any(heading == ROWS or _COLUMN.fullmatch(heading) for heading in headings)


def label(title: str, table: str, column: str = "") -> str:
    """Return the label of a form's field, from which `read` knows its column."""
    return f"{title} ({table}.{column})" if column else f"{title} ({table})"


def read(text: str, file: str, tables: Mapping[str, Table]) -> Found:
    """Return what the fields of an issue hold: one row a table, and the rows of its blocks.

    Raises RefusedError when a heading stands twice, since the second may be a trick.
    """
    singles: dict[str, Entry] = {}
    blocks: list[Found] = []
    for heading, lines in _sections(text, file).items():
        place = f"{file}, “{heading}”"
        column, table = _COLUMN.fullmatch(heading), _TABLE.fullmatch(heading)
        if column and _has(tables, *column.groups()):
            said = _answer(lines)
            entry = singles.setdefault(column[1], Entry(column[1], file, {}))
            entry.cells[column[2]] = Cell(said, place)
        elif heading == ROWS:
            grids = delimited.grids("\n".join(_inside(lines)), place, "")
            blocks.append(layout.find_all(grids, tables))
        elif table and table[1] in tables and _answer(lines):
            grid = delimited.grid(_inside(lines), place, name=table[1])
            blocks.append(layout.find(grid, tables))
    said_something = [
        entry for entry in singles.values() if any(cell.text for cell in entry.cells.values())
    ]
    return Found(
        [*said_something, *(entry for block in blocks for entry in block.entries)],
        [complaint for block in blocks for complaint in block.complaints],
        [line for block in blocks for line in block.left_out],
    )


def _has(tables: Mapping[str, Table], table: str, column: str) -> bool:
    return table in tables and column in [field.name for field in tables[table].fields]


def _sections(text: str, file: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    fence = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        heading = None if fence else _HEADING.fullmatch(line.rstrip())
        if heading:
            if heading[1] in sections:
                cure = "keep one of them; do not write headings into an answer"
                place = f"{file}, “{heading[1]}”"
                raise RefusedError([Complaint(place, "", "this heading stands twice", cure)])
            current = sections.setdefault(heading[1], [])
            continue
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        current.append(line)
    return sections


def _inside(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip() and not _FENCE.match(line)]


def _answer(lines: list[str]) -> str:
    said = " ".join(" ".join(_inside(lines)).split())
    return "" if said == "_No response_" else said

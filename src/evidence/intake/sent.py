"""What was sent, before anybody knows what it means: cells with their place in the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A cell as sent: its text, where it stands, and what a spreadsheet made of it.

    `kind` is “text”, or “number”, “percent” or “date” when a workbook stores it so.
    `trouble` is what was found and what to do, for a cell that cannot be read at all.
    """

    text: str
    place: str
    kind: str = "text"
    trouble: tuple[str, str] | None = None


@dataclass(frozen=True)
class Grid:
    """One sheet, text file or pasted block: rows of cells, and the table it names itself for."""

    name: str
    place: str
    rows: tuple[tuple[Cell, ...], ...]
    decimal_comma: bool = False


@dataclass(frozen=True, order=True)
class Complaint:
    """One thing that is wrong with what was sent, in the sender's terms.

    `place` is file, sheet and cell; `field` is table and column, “” when there is none.
    """

    place: str
    field: str
    found: str
    cure: str

    def __str__(self) -> str:
        said = f" [{self.field}]" if self.field else ""
        return f"{self.place}:{said} {self.found} → {self.cure}"


def in_order(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Return complaints once each, as the rows stand in the file: row 9 before row 10."""

    def place(complaint: Complaint) -> list[tuple[int, str]]:
        by_row = re.sub(r"cell ([A-Z]+)(\d+)", r"\2 \1", complaint.place)
        parts = re.split(r"(\d+)", by_row)
        return [(int(part), "") if part.isdigit() else (0, part) for part in parts]

    return sorted(set(complaints), key=lambda one: (place(one), one))


class RefusedError(Exception):
    """What was sent cannot be read at all; carries every complaint."""

    def __init__(self, complaints: Iterable[Complaint]):
        self.complaints = in_order(complaints)
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


@dataclass
class Entry:
    """One row as sent: the table it is for, its cells by column, and where it stands."""

    table: str
    place: str
    cells: dict[str, Cell]
    values: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def complaint(self, name: str, found: str, cure: str) -> Complaint:
        """Return a complaint about one column of this row."""
        place = self.cells[name].place if name in self.cells else self.place
        return Complaint(place, f"{self.table}.{name}", found, cure)


def letters(column: int) -> str:
    """Return the name of a column as a spreadsheet shows it: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def folded(text: str) -> str:
    """Return a text without case, accents, spaces, marks and differences of spelling.

    “Randomized”, “randomised” and “RANDOMISED ” are one: a match of folded texts is
    taken only where it is the only one.
    """
    plain = unicodedata.normalize("NFKD", text.replace("µ", "μ")).casefold()
    plain = re.sub(r"[^a-z0-9%+/α-ω]", "", plain)
    return plain.replace("ae", "e").replace("oe", "e").replace("z", "s").replace("our", "or")


def ascii_words(text: str) -> str:
    """Return a text as words for keys: lower case, accents off, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

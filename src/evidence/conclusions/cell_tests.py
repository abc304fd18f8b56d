"""What may be asserted of one cell, and whether it holds for the text of a cell."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.rows import NUMBER


@dataclass(frozen=True)
class OneOf:
    """The cell is one of these words, or none of them; in a column of numbers “3” is “3.0”."""

    words: tuple[str, ...]
    negated: bool = False
    numeric: bool = False

    def holds(self, cell: str) -> bool:
        """Whether it holds for the text of a cell."""
        found = cell in self.words
        if not found and self.numeric and (value := number(cell)) is not None:
            found = value in map(float, self.words)
        return found != self.negated


@dataclass(frozen=True)
class Contains:
    """The cell holds these words, or does not."""

    words: str
    negated: bool = False

    def holds(self, cell: str) -> bool:
        """Whether it holds for the text of a cell."""
        return contains(cell, self.words) != self.negated


@dataclass(frozen=True)
class Blank:
    """The cell is blank, or is not."""

    negated: bool = False

    def holds(self, cell: str) -> bool:
        """Whether it holds for the text of a cell."""
        return (cell == "") != self.negated


@dataclass(frozen=True)
class Bound:
    """A number is at least, at most, above, below or exactly this one."""

    word: str
    number: float

    def holds(self, cell: str) -> bool:
        """Whether it holds for the text of a cell; never for a blank."""
        value = number(cell)
        return value is not None and self.keeps(value)

    def keeps(self, value: float) -> bool:
        """Whether a value keeps to the bound."""
        return {
            "at least": value >= self.number,
            "at most": value <= self.number,
            "above": value > self.number,
            "below": value < self.number,
            "exactly": value == self.number,
        }[self.word]


@dataclass(frozen=True)
class Between:
    """A number lies between two, both included."""

    low: float
    high: float

    def holds(self, cell: str) -> bool:
        """Whether it holds for the text of a cell; never for a blank."""
        value = number(cell)
        return value is not None and self.low <= value <= self.high


def number(cell: str) -> float | None:
    """Return the text of a cell as a number; None when it is none."""
    return float(cell) if NUMBER.fullmatch(cell) else None


def contains(cell: str, words: str) -> bool:
    """Whether whole words stand in a text, in capitals or not; “non-random” is not “random”."""
    text, sought = cell.casefold(), words.casefold()
    at = text.find(sought)
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(sought) : at + len(sought) + 1]
        if not any(character.isalnum() or character == "-" for character in around):
            return True
        at = text.find(sought, at + 1)
    return False


Test = OneOf | Contains | Blank | Bound | Between

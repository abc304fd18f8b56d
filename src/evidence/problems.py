"""What is wrong, where, and what to do about it: one form for every message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the sources.

    `line` and `column` count from one, as an editor shows them; for a table the
    column is the cell's number and `field` its name.
    """

    file: str
    line: int
    column: int
    field: str
    found: str
    cure: str

    def __str__(self) -> str:
        field = f" [{self.field}]" if self.field else ""
        return f"{self.file}:{self.line}:{self.column}:{field} {self.found} → {self.cure}"


class SourceError(Exception):
    """The sources cannot be read or built; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def summarise(problems: list[Problem]) -> str:
    """Return the closing line of a report: how many problems in how many files."""
    files = {problem.file for problem in problems}
    return f"{_count(len(problems), 'problem')} in {_count(len(files), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")

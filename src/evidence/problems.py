"""What is wrong, where, and what to do about it: one form for every message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the sources, or, as a warning, that looks wrong.

    `line` and `column` count from one, as an editor shows them; for a table the
    column is the cell's number and `field` its name. An error stops the build; a
    warning does not, and a note in its row answers it.
    """

    file: str
    line: int
    column: int
    field: str
    found: str
    cure: str
    severity: str = ERROR

    def __str__(self) -> str:
        field = f" [{self.field}]" if self.field else ""
        warning = "" if self.severity == ERROR else f" {self.severity}:"
        return f"{self.file}:{self.line}:{self.column}:{field}{warning} {self.found} → {self.cure}"


class SourceError(Exception):
    """The sources cannot be read or built; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop a build, in their order."""
    return [problem for problem in problems if problem.severity == ERROR]


def summarise(problems: list[Problem]) -> str:
    """Return the closing line of a report: how many problems and warnings in how many files."""
    files = {problem.file for problem in problems}
    stopping = len(errors(problems))
    warnings = len(problems) - stopping
    counts = [_count(stopping, "problem")] if stopping or not warnings else []
    counts += [_count(warnings, "warning")] if warnings else []
    return f"{' and '.join(counts)} in {_count(len(files), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")

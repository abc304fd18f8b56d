"""Hold every conclusion to the tables: its sentence is there, its assertion is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evidence import prose
from evidence.conclusions import analyses, answers, evaluation, words
from evidence.conclusions.assertion import Assertion, OfAnalysis, Outcome
from evidence.conclusions.data import Data, UnreadableError
from evidence.conclusions.grammar import parse
from evidence.conclusions.phrase import MalformedError, nearest
from evidence.conclusions.sentences import Chapters, line_of, missing
from evidence.descriptor import Table
from evidence.problems import Problem
from evidence.rows import Row, Sheet

TABLE = "conclusions"
_CURE = "rewrite the sentence and its assertion, or correct the data"


def check(
    root: Path,
    tables: Mapping[str, Table],
    sheets: Mapping[str, Sheet],
    known: analyses.Known | None = None,
) -> Iterator[Problem]:
    """Yield what is wrong with the conclusions, and each one that is not true now.

    `known` gives the facts of an analysis by its key. Without it, what is said of
    analyses is read and not evaluated: to compute them takes longer than a check may.
    """
    if TABLE in sheets:
        chapters = Chapters(root)
        yield from answers.unguarded(chapters, sheets[TABLE], sheets)
        guard = _Guard(tables, sheets[TABLE], Data(sheets), chapters, known)
        for row in guard.sheet.rows:
            yield from guard.problems(row)


def judge(
    tables: Mapping[str, Table], sheets: Mapping[str, Sheet], known: analyses.Known | None = None
) -> Callable[[str], Outcome | None]:
    """Return what tells whether an assertion holds over the tables, and what is true now.

    It gives None for an assertion that cannot be read or evaluated: without `known`, those
    that rest on an analysis.
    """
    data = Data(sheets)

    def outcome(assertion: str) -> Outcome | None:
        with suppress(MalformedError, UnreadableError):
            return _evaluate(parse(assertion, tables), data, known)
        return None

    return outcome


def _evaluate(assertion: Assertion, data: Data, known: analyses.Known | None) -> Outcome | None:
    if not isinstance(assertion, OfAnalysis):
        return evaluation.evaluate(assertion, data)
    facts = known(assertion.analysis_id) if known else None
    return analyses.evaluate(assertion, facts) if facts else None


@dataclass(frozen=True)
class _Guard:
    tables: Mapping[str, Table]
    sheet: Sheet
    data: Data
    chapters: Chapters
    known: analyses.Known | None

    def problems(self, row: Row) -> Iterator[Problem]:
        """Yield what is wrong with one conclusion."""
        line = line_of(row["sentence"], self.chapters.lines(row["chapter"]))
        if line is None:
            yield from self._misplaced(row)
        try:
            assertion = parse(row["assertion"], self.tables)
        except MalformedError as error:
            yield self.sheet.problem(row.line, "assertion", error.found, error.cure)
            return
        # A table that cannot be read has its own problem.
        with suppress(UnreadableError):
            for found, cure in words.unknown(assertion, self.data):
                yield self.sheet.problem(row.line, "assertion", found, cure)
            outcome = _evaluate(assertion, self.data, self.known)
            if line and outcome and not outcome.holds:
                yield self._false(row, line, outcome)

    def _misplaced(self, row: Row) -> Iterator[Problem]:
        chapter, lines = row["chapter"], self.chapters.lines(row["chapter"])
        if lines:
            yield self.sheet.problem(row.line, "sentence", *missing(row["sentence"], lines))
        elif self.chapters.files and chapter not in self.chapters.files:
            found = f"“{chapter}” is not a chapter of {prose.TOC}"
            cure = nearest(chapter, self.chapters.files)
            yield self.sheet.problem(row.line, "chapter", found, cure)

    def _false(self, row: Row, line: int, outcome: Outcome) -> Problem:
        place = f"{self.sheet.table.file}:{row.line}"
        found = f"“{row['sentence']}” rests on “{row['assertion']}” ({place}), which is false now: "
        file = self.chapters.files[row["chapter"]]
        return Problem(file, line, 1, "", found + outcome.now, _CURE)

"""No answer goes unguarded: each sentence of an answer box rests on an assertion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence import prose
from evidence.conclusions.sentences import Chapters
from evidence.problems import Problem
from evidence.prose import Line
from evidence.rows import Sheet

ANSWER = "{answer}"
# The column by which a table names the review whose statements it holds.
_REVIEW = "review"
# Of lists, quotations and bold words: what may be left of a line that is guarded.
_MARKS = " *-+>"


def unguarded(
    chapters: Chapters, conclusions: Sheet, sheets: Mapping[str, Sheet]
) -> Iterator[Problem]:
    """Yield the sentences in answer boxes that no row of the conclusions holds.

    A sentence that cites a source review and nothing else reports what the review says: it
    is no conclusion of ours.
    """
    reviews = _reviews(sheets)
    for name in chapters.files:
        guarded = [row["sentence"] for row in conclusions.rows if row["chapter"] == name]
        for line in chapters.lines(name):
            if line.directive == ANSWER and not _only_reports(line, reviews):
                yield from _problem(line, _rest(line.text, guarded), conclusions)


def _reviews(sheets: Mapping[str, Sheet]) -> set[str]:
    held = (sheet for sheet in sheets.values() if _REVIEW in sheet.header)
    return {row[_REVIEW] for sheet in held for row in sheet.rows}


def _only_reports(line: Line, reviews: set[str]) -> bool:
    cited = set(prose.cited(line))
    return bool(cited) and cited <= reviews


def _rest(text: str, guarded: list[str]) -> str:
    """Return what is left of a line without the sentences that are guarded."""
    for sentence in sorted(guarded, key=len, reverse=True):
        text = text.replace(sentence, "")
    return text.strip(_MARKS)


def _problem(line: Line, sentence: str, conclusions: Sheet) -> Iterator[Problem]:
    if sentence:
        found = f"“{sentence}” answers a question and rests on no assertion"
        cure = (
            f"add it word for word to {conclusions.table.file}, with what must be true of the "
            "tables, or take it out of the box"
        )
        yield Problem(line.file, line.number, 1, "", found, cure)

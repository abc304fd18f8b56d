"""The page of one question: its parts, what was found, and how far that can be trusted."""

from __future__ import annotations

from evidence.question import asked, coming, found, kept, rating, summary, together
from evidence.question.questioned import of_question
from evidence.question.records import TABLES, Records, gather
from evidence.question.summary import lines, statement, table
from evidence.question.together import comparisons, figure

# What a page shows, by the name its directive gives: each takes the records and a key.
PARTS = {
    "answer": summary.answer,
    "asked": asked.parts,
    "found": found.studies,
    "together": together.pooled,
    "absolute": summary.in_absolute_numbers,
    "certainty": rating.certainty,
    "otherwise": together.otherwise,
    "coming": coming.planned,
    "kept": kept.up,
}

__all__ = [
    "PARTS",
    "TABLES",
    "Records",
    "comparisons",
    "figure",
    "gather",
    "lines",
    "of_question",
    "statement",
    "table",
]

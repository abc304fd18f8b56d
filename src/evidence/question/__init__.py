"""The page of one question: its parts, what was found, and how far that can be trusted."""

from __future__ import annotations

from evidence.question.asked import asked
from evidence.question.coming import coming, registered
from evidence.question.found import found
from evidence.question.rating import certainty
from evidence.question.records import TABLES, Records, gather
from evidence.question.summary import answer, in_absolute_numbers, lines, statement, table
from evidence.question.together import figure, otherwise, together

# What a page shows, by the name its directive gives: each takes the records and a key.
PARTS = {
    "answer": answer,
    "asked": asked,
    "found": found,
    "together": together,
    "absolute": in_absolute_numbers,
    "certainty": certainty,
    "otherwise": otherwise,
    "coming": coming,
}

__all__ = [
    "PARTS",
    "TABLES",
    "Records",
    "figure",
    "gather",
    "lines",
    "registered",
    "statement",
    "table",
]

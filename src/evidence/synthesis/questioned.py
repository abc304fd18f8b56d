"""How an answer changes with the studies that were retracted, and without those in question.

A retracted study counts in no answer; one under an expression of concern counts until the
concern is settled. Both follow Cochrane's policy for potentially problematic studies,
which leaves it to reviewers whether a concern touches the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from evidence.notices import RETRACTED
from evidence.synthesis.analysis import Analysis
from evidence.synthesis.finding import Finding, Tables
from evidence.synthesis.findings import find
from evidence.synthesis.result import synthesise
from evidence.synthesis.sensitivity import Comparison, Variant, as_used

# Any status but “retracted” lets a study count.
_COUNTS = "unknown"


def touched(analysis: Analysis, tables: Tables, marks: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what each marked study tells of an analysis, as if it counted.

    `marks` says of studies, by key, that they are retracted or questioned.
    """
    if not marks:
        return ()
    every = find(analysis, _without(tables, marks, frozenset()))
    return tuple(one for one in every if one.study_id in marks)


def with_and_without(analysis: Analysis, tables: Tables, marks: Mapping[str, str]) -> Comparison:
    """Return the answer as used, with each retracted study and without each questioned one.

    Where there are several, also with all of them and without any.
    """
    found = touched(analysis, tables, marks)
    if not found:
        return Comparison(why_not="No study of this question is retracted or questioned.")
    return Comparison(tuple(_variants(analysis, tables, marks, found)))


def _variants(
    analysis: Analysis, tables: Tables, marks: Mapping[str, str], found: tuple[Finding, ...]
) -> Iterator[Variant]:
    out = frozenset(key for key, mark in marks.items() if mark == RETRACTED)

    def variant(label: str, left_out: frozenset[str]) -> Variant:
        used = synthesise(analysis, _without(tables, marks, left_out))
        return replace(as_used(used), label=label)

    yield variant("as used here", out)
    for one in found:
        word = "with" if one.study_id in out else "without"
        yield variant(f"{word} {one.label}", out ^ {one.study_id})
    if len(found) > 1:
        yield variant("with all of these", frozenset())
        yield variant("without any of these", out | {one.study_id for one in found})


def _without(tables: Tables, marks: Mapping[str, str], left_out: frozenset[str]) -> Tables:
    """Return the tables in which, of the marked studies, only those left out do not count."""
    keys = tables.studies["study_id"]
    status = tables.studies["status"].mask(keys.isin(list(marks)), _COUNTS)
    status = status.mask(keys.isin(list(left_out)), RETRACTED)
    return replace(tables, studies=tables.studies.assign(status=status))

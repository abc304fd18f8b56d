"""Everything that can be wrong with the sources, found in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from evidence import (
    awaiting,
    bibliography,
    citing,
    conclusions,
    descriptor,
    phrasing,
    prose,
    release,
    rows,
    rules,
)
from evidence.problems import Problem, SourceError
from evidence.rows import Sheet

_REFERENCE_COLUMNS = ("reference", "study_id", "review")


def check(
    root: Path, analyses: conclusions.Known | None = None, day: date | None = None
) -> list[Problem]:
    """Return every problem of tables, bibliography and chapters, sorted by place.

    With `analyses`, which gives the facts of an analysis by its key, the conclusions
    that rest on one are evaluated too. With `day`, what is late on that day is a problem:
    without it the answer is the same on every day.
    """
    try:
        tables = descriptor.read(root)
    except SourceError as error:
        return error.problems
    sheets, problems = rows.read_all(root, tables)
    known: dict[str, Any] = {} if day is None else {"day": day}
    with suppress(SourceError):
        known["references"] = bibliography.read(root)
    with suppress(SourceError):
        known["chapters"] = prose.chapter_names(root)
    with suppress(SourceError):
        known["earlier"] = release.earlier(root)
    problems += bibliography.check(root)
    waiting = awaiting.references(sheets.get("records"), known.get("references", {}))
    problems += awaiting.check(known.get("references", {}), waiting)
    problems += prose.check(root, known.get("references"), _cited_by_tables(sheets) | waiting)
    problems += phrasing.check(root, sheets)
    problems += rules.apply(sheets, known)
    problems += conclusions.check(root, tables, sheets, analyses)
    problems += citing.check(root)
    return sorted(set(problems))


def _cited_by_tables(sheets: Mapping[str, Sheet]) -> frozenset[str]:
    return frozenset(
        row[column]
        for sheet in sheets.values()
        for column in _REFERENCE_COLUMNS
        if column in sheet.header
        for row in sheet.rows
    )

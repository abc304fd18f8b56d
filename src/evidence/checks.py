"""Everything that can be wrong with the sources, found in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evidence import bibliography, descriptor, prose, rows, rules
from evidence.problems import Problem, SourceError
from evidence.rows import Sheet

_REFERENCE_COLUMNS = ("reference", "study_id", "review")


def check(root: Path) -> list[Problem]:
    """Return every problem of tables, bibliography and chapters, sorted by place."""
    try:
        tables = descriptor.read(root)
    except SourceError as error:
        return error.problems
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for name, table in tables.items():
        sheet, found = rows.read(root, table)
        problems += found
        if sheet is not None:
            sheets[name] = sheet
    problems += bibliography.check(root)
    references = bibliography.read(root) if (root / bibliography.PATH).is_file() else {}
    problems += prose.check(root, references, _cited_by_tables(sheets))
    chapters = prose.chapter_names(root) if (root / prose.TOC).is_file() else frozenset()
    problems += rules.apply(sheets, references, chapters)
    return sorted(set(problems))


def _cited_by_tables(sheets: Mapping[str, Sheet]) -> frozenset[str]:
    return frozenset(
        row[column]
        for sheet in sheets.values()
        for column in _REFERENCE_COLUMNS
        if column in sheet.header
        for row in sheet.rows
    )

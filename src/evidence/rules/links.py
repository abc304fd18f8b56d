"""What must be true between the tables, the bibliography and the chapters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence.bibliography import PATH as BIBLIOGRAPHY
from evidence.bibliography import Reference
from evidence.problems import Problem
from evidence.rows import Sheet


def references_exist(sources: Sheet, references: Mapping[str, Reference]) -> Iterator[Problem]:
    """The reference of every source is in the bibliography."""
    yield from _missing_references(sources, "reference", references)


def studies_have_a_reference(
    studies: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The key of every study is the key of its entry in the bibliography."""
    yield from _missing_references(studies, "study_id", references)


def claims_name_their_review(
    claims: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The review a claim comes from is in the bibliography."""
    yield from _missing_references(claims, "review", references)


def works_named_in_tables_exist(
    bias_tools: Sheet,
    cell_sources: Sheet,
    challenges: Sheet,
    delivery: Sheet,
    differences: Sheet,
    mechanisms: Sheet,
    published_syntheses: Sheet,
    synthesis_studies: Sheet,
    references: Mapping[str, Reference],
) -> Iterator[Problem]:
    """Every work a table names by its key is in the bibliography."""
    for sheet in (
        bias_tools,
        cell_sources,
        challenges,
        delivery,
        differences,
        mechanisms,
        published_syntheses,
        synthesis_studies,
    ):
        yield from _missing_references(sheet, "reference", references)


def claims_belong_to_a_chapter(claims: Sheet, chapters: frozenset[str]) -> Iterator[Problem]:
    """Every claim is shown in a chapter that exists."""
    yield from _missing_chapters(claims, chapters)


def questions_belong_to_a_chapter(questions: Sheet, chapters: frozenset[str]) -> Iterator[Problem]:
    """Every question is answered in a chapter that exists."""
    yield from _missing_chapters(questions, chapters)


def _missing_references(
    sheet: Sheet, field: str, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    for row in sheet.rows:
        if row[field] not in references:
            found = f"“{row[field]}” is not an entry of {BIBLIOGRAPHY}"
            yield sheet.problem(row.line, field, found, f"add the entry to {BIBLIOGRAPHY}")


def _missing_chapters(sheet: Sheet, chapters: frozenset[str]) -> Iterator[Problem]:
    for row in sheet.rows:
        if row["chapter"] not in chapters:
            found = f"“{row['chapter']}” is not a chapter of _toc.yml"
            yield sheet.problem(row.line, "chapter", found, f"use one of: {_list(chapters)}")


def _list(words: frozenset[str]) -> str:
    return "; ".join(sorted(words))

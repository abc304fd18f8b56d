"""What a table names is in the bibliography, or a chapter that exists."""

from __future__ import annotations

import pytest

import projects
from evidence import rules
from evidence.bibliography import Reference
from evidence.rules import links

REFERENCES = {"smith2001": Reference("smith2001", "article", 1, {})}
CHAPTERS = frozenset({"pears", "comice"})


@pytest.mark.parametrize(
    ("rule", "table", "field"),
    [
        (links.references_exist, "sources", "reference"),
        (links.studies_have_a_reference, "studies", "study_id"),
        (links.claims_name_their_review, "claims", "review"),
    ],
    ids=["sources", "studies", "claims"],
)
def test_what_the_tables_cite_is_in_the_bibliography(
    rule: rules.Rule, table: str, field: str
) -> None:
    """A known key is fine, an unknown one is a problem at its cell."""
    sheet = projects.sheet(table, f"note,{field}\na,smith2001\nb,brown1999")
    assert projects.said(rule(sheet, REFERENCES)) == [
        f"data/{table}.csv:3:2: [{field}] “brown1999” is not an entry of references.bib → "
        "add the entry to references.bib"
    ]


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        (links.claims_belong_to_a_chapter, "claims"),
        (links.questions_belong_to_a_chapter, "questions"),
    ],
    ids=["claims", "questions"],
)
def test_a_chapter_that_a_table_names_exists(rule: rules.Rule, table: str) -> None:
    """The cure lists the chapters there are."""
    sheet = projects.sheet(table, "id,chapter\nc1,pears\nc2,plums")
    assert projects.said(rule(sheet, CHAPTERS)) == [
        f"data/{table}.csv:3:2: [chapter] “plums” is not a chapter of _toc.yml → "
        "use one of: comice; pears"
    ]


TABLES_OF_WORKS = (
    "bias_tools",
    "cell_sources",
    "challenges",
    "delivery",
    "differences",
    "mechanisms",
    "published_syntheses",
    "synthesis_studies",
)


def _works(**cited: str) -> list[str]:
    sheets = {
        name: projects.sheet(name, f"id,reference\na,{cited.get(name, 'smith2001')}")
        for name in TABLES_OF_WORKS
    }
    return projects.said(links.works_named_in_tables_exist(**sheets, references=REFERENCES))


def test_works_that_are_in_the_bibliography_are_fine() -> None:
    """One entry may be named by many tables."""
    assert _works() == []


@pytest.mark.parametrize("table", TABLES_OF_WORKS)
def test_a_work_that_a_table_names_is_in_the_bibliography(table: str) -> None:
    """Every table with works is looked at."""
    assert _works(**{table: "brown1999"}) == [
        f"data/{table}.csv:2:2: [reference] “brown1999” is not an entry of references.bib → "
        "add the entry to references.bib"
    ]

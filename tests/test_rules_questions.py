"""Questions name their parts, and those that were fixed late say so."""

from __future__ import annotations

import pytest

import projects
from evidence.rules import questions

COLUMNS = "analysis_id,measure,conditions,populations,products,arms,comparators,outcomes,note"


def _parts(line: str) -> list[str]:
    sheet = projects.sheet("analyses", f"{COLUMNS}\n{line}")
    return projects.said(questions.questions_name_their_parts(sheet))


@pytest.mark.parametrize(
    "line",
    [
        "pears,risk ratio,scab,,compost,,bare soil,fruit,",
        "pears,risk ratio,,saplings,,compost-twice,bare soil,fruit,",
        "pears,share,scab,,compost,,,fruit,",
        "pears,risk ratio,scab,,,,,fruit,Any compost counts.",
    ],
)
def test_a_question_that_names_its_parts_is_fine(line: str) -> None:
    """A share has no comparison, and a note can say that any count."""
    assert _parts(line) == []


@pytest.mark.parametrize(
    ("line", "column", "field", "part", "cure"),
    [
        (
            "pears,share,,,compost,,,fruit,",
            3,
            "conditions",
            "people",
            "conditions or populations",
        ),
        ("pears,share,scab,,,,,fruit,", 5, "products", "treatment", "products or arms"),
        (
            "pears,risk ratio,scab,,compost,,,fruit,",
            7,
            "comparators",
            "comparison",
            "comparators",
        ),
        ("pears,share,scab,,compost,,,,", 8, "outcomes", "outcome", "outcomes"),
    ],
)
def test_a_question_without_one_of_its_parts_is_a_problem(
    line: str, column: int, field: str, part: str, cure: str
) -> None:
    """Nobody could tell which studies answer it."""
    assert _parts(line) == [
        f"data/analyses.csv:2:{column}: [{field}] pears does not name its {part} "
        f"→ fill in {cure}, or say in note that any count"
    ]


def _fixed(day: str, *departures: str, searched: str = "2026-03-01") -> list[str]:
    header = "deviation_id,dated,concerns"
    return projects.said(
        questions.late_questions_are_departures(
            projects.sheet("analyses", f"analysis_id,fixed_on\nplums,2026-01-01\npears,{day}"),
            projects.sheet("direction_questions", "direction_id,fixed_on\nup,2026-01-01"),
            projects.sheet("searches", f"search_id,run_on\nlater,2026-06-01\nfirst,{searched}"),
            projects.sheet("deviations", "\n".join([header, *departures])),
        )
    )


def test_a_question_fixed_before_the_first_search_is_fine() -> None:
    """That is what a protocol is for."""
    assert _fixed("2026-02-28") == []


def test_a_question_fixed_later_with_its_departure_is_fine() -> None:
    """Readers are told."""
    assert _fixed("2026-03-05", "late,2026-03-05,synthesis") == []


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-05"])
@pytest.mark.parametrize("departure", ["late,2026-03-04,synthesis", "late,2026-03-05,search"])
def test_a_question_fixed_later_in_silence_is_a_problem(day: str, departure: str) -> None:
    """A departure of another day or step does not stand for it; the same day is not before."""
    assert _fixed(day, departure) == [
        f"data/analyses.csv:3:2: [fixed_on] fixed on {day}, and the first search was on 2026-03-01 "
        "→ add a row about synthesis of that day to data/deviations.csv, or correct the day"
    ]


def test_families_of_outcomes_are_questions_too() -> None:
    """They decide what is counted in one direction or the other."""
    said = _fixed("2025-12-01", searched="2025-12-15")
    assert [one.partition(":")[0] for one in said] == [
        "data/analyses.csv",
        "data/direction_questions.csv",
    ]

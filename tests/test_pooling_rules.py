"""What may be shown follows from the number of studies; refusals give their reasons."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from evidence.pooling import Part, may_show, reasons_to_refuse
from evidence.pooling.refusal import COLUMNS

# By the number of studies


@pytest.mark.parametrize(
    ("studies", "expected"),
    [
        (0, {Part.NO_STUDY}),
        (1, {Part.EACH_STUDY}),
        (2, {Part.EACH_STUDY, Part.POOL_IN_WORDS, Part.BAYES}),
        (
            3,
            {
                Part.EACH_STUDY,
                Part.DIAMOND,
                Part.BAYES,
                Part.LEAVE_ONE_OUT,
                Part.HETEROGENEITY,
                Part.PREDICTION_IN_A_NOTE,
            },
        ),
        (
            5,
            {
                Part.EACH_STUDY,
                Part.DIAMOND,
                Part.BAYES,
                Part.LEAVE_ONE_OUT,
                Part.HETEROGENEITY,
                Part.PREDICTION_INTERVAL,
                Part.VARIANCE_INTERVAL,
                Part.CUMULATIVE,
            },
        ),
    ],
)
def test_few_studies_show_little(studies: int, expected: set[Part]) -> None:
    """Each step adds what its studies can carry."""
    assert may_show(studies) == expected


def test_ten_studies_add_tests_of_small_studies_and_one_moderator() -> None:
    """To what five may show."""
    assert may_show(10) - may_show(5) == {Part.FUNNEL, Part.ASYMMETRY, Part.ONE_MODERATOR}
    assert may_show(5) < may_show(10)


@pytest.mark.parametrize(("fewer", "more"), [(3, 4), (5, 9), (10, 13), (10, 400)])
def test_nothing_changes_between_the_steps(fewer: int, more: int) -> None:
    """Steps are at one, two, three, five and ten."""
    assert may_show(fewer) == may_show(more)


@pytest.mark.parametrize("studies", [0, 1, 2])
def test_fewer_than_three_studies_have_no_diamond(studies: int) -> None:
    """Nor a measure of how much they differ."""
    assert not may_show(studies) & {Part.DIAMOND, Part.HETEROGENEITY, Part.PREDICTION_INTERVAL}


def test_every_part_is_shown_by_some_number_of_studies() -> None:
    """No part is forgotten by the rule."""
    assert frozenset.union(*(may_show(studies) for studies in range(11))) == set(Part)


@pytest.mark.parametrize(("studies", "shown"), [(-1, "-1"), (2.5, "2.5"), (None, "nothing")])
def test_a_number_of_studies_is_whole(studies: Any, shown: str) -> None:
    """And not negative."""
    with pytest.raises(ValueError, match=f"^{shown} studies: a whole number"):
        may_show(studies)


# By what the studies are


def _candidates(*changes: dict[str, Any]) -> pd.DataFrame:
    """Return one study per change, alike but for it."""
    alike = {
        "design": "randomised",
        "definition": "ripe",
        "time_window": "6 months",
        "has_data": True,
        "sd_imputed": False,
        "imputation_flagged": False,
    }
    rows = [
        {"study_id": f"study-{place}", "cohort_id": f"cohort-{place}", **alike, **change}
        for place, change in enumerate(changes, start=1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_studies_that_are_alike_may_be_pooled() -> None:
    """No reason is given."""
    assert reasons_to_refuse(_candidates({}, {}, {})) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            [{}, {"design": "single-arm"}, {}],
            "The designs are mixed: randomised (study-1 and study-3) and single-arm (study-2).",
        ),
        (
            [{}, {"definition": "picked"}],
            "The outcome is defined differently: picked (study-2) and ripe (study-1).",
        ),
        (
            [{}, {"time_window": "a year"}],
            "The time windows differ: 6 months (study-1) and a year (study-2).",
        ),
        (
            [{}, {"has_data": False}],
            "1 study gives data to pool; two or more are needed.",
        ),
        (
            [{"has_data": False}, {"has_data": False}],
            "No studies give data to pool; two or more are needed.",
        ),
        ([], "No studies give data to pool; two or more are needed."),
        (
            [{"cohort_id": "same"}, {"cohort_id": "same"}],
            "study-1 and study-2 report on the same people: they count once.",
        ),
        (
            [{}, {"sd_imputed": True}],
            "A standard deviation was imputed and readers are not told: study-2.",
        ),
    ],
)
def test_a_refusal_gives_its_reason(changes: list[dict[str, Any]], reason: str) -> None:
    """One sentence, with the studies it is about."""
    assert reasons_to_refuse(_candidates(*changes)) == [reason]


def test_an_imputation_readers_are_told_of_is_no_reason() -> None:
    """The flag is what is asked for."""
    told = {"sd_imputed": True, "imputation_flagged": True}
    assert reasons_to_refuse(_candidates({}, told)) == []


def test_a_study_without_data_makes_no_mixture() -> None:
    """It would not be in the pool."""
    assert reasons_to_refuse(_candidates({}, {}, {"design": "other", "has_data": False})) == []


def test_no_cohort_counts_twice_in_a_pool() -> None:
    """Two reports on the same people among three are refused as well."""
    shared = _candidates({}, {"cohort_id": "cohort-1"}, {})
    assert reasons_to_refuse(shared) == [
        "study-1 and study-2 report on the same people: they count once."
    ]


def test_all_reasons_are_given() -> None:
    """Not only the first."""
    worse = {"design": "single-arm", "time_window": "a year", "sd_imputed": True}
    assert len(reasons_to_refuse(_candidates({}, worse))) == 3


def test_a_missing_column_is_named() -> None:
    """Nothing is taken for granted."""
    with pytest.raises(ValueError, match="the candidates have no design and time_window"):
        reasons_to_refuse(_candidates({}).drop(columns=["design", "time_window"]))


@pytest.mark.parametrize("blank", ["", None])
def test_a_time_that_is_not_known_is_a_reason(blank: Any) -> None:
    """It may be another's; where the others agree nothing else is said."""
    assert reasons_to_refuse(_candidates({}, {"time_window": blank}, {})) == [
        "When the outcome was measured is not known: study-2."
    ]


def test_the_time_of_a_study_alone_need_not_be_known() -> None:
    """There is nothing to compare it with."""
    assert reasons_to_refuse(_candidates({"time_window": ""})) == [
        "1 study gives data to pool; two or more are needed."
    ]


@pytest.mark.parametrize("blank", ["", None])
def test_another_blank_cell_is_named(blank: Any) -> None:
    """Whom a study is about must be known before it is put to others."""
    with pytest.raises(ValueError, match="cohort_id is blank for study-2: fill it in"):
        reasons_to_refuse(_candidates({}, {"cohort_id": blank}))

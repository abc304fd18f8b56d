"""Spreads: they fit the range and are what they are called."""

from __future__ import annotations

import pytest

import projects
from evidence.rules import spreads

HEADER = (
    "study_id,arm_id,outcome_id,subgroup,time,statistic,"
    "value,spread_kind,spread,n,unit,derived,note"
)


def _sheet(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


def _line(statistic: str, value: str, spread: str = ",,", arm: str = "a", note: str = "") -> str:
    return f"oak,{arm},size,all,may,{statistic},{value},{spread},cm,,{note}"


def _extremes(*lines: str) -> list[str]:
    sheet = projects.sheet("outcomes", _sheet(*lines))
    return projects.said(spreads.extremes_enclose_the_middle(sheet))


def test_a_middle_between_its_extremes_is_fine() -> None:
    """It may lie at an end too; another group has extremes of its own."""
    lines = [_line("minimum", "2"), _line("median", "2"), _line("maximum", "9")]
    assert _extremes(*lines, _line("mean", "40", arm="b")) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            [_line("minimum", "2"), _line("median", "1")],
            "3:7: [value] the minimum 2 is above the median 1 → check it against line 2",
        ),
        (
            [_line("maximum", "9"), _line("mean", "12")],
            "3:7: [value] the mean 12 is above the maximum 9 → check it against line 2",
        ),
        (
            [_line("maximum", "2"), _line("minimum", "9")],
            "2:7: [value] the minimum 9 is above the maximum 2 → check it against line 3",
        ),
    ],
)
def test_a_middle_outside_its_extremes_is_a_problem(lines: list[str], said: str) -> None:
    """The place is the middle; of two extremes it is the larger."""
    assert _extremes(*lines) == [f"data/outcomes.csv:{said}"]


def _range(spread: str, note: str = "") -> list[str]:
    lines = [_line("mean", "10", spread, note=note), _line("minimum", "4"), _line("maximum", "16")]
    return projects.said(
        spreads.deviations_fit_the_range(projects.sheet("outcomes", _sheet(*lines)))
    )


@pytest.mark.parametrize("spread", ["SD,4,25", "SE,0.8,25", "SD,6,25", ",,", "SD,4,", "SD,4,1"])
def test_a_deviation_that_the_range_allows_is_fine(spread: str) -> None:
    """Without a deviation or enough values there is nothing to say."""
    assert _range(spread) == []


def test_a_deviation_too_small_for_the_range_is_a_problem() -> None:
    """Of 25 values from 4 to 16 the SD is at least 12/√48; a smaller one may be an SE."""
    assert _range("SD,0.8,25") == [
        "data/outcomes.csv:2:9: [spread] SD 0.8 of values from 4 to 16 → "
        "check whether it is an SD or an SE, or say in note what is printed"
    ]


def test_a_deviation_too_large_for_the_range_is_a_problem() -> None:
    """No value is further from the mean than the extremes are apart; an SE may be an SD."""
    assert [said.split(" → ")[0] for said in _range("SE,4,25")] == [
        "data/outcomes.csv:2:9: [spread] SE 4 of values from 4 to 16"
    ]


def test_a_deviation_with_a_note_is_not_judged() -> None:
    """A misprint of the source is said in the note."""
    assert _range("SD,0.8,25", note="Printed so.") == []


def _named(*spreads_of_groups: str, note: str = "") -> list[str]:
    lines = [
        _line("mean", "50", spread, arm=f"a{number}", note=note)
        for number, spread in enumerate(spreads_of_groups)
    ]
    sheet = projects.sheet("outcomes", _sheet(*lines))
    return projects.said(spreads.spreads_are_what_they_are_called(sheet))


@pytest.mark.parametrize(
    "groups",
    [
        ("SD,10,25", "SD,11,25", "SD,9,25"),
        ("SD,10,25", "SD,11,25", "SD,4,25"),
        ("SD,10,25", "SE,2,25", "SD,9,25"),
        ("SD,10,25", "SD,2,25"),
        ("SD,10,25", "SD,11,25", "SD,2,"),
        ("SD,10,3", "SD,11,3", "SD,6,3"),
    ],
)
def test_spreads_of_one_size_are_fine(groups: tuple[str, ...]) -> None:
    """Small groups, few groups and a moderate difference tell nothing."""
    assert _named(*groups) == []


def test_an_se_called_sd_is_questioned() -> None:
    """A fifth of all other SDs, in a group of twenty-five."""
    assert _named("SD,10,25", "SD,11,25", "SD,2,25") == [
        "data/outcomes.csv:4:8: [spread_kind] warning: the SD 2 looks like an SE → "
        "check what the source calls it, or say in note why it is so"
    ]


def test_an_sd_called_se_is_questioned() -> None:
    """An SE of ten would be an SD of fifty, where the others have ten."""
    assert [said.split(" → ")[0] for said in _named("SD,10,25", "SD,11,25", "SE,10,25")] == [
        "data/outcomes.csv:4:8: [spread_kind] warning: the SE 10 looks like an SD"
    ]

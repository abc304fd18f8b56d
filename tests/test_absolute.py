"""What a ratio comes to among a thousand trees, and when it comes to nothing."""

from __future__ import annotations

import pytest

import grafts
from evidence.effects import Effect, Measured
from evidence.synthesis import Finding, Result, absolute
from evidence.synthesis.absolute import Absolute
from evidence.synthesis.result import conclude


def _one(*findings: Finding) -> Absolute:
    (found,) = absolute.in_absolute_numbers(_together(*findings))
    return found


def _together(*findings: Finding, measure: str = grafts.RISK) -> Result:
    return conclude(grafts.analysis(measure), findings)


def test_the_risk_with_control_is_that_of_the_control_group() -> None:
    """Six of twelve is five hundred of a thousand."""
    found = _one(grafts.compared("Smith 2001", (3, 12), (6, 12)))
    assert found.control == 500
    assert found.of is not None and (found.of.events, found.of.people) == (6, 12)


def test_the_risk_with_treatment_is_that_times_the_ratio_and_its_ends() -> None:
    """Half the risk is 250 of a thousand; the interval goes along."""
    found = _one(grafts.compared("Smith 2001", (3, 12), (6, 12)))
    _, lower, upper = grafts.ratio_ends((3, 12), (6, 12))
    assert found.treated == pytest.approx(250)
    assert found.lower == pytest.approx(500 * lower)
    assert found.upper == pytest.approx(500 * upper)


def test_the_difference_is_what_the_treatment_adds_or_takes() -> None:
    """250 fewer of a thousand."""
    difference, lower, upper = _one(grafts.compared("Smith 2001", (3, 12), (6, 12))).difference()
    assert difference == pytest.approx(-250)
    assert lower < difference < upper


def test_nobody_is_treated_twice() -> None:
    """An interval that would go beyond a thousand ends there."""
    found = _one(grafts.compared("Smith 2001", (11, 12), (11, 12)))
    assert found.upper == 1000


def test_of_a_pool_all_control_groups_together_give_the_risk() -> None:
    """Six of twelve and four of twenty-eight are ten of forty."""
    found = _one(
        grafts.compared("Smith 2001", (3, 12), (6, 12)),
        grafts.compared("Green 2010", (2, 30), (4, 28)),
    )
    assert (found.label, found.control) == ("2 studies pooled", 250)


def test_studies_that_are_not_pooled_are_told_one_by_one() -> None:
    """Each with the risk of its own control group."""
    found = absolute.in_absolute_numbers(
        _together(
            grafts.compared("Smith 2001", (3, 12), (6, 12)),
            grafts.compared("Green 2010", (2, 20), (5, 20), time="a year", months=12.0),
        )
    )
    assert [(one.label, one.control) for one in found] == [("Smith 2001", 500), ("Green 2010", 250)]


def test_no_event_with_control_gives_no_number() -> None:
    """Any ratio of nothing is nothing: the groups stand as they are."""
    found = _one(grafts.compared("Smith 2001", (1, 12), (0, 6)))
    assert found.treated is None
    assert found.why == "nobody in the control group had it, so a ratio is no number of people"
    assert found.given is not None and found.given.events == 1


@pytest.mark.parametrize(
    ("treated", "control", "whom"),
    [((0, 20), (0, 10), "nobody"), ((20, 20), (10, 10), "everybody")],
)
def test_no_difference_in_events_at_all_gives_no_number(
    treated: tuple[int, int], control: tuple[int, int], whom: str
) -> None:
    """Only the correction would point anywhere."""
    found = _one(grafts.compared("Smith 2001", treated, control))
    assert found.why == f"{whom} in either group had it, so a ratio tells nothing"


def test_everybody_with_control_is_a_thousand() -> None:
    """Three of twelve against ten of ten."""
    found = _one(grafts.compared("Smith 2001", (3, 12), (10, 10)))
    assert found.control == 1000
    assert found.treated is not None and found.treated < 1000


def test_a_printed_ratio_has_no_control_risk() -> None:
    """A report that counts nobody tells no absolute numbers."""
    found = _one(grafts.finding(effect=Effect(grafts.RISK, "log", -0.5, 0.2), people=24))
    assert found.why == "the report gives no count of its control group"


def test_what_is_not_worked_out_has_no_difference() -> None:
    """Asking for one is an error that says why."""
    found = _one(grafts.compared("Smith 2001", (1, 12), (0, 6)))
    with pytest.raises(ValueError, match="Smith 2001: nobody in the control group had it"):
        found.difference()


@pytest.mark.parametrize(
    ("findings", "measure", "why"),
    [
        (
            [grafts.shared("Smith 2001", 3, 12)],
            grafts.SHARE,
            "nobody was compared, so what the treatment adds cannot be told",
        ),
        (
            [grafts.measured("Smith 2001", Measured(3, 1, 20), Measured(2, 1, 20))],
            grafts.MEANS,
            "a difference of means is told in its own unit",
        ),
        (
            [grafts.finding(effect=Effect(grafts.HAZARD, "log", -0.2, 0.2))],
            grafts.HAZARD,
            "a hazard ratio tells how many people more only where the risk without the "
            "treatment is known, and no report gives it",
        ),
        ([], grafts.RISK, "no study gives a result that could be calculated"),
    ],
)
def test_other_results_are_not_told_among_a_thousand(
    findings: list[Finding], measure: str, why: str
) -> None:
    """And the reason is a sentence."""
    result = _together(*findings, measure=measure)
    assert absolute.in_absolute_numbers(result) == []
    assert absolute.why_not(result) == why


def test_a_risk_ratio_needs_no_excuse() -> None:
    """It is told among a thousand."""
    assert absolute.why_not(_together(grafts.compared("Smith 2001", (3, 12), (6, 12)))) == ""

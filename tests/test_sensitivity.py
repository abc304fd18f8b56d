"""An answer worked out otherwise: by model, bias, report, and studies left out or added."""

from __future__ import annotations

from math import exp, log

import pytest

import grafts
import metafor
from evidence import effects, pooling
from evidence.bias import Scale
from evidence.effects import Measured
from evidence.synthesis import Finding, Result, sensitivity
from evidence.synthesis.result import conclude
from evidence.synthesis.sensitivity import Comparison, Variant

SCALE = Scale(low=frozenset({"sound"}), bad=frozenset({"rotten"}))
FIRST = grafts.compared("Smith 2001", (3, 12), (6, 12))
SECOND = grafts.compared("Green 2010", (2, 20), (5, 20))
THIRD = grafts.compared("Brown 2015", (9, 40), (8, 40))
TALL, SHORT = Measured(3.0, 1.0, 20), Measured(2.0, 1.0, 20)


def _together(
    *findings: Finding, measure: str = grafts.RISK, aside: tuple[Finding, ...] = ()
) -> Result:
    return conclude(grafts.analysis(measure), findings, aside)


def _variants(comparison: Comparison) -> dict[str, Variant]:
    return {one.label: one for one in comparison.variants}


def _ends(variant: Variant) -> list[float | None]:
    return [variant.estimate, variant.lower, variant.upper]


def _reference(model: str, method: str, test: str, item: str = "") -> list[float]:
    numbers = metafor.compared(model)["dat.bcg", "RR", method, test, item]
    return [exp(numbers[name]) for name in ("b", "ci_lb", "ci_ub")]


# By model


@pytest.mark.parametrize(
    ("label", "method", "test"),
    [
        ("as used here", "REML", "adhoc"),
        ("random effects, Paule-Mandel", "PM", "adhoc"),
        ("random effects, DerSimonian-Laird, normal interval", "DL", "z"),
        ("one common effect", "EE", "z"),
    ],
)
def test_each_model_gives_the_numbers_of_metafor(label: str, method: str, test: str) -> None:
    """Thirteen trials, as ratios."""
    found = _variants(sensitivity.by_model(_together(*grafts.vaccinated())))[label]
    assert found.studies == 13
    assert _ends(found) == pytest.approx(_reference("uni", method, test), abs=1e-8)


def test_ratios_have_a_bayesian_companion_with_its_prior_on_the_page() -> None:
    """The median and interval that `pooling.bayes` finds, as ratios."""
    findings = [FIRST, SECOND]
    found = _variants(sensitivity.by_model(_together(*findings)))
    effects_found = [one.effect for one in findings if one.effect]
    direct = pooling.bayes(
        [one.estimate for one in effects_found],
        [one.standard_error for one in effects_found],
        prior_scale=0.5,
    ).effect
    ends = _ends(found["Bayesian, half-normal prior of scale 0.5"])
    assert ends == pytest.approx([exp(direct.median), exp(direct.lower), exp(direct.upper)])


def test_mean_differences_have_no_bayesian_companion() -> None:
    """In metres no scale of the prior is known to fit."""
    result = _together(
        grafts.measured("Smith 2001", TALL, SHORT),
        grafts.measured("Green 2010", TALL, SHORT),
        measure=grafts.MEANS,
    )
    labels = list(_variants(sensitivity.by_model(result)))
    assert len(labels) == 4
    assert not any("Bayesian" in label for label in labels)


def test_pooled_shares_stand_beside_the_exact_interval_of_the_sum() -> None:
    """5 of 32 trees, if all shared one risk."""
    result = _together(
        grafts.shared("Smith 2001", 3, 12), grafts.shared("Green 2010", 2, 20), measure=grafts.SHARE
    )
    used, whole = sensitivity.by_model(result).variants
    exact = effects.exact_interval(5, 32)
    assert used.label == "as used here"
    assert _ends(whole) == [exact.estimate, exact.lower, exact.upper]


def test_one_study_has_no_model() -> None:
    """The sentence says why."""
    found = sensitivity.by_model(_together(FIRST))
    assert found == Comparison(
        why_not="Fewer than two studies give a result, so nothing is pooled."
    )


def test_a_pool_that_is_refused_is_not_made_by_another_model() -> None:
    """Trees looked at in different seasons stay apart."""
    later = grafts.compared("Green 2010", (2, 20), (5, 20), time="a year", months=12.0)
    found = sensitivity.by_model(_together(FIRST, later))
    assert found.why_not == "The studies are not pooled, so there is no pool to change."


# By risk of bias


def test_without_the_study_at_high_risk_the_other_stands_for_itself() -> None:
    """Three of twelve against six of twelve is a half."""
    overall = {"smith2001": "frail", "green2010": "rotten"}
    found = _variants(sensitivity.by_bias(_together(FIRST, SECOND), overall, SCALE))
    kept = found["without studies known to be at high risk"]
    assert kept.studies == 1
    assert _ends(kept) == pytest.approx(list(grafts.ratio_ends((3, 12), (6, 12))))


def test_where_no_study_is_at_low_risk_none_is_left() -> None:
    """A pool of nothing has no numbers."""
    overall = {"smith2001": "frail", "green2010": "rotten"}
    found = _variants(sensitivity.by_bias(_together(FIRST, SECOND), overall, SCALE))
    assert found["studies at low risk only"] == Variant(
        "studies at low risk only", 0, why="no study is left"
    )


def test_where_every_study_stays_nothing_changes() -> None:
    """The same numbers are not printed twice."""
    overall = {"smith2001": "sound", "green2010": "sound"}
    found = sensitivity.by_bias(_together(FIRST, SECOND), overall, SCALE)
    assert [one.why for one in found.variants[1:]] == ["every study stays, so nothing changes"] * 2


def test_a_tool_without_an_overall_judgement_sorts_no_studies() -> None:
    """What nobody judged is not called sound."""
    found = sensitivity.by_bias(_together(FIRST), {}, SCALE)
    assert found.why_not == "The tool for these designs makes no overall judgement."


# By report


def test_another_report_on_the_same_trees_takes_the_place_of_the_usual() -> None:
    """Alone it stands with its own numbers."""
    usual = grafts.shared("Smith 2001", 3, 12, cohort_id="north")
    other = grafts.shared("Smith 2003", 1, 10, cohort_id="north")
    result = _together(usual, measure=grafts.SHARE, aside=(other,))
    _, swapped = sensitivity.by_report(result).variants
    exact = effects.exact_interval(1, 10)
    assert swapped.label == "Smith 2003 for Smith 2001"
    assert _ends(swapped) == [0.1, exact.lower, exact.upper]


def test_few_combinations_of_reports_are_all_tried() -> None:
    """Two cohorts with two reports each make three other ways."""
    result = _many_reports(1)
    assert [one.label for one in sensitivity.by_report(result).variants] == [
        "as used here",
        "B0 2002 for B 2001",
        "A0 2002 for A 2001",
        "A0 2002 for A 2001 and B0 2002 for B 2001",
    ]


def test_of_many_combinations_one_report_changes_at_a_time() -> None:
    """Two cohorts with four reports each would make fifteen."""
    result = _many_reports(3)
    labels = [one.label for one in sensitivity.by_report(result).variants[1:]]
    assert len(labels) == 6
    assert not any(" and " in label for label in labels)


def _many_reports(others: int) -> Result:
    usual = [grafts.compared(f"{name} 2001", (3, 12), (6, 12), cohort_id=name) for name in "AB"]
    aside = [
        grafts.compared(f"{name}{place} 2002", (2, 10), (4, 10), cohort_id=name)
        for name in "AB"
        for place in range(others)
    ]
    return _together(*usual, aside=tuple(aside))


def test_a_report_without_numbers_is_no_other_way() -> None:
    """Words cannot be put in the place of counts."""
    words = grafts.finding("Smith 2003", cohort_id="smith2001", missing="in words only")
    found = sensitivity.by_report(_together(FIRST, aside=(words,)))
    assert found.why_not == "No other report on the same people gives this outcome."


# Studies left out, and added


def test_leaving_each_out_gives_the_numbers_of_metafor() -> None:
    """The interval is never narrower than the plain Hartung-Knapp one."""
    found = sensitivity.without_each(_together(*grafts.vaccinated())).variants
    assert len(found) == 13
    for one in found:
        item = one.label.removeprefix("without ")
        estimate, lower, upper = _reference("leave1out", "REML", "knha", item)
        assert one.estimate == pytest.approx(estimate, abs=1e-8)
        assert one.lower is not None and one.upper is not None
        assert one.lower < lower + 1e-8 and one.upper > upper - 1e-8


def test_the_pool_as_studies_came_in_gives_the_estimates_of_metafor() -> None:
    """From the second trial by year on; the first stands for itself."""
    found = sensitivity.as_studies_came_in(_together(*grafts.vaccinated())).variants
    assert [one.studies for one in found] == list(range(1, 14))
    for count, one in enumerate(found[1:], start=2):
        item = f"{count:02}:{one.label}"
        expected = _reference("cumulative", "REML", "z", item)[0]
        assert one.estimate == pytest.approx(expected, abs=1e-8)


def test_two_studies_are_too_few_to_leave_one_out() -> None:
    """The rule was fixed beforehand, and the page says so."""
    found = sensitivity.without_each(_together(FIRST, SECOND))
    assert found.why_not == (
        "By a rule fixed beforehand, 2 studies are too few for the pool without each study in turn."
    )


def test_three_studies_may_leave_one_out_and_not_be_told_by_year() -> None:
    """The order of so few says little."""
    result = _together(FIRST, SECOND, THIRD)
    assert len(sensitivity.without_each(result).variants) == 3
    assert sensitivity.as_studies_came_in(result).why_not == (
        "By a rule fixed beforehand, 3 studies are too few for the pool as studies came in."
    )


def test_shares_can_be_left_out_too() -> None:
    """Without the second, 3 of 12 and 4 of 16 are a quarter."""
    result = _together(
        grafts.shared("Smith 2001", 3, 12),
        grafts.shared("Green 2010", 2, 20),
        grafts.shared("Brown 2015", 4, 16),
        measure=grafts.SHARE,
    )
    found = _variants(sensitivity.without_each(result))["without Green 2010"]
    assert found.estimate == pytest.approx(0.25, abs=1e-6)


def test_without_its_year_a_study_has_no_place_in_the_order() -> None:
    """It is not put first or last by guess."""
    findings = [grafts.compared(f"Smith 200{n}", (3, 12), (6, 12)) for n in range(5)]
    undated = grafts.compared("Green 2010", (2, 20), (5, 20), year=None)
    found = sensitivity.as_studies_came_in(_together(*findings, undated))
    assert found.why_not == "The year of a study is not known."


# Final value against change


def _heights(treated: Measured, control: Measured, change: bool) -> Result:
    asked = grafts.analysis(
        grafts.MEANS, analysis_id=f"change-{change}", change_from_baseline=change
    )
    return conclude(asked, [grafts.measured("Smith 2001", treated, control)])


FINAL = _heights(Measured(5.0, 1.0, 20), Measured(4.0, 1.0, 20), change=False)
CHANGE = _heights(Measured(1.5, 1.0, 20), Measured(1.0, 1.0, 20), change=True)


def test_the_counterpart_asks_the_same_of_changes() -> None:
    """Its parts are equal but for the kind of value."""
    assert sensitivity.counterpart(FINAL, [FINAL, CHANGE]) is CHANGE
    assert sensitivity.counterpart(CHANGE, [FINAL, CHANGE]) is FINAL


def test_a_question_of_another_outcome_is_no_counterpart() -> None:
    """Height is not girth."""
    other = grafts.analysis(grafts.MEANS, change_from_baseline=True, outcomes=("girth",))
    assert sensitivity.counterpart(FINAL, [conclude(other, CHANGE.findings)]) is None


def test_the_difference_at_the_start_is_that_at_the_end_less_that_in_change() -> None:
    """5 less 4 at the end, 1.5 less 1 in change: they began half a metre apart."""
    assert sensitivity.baseline_difference(FINAL.usable[0], CHANGE.usable[0]) == pytest.approx(0.5)


def test_two_times_tell_nothing_of_the_start() -> None:
    """A change to another month began elsewhere."""
    (final,) = FINAL.usable
    other = grafts.measured("Smith 2001", TALL, SHORT, time="a year")
    assert sensitivity.baseline_difference(final, other) is None


# What a variant says


def test_a_ratio_is_told_as_a_ratio() -> None:
    """Not as its logarithm."""
    used = sensitivity.as_used(_together(FIRST))
    assert used.estimate is not None
    assert log(used.estimate) == pytest.approx(log(0.5))


def test_without_a_study_there_are_no_numbers() -> None:
    """And no NaN."""
    assert sensitivity.as_used(_together()) == Variant(
        "as used here", 0, why="no study gives a result that could be calculated"
    )


def test_shares_of_nobody_and_of_everybody_are_refused_and_not_a_crash() -> None:
    """No one share describes two such groups."""
    result = _together(
        grafts.shared("Smith 2001", 0, 12), grafts.shared("Green 2010", 9, 9), measure=grafts.SHARE
    )
    assert result.pooled is None
    assert result.refusal == (
        "No pool could be worked out: every group has events in nobody or in everybody: "
        "show each by itself, one share does not describe them.",
    )

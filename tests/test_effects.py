"""Effects and exact intervals agree with known values and independent implementations."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, log, nan, sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, norm, t

import metafor
from evidence.effects import (
    BeforeAfter,
    Effect,
    Events,
    Measured,
    estimate_interval,
    exact_interval,
    from_interval,
    from_standard_error,
    is_double_zero,
    log_odds,
    mean_change,
    mean_difference,
    natural,
    odds_ratio,
    proportion,
    risk_difference,
    risk_ratio,
    single_mean,
    standardised_mean_change,
    standardised_mean_difference,
)

# Exact intervals


def test_no_event_among_thirty_leaves_up_to_twelve_percent() -> None:
    """The textbook value: 0 of 30 has an upper limit of 11.6%."""
    share = exact_interval(0, 30)
    assert (share.estimate, share.lower) == (0.0, 0.0)
    assert share.upper == pytest.approx(0.115703, abs=5e-7)


@pytest.mark.parametrize("people", [1, 5, 30, 400])
def test_no_event_has_the_upper_limit_of_the_formula(people: int) -> None:
    """The chance of no event at the upper limit is half of one minus the level."""
    assert exact_interval(0, people).upper == pytest.approx(1 - 0.025 ** (1 / people), rel=1e-12)


@pytest.mark.parametrize("people", [1, 5, 30, 400])
def test_an_event_in_everybody_has_the_lower_limit_of_the_formula(people: int) -> None:
    """The upper limit is then one."""
    share = exact_interval(people, people)
    assert share.lower == pytest.approx(0.025 ** (1 / people), rel=1e-12)
    assert (share.estimate, share.upper) == (1.0, 1.0)


@pytest.mark.parametrize(("events", "people"), [(1, 10), (3, 7), (12, 40), (0, 9)])
def test_events_and_their_absence_mirror_each_other(events: int, people: int) -> None:
    """Counting survivors instead of deaths turns the interval around."""
    share, mirrored = exact_interval(events, people), exact_interval(people - events, people)
    assert share.lower == pytest.approx(1 - mirrored.upper, abs=1e-12)
    assert share.upper == pytest.approx(1 - mirrored.lower, abs=1e-12)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize(("events", "people"), [(0, 4), (1, 1), (2, 13), (9, 12), (250, 1000)])
def test_the_interval_is_that_of_the_binomial_test(events: int, people: int, level: float) -> None:
    """SciPy finds the same limits by searching, not by quantiles of beta distributions."""
    expected = binomtest(events, people).proportion_ci(level, method="exact")
    share = exact_interval(events, people, level)
    assert share.estimate == pytest.approx(events / people)
    assert share.lower == pytest.approx(expected.low, abs=1e-9)
    assert share.upper == pytest.approx(expected.high, abs=1e-9)


@pytest.mark.parametrize(
    ("events", "people", "said"),
    [
        (0, 0, "0 events among 0 people: events from zero to the number of people are needed"),
        (3, 2, "3 events among 2 people: events from zero to the number of people are needed"),
        (-1, 5, "-1 events among 5 people: events from zero to the number of people are needed"),
        (2.5, 5, "2.5 events among 5 people: whole numbers are needed"),
        (nan, 5, "nothing events among 5 people: whole numbers are needed"),
        (1, inf, "1 events among inf people: whole numbers are needed"),
        (pd.NA, 5, "nothing events among 5 people: whole numbers are needed"),
        (None, 5, "nothing events among 5 people: whole numbers are needed"),
        ("many", 5, "“many” events among 5 people: whole numbers are needed"),
    ],
)
def test_impossible_counts_are_refused(events: Any, people: Any, said: str) -> None:
    """The message repeats the counts and says what is needed."""
    with pytest.raises(ValueError, match=f"^{said}$"):
        exact_interval(events, people)


@pytest.mark.parametrize("level", [0, 1, 95, nan])
def test_a_level_is_a_fraction(level: float) -> None:
    """A percentage is not mistaken for one."""
    with pytest.raises(ValueError, match=r"write a fraction between 0 and 1, like 0\.95"):
        exact_interval(3, 7, level)


# Effects as R's escalc makes them


def _treated_and_control(study: metafor.Row) -> tuple[Events, Events]:
    cells = [int(study[name]) for name in ("tpos", "tneg", "cpos", "cneg")]
    return Events(cells[0], cells[0] + cells[1]), Events(cells[2], cells[2] + cells[3])


def _measured(study: metafor.Row) -> tuple[Measured, Measured]:
    first, second = (
        Measured(*(float(study[f"{name}{arm}i"]) for name in ("m", "sd", "n"))) for arm in (1, 2)
    )
    return first, second


def _one_group(study: metafor.Row) -> tuple[Events]:
    return (Events(int(study["xi"]), int(study["ni"])),)


def _before_after(study: metafor.Row) -> tuple[BeforeAfter]:
    names = ("m_pre", "sd_pre", "m_post", "sd_post", "n", "r")
    return (BeforeAfter(*(float(study[name]) for name in names)),)


def _after(study: metafor.Row) -> tuple[Measured]:
    return (Measured(*(float(study[name]) for name in ("m_post", "sd_post", "n"))),)


ESCALC: list[tuple[str, str, Callable[..., Effect], Callable[[metafor.Row], tuple[Any, ...]]]] = [
    ("dat.bcg", "RR", risk_ratio, _treated_and_control),
    ("dat.bcg", "OR", odds_ratio, _treated_and_control),
    ("dat.bcg", "RD", risk_difference, _treated_and_control),
    ("dat.normand1999", "MD", mean_difference, _measured),
    ("dat.normand1999", "SMD", standardised_mean_difference, _measured),
    *(
        (dataset, measure, function, _one_group)
        for dataset in ("dat.pritz1997", "tiny.resp", "tiny.sae")
        for measure, function in (("PR", proportion), ("PLO", log_odds))
    ),
    ("tiny.change", "MC", mean_change, _before_after),
    ("tiny.change", "SMCR", standardised_mean_change, _before_after),
    ("tiny.change", "MN", single_mean, _after),
]


@pytest.mark.parametrize(
    ("dataset", "measure", "function", "groups"), ESCALC, ids=lambda value: str(value)[:20]
)
def test_an_effect_is_that_of_escalc(
    dataset: str,
    measure: str,
    function: Callable[..., Effect],
    groups: Callable[[metafor.Row], tuple[Any, ...]],
) -> None:
    """Estimate and variance of every study of the reference data, to 1e-10."""
    for study in metafor.inputs(dataset):
        effect = function(*groups(study))
        assert effect.estimate == pytest.approx(float(study[f"yi_{measure}"]), abs=1e-10, rel=0)
        assert effect.variance == pytest.approx(float(study[f"vi_{measure}"]), abs=1e-10, rel=0)


@pytest.mark.parametrize("dataset", ["dat.pritz1997", "tiny.resp", "tiny.sae"])
def test_an_exact_interval_is_that_of_escalc(dataset: str) -> None:
    """Both ends for every study of the reference data, to 1e-10."""
    for study in metafor.inputs(dataset):
        share = exact_interval(int(study["xi"]), int(study["ni"]))
        assert share.lower == pytest.approx(float(study["cp_lb"]), abs=1e-10, rel=0)
        assert share.upper == pytest.approx(float(study["cp_ub"]), abs=1e-10, rel=0)


def test_every_measure_offered_is_compared_for_every_study() -> None:
    """So many effects and intervals, two numbers each."""
    effects = sum(len(metafor.inputs(dataset)) for dataset, *_ in ESCALC)
    intervals = sum(len(metafor.inputs(f"tiny.{name}")) for name in ("resp", "sae"))
    assert (effects, intervals + len(metafor.inputs("dat.pritz1997"))) == (115, 23)


# Two groups, counts


ZERO = Events(0, 10)
SOME = Events(3, 10)


def test_a_zero_cell_adds_a_half_to_all_four() -> None:
    """By hand: (0.5/11) against (3.5/11) is one to seven."""
    effect = risk_ratio(ZERO, SOME)
    assert effect.estimate == pytest.approx(log(1 / 7), abs=1e-14)
    assert effect.variance == pytest.approx(2 - 1 / 11 + 2 / 7 - 1 / 11, abs=1e-14)
    assert effect.note == "1/2 was added to all four cells, because one was zero"


def test_a_zero_cell_is_corrected_in_an_odds_ratio() -> None:
    """By hand: (0.5 × 7.5)/(10.5 × 3.5)."""
    effect = odds_ratio(ZERO, SOME)
    assert effect.estimate == pytest.approx(log(0.5 * 7.5 / (10.5 * 3.5)), abs=1e-14)
    assert effect.variance == pytest.approx(2 + 1 / 10.5 + 1 / 3.5 + 1 / 7.5, abs=1e-14)


def test_a_zero_cell_is_corrected_in_a_risk_difference() -> None:
    """By hand, the estimate too: 0.5/11 less 3.5/11."""
    effect = risk_difference(ZERO, SOME)
    assert effect.estimate == pytest.approx(-3 / 11, abs=1e-14)
    assert effect.variance == pytest.approx((0.5 * 10.5 + 3.5 * 7.5) / 11**3, abs=1e-14)


def test_no_cell_is_corrected_without_a_zero() -> None:
    """The counts are used as they are, and there is nothing to note."""
    effect = risk_ratio(SOME, Events(6, 10))
    assert effect.estimate == pytest.approx(log(0.5), abs=1e-14)
    assert effect.note == ""


@pytest.mark.parametrize("everyone", [Events(10, 10), Events(0, 10)])
@pytest.mark.parametrize("measure", [risk_ratio, odds_ratio, risk_difference])
def test_two_groups_without_difference_have_an_effect_of_none(
    everyone: Events, measure: Callable[[Events, Events], Effect]
) -> None:
    """A study without or with nothing but events is kept, corrected, unless one drops it."""
    effect = measure(everyone, everyone)
    assert effect.estimate == pytest.approx(0, abs=1e-14)
    assert effect.standard_error > 0


@pytest.mark.parametrize(
    ("treated", "control", "expected"),
    [
        (ZERO, ZERO, True),
        (Events(10, 10), Events(4, 4), True),
        (ZERO, SOME, False),
        (ZERO, Events(10, 10), False),
    ],
)
def test_double_zeros_can_be_dropped_by_choice(
    treated: Events, control: Events, expected: bool
) -> None:
    """Nobody in either group, or everybody in both; one group alone is no reason."""
    assert is_double_zero(treated, control) is expected


@pytest.mark.parametrize("measure", [risk_ratio, odds_ratio, risk_difference])
def test_exchanged_groups_turn_the_effect_around(
    measure: Callable[[Events, Events], Effect],
) -> None:
    """The spread stays."""
    effect, turned = measure(ZERO, SOME), measure(SOME, ZERO)
    assert effect.estimate == pytest.approx(-turned.estimate, abs=1e-14)
    assert effect.standard_error == pytest.approx(turned.standard_error, abs=1e-14)


# Means


@pytest.mark.parametrize(
    ("mean", "deviation", "people", "said"),
    [
        (nan, 1, 9, "a mean of nothing: a number is needed"),
        (1, -2, 9, "a standard deviation of -2: a number of zero or more is needed"),
        (1, nan, 9, "a standard deviation of nothing: a number of zero or more is needed"),
        (1, 2, 1, "a group of 1: a whole number of people is needed, 2 or more"),
        (1, 2, 8.5, "a group of 8.5: a whole number of people is needed, 2 or more"),
        (1, 2, pd.NA, "a group of nothing: a whole number of people is needed, 2 or more"),
    ],
)
def test_impossible_means_are_refused(mean: Any, deviation: Any, people: Any, said: str) -> None:
    """The message says what was found and what is needed."""
    with pytest.raises(ValueError, match=f"^{said}$"):
        Measured(mean, deviation, people)


@pytest.mark.parametrize(
    "effect",
    [
        lambda flat: mean_difference(flat, flat),
        single_mean,
        lambda _: mean_change(BeforeAfter(3, 1, 2, 1, 9, correlation=1)),
    ],
    ids=["difference", "mean", "change"],
)
def test_an_effect_without_spread_is_refused(effect: Callable[[Measured], Effect]) -> None:
    """Nothing can be weighed by a variance of zero."""
    with pytest.raises(ValueError, match="a standard error of 0: a study is weighed by it"):
        effect(Measured(3, 0, 9))


def test_a_standardised_difference_needs_a_spread() -> None:
    """Two standard deviations of zero are no unit."""
    with pytest.raises(ValueError, match="both standard deviations are 0"):
        standardised_mean_difference(Measured(3, 0, 9), Measured(2, 0, 9))


def test_a_standardised_change_needs_a_spread_before() -> None:
    """A standard deviation of zero is no unit."""
    with pytest.raises(ValueError, match="a standard deviation before of 0"):
        standardised_mean_change(BeforeAfter(3, 0, 2, 1, 9, correlation=0.5))


def test_a_standardised_change_needs_three_people() -> None:
    """The factor against small-sample bias is not defined below."""
    with pytest.raises(ValueError, match="1 degrees of freedom: a standardised mean needs two"):
        standardised_mean_change(BeforeAfter(3, 1, 2, 1, 2, correlation=0.5))


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"mean_before": nan}, "a mean before of nothing"),
        ({"mean_after": inf}, "a mean after of inf"),
        ({"standard_deviation_before": -1}, "a standard deviation before of -1"),
        ({"standard_deviation_after": -1}, "a standard deviation after of -1"),
        ({"people": 1}, "a group of 1: a whole number of people is needed, 2 or more"),
        ({"correlation": 1.2}, "a correlation of 1.2: a number between -1 and 1 is needed"),
        ({"correlation": nan}, "a correlation of nothing"),
    ],
)
def test_impossible_changes_are_refused(broken: dict[str, float], said: str) -> None:
    """The message says what was found and what is needed."""
    sound = {
        "mean_before": 3.0,
        "standard_deviation_before": 1.0,
        "mean_after": 2.0,
        "standard_deviation_after": 1.0,
        "people": 9.0,
        "correlation": 0.5,
    }
    with pytest.raises(ValueError, match=f"^{said}"):
        BeforeAfter(**(sound | broken))


def test_a_closer_correlation_makes_a_change_more_certain() -> None:
    """The same means and deviations, measured in people who differ lastingly."""
    loose = mean_change(BeforeAfter(3, 1, 2, 1, 9, correlation=0.2))
    close = mean_change(BeforeAfter(3, 1, 2, 1, 9, correlation=0.8))
    assert loose.estimate == close.estimate == -1
    assert close.standard_error < loose.standard_error


# Single proportions


def test_a_count_of_none_is_corrected_and_says_so() -> None:
    """Half a person on either side: 0.5 of 11."""
    effect = proportion(ZERO)
    assert effect.estimate == pytest.approx(0.5 / 11, abs=1e-15)
    assert effect.note.startswith("1/2 was added")
    assert log_odds(ZERO).estimate == pytest.approx(log(0.5 / 10.5), abs=1e-15)


# Reported effects


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_an_interval_gives_back_its_standard_error(level: float) -> None:
    """What an analysis wrote down is read again."""
    written = estimate_interval(-2.5, 0.7, level)
    effect = from_interval(-2.5, written.lower, written.upper, is_ratio=False, level=level)
    assert (effect.estimate, effect.scale, effect.note) == (-2.5, "native", "")
    assert effect.standard_error == pytest.approx(0.7, abs=1e-14)


def test_a_ratio_is_read_on_its_logarithm() -> None:
    """Hazard ratio 0.5, 0.25 to 1: the logarithm of two over 1.96 is its standard error."""
    effect = from_interval(0.5, 0.25, 1, is_ratio=True, measure="hazard ratio")
    assert effect.estimate == pytest.approx(log(0.5), abs=1e-15)
    assert effect.standard_error == pytest.approx(log(2) / norm.ppf(0.975), abs=1e-12)
    assert (effect.measure, effect.scale) == ("hazard ratio", "log")


def test_a_small_comparison_is_read_by_the_t_distribution() -> None:
    """With 18 degrees of freedom the same width means a smaller standard error."""
    effect = from_interval(1, -1, 3, is_ratio=False, degrees_of_freedom=18)
    assert effect.standard_error == pytest.approx(2 / t.ppf(0.975, 18), abs=1e-12)


def test_an_estimate_off_the_middle_is_noted() -> None:
    """The interval may be of another kind, or a ratio may have been taken for a difference."""
    off = from_interval(2, 0.5, 8, is_ratio=False)
    assert off.note == "the estimate is not in the middle of its interval"
    assert from_interval(2, 0.5, 8, is_ratio=True).note == ""


@pytest.mark.parametrize(
    ("numbers", "is_ratio", "said"),
    [
        ((nan, 0, 1), False, "three numbers are needed"),
        ((1, None, 2), False, "three numbers are needed"),
        ((0.5, 0, 1), True, "must lie above zero"),
        ((3, 0, 1), False, "the estimate must lie inside an interval of some width"),
        ((1, 1, 1), False, "the estimate must lie inside an interval of some width"),
        ((1, 2, 0), False, "the estimate must lie inside an interval of some width"),
    ],
)
def test_impossible_intervals_are_refused(
    numbers: tuple[Any, Any, Any], is_ratio: bool, said: str
) -> None:
    """The message says what was found and what is needed."""
    with pytest.raises(ValueError, match=said):
        from_interval(*numbers, is_ratio=is_ratio)


def test_a_reported_standard_error_is_kept() -> None:
    """That of a ratio is the standard error of its logarithm."""
    assert from_standard_error(-2, 0.4, is_ratio=False).estimate == -2
    effect = from_standard_error(2, 0.4, is_ratio=True)
    assert (effect.estimate, effect.standard_error) == (log(2), 0.4)


@pytest.mark.parametrize("error", [0, -1, nan, inf, None])
def test_a_standard_error_is_positive(error: Any) -> None:
    """A study of no spread would outweigh all others."""
    with pytest.raises(ValueError, match="a positive number is needed"):
        from_standard_error(1, error, is_ratio=False)


@pytest.mark.parametrize(("estimate", "is_ratio"), [(0, True), (-1, True), (nan, False)])
def test_an_impossible_estimate_is_refused(estimate: float, is_ratio: bool) -> None:
    """A ratio of zero has no logarithm."""
    with pytest.raises(ValueError, match="is needed"):
        from_standard_error(estimate, 1, is_ratio=is_ratio)


# Intervals and scales


def test_an_interval_reaches_by_its_quantile() -> None:
    """Normal without degrees of freedom, Student's t with them."""
    normal, student = estimate_interval(1, 2), estimate_interval(1, 2, 0.9, 4)
    assert normal.upper == pytest.approx(1 + 2 * norm.ppf(0.975), abs=1e-12)
    assert student.lower == pytest.approx(1 - 2 * t.ppf(0.95, 4), abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((nan, 1), "an estimate of nothing: a number is needed"),
        ((1, 0), "a standard error of 0: a positive number is needed"),
        ((1, 1, 0.95, 0), "0 degrees of freedom: more than zero are needed"),
    ],
)
def test_impossible_estimates_have_no_interval(arguments: tuple[float, ...], said: str) -> None:
    """The message says what was found and what is needed."""
    with pytest.raises(ValueError, match=f"^{said}$"):
        estimate_interval(*arguments)


def test_values_return_to_what_readers_know() -> None:
    """Logarithms to ratios, log odds to fractions; units stay."""
    assert natural(log(2), "log") == pytest.approx(2, abs=1e-15)
    assert natural(0, "log odds") == 0.5
    assert natural(-3.5, "native") == -3.5


def test_an_effect_has_a_normal_interval() -> None:
    """On the scale of its estimate."""
    effect = risk_ratio(SOME, Events(6, 10))
    interval = effect.interval()
    assert exp(interval.lower) < 0.5 < exp(interval.upper)
    assert interval.upper - interval.lower == pytest.approx(
        2 * norm.ppf(0.975) * sqrt(effect.variance), abs=1e-12
    )


def test_numbers_of_a_data_frame_are_taken() -> None:
    """Counts come as whole floats or NumPy integers."""
    assert risk_ratio(Events(np.int64(3), 10.0), Events(6, 10)) == risk_ratio(SOME, Events(6, 10))

"""Each kind of slip is told where it fits, and only there."""

from __future__ import annotations

import pytest

from evidence.reconciliation import slips
from evidence.reconciliation.slips import Disagreement

KEY = ("tree_id", "arm_id", "time", "statistic")


def _pair(
    first: str,
    second: str,
    column: str = "value",
    others: tuple[dict[str, str], ...] = (),
    **more: str,
) -> Disagreement:
    ours = {
        "tree_id": "oak",
        "arm_id": "pruned",
        "time": "1 year",
        "statistic": "mean",
        "value": "",
        "spread": "",
        "n": "25",
        **more,
        column: first,
    }
    return Disagreement(column, ours, {**ours, column: second}, others, KEY)


def _other(**differing: str) -> dict[str, str]:
    ours = {"tree_id": "oak", "arm_id": "pruned", "time": "1 year", "statistic": "mean"}
    return {**ours, "value": "7.5", "n": "40", **differing}


FITTING = [
    (slips.sign_lost, _pair("3.2", "-3.2")),
    (slips.rounded, _pair("12.46", "12.5")),
    (slips.rounded, _pair("12", "12.4")),
    (slips.rounded, _pair("2019-03-12", "2019-03", "start")),
    (slips.decimal_point_moved, _pair("12.5", "1.25")),
    (slips.decimal_point_moved, _pair("4", "400")),
    (slips.factor_of_a_thousand, _pair("1.5", "1500")),
    (slips.factor_of_a_thousand, _pair("2000000", "2")),
    (slips.digits_swapped, _pair("36", "63")),
    (slips.digits_swapped, _pair("12.5", "15.2")),
    (slips.digits_swapped, _pair("2019-03-12", "2019-03-21", "start")),
    (slips.day_for_month, _pair("2019-03-12", "2019-12-03", "start")),
    (slips.off_by_one, _pair("24", "25", "n")),
    (slips.percent_for_count, _pair("5", "20")),
    (slips.percent_for_count, _pair("33.3", "5", n="15")),
    (slips.percent_for_count, _pair("count", "percent", "statistic")),
    (slips.error_for_deviation, _pair("10", "2", "spread")),
    (slips.error_for_deviation, _pair("SD", "SE", "spread_kind")),
    (slips.another_statistic, _pair("mean", "median", "statistic")),
    (slips.another_statistic, _pair("mean change", "median change", "statistic")),
    (slips.another_statistic, _pair("6", "7.5", others=(_other(statistic="median"),))),
    (slips.another_group, _pair("6", "7.5", others=(_other(arm_id="wild"),))),
    (slips.another_time, _pair("6", "7.50", others=(_other(time="2 years"),))),
    (slips.another_denominator, _pair("25", "40", "n", others=(_other(arm_id="wild"),))),
    (
        slips.another_denominator,
        _pair("40", "25", others=(_other(arm_id="wild"),), statistic="percent"),
    ),
]

MISFITTING = [
    (slips.sign_lost, _pair("3.2", "-3.3")),
    (slips.sign_lost, _pair("lost", "found")),
    (slips.rounded, _pair("12.46", "12.4")),
    (slips.rounded, _pair("2019-03-12", "2019-04", "start")),
    (slips.rounded, _pair("12.4", "12.5")),
    (slips.decimal_point_moved, _pair("12.5", "1.26")),
    (slips.decimal_point_moved, _pair("10", "-1")),
    (slips.decimal_point_moved, _pair("0", "10")),
    (slips.factor_of_a_thousand, _pair("1.5", "150")),
    (slips.digits_swapped, _pair("36", "65")),
    (slips.digits_swapped, _pair("123", "321")),
    (slips.digits_swapped, _pair("form", "from")),
    (slips.day_for_month, _pair("2019-03-12", "2020-12-03", "start")),
    (slips.day_for_month, _pair("12", "21")),
    (slips.off_by_one, _pair("24", "26", "n")),
    (slips.off_by_one, _pair("2.5", "3.5")),
    (slips.percent_for_count, _pair("5", "21")),
    (slips.percent_for_count, _pair("5", "20", n="")),
    (slips.percent_for_count, _pair("mean", "percent", "statistic")),
    (slips.error_for_deviation, _pair("10", "3", "spread")),
    (slips.error_for_deviation, _pair("10", "2")),
    (slips.error_for_deviation, _pair("SD", "IQR", "spread_kind")),
    (slips.another_statistic, _pair("mean", "count", "statistic")),
    (slips.another_group, _pair("6", "7.5", others=(_other(arm_id="wild", time="2 years"),))),
    (slips.another_group, _pair("6", "7.6", others=(_other(arm_id="wild"),))),
    (slips.another_group, _pair("6", "", others=(_other(arm_id="wild", value=""),))),
    (slips.another_time, _pair("6", "7.5", others=(_other(arm_id="wild"),))),
    (slips.another_denominator, _pair("25", "41", "n", others=(_other(arm_id="wild"),))),
    (slips.another_denominator, _pair("40", "25", others=(_other(arm_id="wild"),))),
]


def _name(value: object) -> str:
    return value.__name__ if callable(value) else " - ".join(getattr(value, "texts", ()))


@pytest.mark.parametrize(("slip", "pair"), FITTING, ids=_name)
def test_a_slip_is_told_where_it_fits(slip: slips.Slip, pair: Disagreement) -> None:
    """Whichever of the two readers made it."""
    assert slip(pair)


@pytest.mark.parametrize(("slip", "pair"), MISFITTING, ids=_name)
def test_a_slip_is_not_told_where_it_only_looks_alike(slip: slips.Slip, pair: Disagreement) -> None:
    """A wrong lead costs the reader a search in the source."""
    assert not slip(pair)


def test_every_slip_has_an_example_and_a_counterexample() -> None:
    """A new kind of slip comes with both."""
    for examples in (FITTING, MISFITTING):
        assert {slip for slip, _ in examples} >= set(slips.SLIPS) - {slips.unit_mistaken}


@pytest.mark.parametrize(("second", "fits"), [("1000", True), ("990", True), ("500", False)])
def test_a_mistaken_unit_is_a_known_factor_away(second: str, fits: bool) -> None:
    """The factors are those between the units of the outcome."""
    pair = _pair("1", second)
    known = Disagreement(pair.column, pair.first, pair.second, factors=(0.001, 1.0))
    assert slips.unit_mistaken(known) == fits


def test_several_slips_may_fit_and_the_most_telling_comes_first() -> None:
    """Names are words."""
    pair = _pair("1.2", "12", others=(_other(arm_id="wild", value="12"),))
    assert list(slips.likely(pair)) == ["decimal point moved", "another group"]


def test_words_that_differ_are_no_slip_of_a_number() -> None:
    """Nothing is told that does not fit."""
    assert list(slips.likely(_pair("open", "blinded", "design"))) == []

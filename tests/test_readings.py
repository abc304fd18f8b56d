"""A value, a result and a treatment read as people would say them, as far as they are known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import markup
from evidence import readings

HOSTILE = "\"><script>alert('1')</script>&amp;"
NAN = float("nan")

VALUE = {
    "statistic": "mean",
    "value": 12.5,
    "spread_kind": "",
    "spread": NAN,
    "lower": NAN,
    "upper": NAN,
    "n": 12,
    "unit": "kg",
}
EFFECT = {
    "measure": "mean difference",
    "estimate": -2.5,
    "lower": -4.0,
    "upper": -1.0,
    "level": 95,
    "direction": "",
    "p_printed": "<0.01",
    "unit": "kg",
}
ARM = {
    "product": "pruning",
    "cell_source": "branch",
    "donor": "not said",
    "dose_printed": "three branches",
    "infusions": 2,
    "schedule": "",
    "route": "saw",
}


# Values


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"statistic": "count", "value": 9, "unit": "trees"}, "9 of 12 trees (75%)"),
        ({"statistic": "count", "value": 9, "unit": "trees", "n": pd.NA}, "9 trees"),
        ({"statistic": "count", "value": 21, "unit": "events"}, "21 events among 12"),
        ({"statistic": "count", "value": 0, "unit": "events"}, "0 events among 12"),
        ({"statistic": "count", "value": 1, "unit": "events", "n": pd.NA}, "1 event"),
        ({"statistic": "percent", "value": 75, "unit": "%"}, "75%, n = 12"),
        ({"statistic": "value", "value": 3}, "3 kg, n = 12"),
        ({}, "mean 12.5 kg, n = 12"),
        ({"n": pd.NA}, "mean 12.5 kg"),
        ({"statistic": "mean change", "value": -3}, "mean change −3 kg, n = 12"),
    ],
)
def test_a_value_reads_as_its_statistic_says(changes: dict[str, Any], shown: str) -> None:
    """Statistic, value, unit and number of people, as far as they are known."""
    assert readings.value({**VALUE, **changes}) == shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"spread_kind": "SD", "spread": 2.5}, "(± 2.5, SD)"),
        ({"spread_kind": "not said", "spread": 2.5}, "(± 2.5, kind of spread not said)"),
        ({"spread_kind": "IQR", "lower": 3, "upper": 20}, "(IQR 3 to 20)"),
        ({"spread_kind": "95% CI", "lower": -1.5, "upper": 20}, "(95% CI −1.5 to 20)"),
        (
            {"spread_kind": "not said", "lower": 3, "upper": 20},
            "(3 to 20, kind of spread not said)",
        ),
    ],
)
def test_a_spread_says_what_it_is(changes: dict[str, Any], shown: str) -> None:
    """A number after ± and two ends are told apart, and a kind that is not said is said so."""
    assert readings.value({**VALUE, **changes}) == f"mean 12.5 kg {shown}, n = 12"


@pytest.mark.parametrize("statistic", ["count", "mean"])
def test_a_value_in_a_hostile_unit_is_only_text(statistic: str) -> None:
    """The short form of a count is escaped like the long one."""
    shown = readings.value({**VALUE, "statistic": statistic, "unit": HOSTILE})
    assert markup.read(shown).elements == []
    assert HOSTILE in markup.read(shown).text


# Results


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "mean difference −2.5 kg, 95% interval −4 to −1, P <0.01"),
        ({"unit": "ratio"}, "mean difference −2.5, 95% interval −4 to −1, P <0.01"),
        ({"level": pd.NA}, "mean difference −2.5 kg, ?% interval −4 to −1, P <0.01"),
        ({"upper": NAN}, "mean difference −2.5 kg, P <0.01"),
        ({"estimate": NAN}, "95% interval −4 to −1, P <0.01"),
        ({"p_printed": ""}, "mean difference −2.5 kg, 95% interval −4 to −1"),
    ],
)
def test_a_result_is_shown_as_reported(changes: dict[str, Any], shown: str) -> None:
    """What the paper does not give is left out."""
    assert readings.effect({**EFFECT, **changes}) == shown


NOTHING = {"estimate": NAN, "lower": NAN, "upper": NAN, "p_printed": ""}


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({**NOTHING, "direction": "more fruit", "p_printed": "0.03"}, "more fruit, P 0.03"),
        ({**NOTHING, "direction": "no difference"}, "no difference"),
        (
            {"direction": "less fruit"},
            "mean difference −2.5 kg, 95% interval −4 to −1, less fruit, P <0.01",
        ),
        ({**NOTHING, "direction": "not said", "p_printed": "0.03"}, "P 0.03"),
        ({**NOTHING, "direction": "not said", "p_printed": "p < 0.03"}, "P < 0.03"),
        ({**NOTHING, "direction": "not said", "p_printed": "P=.03"}, "P =.03"),
        ({**NOTHING, "direction": "not said"}, ""),
        (NOTHING, ""),
    ],
)
def test_a_direction_stands_before_its_p_value(changes: dict[str, Any], shown: str) -> None:
    """Many papers print no more than that; a direction that is not said is not shown."""
    assert readings.effect({**EFFECT, **changes}) == shown


# Treatments


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "pruning, branch; three branches; by saw; 2 infusions"),
        (
            {"schedule": "spring, autumn"},
            "pruning, branch; three branches; by saw; 2 infusions (spring, autumn)",
        ),
        ({"donor": "own"}, "pruning, branch, own; three branches; by saw; 2 infusions"),
        ({"dose_printed": "", "route": ""}, "pruning, branch; 2 infusions"),
        ({"cell_source": "", "infusions": 1}, "pruning; three branches; by saw; 1 infusion"),
        ({"infusions": pd.NA}, "pruning, branch; three branches; by saw"),
        (
            {"infusions": pd.NA, "schedule": "weekly"},
            "pruning, branch; three branches; by saw; weekly",
        ),
    ],
    ids=["plain", "schedule", "donor", "no dose", "one", "unknown times", "only a schedule"],
)
def test_what_was_not_seen_of_a_treatment_takes_no_room(
    changes: dict[str, Any], shown: str
) -> None:
    """Only what is known is between the semicolons."""
    labels = {"branch": "Branch"}, {"saw": "By saw"}
    assert readings.given({**ARM, **changes}, *labels) == shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("1 × 10^6 per tree", "1 × 10<sup>6</sup> per tree"),
        ("10^12 to 10^13", "10<sup>12</sup> to 10<sup>13</sup>"),
        ("2^6", "2^6"),
        ("1 × 10^6 <b>/kg", "1 × 10<sup>6</sup> &lt;b&gt;/kg"),
        ("10^<script>", "10^&lt;script&gt;"),
    ],
)
def test_powers_of_ten_are_raised(text: str, html: str) -> None:
    """As on paper, and the rest stays text."""
    assert readings.typeset(text) == html

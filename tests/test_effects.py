"""Exact intervals agree with known values and with an independent implementation."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from evidence.effects import exact_interval


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
    ("events", "people"), [(0, 0), (3, 2), (-1, 5)], ids=["nobody", "too many", "negative"]
)
def test_impossible_counts_are_refused(events: int, people: int) -> None:
    """The message repeats the counts."""
    with pytest.raises(ValueError, match=f"^{events} events among {people} people$"):
        exact_interval(events, people)

"""Cohen's kappa of two readers' words."""

from __future__ import annotations

import pytest

from evidence.kappa import kappa

Counts = dict[tuple[str, str], int]


def _pairs(counts: Counts) -> list[tuple[str, str]]:
    return [pair for pair, many in counts.items() for _ in range(many)]


def test_kappa_and_its_interval_are_those_of_a_published_example() -> None:
    """R's statpsych 2.0.0, ci.kappa(.05, 31, 12, 4, 58): 0.6756757 (0.5317210 to 0.8196303)."""
    found = kappa(_pairs({("a", "a"): 31, ("a", "b"): 12, ("b", "a"): 4, ("b", "b"): 58}))
    assert found is not None
    assert [found.value, found.lower, found.upper] == pytest.approx(
        [0.6756757, 0.5317210, 0.8196303], abs=5e-7
    )


def test_kappa_takes_chance_away() -> None:
    """The example of Cohen's formula by hand: 7 of 10 equal, 0.5 expected."""
    found = kappa(_pairs({("a", "a"): 4, ("b", "b"): 3, ("a", "b"): 1, ("b", "a"): 2}))
    assert found is not None and found.value == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_two_readers_who_toss_coins_have_a_kappa_of_zero() -> None:
    """They agree on half of what they judge."""
    found = kappa(_pairs({("a", "a"): 10, ("a", "b"): 10, ("b", "a"): 10, ("b", "b"): 10}))
    assert found is not None and found.value == pytest.approx(0)


def test_one_word_throughout_and_nothing_judged_have_no_kappa() -> None:
    """Nothing tells whether they judge alike."""
    assert kappa([("a", "a")] * 7) is None
    assert kappa([]) is None


def test_the_order_of_the_readers_does_not_matter() -> None:
    """Kappa is symmetric, and so is its interval."""
    counts = {("a", "a"): 20, ("a", "b"): 3, ("a", "c"): 1, ("b", "a"): 5, ("b", "b"): 30}
    pairs = _pairs({**counts, ("b", "c"): 2, ("c", "b"): 1, ("c", "c"): 4})
    one, other = kappa(pairs), kappa([(second, first) for first, second in pairs])
    assert one is not None and other is not None
    assert [one.value, one.lower, one.upper] == pytest.approx(
        [other.value, other.lower, other.upper]
    )

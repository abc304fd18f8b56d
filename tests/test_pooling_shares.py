"""Shares of single groups are pooled by their likelihood, or by their sum with a reason."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.special import expit
from scipy.stats import binom, chi2, norm

import metafor
from evidence import pooling
from evidence.effects import Events, exact_interval
from evidence.pooling import PooledShare

SMALL = [(0, 7), (1, 12), (0, 10), (2, 20), (0, 5)]
DIFFERING = [(1, 10), (9, 12), (5, 9)]
CASES = {
    "small": SMALL,
    "differing": DIFFERING,
    "large": [(500, 1000), (300, 1000)],
    "vasospasm": [(int(row["xi"]), int(row["ni"])) for row in metafor.inputs("dat.pritz1997")],
}


def _pooled(counts: list[tuple[int, int]], **choices: float) -> PooledShare:
    return pooling.pool_shares([Events(*count) for count in counts], **choices)  # type: ignore[arg-type]


def _log_likelihood(counts: list[tuple[int, int]], mean: float, deviation: float) -> float:
    """Return the log-likelihood, by adding up the log odds of each group on fine steps."""
    if deviation == 0:
        return float(sum(binom.logpmf(*count, expit(mean)) for count in counts))
    odds = np.linspace(mean - 10 * deviation, mean + 10 * deviation, 8001)
    density = norm.pdf(odds, mean, deviation)
    return float(
        sum(np.log(trapezoid(binom.pmf(*count, expit(odds)) * density, odds)) for count in counts)
    )


@pytest.mark.parametrize("counts", CASES.values(), ids=CASES.keys())
def test_the_likelihood_is_that_of_a_fine_grid(counts: list[tuple[int, int]]) -> None:
    """Where it is highest, and no neighbour is higher."""
    fit = _pooled(counts).fit
    assert fit is not None
    deviation = fit.between_study_variance**0.5
    highest = _log_likelihood(counts, fit.log_odds, deviation)
    assert fit.log_likelihood == pytest.approx(highest, abs=1e-8)
    for mean in (-0.05, 0.05):
        assert _log_likelihood(counts, fit.log_odds + mean, deviation) < highest
    for further in (deviation + 0.05, abs(deviation - 0.05)):
        assert _log_likelihood(counts, fit.log_odds, further) < highest


@pytest.mark.parametrize("counts", [SMALL, DIFFERING], ids=["small", "differing"])
def test_the_interval_ends_where_the_profile_likelihood_has_fallen_enough(
    counts: list[tuple[int, int]],
) -> None:
    """By half the 95% quantile of chi-squared, with the deviation free."""
    pooled = _pooled(counts)
    assert pooled.fit is not None
    for share in (pooled.lower, pooled.upper):
        odds = np.log(share / (1 - share))
        profile = max(
            _log_likelihood(counts, odds, float(deviation)) for deviation in np.linspace(0, 6, 241)
        )
        fallen = pooled.fit.log_likelihood - profile
        assert fallen == pytest.approx(chi2.ppf(0.95, 1) / 2, abs=2e-4)


def test_the_worked_example_has_its_known_answer() -> None:
    """3 of 54 in five groups: 5.6%, profile 0.5 to 13.8, Wald 1.8 to 15.9."""
    pooled = _pooled(SMALL)
    assert pooled.method == "binomial-normal"
    assert (pooled.events, pooled.people, pooled.studies, pooled.notes) == (3, 54, 5, ())
    assert (pooled.estimate, pooled.lower, pooled.upper) == pytest.approx(
        (0.056, 0.005, 0.138), abs=5e-4
    )
    assert pooled.fit is not None
    wald = pooled.fit.share_interval()
    assert (wald.lower, wald.upper) == pytest.approx((0.018, 0.159), abs=5e-4)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([(0, 10), (0, 20)], "no event in any group"),
        ([(10, 10), (20, 20)], "an event in everybody"),
        ([(3, 10)], "one group: its exact interval, nothing is pooled"),
        ([(0, 30)], "one group: its exact interval, nothing is pooled"),
    ],
)
def test_the_sum_stands_in_where_the_model_has_no_answer(
    counts: list[tuple[int, int]], said: str
) -> None:
    """Its exact interval is given, and the note says why."""
    pooled = _pooled(counts)
    exact = exact_interval(sum(events for events, _ in counts), sum(people for _, people in counts))
    assert (pooled.estimate, pooled.lower, pooled.upper) == (
        exact.estimate,
        exact.lower,
        exact.upper,
    )
    assert (pooled.method, pooled.fit) == ("exact interval of the sum", None)
    assert pooled.notes[0].startswith(said)


def test_the_sum_says_what_it_assumes() -> None:
    """One common share, beside its interval."""
    (note,) = _pooled([(0, 10), (0, 20)]).notes
    assert note.endswith("which assumes one common share")


def test_counting_the_others_mirrors_the_share() -> None:
    """Those without an event have one minus the share."""
    pooled = _pooled(DIFFERING)
    mirrored = _pooled([(people - events, people) for events, people in DIFFERING])
    assert (mirrored.estimate, mirrored.lower, mirrored.upper) == pytest.approx(
        (1 - pooled.estimate, 1 - pooled.upper, 1 - pooled.lower), abs=1e-7
    )


def test_groups_that_share_little_leave_a_wide_interval() -> None:
    """Finite and in order, down to groups of one."""
    pooled = _pooled([(0, 1), (1, 2)])
    assert 0 < pooled.lower < 0.01 < pooled.estimate < 0.9 < pooled.upper < 1


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([], "no groups: one or more are needed"),
        ([(0, 3), (4, 4)], "every group has events in nobody or in everybody"),
        ([(0, 30), (0, 30), (29, 30)], "the groups differ too much for one distribution"),
    ],
)
def test_groups_that_no_share_describes_are_refused(
    counts: list[tuple[int, int]], said: str
) -> None:
    """The message says what to do instead."""
    with pytest.raises(ValueError, match=said):
        _pooled(counts)


def test_a_higher_level_makes_a_wider_interval() -> None:
    """The share stays."""
    usual, wide = _pooled(SMALL), _pooled(SMALL, level=0.99)
    assert wide.lower < usual.lower < usual.upper < wide.upper
    assert wide.estimate == usual.estimate

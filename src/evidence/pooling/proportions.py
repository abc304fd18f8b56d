"""Events among people in several groups -> one share, without correcting zero counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.special import expit

from evidence.effects.groups import Events
from evidence.effects.intervals import Interval, checked_level, estimate_interval
from evidence.effects.shares import exact_interval
from evidence.pooling.binomial_normal import Groups, fit, profile_ends

_FALLBACK = "the exact interval of all people together is given, which assumes one common share"


@dataclass(frozen=True)
class Fit:
    """The binomial-normal model: the mean of the log odds, and how groups differ in them."""

    log_odds: float
    standard_error: float
    between_study_variance: float
    log_likelihood: float

    def interval(self, level: float = 0.95, degrees_of_freedom: float | None = None) -> Interval:
        """Return the Wald interval of the log odds."""
        return estimate_interval(self.log_odds, self.standard_error, level, degrees_of_freedom)

    def share_interval(
        self, level: float = 0.95, degrees_of_freedom: float | None = None
    ) -> Interval:
        """Return the Wald interval of the share; the profile interval keeps its level better."""
        ends = self.interval(level, degrees_of_freedom)
        return Interval(float(expit(ends.lower)), float(expit(ends.upper)), level)


@dataclass(frozen=True)
class PooledShare:
    """A share pooled over groups, with its interval, as fractions of one.

    For the binomial-normal model the share is that of the group in the middle: the median
    of the groups' shares. `fit` is None when `method` is the exact interval of the sum;
    `notes` say why.
    """

    estimate: float
    lower: float
    upper: float
    level: float
    events: int
    people: int
    studies: int
    method: Literal["binomial-normal", "exact interval of the sum"]
    fit: Fit | None
    notes: tuple[str, ...] = ()


def pool_shares(groups: Sequence[Events], *, level: float = 0.95, nodes: int = 51) -> PooledShare:
    """Return the share of people with an event, pooled over single groups.

    The binomial-normal model (logistic regression with a random intercept) by maximum
    likelihood, its integral by adaptive Gauss-Hermite quadrature with so many `nodes`
    (Stijnen, Hamza & Özdemir 2010; metafor's rma.glmm, measure PLO), and the profile-
    likelihood interval. With one group, no event or nothing but events it has no answer,
    and the exact interval of the sum is given. Raises ValueError when there is no group,
    when the level is not a fraction, and when groups are nearly all or nothing in both
    directions (a standard deviation of their log odds above 5), which no share describes.
    """
    checked_level(level)
    if not groups:
        raise ValueError("no groups: one or more are needed")
    why = _why_the_sum(groups)
    return _of_the_sum(groups, level, why) if why else _of_the_model(groups, level, nodes)


def _why_the_sum(groups: Sequence[Events]) -> str:
    if len(groups) == 1:
        return "one group: its exact interval, nothing is pooled"
    if all(group.events == 0 for group in groups):
        return f"no event in any group: {_FALLBACK}"
    if all(group.others == 0 for group in groups):
        return f"an event in everybody: {_FALLBACK}"
    return ""


def _of_the_sum(groups: Sequence[Events], level: float, why: str) -> PooledShare:
    events, people = _sums(groups)
    share = exact_interval(events, people, level)
    ends = (share.estimate, share.lower, share.upper, level)
    method: Literal["exact interval of the sum"] = "exact interval of the sum"
    return PooledShare(*ends, events, people, len(groups), method, None, (why,))


def _of_the_model(groups: Sequence[Events], level: float, nodes: int) -> PooledShare:
    if all(0 in (group.events, group.others) for group in groups):
        found = "every group has events in nobody or in everybody"
        raise ValueError(f"{found}: show each by itself, one share does not describe them")
    counts = Groups.of([(group.events, group.people) for group in groups], nodes)
    fitted = Fit(*fit(counts))
    low, high = profile_ends(counts, fitted.log_odds, fitted.log_likelihood, level)
    shares = (float(expit(fitted.log_odds)), float(expit(low)), float(expit(high)))
    return PooledShare(*shares, level, *_sums(groups), len(groups), "binomial-normal", fitted)


def _sums(groups: Sequence[Events]) -> tuple[int, int]:
    return int(sum(g.events for g in groups)), int(sum(g.people for g in groups))

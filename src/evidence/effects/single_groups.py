"""Effects of a single group: a proportion, its log odds, a mean."""

from __future__ import annotations

from math import log

from evidence.effects.effect import Effect, from_variance
from evidence.effects.groups import Events, Measured

_CORRECTED = (
    "1/2 was added to those with and to those without an event, because one of them was none"
)


def proportion(group: Events) -> Effect:
    """Return the proportion with an event, as a fraction of one.

    p = x/n with variance p(1 - p)/n. When nobody or everybody had an event, 1/2 is added
    to both counts, as metafor's escalc does (measure PR, add=1/2, to="only0").
    """
    events, others, note = _corrected(group)
    people = events + others
    share = events / people
    variance = share * (1 - share) / people
    return from_variance("proportion", "native", share, variance, note)


def log_odds(group: Events) -> Effect:
    """Return the natural logarithm of the odds of an event.

    log(x/(n - x)) with variance 1/x + 1/(n - x). When nobody or everybody had an event,
    1/2 is added to both counts, as metafor's escalc does (measure PLO).
    """
    events, others, note = _corrected(group)
    variance = 1 / events + 1 / others
    return from_variance("log odds", "log odds", log(events / others), variance, note)


def single_mean(group: Measured) -> Effect:
    """Return the mean of a group, or its mean change when mean and SD are of changes.

    In the unit measured; variance SD²/n (metafor's escalc, measure MN). Raises ValueError
    when the standard deviation is zero.
    """
    variance = group.standard_deviation**2 / group.people
    return from_variance("mean", "native", group.mean, variance)


def _corrected(group: Events) -> tuple[float, float, str]:
    if 0 in (group.events, group.others):
        return group.events + 0.5, group.others + 0.5, _CORRECTED
    return group.events, group.others, ""

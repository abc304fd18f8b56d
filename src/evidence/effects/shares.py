"""Counts -> shares with intervals."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betaincinv

from evidence.effects.groups import Events
from evidence.effects.intervals import checked_level


@dataclass(frozen=True)
class Share:
    """A share of people with its interval, all as fractions of one."""

    estimate: float
    lower: float
    upper: float


def exact_interval(events: float, people: float, level: float = 0.95) -> Share:
    """Return the share of people with an event and its exact interval.

    Clopper & Pearson 1934: the bounds are quantiles of beta distributions.
    Raises ValueError unless 0 <= events <= people, people > 0 and 0 < level < 1.
    """
    group = Events(events, people)
    tail = (1 - checked_level(level)) / 2
    lower = 0.0 if events == 0 else float(betaincinv(events, group.others + 1, tail))
    upper = 1.0 if events == people else float(betaincinv(events + 1, group.others, 1 - tail))
    return Share(float(events / people), lower, upper)

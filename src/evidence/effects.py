"""Counts -> shares with intervals."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import beta


@dataclass(frozen=True)
class Share:
    """A share of people with its 95% interval, all as fractions of one."""

    estimate: float
    lower: float
    upper: float


def exact_interval(events: int, people: int, level: float = 0.95) -> Share:
    """Return the share of people with an event and its exact interval.

    Clopper & Pearson 1934: the bounds are quantiles of beta distributions.
    Raises ValueError unless 0 <= events <= people and people > 0.
    """
    if not 0 <= events <= people or people == 0:
        raise ValueError(f"{events} events among {people} people")
    tail = (1 - level) / 2
    lower = 0.0 if events == 0 else float(beta.ppf(tail, events, people - events + 1))
    upper = 1.0 if events == people else float(beta.ppf(1 - tail, events + 1, people - events))
    return Share(events / people, lower, upper)

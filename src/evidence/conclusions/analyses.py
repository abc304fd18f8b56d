"""What may be asserted of an analysis, whatever computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evidence.conclusions.assertion import Direction, Interval, OfAnalysis, Pooling, Rating, Size
from evidence.conclusions.outcome import Outcome

TREATMENT = "treatment"
CONTROL = "control"
NEITHER = "neither"
SIDES = (TREATMENT, CONTROL, NEITHER)


@dataclass(frozen=True)
class Facts:
    """What an analysis comes to.

    `lower` and `upper` are the ends of the interval of the pool or of the one study, None
    when there is none. `no_effect` is the value that stands for no effect, None where
    there is no such value. `direction` is one of “treatment”, “control” and “neither”.
    `certainty` is the level of the answer.
    """

    studies: int
    people: int
    pooled: bool
    lower: float | None = None
    upper: float | None = None
    no_effect: float | None = None
    direction: str = NEITHER
    certainty: str = ""


# The facts of an analysis by its key; None when there is no such analysis.
Known = Callable[[str], Facts | None]


def evaluate(assertion: OfAnalysis, facts: Facts) -> Outcome:
    """Return whether an assertion holds of an analysis, and what is true of it now."""
    match assertion:
        case Size(_, bound, of):
            number = facts.people if of == "people" else facts.studies
            return Outcome(bound.keeps(number), f"{of}: {number}")
        case Pooling(_, pooled):
            return Outcome(facts.pooled == pooled, _pooled(facts))
        case Interval(_, includes):
            return _interval(includes, facts)
        case Direction(_, side):
            return Outcome(facts.direction == side, f"it favours {facts.direction}")
        case Rating(_, level):
            return Outcome(facts.certainty == level, f"the certainty is {facts.certainty}")


def _pooled(facts: Facts) -> str:
    return "it is pooled" if facts.pooled else "it is not pooled"


def _interval(includes: bool, facts: Facts) -> Outcome:
    if facts.lower is None or facts.upper is None:
        return Outcome(False, f"{_pooled(facts)} and has no interval")
    interval = f"the interval is {facts.lower:.4g} to {facts.upper:.4g}"
    if facts.no_effect is None:
        return Outcome(False, f"{interval}, and no value stands for no effect")
    inside = facts.lower <= facts.no_effect <= facts.upper
    return Outcome(inside == includes, f"{interval}, no effect is {facts.no_effect:g}")

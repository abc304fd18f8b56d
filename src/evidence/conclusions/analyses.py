"""What may be asserted of an analysis, whatever computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evidence.conclusions.assertion import OfAnalysis, Outcome

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
    cell, now = _FACTS[assertion.fact](facts)
    return Outcome(assertion.test.holds(cell), now)


def _pooling(facts: Facts) -> tuple[str, str]:
    word = "pooled" if facts.pooled else "not pooled"
    return word, f"it is {word}"


def _no_effect(facts: Facts) -> tuple[str, str]:
    """Return whether the interval includes or excludes no effect; blank when it does neither."""
    if facts.lower is None or facts.upper is None:
        return "", f"{_pooling(facts)[1]} and has no interval"
    interval = f"the interval is {facts.lower:.4g} to {facts.upper:.4g}"
    if facts.no_effect is None:
        return "", f"{interval}, and no value stands for no effect"
    inside = facts.lower <= facts.no_effect <= facts.upper
    return "includes" if inside else "excludes", f"{interval}, no effect is {facts.no_effect:g}"


# Each fact by the name an assertion gives it: as the text of a cell, and in words.
_FACTS: dict[str, Callable[[Facts], tuple[str, str]]] = {
    "studies": lambda facts: (str(facts.studies), f"studies: {facts.studies}"),
    "people": lambda facts: (str(facts.people), f"people: {facts.people}"),
    "pooling": _pooling,
    "no effect": _no_effect,
    "direction": lambda facts: (facts.direction, f"it favours {facts.direction}"),
    "certainty": lambda facts: (facts.certainty, f"the certainty is {facts.certainty}"),
}

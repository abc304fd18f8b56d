"""What a relative effect comes to among so many people, as a summary of findings tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from evidence import numbers
from evidence.effects import Events, Measured, is_double_zero
from evidence.pooling import Pool
from evidence.synthesis.analysis import HAZARD_RATIO, MEAN_DIFFERENCE, RISK_RATIO, SHARE
from evidence.synthesis.finding import Finding
from evidence.synthesis.result import Result

PEOPLE = 1000

_WHY_NOT = {
    HAZARD_RATIO: (
        "a hazard ratio tells how many people more only where the risk without the treatment "
        "is known, and no report gives it"
    ),
    MEAN_DIFFERENCE: "a difference of means is told in its own unit",
    SHARE: "nobody was compared, so what the treatment adds cannot be told",
}


@dataclass(frozen=True)
class Absolute:
    """A risk ratio among `PEOPLE` people.

    `label` names the study or the studies pooled. `control` is how many of `PEOPLE` have
    the event in the control group, worked out from `of` as counted there; `treated` and
    its interval are that times the ratio, at most everybody. All four are None when they
    cannot be worked out; then `why` says why. `given` is what the treated groups showed.
    """

    label: str
    of: Events | None = None
    given: Events | None = None
    control: float | None = None
    treated: float | None = None
    lower: float | None = None
    upper: float | None = None
    why: str = ""

    def difference(self) -> tuple[float, float, float]:
        """Return how many of `PEOPLE` more with the treatment, and the interval of that.

        Raises ValueError when it cannot be worked out.
        """
        if None in (self.control, self.treated, self.lower, self.upper):
            raise ValueError(f"{self.label}: {self.why}")
        ends = (self.treated, self.lower, self.upper)
        difference, lower, upper = ((end or 0.0) - (self.control or 0.0) for end in ends)
        return difference, lower, upper


def in_absolute_numbers(result: Result) -> list[Absolute]:
    """Return a result among `PEOPLE` people: of the pool, else of each study by itself.

    The risk in the control group times the risk ratio and the ends of its interval
    (Cochrane Handbook, chapter 15). For a pool it is that of all control groups put
    together. Empty for other measures than a risk ratio: see `why_not`.
    """
    usable = result.usable
    if result.analysis.measure != RISK_RATIO or not usable:
        return []
    if isinstance(result.pooled, Pool) and len(usable) > 1:
        ends = (result.pooled.estimate, result.pooled.lower, result.pooled.upper)
        label = f"{numbers.counted(len(usable), 'study', 'studies')} pooled"
        return [_absolute(label, usable, ends)]
    return [_absolute(one.label, [one], _ends(one)) for one in usable]


def why_not(result: Result) -> str:
    """Return why a result is not told among `PEOPLE` people; “” when it is."""
    if not result.usable:
        return "no study gives a result that could be calculated"
    return _WHY_NOT.get(result.analysis.measure, "")


def _ends(found: Finding) -> tuple[float, float, float]:
    assert found.effect is not None  # what makes a comparison usable
    interval = found.effect.interval()
    return found.effect.estimate, interval.lower, interval.upper


def _absolute(label: str, usable: Sequence[Finding], ends: tuple[float, float, float]) -> Absolute:
    """Return the logarithm of a ratio and its ends as people, or why that cannot be."""
    of = _put_together([one.control for one in usable])
    given = _put_together([one.treated for one in usable])
    if of is None:
        return Absolute(label, of, given, why="the report gives no count of its control group")
    if why := _why_no_risk(usable, of):
        return Absolute(label, of, given, why=why)
    control = PEOPLE * of.events / of.people
    treated, lower, upper = (min(float(PEOPLE), control * exp(end)) for end in ends)
    return Absolute(label, of, given, control, treated, lower, upper)


def _put_together(groups: Sequence[Events | Measured | None]) -> Events | None:
    counted = [group for group in groups if isinstance(group, Events)]
    if not counted:
        return None
    return Events(sum(one.events for one in counted), sum(one.people for one in counted))


def _why_no_risk(usable: Sequence[Finding], of: Events) -> str:
    groups = [(one.treated, one.control) for one in usable]
    pairs = [(t, c) for t, c in groups if isinstance(t, Events) and isinstance(c, Events)]
    if pairs and all(is_double_zero(treated, control) for treated, control in pairs):
        whom = "nobody" if of.events == 0 else "everybody"
        return f"{whom} in either group had it, so a ratio tells nothing"
    if of.events == 0:
        return "nobody in the control group had it, so a ratio is no number of people"
    return ""

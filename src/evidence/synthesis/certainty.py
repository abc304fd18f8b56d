"""How certain an answer is, domain by domain, after GRADE: rules where a rule is possible.

Evidence from randomised trials starts high, from other comparisons low, and a share in
treated people without a comparison very low (Guyatt and others 2011). Risk of bias,
inconsistency and imprecision are stepped down by the rules below; indirectness and
publication bias are judgements with a reason, read from a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence import numbers
from evidence.bias import Scale
from evidence.effects import Events, exact_interval
from evidence.pooling import Part, Pool, prediction_interval
from evidence.synthesis.analysis import SHARE
from evidence.synthesis.finding import CONTROL_BETTER, TREATMENT_BETTER, Finding
from evidence.synthesis.result import Result

LEVELS = ("very low", "low", "moderate", "high")
NO_EVIDENCE = "no evidence"
NOT_RATED = "not rated"
JUDGED = ("indirectness", "publication bias")
# The steps and the reason of a domain until someone has judged it.
UNJUDGED = (1, "Not judged yet; taken one step down until it is.")

_FEW = 100


@dataclass(frozen=True)
class Domain:
    """One domain of a rating: how many steps down, why, and whether a rule or a person said so."""

    name: str
    steps: int
    reason: str
    by_rule: bool


@dataclass(frozen=True)
class Certainty:
    """The rating of an answer: its level, where it started, and each domain."""

    level: str
    start: str
    domains: tuple[Domain, ...]


def rate(
    result: Result,
    bias: Mapping[str, str],
    judged: Mapping[str, tuple[int, str]],
    scale: Scale,
) -> Certainty:
    """Return the certainty of a result.

    `bias` is the overall risk of bias by study, “” or absent where none is made; `scale`
    says which of its words are low and which are bad. `judged` holds steps and reason for
    the domains no rule can decide; one that nobody has judged yet goes a step down, so that
    an answer is not called surer than it is. Without a study the level is “no evidence”, and
    “not rated” where studies report the outcome and none can be worked with.
    """
    usable = result.usable
    if not usable:
        level = NOT_RATED if result.findings else NO_EVIDENCE
        return Certainty(level, level, ())
    domains = (
        _risk_of_bias(usable, bias, scale),
        _inconsistency(result),
        _imprecision(result),
        *(Domain(name, *judged.get(name, UNJUDGED), by_rule=False) for name in JUDGED),
    )
    start = _start(result)
    place = max(0, LEVELS.index(start) - sum(domain.steps for domain in domains))
    return Certainty(LEVELS[place], start, domains)


def _start(result: Result) -> str:
    if result.analysis.measure == SHARE:
        return "very low"
    return "high" if all(one.by_chance for one in result.usable) else "low"


def _risk_of_bias(usable: Sequence[Finding], bias: Mapping[str, str], scale: Scale) -> Domain:
    found = {one.label: bias.get(one.study_id) or "not rated overall" for one in usable}
    said = "; ".join(f"{label}: {word}" for label, word in found.items())
    steps = 0 if all(word in scale.low for word in found.values()) else 1
    if any(word in scale.bad for word in found.values()):
        steps = 2
    return Domain("risk of bias", steps, f"Overall risk of bias: {said}.", by_rule=True)


def _inconsistency(result: Result) -> Domain:
    """Return one step down when a further study may well tell something else.

    Where a prediction interval may be shown it decides: it includes no effect although the
    interval of the pool does not. With fewer studies their directions decide, and of shares,
    which have none, whether two exact intervals stand apart.
    """
    usable = result.usable
    if len(usable) == 1:
        return Domain("inconsistency", 0, "One study, nothing to compare.", by_rule=True)
    if result.analysis.measure == SHARE:
        down, reason = _shares_apart(usable)
    elif isinstance(result.pooled, Pool) and Part.PREDICTION_INTERVAL in result.parts:
        down, reason = _further_study(result.pooled)
    else:
        down = {TREATMENT_BETTER, CONTROL_BETTER} <= {one.direction for one in usable}
        reason = "The studies point" if down else "No two studies point"
        reason = f"{reason} in opposite directions."
    return Domain("inconsistency", int(down), reason, by_rule=True)


def _shares_apart(usable: Sequence[Finding]) -> tuple[bool, str]:
    groups = [one.treated for one in usable if isinstance(one.treated, Events)]
    ends = [exact_interval(group.events, group.people) for group in groups]
    if max(one.lower for one in ends) > min(one.upper for one in ends):
        return True, "The exact intervals of two studies do not overlap."
    return False, "The exact intervals of all studies overlap."


def _further_study(pooled: Pool) -> tuple[bool, str]:
    if pooled.lower <= 0 <= pooled.upper:
        return False, "The interval of the pool includes no effect already; see imprecision."
    further = prediction_interval(pooled)
    if further.lower <= 0 <= further.upper:
        return True, "A further study may well show no effect: its interval includes that."
    return False, "The interval of a further study excludes no effect too."


def _imprecision(result: Result) -> Domain:
    people, needed = result.people, result.analysis.information_size
    steps, reasons = 0, []
    if needed and people < needed:
        steps += 1
        found = numbers.counted(people, "person", "people")
        reasons.append(f"{found} where {numbers.text(needed)} would be needed")
    if people < _FEW or includes_no_effect(result):
        steps += 1
        few = f"fewer than {numbers.text(_FEW)} people"
        reasons.append(few if people < _FEW else "the interval includes no effect")
    reason = "; ".join(reasons) or "enough people, and the interval excludes no effect"
    return Domain("imprecision", steps, f"{numbers.capitalised(reason)}.", by_rule=True)


def includes_no_effect(result: Result) -> bool:
    """Return whether no effect lies inside the interval of the pool, or of the one study.

    With several studies that are not pooled, whether it lies inside any of theirs. A
    share has no value of no effect.
    """
    if result.analysis.measure == SHARE:
        return False
    if result.pooled is not None:
        return result.pooled.lower <= 0 <= result.pooled.upper
    intervals = [one.effect.interval() for one in result.usable if one.effect]
    return any(interval.lower <= 0 <= interval.upper for interval in intervals)

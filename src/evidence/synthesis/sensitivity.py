"""How an answer changes when the same studies are put together otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from evidence import bias, numbers, pooling
from evidence.effects import Events, exact_interval, natural
from evidence.pooling import How, Part, Pool, PooledShare
from evidence.synthesis.analysis import SHARE
from evidence.synthesis.finding import Finding
from evidence.synthesis.result import (
    Result,
    conclude,
    estimates,
    is_usable,
    pool_findings,
)

# All combinations of reports are tried up to so many; beyond, one change at a time.
MOST_COMBINATIONS = 12
PRIOR_SCALE = 0.5

_MODELS: tuple[tuple[str, How], ...] = (
    ("random effects, Paule-Mandel", {"method": "Paule-Mandel"}),
    (
        "random effects, DerSimonian-Laird, normal interval",
        {"method": "DerSimonian-Laird", "test": "z"},
    ),
    ("one common effect", {"method": "equal effects"}),
)


@dataclass(frozen=True)
class Variant:
    """The answer in one way of putting studies together.

    `label` says which way. The numbers are as readers know them (ratios, differences in
    their unit, shares as fractions of one) and missing when there is no one answer; then
    `why` says why.
    """

    label: str
    studies: int
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Comparison:
    """Variants that differ in one thing; without any, `why_not` is a sentence that says why."""

    variants: tuple[Variant, ...] = ()
    why_not: str = ""


def as_used(result: Result) -> Variant:
    """Return the answer as the book gives it."""
    return _variant("as used here", result)


def by_model(result: Result) -> Comparison:
    """Return the pool by other models.

    Of effects: by other estimators of the between-study variance, by one common effect,
    and the Bayesian companion with a half-normal prior, which suits ratios only: in the
    unit of a mean difference no scale is known. Of shares: the exact interval of the sum.
    """
    if why := _not_pooled(result):
        return Comparison(why_not=why)
    if isinstance(result.pooled, PooledShare):
        return Comparison((as_used(result), _sum_of_shares(result)))
    others = [
        _of_pool(label, result, pool_findings(result.analysis, result.usable, **how))
        for label, how in _MODELS
    ]
    return Comparison((as_used(result), *others, *_bayes(result)))


def by_bias(result: Result, overall: Mapping[str, str], scale: bias.Scale) -> Comparison:
    """Return the answer without the studies at high risk of bias, and by those at low risk.

    `overall` is the overall risk of bias by study, as `overall_bias` gives it.
    """
    if not result.usable:
        return Comparison(why_not="No study gives a result that could be calculated.")
    words = {one.study_id: overall.get(one.study_id, "") for one in result.usable}
    if not any(words.values()):
        return Comparison(why_not="The tool for these designs makes no overall judgement.")
    better = [one for one in result.usable if words[one.study_id] not in scale.bad]
    best = [one for one in result.usable if words[one.study_id] in scale.low]
    choices = (
        ("without studies known to be at high risk", better),
        ("studies at low risk only", best),
    )
    return Comparison(
        (
            as_used(result),
            *(_of_some(label, result, kept, "no study is left") for label, kept in choices),
        )
    )


def by_report(result: Result) -> Comparison:
    """Return the answer with other reports on the same people.

    Every combination up to `MOST_COMBINATIONS`, else one change at a time.
    """
    choices = _reports(result)
    if all(len(reports) == 1 for reports in choices):
        return Comparison(why_not="No other report on the same people gives this outcome.")
    found = [
        _variant(_swapped(result.findings, chosen), conclude(result.analysis, chosen))
        for chosen in _combinations(choices)
    ]
    return Comparison((as_used(result), *found))


def without_each(result: Result) -> Comparison:
    """Return the pool without each of its studies in turn, where the display rule allows."""
    if why := _not_pooled(result) or _too_few(result, Part.LEAVE_ONE_OUT):
        return Comparison(why_not=why)
    usable = result.usable
    labels = [f"without {one.label}" for one in usable]
    if result.analysis.measure == SHARE:
        rests = [[*usable[:place], *usable[place + 1 :]] for place in range(len(usable))]
        return Comparison(_each(labels, result, rests))
    pools = pooling.leave_one_out(*estimates(usable))
    return Comparison(_all_of(labels, result, pools))


def as_studies_came_in(result: Result) -> Comparison:
    """Return the pool of the first study by year, the first two, and so on to all of them.

    Where the display rule allows and the year of every study is known; of one year by
    name.
    """
    if why := _not_pooled(result) or _too_few(result, Part.CUMULATIVE):
        return Comparison(why_not=why)
    if any(one.year is None for one in result.usable):
        return Comparison(why_not="The year of a study is not known.")
    usable = sorted(result.usable, key=lambda one: (one.year or 0, one.label))
    labels = [one.label for one in usable]
    if result.analysis.measure == SHARE:
        firsts = [usable[:count] for count in range(1, len(usable) + 1)]
        return Comparison(_each(labels, result, firsts))
    return Comparison(_all_of(labels, result, pooling.cumulative(*estimates(usable))))


def counterpart(result: Result, others: Sequence[Result]) -> Result | None:
    """Return the result that asks for the change where this one asks for the final value.

    Or the reverse: the analysis with the same parts otherwise. None when there is none.
    """

    def parts(one: Result) -> object:
        return replace(one.analysis, analysis_id="", title="", label="", change_from_baseline=False)

    for other in others:
        changes = (result.analysis.change_from_baseline, other.analysis.change_from_baseline)
        if parts(other) == parts(result) and changes[0] != changes[1]:
            return other
    return None


def baseline_difference(final: Finding, change: Finding) -> float | None:
    """Return how far apart the groups were at the start: what was left of the final difference.

    The difference of final means less that of mean changes, in the unit measured. None
    unless both are of one study, outcome, time and unit.
    """
    same = all(
        getattr(final, name) == getattr(change, name)
        for name in ("study_id", "outcome", "time", "unit")
    )
    if not same or final.effect is None or change.effect is None:
        return None
    return final.effect.estimate - change.effect.estimate


def _variant(label: str, result: Result) -> Variant:
    """Return what a result says: its pool, or its one study."""
    usable = result.usable
    if not usable:
        return Variant(label, 0, why="no study gives a result that could be calculated")
    if len(usable) == 1:
        return Variant(label, 1, *of_one(usable[0]))
    if result.pooled is None:
        return Variant(label, len(usable), why=f"not pooled: {' '.join(result.refusal)}")
    return _of_pool(label, result, result.pooled)


def of_one(found: Finding) -> tuple[float, float, float]:
    """Return the estimate of one study and its interval, as readers know them.

    Of a share the exact interval, fractions of one.
    """
    if found.effect is None:
        assert isinstance(found.treated, Events)  # what makes a share usable
        exact = exact_interval(found.treated.events, found.treated.people)
        return exact.estimate, exact.lower, exact.upper
    ends = found.effect.interval()
    estimate, lower, upper = (
        natural(value, found.effect.scale)
        for value in (found.effect.estimate, ends.lower, ends.upper)
    )
    return estimate, lower, upper


def _of_pool(label: str, result: Result, pool: Pool | PooledShare) -> Variant:
    ends = (pool.estimate, pool.lower, pool.upper)
    return Variant(label, pool.studies, *_natural(result, ends))


def _natural(result: Result, ends: tuple[float, float, float]) -> tuple[float, float, float]:
    effect = next((one.effect for one in result.usable if one.effect), None)
    if effect is None:
        return ends
    return (
        natural(ends[0], effect.scale),
        natural(ends[1], effect.scale),
        natural(ends[2], effect.scale),
    )


def _of_some(label: str, result: Result, kept: Sequence[Finding], none: str) -> Variant:
    if not kept:
        return Variant(label, 0, why=none)
    if len(kept) == len(result.usable):
        return Variant(label, len(kept), why="every study stays, so nothing changes")
    return _variant(label, conclude(result.analysis, kept))


def _each(
    labels: Sequence[str], result: Result, groups: Sequence[Sequence[Finding]]
) -> tuple[Variant, ...]:
    return tuple(
        _variant(label, conclude(result.analysis, group))
        for label, group in zip(labels, groups, strict=True)
    )


def _all_of(labels: Sequence[str], result: Result, pools: Sequence[Pool]) -> tuple[Variant, ...]:
    pairs = zip(labels, pools, strict=True)
    return tuple(_of_pool(label, result, pool) for label, pool in pairs)


def _sum_of_shares(result: Result) -> Variant:
    pooled = result.pooled
    assert isinstance(pooled, PooledShare)
    exact = exact_interval(pooled.events, pooled.people)
    label = "all people together, one common share, exact interval"
    return Variant(label, pooled.studies, exact.estimate, exact.lower, exact.upper)


def _bayes(result: Result) -> Iterator[Variant]:
    effects = [one.effect for one in result.usable if one.effect]
    if Part.BAYES in result.parts and all(effect.scale == "log" for effect in effects):
        found = pooling.bayes(*estimates(result.usable), prior_scale=PRIOR_SCALE)
        ends = (found.effect.median, found.effect.lower, found.effect.upper)
        label = f"Bayesian, half-normal prior of scale {numbers.text(PRIOR_SCALE)}"
        yield Variant(label, found.studies, *_natural(result, ends))


def _reports(result: Result) -> list[list[Finding]]:
    """Return for each finding the reports that could stand in its place, itself first."""
    return [
        [
            one,
            *(
                other
                for other in result.set_aside
                if other.cohort_id == one.cohort_id and is_usable(result.analysis, other)
            ),
        ]
        for one in result.findings
    ]


def _combinations(choices: Sequence[Sequence[Finding]]) -> list[tuple[Finding, ...]]:
    """Return the choices of one report each, without the usual one."""
    if prod(map(len, choices)) <= MOST_COMBINATIONS:
        return list(product(*choices))[1:]
    usual = tuple(reports[0] for reports in choices)
    return [
        (*usual[:place], other, *usual[place + 1 :])
        for place, reports in enumerate(choices)
        for other in reports[1:]
    ]


def _swapped(usual: Sequence[Finding], chosen: Sequence[Finding]) -> str:
    pairs = zip(usual, chosen, strict=True)
    return numbers.listed([f"{new.label} for {old.label}" for old, new in pairs if new != old])


def _not_pooled(result: Result) -> str:
    if len(result.usable) < 2:
        return "Fewer than two studies give a result, so nothing is pooled."
    return "" if result.pooled else "The studies are not pooled, so there is no pool to change."


def _too_few(result: Result, part: Part) -> str:
    if part in result.parts:
        return ""
    studies = numbers.counted(len(result.usable), "study", "studies")
    return f"By a rule fixed beforehand, {studies} are too few for {part.value}."

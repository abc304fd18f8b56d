"""What may be said and drawn of studies together, by the display rule."""

from __future__ import annotations

from dataclasses import dataclass

from evidence import numbers
from evidence.effects import Events, Scale, exact_interval, natural
from evidence.pooling import BayesPool, Part, Pool, PooledShare, bayes, prediction_interval
from evidence.synthesis import wording
from evidence.synthesis.analysis import SHARE
from evidence.synthesis.finding import CONTROL_BETTER, TREATMENT_BETTER, Finding
from evidence.synthesis.result import Result

NO_COMPARISON = "Without a comparison group this cannot show that the treatment did it."
PRIOR = 0.5  # on the scale of log ratios; of differences in a unit, no scale suits them all


@dataclass(frozen=True)
class Line:
    """An estimate and interval to draw, on the scale readers know, and the same in words."""

    estimate: float
    lower: float
    upper: float
    words: str


@dataclass(frozen=True)
class Together:
    """What may be drawn of a result, None where the rule does not allow it, and what is said."""

    pooled: Line | None
    bayes: Line | None
    prediction: Line | None
    sentences: tuple[str, ...]


def together(result: Result) -> Together:
    """Return the pool, its Bayesian companion and the prediction interval, as `parts` allow.

    The sentences tell the pool or why there is none; shares are fractions of one.
    """
    pooled = _pooled(result)
    companion = _bayes(result)
    prediction = _prediction(result)
    sentences = [*_opening(result), *_companions(result, companion, prediction), *_limits(result)]
    return Together(
        pooled=pooled if Part.DIAMOND in result.parts else None,
        bayes=companion if Part.DIAMOND in result.parts else None,
        prediction=prediction if Part.PREDICTION_INTERVAL in result.parts else None,
        sentences=tuple(sentences),
    )


def line(found: Finding) -> Line | None:
    """Return what one study found, None when it gives no numbers to draw."""
    if found.effect:
        ends = found.effect.interval()
        return _line(found.effect.estimate, ends.lower, ends.upper, found.effect.scale)
    if not isinstance(found.treated, Events) or found.missing:
        return None
    share = exact_interval(found.treated.events, found.treated.people)
    said = wording.percent(share.estimate, share.lower, share.upper)
    return Line(share.estimate, share.lower, share.upper, said)


def _line(estimate: float, lower: float, upper: float, scale: Scale) -> Line:
    values = [natural(value, scale) for value in (estimate, lower, upper)]
    return Line(values[0], values[1], values[2], wording.estimated(estimate, lower, upper, scale))


def _scale(result: Result) -> Scale:
    return next(one.effect.scale for one in result.usable if one.effect)


def _pooled(result: Result) -> Line | None:
    found = result.pooled
    if found is None:
        return None
    if isinstance(found, PooledShare):
        said = wording.percent(found.estimate, found.lower, found.upper)
        return Line(found.estimate, found.lower, found.upper, said)
    return _line(found.estimate, found.lower, found.upper, _scale(result))


def _bayes(result: Result) -> Line | None:
    if Part.BAYES not in result.parts or not isinstance(result.pooled, Pool):
        return None
    if _scale(result) != "log":
        return None
    effects = [one.effect for one in result.usable if one.effect]
    found: BayesPool = bayes(
        [one.estimate for one in effects],
        [one.standard_error for one in effects],
        prior_scale=PRIOR,
    )
    return _line(found.effect.median, found.effect.lower, found.effect.upper, "log")


def _prediction(result: Result) -> Line | None:
    allowed = {Part.PREDICTION_IN_A_NOTE, Part.PREDICTION_INTERVAL} & result.parts
    if not allowed or not isinstance(result.pooled, Pool):
        return None
    ends = prediction_interval(result.pooled)
    return _line(result.pooled.estimate, ends.lower, ends.upper, _scale(result))


def _opening(result: Result) -> list[str]:
    usable = result.usable
    if not usable:
        return ["Nothing is left to pool."]
    if len(usable) == 1:
        return [f"One study, nothing to pool: {usable[0].label}, {_alone(usable[0])}."]
    if result.pooled is None:
        return ["Not pooled.", *result.refusal]
    said = wording.pooled(result)
    studies = "" if len(usable) == 2 else f", {numbers.text(len(usable))} studies"
    people = numbers.counted(result.people, "person", "people")
    return [f"{numbers.capitalised(said)}{studies}, {people}."]


def _alone(found: Finding) -> str:
    drawn = line(found)
    said = wording.finding(found)
    return said if found.effect or drawn is None else f"{said}, interval {_range(drawn)}"


def _range(drawn: Line) -> str:
    return drawn.words.partition("(")[2].rstrip(")")


def _companions(result: Result, companion: Line | None, prediction: Line | None) -> list[str]:
    said = []
    if companion:
        prior = f"a prior that studies differ little (half-normal, {numbers.text(PRIOR)})"
        said.append(f"Bayesian, with {prior}: {companion.words}.")
    if isinstance(result.pooled, Pool) and Part.HETEROGENEITY in result.parts:
        spread = result.pooled.heterogeneity
        if spread:
            said.append(f"I² {numbers.text(round(spread.i_squared))}%.")
    if prediction:
        said.append(f"A further study may find {_range(prediction)}.")
    return said


def _limits(result: Result) -> list[str]:
    said = []
    if {TREATMENT_BETTER, CONTROL_BETTER} <= {one.direction for one in result.usable}:
        said.append("The studies point in opposite directions.")
    for note in result.pooled.notes if result.pooled else ():
        said.append(f"{numbers.capitalised(note)}.")
    if result.analysis.measure == SHARE and result.usable:
        said.append(NO_COMPARISON)
    return said

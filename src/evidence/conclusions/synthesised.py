"""The facts of the analyses, as the synthesis finds them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evidence import synthesis
from evidence.conclusions.analyses import CONTROL, NEITHER, TREATMENT, Facts, Known
from evidence.problems import SourceError
from evidence.synthesis.finding import CONTROL_BETTER, TREATMENT_BETTER
from evidence.synthesis.result import side

_SIDES = {TREATMENT_BETTER: TREATMENT, CONTROL_BETTER: CONTROL}


def known(root: Path) -> Known:
    """Return what gives the facts of an analysis; all are computed when one is asked for."""

    @cache
    def answers() -> dict[str, synthesis.Answer]:
        try:
            return synthesis.answer_all(root)
        except SourceError:
            # A table that cannot be read has its own problem.
            return {}

    def facts(analysis_id: str) -> Facts | None:
        answer = answers().get(analysis_id)
        return facts_of(answer) if answer else None

    return facts


def facts_of(answer: synthesis.Answer) -> Facts:
    """Return the facts of one answer; the interval on the scale readers know."""
    result = answer.result
    lower, upper = _interval(result)
    return Facts(
        studies=len(result.usable),
        people=result.people,
        pooled=result.pooled is not None and len(result.usable) > 1,
        lower=lower,
        upper=upper,
        no_effect=_no_effect(result),
        direction=_SIDES.get(side(result), NEITHER),
        certainty=answer.certainty.level,
    )


def _interval(result: synthesis.Result) -> tuple[float, float] | tuple[None, None]:
    """Return the ends of the interval of the pool, or of the one study that stands alone."""
    effects = [one.effect for one in result.usable if one.effect]
    if not effects:
        return (result.pooled.lower, result.pooled.upper) if result.pooled else (None, None)
    if result.pooled is None and len(effects) > 1:
        return None, None
    ends = result.pooled or effects[0].interval()
    scale = effects[0].scale
    return synthesis.natural(ends.lower, scale), synthesis.natural(ends.upper, scale)


def _no_effect(result: synthesis.Result) -> float | None:
    effect = next((one.effect for one in result.usable if one.effect), None)
    return synthesis.natural(0.0, effect.scale) if effect else None

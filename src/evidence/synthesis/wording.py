"""Results in words: what was found, in absolute numbers first, and why it was not pooled."""

from __future__ import annotations

from math import log

from evidence import numbers
from evidence.effects import Effect, Events, Measured, Scale, exact_interval, natural
from evidence.pooling import Part, Pool, PooledShare
from evidence.synthesis.finding import NOT_SAID, Finding
from evidence.synthesis.result import Result

_FAR = 1000


def shown(value: float) -> str:
    """Return a number to two significant digits, or whole when it is ten or more."""
    return numbers.text(round(value)) if abs(value) >= 10 else numbers.text(float(f"{value:.2g}"))


def known(value: float, scale: Scale) -> str:
    """Return a value on the scale readers know; a ratio beyond a thousandfold says only that."""
    if scale == "log" and abs(value) > log(_FAR):
        return f"under {numbers.text(1 / _FAR)}" if value < 0 else f"over {numbers.text(_FAR)}"
    return shown(natural(value, scale))


def estimated(estimate: float, lower: float, upper: float, scale: Scale) -> str:
    """Return an estimate with its interval, given on a scale, on the one readers know."""
    said = [known(value, scale) for value in (estimate, lower, upper)]
    return f"{said[0]} ({said[1]} to {said[2]})"


def group(found: Events | Measured | None) -> str:
    """Return what a group showed: “9 of 12 (75%)”, or its mean with its standard deviation."""
    if found is None:
        return "not seen"
    if isinstance(found, Events):
        return numbers.share(int(found.events), int(found.people))
    mean, spread = numbers.text(found.mean), numbers.text(found.standard_deviation)
    return f"mean {mean} (SD {spread}, n = {numbers.text(found.people)})"


def interval(effect: Effect) -> str:
    """Return an effect with its interval on the scale readers know: “0.9 (0.55 to 1.5)”."""
    ends = effect.interval()
    return estimated(effect.estimate, ends.lower, ends.upper, effect.scale)


def with_ends(estimate: float, lower: float, upper: float) -> str:
    """Return an estimate with its interval: “0.9 (0.55 to 1.5)”."""
    return f"{shown(estimate)} ({shown(lower)} to {shown(upper)})"


def finding(found: Finding) -> str:
    """Return what one study found, groups first, then the effect or why there is none."""
    groups = group(found.treated)
    if found.control is not None:
        groups = f"{groups} against {group(found.control)}"
    if found.effect is None:
        if found.missing:
            said = "" if found.direction == NOT_SAID else f"the report says: {found.direction}; "
            return f"{said}{found.missing}"
        return groups
    effect = f"{found.effect.measure} {interval(found.effect)}"
    return effect if found.treated is None else f"{groups}; {effect}"


def share(found: Events) -> str:
    """Return a share with its exact interval in percent: “61% (49% to 71%)”."""
    exact = exact_interval(int(found.events), int(found.people))
    return percent(exact.estimate, exact.lower, exact.upper)


def pooled(result: Result) -> str:
    """Return the pooled result in words; “” when there is none to tell.

    With two studies the words say that the pool is too uncertain to be drawn.
    """
    found = result.pooled
    if found is None or len(result.usable) < 2:
        return ""
    caution = "" if Part.DIAMOND in result.parts else ", two studies only and not drawn"
    if isinstance(found, PooledShare):
        return f"pooled {percent(found.estimate, found.lower, found.upper)}{caution}"
    return f"pooled {_ratio_or_difference(result, found)}{caution}"


def _ratio_or_difference(result: Result, found: Pool) -> str:
    effect = next(one.effect for one in result.usable if one.effect)
    said = estimated(found.estimate, found.lower, found.upper, effect.scale)
    return f"{effect.measure} {said}"


def percent(estimate: float, lower: float, upper: float) -> str:
    """Return fractions of one in percent: “61% (49% to 71%)”."""
    # Halves go up, as in the counts with a percentage that stand beside it.
    said = [numbers.text(int(100 * value + 0.5)) for value in (estimate, lower, upper)]
    return f"{said[0]}% ({said[1]}% to {said[2]}%)"

"""Effects as a report prints them: an estimate with its interval or standard error."""

from __future__ import annotations

from math import log

from evidence.effects.checks import is_number, is_positive, shown
from evidence.effects.effect import Effect
from evidence.effects.intervals import quantile

# How far from the middle of its interval, in widths of it, an estimate may lie when
# the three numbers were only rounded.
_OFF_CENTRE = 0.1


def from_interval(
    estimate: float,
    lower: float,
    upper: float,
    *,
    is_ratio: bool,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
    measure: str = "reported effect",
) -> Effect:
    """Return a reported estimate with the standard error that its interval implies.

    A ratio comes back as its natural logarithm, anything else in its unit. The standard
    error is the width of the interval on that scale over twice the quantile of its level
    (Cochrane Handbook 6.3.1 and 6.3.2): of the normal distribution, or of Student's t
    when degrees of freedom are given, as for a mean difference of two small groups. The
    note says when the estimate lies too far from the middle for such an interval.
    Raises ValueError when a number is missing, the estimate is outside its interval, the
    interval has no width, a ratio is not above zero, or the level is not a fraction.
    """
    numbers = (estimate, lower, upper)
    found = f"{shown(estimate)} with an interval from {shown(lower)} to {shown(upper)}"
    if not all(is_number(number) for number in numbers):
        raise ValueError(f"{found}: three numbers are needed")
    if is_ratio and min(numbers) <= 0:
        raise ValueError(f"{found}: a ratio and its interval must lie above zero")
    if not lower <= estimate <= upper or lower == upper:
        raise ValueError(f"{found}: the estimate must lie inside an interval of some width")
    centre, low, high = (log(number) if is_ratio else float(number) for number in numbers)
    width = high - low
    is_off = abs(centre - (low + high) / 2) > _OFF_CENTRE * width
    return Effect(
        measure,
        "log" if is_ratio else "native",
        centre,
        width / (2 * quantile(level, degrees_of_freedom)),
        "the estimate is not in the middle of its interval" if is_off else "",
    )


def from_standard_error(
    estimate: float,
    standard_error: float,
    *,
    is_ratio: bool,
    measure: str = "reported effect",
) -> Effect:
    """Return a reported estimate with its reported standard error.

    A ratio comes back as its natural logarithm, and its standard error is taken to be
    that of the logarithm, as regression tables print it; anything else stays in its unit.
    Raises ValueError when a ratio is not above zero or the standard error not positive.
    """
    if not is_ratio:
        return Effect(measure, "native", estimate, standard_error)
    if not is_positive(estimate):
        raise ValueError(f"a ratio of {shown(estimate)}: a number above zero is needed")
    return Effect(measure, "log", log(estimate), standard_error)

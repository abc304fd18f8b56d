"""The interval about an estimate."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import ndtri, stdtrit

from evidence.effects.checks import is_number, is_positive, shown


@dataclass(frozen=True)
class Interval:
    """Two ends, and the level they hold at as a fraction of one."""

    lower: float
    upper: float
    level: float


def quantile(level: float, degrees_of_freedom: float | None = None) -> float:
    """Return how many standard errors an interval of this level reaches to each side.

    The normal distribution when no degrees of freedom are given, else Student's t.
    Raises ValueError when the level is not a fraction between zero and one, or the
    degrees of freedom are not above zero.
    """
    upper_tail = 1 - (1 - checked_level(level)) / 2
    if degrees_of_freedom is None:
        return float(ndtri(upper_tail))
    if not is_positive(degrees_of_freedom):
        found = f"{shown(degrees_of_freedom)} degrees of freedom"
        raise ValueError(f"{found}: more than zero are needed")
    return float(stdtrit(degrees_of_freedom, upper_tail))


def checked_level(level: float) -> float:
    """Return the level; raise ValueError unless it is a fraction between zero and one."""
    if not (is_number(level) and 0 < level < 1):
        raise ValueError(f"a level of {shown(level)}: write a fraction between 0 and 1, like 0.95")
    return level


def estimate_interval(
    estimate: float,
    standard_error: float,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
) -> Interval:
    """Return estimate ± quantile × standard error, on the scale of the estimate.

    Raises ValueError as `quantile` does, and when the estimate is not a number or the
    standard error not a positive one.
    """
    if not is_number(estimate):
        raise ValueError(f"an estimate of {shown(estimate)}: a number is needed")
    if not is_positive(standard_error):
        found = f"a standard error of {shown(standard_error)}"
        raise ValueError(f"{found}: a positive number is needed")
    reach = quantile(level, degrees_of_freedom) * standard_error
    return Interval(estimate - reach, estimate + reach, level)

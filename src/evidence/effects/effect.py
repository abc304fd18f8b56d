"""An estimate with its standard error, on the scale it is pooled on."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import Literal

from scipy.special import expit

from evidence.effects.checks import is_number, is_positive, shown
from evidence.effects.intervals import Interval, estimate_interval

Scale = Literal["native", "log", "log odds", "standardised"]


@dataclass(frozen=True)
class Effect:
    """What one study found.

    `scale` says what the numbers are: in the unit measured (`native`; proportions and
    risk differences as fractions of one), the natural logarithm of a ratio (`log`), the
    natural logarithm of the odds (`log odds`), or in standard deviations
    (`standardised`). `note` says what was done to the data, “” when nothing was.
    Raises ValueError unless both numbers are finite and the standard error is positive.
    """

    measure: str
    scale: Scale
    estimate: float
    standard_error: float
    note: str = ""

    def __post_init__(self) -> None:
        if not is_number(self.estimate):
            found = f"{self.measure}: an estimate of {shown(self.estimate)}"
            raise ValueError(f"{found}: a number is needed")
        if not is_positive(self.standard_error):
            found = f"{self.measure}: a standard error of {shown(self.standard_error)}"
            raise ValueError(f"{found}: a study is weighed by it, a positive number is needed")

    @property
    def variance(self) -> float:
        """The squared standard error."""
        return self.standard_error**2

    def interval(self, level: float = 0.95) -> Interval:
        """Return the normal interval on the scale of the estimate."""
        return estimate_interval(self.estimate, self.standard_error, level)


def from_variance(
    measure: str, scale: Scale, estimate: float, variance: float, note: str = ""
) -> Effect:
    """Return the effect with the square root of a variance as its standard error.

    Raises ValueError as `Effect` does; a variance of zero is refused there.
    """
    return Effect(measure, scale, float(estimate), sqrt(variance), note)


def natural(value: float, scale: Scale) -> float:
    """Return a value as readers know it.

    A logarithm becomes its ratio, log odds become a fraction of one, others stay.
    """
    if scale == "log":
        return exp(value)
    return float(expit(value)) if scale == "log odds" else value

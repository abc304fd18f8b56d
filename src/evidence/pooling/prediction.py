"""Where the true effect of a further study may lie."""

from __future__ import annotations

from math import hypot, sqrt
from typing import Literal, get_args

from evidence.effects.intervals import Interval, estimate_interval
from evidence.pooling.pool import Pool

Freedom = Literal["k-2", "k-1", "normal"]


def prediction_interval(pooled: Pool, degrees_of_freedom: Freedom = "k-2") -> Interval:
    """Return where the true effect of a further study may lie, at the level of the pool.

    μ ± quantile × √(SE² + τ²), on the scale of the pool: Higgins, Thompson &
    Spiegelhalter 2009 with t(k - 2); t(k - 1) and the normal quantile are the other
    conventions. Raises ValueError for equal effects, which leave nothing to predict, and
    when there are fewer studies than the degrees of freedom need.
    """
    if pooled.method == "equal effects":
        raise ValueError("equal effects leave nothing to predict: pool by random effects")
    if degrees_of_freedom not in get_args(Freedom):
        choice = ", ".join(get_args(Freedom))
        raise ValueError(f"degrees of freedom “{degrees_of_freedom}”: one of {choice} is needed")
    least = {"k-2": 3, "k-1": 2, "normal": 2}[degrees_of_freedom]
    if pooled.studies < least:
        found = f"studies pooled: {pooled.studies}"
        raise ValueError(f"{found}; a prediction interval needs {least} or more")
    freedom = {"k-2": pooled.studies - 2, "k-1": pooled.studies - 1, "normal": None}
    spread = hypot(pooled.standard_error, sqrt(pooled.between_study_variance))
    return estimate_interval(pooled.estimate, spread, pooled.level, freedom[degrees_of_freedom])

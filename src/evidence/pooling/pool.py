"""The pooled estimate with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypedDict, get_args

import numpy as np
from scipy.special import ndtr, stdtr

from evidence.effects.intervals import checked_level, estimate_interval
from evidence.pooling.heterogeneity import Heterogeneity, describe
from evidence.pooling.studies import Array, Studies, checked, weighted_mean
from evidence.pooling.variance import Method, between_study_variance

Test = Literal["z", "Hartung-Knapp", "modified Hartung-Knapp"]


class How(TypedDict, total=False):
    """How to pool: the choices that `pool` has, each with its default there."""

    method: Method
    test: Test | None
    level: float


# Estimates closer than this, in standard errors, differ by rounding only.
_SAME = 1e-9

_ONE_STUDY = "one study: its own estimate and normal interval, nothing is pooled"
_ALL_EQUAL = (
    "all estimates are equal, which leaves Hartung-Knapp no spread: the modified interval is given"
)


@dataclass(frozen=True)
class Pool:
    """Studies pooled, on the scale of their estimates.

    `degrees_of_freedom` are those of the t distribution, None for the normal one;
    `weights` are percentages in the order of the studies; `heterogeneity` is None for one
    study; `notes` say where another method than the one asked for was used.
    """

    estimate: float
    standard_error: float
    lower: float
    upper: float
    level: float
    statistic: float
    p_value: float
    degrees_of_freedom: int | None
    between_study_variance: float
    heterogeneity: Heterogeneity | None
    weights: tuple[float, ...]
    method: Method
    test: Test
    notes: tuple[str, ...] = ()

    @property
    def studies(self) -> int:
        """How many studies were pooled."""
        return len(self.weights)


def pool(
    estimates: Sequence[float],
    standard_errors: Sequence[float],
    *,
    method: Method = "REML",
    test: Test | None = None,
    level: float = 0.95,
) -> Pool:
    """Return the mean effect weighted by precision, with its interval.

    `test` is how the interval is made. `z`: normal, from the weights alone. `Hartung-
    Knapp`: t(k - 1) and a standard error that follows the spread of the studies (Hartung
    & Knapp 2001; Sidik & Jonkman 2002). `modified Hartung-Knapp`: the same, never
    narrower than the weights alone have it (Röver, Knapp & Friede 2015; metafor's
    "adhoc"). When it is not given, it is the last, and `z` for equal effects, which go
    with no other. One study comes back as it is; all equal estimates never give an
    interval of no width; the notes say so. Raises ValueError as `studies.checked` does,
    and for a method, test or level that is not known.
    """
    studies = checked(estimates, standard_errors)
    checked_level(level)
    test, notes = _usable_test(studies, _chosen_test(method, test))
    variance = between_study_variance(estimates, standard_errors, method)
    mean, weights = weighted_mean(studies, variance)
    error = sqrt(_factor(studies, mean, weights, test) / float(weights.sum()))
    freedom = None if test == "z" else studies.count - 1
    interval = estimate_interval(mean, error, level, freedom)
    tail = ndtr(-abs(mean / error)) if freedom is None else stdtr(freedom, -abs(mean / error))
    return Pool(
        estimate=mean,
        standard_error=error,
        lower=interval.lower,
        upper=interval.upper,
        level=level,
        statistic=mean / error,
        p_value=2 * float(tail),
        degrees_of_freedom=freedom,
        between_study_variance=variance,
        heterogeneity=describe(studies, variance, method) if studies.count > 1 else None,
        weights=tuple(float(weight) for weight in 100 * weights / weights.sum()),
        method=method,
        test=test,
        notes=notes,
    )


def _chosen_test(method: Method, test: Test | None) -> Test:
    if test is None:
        return "z" if method == "equal effects" else "modified Hartung-Knapp"
    if test not in get_args(Test):
        raise ValueError(f"test “{test}”: one of {', '.join(get_args(Test))} is needed")
    if method == "equal effects" and test != "z":
        raise ValueError(f"{test} belongs to random effects: with equal effects, use z")
    return test


def _usable_test(studies: Studies, test: Test) -> tuple[Test, tuple[str, ...]]:
    if studies.count == 1:
        return "z", (_ONE_STUDY,)
    apart = np.ptp(studies.estimates) / np.sqrt(studies.variances.min())
    if test == "Hartung-Knapp" and apart < _SAME:
        return "modified Hartung-Knapp", (_ALL_EQUAL,)
    return test, ()


def _factor(studies: Studies, mean: float, weights: Array, test: Test) -> float:
    """Return what Hartung & Knapp multiply the variance of the mean by; one for z."""
    if test == "z":
        return 1.0
    spread = float(weights @ (studies.estimates - mean) ** 2) / (studies.count - 1)
    return max(1.0, spread) if test == "modified Hartung-Knapp" else spread

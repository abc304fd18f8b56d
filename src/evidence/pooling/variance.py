"""The variance between studies, by the estimators in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np
from scipy.optimize import brentq

from evidence.pooling.studies import Array, Studies, checked, generalised_q, weighted_mean

Method = Literal["REML", "Paule-Mandel", "DerSimonian-Laird", "equal effects"]

_GRID = 200
_PRECISION = 4 * np.finfo(float).eps


def between_study_variance(
    estimates: Sequence[float], standard_errors: Sequence[float], method: Method = "REML"
) -> float:
    """Return the variance of the true effects between studies, zero or more.

    In the squared unit of the estimates. REML maximises the restricted likelihood and is
    solved to the precision of the machine; Paule & Mandel 1982 and DerSimonian & Laird
    1986 equate Q with its expectation; equal effects are zero by assumption. One study
    tells nothing of it and gives zero. Raises ValueError as `studies.checked` does, and
    for a method that is not known.
    """
    studies = checked(estimates, standard_errors)
    if method not in get_args(Method):
        raise ValueError(f"method “{method}”: one of {', '.join(get_args(Method))} is needed")
    if method == "equal effects" or studies.count == 1:
        return 0.0
    if method == "REML":
        return _restricted_maximum_likelihood(studies)
    if method == "Paule-Mandel":
        return variance_at(studies, studies.count - 1)
    return _dersimonian_laird(studies)


def variance_at(studies: Studies, q: float) -> float:
    """Return the between-study variance at which the generalised Q has this value.

    Q falls as the variance grows; zero is returned when it is below the value already.
    """
    if generalised_q(studies, 0.0) <= q:
        return 0.0
    # Q(τ²) is below the sum of squares over τ², so the root is below this.
    bound = 2 * _sum_of_squares(studies) / q
    return _root(lambda variance: generalised_q(studies, variance) - q, 0.0, bound)


def _dersimonian_laird(studies: Studies) -> float:
    _, weights = weighted_mean(studies)
    excess = generalised_q(studies, 0.0) - (studies.count - 1)
    return max(0.0, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))


def _restricted_maximum_likelihood(studies: Studies) -> float:
    # Beyond this bound the likelihood falls. It may have several peaks below it: each
    # is found between two points of the grid, and the highest is taken.
    bound = max(studies.variances.max(), 2 * _sum_of_squares(studies) / (studies.count - 1))
    grid = np.concatenate([[0.0], np.geomspace(bound * 1e-9, bound * 1.01, _GRID)])
    slopes = _slopes(studies, grid)
    peaks = [0.0] if slopes[0] <= 0 else []
    for place in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        low, high = float(grid[place]), float(grid[place + 1])
        peaks.append(
            _root(lambda variance: float(_slopes(studies, np.array([variance]))[0]), low, high)
        )
    return max(peaks, key=lambda variance: _log_likelihood(studies, variance))


def _slopes(studies: Studies, variances: Array) -> Array:
    """Return twice the derivative of the restricted log-likelihood: y'PPy - tr P."""
    weights = 1 / (studies.variances + variances[:, None])
    total = weights.sum(axis=1, keepdims=True)
    deviations = studies.estimates - (weights @ studies.estimates)[:, None] / total
    squared = weights**2
    slopes: Array = (squared * deviations**2 - weights + squared / total).sum(axis=1)
    return slopes


def _log_likelihood(studies: Studies, variance: float) -> float:
    _, weights = weighted_mean(studies, variance)
    known = np.log(weights).sum() - np.log(weights.sum())
    return float(known - generalised_q(studies, variance)) / 2


def _sum_of_squares(studies: Studies) -> float:
    deviations: Array = studies.estimates - studies.estimates.mean()
    return float(deviations @ deviations)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=high * 1e-16, rtol=_PRECISION, maxiter=500))

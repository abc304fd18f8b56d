"""The Bayesian companion of the pool: what the studies say with a prior on how they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.optimize import brentq
from scipy.special import ndtr

from evidence.effects.checks import is_positive, shown
from evidence.effects.intervals import checked_level
from evidence.pooling.studies import Array, Studies, checked

_NODES, _WEIGHTS = leggauss(16)
_PANELS = 120


@dataclass(frozen=True)
class Posterior:
    """What is believed of a number: mean, median, and the interval with equal tails."""

    mean: float
    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class _Deviation:
    """The posterior of the deviation between studies, on panels finer towards zero."""

    studies: Studies
    prior_scale: float
    edges: Array
    reference: float

    def weighted(self, limit: float = np.inf) -> tuple[Array, Array]:
        """Return nodes up to a limit, and the weight of each, up to one factor for all."""
        edges = np.minimum(self.edges, limit)
        half = np.diff(edges)[:, None] / 2
        nodes = (edges[:-1, None] + half * (1 + _NODES)).ravel()
        density = np.exp(_log_density(self.studies, self.prior_scale, nodes) - self.reference)
        return nodes, (half * _WEIGHTS).ravel() * density


@dataclass(frozen=True)
class BayesPool:
    """The mean effect and the standard deviation between studies, both on the scale pooled."""

    effect: Posterior
    prior_scale: float
    level: float
    studies: int
    _deviation: _Deviation = field(repr=False, compare=False)

    @cached_property
    def between_study_deviation(self) -> Posterior:
        """What is believed of the deviation; worked out when first asked for, as few ask."""
        nodes, weights = self._deviation.weighted()
        whole = float(weights.sum())
        return _posterior(
            float(weights @ nodes) / whole,
            lambda value: float(self._deviation.weighted(value)[1].sum()) / whole,
            (0.0, float(self._deviation.edges[-1])),
            self.level,
        )


def bayes(
    estimates: Sequence[float],
    standard_errors: Sequence[float],
    *,
    prior_scale: float = 0.5,
    level: float = 0.95,
) -> BayesPool:
    """Return what the studies say, by quadrature.

    Normal studies about normal true effects; every mean effect equally likely before, and
    a half-normal prior on the standard deviation τ between studies, of a scale in the unit
    of the estimates: 0.5 suits log ratios and standardised means (Röver and others 2021).
    It works from one study on, where the prior alone says how studies differ. Raises
    ValueError as `studies.checked` does, and for a scale that is not positive.
    """
    studies = checked(estimates, standard_errors)
    checked_level(level)
    if not is_positive(prior_scale):
        found = f"a prior scale of {shown(prior_scale)}"
        raise ValueError(f"{found}: a positive number in the unit of the estimates is needed")
    deviation = _deviation(studies, prior_scale)
    nodes, weights = deviation.weighted()
    shares = weights / weights.sum()
    means, variances = _conditional_means(studies, nodes)
    errors = np.sqrt(variances)
    reach = 10 * float(errors.max())
    return BayesPool(
        effect=_posterior(
            float(shares @ means),
            lambda value: float(shares @ ndtr((value - means) / errors)),
            (float(means.min()) - reach, float(means.max()) + reach),
            level,
        ),
        prior_scale=prior_scale,
        level=level,
        studies=studies.count,
        _deviation=deviation,
    )


def _deviation(studies: Studies, prior_scale: float) -> _Deviation:
    # The posterior peaks below (s² Σ(yᵢ - ȳ)²)^¼ and falls beyond at least as a normal of
    # the prior's scale s does, so nothing is lost after nine of them.
    squares = float(((studies.estimates - studies.estimates.mean()) ** 2).sum())
    last = (prior_scale**2 * squares) ** 0.25 + 9 * prior_scale
    first = min(float(np.sqrt(studies.variances.min())), prior_scale) / 1000
    edges = np.concatenate([[0.0], np.geomspace(first, last, _PANELS)])
    reference = float(_log_density(studies, prior_scale, edges).max())
    return _Deviation(studies, prior_scale, edges, reference)


def _log_density(studies: Studies, prior_scale: float, deviations: Array) -> Array:
    precisions = 1 / (studies.variances + deviations[:, None] ** 2)
    means, variances = _conditional_means(studies, deviations)
    misfit = (precisions * (studies.estimates - means[:, None]) ** 2).sum(axis=1)
    prior = (deviations / prior_scale) ** 2
    known = np.log(precisions).sum(axis=1) + np.log(variances)
    return cast(Array, (known - misfit - prior) / 2)


def _conditional_means(studies: Studies, deviations: Array) -> tuple[Array, Array]:
    """Return mean and variance of the mean effect for each deviation between studies."""
    precisions = 1 / (studies.variances + deviations[:, None] ** 2)
    total = precisions.sum(axis=1)
    return precisions @ studies.estimates / total, 1 / total


def _posterior(
    mean: float, share_below: Callable[[float], float], ends: tuple[float, float], level: float
) -> Posterior:
    tail = (1 - level) / 2
    median, lower, upper = (
        float(brentq(_excess, *ends, args=(share_below, share), xtol=1e-14 * (ends[1] - ends[0])))
        for share in (0.5, tail, 1 - tail)
    )
    return Posterior(mean, median, lower, upper)


def _excess(value: float, share_below: Callable[[float], float], share: float) -> float:
    return share_below(value) - share

"""Whether small studies find other effects than large ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtr

from evidence.pooling.studies import checked


@dataclass(frozen=True)
class Asymmetry:
    """Egger's test: how the estimate changes with the standard error.

    `slope` is per standard error of one, with its own standard error; `statistic` is
    their ratio, with t(k - 2); `limit` is the estimate of an infinitely precise study.
    """

    slope: float
    slope_standard_error: float
    statistic: float
    degrees_of_freedom: int
    p_value: float
    limit: float


def asymmetry(estimates: Sequence[float], standard_errors: Sequence[float]) -> Asymmetry:
    """Return Egger's test of asymmetry in the funnel plot.

    Egger and others 1997: estimates regressed on standard errors, weighted by the inverse
    variance, with the residual spread estimated (metafor's regtest, model="lm"). It says
    little below ten studies. Raises ValueError for fewer than three studies, for equal
    standard errors, and for estimates that lie on a line.
    """
    studies = checked(estimates, standard_errors, least=3)
    errors = np.sqrt(studies.variances)
    if np.ptp(errors) == 0:
        raise ValueError("all standard errors are equal: no asymmetry can be seen")
    weights, freedom = 1 / studies.variances, studies.count - 2
    centre = float(weights @ errors / weights.sum())
    mean = float(weights @ studies.estimates / weights.sum())
    spread = float(weights @ (errors - centre) ** 2)
    slope = float(weights @ ((errors - centre) * studies.estimates)) / spread
    residuals = studies.estimates - mean - slope * (errors - centre)
    residual_variance = float(weights @ residuals**2) / freedom
    if residual_variance < 1e-20:
        raise ValueError("the estimates lie on a line: the test has no spread to judge it by")
    error = sqrt(residual_variance / spread)
    p_value = 2 * float(stdtr(freedom, -abs(slope / error)))
    return Asymmetry(slope, error, slope / error, freedom, p_value, mean - slope * centre)

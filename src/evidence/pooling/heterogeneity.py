"""How much studies differ beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import chdtrc, chdtri

from evidence.effects.intervals import Interval, checked_level
from evidence.pooling.studies import Studies, checked, generalised_q
from evidence.pooling.variance import Method, between_study_variance, variance_at


@dataclass(frozen=True)
class Heterogeneity:
    """How much studies differ beyond chance.

    `q` is Cochran's Q with its degrees of freedom and P value; `i_squared` the percentage
    of the variance that is between studies; `h_squared` the total over the sampling
    variance.
    """

    q: float
    degrees_of_freedom: int
    p_value: float
    i_squared: float
    h_squared: float


def heterogeneity(
    estimates: Sequence[float], standard_errors: Sequence[float], method: Method = "REML"
) -> Heterogeneity:
    """Return what tells how much two or more studies differ.

    Q weighs by the inverse variance. I² = 100 τ²/(τ² + v) and H² = τ²/v + 1, with v the
    typical variance within studies of Higgins & Thompson 2002, as metafor prints them; for
    equal effects, where τ² is zero by assumption, they come from Q: (Q - (k - 1))/Q and
    Q/(k - 1). Raises ValueError when there are fewer than two studies.
    """
    studies = checked(estimates, standard_errors, least=2)
    return describe(studies, between_study_variance(estimates, standard_errors, method), method)


def describe(studies: Studies, between_study_variance: float, method: Method) -> Heterogeneity:
    """Return what `heterogeneity` does, for a between-study variance that is known."""
    q, freedom = generalised_q(studies, 0.0), studies.count - 1
    if method == "equal effects":
        i_squared, h_squared = max(0.0, 100 * (q - freedom) / q) if q else 0.0, q / freedom
    else:
        ratio = between_study_variance / _typical_variance(studies)
        i_squared, h_squared = 100 * ratio / (ratio + 1), ratio + 1
    return Heterogeneity(q, freedom, float(chdtrc(freedom, q)), i_squared, h_squared)


def between_study_variance_interval(
    estimates: Sequence[float], standard_errors: Sequence[float], level: float = 0.95
) -> Interval:
    """Return the interval of the between-study variance, in its squared unit.

    The Q-profile method of Viechtbauer 2007: the variances at which the generalised Q is
    at the quantiles of chi-squared. Both ends are zero when the studies differ less than
    chance would have them, as metafor gives it. Raises ValueError below two studies.
    """
    studies = checked(estimates, standard_errors, least=2)
    tail = (1 - checked_level(level)) / 2
    freedom = studies.count - 1
    lower, upper = (variance_at(studies, float(chdtri(freedom, p))) for p in (tail, 1 - tail))
    return Interval(lower, upper, level)


def _typical_variance(studies: Studies) -> float:
    weights = 1 / studies.variances
    total = weights.sum()
    return float((studies.count - 1) * total / (total**2 - (weights**2).sum()))

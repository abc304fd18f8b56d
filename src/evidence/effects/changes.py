"""Effects of a single group measured before and after. They have no comparator."""

from __future__ import annotations

from evidence.effects.comparisons import small_sample_factor
from evidence.effects.effect import Effect, from_variance
from evidence.effects.groups import BeforeAfter


def mean_change(group: BeforeAfter) -> Effect:
    """Return the mean after less the mean before, in the unit measured.

    Variance (s₁² + s₂² - 2 r s₁ s₂)/n (metafor's escalc, measure MC). Raises ValueError
    when that is zero: no spread, or a correlation of one between equal spreads.
    """
    before, after = group.standard_deviation_before, group.standard_deviation_after
    spread = before**2 + after**2 - 2 * group.correlation * before * after
    change = group.mean_after - group.mean_before
    return from_variance("mean change", "native", change, max(spread, 0) / group.people)


def standardised_mean_change(group: BeforeAfter) -> Effect:
    """Return the mean change in standard deviations of the measurement before.

    J(n - 1) (m₂ - m₁)/s₁, variance 2(1 - r)/n + d²/(2n): Becker 1988, with raw-score
    standardisation (metafor's escalc, measure SMCR). Raises ValueError when the standard
    deviation before is zero or there are fewer than three people.
    """
    before = group.standard_deviation_before
    if before == 0:
        raise ValueError("a standard deviation before of 0: nothing can be measured in it")
    raw = (group.mean_after - group.mean_before) / before
    change = raw * small_sample_factor(group.people - 1)
    variance = 2 * (1 - group.correlation) / group.people + change**2 / (2 * group.people)
    return from_variance("standardised mean change", "standardised", change, variance)

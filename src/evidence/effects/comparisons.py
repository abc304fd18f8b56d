"""Effects of a treated group against a control group."""

from __future__ import annotations

from math import exp, lgamma, log, sqrt

from evidence.effects.checks import shown
from evidence.effects.effect import Effect, from_variance
from evidence.effects.groups import Events, Measured

_CORRECTED = "1/2 was added to all four cells, because one was zero"


def is_double_zero(treated: Events, control: Events) -> bool:
    """Return whether nobody in either group had an event, or everybody in both.

    Such a study tells little about a ratio. The functions below keep it, corrected, as
    metafor does by default (drop00=FALSE); who drops such studies asks here, and says so.
    """
    events = treated.events + control.events
    return events == 0 or events == treated.people + control.people


def risk_ratio(treated: Events, control: Events) -> Effect:
    """Return the natural logarithm of the risk ratio.

    log((a/n₁)/(c/n₂)) with variance 1/a - 1/n₁ + 1/c - 1/n₂ (metafor's escalc, measure
    RR). When one of the four cells is zero, 1/2 is added to all four of this study and
    of no other (add=1/2, to="only0"), and the note says so.
    """
    a, b, c, d, note = _cells(treated, control)
    estimate = log(a / (a + b)) - log(c / (c + d))
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return from_variance("risk ratio", "log", estimate, variance, note)


def odds_ratio(treated: Events, control: Events) -> Effect:
    """Return the natural logarithm of the odds ratio.

    log(ad/(bc)) with variance 1/a + 1/b + 1/c + 1/d (metafor's escalc, measure OR). Zero
    cells as in `risk_ratio`.
    """
    a, b, c, d, note = _cells(treated, control)
    variance = 1 / a + 1 / b + 1 / c + 1 / d
    return from_variance("odds ratio", "log", log(a / b) - log(c / d), variance, note)


def risk_difference(treated: Events, control: Events) -> Effect:
    """Return the risk in the treated group less that in the control group, as fractions.

    Variance p₁(1 - p₁)/n₁ + p₂(1 - p₂)/n₂ (metafor's escalc, measure RD). Zero cells as
    in `risk_ratio`, and as metafor does: estimate and variance both come from the
    corrected cells.
    """
    a, b, c, d, note = _cells(treated, control)
    estimate = a / (a + b) - c / (c + d)
    variance = a * b / (a + b) ** 3 + c * d / (c + d) ** 3
    return from_variance("risk difference", "native", estimate, variance, note)


def mean_difference(treated: Measured, control: Measured) -> Effect:
    """Return the mean of the treated less that of the controls, in the unit measured.

    Variance s₁²/n₁ + s₂²/n₂, without assuming equal spreads (metafor's escalc, measure
    MD). Raises ValueError when both standard deviations are zero.
    """
    variance = sum(group.standard_deviation**2 / group.people for group in (treated, control))
    return from_variance("mean difference", "native", treated.mean - control.mean, variance)


def standardised_mean_difference(treated: Measured, control: Measured) -> Effect:
    """Return the mean difference in pooled standard deviations, without small-sample bias.

    Hedges 1981: g = J(n₁ + n₂ - 2) d with the exact J; variance 1/n₁ + 1/n₂ + g²/(2(n₁ +
    n₂)) (metafor's escalc, measure SMD, vtype="LS"). Raises ValueError when the pooled
    standard deviation is zero.
    """
    freedom = treated.people + control.people - 2
    squares = sum((g.people - 1) * g.standard_deviation**2 for g in (treated, control))
    if squares == 0:
        raise ValueError("both standard deviations are 0: a difference cannot be measured in them")
    raw = (treated.mean - control.mean) / sqrt(squares / freedom)
    estimate = raw * small_sample_factor(freedom)
    everyone = treated.people + control.people
    variance = 1 / treated.people + 1 / control.people + estimate**2 / (2 * everyone)
    return from_variance("standardised mean difference", "standardised", estimate, variance)


def small_sample_factor(degrees_of_freedom: float) -> float:
    """Return the factor that frees a standardised mean of its small-sample bias.

    Hedges 1981, exact: J(m) = Γ(m/2)/(√(m/2) Γ((m - 1)/2)). Raises ValueError below two
    degrees of freedom, where it is not defined.
    """
    half = degrees_of_freedom / 2
    if half < 1:
        found = f"{shown(degrees_of_freedom)} degrees of freedom"
        raise ValueError(f"{found}: a standardised mean needs two or more, so one person more")
    return exp(lgamma(half) - log(half) / 2 - lgamma(half - 0.5))


def _cells(treated: Events, control: Events) -> tuple[float, float, float, float, str]:
    cells = (treated.events, treated.others, control.events, control.others)
    if 0 not in cells:
        return *cells, ""
    a, b, c, d = (cell + 0.5 for cell in cells)
    return a, b, c, d, _CORRECTED

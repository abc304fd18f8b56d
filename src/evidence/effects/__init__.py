"""What a study found, as an estimate with its standard error, one function per measure."""

from evidence.effects.changes import mean_change, standardised_mean_change
from evidence.effects.comparisons import (
    is_double_zero,
    mean_difference,
    odds_ratio,
    risk_difference,
    risk_ratio,
    standardised_mean_difference,
)
from evidence.effects.effect import Effect, Scale, natural
from evidence.effects.groups import BeforeAfter, Events, Measured
from evidence.effects.intervals import Interval, estimate_interval
from evidence.effects.reported import from_interval, from_standard_error
from evidence.effects.shares import Share, exact_interval
from evidence.effects.single_groups import log_odds, proportion, single_mean

__all__ = [
    "BeforeAfter",
    "Effect",
    "Events",
    "Interval",
    "Measured",
    "Scale",
    "Share",
    "estimate_interval",
    "exact_interval",
    "from_interval",
    "from_standard_error",
    "is_double_zero",
    "log_odds",
    "mean_change",
    "mean_difference",
    "natural",
    "odds_ratio",
    "proportion",
    "risk_difference",
    "risk_ratio",
    "single_mean",
    "standardised_mean_change",
    "standardised_mean_difference",
]

"""The estimates and standard errors of the studies to pool, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evidence.effects.checks import is_number, is_positive, shown

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Studies:
    """Estimates and their variances, one of each per study."""

    estimates: Array
    variances: Array

    @property
    def count(self) -> int:
        """How many studies there are."""
        return len(self.estimates)


def checked(
    estimates: Sequence[float], standard_errors: Sequence[float], least: int = 1
) -> Studies:
    """Return the studies as arrays.

    Raises ValueError when there are fewer than `least` of them, the two differ in
    length, an estimate is not a number or a standard error not a positive one.
    """
    found, errors = list(estimates), list(standard_errors)
    if len(found) != len(errors):
        raise ValueError(
            f"{len(found)} estimates with {len(errors)} standard errors: one each is needed"
        )
    if len(found) < least:
        raise ValueError(f"studies with an estimate: {len(found)}; {least} or more are needed")
    for place, (estimate, error) in enumerate(zip(found, errors, strict=True), start=1):
        _check(place, estimate, error)
    return Studies(np.array(found, dtype=float), np.array(errors, dtype=float) ** 2)


def _check(place: int, estimate: Any, error: Any) -> None:
    if not is_number(estimate):
        raise ValueError(f"study {place}: an estimate of {shown(estimate)}, a number is needed")
    if not is_positive(error):
        found = f"study {place}: a standard error of {shown(error)}"
        raise ValueError(f"{found}, a positive number is needed")


def weighted_mean(studies: Studies, between_study_variance: float = 0.0) -> tuple[float, Array]:
    """Return the mean weighted by precision, and the weights 1/(vᵢ + τ²)."""
    weights = 1 / (studies.variances + between_study_variance)
    return float(weights @ studies.estimates / weights.sum()), weights


def generalised_q(studies: Studies, between_study_variance: float) -> float:
    """Return Σ (yᵢ - μ)²/(vᵢ + τ²), with μ the mean weighted by the same precision."""
    mean, weights = weighted_mean(studies, between_study_variance)
    return float(weights @ (studies.estimates - mean) ** 2)

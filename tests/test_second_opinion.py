"""An independent library, PyMetaAnalysis, finds the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import meta_analyze
import numpy as np
import pytest

from evidence import pooling
from evidence.effects import (
    Effect,
    Events,
    Measured,
    mean_difference,
    odds_ratio,
    risk_ratio,
    standardised_mean_difference,
)
from evidence.pooling import Method, Test

METHODS: dict[Method, str] = {
    "REML": "REML",
    "Paule-Mandel": "PM",
    "DerSimonian-Laird": "DL",
}
TESTS: dict[Test, str] = {
    "z": "normal",
    "Hartung-Knapp": "hartung_knapp",
    "modified Hartung-Knapp": "hartung_knapp_adhoc",
}


def _invented(seed: int) -> tuple[list[float], list[float]]:
    random = np.random.default_rng(seed)
    studies = int(random.integers(3, 15))
    errors = random.uniform(0.1, 0.8, studies)
    estimates = random.normal(-0.5, np.hypot(errors, random.uniform(0, 1)))
    return list(map(float, estimates)), list(map(float, errors))


def _theirs(estimates: list[float], errors: list[float], **choices: Any) -> Any:
    return meta_analyze.meta_analysis(
        effect=estimates, standard_error=errors, atol=1e-13, max_iter=100_000, **choices
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("test", TESTS)
def test_a_pool_is_theirs(seed: int, method: Method, test: Test) -> None:
    """Of studies drawn at random: estimate, interval, variance between studies, prediction."""
    estimates, errors = _invented(seed)
    theirs = _theirs(estimates, errors, tau2_method=METHODS[method], ci_method=TESTS[test])
    ours = pooling.pool(estimates, errors, method=method, test=test)
    predicted = pooling.prediction_interval(ours)
    assert (
        ours.estimate,
        ours.standard_error,
        ours.lower,
        ours.upper,
        ours.between_study_variance,
        predicted.lower,
        predicted.upper,
    ) == pytest.approx(
        (
            theirs.estimate,
            theirs.standard_error,
            theirs.ci_low,
            theirs.ci_high,
            theirs.tau2,
            *theirs.prediction_interval,
        ),
        abs=1e-8,
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_variance_interval_is_theirs(seed: int) -> None:
    """By Q-profile."""
    estimates, errors = _invented(seed)
    theirs = _theirs(estimates, errors).tau2_confidence_interval()
    ours = pooling.between_study_variance_interval(estimates, errors)
    assert (ours.lower, ours.upper) == pytest.approx((theirs.ci_low, theirs.ci_high), abs=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_eggers_test_is_theirs(seed: int) -> None:
    """Statistic and P value."""
    estimates, errors = _invented(seed)
    theirs = _theirs(estimates, errors).egger_test()
    ours = pooling.asymmetry(estimates, errors)
    assert (ours.statistic, ours.p_value) == pytest.approx(
        (theirs.statistic, theirs.pvalue), abs=1e-8
    )


TABLES = [(4, 123, 11, 139), (0, 20, 5, 18), (7, 7, 3, 9), (2, 14, 0, 11), (1, 5, 1, 6)]


@pytest.mark.parametrize(("measure", "function"), [("RR", risk_ratio), ("OR", odds_ratio)])
def test_ratios_are_theirs_with_zero_cells(
    measure: str, function: Callable[[Events, Events], Effect]
) -> None:
    """A half is added to all four cells of a study with a zero, and of no other."""
    columns = list(zip(*TABLES, strict=True))
    theirs = meta_analyze.meta_binary(
        event_treat=list(columns[0]),
        n_treat=list(columns[1]),
        event_control=list(columns[2]),
        n_control=list(columns[3]),
        measure=measure,
        method="IV",
        model="random",
    ).study_results
    for (a, n, c, m), effect, variance in zip(
        TABLES, theirs["effect"], theirs["variance"], strict=True
    ):
        ours = function(Events(a, n), Events(c, m))
        assert (ours.estimate, ours.variance) == pytest.approx((effect, variance), abs=1e-10)


@pytest.mark.parametrize(
    ("measure", "function"), [("MD", mean_difference), ("SMD", standardised_mean_difference)]
)
def test_differences_of_means_are_theirs(
    measure: str, function: Callable[[Measured, Measured], Effect]
) -> None:
    """Hedges' g with the exact factor, down to groups of two."""
    groups = [((5.1, 1.2, 30), (4.0, 1.9, 28)), ((2.0, 0.4, 2), (2.6, 0.9, 2))]
    theirs = meta_analyze.meta_continuous(
        **{
            f"{name}_{arm}": [pair[place][column] for pair in groups]
            for place, arm in enumerate(("treat", "control"))
            for column, name in enumerate(("mean", "sd", "n"))
        },
        measure=measure,
    ).study_results
    for (treated, control), effect, variance in zip(
        groups, theirs["effect"], theirs["variance"], strict=True
    ):
        ours = function(Measured(*treated), Measured(*control))
        assert (ours.estimate, ours.variance) == pytest.approx((effect, variance), abs=1e-10)

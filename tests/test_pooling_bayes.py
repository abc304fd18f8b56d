"""The Bayesian companion agrees with adding up a fine grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import cumulative_simpson, simpson
from scipy.interpolate import CubicSpline
from scipy.stats import halfnorm, norm

import metafor
from evidence import pooling
from evidence.pooling import Posterior

CASES = {
    "one study": ([0.4], [0.3], 0.5),
    "two that agree": ([0.3, 0.35], [0.2, 0.4], 0.5),
    "three that differ": ([-0.4, 0.3, 1.2], [0.2, 0.3, 0.25], 0.5),
    "a wide prior": ([-0.4, 0.3, 1.2], [0.2, 0.3, 0.25], 1.0),
    "thirteen trials": (*metafor.effects("dat.bcg", "RR"), 0.5),
    "invented changes": (*metafor.effects("tiny.change", "MC"), 0.5),
}


def _on_a_grid(values: np.ndarray, density: np.ndarray) -> Posterior:
    """Return mean and quantiles of a density on equal steps, by adding it up."""
    below = cumulative_simpson(density, x=values, initial=0)
    curve = CubicSpline(values, below / below[-1])
    median, lower, upper = (
        float(curve.solve(share, extrapolate=False)[0]) for share in (0.5, 0.025, 0.975)
    )
    mean = float(simpson(values * density, x=values)) / below[-1]
    return Posterior(mean, median, lower, upper)


def _by_brute_force(
    estimates: list[float], errors: list[float], scale: float
) -> tuple[Posterior, Posterior]:
    """Return the posteriors of the effect and of the deviation between studies.

    From prior × likelihood at every point of a grid of both.
    """
    effects = np.linspace(-12, 12, 4001)
    deviations = np.linspace(0, 7 * scale, 801)[:, None]
    density = halfnorm.pdf(deviations, scale=scale) * np.ones_like(effects)
    for estimate, error in zip(estimates, errors, strict=True):
        density *= norm.pdf(estimate, effects, np.hypot(error, deviations))
    return (
        _on_a_grid(effects, simpson(density, x=deviations[:, 0], axis=0)),
        _on_a_grid(deviations[:, 0], simpson(density, x=effects, axis=1)),
    )


def _numbers(posterior: Posterior) -> tuple[float, float, float, float]:
    return (posterior.mean, posterior.median, posterior.lower, posterior.upper)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_posterior_is_that_of_a_grid(case: tuple[list[float], list[float], float]) -> None:
    """Mean, median and interval, of the effect and of the deviation between studies."""
    estimates, errors, scale = case
    found = pooling.bayes(estimates, errors, prior_scale=scale)
    effect, deviation = _by_brute_force(estimates, errors, scale)
    assert _numbers(found.effect) == pytest.approx(_numbers(effect), abs=1e-6)
    assert _numbers(found.between_study_deviation) == pytest.approx(_numbers(deviation), abs=1e-6)
    assert (found.prior_scale, found.level, found.studies) == (scale, 0.95, len(estimates))


def test_one_study_leaves_the_prior_of_the_deviation() -> None:
    """It says nothing about how studies differ: the quantiles are those of the half-normal."""
    found = pooling.bayes([0.4], [0.3]).between_study_deviation
    quantiles = halfnorm.ppf([0.5, 0.025, 0.975], scale=0.5)
    assert (found.median, found.lower, found.upper) == pytest.approx(tuple(quantiles), abs=1e-10)
    assert found.mean == pytest.approx(halfnorm.mean(scale=0.5), abs=1e-10)


def test_a_prior_at_zero_gives_equal_effects() -> None:
    """Of a scale so small that no study may differ."""
    estimates, errors = [0.1, 0.5, 0.2], [0.2, 0.3, 0.25]
    found = pooling.bayes(estimates, errors, prior_scale=1e-7).effect
    pool = pooling.pool(estimates, errors, method="equal effects")
    assert (found.median, found.lower, found.upper) == pytest.approx(
        (pool.estimate, pool.lower, pool.upper), abs=1e-8
    )


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_unit_of_measurement_does_not_matter(factor: float) -> None:
    """When the prior is in the same unit."""
    estimates, errors = [-0.4, 0.3, 1.2], [0.2, 0.3, 0.25]
    found = pooling.bayes(estimates, errors)
    scaled = pooling.bayes(
        [value * factor for value in estimates],
        [value * factor for value in errors],
        prior_scale=0.5 * factor,
    )
    assert _numbers(scaled.effect) == pytest.approx(
        tuple(factor * number for number in _numbers(found.effect)), rel=1e-9
    )


@pytest.mark.parametrize("spread", [0.0, 1e-6, 30.0, 3000.0])
def test_studies_far_beyond_the_prior_still_have_an_answer(spread: float) -> None:
    """Finite numbers, in order, with the middle where symmetry puts it."""
    found = pooling.bayes([-spread, 0.0, spread], [0.01, 0.02, 0.01])
    for posterior in (found.effect, found.between_study_deviation):
        assert posterior.lower < posterior.median < posterior.upper
    assert found.effect.median == pytest.approx(0, abs=1e-9)


def test_a_higher_level_makes_a_wider_interval() -> None:
    """The middle stays."""
    usual = pooling.bayes([0.1, 0.5], [0.2, 0.3]).effect
    wide = pooling.bayes([0.1, 0.5], [0.2, 0.3], level=0.99).effect
    assert wide.lower < usual.lower < usual.upper < wide.upper
    assert wide.median == usual.median


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_a_prior_has_a_positive_scale(scale: float) -> None:
    """In the unit of the estimates."""
    with pytest.raises(ValueError, match="a positive number in the unit of the estimates"):
        pooling.bayes([0.1], [0.2], prior_scale=scale)

"""Pools hold together where no reference number says what they are."""

from __future__ import annotations

from dataclasses import astuple
from math import inf, isfinite, nan
from typing import Any, get_args

import numpy as np
import pytest

import metafor
from evidence import pooling
from evidence.effects import estimate_interval
from evidence.pooling import Method, Pool, Test

METHODS: tuple[Method, ...] = get_args(Method)
TESTS: tuple[Test, ...] = get_args(Test)
COMBINATIONS = [
    (method, test)
    for method in METHODS
    for test in TESTS
    if method != "equal effects" or test == "z"
]


def _is_finite(pool: Pool) -> bool:
    found = () if pool.heterogeneity is None else astuple(pool.heterogeneity)
    numbers = [value for value in (*astuple(pool), *found) if isinstance(value, float)]
    return all(isfinite(number) for number in (*numbers, *pool.weights))


# One study, two, and all the same


@pytest.mark.parametrize(("method", "test"), COMBINATIONS)
def test_one_study_comes_back_as_it_is(method: Method, test: Test) -> None:
    """With its normal interval, whatever was asked for, and a note that nothing is pooled."""
    pool = pooling.pool([-0.4], [0.2], method=method, test=test)
    own = estimate_interval(-0.4, 0.2)
    assert (pool.estimate, pool.standard_error) == pytest.approx((-0.4, 0.2), abs=1e-15)
    assert (pool.lower, pool.upper) == pytest.approx((own.lower, own.upper), abs=1e-15)
    assert (pool.test, pool.between_study_variance, pool.heterogeneity) == ("z", 0.0, None)
    assert pool.notes == ("one study: its own estimate and normal interval, nothing is pooled",)
    assert _is_finite(pool)


@pytest.mark.parametrize(("method", "test"), COMBINATIONS)
@pytest.mark.parametrize(
    "estimates", [[0.3, 0.3], [0.3, 0.1 + 0.2, 0.3], [0.0, 0.0, 0.0], [0.1, 0.4], [-9.0, 9.0]]
)
def test_small_pools_are_numbers_with_some_width(
    method: Method, test: Test, estimates: list[float]
) -> None:
    """Two studies, equal ones and contradictory ones: no missing number, no width of zero."""
    pool = pooling.pool(estimates, [0.2, 0.3, 0.4][: len(estimates)], method=method, test=test)
    assert _is_finite(pool)
    assert pool.upper - pool.lower > 0.1
    assert pool.lower < pool.estimate < pool.upper


def test_equal_estimates_do_not_narrow_to_nothing() -> None:
    """Hartung-Knapp would claim perfect certainty; the modified interval is given and named."""
    pool = pooling.pool([0.3, 0.3, 0.3], [0.2, 0.3, 0.4], test="Hartung-Knapp")
    modified = pooling.pool([0.3, 0.3, 0.3], [0.2, 0.3, 0.4])
    assert pool.test == "modified Hartung-Knapp"
    assert pool.notes[0].startswith("all estimates are equal")
    assert (pool.lower, pool.upper) == (modified.lower, modified.upper)


@pytest.mark.parametrize("method", METHODS)
def test_equal_estimates_have_no_variance_between_studies(method: Method) -> None:
    """Exactly zero, and I² too."""
    assert pooling.between_study_variance([1.5] * 4, [1, 2, 3, 4], method) == 0
    assert pooling.heterogeneity([1.5] * 4, [1, 2, 3, 4], method).i_squared == 0


# Defaults and choices


def test_the_default_is_reml_with_the_modified_interval() -> None:
    """The interval that keeps its promise with few studies."""
    pool = pooling.pool([0.1, 0.5, 0.9], [0.2, 0.2, 0.3])
    assert (pool.method, pool.test, pool.level) == ("REML", "modified Hartung-Knapp", 0.95)
    assert (pool.studies, pool.degrees_of_freedom, pool.notes) == (3, 2, ())


def test_equal_effects_go_with_the_normal_interval() -> None:
    """Without asking."""
    pool = pooling.pool([0.1, 0.5, 0.9], [0.2, 0.2, 0.3], method="equal effects")
    assert (pool.test, pool.degrees_of_freedom) == ("z", None)


@pytest.mark.parametrize("test", ["Hartung-Knapp", "modified Hartung-Knapp"])
def test_equal_effects_refuse_hartung_knapp(test: Test) -> None:
    """It would let studies differ after all."""
    with pytest.raises(ValueError, match="belongs to random effects"):
        pooling.pool([0.1, 0.5], [0.2, 0.2], method="equal effects", test=test)


def test_the_modified_interval_is_never_narrower() -> None:
    """It is Hartung-Knapp where studies differ, and wider where they agree by chance."""
    agreeing, differing = [0.30, 0.31, 0.29], [0.0, 0.6, 1.9]
    for estimates, is_wider in ((agreeing, True), (differing, False)):
        plain = pooling.pool(estimates, [0.2, 0.2, 0.3], test="Hartung-Knapp")
        modified = pooling.pool(estimates, [0.2, 0.2, 0.3])
        assert (modified.standard_error > plain.standard_error + 1e-3) is is_wider


def test_a_higher_level_makes_a_wider_interval() -> None:
    """Of the mean, of a further study, and of the variance between studies."""
    data = ([0.0, 0.6, 1.9], [0.2, 0.2, 0.3])
    usual, wide = pooling.pool(*data), pooling.pool(*data, level=0.99)
    assert wide.lower < usual.lower < usual.upper < wide.upper
    assert pooling.prediction_interval(wide).upper > pooling.prediction_interval(usual).upper
    variances = [pooling.between_study_variance_interval(*data, level) for level in (0.95, 0.99)]
    assert variances[1].lower < variances[0].lower < variances[0].upper < variances[1].upper


def test_weights_are_percentages_in_the_order_of_the_studies() -> None:
    """A study with half the standard error weighs four times as much, if effects are equal."""
    pool = pooling.pool([0.1, 0.5], [0.4, 0.2], method="equal effects")
    assert pool.weights == pytest.approx((20, 80), abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"method": "HE"}, "method “HE”: one of REML, Paule-Mandel, DerSimonian-Laird"),
        ({"test": "t"}, "test “t”: one of z, Hartung-Knapp, modified Hartung-Knapp is needed"),
        ({"level": 95}, "a level of 95: write a fraction"),
    ],
)
def test_unknown_choices_are_refused(arguments: dict[str, Any], said: str) -> None:
    """The message lists what can be chosen."""
    with pytest.raises(ValueError, match=said):
        pooling.pool([0.1, 0.5], [0.2, 0.2], **arguments)


@pytest.mark.parametrize(
    ("estimates", "errors", "said"),
    [
        ([], [], "studies with an estimate: 0; 1 or more are needed"),
        ([1, 2], [1], "2 estimates with 1 standard errors: one each is needed"),
        ([1, nan], [1, 1], "study 2: an estimate of nothing, a number is needed"),
        ([1, 2], [0, 1], "study 1: a standard error of 0, a positive number is needed"),
        ([1, 2], [1, -1], "study 2: a standard error of -1, a positive number is needed"),
        ([1, 2], [1, inf], "study 2: a standard error of inf, a positive number is needed"),
        ([1, 2], [1, None], "study 2: a standard error of nothing, a positive number is needed"),
    ],
)
@pytest.mark.parametrize(
    "function",
    [pooling.pool, pooling.between_study_variance, pooling.cumulative, pooling.bayes],
)
def test_impossible_studies_are_refused(
    function: Any, estimates: list[Any], errors: list[Any], said: str
) -> None:
    """The message names the study, what was found and what is needed."""
    with pytest.raises(ValueError, match=f"^{said}$"):
        function(estimates, errors)


# What must hold for any data


def _invented(seed: int) -> tuple[list[float], list[float]]:
    random = np.random.default_rng(seed)
    studies = int(random.integers(2, 12))
    errors = random.uniform(0.05, 1.5, studies)
    estimates = random.normal(0.3, np.hypot(errors, random.uniform(0, 1.5)))
    return list(map(float, estimates)), list(map(float, errors))


def _restricted_log_likelihood(
    estimates: list[float], errors: list[float], variance: float
) -> float:
    """Return the log-density of the estimates less their mean, from its covariance matrix."""
    count = len(estimates)
    covariance = np.diag(np.square(errors)) + variance * np.eye(count)
    # Differences to the last study do not depend on the mean effect.
    contrast = np.eye(count)[:-1] - np.eye(count)[-1]
    values, spread = contrast @ estimates, contrast @ covariance @ contrast.T
    return float(-np.linalg.slogdet(spread)[1] - values @ np.linalg.solve(spread, values)) / 2


@pytest.mark.parametrize("seed", range(12))
def test_reml_is_the_highest_restricted_likelihood(seed: int) -> None:
    """No variance on a fine grid does better, by another way to write the likelihood."""
    estimates, errors = _invented(seed)
    found = pooling.between_study_variance(estimates, errors)
    best = _restricted_log_likelihood(estimates, errors, found)
    for variance in np.concatenate([[0.0], np.geomspace(1e-6, 30, 400)]):
        assert _restricted_log_likelihood(estimates, errors, float(variance)) <= best + 1e-12


@pytest.mark.parametrize(("close", "expected"), [(2, 1.88), (3, 0.0)])
def test_reml_takes_the_higher_of_two_peaks(close: int, expected: float) -> None:
    """Close precise studies and two distant ones: one peak is at zero, the other is not."""
    estimates = [0.0] * close + [2.0, -2.0]
    errors = [0.1] * close + [0.7, 0.7]
    assert pooling.between_study_variance(estimates, errors) == pytest.approx(expected, abs=0.01)
    likelihoods = [
        _restricted_log_likelihood(estimates, errors, variance) for variance in (0.0, 0.05, 1.11)
    ]
    assert likelihoods[1] < min(likelihoods[0], likelihoods[2])


@pytest.mark.parametrize(("method", "test"), COMBINATIONS)
@pytest.mark.parametrize("factor", [1e-5, 1e5])
def test_the_unit_of_measurement_does_not_matter(method: Method, test: Test, factor: float) -> None:
    """Grams or micrograms: the same pool."""
    estimates, errors = metafor.effects("dat.normand1999", "MD")
    pool = pooling.pool(estimates, errors, method=method, test=test)
    scaled = pooling.pool(
        [value * factor for value in estimates],
        [value * factor for value in errors],
        method=method,
        test=test,
    )
    assert scaled.estimate == pytest.approx(pool.estimate * factor, rel=1e-10)
    assert scaled.upper == pytest.approx(pool.upper * factor, rel=1e-10)
    assert scaled.between_study_variance == pytest.approx(
        pool.between_study_variance * factor**2, rel=1e-10
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_studies_does_not_matter(seed: int) -> None:
    """Nor does turning every effect around."""
    estimates, errors = _invented(seed)
    pool = pooling.pool(estimates, errors)
    turned = pooling.pool([-value for value in reversed(estimates)], errors[::-1])
    assert turned.lower == pytest.approx(-pool.upper, abs=1e-10)
    assert turned.between_study_variance == pytest.approx(pool.between_study_variance, abs=1e-10)


@pytest.mark.parametrize("seed", range(6))
def test_the_variance_interval_holds_the_estimate_of_paule_and_mandel(seed: int) -> None:
    """Both read the same falling curve."""
    estimates, errors = _invented(seed)
    interval = pooling.between_study_variance_interval(estimates, errors)
    estimate = pooling.between_study_variance(estimates, errors, "Paule-Mandel")
    assert interval.lower <= estimate <= interval.upper or interval.upper == 0


# Parts that need more studies


def test_a_prediction_interval_needs_three_studies() -> None:
    """With two, t(k - 2) has no degrees of freedom left; t(k - 1) has one."""
    pool = pooling.pool([0.1, 0.5], [0.2, 0.2])
    with pytest.raises(ValueError, match="studies pooled: 2; a prediction interval needs 3"):
        pooling.prediction_interval(pool)
    assert isfinite(pooling.prediction_interval(pool, "k-1").upper)


@pytest.mark.parametrize("freedom", ["k-1", "normal"])
def test_one_study_predicts_nothing(freedom: Any) -> None:
    """Whatever the degrees of freedom."""
    with pytest.raises(ValueError, match="studies pooled: 1; a prediction interval needs 2"):
        pooling.prediction_interval(pooling.pool([0.1], [0.2]), freedom)


def test_equal_effects_predict_nothing() -> None:
    """They assume that no study differs."""
    pool = pooling.pool([0.1, 0.5, 0.6], [0.2, 0.2, 0.2], method="equal effects")
    with pytest.raises(ValueError, match="equal effects leave nothing to predict"):
        pooling.prediction_interval(pool)


def test_unknown_degrees_of_freedom_are_refused() -> None:
    """The message lists the conventions."""
    pool = pooling.pool([0.1, 0.5, 0.6], [0.2, 0.2, 0.2])
    with pytest.raises(ValueError, match="one of k-2, k-1, normal is needed"):
        pooling.prediction_interval(pool, "k-3")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "function",
    [pooling.heterogeneity, pooling.between_study_variance_interval, pooling.leave_one_out],
)
def test_one_study_does_not_differ_from_itself(function: Any) -> None:
    """Two are needed, and the message says so."""
    with pytest.raises(ValueError, match="studies with an estimate: 1; 2 or more are needed"):
        function([0.1], [0.2])


def test_leaving_out_one_of_two_leaves_the_other() -> None:
    """In the order of the study left out."""
    first, second = pooling.leave_one_out([0.1, 0.5], [0.2, 0.3])
    assert (first.estimate, second.estimate) == pytest.approx((0.5, 0.1), abs=1e-15)


def test_the_last_cumulative_pool_is_the_pool() -> None:
    """And the first is the first study."""
    estimates, errors = _invented(3)
    pools = pooling.cumulative(estimates, errors)
    assert len(pools) == len(estimates)
    assert pools[0].estimate == pytest.approx(estimates[0], abs=1e-15)
    assert pools[-1] == pooling.pool(estimates, errors)


@pytest.mark.parametrize(
    ("estimates", "errors", "said"),
    [
        ([1, 2], [1, 2], "studies with an estimate: 2; 3 or more are needed"),
        ([1, 2, 4], [1, 1, 1], "all standard errors are equal: no asymmetry can be seen"),
        ([1, 2, 3], [1, 2, 3], "the estimates lie on a line: the test has no spread"),
        ([0.2, 0.2, 0.2], [1, 2, 3], "the estimates lie on a line: the test has no spread"),
    ],
)
def test_asymmetry_needs_something_to_see(
    estimates: list[float], errors: list[float], said: str
) -> None:
    """The message says why the test has no answer."""
    with pytest.raises(ValueError, match=f"^{said}"):
        pooling.asymmetry(estimates, errors)

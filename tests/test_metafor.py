"""Pooled numbers are those of R's metafor, all that the package offers."""

from __future__ import annotations

from collections import Counter

import pytest

import metafor
from evidence import pooling
from evidence.effects import Events, Interval, exact_interval
from evidence.pooling.prediction import Freedom

POOLS = metafor.compared("uni")
PREDICTIONS: dict[str, Freedom] = {"z": "normal", "t_km1": "k-1", "t_km2": "k-2"}


def _name(key: tuple[str, ...]) -> str:
    return " ".join(part for part in key if part)


def _pool(key: tuple[str, ...]) -> pooling.Pool:
    dataset, measure, method, test, _ = key
    estimates, errors = metafor.effects(dataset, measure)
    return pooling.pool(estimates, errors, method=metafor.METHODS[method], test=metafor.TESTS[test])


def _ends(interval: Interval, name: str) -> dict[str, float]:
    return {f"{name}_lb": interval.lower, f"{name}_ub": interval.upper}


def _pooled(pool: pooling.Pool) -> dict[str, float]:
    return {
        "b": pool.estimate,
        "se": pool.standard_error,
        "ci_lb": pool.lower,
        "ci_ub": pool.upper,
        "tau2": pool.between_study_variance,
    }


def _tested(pool: pooling.Pool) -> dict[str, float]:
    found = pool.heterogeneity
    assert found is not None
    return {
        "stat": pool.statistic,
        "pval": pool.p_value,
        "QE": found.q,
        "QEp": found.p_value,
        "I2": found.i_squared,
        "H2": found.h_squared,
    }


def _predicted(pool: pooling.Pool, test: str) -> dict[str, float]:
    usual: Freedom = "normal" if test == "z" else "k-1"
    found = _ends(pooling.prediction_interval(pool, usual), "predict_default")
    for name, freedom in PREDICTIONS.items():
        if freedom != "k-2" or pool.studies > 2:
            found |= _ends(pooling.prediction_interval(pool, freedom), f"pi_{name}")
    return found


@pytest.mark.parametrize("key", POOLS, ids=_name)
def test_a_pool_is_that_of_metafor(key: tuple[str, ...]) -> None:
    """Estimate, interval, test, heterogeneity and prediction intervals, to 1e-8."""
    expected = POOLS[key]
    pool = _pool(key)
    found = _pooled(pool) | _tested(pool)
    if pool.method != "equal effects":
        found |= _predicted(pool, key[3])
    if "tau2_qp_lb" in expected:
        estimates, errors = metafor.effects(key[0], key[1])
        found |= _ends(pooling.between_study_variance_interval(estimates, errors), "tau2_qp")
    assert found == pytest.approx(expected, abs=1e-8, rel=0)


@pytest.mark.parametrize("method", ["REML", "PM", "DL"])
@pytest.mark.parametrize("test", ["z", "knha"])
def test_leaving_one_out_is_that_of_metafor(method: str, test: str) -> None:
    """Thirteen pools of twelve trials each, to 1e-8."""
    expected = metafor.compared("leave1out")
    estimates, errors = metafor.effects("dat.bcg", "RR")
    pools = pooling.leave_one_out(
        estimates, errors, method=metafor.METHODS[method], test=metafor.TESTS[test]
    )
    labels = [f"{study['author']} {study['year']}" for study in metafor.inputs("dat.bcg")]
    for label, pool in zip(labels, pools, strict=True):
        key = ("dat.bcg", "RR", method, test, label)
        assert _pooled(pool) == pytest.approx(expected[key], abs=1e-8, rel=0)


@pytest.mark.parametrize("method", ["REML", "PM", "DL"])
@pytest.mark.parametrize("test", ["z", "knha"])
def test_the_pool_as_studies_came_in_is_that_of_metafor(method: str, test: str) -> None:
    """From the first two trials by year to all thirteen, to 1e-8."""
    expected = metafor.compared("cumulative")
    studies = metafor.inputs("dat.bcg")
    order = sorted(range(len(studies)), key=lambda place: int(studies[place]["year"]))
    estimates, errors = metafor.effects("dat.bcg", "RR")
    pools = pooling.cumulative(
        [estimates[place] for place in order],
        [errors[place] for place in order],
        method=metafor.METHODS[method],
        test=metafor.TESTS[test],
    )
    for count in range(2, len(order) + 1):
        last = studies[order[count - 1]]
        item = f"{count:02}:{last['author']} {last['year']}"
        found = _pooled(pools[count - 1])
        key = ("dat.bcg", "RR", method, test, item)
        assert found == pytest.approx(expected[key], abs=1e-8, rel=0)


def test_eggers_test_is_that_of_metafor() -> None:
    """The weighted regression with t(k - 2), to 1e-8."""
    ((key, expected),) = metafor.compared("egger_lm").items()
    found = pooling.asymmetry(*metafor.effects(key[0], key[1]))
    assert {
        "stat": found.statistic,
        "df": found.degrees_of_freedom,
        "pval": found.p_value,
        "slope": found.slope,
        "slope_se": found.slope_standard_error,
        "limit_estimate": found.limit,
    } == pytest.approx(expected, abs=1e-8, rel=0)


def _groups(dataset: str) -> list[Events]:
    return [Events(int(row["xi"]), int(row["ni"])) for row in metafor.inputs(dataset)]


@pytest.mark.parametrize("key", metafor.compared("simple_sum"), ids=_name)
def test_the_exact_interval_of_the_sum_is_that_of_r(key: tuple[str, ...]) -> None:
    """R's binom.test on all people together, to 1e-8."""
    groups = _groups(key[0])
    share = exact_interval(sum(g.events for g in groups), sum(g.people for g in groups))
    found = {"estimate": share.estimate, "cp_lb": share.lower, "cp_ub": share.upper}
    assert found == pytest.approx(metafor.compared("simple_sum")[key], abs=1e-8, rel=0)


@pytest.mark.parametrize("key", metafor.compared("glmm"), ids=_name)
def test_a_pooled_share_is_that_of_metafor(key: tuple[str, ...]) -> None:
    """The binomial-normal model by lme4, to the 2e-5 to which lme4 is solved."""
    dataset, _, _, test, item = key
    pooled = pooling.pool_shares(_groups(dataset), nodes=int(item.removeprefix("nAGQ=")))
    assert pooled.fit is not None
    freedom = None if test == "z" else pooled.studies - 1
    found = {
        "b": pooled.fit.log_odds,
        "se": pooled.fit.standard_error,
        "tau2": pooled.fit.between_study_variance,
        "p": pooled.estimate,
        **_ends(pooled.fit.interval(degrees_of_freedom=freedom), "ci"),
        **_ends(pooled.fit.share_interval(degrees_of_freedom=freedom), "p"),
    }
    assert found == pytest.approx(metafor.compared("glmm")[key], abs=2e-5, rel=0)


def test_no_reference_number_is_skipped_unnoticed() -> None:
    """Every number is compared above, or has a stated reason not to be."""
    counted = Counter(metafor.why_not_compared(row) for row in metafor.rows())
    models = {row["model"] for row in metafor.rows()}
    numbers = sum(len(group) for model in models for group in metafor.compared(model).values())
    assert numbers == counted[""] == 4891
    assert sum(counted.values()) == 10_494
    assert sum(len(group) for group in POOLS.values()) == 4030

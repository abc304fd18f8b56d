"""The reference numbers of R's metafor: see reference/README.md."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from evidence.pooling import Method, Test

FOLDER = Path(__file__).parent / "reference"
Row = dict[str, str]

METHODS: dict[str, Method] = {
    "REML": "REML",
    "PM": "Paule-Mandel",
    "DL": "DerSimonian-Laird",
    "EE": "equal effects",
}
TESTS: dict[str, Test] = {
    "z": "z",
    "knha": "Hartung-Knapp",
    "adhoc": "modified Hartung-Knapp",
}

_FILES = {
    "dat.bcg": "bcg",
    "dat.normand1999": "normand1999",
    "dat.pritz1997": "pritz1997",
    "tiny.change": "tinychange",
    "tiny.resp": "tinyresp",
    "tiny.sae": "tinysae",
}


@cache
def rows() -> tuple[Row, ...]:
    """Return every reference number."""
    return _read("reference.csv")


@cache
def inputs(dataset: str) -> tuple[Row, ...]:
    """Return the studies of a data set; of “name[1:3]” the first three."""
    name, _, part = dataset.partition("[1:")
    studies = _read(f"inputs_{_FILES[name]}.csv")
    return studies[: int(part.rstrip("]"))] if part else studies


def effects(dataset: str, measure: str) -> tuple[list[float], list[float]]:
    """Return the estimates and standard errors that metafor's escalc made."""
    studies = inputs(dataset)
    estimates = [float(study[f"yi_{measure}"]) for study in studies]
    return estimates, [float(study[f"vi_{measure}"]) ** 0.5 for study in studies]


def why_not_compared(row: Row) -> str:
    """Return why a number is not compared; “” when it is."""
    model, method = row["model"], row["tau2"]
    reasons = {
        "uni_default_tolerance": "metafor's own rounding",
        "metareg:ablat": "no meta-regression is offered",
        "metareg:ablat+year": "no meta-regression is offered",
        "backtransformed": "Freeman-Tukey is not offered: two back-transforms, two answers",
        "begg": "no rank test is offered",
        "egger_rma": "Egger's test is offered as the weighted regression only",
    }
    if model in reasons:
        return reasons[model]
    if model in ("uni", "leave1out", "cumulative") and method not in METHODS:
        return "an estimator of the between-study variance that is not offered"
    if model == "glmm" and method == "EE":
        return "no equal-effects model is offered for shares: it is the share of all together"
    if model == "glmm" and row["quantity"] == "loglik":
        return "constants of R's log-likelihood change with the number of nodes"
    if model == "glmm" and row["item"] == "nAGQ=1":
        return "Laplace's approximation is not offered"
    if model == "glmm" and row["quantity"] == "I2":
        return "no I² is offered for shares"
    return ""


@cache
def compared(model: str) -> dict[tuple[str, ...], dict[str, float]]:
    """Return the numbers of a model to compare: (data set, measure, variance, test, item) each."""
    groups: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for row in rows():
        if row["model"] == model and not why_not_compared(row):
            key = tuple(row[name] for name in ("dataset", "measure", "tau2", "test", "item"))
            assert row["quantity"] not in groups[key], f"{row} stands twice"
            groups[key][row["quantity"]] = float(row["value"])
    return dict(groups)


def _read(name: str) -> tuple[Row, ...]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))

"""Invented findings about grafted trees, for tests of what is made from findings."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import Any

import metafor
from evidence.effects import Effect, Events, Measured, mean_difference, risk_ratio
from evidence.synthesis import Analysis, Finding

RISK = "risk ratio"
MEANS = "mean difference"
SHARE = "share"
HAZARD = "hazard ratio"


def analysis(measure: str = RISK, **changes: Any) -> Analysis:
    """Return a question about scab."""
    usual: dict[str, Any] = {
        "analysis_id": "scab",
        "title": "Scab, against a control group",
        "label": "Scab",
        "outcomes": ("scabby",),
        "measure": measure,
        "information_size": 400,
    }
    return Analysis(**{**usual, **changes})


def finding(label: str = "Smith 2001", **changes: Any) -> Finding:
    """Return a finding with the key, year and cohort that its label gives."""
    key = label.lower().replace(" ", "")
    usual: dict[str, Any] = {
        "study_id": key,
        "label": label,
        "cohort_id": key,
        "design": "randomised",
        "year": int(label[-4:]),
        "outcome": "scabby",
        "time": "6 months",
        "months": 6.0,
        "unit": "trees",
    }
    return Finding(**{**usual, **changes})


def compared(
    label: str, treated: tuple[int, int], control: tuple[int, int], **more: Any
) -> Finding:
    """Return the finding of two groups of trees: events and trees of each."""
    groups = Events(*treated), Events(*control)
    people = treated[1] + control[1]
    effect = risk_ratio(*groups)
    return finding(
        label, treated=groups[0], control=groups[1], effect=effect, people=people, **more
    )


def shared(label: str, events: int, people: int, **more: Any) -> Finding:
    """Return the finding of one group of trees that nothing was compared with."""
    return finding(label, treated=Events(events, people), people=people, **more)


def measured(label: str, treated: Measured, control: Measured, **more: Any) -> Finding:
    """Return the finding of two groups whose height was measured."""
    effect = mean_difference(treated, control)
    people = int(treated.people + control.people)
    return finding(
        label, treated=treated, control=control, effect=effect, people=people, unit="m", **more
    )


def vaccinated() -> list[Finding]:
    """Return the thirteen trials of metafor's dat.bcg as findings."""
    trials = metafor.inputs("dat.bcg")
    estimates, errors = metafor.effects("dat.bcg", "RR")
    return [
        finding(
            f"{trial['author']} {trial['year']}",
            cohort_id=f"trial-{trial['trial']}",
            effect=Effect(RISK, "log", estimate, error),
            people=100,
        )
        for trial, estimate, error in zip(trials, estimates, errors, strict=True)
    ]


def ratio_ends(treated: tuple[int, int], control: tuple[int, int]) -> Sequence[float]:
    """Return a risk ratio and its 95% interval, written out as textbooks have it."""
    (a, n), (c, m) = treated, control
    ratio = (a / n) / (c / m)
    reach = 1.959963984540054 * sqrt(1 / a - 1 / n + 1 / c - 1 / m)
    return ratio, exp(log(ratio) - reach), exp(log(ratio) + reach)

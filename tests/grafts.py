"""Invented findings about grafted trees, for tests of what is made from findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import exp, log, sqrt
from typing import Any

import pandas as pd

import metafor
from evidence import question, registers
from evidence.bias import Scale
from evidence.effects import Effect, Events, Measured, mean_difference, risk_ratio
from evidence.synthesis import Analysis, Answer, Certainty, Domain, Finding, Result, Tables
from evidence.synthesis.certainty import NO_EVIDENCE

TODAY = date(2026, 11, 21)

RISK = "risk ratio"
MEANS = "mean difference"
SHARE = "share"
HAZARD = "hazard ratio"

ROW = {
    "analysis_id": "scab",
    "question_id": "pears",
    "title": "Scab, against a control group",
    "values": "",
    "fixed_on": pd.Timestamp(2026, 11, 20),
    "note": "",
}
STUDY = {
    "study_id": "smith2001",
    "label": "Smith 2001",
    "kind": "clinical",
    "status": "completed",
    "condition": "scab",
    "population": "saplings",
    "design": "randomised",
    "cohort_id": "smith2001",
    "year": 2001,
    "extracted_on": pd.Timestamp(2026, 11, 21),
}
PLANNED = {
    **STUDY,
    "study_id": "plan2020",
    "label": "PLAN-1",
    "kind": "registered",
    "status": "unknown",
    "design": "registered, randomised",
    "cohort_id": "plan2020",
}
RULES = [
    {
        "rule_id": kind.replace(" ", "-"),
        "analysis_id": "",
        "kind": kind,
        "threshold": threshold,
        "happens": happens,
        "reason": "So that gardeners know.",
    }
    for kind, threshold, happens in (
        ("new look", 6, "look again"),
        ("certain and quiet", 36, "retire"),
        ("nothing to come", 24, "look less often"),
        ("too few keepers", 1, "retire"),
    )
]
REGISTERED = {
    "registry_id": "PLAN-1",
    "study_id": "plan2020",
    "recruitment": "completed",
    "primary_completion": "2022-01",
    "completion": "",
    "last_update": "2022-02",
    "results_posted": "no",
}
ARMS = [
    {"study_id": study, "arm_id": arm, "role": role, "part_of": "", "product": product}
    for study in ("smith2001", "green2010", "plan2020")
    for arm, role, product in (
        ("compost", "treatment", "compost"),
        ("bare", "control", "bare soil"),
    )
]
RULE = Domain("imprecision", 2, "24 trees where 400 would be needed.", by_rule=True)
JUDGED = Domain("indirectness", 0, "Trees as asked.", by_rule=False)


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


def records(
    result: Result,
    *,
    level: str = "very low",
    studies: list[dict[str, Any]] | None = None,
    registered: list[dict[str, Any]] | None = None,
    others: tuple[Result, ...] = (),
    **row: Any,
) -> question.Records:
    """Return what the page of the result's question is made of; `row` changes its row."""
    known = [STUDY] if studies is None else studies
    keys = [one.study_id for one in (*result.findings, *result.set_aside)]
    missing = [key for key in keys if key not in {one["study_id"] for one in known}]
    known = [*known, *({**STUDY, "study_id": key, "label": key} for key in missing)]
    answers = {
        one.analysis.analysis_id: Answer(one, _certainty(level)) for one in (result, *others)
    }
    listed = pd.DataFrame(known, columns=list(STUDY))
    registrations = pd.DataFrame(
        [REGISTERED] if registered is None else registered, columns=list(REGISTERED)
    )
    return question.Records(
        answers=answers,
        rows={key: {**ROW, **row} for key in answers},
        questions={"pears": {"chapter": "pears", "question": "Does compost help pears?"}},
        tables=Tables(
            studies=listed,
            arms=pd.DataFrame(ARMS),
            outcomes=pd.DataFrame(),
            reported_effects=pd.DataFrame(),
            outcome_definitions=pd.DataFrame(),
        ),
        studies={one["study_id"]: one for one in known},
        outcomes={"scabby": {"label": "Scab", "definition": "Trees with scab."}},
        bias={"smith2001": "sound"},
        bias_scale=Scale(frozenset({"sound"}), frozenset({"rotten"})),
        judged={
            ("scab", "indirectness"): {
                "assessors": 1,
                "assessed_by": "A. Gardener",
                "assessed_on": pd.Timestamp(2026, 11, 20),
            }
        },
        comparisons={"randomised": "by chance", "registered, randomised": "by chance"},
        coming=registers.coming(registrations, listed, TODAY),
        as_of=TODAY,
        rules=RULES,
        awaiting=0,
        searched=True,
    )


def _certainty(level: str) -> Certainty:
    domains = () if level == NO_EVIDENCE else (RULE, JUDGED)
    return Certainty(level, "high", domains)

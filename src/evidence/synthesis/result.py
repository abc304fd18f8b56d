"""From what the studies found to what may be said of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Unpack

import pandas as pd

from evidence import cohorts
from evidence.effects import Events
from evidence.pooling import (
    How,
    Part,
    Pool,
    PooledShare,
    may_show,
    pool,
    pool_shares,
    reasons_to_refuse,
)
from evidence.pooling.refusal import COLUMNS
from evidence.synthesis.analysis import MEAN_DIFFERENCE, SHARE, Analysis
from evidence.synthesis.finding import NOT_SAID, Finding, Tables
from evidence.synthesis.findings import find


@dataclass(frozen=True)
class Result:
    """An analysis with what was found.

    `findings` holds one report per cohort, `set_aside` the other reports of the same
    people. `refusal` holds the reasons not to pool, empty when there is a pool.
    """

    analysis: Analysis
    findings: tuple[Finding, ...]
    set_aside: tuple[Finding, ...]
    refusal: tuple[str, ...]
    pooled: Pool | PooledShare | None

    @property
    def usable(self) -> tuple[Finding, ...]:
        """The findings that give counts or means to work with."""
        return tuple(one for one in self.findings if is_usable(self.analysis, one))

    @property
    def parts(self) -> frozenset[Part]:
        """What may be shown for so many studies."""
        return may_show(len(self.usable))

    @property
    def people(self) -> int:
        """How many people were analysed in the findings that can be worked with."""
        return sum(one.people for one in self.usable)


def is_usable(analysis: Analysis, found: Finding) -> bool:
    """Return whether a finding gives counts or means to work with."""
    return bool(found.treated if analysis.measure == SHARE else found.effect)


def side(result: Result) -> str:
    """Return the direction of the pool, else the one that all studies have; “not said” if none."""
    usable, pooled = result.usable, result.pooled
    if pooled is not None:
        same = [one for one in usable if one.effect and one.effect.estimate * pooled.estimate > 0]
        usable = tuple(same) or usable
    directions = {one.direction for one in usable}
    return directions.pop() if len(directions) == 1 else NOT_SAID


def synthesise(analysis: Analysis, tables: Tables) -> Result:
    """Return the result of an analysis: one report per cohort, pooled or refused."""
    found = find(analysis, tables)
    chosen = one_per_cohort(found)
    return conclude(analysis, chosen, [one for one in found if one not in chosen])


def conclude(
    analysis: Analysis, findings: Sequence[Finding], set_aside: Sequence[Finding] = ()
) -> Result:
    """Return what may be said of findings together: pooled, or refused with the reasons.

    `set_aside` are the reports that do not count. Findings no pool can describe are
    refused with what keeps them from it.
    """
    found = Result(analysis, tuple(findings), tuple(set_aside), (), None)
    usable = found.usable
    refusal = reasons_to_refuse(_candidates(analysis, usable)) if findings else []
    pooled = None
    if usable and not refusal:
        try:
            pooled = pool_findings(analysis, usable)
        except ValueError as error:
            refusal = [f"No pool could be worked out: {error}."]
    return replace(found, refusal=tuple(refusal), pooled=pooled)


def one_per_cohort(findings: Sequence[Finding]) -> list[Finding]:
    """Return one report per cohort, by the rule of `cohorts`.

    What can be worked with goes before what cannot, however many people it has.
    """
    workable = {one.cohort_id for one in findings if one.effect}
    reports = pd.DataFrame(
        [
            (one.study_id, one.cohort_id, one.year, one.people)
            for one in findings
            if one.effect or one.cohort_id not in workable
        ],
        columns=["study_id", "cohort_id", "year", "people"],
    )
    kept = set(cohorts.one_report_each(reports, reports, people="people")["study_id"])
    return [one for one in findings if one.study_id in kept]


def _candidates(analysis: Analysis, usable: Sequence[Finding]) -> pd.DataFrame:
    """Return what is asked before pooling."""
    windows = _time_windows(analysis, usable)
    return pd.DataFrame(
        [
            {
                "study_id": one.label,
                "cohort_id": one.cohort_id,
                "design": "randomised" if one.by_chance else "not randomised",
                "definition": _definition(analysis, one),
                "time_window": window,
                "has_data": True,
                "sd_imputed": False,
                "imputation_flagged": True,
            }
            for one, window in zip(usable, windows, strict=True)
        ],
        columns=list(COLUMNS),
    )


def _definition(analysis: Analysis, found: Finding) -> str:
    """Return the outcome; a difference is in a unit, and means something in no other."""
    return (
        f"{found.outcome} in {found.unit}" if analysis.measure == MEAN_DIFFERENCE else found.outcome
    )


def _time_windows(analysis: Analysis, usable: Sequence[Finding]) -> list[str]:
    """Return the time of each as printed, the same where the months are: “1 year”, “12 months”."""
    if analysis.window is not None:
        return ["as the question asks"] * len(usable)
    printed: dict[float, str] = {}
    return [
        one.time if one.months is None else printed.setdefault(one.months, one.time)
        for one in usable
    ]


def pool_findings(
    analysis: Analysis, usable: Sequence[Finding], **how: Unpack[How]
) -> Pool | PooledShare:
    """Return the pool of findings; `how` is that of `pooling.pool`, and not for shares.

    Raises ValueError when no one number describes them.
    """
    if analysis.measure == SHARE:
        return pool_shares([one.treated for one in usable if isinstance(one.treated, Events)])
    return pool(*estimates(usable), **how)


def estimates(usable: Sequence[Finding]) -> tuple[list[float], list[float]]:
    """Return the estimates of findings, and their standard errors."""
    effects = [one.effect for one in usable if one.effect]
    return [e.estimate for e in effects], [e.standard_error for e in effects]

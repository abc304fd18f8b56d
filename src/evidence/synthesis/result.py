"""From what the studies found to what may be said of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evidence.effects import Events
from evidence.pooling import Part, Pool, PooledShare, may_show, pool, pool_shares, reasons_to_refuse
from evidence.synthesis.analysis import SHARE, Analysis
from evidence.synthesis.finding import Finding, Tables
from evidence.synthesis.findings import find


@dataclass(frozen=True)
class Result:
    """An analysis with what was found.

    `findings` holds one report per cohort, `set_aside` the other reports of the same
    people. `refusal` holds the reasons not to pool, empty when there is a pool. `parts`
    is what may be shown for so many studies.
    """

    analysis: Analysis
    findings: tuple[Finding, ...]
    set_aside: tuple[Finding, ...]
    refusal: tuple[str, ...]
    pooled: Pool | PooledShare | None
    parts: frozenset[Part]

    @property
    def usable(self) -> tuple[Finding, ...]:
        """The findings that give counts or means to work with."""
        share = self.analysis.measure == SHARE
        return tuple(one for one in self.findings if (one.treated if share else one.effect))

    @property
    def people(self) -> int:
        """How many people were analysed in the findings that can be worked with."""
        return sum(one.people for one in self.usable)


def synthesise(analysis: Analysis, tables: Tables) -> Result:
    """Return the result of an analysis: one report per cohort, pooled or refused."""
    found = find(analysis, tables)
    chosen = one_per_cohort(found)
    result = Result(
        analysis=analysis,
        findings=tuple(chosen),
        set_aside=tuple(one for one in found if one not in chosen),
        refusal=(),
        pooled=None,
        parts=frozenset(),
    )
    usable = result.usable
    refusal = reasons_to_refuse(_candidates(analysis, usable)) if chosen else []
    pooled = None if refusal or not usable else _pool(analysis, usable)
    return Result(
        analysis, result.findings, result.set_aside, tuple(refusal), pooled, may_show(len(usable))
    )


def one_per_cohort(findings: Sequence[Finding]) -> list[Finding]:
    """Return one report per cohort: the one with most people that can be worked with.

    Of reports with as many people the later one counts, then the first by its key.
    """
    ranked = sorted(
        findings,
        key=lambda one: (one.effect is None, -one.people, -(one.year or 0), one.study_id),
    )
    chosen = {one.cohort_id: one for one in reversed(ranked)}
    return [one for one in findings if chosen[one.cohort_id] is one]


def _candidates(analysis: Analysis, usable: Sequence[Finding]) -> pd.DataFrame:
    """Return what is asked before pooling; without a window the printed times must agree."""
    timed = analysis.window is not None
    return pd.DataFrame(
        [
            {
                "study_id": one.label,
                "cohort_id": one.cohort_id,
                "design": _comparison(one.design),
                "definition": one.outcome,
                "time_window": "as the question asks" if timed else one.time,
                "has_data": True,
                "sd_imputed": False,
                "imputation_flagged": True,
            }
            for one in usable
        ],
        columns=[
            "study_id",
            "cohort_id",
            "design",
            "definition",
            "time_window",
            "has_data",
            "sd_imputed",
            "imputation_flagged",
        ],
    )


def _comparison(design: str) -> str:
    return "randomised" if design.startswith("randomised") else "not randomised"


def _pool(analysis: Analysis, usable: Sequence[Finding]) -> Pool | PooledShare:
    if analysis.measure == SHARE:
        return pool_shares([one.treated for one in usable if isinstance(one.treated, Events)])
    effects = [one.effect for one in usable if one.effect]
    return pool([e.estimate for e in effects], [e.standard_error for e in effects])

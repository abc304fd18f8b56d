"""Earlier pooled results, worked out again from the groups in our tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from evidence.synthesis.analysis import MEAN_DIFFERENCE, RISK_RATIO, Analysis
from evidence.synthesis.finding import Tables
from evidence.synthesis.result import Result, synthesise

_MEASURES = (RISK_RATIO, MEAN_DIFFERENCE)


def recompute(published: Mapping[str, Any], studies: Collection[str], tables: Tables) -> Result:
    """Return the result of the named studies for the outcome of an earlier pooled result.

    `published` is a row of `published_syntheses`; of each study the latest time of the
    outcome counts. Raises ValueError for a measure that is not worked out here.
    """
    if published["measure"] not in _MEASURES:
        raise ValueError(f"“{published['measure']}” is not worked out again: {_MEASURES}")
    asked = Analysis(
        analysis_id=published["synthesis_id"],
        title=published["outcome"],
        label=published["outcome"],
        outcomes=(published["outcome_id"],),
        measure=published["measure"],
    )
    known = tables.studies["study_id"].isin(list(studies))
    return synthesise(asked, replace(tables, studies=tables.studies[known]))

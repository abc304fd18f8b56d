"""Results between groups as a report prints them, where its groups give no effect."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evidence.effects import from_interval
from evidence.synthesis.analysis import HAZARD_RATIO, MEAN_DIFFERENCE, RISK_RATIO, Analysis
from evidence.synthesis.finding import NOT_SAID, Finding, Tables, direction

_MEASURES = {
    HAZARD_RATIO: ("hazard ratio",),
    RISK_RATIO: ("risk ratio",),
    MEAN_DIFFERENCE: ("mean difference", "difference in change", "difference in slope"),
}
_OPPOSITE = {"lower": "higher", "higher": "lower"}


def from_report(
    analysis: Analysis, tables: Tables, found: Finding, reported: pd.DataFrame
) -> Finding:
    """Return the finding with the result the report gives: an estimate, or its direction."""
    first = reported.iloc[0]
    found = replace(
        found, outcome=found.outcome or first["outcome_id"], time=found.time or first["time"]
    )
    printed = reported[reported["measure"].isin(_MEASURES[analysis.measure])]
    printed = printed.dropna(subset=["estimate", "lower", "upper"])
    if len(printed) == 1:
        return _estimated(analysis, tables, found, printed.iloc[0])
    said = [word for word in reported["direction"] if word not in ("", NOT_SAID)]
    return replace(
        found,
        direction=said[0] if said and len(set(said)) == 1 else NOT_SAID,
        missing=found.missing or "the report gives the result in words or as a P value only",
    )


def _estimated(analysis: Analysis, tables: Tables, found: Finding, row: pd.Series) -> Finding:
    is_ratio = analysis.measure in (HAZARD_RATIO, RISK_RATIO)
    effect = from_interval(
        row["estimate"],
        row["lower"],
        row["upper"],
        is_ratio=is_ratio,
        level=0.95 if pd.isna(row["level"]) else row["level"] / 100,
        measure=row["measure"],
    )
    sizes = tables.arms.set_index(["study_id", "arm_id"])["n"]
    groups = [sizes.get((row["study_id"], row[side])) for side in ("treatment_arm", "control_arm")]
    better = tables.better(found.outcome)
    if analysis.measure == HAZARD_RATIO:
        # A hazard ratio above one means sooner; of a time, shorter is what counts as lower.
        better = _OPPOSITE.get(better, better)
    return replace(
        found,
        effect=effect,
        people=sum(0 if pd.isna(size) else int(size) for size in groups),
        direction=direction(effect.estimate, better),
        note="; ".join(filter(None, ("as the report prints it", effect.note))),
        missing="",
    )

"""Results between groups as a report prints them, where its groups give no effect."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evidence.effects import from_interval
from evidence.synthesis.analysis import HAZARD_RATIO, MEAN_DIFFERENCE, RISK_RATIO, Analysis
from evidence.synthesis.finding import NOT_SAID, Finding, Tables, direction

_OPPOSITE = {"lower": "higher", "higher": "lower"}
_TIMES = ("hours", "days", "weeks", "months", "years")


def from_report(
    analysis: Analysis, tables: Tables, found: Finding, reported: pd.DataFrame
) -> Finding:
    """Return the finding with the result the report gives: an estimate, or its direction.

    Of several outcomes that of the finding counts, else the first the analysis asks for.
    """
    outcome = found.outcome or min(reported["outcome_id"], key=analysis.outcomes.index)
    reported = reported[reported["outcome_id"] == outcome]
    if reported.empty:
        return found
    found = replace(found, outcome=outcome, time=found.time or reported["time"].iloc[0])
    printed = reported[reported["measure"].isin(_measures(analysis))]
    printed = printed.dropna(subset=["estimate", "lower", "upper"])
    if len(printed) == 1:
        try:
            return _estimated(analysis, tables, found, printed.iloc[0])
        except ValueError as error:
            found = replace(found, missing=str(error))
    said = [word for word in reported["direction"] if word not in ("", NOT_SAID)]
    return replace(
        found,
        direction=said[0] if said and len(set(said)) == 1 else NOT_SAID,
        missing=found.missing or "the report gives the result in words or as a P value only",
    )


def _measures(analysis: Analysis) -> tuple[str, ...]:
    """Return what a report may call the measure: a change is no difference at the end."""
    if analysis.measure == MEAN_DIFFERENCE and analysis.change_from_baseline:
        return (MEAN_DIFFERENCE, "difference in change", "difference in slope")
    return (analysis.measure,)


def _estimated(analysis: Analysis, tables: Tables, found: Finding, row: pd.Series) -> Finding:
    unsaid = pd.isna(row["level"])
    effect = from_interval(
        row["estimate"],
        row["lower"],
        row["upper"],
        is_ratio=analysis.measure in (HAZARD_RATIO, RISK_RATIO),
        level=0.95 if unsaid else row["level"] / 100,
        measure=row["measure"],
    )
    sizes = tables.arms.set_index(["study_id", "arm_id"])["n"]
    groups = [sizes.get((row["study_id"], row[side])) for side in ("treatment_arm", "control_arm")]
    taken = "taken for a 95% interval" if unsaid else ""
    return replace(
        found,
        time=row["time"],
        months=None if pd.isna(row["months"]) else float(row["months"]),
        unit=row["unit"],
        effect=effect,
        people=sum(0 if pd.isna(size) else int(size) for size in groups),
        direction=direction(effect.estimate, _better(analysis, tables, found.outcome)),
        note="; ".join(filter(None, ("as the report prints it", taken, effect.note))),
        missing="",
    )


def _better(analysis: Analysis, tables: Tables, outcome: str) -> str:
    better = tables.better(outcome)
    if analysis.measure == HAZARD_RATIO and tables.usual_unit(outcome) in _TIMES:
        # A hazard ratio above one means sooner: of a time, that is what counts as lower.
        return _OPPOSITE.get(better, better)
    return better

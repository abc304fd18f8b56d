"""Registered studies that would answer a question, and whether their results are overdue."""

from __future__ import annotations

from html import escape

import pandas as pd

from evidence import numbers, registers
from evidence.pages import html_table, link
from evidence.question.records import Records
from evidence.synthesis.analysis import Analysis


def planned(records: Records, analysis_id: str) -> str:
    """Return the registered studies that fit a question and are not reported yet."""
    found = registered(records, records.answers[analysis_id].result.analysis)
    if found.empty:
        return "<p>No registered study that would answer this question was found.</p>"
    rows = [
        [
            link(f"../study/{row['study_id']}.html", escape(row["label"])),
            escape(f"{row['condition']}; {row['population']}"),
            escape(row["design"]),
            escape(row["status"]),
            _state(row["state"]),
        ]
        for row in found.to_dict("records")
    ]
    overdue = int((found["state"] == registers.OVERDUE).sum())
    count = numbers.counted(len(found), "registered study", "registered studies")
    verb = "fits" if len(found) == 1 else "fit"
    said = (
        f"{numbers.capitalised(count)} without a report in our tables {verb} the condition, "
        f"people, treatment and kind of comparison; which outcomes they measure is not asked. "
        f"Results are overdue for {numbers.text(overdue)} (by rule, on {records.as_of:%Y-%m-%d})."
    )
    header = ["Study", "In whom", "Design", "Status", "Results"]
    return f"<p>{escape(said)}</p>{html_table(header, rows)}"


def _state(state: str) -> str:
    return f"<strong>{escape(state)}</strong>" if state == registers.OVERDUE else escape(state)


def registered(records: Records, analysis: Analysis) -> pd.DataFrame:
    """Return the rows of the registered studies that fit an analysis, with their `state`.

    By condition, population, treatment and what they compare with.
    """
    studies = records.coming
    fits = pd.Series(True, index=studies.index)
    for column, allowed in (
        ("condition", analysis.conditions),
        ("population", analysis.populations),
    ):
        fits &= studies[column].isin(allowed) if allowed else True
    compared = {records.comparisons[design] for design in analysis.designs}
    fits &= studies["design"].map(records.comparisons).isin(compared) if compared else True
    if analysis.products:
        arms = records.tables.arms
        given = arms.loc[arms["product"].isin(analysis.products), "study_id"]
        fits &= studies["study_id"].isin(given)
    return studies[fits]

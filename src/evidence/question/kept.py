"""Whether a question is living: by which rules of the plan it would end, and where they stand."""

from __future__ import annotations

from html import escape

import pandas as pd

from evidence import living, registers
from evidence.living import MET, State, Verdict
from evidence.pages import html_table
from evidence.question.coming import registered
from evidence.question.records import Records

_DONE = {"retire": "it is no longer living", "look less often": "it is looked at less often"}
_WOULD = {"retire": "it stops being living", "look less often": "it is looked at less often"}


def up(records: Records, analysis_id: str) -> str:
    """Return whether a question is kept up, and each rule that would change that."""
    now = state(records, analysis_id)
    rules = living.rules_of(records.rules, analysis_id)
    if not rules:
        return "<p>This question is living, and we have no plan for when that ends.</p>"
    verdicts = [living.judge(rule, now) for rule in rules]
    header = ["When", "What happens then", f"On {now.as_of:%Y-%m-%d}", "Why we plan it so"]
    return (
        f"<p>{escape(_said(verdicts))}</p>{html_table(header, [_cells(one) for one in verdicts])}"
    )


def _said(verdicts: list[Verdict]) -> str:
    met = sorted({one.rule["happens"] for one in verdicts if one.met == MET}, reverse=True)
    if met:
        return f"By our own plan, {_DONE[met[0]]}."
    return "By our own plan, this question is living. What would change that:"


def _cells(one: Verdict) -> list[str]:
    rule = one.rule
    return [
        escape(living.condition(rule)),
        escape(_WOULD[rule["happens"]]),
        escape(f"{one.met}: {one.why}"),
        escape(rule["reason"]),
    ]


def state(records: Records, analysis_id: str) -> State:
    """Return what the tables tell of a question that its rules ask about."""
    one = records.answers[analysis_id]
    keys = {finding.study_id for finding in one.result.findings}
    studies = records.tables.studies
    year = studies.loc[studies["study_id"].isin(keys), "year"].max()
    coming = registered(records, one.result.analysis)
    return State(
        certainty=one.certainty.level,
        newest=None if pd.isna(year) else int(year),
        awaiting=records.awaiting,
        open=int((coming["state"] != registers.WITHDRAWN).sum()),
        searched=records.searched,
        as_of=records.as_of,
    )

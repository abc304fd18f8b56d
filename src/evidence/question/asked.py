"""The question in its parts: who, what, against what, measured how, and when it was fixed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from evidence import numbers, synthesis
from evidence.pages import facts, link
from evidence.question.records import Records
from evidence.synthesis.analysis import SHARE, Analysis


def parts(records: Records, analysis_id: str) -> str:
    """Return the parts of a question as a labelled list."""
    analysis = records.answers[analysis_id].result.analysis
    row = records.rows[analysis_id]
    question = records.questions[row["question_id"]]
    chapter = link(f"../{question['chapter']}.html", escape(question["question"]))
    share = analysis.measure == SHARE
    return facts(
        [
            ("Helps to answer", chapter),
            ("Condition", _any_of(analysis.conditions, "any")),
            ("People", _any_of(analysis.populations, "of any age")),
            ("Treatment", _any_of(analysis.products, "any product")),
            ("Groups that count", _any_of(analysis.arms, "")),
            (
                "Compared with",
                "nobody: treated people by themselves"
                if share
                else _any_of(analysis.comparators, "any control group"),
            ),
            ("Designs that count", _any_of(analysis.designs, "any")),
            ("Outcome", _outcomes(records, analysis)),
            ("When", escape(window(analysis))),
            ("Measure", escape("; ".join(filter(None, (analysis.measure, row["values"]))))),
            ("People needed", escape(_needed(analysis))),
            ("Fixed", escape(_fixed(records, analysis, row["fixed_on"]))),
        ]
    )


def _any_of(values: Sequence[str], blank: str) -> str:
    return escape(" or ".join(values) if values else blank)


def _outcomes(records: Records, analysis: Analysis) -> str:
    rows = [records.outcomes[name] for name in analysis.outcomes]
    said = [f"{row['label']}: {row['definition'].rstrip('.')}" for row in rows]
    return escape("; else ".join(said))


def window(analysis: Analysis) -> str:
    """Return when the outcome counts, in words."""
    if analysis.window is None:
        return "at any time; of several the last"
    first, last, best = map(numbers.text, analysis.window)
    return f"from {first} to {last} months; of several times the one nearest to {best}"


def _needed(analysis: Analysis) -> str:
    if analysis.information_size is None:
        return "not fixed"
    return f"{numbers.text(analysis.information_size)}; fewer are a reason for doubt"


def _fixed(records: Records, analysis: Analysis, fixed_on: pd.Timestamp) -> str:
    """Return the day the question was fixed, and whether its studies had been read by then."""
    day = f"{fixed_on:%Y-%m-%d}"
    eligible = synthesis.eligible(analysis, records.tables)
    if eligible.empty:
        return f"on {day}"
    first = eligible["extracted_on"].min()
    if fixed_on < first:
        return f"on {day}, before any of its studies was read"
    return (
        f"on {day}, not before its studies were read (from {first:%Y-%m-%d} on): "
        "a protocol would have come first"
    )

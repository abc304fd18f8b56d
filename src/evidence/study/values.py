"""What was measured: the groups of a study, their values, and results between groups."""

from __future__ import annotations

import re
from html import escape

import pandas as pd

from evidence import numbers, readings
from evidence.pages import html_table
from evidence.readings import Row
from evidence.study.records import Records, source

_OUTCOME_KEY = ("arm_id", "outcome_id", "subgroup", "time", "statistic")
_EFFECT_KEY = ("treatment_arm", "control_arm", "outcome_id", "time", "measure")


def anchor(*key: str) -> str:
    """Return the address within the page of the row with this key."""
    return "v-" + re.sub(r"[^a-z0-9]+", "-", "-".join(key).lower()).strip("-")


def arms(records: Records, study_id: str) -> str:
    """Return the groups of the study and what each was given."""
    rows = [
        [
            _addressed(escape(arm["label"]), "arm", arm["arm_id"])
            + (f", n = {numbers.text(arm['n'])}" if pd.notna(arm["n"]) else ""),
            readings.typeset(readings.given(arm, records.tissues, records.routes)),
            escape(arm["co_treatment"]),
            source(records, arm),
        ]
        for arm in records.rows("arms", study_id)
    ]
    header = ["Group", "Given", "Also given", "Where it stands"]
    return html_table(header, rows, "ev-table ev-arms") if rows else ""


def outcomes(records: Records, study_id: str) -> str:
    """Return every value of the study, each with an address of its own."""
    arms = {arm["arm_id"]: arm["label"] for arm in records.rows("arms", study_id)}
    rows = [
        [
            _addressed(_label(records, row), *(row[name] for name in _OUTCOME_KEY)),
            escape(arms[row["arm_id"]]) + _subgroup(row),
            escape(row["time"]),
            readings.value(readings.without_itself(row, _domain(records, row))),
            source(records, row),
        ]
        for row in records.rows("outcomes", study_id)
    ]
    header = ["Measured", "Group", "Time", "Value", "Where it stands"]
    return html_table(header, rows, "ev-table ev-values") if rows else ""


def _domain(records: Records, row: Row) -> str:
    return str(records.outcomes[row["outcome_id"]]["domain"])


def _label(records: Records, row: Row) -> str:
    return escape(records.outcomes[row["outcome_id"]]["label"])


def _addressed(html: str, *key: str) -> str:
    name = anchor(*key)
    return f'<a id="{name}" href="#{name}">{html}</a>'


def _subgroup(row: Row) -> str:
    return "" if row["subgroup"] == "all" else f" ({escape(row['subgroup'])})"


def effects(records: Records, study_id: str) -> str:
    """Return the results between groups as the report gives them."""
    arms = {arm["arm_id"]: arm["label"] for arm in records.rows("arms", study_id)}
    rows = [
        [
            _addressed(_label(records, row), *(row[name] for name in _EFFECT_KEY)),
            escape(f"{arms[row['treatment_arm']]} against {arms[row['control_arm']]}"),
            escape(row["time"]),
            escape(readings.effect(row)),
            source(records, row),
        ]
        for row in records.rows("reported_effects", study_id)
    ]
    header = ["Measured", "Compared", "Time", "Result", "Where it stands"]
    return html_table(header, rows) if rows else ""

"""What must be true of the plan for keeping the review alive."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Sheet

NEW_LOOK = "new look"
"""The kind of rule that says after how many months the evidence is looked for again."""


def a_new_look_is_planned(living_mode: Sheet) -> Iterator[Problem]:
    """The plan says after how many months the evidence is looked for again."""
    if not any(row["kind"] == NEW_LOOK and not row["analysis_id"] for row in living_mode.rows):
        cure = f"add a row of the kind “{NEW_LOOK}” without an analysis"
        yield living_mode.problem(1, "kind", "no new look is planned", cure)


def plans_stand_once(living_mode: Sheet) -> Iterator[Problem]:
    """For a question, or for all, there is one rule of a kind."""
    seen: dict[tuple[str, str], int] = {}
    for row in living_mode.rows:
        key = (row["analysis_id"], row["kind"])
        if key in seen:
            found = f"a rule of the kind “{row['kind']}” stands in line {seen[key]} too"
            yield living_mode.problem(row.line, "kind", found, "remove one of the two")
        seen.setdefault(key, row.line)

"""What must be true of what is asked: every part is named, and what was fixed late says so."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Row, Sheet

# The parts of a question, each with the columns of which one names it.
_PARTS = {
    "people": ("conditions", "populations"),
    "treatment": ("products", "arms"),
    "comparison": ("comparators",),
    "outcome": ("outcomes",),
}
_ASKED = {"measure", *(column for columns in _PARTS.values() for column in columns)}
_NEVER = "9999-12-31"


def questions_name_their_parts(analyses: Sheet) -> Iterator[Problem]:
    """A question names its people, treatment, comparison and outcome, or says that any count."""
    # A small book may have questions without parts.
    for row in analyses.rows if set(analyses.header) >= _ASKED else ():
        for part, columns in _PARTS.items():
            needless = part == "comparison" and row["measure"] == "share"
            if not (needless or row.note or any(row[column] for column in columns)):
                found = f"{row['analysis_id']} does not name its {part}"
                cure = f"fill in {' or '.join(columns)}, or say in note that any count"
                yield analyses.problem(row.line, columns[0], found, cure)


def late_questions_are_departures(
    analyses: Sheet, direction_questions: Sheet, searches: Sheet, deviations: Sheet
) -> Iterator[Problem]:
    """A question that was fixed once searching had begun is told as a departure of that day."""
    first = min((row["run_on"] for row in searches.rows), default=_NEVER)
    told = {row["dated"] for row in deviations.rows if row["concerns"] == "synthesis"}
    for sheet in (analyses, direction_questions):
        for row in sheet.rows:
            if row["fixed_on"] >= first and row["fixed_on"] not in told:
                yield sheet.problem(row.line, "fixed_on", *_late(row, first, deviations))


def _late(row: Row, first: str, deviations: Sheet) -> tuple[str, str]:
    found = f"fixed on {row['fixed_on']}, and the first search was on {first}"
    cure = f"add a row about synthesis of that day to {deviations.table.file}, or correct the day"
    return found, cure

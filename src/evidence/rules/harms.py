"""What must be true of harms, so that none is lost from their table."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.descriptor import PATH
from evidence.problems import Problem
from evidence.rows import Sheet

_HARM = "harm"


def harms_have_their_kind(outcome_definitions: Sheet) -> Iterator[Problem]:
    """An outcome that is a harm says its kind, by which it stands in the table of harms."""
    for row in outcome_definitions.rows:
        if row["domain"] == _HARM and not row[_HARM]:
            found = f"“{row['outcome_id']}” is a harm, and its kind is blank"
            cure = f"write one of the kinds that {PATH} lists"
            yield outcome_definitions.problem(row.line, _HARM, found, cure)

"""No harm is lost from the table of harms."""

from __future__ import annotations

import projects
from evidence.rules import harms

HEADER = "outcome_id,domain,harm\n"


def test_a_harm_with_its_kind_is_fine() -> None:
    """So is an outcome that is no harm and has none."""
    sheet = projects.sheet("outcome_definitions", f"{HEADER}rot,harm,rot\nfruit,benefit,")
    assert projects.said(harms.harms_have_their_kind(sheet)) == []


def test_a_harm_without_a_kind_is_a_problem() -> None:
    """It would stand in no row of the table."""
    sheet = projects.sheet("outcome_definitions", f"{HEADER}rot,harm,")
    assert projects.said(harms.harms_have_their_kind(sheet)) == [
        "data/outcome_definitions.csv:2:3: [harm] “rot” is a harm, and its kind is blank "
        "→ write one of the kinds that data/datapackage.json lists"
    ]

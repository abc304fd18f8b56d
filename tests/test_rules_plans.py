"""What must be true of the plan for keeping the review alive."""

from __future__ import annotations

from evidence.rules import plans
from projects import said, sheet

PLAN = "rule_id,analysis_id,kind\nlook,,new look\n"


def test_a_new_look_must_be_planned_for_all() -> None:
    """One for a single question is not enough: every page tells the day."""
    plan = sheet("living_mode", PLAN.replace("look,,", "look,pears,"))
    (problem,) = plans.a_new_look_is_planned(plan)
    assert problem.found == "no new look is planned"
    assert problem.cure == "add a row of the kind “new look” without an analysis"
    assert said(plans.a_new_look_is_planned(sheet("living_mode", PLAN))) == []


def test_a_plan_stands_once() -> None:
    """Of two rules of one kind nobody could tell which counts."""
    plan = sheet("living_mode", f"{PLAN}again,,new look\nother,pears,new look\n")
    (problem,) = plans.plans_stand_once(plan)
    assert (problem.line, problem.field) == (3, "kind")
    assert problem.found == "a rule of the kind “new look” stands in line 2 too"

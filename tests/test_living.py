"""When a question stops being living follows from rows, and only as far as tables can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import grafts
import markup
from evidence import living, question
from evidence.living import MET, NOT_MET, UNTOLD, State
from evidence.synthesis.result import conclude

QUIET = State(
    certainty="high", newest=2023, awaiting=0, open=0, searched=True, as_of=date(2026, 12, 31)
)
OF_KIND = {row["kind"]: row for row in grafts.RULES}
CERTAIN, NOTHING = OF_KIND["certain and quiet"], OF_KIND["nothing to come"]


def _met(rule: dict[str, Any], **changes: Any) -> tuple[str, str]:
    found = living.judge(rule, replace(QUIET, **changes))
    return found.met, found.why


def test_a_certain_answer_without_a_new_study_for_years_retires() -> None:
    """Another look is unlikely to change it."""
    assert _met(CERTAIN) == (MET, "newest study: 2023")


def test_the_years_count_from_the_last_day_of_the_year_of_the_newest_study() -> None:
    """The year is all that is known; the day before, the rule is not met."""
    assert _met(CERTAIN, as_of=date(2026, 12, 30)) == (NOT_MET, "newest study: 2023")


@pytest.mark.parametrize("level", ["moderate", "low", "very low", "no evidence"])
def test_an_answer_that_is_not_certain_does_not_retire(level: str) -> None:
    """However long nothing came."""
    assert _met(CERTAIN, certainty=level) == (NOT_MET, f"the certainty is: {level}")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"awaiting": 2}, "awaiting assessment: 2 records"),
        ({"open": 1}, "1 registered study may still report"),
        ({"newest": 2025}, "newest study: 2025"),
        ({"awaiting": 2, "newest": 2025}, "awaiting assessment: 2 records; newest study: 2025"),
    ],
)
def test_what_may_still_come_keeps_a_question_looked_at(changes: dict[str, Any], why: str) -> None:
    """Each reason is told."""
    assert _met(NOTHING, **changes) == (NOT_MET, why)


def test_where_nothing_was_ever_found_nothing_is_new() -> None:
    """A question without a study is looked at less often once it was searched for in vain."""
    assert _met(NOTHING, newest=None) == (MET, "no study was found")


@pytest.mark.parametrize("rule", [CERTAIN, NOTHING])
def test_before_every_search_was_run_nobody_knows_that_nothing_is_new(rule: dict[str, Any]) -> None:
    """The tables could be silent because nobody looked."""
    assert _met(rule, searched=False)[0] == UNTOLD


def test_what_stands_in_no_table_is_not_judged() -> None:
    """Whether people keep the review is for them to say."""
    assert _met(OF_KIND["too few keepers"])[0] == UNTOLD


def test_a_rule_for_a_question_takes_the_place_of_the_one_for_all() -> None:
    """Of its kind only."""
    own = {**CERTAIN, "rule_id": "own", "analysis_id": "scab"}
    found = living.rules_of([*grafts.RULES, own], "scab")
    assert [row["rule_id"] for row in found] == ["own", "nothing-to-come", "too-few-keepers"]
    assert "own" not in [row["rule_id"] for row in living.rules_of([own], "rust")]


def _text(records: question.Records) -> str:
    return " ".join(markup.read(question.PARTS["kept"](records, "scab")).text.split())


RESULT = conclude(
    grafts.analysis(
        conditions=("scab",),
        populations=("saplings",),
        products=("compost",),
        designs=("randomised",),
    ),
    [grafts.compared("Smith 2001", (3, 12), (6, 12))],
    (),
)


def test_the_page_of_a_question_says_whether_it_is_living() -> None:
    """And where each rule stands on the day."""
    said = _text(grafts.records(RESULT, studies=[grafts.STUDY, grafts.PLANNED]))
    assert said.startswith("By our own plan, this question is living.")
    assert "On 2026-11-21" in said
    assert "not met: the certainty is: very low" in said
    assert "not met: 1 registered study may still report" in said


def test_the_page_of_a_question_says_that_it_has_ended() -> None:
    """By the rule that ends it."""
    said = _text(grafts.records(RESULT, level="high", registered=[]))
    assert said.startswith("By our own plan, it is no longer living.")


def test_a_question_without_rules_says_that_there_is_no_plan() -> None:
    """A reader asks when it ends; that nobody thought of it is an answer."""
    records = replace(grafts.records(RESULT), rules=[])
    assert _text(records) == "This question is living, and we have no plan for when that ends."

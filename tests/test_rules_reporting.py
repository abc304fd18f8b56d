"""What the review says about itself is complete: checklists, machines and comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import projects
from evidence.bibliography import Reference
from evidence.descriptor import Field
from evidence.problems import Problem
from evidence.rows import Sheet
from evidence.rules import reporting

CHECKLISTS = projects.sheet(
    "checklists", "checklist_id,reference,items\ncare,smith2001,1; 2a\ncount,smith2001,1"
)


def _items(*lines: str) -> Sheet:
    header = "checklist_id,item,answer,places,how,reason"
    return projects.sheet("checklist_items", "\n".join([header, *lines]))


ANSWERED = ("care,1,yes,index,So.,", "care,2a,no,,,Not yet.", "count,1,not applicable,,,No trees.")


# Checklists


def test_a_checklist_of_a_known_work_is_fine() -> None:
    """Its reference is an entry of the bibliography."""
    known = {"smith2001": Reference("smith2001", "article", 1, {})}
    assert projects.said(reporting.checklists_name_a_known_work(CHECKLISTS, known)) == []


def test_a_checklist_of_an_unknown_work_is_a_problem() -> None:
    """Each of its rows says so."""
    assert projects.said(reporting.checklists_name_a_known_work(CHECKLISTS, {})) == [
        f"data/checklists.csv:{line}:2: [reference] “smith2001” is not an entry of references.bib "
        "→ add the entry to references.bib"
        for line in (2, 3)
    ]


def test_a_checklist_with_an_answer_to_every_item_is_fine() -> None:
    """The same item of two checklists is two items."""
    assert projects.said(reporting.items_are_answered(CHECKLISTS, _items(*ANSWERED))) == []


@pytest.mark.parametrize(("missing", "line"), [(1, 2), (2, 3)])
def test_an_item_without_an_answer_is_a_problem(missing: int, line: int) -> None:
    """It is told at the checklist that has the item."""
    kept = [row for place, row in enumerate(ANSWERED) if place != missing]
    item = ANSWERED[missing].split(",")[1]
    assert projects.said(reporting.items_are_answered(CHECKLISTS, _items(*kept))) == [
        f"data/checklists.csv:{line}:3: [items] the item “{item}” has no answer "
        "→ add its row to data/checklist_items.csv"
    ]


def test_an_answer_to_no_item_is_a_problem() -> None:
    """A number with a slip would otherwise stand on the page."""
    items = _items(*ANSWERED, "count,7,no,,,Not yet.")
    assert projects.said(reporting.items_are_answered(CHECKLISTS, items)) == [
        "data/checklist_items.csv:5:2: [item] “7” is not an item of count "
        "→ correct it, or name it in data/checklists.csv"
    ]


def test_answers_with_their_places_and_reasons_are_fine() -> None:
    """A “no” needs no place, and a “yes” no reason."""
    items = _items(*ANSWERED, "care,3,partly,index#top,So.,Not all.")
    assert projects.said(reporting.answers_give_their_place(items)) == []
    assert projects.said(reporting.answers_give_their_reason(items)) == []


@pytest.mark.parametrize("answer", ["yes", "partly"])
@pytest.mark.parametrize(
    ("places", "how", "blank", "column"), [("", "So.", "places", 4), ("index", "", "how", 5)]
)
def test_an_item_that_is_met_nowhere_is_a_problem(
    answer: str, places: str, how: str, blank: str, column: int
) -> None:
    """What cannot be looked up is not claimed."""
    items = _items(f"care,1,{answer},{places},{how},Not all.")
    assert projects.said(reporting.answers_give_their_place(items)) == [
        f"data/checklist_items.csv:2:{column}: [{blank}] the answer is “{answer}” and {blank} "
        "is blank → say where and how, or answer “no” with the reason"
    ]


@pytest.mark.parametrize("answer", ["partly", "no", "not applicable"])
def test_an_item_that_is_not_met_without_a_reason_is_a_problem(answer: str) -> None:
    """Readers are told what is missing."""
    assert projects.said(reporting.answers_give_their_reason(_items(f"care,1,{answer},,,"))) == [
        f"data/checklist_items.csv:2:6: [reason] the answer is “{answer}” and no reason is given "
        "→ say why, or what is missing"
    ]


def _limits(checklist: str, item: str, answer: str, places: str) -> list[str]:
    items = _items(f"{checklist},{item},{answer},{places},So.,Not all.")
    return projects.said(reporting.limits_have_their_heading(items))


LIMITS = [("prisma-2020", "23b"), ("prisma-2020", "23c"), ("prisma-lsr", "23c")]


@pytest.mark.parametrize(("checklist", "item"), LIMITS)
@pytest.mark.parametrize(
    ("answer", "places"), [("yes", "index; pears#what-limits-them"), ("no", "index")]
)
def test_limits_that_stand_under_a_heading_are_fine(
    checklist: str, item: str, answer: str, places: str
) -> None:
    """One of several places is enough, and what is not told needs none."""
    assert _limits(checklist, item, answer, places) == []


@pytest.mark.parametrize(("checklist", "item"), LIMITS)
@pytest.mark.parametrize("answer", ["yes", "partly"])
def test_limits_somewhere_in_a_page_are_a_problem(checklist: str, item: str, answer: str) -> None:
    """Readers look for the heading; other items may name a page."""
    assert _limits("prisma-2020", "22", answer, "index; pears") == []
    assert _limits(checklist, item, answer, "index; pears") == [
        f"data/checklist_items.csv:2:4: [places] the answer is “{answer}”, and no place is a "
        "heading → name the heading too, as page#heading"
    ]


def _placed(places: str) -> list[str]:
    studies = projects.sheet("studies", "study_id\nbrown1999")
    analyses = projects.sheet("analyses", "analysis_id\npears")
    items = _items(f"care,1,yes,{places},So.,")
    chapters = frozenset({"index"})
    return projects.said(reporting.places_are_pages(items, studies, analyses, chapters))


def test_chapters_studies_and_questions_are_places() -> None:
    """With or without a place in the page."""
    assert _placed("index#top; study/brown1999; question/pears#found") == []


@pytest.mark.parametrize("page", ["cellar", "study/pears", "question/brown1999", "tree/oak"])
def test_a_place_that_is_no_page_is_a_problem(page: str) -> None:
    """The message names the page and not the place in it."""
    assert _placed(f"index; {page}#top") == [
        f"data/checklist_items.csv:2:4: [places] “{page}” is not a page of the book "
        "→ name a chapter of _toc.yml, study/KEY or question/KEY"
    ]


# What a program checks


def _checks(line: str) -> list[str]:
    sheet = projects.sheet("standards_checks", f"check_id,checked,rules,runs_in,reason\n{line}")
    return projects.said(reporting.checks_name_their_rule(sheet))


@pytest.mark.parametrize("line", ["01,yes,a.b,check,", "02,no,,,Not yet.", "03,partly,a.b,tests,x"])
def test_a_check_with_its_rule_or_its_reason_is_fine(line: str) -> None:
    """What is checked in part needs both."""
    assert _checks(line) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "01,yes,,check,",
            "3: [rules] it is checked, and rules is blank "
            "→ name the rule and when it runs, or say that it is not checked",
        ),
        (
            "01,partly,a.b,,x",
            "4: [runs_in] it is checked, and runs_in is blank "
            "→ name the rule and when it runs, or say that it is not checked",
        ),
        (
            "01,no,,,",
            "5: [reason] it is not checked in full, and no reason is given "
            "→ say what is not, and why",
        ),
    ],
)
def test_a_check_that_names_nothing_is_a_problem(line: str, said: str) -> None:
    """Nobody has to take a check on trust."""
    assert _checks(line) == [f"data/standards_checks.csv:2:{said}"]


# Machines


def _automation(*lines: str) -> Sheet:
    sheet = projects.sheet("automation", "\n".join(["step,first_on,last_on", *lines]))
    step = replace(sheet.table.field("step"), enum=("picking", "counting"))
    fields: tuple[Field, ...] = (step, *sheet.table.fields[1:])
    return replace(sheet, table=replace(sheet.table, fields=fields))


def _said(rule: Iterator[Problem]) -> list[str]:
    return projects.said(rule)


PICKING = "picking,2026-01-01,2026-01-02"


def test_steps_that_are_all_declared_are_fine() -> None:
    """A step of one day is in order."""
    steps = _automation(PICKING, "counting,2026-01-02,2026-01-02")
    assert _said(reporting.every_step_is_declared(steps)) == []
    assert _said(reporting.machines_work_in_order(steps)) == []


def test_a_step_that_nobody_declares_is_a_problem() -> None:
    """Silence would read as work by people."""
    assert _said(reporting.every_step_is_declared(_automation(PICKING))) == [
        "data/automation.csv:1:1: [step] the step “counting” is not declared "
        "→ add its row, also when no machine took part"
    ]


def test_a_step_that_ends_before_it_begins_is_a_problem() -> None:
    """Both days stand in the message."""
    steps = _automation("picking,2026-01-02,2026-01-01")
    assert _said(reporting.machines_work_in_order(steps)) == [
        "data/automation.csv:2:3: [last_on] the last day 2026-01-01 lies before the first "
        "2026-01-02 → correct one of them"
    ]


# Comparisons


def _asked(designs: str, measure: str) -> list[str]:
    known = projects.sheet(
        "designs",
        'design,comparison\ngrafted by chance,"another group, by chance"\n'
        'grafted,"another group, not by chance"\nremembered,before and after',
    )
    analyses = projects.sheet("analyses", f"analysis_id,designs,measure\npears,{designs},{measure}")
    return projects.said(reporting.comparisons_take_compared_designs(analyses, known))


@pytest.mark.parametrize(
    ("designs", "measure"),
    [
        ("grafted by chance; grafted", "risk ratio"),
        ("grafted by chance; remembered", "share"),
        ("", "share"),
    ],
)
def test_a_question_that_takes_designs_it_can_use_is_fine(designs: str, measure: str) -> None:
    """A share is that of a group by itself, whatever the design."""
    assert _asked(designs, measure) == []


@pytest.mark.parametrize("designs", ["grafted; remembered", ""])
def test_a_comparison_of_designs_without_one_is_a_problem(designs: str) -> None:
    """A blank list takes every design, those without a comparison group too."""
    assert _asked(designs, "risk ratio") == [
        "data/analyses.csv:2:2: [designs] “remembered” has no comparison group, and a risk ratio "
        "needs one → take only designs with a comparison group, or ask for a share"
    ]

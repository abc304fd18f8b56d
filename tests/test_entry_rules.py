"""The form judges a row with the same words as `python -m evidence check`."""

from __future__ import annotations

import inspect
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import entries
from evidence import descriptor, entry_form, rules
from evidence.problems import Problem
from evidence.rows import Sheet, read
from evidence.rules import structure, times

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "src/evidence/static/entry-rules.js"
STUDIES = 400
# Where the check guesses what was meant, the form has a list to choose from.
_MEANT = re.compile(r"^did you mean “.*?”\? ")
SEED = 20261122

# What the form leaves to the check, because it is not about the rows of one new study.
LEFT_TO_THE_CHECK = {
    "harms_have_their_kind": "about the vocabulary of outcomes",
    "references_exist": "the form writes the entry of the bibliography",
    "studies_have_a_reference": "the form writes the entry of the bibliography",
    "claims_name_their_review": "about claims",
    "works_named_in_tables_exist": "about tables the form does not write",
    "claims_belong_to_a_chapter": "about claims",
    "questions_belong_to_a_chapter": "about questions",
    "verdicts_follow_from_the_evidence": "about claims",
    "verdicts_stand_without_retracted_studies": "about claims",
    "bias_tools_fit_the_design": "about judgements",
    "every_domain_is_judged": "about judgements",
    "judgements_use_the_words_of_their_tool": "about judgements",
    "bias_is_judged_after_the_last_report": "about judgements",
    "decisions_give_their_reason": "the form fills the decision in",
    "decisions_fit_the_study": "the form fills the decision in",
    "studies_come_from_a_record": "the form writes the record",
    "registered_studies_have_their_registration": "the editors read the register",
    "dates_of_a_registration_are_in_order": "the editors read the register",
    "shared_cohorts_have_their_reason": "the editors decide on cohorts",
    "reports_were_looked_up_for_notices": "the editors look for notices",
    "notices_name_their_page": "the editors look for notices",
    "retracted_studies_say_so": "the editors look for notices",
    "values_fit_the_others_of_their_study": "a doubt that needs several values",
    "readings_in_two_units_agree": "a doubt that needs several values",
    "readings_stand_once": "a doubt that needs several values",
    "deviations_fit_the_range": "a doubt that needs several values",
    "spreads_are_what_they_are_called": "a doubt that needs several values",
    "times_are_spelt_alike": "needs the times of all studies",
    "syntheses_agree_with_their_p": "about syntheses",
    "reached_dates_have_come": "the editors read the register",
    "studies_follow_their_registration": "the editors read the register",
    "identifiers_lead_to_their_study": "needs the bibliography",
    "identifiers_agree_with_the_bibliography": "needs the bibliography",
    "years_agree_with_the_bibliography": "needs the bibliography",
    "registry_numbers_lead_to_one_cohort": "the form writes one cohort",
    "reports_stand_once": "needs the titles of all records",
    "only_persons_have_an_orcid": "about contributors",
    "orcids_have_their_check_digit": "about contributors",
    "roles_are_those_of_credit": "about contributors",
    "a_new_look_is_planned": "about the plan of the review",
    "plans_stand_once": "about the plan of the review",
    "searches_are_not_late": "about searches",
    "runs_ask_what_was_saved": "about searches",
    "checklists_name_a_known_work": "about reporting standards",
    "items_are_answered": "about reporting standards",
    "answers_give_their_place": "about reporting standards",
    "answers_give_their_reason": "about reporting standards",
    "limits_have_their_heading": "about reporting standards",
    "places_are_pages": "about reporting standards",
    "checks_name_their_rule": "about reporting standards",
    "every_step_is_declared": "about reporting standards",
    "machines_work_in_order": "about reporting standards",
    "comparisons_take_compared_designs": "about analyses",
    "questions_name_their_parts": "about analyses",
    "late_questions_are_departures": "about analyses",
    "comprehensive_searches_were_run": "about reporting standards",
    "search_strategies_were_run": "about reporting standards",
    "methods_were_fixed_first": "about reporting standards",
    "two_people_chose": "about reporting standards",
    "two_people_read": "about reporting standards",
    "funding_of_studies_is_known": "about reporting standards",
    "authors_are_people": "about reporting standards",
    "authors_declared_their_interests": "about reporting standards",
    "changes_are_told_from_the_second_version_on": "about reporting standards",
    "repeats_lead_to_one_record": "the form writes no record that repeats another",
    "second_decisions_are_whole": "the page for second decisions writes them",
    "second_readers_are_others": "the page for second decisions writes them",
    "settled_decisions_say_how": "the page for second decisions writes them",
}


@pytest.fixture(scope="module")
def judging(browser: Browser) -> Iterator[Page]:
    """Open an empty page that knows the rules."""
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


def test_each_rule_is_applied_by_the_form_or_left_to_the_check_on_purpose() -> None:
    """A new rule is written in entry-rules.js too, or named above with the reason."""
    covered = {rule.__name__ for rule in entry_form.COVERED}
    assert {rule.__name__ for rule in rules.RULES} == covered | set(LEFT_TO_THE_CHECK)
    assert not covered & set(LEFT_TO_THE_CHECK)


def test_the_script_has_exactly_the_rules_the_page_names(judging: Page) -> None:
    """No rule is forgotten on one side."""
    names = judging.evaluate("entryRules.names")
    assert sorted(names) == sorted(rule.__name__ for rule in entry_form.COVERED)


Said = tuple[str, int, str, str, str]


@dataclass(frozen=True)
class Judged:
    """What both sides say of the same rows, and how often each rule spoke in Python."""

    python: list[Said]
    script: list[Said]
    spoken: Counter[str]
    rows: int


@pytest.fixture(scope="module")
def judged(judging: Page, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Judge some thousand made-up rows, sound and broken, on both sides."""
    root = tmp_path_factory.mktemp("made") / "project"
    before = entries.write(root, ROOT, STUDIES, SEED)
    sheets, found = _read(root)
    spoken: Counter[str] = Counter(cells=len(found))
    for name in entry_form.TABLES:
        for rule in (structure.keys_are_unique, structure.text_is_plain, times.days_have_come):
            spoken += _hear(rule.__name__, rule(sheets[name]), found)
        resolved = structure.foreign_keys_resolve(sheets[name], sheets)
        spoken += _hear("foreign_keys_resolve", resolved, found)
    for rule in entry_form.COVERED:
        needed = {name: sheets[name] for name in inspect.signature(rule).parameters}
        spoken += _hear(rule.__name__, rule(**needed), found)
    new = {name: sheets[name].rows[before[name] :] for name in entry_form.TABLES}
    python = [
        (name, one.line, one.field, one.found, _MEANT.sub("", one.cure))
        for one in found
        for name in entry_form.TABLES
        if sheets[name].table.file == one.file and one.line >= new[name][0].line
    ]
    entered = {
        name: [{"cells": row.cells, "place": f"line {row.line}"} for row in rows]
        for name, rows in new.items()
    }
    script = _by_script(judging, entry_form.model(ROOT), entered)
    return Judged(sorted(python), sorted(script), spoken, sum(map(len, new.values())))


def _read(root: Path) -> tuple[dict[str, Sheet], list[Problem]]:
    sheets: dict[str, Sheet] = {}
    found: list[Problem] = []
    for name, table in descriptor.read(root).items():
        sheet, problems = read(root, table)
        assert sheet is not None
        sheets[name] = sheet
        found += problems
    return sheets, found


def _hear(rule: str, problems: Iterator[Problem], found: list[Problem]) -> Counter[str]:
    heard = list(problems)
    found += heard
    return Counter({rule: len(heard)})


def _by_script(page: Page, model: dict[str, Any], entered: dict[str, Any]) -> list[Said]:
    told = page.evaluate(
        """([model, entered]) => {
          const known = entryRules.known(model);
          return entryRules.judge(model, known, entered).map(({ table, row, field, found, cure }) =>
            [table, Number(row.place.split(" ")[1]), field, found, cure]);
        }""",
        [json.loads(json.dumps(model)), entered],
    )
    return [(table, line, field, found, cure) for table, line, field, found, cure in told]


def test_the_form_and_the_check_say_the_same_word_for_word(judged: Judged) -> None:
    """Every message about a row is the same, at the same cell, and neither side says more."""
    assert judged.rows > 3000
    only_python = Counter(judged.python) - Counter(judged.script)
    only_script = Counter(judged.script) - Counter(judged.python)
    assert (list(only_python)[:5], list(only_script)[:5]) == ([], [])


def test_the_made_up_rows_break_every_rule(judged: Judged) -> None:
    """A rule that never spoke would not have been compared."""
    assert [name for name, times in judged.spoken.items() if times == 0] == []


def test_many_made_up_rows_are_sound(judged: Judged) -> None:
    """The two sides agree on what is right, too."""
    wrong = {(table, line) for table, line, *_ in judged.python}
    assert 0.2 < len(wrong) / judged.rows < 0.9

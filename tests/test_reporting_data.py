"""Audits of what the real book says about itself on its first page."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence import prose, tables

ROOT = Path(__file__).resolve().parents[1]
HOME = prose.chapter_files(ROOT)[0]
LINES = list(prose.prose_lines(ROOT, f"{HOME}.md"))
TEXT = "\n".join(line.text for line in LINES)


@pytest.mark.parametrize("box", ["{answer}", "{plain-language}"])
def test_the_first_page_answers_with_its_certainty_and_in_plain_words(box: str) -> None:
    """Parents and doctors find both without a click."""
    assert any(line.directive == box for line in LINES)


@pytest.mark.parametrize("said", ["living evidence review", "not medical advice"])
def test_the_first_page_says_what_the_book_is_and_is_not(said: str) -> None:
    """In these words."""
    assert said in TEXT


@pytest.mark.parametrize("number", ["searched", "all_studies"])
def test_the_first_page_tells_the_last_search_and_the_studies(number: str) -> None:
    """Taken from the tables, as every number."""
    assert f"{{glue:text}}`{number}`" in TEXT


def test_the_book_is_not_called_systematic_while_its_answers_say_it_is_not() -> None:
    """The title of a systematic review, and the answer that it is none, would contradict."""
    items = tables.load("checklist_items", ROOT).set_index(["checklist_id", "item"])
    title = next(line.text for line in LINES if line.text.startswith("# "))
    assert ("systematic review" in title) == (items.loc[("prisma-2020", "1"), "answer"] == "yes")


def test_the_first_page_names_the_tools_that_judged_bias() -> None:
    """One of the items for abstracts asks for them."""
    assert "{glue:text}`tools`" in TEXT


@pytest.mark.parametrize("item", ["1", "3", "5", "6", *map(str, range(10, 17))])
def test_a_question_that_takes_yes_or_no_is_not_answered_partly(item: str) -> None:
    """AMSTAR 2 knows “partial yes” for its other questions only."""
    items = tables.load("checklist_items", ROOT).set_index(["checklist_id", "item"])
    assert items.loc[("amstar-2", item), "answer"] in ("yes", "no")


@pytest.mark.parametrize("item", ["5", "6"])
def test_two_people_are_not_claimed_while_one_reader_did_the_work(item: str) -> None:
    """Choosing studies and taking data twice, by people, is what these two items ask."""
    records, outcomes = tables.load("records", ROOT), tables.load("outcomes", ROOT)
    alone = {"machine-assisted reader"}
    worked = {"5": set(records["decided_by"]), "6": set(outcomes["extracted_by"])}[item]
    items = tables.load("checklist_items", ROOT).set_index(["checklist_id", "item"])
    assert worked != alone or items.loc[("amstar-2", item), "answer"] == "no"

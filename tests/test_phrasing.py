"""Chapters take no test for an effect, and their answers are as sure as they are rated."""

from __future__ import annotations

from pathlib import Path

import pytest

import projects
from evidence import phrasing
from evidence.prose import Line


def _tests(text: str) -> list[str]:
    return projects.said(phrasing.tests_are_not_effects(Line("book/index.md", 3, text)))


@pytest.mark.parametrize(
    ("text", "column", "word", "cure"),
    [
        (
            "The pears were not significantly heavier.",
            20,
            "significantly",
            "give the size and its interval, or quote the word of the report in “ ”",
        ),
        (
            "A nonsignificant gain.",
            3,
            "nonsignificant",
            "give the size and its interval, or quote the word of the report in “ ”",
        ),
        (
            "Pruning had no effect.",
            9,
            "had no effect",
            "say what was seen: no difference was found, with the interval",
        ),
        (
            "There was a trend towards sweeter pears.",
            13,
            "trend towards",
            "say the direction, and that chance is not ruled out",
        ),
    ],
)
def test_a_test_taken_for_an_effect_is_a_problem(
    text: str, column: int, word: str, cure: str
) -> None:
    """The message has the place, the words and what to write instead."""
    assert _tests(text) == [
        f"book/index.md:3:{column}: “{word}” takes a test for an effect → {cure}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The report calls the difference “not significant”.",
        "The difference in weight was small, and chance could explain it.",
        "We found no effect of pruning that was measured twice.",
        "Its authors call them a trend to be confirmed.",
        "It signifies little.",
    ],
)
def test_the_word_of_a_report_and_plain_words_are_fine(text: str) -> None:
    """What stands in “ ” is not ours."""
    assert _tests(text) == []


def _book(tmp_path: Path, answer: str, certainty: str) -> list[str]:
    index = f"# Orchard\n\nTrees {{cite}}`smith2001`.\n\n:::{{answer}} pears\n{answer}\n:::\n"
    root = projects.write_orchard(tmp_path, index=index)
    sheet = projects.sheet("questions", f"question_id,certainty\npears,{certainty}")
    return projects.said(phrasing.check(root, {"questions": sheet}))


@pytest.mark.parametrize(
    ("certainty", "answer"),
    [
        ("no evidence", "There is no evidence: no tree was counted."),
        ("very low", "We do not know.\nTwo trees were counted."),
        ("very low", "One tree bore more.\nWe are very uncertain."),
        ("low", "It may."),
        ("moderate", "It probably does."),
        ("high", "It does."),
        ("not rated", "There are many trees."),
    ],
)
def test_an_answer_as_sure_as_it_is_rated_is_fine(
    tmp_path: Path, certainty: str, answer: str
) -> None:
    """The words may stand in any line of the answer."""
    assert _book(tmp_path, answer, certainty) == []


@pytest.mark.parametrize(
    ("certainty", "answer", "cure"),
    [
        ("no evidence", "It may.", "say that there is no evidence, or that we do not know"),
        ("very low", "It may.", "say that we do not know, or are very uncertain"),
        ("low", "It does.", "say “may”"),
        ("moderate", "It may.", "say “probably”"),
    ],
)
def test_an_answer_that_does_not_say_how_sure_it_is_is_a_problem(
    tmp_path: Path, certainty: str, answer: str, cure: str
) -> None:
    """The message stands at the first line of the answer."""
    assert _book(tmp_path, answer, certainty) == [
        f"book/index.md:6:1: the certainty of “pears” is “{certainty}”, and its answer does not "
        f"say so → {cure}"
    ]


def test_words_after_an_answer_do_not_count(tmp_path: Path) -> None:
    """Only the box is what readers take for the answer."""
    found = _book(tmp_path, "It does.\n:::\n\nIt may.\n\n:::{note}\nIt may.", "low")
    assert len(found) == 1


def test_a_book_without_questions_has_no_answers_to_judge(tmp_path: Path) -> None:
    """Tests taken for effects are still found."""
    index = "# Orchard\n\nTrees {cite}`smith2001` had no effect.\n"
    root = projects.write_orchard(tmp_path, index=index)
    assert len(phrasing.check(root, {})) == 1


def _effect(tmp_path: Path, about: str, certainty: str, after: str) -> list[str]:
    answer = ":::{answer} pears\nWe do not know; it may.\n:::"
    index = f"# Orchard\n\nTrees {{cite}}`smith2001`.\n\n{answer}\n\n{after}\n"
    root = projects.write_orchard(tmp_path, index=index)
    line = f"question_id,about,certainty\npears,{about},{certainty}"
    return projects.said(phrasing.check(root, {"questions": projects.sheet("questions", line)}))


@pytest.mark.parametrize(
    "link", ["[risk of bias](risk-of-bias.md)", "[bias](risk-of-bias.md#what-each-tool-asks)"]
)
def test_an_answer_about_an_effect_with_a_link_to_its_risk_of_bias_is_fine(
    tmp_path: Path, link: str
) -> None:
    """Anywhere in the chapter."""
    assert _effect(tmp_path, "effect in people", "very low", f"Not far: see {link}.") == []


@pytest.mark.parametrize(
    ("about", "certainty"), [("practice", "very low"), ("effect in people", "no evidence")]
)
def test_where_nothing_was_found_there_is_no_bias_to_tell(
    tmp_path: Path, about: str, certainty: str
) -> None:
    """Nor in an answer about something else than an effect."""
    assert _effect(tmp_path, about, certainty, "Nothing else.") == []


@pytest.mark.parametrize("after", ["See [methods](methods.md).", "Risk of bias: risk-of-bias.md"])
@pytest.mark.parametrize("about", ["effect in people", "effect in animals"])
def test_an_answer_about_an_effect_that_does_not_lead_to_its_bias_is_a_problem(
    tmp_path: Path, about: str, after: str
) -> None:
    """How sure it is hangs on that."""
    assert _effect(tmp_path, about, "low", after) == [
        "book/index.md:6:1: the answer to “pears” is about an effect, and no link leads to its "
        "risk of bias → say how far its studies can be trusted, with a link to risk-of-bias.md"
    ]

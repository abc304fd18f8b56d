"""No sentence of an answer box goes without an assertion, unless it only reports a review."""

from __future__ import annotations

from pathlib import Path

import growers
import projects
from evidence import checks
from evidence.conclusions import answers
from evidence.conclusions.sentences import Chapters

BOX = """# Orchard

Text outside of a box concludes nothing by this rule {cite:p}`smith2001`.

:::{answer} index
No young tree bore pears.
Pears are sweet.
:::
"""

PEARS = ("No young tree bore pears.", "no pick where fruit is pears and tree.kind is young")
SWEET = ("Pears are sweet.", "verdict of saying sweet is not traced")


def messages(root: Path) -> list[str]:
    """Return what a check of a project says."""
    return projects.said(checks.check(root))


def said(line: int, sentence: str) -> str:
    """Return what is said of a sentence that rests on nothing."""
    return (
        f"book/index.md:{line}:1: “{sentence}” answers a question and rests on no assertion → add "
        "it word for word to data/conclusions.csv, with what must be true of the tables, or take "
        "it out of the box"
    )


def test_each_sentence_of_an_answer_that_rests_on_nothing_is_named(tmp_path: Path) -> None:
    """With its file and line, and what to do; sentences outside of the box are not."""
    root = growers.write(tmp_path, PEARS, chapter=BOX)
    assert messages(root) == [said(7, "Pears are sweet.")]


def test_an_answer_all_of_whose_sentences_rest_on_an_assertion_is_no_problem(
    tmp_path: Path,
) -> None:
    """Each sentence has a row of its own."""
    assert messages(growers.write(tmp_path, PEARS, SWEET, chapter=BOX)) == []


def test_the_second_sentence_of_a_line_is_not_covered_by_the_first(tmp_path: Path) -> None:
    """What is left of the line is named."""
    chapter = BOX.replace("pears.\nPears", "pears. Pears")
    root = growers.write(tmp_path, PEARS, chapter=chapter)
    assert messages(root) == [said(6, "Pears are sweet.")]


def test_bold_words_and_list_marks_are_no_part_of_a_sentence(tmp_path: Path) -> None:
    """An answer may set off its first sentence."""
    chapter = BOX.replace("No young tree bore pears.", "**No young tree bore pears.**")
    chapter = chapter.replace("Pears are sweet.", "- Pears are sweet.")
    assert messages(growers.write(tmp_path, PEARS, SWEET, chapter=chapter)) == []


CITED = "Pears are sweet {cite:p}`smith2001`.\n"


def left_unguarded(root: Path, review: str) -> list[str]:
    """Return the sentences in boxes that are named when the sayings are those of a review."""
    root = growers.write(root, PEARS, chapter=BOX.replace("Pears are sweet.\n", CITED))
    _, sheets = growers.loaded(root)
    sheets["sayings"] = projects.sheet("sayings", f"saying_id,review\nsweet,{review}")
    found = answers.unguarded(Chapters(root), sheets["conclusions"], sheets)
    return [problem.found for problem in found]


def test_a_sentence_that_only_reports_a_review_needs_no_assertion(tmp_path: Path) -> None:
    """It cites the review and nothing else: it is no conclusion of ours."""
    assert left_unguarded(tmp_path, "smith2001") == []


def test_a_sentence_that_cites_a_study_needs_one(tmp_path: Path) -> None:
    """A citation alone frees no sentence."""
    assert left_unguarded(tmp_path, "jones1999") == [
        "“Pears are sweet {cite:p}`smith2001`.” answers a question and rests on no assertion"
    ]

"""Audits of what the real book shows of the standards it says it meets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence import prose, synthesis, tables
from evidence.rows import words

ROOT = Path(__file__).resolve().parents[1]
HOME = prose.chapter_files(ROOT)[0]
TEXT = "\n".join(line.text for line in prose.prose_lines(ROOT, f"{HOME}.md"))
ITEMS = tables.load("checklist_items", ROOT)
DONE = ("yes", "partly")

# What on the first page answers each item of the list for summaries.
SHOWN = {
    "1": ("systematic review",),
    "2": ("overall",),  # The box of the answer prints its question.
    "3": ("let in", "](protocol.md)"),
    "4": ("{glue:text}`searched`", "](methods.md)"),
    "5": ("{glue:text}`bias`", "](risk-of-bias.md)"),
    "6": ("pooled", "GRADE"),
    "7": ("{glue:text}`all_studies`", "{glue:text}`of_people`", "{glue:text}`lupus_cohorts`"),
    "8": ("placebo", "](answers.md)"),
    "9": ("without a comparison group", "not systematic"),
    "10": ("We do not know",),
    "11": ("support",),
    "12": ("register",),
}
SUMMARY = ITEMS[(ITEMS["checklist_id"] == "prisma-abstracts") & ITEMS["answer"].isin(DONE)]


def test_every_item_for_summaries_can_be_looked_for_on_the_first_page() -> None:
    """None is claimed that nobody looks for."""
    assert set(SUMMARY["item"]) <= set(SHOWN)


@pytest.mark.parametrize("item", SUMMARY["item"])
def test_the_first_page_shows_what_the_list_for_summaries_says_it_shows(item: str) -> None:
    """Search date, studies, tools, direction, limits and the rest, item by item."""
    assert [shown for shown in SHOWN[item] if shown not in TEXT] == []


def test_the_answer_of_the_first_page_is_rated() -> None:
    """Its box prints the certainty beside the question."""
    questions = tables.load("questions", ROOT).set_index("question_id")
    assert questions.loc["overall", "chapter"] == Path(HOME).name
    assert questions.loc["overall", "certainty"] != "not rated"


LIMITS = ITEMS[
    ITEMS["answer"].isin(DONE)
    & (ITEMS["checklist_id"] + " " + ITEMS["item"]).isin(
        ["prisma-2020 23b", "prisma-2020 23c", "prisma-lsr 23c"]
    )
]
HEADINGS = sorted({one for cell in LIMITS["places"] for one in words(cell) if "#" in one})


@pytest.mark.parametrize("place", HEADINGS)
def test_something_is_told_under_the_heading_of_each_limit(place: str) -> None:
    """A heading alone would satisfy the build."""
    page, _, heading = place.partition("#")
    lines = [line.text for line in prose.prose_lines(ROOT, f"book/{page}.md")]
    slugs = [_slug(line) if line.startswith("#") else "" for line in lines]
    below = lines[slugs.index(heading) + 1 :]
    end = next((at for at, line in enumerate(below) if line.startswith("#")), len(below))
    assert len(re.findall(r"[a-z.”)}]\.(?:\s|$)", " \n".join(below[:end]))) >= 2


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def test_every_rated_answer_tells_what_risk_of_bias_does_to_it() -> None:
    """The page of a question prints each domain of its certainty with the reason."""
    found = synthesis.answer_all(ROOT)
    rated = [one.certainty for one in found.values() if one.certainty.domains]
    told = [{domain.name: domain.reason for domain in one.domains} for one in rated]
    assert rated
    assert all(reasons.get("risk of bias") for reasons in told)


def test_every_decision_says_who_made_it_and_when() -> None:
    """A machine-assisted reader is said to be one."""
    records = tables.load("records", ROOT)
    decided = records[records["decision"] != "awaiting"]
    assert (decided["decided_by"] != "").all()
    assert decided["decided_on"].notna().all()

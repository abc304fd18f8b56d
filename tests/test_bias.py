"""The overall judgement follows from the domains as the tool says, and is never guessed."""

from __future__ import annotations

import pytest

from evidence import bias

WORDS = ["sound", "frail", "rotten"]


@pytest.mark.parametrize(
    ("judgements", "overall"),
    [
        (["sound", "sound"], "sound"),
        (["sound", "frail", "sound"], "frail"),
        (["rotten", "sound", "frail"], "rotten"),
        (["frail"], "frail"),
    ],
)
def test_the_worst_domain_counts(judgements: list[str], overall: str) -> None:
    """One rotten branch is not made good by sound ones."""
    assert bias.overall(judgements, WORDS, "worst domain") == overall


@pytest.mark.parametrize(
    "judgements",
    [
        ["not assessable", "sound"],
        ["frail", "not assessable", "sound"],
        ["not assessable"],
    ],
)
def test_a_domain_that_could_not_be_assessed_leaves_the_study_open(judgements: list[str]) -> None:
    """What was not seen might be worse than all that was."""
    assert bias.overall(judgements, WORDS, "worst domain") == "not assessable"


def test_nothing_unknown_is_worse_than_the_worst() -> None:
    """Once a domain is rotten, the others cannot change the judgement."""
    assert bias.overall(["not assessable", "rotten"], WORDS, "worst domain") == "rotten"


def test_a_bad_domain_counts_although_an_unknown_one_might_be_worse() -> None:
    """A rotten branch tells enough, even where a dead one is possible."""
    words = [*WORDS, "dead"]
    assert bias.overall(["rotten", "not assessable", "sound"], words, "worst domain") == "rotten"


@pytest.mark.parametrize("rule", ["none", ""])
def test_a_tool_without_an_overall_judgement_gets_none(rule: str) -> None:
    """A list of questions is not summed up."""
    assert bias.overall(["yes", "no"], ["yes", "no"], rule) == ""


def test_a_study_that_was_not_judged_has_no_overall_judgement() -> None:
    """Nothing is not “sound”."""
    assert bias.overall([], WORDS, "worst domain") == ""


def test_a_word_that_is_not_of_the_tool_is_refused() -> None:
    """A slip of the pen is not ranked."""
    with pytest.raises(ValueError, match="withered"):
        bias.overall(["sound", "withered"], WORDS, "worst domain")


def test_the_best_word_of_a_tool_is_low_and_the_third_and_worse_are_bad() -> None:
    """Tools of three and of four words go together."""
    found = bias.scale([WORDS, ["sound", "bruised", "sick", "dead"]])
    assert found.low == {"sound"}
    assert found.bad == {"rotten", "sick", "dead"}

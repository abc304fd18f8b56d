"""How a word or number was meant is only said when it is certain."""

from __future__ import annotations

import pytest

from evidence import spelling

LIST = ("chronic kidney", "all participants", "yes")


@pytest.mark.parametrize("word", ["Chronic-Kidney", "chronic  kidney", "chronickidney"])
def test_case_blanks_and_hyphens_do_not_tell_words_apart(word: str) -> None:
    """The word as it stands in the list is returned."""
    assert spelling.variant(word, LIST) == "chronic kidney"


@pytest.mark.parametrize("word", ["chronic kidneys", "yes", "no"])
def test_another_word_or_the_word_itself_is_no_variant(word: str) -> None:
    """There is nothing to mend, or it is not certain."""
    assert spelling.variant(word, LIST) == ""


def test_a_word_that_could_be_two_is_left() -> None:
    """Two words of a list that differ only in a hyphen are not guessed between."""
    assert spelling.variant("PRE SENT", ("pre-sent", "present")) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", "1.5"),
        ("-0,25", "-0.25"),
        ("0,125", "0.125"),
        ("12,3456", "12.3456"),
        ("−3", "-3"),
        ("−3,5", "-3.5"),
        ("1,500", "1,500"),
        ("1,5,0", "1,5,0"),
        ("1.500,5", "1.500,5"),
        ("ripe", "ripe"),
    ],
)
def test_a_comma_is_a_point_only_where_it_cannot_part_thousands(text: str, number: str) -> None:
    """Three digits after a comma may be thousands, unless a zero stands first."""
    assert spelling.number(text) == number

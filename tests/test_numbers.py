"""Numbers look the same in every sentence."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from evidence import numbers


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, "7"),
        (7.0, "7"),
        (0, "0"),
        (-0.0, "0"),
        (0.25, "0.25"),
        (1.0 / 3.0, "0.3333"),
        (-2.5, "−2.5"),
        (-3, "−3"),
        (1000, "1000"),
        (10000, "10\u202f000"),
        (1234567, "1\u202f234\u202f567"),
        (-40000, "−40\u202f000"),
    ],
)
def test_a_number_is_written_as_readers_know_it(value: float, shown: str) -> None:
    """Whole when whole, a true minus, and gaps from ten thousand on, so that years have none."""
    assert numbers.text(value) == shown


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_value_is_not_reported(value: Any) -> None:
    """What was not seen is said in words, never as zero."""
    assert numbers.text(value) == "not reported"


def test_a_large_number_with_a_fraction_keeps_its_whole_part() -> None:
    """A reader never meets the notation of a computer, nor a number cut short."""
    assert numbers.text(12345.6).startswith("12\u202f34")


def test_a_small_number_is_written_out() -> None:
    """A reader never meets the notation of a computer."""
    assert numbers.text(0.00002) == "0.00002"


def test_a_share_has_both_counts_and_its_percentage() -> None:
    """The counts come first: a percentage alone hides how few they are."""
    assert numbers.share(9, 12) == "9 of 12 (75%)"


def test_a_share_of_nobody_has_no_percentage() -> None:
    """Nothing is divided by zero."""
    assert numbers.share(0, 0) == "0 of 0"


def test_half_a_percent_is_rounded_up() -> None:
    """One of eight is 12.5%, which readers round to 13."""
    assert numbers.share(1, 8) == "1 of 8 (13%)"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "no pears"), (1, "1 pear"), (2, "2 pears"), (1200, "1200 pears")],
)
def test_a_count_agrees_with_its_noun(number: int, shown: str) -> None:
    """None, one and many."""
    assert numbers.counted(number, "pear") == shown


def test_a_noun_may_bring_its_own_plural() -> None:
    """Not every plural ends in s."""
    assert numbers.counted(3, "study", "studies") == "3 studies"
    assert numbers.counted(0, "study", "studies") == "no studies"


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ([], "none"),
        (["pears"], "pears"),
        (["pears", "plums"], "pears and plums"),
        (["pears", "plums", "figs"], "pears, plums and figs"),
    ],
)
def test_items_are_listed_as_in_a_sentence(items: list[str], shown: str) -> None:
    """Commas, and one “and”."""
    assert numbers.listed(items) == shown


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "shown"),
    [
        (1, 2.5, "", "1 to 2.5"),
        (-3, -1, "%", "−3 to −1%"),
        (0, 12, "g", "0 to 12\u00a0g"),
        (1, None, "g", "1 to not reported"),
    ],
)
def test_an_interval_goes_from_lower_to_upper(
    lower: float, upper: float | None, unit: str, shown: str
) -> None:
    """“To” cannot be taken for a minus, and the unit comes once."""
    assert numbers.interval(lower, upper, unit) == shown


def test_a_unit_stays_on_the_line_of_its_number() -> None:
    """A percent sign stands close, other units after a space that does not break."""
    assert numbers.with_unit(12, "%") == "12%"
    assert numbers.with_unit(-0.5, "kg") == "−0.5\u00a0kg"


def test_stated_values_get_their_names_and_their_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are formatted once, text is used as it is, and nothing is shown in the cell."""
    stated: list[tuple[str, str, bool]] = []

    def glue(name: str, value: str, display: bool = True) -> None:
        stated.append((name, value, display))

    monkeypatch.setattr(numbers, "glue", glue)
    numbers.state(trees=1200, share=numbers.share(1, 2), height=None)
    assert stated == [
        ("trees", "1200", False),
        ("share", "1 of 2 (50%)", False),
        ("height", "not reported", False),
    ]


@pytest.mark.parametrize(
    ("text", "capital"),
    [("a pear", "A pear"), ("an IQR", "An IQR"), ("2 pears", "2 pears"), ("", "")],
)
def test_only_the_first_letter_becomes_a_capital(text: str, capital: str) -> None:
    """Names in the text keep their letters."""
    assert numbers.capitalised(text) == capital

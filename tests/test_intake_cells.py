"""A cell is read as its column wants it, and never guessed when it can mean two things."""

from __future__ import annotations

import pytest

from evidence.descriptor import Field
from evidence.intake import cells
from evidence.intake.sent import Cell, folded, letters


def _field(kind: str, *words: str) -> Field:
    return Field("x", "X", kind, "", None, None, False, words, None, False, None, None)


def _read(kind: str, text: str, stored: str = "text", *, comma: bool = False) -> str:
    value, trouble = cells.read(_field(kind), Cell(text, "A1", stored), decimal_comma=comma)
    return f"! {trouble[0]}" if trouble else value


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("−3", "-3"),
        ("0,123", "0.123"),
        ("45 %", "45"),
        ("2×10^8", "2e8"),
        ("1,5 x 10⁶", "1.5e6"),
        ("n.a.", ""),
        ("NR", ""),
        ("–", ""),
        ("Not reported", ""),
        ("12,345", "! “12,345” can be 12345 or 12.345"),
        ("1.234.567", "! “1.234.567” has marks for thousands and can be read in two ways"),
        ("1 234,5", "! “1 234,5” has marks for thousands and can be read in two ways"),
        (">5", "! “>5” is a bound and not a number"),
        ("5 (27.8)", "! “5 (27.8)” holds more than one number"),
        ("5/18", "! “5/18” holds more than one number"),
        ("3 of 6", "! “3 of 6” holds more than one number"),
        ("many", "many"),
    ],
)
def test_numbers(sent: str, read: str) -> None:
    """Decimal commas are read; marks for thousands, bounds and pairs are not guessed."""
    assert _read("number", sent) == read


def test_a_point_is_doubtful_in_a_file_with_decimal_commas() -> None:
    """“1.234” is a thousand there, perhaps; a number stored by a workbook never is."""
    assert _read("number", "1.234") == "1.234"
    assert _read("number", "1.234", comma=True) == "! “1.234” can be 1234 or 1.234"
    assert _read("number", "1.234", "number", comma=True) == "1.234"


def test_whole_numbers_lose_their_empty_decimals() -> None:
    """A workbook stores 12 as 12.0; a real fraction is left for the check to refuse."""
    assert _read("integer", "12.0") == "12"
    assert _read("integer", "12.5") == "12.5"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-11-21", "2026-11-21"),
        ("21.11.2026", "2026-11-21"),
        ("1. 2.2026", "2026-02-01"),
        ("21/11/2026", "2026-11-21"),
        ("11/21/2026", "2026-11-21"),
        ("05/05/2026", "2026-05-05"),
        ("21 Nov 2026", "2026-11-21"),
        ("21 November 2026", "2026-11-21"),
        ("46347", "2026-11-21"),
        ("2026-11-21 00:00:00", "2026-11-21"),
        ("31.02.2026", "31.02.2026"),
        ("03/04/2026", "! “03/04/2026” can be 2026-04-03 or 2026-03-04"),
        ("3.4.26", "! “3.4.26” has a year of two digits"),
    ],
)
def test_days(sent: str, read: str) -> None:
    """Excel's numbers of days and the written forms are read; a swapped month is not guessed."""
    assert _read("date", sent) == read


def test_words_of_a_list_are_found_in_other_spelling() -> None:
    """Case, spaces, hyphens, -ize and -ise; two that could be meant leave the text alone."""
    words = ["randomised, open", "not said", "haemodialysis"]
    assert cells.spelt("Randomized – OPEN", words) == "randomised, open"
    assert cells.spelt("hemodialysis", words) == "haemodialysis"
    assert cells.spelt("no idea", words) == "no idea"
    assert cells.spelt("A-B", ["ab", "a b"]) == "A-B"


def test_a_word_that_looks_unreported_is_kept_where_the_list_has_it() -> None:
    """“none” and “not said” are answers in some columns."""
    field = _field("string", "none", "not seen")
    assert cells.read(field, Cell("not seen", "A1")) == ("not seen", None)
    assert cells.read(_field("string"), Cell("not seen", "A1")) == ("", None)


def test_different_products_are_not_one_spelling() -> None:
    """The sign in a name tells products apart."""
    assert folded("CD34+ cells") != folded("CD34 cells")
    assert folded("cells/kg") != folded("cells kg")


def test_columns_are_named_as_a_spreadsheet_does() -> None:
    """After Z comes AA."""
    assert [letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]

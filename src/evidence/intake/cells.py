"""Read one cell as its column wants it, or say why it can be read in more than one way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from evidence.descriptor import Field
from evidence.intake.sent import Cell, folded

Trouble = tuple[str, str]

_NOT_REPORTED = frozenset(
    [
        *("-", "–", "—", "--", ".", "?", "na", "n/a", "n.a.", "n. a.", "nr", "n.r.", "nd", "n.d."),
        *("k.a.", "k. a.", "null", "#n/a", "not reported", "not available", "not seen"),
        *("not given", "no response", "_no response_"),
    ]
)
_PLAIN = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"-?\d+,\d+")
_POWER = re.compile(r"(-?\d+(?:[.,]\d{1,2})?)\s*[×x*·]\s*10\s*\^?\s*([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|-?\d+)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_BLANK = "leave it blank if it was not seen"
_DAY = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_NAMED_DAY = re.compile(r"(\d{1,2})\.?[\s-]([A-Za-z]{3,9})\.?[\s,-]+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIALS = range(25_569, 73_051)  # the days 1970 to 2099 as a spreadsheet counts them


def is_blank(field: Field, cell: Cell) -> bool:
    """Whether a cell says in one of the usual ways that nothing was reported."""
    text = cell.text.strip()
    return not text or (text.lower() in _NOT_REPORTED and text not in field.enum)


def read(field: Field, cell: Cell, *, decimal_comma: bool = False) -> tuple[str, Trouble | None]:
    """Return the cell's text as the tables write it, and what is wrong with it.

    What is only malformed is returned as it stands: the check says so with its own words.
    `decimal_comma` says that the file writes commas in its numbers, so that “1.234” is
    not sure to be a little more than one.
    """
    if cell.trouble:
        return cell.text, cell.trouble
    if is_blank(field, cell):
        return "", None
    text = cell.text.strip()
    if field.type in ("number", "integer"):
        return _number(text, cell, field.type == "integer", decimal_comma)
    if field.type == "date":
        return _date(text, cell)
    if cell.kind == "date" and not _holds_dates(field):
        cure = "format the column as text and write it as it was"
        return text, (f"Excel made the date {text} of this cell", cure)
    if field.enum:
        return spelt(text, field.enum), None
    return text, None


def spelt(text: str, words: Iterable[str]) -> str:
    """Return the one word that is meant, in its own spelling; the text itself where none is."""
    known = list(words)
    if text in known:
        return text
    meant = {word for word in known if folded(word) == folded(text)}
    return meant.pop() if len(meant) == 1 else text


def _holds_dates(field: Field) -> bool:
    return bool(field.pattern and re.fullmatch(field.pattern, "2026-11-21"))


def _number(text: str, cell: Cell, whole: bool, decimal_comma: bool) -> tuple[str, Trouble | None]:
    if cell.kind == "date":
        cure = "format the column as text or number and write it again"
        return text, (f"Excel made the date {text} of this number", cure)
    plain = re.sub(r"[\s\u2009\u202f]*%$", "", text.replace("−", "-").replace("\xa0", " ")).strip()
    trouble = _two_ways(plain, decimal_comma and cell.kind == "text") or _not_one_number(plain)
    if trouble:
        return text, trouble
    power = _POWER.fullmatch(plain)
    if power:
        return f"{power[1].replace(',', '.')}e{power[2].translate(_RAISED)}", None
    if _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if whole and re.fullmatch(r"-?\d+\.0+", plain):
        plain = plain.partition(".")[0]
    return plain, None


def _two_ways(text: str, decimal_comma: bool) -> Trouble | None:
    grouped = re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", text)
    pointed = decimal_comma and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text)
    if grouped or pointed:
        joined = re.sub(r"[.,]", "", text)
        found = f"“{text}” can be {joined} or {text.replace(',', '.')}"
        return found, "write the digits without a mark for thousands, and a point for decimals"
    if re.fullmatch(r"-?[1-9]\d{0,2}([.,' ’]\d{3})+([.,]\d+)?", text) and not _PLAIN.fullmatch(
        text
    ):
        found = f"“{text}” has marks for thousands and can be read in two ways"
        return found, "write the digits without a mark for thousands, and a point for decimals"
    return None


def _not_one_number(text: str) -> Trouble | None:
    if re.match(r"[<>≤≥≈~]|up to |about ", text, re.IGNORECASE):
        cure = "leave it blank; write a P value into p_printed and any other bound into note"
        return f"“{text}” is a bound and not a number", cure
    if not _POWER.fullmatch(text) and re.search(r"\d\s*(±|\+/-|\(|/|–|\bto\b|\bof\b|;)\s*\d", text):
        return f"“{text}” holds more than one number", "give each number the column it belongs in"
    return None


def _date(text: str, cell: Cell) -> tuple[str, Trouble | None]:
    written = _DAY.fullmatch(text)
    if written:
        return _written_day(text, written)
    if _SHORT_YEAR.fullmatch(text):
        return text, (f"“{text}” has a year of two digits", "write year-month-day: 2026-11-21")
    if re.fullmatch(r"\d{5}(\.0+)?", text) and int(float(text)) in _SERIALS:
        return (date(1899, 12, 30) + timedelta(days=int(float(text)))).isoformat(), None
    named = _NAMED_DAY.fullmatch(text)
    if named and named[2][:3].lower() in _MONTHS:
        return _iso(text, named[3], _MONTHS.index(named[2][:3].lower()) + 1, named[1]), None
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", text):
        return text[:10], None
    return text, None


def _written_day(text: str, written: re.Match[str]) -> tuple[str, Trouble | None]:
    first, mark, second, year = int(written[1]), written[2], int(written[3]), written[4]
    # With points the day comes first everywhere; with strokes both orders are in use.
    if mark == "." or first == second or first > 12:
        return _iso(text, year, second, first), None
    if second > 12:
        return _iso(text, year, first, second), None
    one, other = _iso(text, year, second, first), _iso(text, year, first, second)
    return text, (f"“{text}” can be {one} or {other}", "write year-month-day")


def _iso(text: str, year: str | int, month: int, day: str | int) -> str:
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return text

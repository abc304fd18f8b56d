"""Numbers for sentences: formatted once, named, and put into prose with `{glue:text}`.

A number that is made from rows remembers them, and its page links to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, overload

import numpy as np
import pandas as pd
from myst_nb import glue

from evidence import tables
from evidence.provenance import Rows, column, rows_of

MIME_TYPE = "application/vnd.evidence.number+json"
MINUS = "−"
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class Number:
    """What a sentence says, and the rows it stands for.

    `value` is the number that was formatted, where there is one. `is_count` tells
    that it is how many rows, or groups of rows, the first of `rows` holds. `reason`
    is why there are no rows.
    """

    text: str
    rows: tuple[Rows, ...] = ()
    value: float | None = None
    is_count: bool = False
    reason: str = ""

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self.text), MIME_TYPE: asdict(self)}


def state(**named: Any) -> None:
    """Make named values available to the chapter's prose as `{glue:text}` names.

    Numbers are formatted by `text`; text is used as it is. What is made from rows
    becomes a link to them.
    """
    for name, value in named.items():
        shown = value if isinstance(value, str | Number) else text(value)
        glue(name, shown, display=False)


def of(value: Any, *frames: pd.DataFrame | pd.Series[Any] | Number) -> Number:
    """Return a value, formatted by `text` unless it is text, with the rows it comes from.

    The rows are frames, single rows of a frame, or those of other numbers. Raises
    ValueError when there is no row, or one cannot be found again in its table.
    """
    rows = tuple(dict.fromkeys(one for frame in frames for one in _rows(frame)))
    if not rows:
        raise ValueError("a number that comes from rows needs at least one")
    shown = str(value) if isinstance(value, str | Number) else text(value)
    return Number(shown, rows, _value(value))


def _rows(given: pd.DataFrame | pd.Series[Any] | Number) -> tuple[Rows, ...]:
    if isinstance(given, Number):
        return given.rows
    frame = given.to_frame().T if isinstance(given, pd.Series) else given
    frame.attrs.update(given.attrs)
    return (rows_of(frame),) if len(frame) else ()


def _value(value: Any) -> float | None:
    if isinstance(value, Number):
        return value.value
    return None if isinstance(value, str) or pd.isna(value) else float(value)


def the(frame: pd.DataFrame, name: str, **where: Any) -> Number:
    """Return the value in column `name` of the one row that is as `where` says.

    Raises ValueError when no row is so, or more than one.
    """
    fits = [_equal(column(frame, part), wanted) for part, wanted in where.items()]
    frame = frame[np.logical_and.reduce(fits)] if fits else frame
    if len(frame) != 1:
        said = ", ".join(f"{part} {wanted}" for part, wanted in where.items())
        raise ValueError(f"{counted(len(frame), 'row')} with {said}; one is needed")
    return of(frame[name].iloc[0], frame)


def _equal(values: pd.Index | pd.Series[Any], wanted: Any) -> np.ndarray:
    """Return where a column has a value; a missing one is like no other."""
    found = values == wanted
    return found.to_numpy(bool, na_value=False) if isinstance(found, pd.Series) else found


def at(series: pd.Series[Any], *labels: str, **where: Any) -> Number:
    """Return the value that a column of a table has at the labels of its index.

    The row is found again in the table by its labels, its value and what `where` adds;
    so the value must be that of a row, not a sum. Raises ValueError when no row is so,
    or more than one.
    """
    value = series.loc[labels if len(labels) > 1 else labels[0]]
    name = str(series.name)
    told = dict(zip(map(str, series.index.names), labels, strict=True))
    return the(tables.load(series.attrs["table"]), name, **{**told, name: value, **where})


def plain(value: Any, reason: str) -> Number:
    """Return a value that no row stands for, formatted by `text`, and why there is none.

    Raises ValueError when no reason is given.
    """
    if not reason.strip():
        raise ValueError("say why no row stands for this number")
    shown = value if isinstance(value, str) else text(value)
    return Number(shown, value=_value(value), reason=reason)


def count(frame: pd.DataFrame, by: str = "") -> Number:
    """Return how many rows a frame has; with `by`, how many different values of that column."""
    rows = rows_of(frame, by)
    number = _how_many(rows)
    return Number(text(number), (rows,) if rows.keys else (), number, is_count=True)


def _how_many(rows: Rows) -> int:
    return len(set(rows.groups)) if rows.groups else len(rows.keys)


def text(value: Any) -> str:
    """Return a number as readers see it: four digits, a true minus, and gaps
    in numbers from ten thousand.

    A missing value is “not reported”.
    """
    if isinstance(value, Number):
        return value.text
    if value is None or pd.isna(value):
        return "not reported"
    number = float(value) + 0.0  # a negative zero is a zero
    # Four digits are enough for a sentence; a whole part is never cut.
    is_whole = number.is_integer() or abs(number) >= 1000
    digits = Decimal(f"{number:.0f}" if is_whole else f"{number:.4g}")
    # Four figures need no gap, and years must not have one.
    shown = f"{digits:,f}" if abs(number) >= 10_000 else f"{digits:f}"
    return shown.replace(",", NARROW_SPACE).replace("-", MINUS)


def interval(lower: Any, upper: Any, unit: str = "") -> str:
    """Return “lower to upper”, with the unit once, after it."""
    return f"{text(lower)} to {with_unit(upper, unit)}"


def with_unit(value: Any, unit: str) -> str:
    """Return a number with its unit, which never begins a line; a percent sign stands close."""
    if not unit or text(value) == text(None):
        return text(value)
    return f"{text(value)}{'' if unit == '%' else NO_BREAK_SPACE}{unit}"


@overload
def share(part: pd.DataFrame, whole: pd.DataFrame, noun: str = "", by: str = "") -> Number: ...
@overload
def share(part: Number, whole: Number, noun: str = "", by: str = "") -> Number: ...
@overload
def share(part: float, whole: float, noun: str = "", by: str = "") -> str: ...


def share(part: Any, whole: Any, noun: str = "", by: str = "") -> Number | str:
    """Return “part of whole noun (percent%)”; without a percentage when whole is zero.

    Frames are counted, by the different values of the column `by` when it is given,
    and their rows remembered: those of the part, then the others. So are those of
    numbers made from rows.
    """
    if isinstance(part, pd.DataFrame):
        some, every = rows_of(part, by), rows_of(whole, by)
        both = tuple(rows for rows in (some, every.without(some)) if rows.keys)
        number = _how_many(some)
        said = share(number, _how_many(every), noun)
        return Number(said, both, number, is_count=bool(some.keys))
    if isinstance(part, Number):
        return of(share(float(part.value or 0), float(whole.value or 0), noun), part, whole)
    counts = f"{text(part)} of {text(whole)} {noun}".rstrip()
    return counts if not whole else f"{counts} ({int(100 * part / whole + 0.5)}%)"


@overload
def counted(number: pd.DataFrame, noun: str, plural: str = "", by: str = "") -> Number: ...
@overload
def counted(number: int, noun: str, plural: str = "", by: str = "") -> str: ...


def counted(number: Any, noun: str, plural: str = "", by: str = "") -> Number | str:
    """Return a number with its noun, “1 study” or “3 studies”; “no studies” for zero.

    A frame is counted as `count` does, and its rows remembered.
    """
    if isinstance(number, pd.DataFrame):
        found = count(number, by)
        said = counted(int(found.value or 0), noun, plural)
        return Number(said, found.rows, found.value, is_count=True)
    plural = plural or f"{noun}s"
    if number == 0:
        return f"no {plural}"
    return f"{text(number)} {noun if number == 1 else plural}"


def capitalised(text: str) -> str:
    """Return text with a capital as its first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str]) -> str:
    """Return items as a sentence lists them: “a, b and c”; “none” when there are none."""
    if not items:
        return "none"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)

"""Numbers for sentences: formatted once, named, and put into prose with `{glue:text}`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
from myst_nb import glue

MINUS = "−"
NARROW_SPACE = "\u202f"


def state(**named: Any) -> None:
    """Make named values available to the chapter's prose as `{glue:text}` names.

    Numbers are formatted by `text`; text is used as it is.
    """
    for name, value in named.items():
        glue(name, value if isinstance(value, str) else text(value), display=False)


def text(value: Any) -> str:
    """Return a number as readers see it: four digits, a true minus, and gaps
    in numbers from ten thousand.

    A missing value is “not reported”.
    """
    if value is None or pd.isna(value):
        return "not reported"
    number = float(value) + 0.0  # a negative zero is a zero
    # Four digits are enough for a sentence; a whole part is never cut.
    is_whole = number.is_integer() or abs(number) >= 1000
    digits = Decimal(f"{number:.0f}" if is_whole else f"{number:.4g}")
    # Four figures need no gap, and years must not have one.
    shown = f"{digits:,f}" if abs(number) >= 10_000 else f"{digits:f}"
    return shown.replace(",", NARROW_SPACE).replace("-", MINUS)


def share(part: float, whole: float, noun: str = "") -> str:
    """Return “part of whole noun (percent%)”; without a percentage when whole is zero."""
    counts = f"{text(part)} of {text(whole)} {noun}".rstrip()
    return counts if not whole else f"{counts} ({int(100 * part / whole + 0.5)}%)"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, “1 study” or “3 studies”; “no studies” for zero."""
    plural = plural or f"{noun}s"
    if number == 0:
        return f"no {plural}"
    return f"{text(number)} {noun if number == 1 else plural}"


def listed(items: list[str]) -> str:
    """Return items as a sentence lists them: “a, b and c”; “none” when there are none."""
    if not items:
        return "none"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)

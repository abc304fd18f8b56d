"""What a number has to be, and how one that is not is shown."""

from __future__ import annotations

from math import isfinite
from numbers import Real
from typing import Any


def is_number(value: Any) -> bool:
    """Return whether a value is a finite number; what is missing is none."""
    return isinstance(value, Real) and isfinite(value)


def is_positive(value: Any) -> bool:
    """Return whether a value is a finite number above zero."""
    return is_number(value) and value > 0


def is_whole(value: Any) -> bool:
    """Return whether a value is a number without a fraction."""
    return is_number(value) and float(value).is_integer()


def shown(value: Any) -> str:
    """Return a value for a message; “nothing” when it is missing."""
    if isinstance(value, Real):
        return "nothing" if value != value else f"{float(value):.6g}"
    return "nothing" if value is None or str(value) == "<NA>" else f"“{value}”"

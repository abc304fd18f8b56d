"""Words that tell a topic or a design, as the tables write them."""

from __future__ import annotations

import re
from functools import cache


@cache
def _pattern(word: str) -> re.Pattern[str]:
    ending = r"\w*" if word.endswith("*") else ""
    return re.compile(rf"(?<!\w){re.escape(word.rstrip('*'))}{ending}(?!\w)", re.IGNORECASE)


def groups(cell: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of a cell such as “plum* | damson*; sleep*”."""
    parts = (tuple(word.strip() for word in part.split("|")) for part in cell.split(";"))
    return tuple(tuple(word for word in part if word) for part in parts if "".join(part))


def first_named(group: tuple[str, ...], text: str) -> str:
    """Return what a text holds of a group, as it stands there; "" when it holds none.

    Words are matched whole and in any case; `*` at the end of one stands for any ending.
    """
    found = (_pattern(word).search(text) for word in group)
    return next((one[0] for one in found if one), "")

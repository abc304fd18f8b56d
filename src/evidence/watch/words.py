"""Words that tell a topic or a design, as the tables write them."""

from __future__ import annotations

import re
from functools import cache


@cache
def _pattern(word: str) -> re.Pattern[str]:
    ending = r"\w*" if word.endswith("*") else ""
    return re.compile(rf"(?<!\w){re.escape(word.rstrip('*'))}{ending}(?!\w)", re.IGNORECASE)


def named(word: str, text: str) -> bool:
    """Whether a text holds a word or phrase; `*` at its end stands for any ending."""
    return bool(_pattern(word).search(text))


def groups(cell: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of a cell such as “stem cell* | stromal; lupus”."""
    parts = (tuple(word.strip() for word in part.split("|")) for part in cell.split(";"))
    return tuple(tuple(word for word in part if word) for part in parts if "".join(part))


def first_named(group: tuple[str, ...], text: str) -> str:
    """Return the first word of a group that a text holds, without its `*`; "" when none."""
    return next((word.rstrip("*") for word in group if named(word, text)), "")

"""How a word or number was meant: what can be mended safely, and what was nearly written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

TIDY = "`python -m evidence tidy`"

_FILLERS = re.compile(r"[\s\-_‐‑–−]+")
_DECIMAL_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")


def folded(word: str) -> str:
    """Return a word without what does not tell words apart: case, blanks and hyphens."""
    return _FILLERS.sub("", word).casefold()


def variant(word: str, known: Iterable[str]) -> str:
    """Return the one known word that differs only in case, blanks or hyphens; else ""."""
    same = [name for name in known if folded(name) == folded(word)]
    return same[0] if len(same) == 1 and same[0] != word else ""


def near(word: str, known: Iterable[str]) -> str:
    """Return the known word a misspelt one looks like; "" when there is none."""
    close = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.75)
    return close[0] if close else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the question whether a known word was meant, to stand before a cure, or ""."""
    name = near(word, known)
    return f"did you mean “{name}”? " if name else ""


def number(text: str) -> str:
    """Return a number with a decimal point and a plain minus sign, when that is certain.

    Three digits after a comma may be thousands, as in 1,500, so this is left as it
    is unless the number starts with a zero.
    """
    plain = text.replace("−", "-")
    match = _DECIMAL_COMMA.fullmatch(plain)
    if match and (len(match[2]) != 3 or re.match(r"-?0", plain)):
        return plain.replace(",", ".")
    return plain

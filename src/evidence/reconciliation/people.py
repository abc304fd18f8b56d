"""Who may be said to have verified a value: a person with a name, and nobody else."""

from __future__ import annotations

import re

from evidence.intake.sent import Complaint, RefusedError

_ROLES = frozenset(
    [
        *("reader", "readers", "reviewer", "extractor", "contributor", "editor", "author", "user"),
        *("clinician", "doctor", "nurse", "patient", "parent", "student"),
        *("team", "group", "staff", "somebody", "someone", "nobody", "anonymous", "unknown"),
        *("machine", "machine-assisted", "assistant", "automatic", "bot", "robot", "model"),
        *("ai", "llm", "system", "second", "first", "independent", "name", "me", "the", "a"),
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*")


def require_name(text: str) -> None:
    """Raise RefusedError unless a text is the name of a person: two words, none of them a role."""
    words = text.strip().split()
    named = len(words) >= 2 and all(_WORD.fullmatch(word) for word in words)
    if named and not any(word.casefold() in _ROLES for word in words):
        return
    found = f"“{text}” is not the name of a person"
    cure = (
        "write first and last name of whoever read the sources; "
        "without --by the rows say that there was a second look, and not who verified them"
    )
    raise RefusedError([Complaint("--by", "", found, cure)])

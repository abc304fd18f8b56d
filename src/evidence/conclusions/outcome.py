"""What came of evaluating an assertion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Whether an assertion holds, and what is true now, in words."""

    holds: bool
    now: str

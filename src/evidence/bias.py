"""Risk of bias: the overall judgement that follows from the domains of a tool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NOT_ASSESSABLE = "not assessable"
WORST_DOMAIN = "worst domain"

_BAD = 2  # the place of the first bad word


@dataclass(frozen=True)
class Scale:
    """The overall judgements of all tools that mean a low risk of bias, and a high one."""

    low: frozenset[str]
    bad: frozenset[str]


def scale(words_of_tools: Iterable[Sequence[str]]) -> Scale:
    """Return which overall judgements are the best of their tool, and which are bad.

    `words_of_tools` holds the judgements from best to worst, for each tool that comes to an
    overall one. Bad are the third word (“high”, “serious”) and worse ones.
    """
    tools = list(words_of_tools)
    return Scale(
        low=frozenset(words[0] for words in tools),
        bad=frozenset(word for words in tools for word in words[_BAD:]),
    )


def overall(judgements: Sequence[str], words: Sequence[str], rule: str) -> str:
    """Return the overall judgement of a study; “” where the tool makes none.

    `words` are the judgements of the tool from best to worst and `rule` how it comes to
    an overall one. By the rule “worst domain” (RoB 2 and ROBINS-I) the worst judgement
    counts. A domain that could not be assessed leaves the study not assessable, unless
    another one is bad already: has the third word (“high”, “serious”) or a worse one.
    """
    if rule != WORST_DOMAIN or not judgements:
        return ""
    known = [words.index(word) for word in judgements if word != NOT_ASSESSABLE]
    worst = max(known, default=0)
    if worst < _BAD and len(known) < len(judgements):
        return NOT_ASSESSABLE
    return words[worst]

"""Risk of bias: the overall judgement that follows from the domains of a tool."""

from __future__ import annotations

from collections.abc import Sequence

NOT_ASSESSABLE = "not assessable"
WORST_DOMAIN = "worst domain"

_BAD = 2  # the place of the first bad word


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

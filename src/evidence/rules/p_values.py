"""What must be true of P values: they say the same as the interval beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Row, Sheet

_RATIOS = ("risk ratio", "odds ratio", "hazard ratio", "rate ratio")
_DIFFERENCES = (
    "mean difference",
    "standardised mean difference",
    "difference in change",
    "difference in slope",
    "median difference",
    "risk difference",
)
_P = re.compile(r"(?:[pP] ?)?([<>=≤≥]?) ?(0?\.[0-9]+)")
# Between these a P value and a rounded interval may disagree by rounding alone.
_SURELY_BELOW, _SURELY_ABOVE = 0.045, 0.055


def effects_agree_with_their_p(reported_effects: Sheet) -> Iterator[Problem]:
    """A P value below 0.05 goes with an interval without the value of no effect, and back."""
    yield from _contradictions(reported_effects)


def syntheses_agree_with_their_p(published_syntheses: Sheet) -> Iterator[Problem]:
    """The P value of an earlier meta-analysis says the same as its interval."""
    yield from _contradictions(published_syntheses)


def _contradictions(sheet: Sheet) -> Iterator[Problem]:
    for row in sheet.rows:
        by_p, by_interval = significant(row["p_printed"]), _excludes_no_effect(row)
        if by_p is None or by_interval is None or by_p == by_interval:
            continue
        where = "leaves out" if by_interval else "includes"
        found = f"{row['p_printed']}, while {row['lower']} to {row['upper']} {where} no effect"
        yield from sheet.doubt(row, "p_printed", found, "check both in the source")


def significant(printed: str) -> bool | None:
    """Return whether a printed P value lies below 0.05; None when it does not say."""
    match = _P.fullmatch(printed)
    if match is None:
        return None
    sign, value = match[1], float(match[2])
    if sign in (">", "≥"):
        return False if value >= 0.05 else None
    if value < _SURELY_BELOW or (sign in ("<", "≤") and value <= 0.05):
        return True
    return False if value > _SURELY_ABOVE and sign in ("", "=") else None


def _excludes_no_effect(row: Row) -> bool | None:
    low, high = row.number("lower"), row.number("upper")
    if row["measure"] not in _RATIOS + _DIFFERENCES or low is None or high is None:
        return None
    none = 1.0 if row["measure"] in _RATIOS else 0.0
    # An end printed as no effect itself, or an interval of another level, decides nothing.
    if none in (low, high) or row["level"] not in ("", "95"):
        return None
    return not low < none < high

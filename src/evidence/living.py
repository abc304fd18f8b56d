"""Whether a question is kept up, and by which rule of our plan that would end or slow down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evidence import numbers, registers
from evidence.readings import Row

CERTAIN = "certain and quiet"
NOTHING = "nothing to come"
KEEPERS = "too few keepers"
RULED = (CERTAIN, NOTHING, KEEPERS)
"""The kinds of rule by which a question is looked at less often or no more."""

MET = "met"
NOT_MET = "not met"
UNTOLD = "not told by the tables"


@dataclass(frozen=True)
class State:
    """What the tables tell of a question.

    `newest` is the year of its newest study, None without one; `awaiting` records have no
    decision yet; `open` registered studies may still report. `searched` is false until
    every planned search has been run: until then, that nothing is new is not known.
    """

    certainty: str
    newest: int | None
    awaiting: int
    open: int
    searched: bool
    as_of: date


@dataclass(frozen=True)
class Verdict:
    """A rule, whether it is met, and why."""

    rule: Row
    met: str
    why: str


def rules_of(rules: Iterable[Row], analysis_id: str) -> list[Row]:
    """Return the rules for a question: its own, and of the other kinds those for all."""
    rules = [row for row in rules if row["kind"] in RULED]
    own = [row for row in rules if row["analysis_id"] == analysis_id]
    kinds = {row["kind"] for row in own}
    return own + [row for row in rules if not row["analysis_id"] and row["kind"] not in kinds]


def judge(rule: Row, state: State) -> Verdict:
    """Return whether a rule is met on the day of the state."""
    if rule["kind"] == KEEPERS:
        return Verdict(rule, UNTOLD, "who keeps the review is in no table")
    against = _against(rule, state)
    if against:
        return Verdict(rule, NOT_MET, "; ".join(against))
    if not state.searched:
        why = "nothing newer is in the tables, and not every planned search has been run yet"
        return Verdict(rule, UNTOLD, why)
    return Verdict(rule, MET, _newest(state))


def _against(rule: Row, state: State) -> list[str]:
    """Return what speaks against a rule."""
    found = []
    if rule["kind"] == CERTAIN and state.certainty != "high":
        found.append(f"the certainty is: {state.certainty}")
    if rule["kind"] == NOTHING and state.awaiting:
        found.append(f"awaiting assessment: {numbers.counted(state.awaiting, 'record')}")
    if rule["kind"] == NOTHING and state.open:
        many = numbers.counted(state.open, "registered study", "registered studies")
        found.append(f"{many} may still report")
    if not _is_quiet(rule, state):
        found.append(_newest(state))
    return found


def _is_quiet(rule: Row, state: State) -> bool:
    if state.newest is None:
        return True
    # A year is all that is known: the study may have come out on its last day.
    months = registers.months_between(date(state.newest, 12, 31), state.as_of)
    return months >= int(rule["threshold"])


def _newest(state: State) -> str:
    return "no study was found" if state.newest is None else f"newest study: {state.newest}"


def condition(rule: Row) -> str:
    """Return when a rule is met, in words."""
    months = numbers.counted(int(rule["threshold"]), "month")
    if rule["kind"] == CERTAIN:
        return f"The certainty is high, and no study was published for {months}"
    if rule["kind"] == NOTHING:
        return (
            "No record awaits assessment, no registered study may still report, "
            f"and no study was published for {months}"
        )
    if rule["threshold"] == 1:
        return "Nobody keeps the review"
    return f"Fewer than {numbers.text(rule['threshold'])} people keep the review"

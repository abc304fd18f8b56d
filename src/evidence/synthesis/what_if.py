"""What if other reports counted: every choice of reports, and the result each gives.

A choice takes at most one report of each cohort. All are worked out by the function that
gives the built result, so that none can be shown that this book would not have printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from evidence import numbers
from evidence.synthesis.analysis import SHARE
from evidence.synthesis.finding import Finding
from evidence.synthesis.result import Result, conclude
from evidence.synthesis.together import Together, together

MOST = 2**10
_STEPS = (2, 1)

# The report that counts for each cohort, None for none of them.
_Choice = tuple[Finding | None, ...]


@dataclass(frozen=True)
class World:
    """A choice of reports: those taken in by key, and the result with what may be shown of it.

    `change` is “” for the choice the book is built with, else it says what was left out and
    what was taken in its place: “without Smith 2001, with Jones 2002 in place of Low 2000”.
    """

    taken: frozenset[str]
    change: str
    result: Result
    together: Together


@dataclass(frozen=True)
class Worlds:
    """The choices of an analysis, that of the built book first.

    `steps` is None when they are all there, else for how many cohorts at once the choice
    may differ from the built one.
    """

    all: tuple[World, ...]
    steps: int | None

    @property
    def built(self) -> World:
        """The choice the book is built with."""
        return self.all[0]


def reports(result: Result) -> tuple[Finding, ...]:
    """Return the reports that can be chosen, which are those that give numbers to work with."""
    share = result.analysis.measure == SHARE
    both = (*result.findings, *result.set_aside)
    return tuple(one for one in both if (one.treated if share else one.effect))


def worlds(result: Result, most: int = MOST) -> Worlds:
    """Return every choice of reports with its result.

    When there are more than `most`, only those up to two cohorts from the built one, or
    one if these are too many still.
    """
    found, steps = _each(result, most)
    return Worlds(tuple(found), steps)


def may_be_pooled(result: Result, most: int = MOST) -> bool:
    """Return whether one of the choices that `worlds` returns gives a pool."""
    found, _ = _each(result, most)
    return any(world.result.pooled for world in found)


def _each(result: Result, most: int) -> tuple[Iterator[World], int | None]:
    """Return the choices with their results, each worked out when it is asked for, and `steps`."""
    cohorts = _cohorts(result)
    built: _Choice = tuple(_counting(result, options) for options in cohorts)
    steps = _steps(cohorts, most)
    chosen = _all(cohorts) if steps is None else _near(cohorts, built, steps)
    others = (choice for choice in chosen if choice != built)
    return (_world(result, built, choice) for choice in (built, *others)), steps


def _cohorts(result: Result) -> list[list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in reports(result):
        found.setdefault(one.cohort_id, []).append(one)
    return list(found.values())


def _counting(result: Result, options: Sequence[Finding]) -> Finding | None:
    return next((one for one in options if one in result.findings), None)


def _steps(cohorts: Sequence[Sequence[Finding]], most: int) -> int | None:
    if prod(len(options) + 1 for options in cohorts) <= most:
        return None
    # Of each cohort there are as many other choices as it has reports.
    near = {
        steps: sum(
            prod(len(options) for options in some)
            for size in range(steps + 1)
            for some in combinations(cohorts, size)
        )
        for steps in _STEPS
    }
    return next((steps for steps in _STEPS if near[steps] <= most), min(_STEPS))


def _all(cohorts: Sequence[Sequence[Finding]]) -> Iterator[_Choice]:
    return product(*([*options, None] for options in cohorts))


def _near(cohorts: Sequence[Sequence[Finding]], built: _Choice, steps: int) -> Iterator[_Choice]:
    for size in range(1, steps + 1):
        for places in combinations(range(len(cohorts)), size):
            others = [
                [one for one in (*cohorts[place], None) if one != built[place]] for place in places
            ]
            for changed in product(*others):
                choice = list(built)
                for place, one in zip(places, changed, strict=True):
                    choice[place] = one
                yield tuple(choice)


def _world(result: Result, built: _Choice, choice: _Choice) -> World:
    """Return the result of a choice; what cannot be worked with stays where it was."""
    taken = frozenset(one.study_id for one in choice if one)
    free = {one.study_id for one in reports(result)}
    answered = {one.cohort_id for one in choice if one}
    silent = {
        one.study_id
        for one in result.findings
        if one.study_id not in free and one.cohort_id not in answered
    }
    counting = silent | taken
    both = (*result.findings, *result.set_aside)
    found = conclude(
        result.analysis,
        [one for one in both if one.study_id in counting],
        [one for one in both if one.study_id not in counting],
    )
    return World(taken, _change(built, choice), found, together(found))


def _change(built: _Choice, choice: _Choice) -> str:
    pairs = [(was, now) for was, now in zip(built, choice, strict=True) if was != now]
    out = [was.label for was, now in pairs if was and not now]
    swapped = [f"{now.label} in place of {was.label}" for was, now in pairs if was and now]
    added = [now.label for was, now in pairs if now and not was]
    parts = [("without", out), ("with", [*swapped, *added])]
    return ", ".join(f"{word} {numbers.listed(names)}" for word, names in parts if names)

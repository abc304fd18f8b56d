"""How likely a new record is what the review looks for: points, each with its reason.

The points only put records in order for a person; they decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evidence.rows import Sheet
from evidence.watch import words
from evidence.watch.answers import Found

IN_TITLE = 3
IN_ABSTRACT = 1
CONDITION = 1
KNOWN_TRIAL = 4

# What one of our registrations is called in a text: its number.
Trials = Mapping[str, str]


@dataclass(frozen=True)
class Relevance:
    """Points, and their reasons in words for people."""

    points: int
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"Likely relevance {self.points}: {', '.join(self.reasons) or 'no word found'}."


@dataclass(frozen=True)
class Scale:
    """What points are given for: words that the tables hold, and none of this module.

    `designs` are groups of words with the points and the comparison they tell of, the
    strongest comparison first; `trials` the registrations by their number.
    """

    designs: tuple[tuple[tuple[str, ...], int, str], ...]
    conditions: tuple[str, ...]
    trials: Trials

    def rate(self, found: Found, topic: tuple[tuple[str, ...], ...]) -> Relevance:
        """Return the points of a result of a search for a topic."""
        given = [_for_group(group, found) for group in topic]
        given += [self._for_design(found), self._for_condition(found), self._for_trial(found)]
        told = [one for one in given if one[0]]
        return Relevance(sum(points for points, _ in told), tuple(reason for _, reason in told))

    def _for_design(self, found: Found) -> tuple[int, str]:
        text = " ".join((*found.kinds, found.title, found.abstract))
        for group, points, comparison in self.designs:
            word = words.first_named(group, text)
            if word:
                return points, f"“{word}” tells of a comparison: {comparison}"
        return 0, ""

    def _for_condition(self, found: Found) -> tuple[int, str]:
        text = f"{found.title} {found.abstract}"
        word = words.first_named(self.conditions, text)
        return (CONDITION, f"names the condition {word}") if word else (0, "")

    def _for_trial(self, found: Found) -> tuple[int, str]:
        text = f"{found.title} {found.abstract}"
        for number, study in self.trials.items():
            if number != found.registry_id and number in text:
                return KNOWN_TRIAL, f"names {number}, a registration of {study}"
        return 0, ""


def _for_group(group: tuple[str, ...], found: Found) -> tuple[int, str]:
    for text, points, place in (
        (found.title, IN_TITLE, "title"),
        (found.abstract, IN_ABSTRACT, "abstract"),
    ):
        word = words.first_named(group, text)
        if word:
            return points, f"{place} names “{word}”"
    return 0, ""


def scale(sheets: Mapping[str, Sheet]) -> Scale:
    """Return the scale that the tables of a project make."""
    designs = sheets["designs"]
    order = designs.table.field("comparison").enum
    told = [
        (_listed(row["words"]), len(order) - 1 - order.index(row["comparison"]), row["comparison"])
        for row in designs.rows
        if row["words"]
    ]
    return Scale(
        designs=tuple(sorted(told, key=lambda one: -one[1])),
        conditions=sheets["studies"].table.field("condition").enum,
        trials={row["registry_id"]: row["study_id"] for row in sheets["registrations"].rows},
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word for group in words.groups(cell) for word in group)


def names_every_group(found: Found, topic: tuple[tuple[str, ...], ...]) -> bool:
    """Whether title or abstract hold a word of each group of a topic."""
    text = f"{found.title} {found.abstract}"
    return all(words.first_named(group, text) for group in topic)


def trial_named(found: Found, pattern: str) -> str:
    """Return the registration number a result names, if it is one only.

    `pattern` is that of the column `registry_id`, for whole cells.
    """
    inner = pattern.removeprefix("^").removesuffix("$")
    said = re.finditer(rf"\b{inner}\b", f"{found.title} {found.abstract}")
    numbers = {one[0] for one in said}
    return numbers.pop() if len(numbers) == 1 else ""

"""Words of certainty in the chapters: no test taken for an effect, no answer surer than it is.

An answer about an effect leads to what makes it less sure: the risk of bias.

How sure words are follows GRADE: “probably” for moderate certainty, “may” for low
(Santesso and others 2020); where it is very low an answer says that we do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from evidence import prose
from evidence.problems import Problem, SourceError
from evidence.prose import Line
from evidence.rows import Sheet

_ANSWER = "{answer}"
_BIAS = "risk-of-bias"
_LINK = re.compile(rf"\]\({_BIAS}\.md(?:#[\w-]+)?\)")
_QUOTED = re.compile(r"“[^”]*”")
# What takes a test for the size of an effect, or its failing for the lack of one.
_TESTS = (
    (
        re.compile(r"\b(?:statistically )?(?:non-?)?significan(?:t|tly|ce)\b", re.IGNORECASE),
        "give the size and its interval, or quote the word of the report in “ ”",
    ),
    (
        re.compile(r"\b(?:ha[ds]|have|with|is|was) no effect\b", re.IGNORECASE),
        "say what was seen: no difference was found, with the interval",
    ),
    (
        re.compile(r"\btrend(?:s|ed|ing)? towards?\b", re.IGNORECASE),
        "say the direction, and that chance is not ruled out",
    ),
)
_UNKNOWING = re.compile(
    r"\b(?:do not know|not known|very uncertain|no evidence|cannot (?:say|tell))\b", re.IGNORECASE
)
_MAY = re.compile(r"\b(?:may|might|could)\b", re.IGNORECASE)
_PROBABLY = re.compile(r"\b(?:probably|likely)\b", re.IGNORECASE)
# The words an answer of each certainty must have, and how to say so.
_NEEDED = {
    "no evidence": (_UNKNOWING, "say that there is no evidence, or that we do not know"),
    "very low": (_UNKNOWING, "say that we do not know, or are very uncertain"),
    "low": (_MAY, "say “may”"),
    "moderate": (_PROBABLY, "say “probably”"),
}


def check(root: Path, sheets: Mapping[str, Sheet]) -> list[Problem]:
    """Return the words in chapters that make evidence surer, or say more, than it is.

    A chapter that cannot be read is left to those who say so.
    """
    problems: list[Problem] = []
    rated, effects = _certainties(sheets), _effects(sheets)
    try:
        files = [f"{file}.md" for file in prose.chapter_files(root)]
    except SourceError:
        return problems
    for file in files:
        try:
            lines = list(prose.prose_lines(root, file))
        except SourceError:
            continue
        problems += [problem for line in lines for problem in tests_are_not_effects(line)]
        problems += words_agree_with_certainty(lines, rated)
        problems += effects_lead_to_bias(lines, effects)
    return problems


def _certainties(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    sheet = sheets.get("questions")
    if sheet is None or not {"question_id", "certainty"} <= set(sheet.header):
        return {}
    return {row["question_id"]: row["certainty"] for row in sheet.rows}


def _effects(sheets: Mapping[str, Sheet]) -> frozenset[str]:
    """Return the questions about an effect on which there is evidence."""
    sheet = sheets.get("questions")
    if sheet is None or not {"question_id", "about", "certainty"} <= set(sheet.header):
        return frozenset()
    rows = [row for row in sheet.rows if row["about"].startswith("effect")]
    return frozenset(row["question_id"] for row in rows if row["certainty"] != "no evidence")


def tests_are_not_effects(line: Line) -> Iterator[Problem]:
    """Yield words that take a test for an effect; what is quoted is the word of a report."""
    text = _QUOTED.sub(lambda match: " " * len(match[0]), line.text)
    for pattern, cure in _TESTS:
        for match in pattern.finditer(text):
            found = f"“{match[0]}” takes a test for an effect"
            yield Problem(line.file, line.number, match.start() + 1, "", found, cure)


def words_agree_with_certainty(lines: list[Line], rated: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the answers of a chapter whose words do not fit how certain they are rated."""
    for first, key, text in _answers(lines):
        needed, cure = _NEEDED.get(rated.get(key, ""), (None, ""))
        if needed is not None and not needed.search(text):
            found = f"the certainty of “{key}” is “{rated[key]}”, and its answer does not say so"
            yield Problem(first.file, first.number, 1, "", found, cure)


def effects_lead_to_bias(lines: list[Line], effects: frozenset[str]) -> Iterator[Problem]:
    """Yield the answers about an effect from whose chapter nothing leads to the risk of bias."""
    if any(_LINK.search(line.text) for line in lines):
        return
    for first, key, _ in _answers(lines):
        if key in effects:
            found = (
                f"the answer to “{key}” is about an effect, and no link leads to its risk of bias"
            )
            cure = f"say how far its studies can be trusted, with a link to {_BIAS}.md"
            yield Problem(first.file, first.number, 1, "", found, cure)


def _answers(lines: list[Line]) -> Iterator[tuple[Line, str, str]]:
    """Yield each answer: its first line, the key of its question, and its words."""
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else line
        if line.directive == _ANSWER and before.directive != _ANSWER:
            inside = []
            for later in lines[place:]:
                if later.directive != _ANSWER:
                    break
                inside.append(later.text)
            yield line, before.text.strip(), "\n".join(inside)

"""What must be true of the data, beyond types: one small named function per rule.

A rule's parameters name what it reads: tables, `references` (the bibliography by
key) or `chapters` (their names). A rule runs when all of them could be read, so
one broken table is one failure and not a cascade. Its docstring is the policy.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.bibliography import PATH as BIBLIOGRAPHY
from evidence.bibliography import Reference
from evidence.problems import Problem
from evidence.rows import Sheet

Rule = Callable[..., Iterator[Problem]]

_INTERVALS = ("IQR", "range", "95% CI")
_SINGLE = ("SD", "SE", "not said")
_BEARINGS_OF = {
    "supported": {"supports"},
    "contradicted": {"contradicts"},
    "mixed": {"supports", "contradicts"},
}
_MARKUP = re.compile(r"<[a-zA-Z/!]|\{\{|\{%|javascript:", re.IGNORECASE)


def keys_are_unique(sheet: Sheet) -> Iterator[Problem]:
    """No two rows of a table have the same key, and a unique column has no repeats."""
    unique = [(field.name,) for field in sheet.table.fields if field.unique]
    for key in [sheet.table.primary_key, *unique]:
        seen: dict[tuple[str, ...], int] = {}
        for row in sheet.rows:
            value = tuple(row[field] for field in key)
            if value in seen and any(value):
                found = f"{_and(key)} {_quoted(value)} stands in line {seen[value]} too"
                yield sheet.problem(row.line, key[-1], found, "remove one row, or correct its key")
            seen.setdefault(value, row.line)


def foreign_keys_resolve(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """A value that points to another table is a key there."""
    for key in sheet.table.foreign_keys:
        if key.table not in sheets:
            continue
        target = sheets[key.table]
        known = {tuple(row[field] for field in key.references) for row in target.rows}
        for row in sheet.rows:
            value = tuple(row[field] for field in key.fields)
            if any(value) and value not in known:
                found = f"{_and(key.fields)} {_quoted(value)} is not in {target.table.file}"
                cure = f"correct it, or add the row to {target.table.file}"
                yield sheet.problem(row.line, key.fields[-1], found, cure)


def text_is_plain(sheet: Sheet) -> Iterator[Problem]:
    """No cell looks like markup, a template or a spreadsheet formula."""
    texts = [field.name for field in sheet.table.fields if field.type == "string"]
    for row in sheet.rows:
        for field in texts:
            text = row[field]
            if _MARKUP.search(text):
                yield sheet.problem(
                    row.line, field, f"“{text}” looks like markup", "write plain text"
                )
            elif text[:1] in tuple("=+@") or re.match(r"-[^\d.\s]", text):
                cure = "start with a letter or a digit"
                yield sheet.problem(row.line, field, f"“{text}” looks like a formula", cure)


def counts_fit_their_group(outcomes: Sheet) -> Iterator[Problem]:
    """A count of people or animals is whole and at most the number of them counted."""
    for row in outcomes.rows:
        value, people = row.number("value"), row.number("n")
        if row["statistic"] != "count" or row["unit"] not in ("people", "animals") or value is None:
            continue
        if value != int(value) or value < 0:
            found = f"a count of {_shown(value)}"
            yield outcomes.problem(row.line, "value", found, "write a whole number, zero or more")
        if people is not None and value > people:
            found = f"{_shown(value)} of {_shown(people)}"
            cure = "check value and n against the source"
            yield outcomes.problem(row.line, "value", found, cure)


def shares_are_percentages(outcomes: Sheet) -> Iterator[Problem]:
    """A percentage lies between 0 and 100 and has % as its unit."""
    for row in outcomes.rows:
        value = row.number("value")
        if row["statistic"] != "percent" or value is None:
            continue
        if not 0 <= value <= 100:
            yield outcomes.problem(row.line, "value", f"{_shown(value)} percent", "write 0 to 100")
        if row["unit"] != "%":
            found = f"a percentage in “{row['unit']}”"
            yield outcomes.problem(row.line, "unit", found, "write % as the unit")


def values_lie_in_their_spread(outcomes: Sheet) -> Iterator[Problem]:
    """A mean or median lies between the two ends printed with it, and the ends are in order."""
    yield from _interval_problems(outcomes, "value")


def estimates_lie_in_their_interval(reported_effects: Sheet) -> Iterator[Problem]:
    """An estimate lies inside its interval."""
    yield from _interval_problems(reported_effects, "estimate")


def spreads_say_their_kind(outcomes: Sheet) -> Iterator[Problem]:
    """A spread says what it is; a kind of spread comes with its numbers."""
    for row in outcomes.rows:
        kind, spread = row["spread_kind"], row["spread"]
        ends = row["lower"] and row["upper"]
        if (spread or row["lower"] or row["upper"]) and not kind:
            cure = "write SD, SE, IQR, range or 95% CI, or “not said” when the source does not say"
            yield outcomes.problem(row.line, "spread_kind", "a spread of no stated kind", cure)
        if kind in _SINGLE and not spread and not (kind == "not said" and ends):
            yield outcomes.problem(row.line, "spread", f"{kind} without its number", "fill it in")
        if kind in _INTERVALS and not ends:
            field = "upper" if row["lower"] else "lower"
            found = f"{kind} without both its ends"
            yield outcomes.problem(row.line, field, found, "fill in both ends")


def values_are_plausible(outcomes: Sheet, outcome_definitions: Sheet) -> Iterator[Problem]:
    """A value in an outcome's usual unit lies in the outcome's plausible range."""
    definitions = {row["outcome_id"]: row for row in outcome_definitions.rows}
    for row in outcomes.rows:
        definition, value = definitions.get(row["outcome_id"]), row.number("value")
        if definition is None or value is None or row["unit"] != definition["usual_unit"]:
            continue
        if "change" in row["statistic"]:
            continue
        low, high = definition.number("plausible_minimum"), definition.number("plausible_maximum")
        beyond = ""
        if low is not None and value < low:
            beyond = f"below {_shown(low)}"
        if high is not None and value > high:
            beyond = f"above {_shown(high)}"
        if beyond:
            found = f"{_shown(value)} {row['unit']} is {beyond}"
            cure = "check the unit and the decimal point against the source"
            yield outcomes.problem(row.line, "value", found, cure)


def references_exist(sources: Sheet, references: Mapping[str, Reference]) -> Iterator[Problem]:
    """The reference of every source is in the bibliography."""
    yield from _missing_references(sources, "reference", references)


def studies_have_a_reference(
    studies: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The key of every study is the key of its entry in the bibliography."""
    yield from _missing_references(studies, "study_id", references)


def claims_name_their_review(
    claims: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The review a claim comes from is in the bibliography."""
    yield from _missing_references(claims, "review", references)


def claims_belong_to_a_chapter(claims: Sheet, chapters: frozenset[str]) -> Iterator[Problem]:
    """Every claim is shown in a chapter that exists."""
    yield from _missing_chapters(claims, chapters)


def questions_belong_to_a_chapter(questions: Sheet, chapters: frozenset[str]) -> Iterator[Problem]:
    """Every question is answered in a chapter that exists."""
    yield from _missing_chapters(questions, chapters)


def verdicts_follow_from_the_evidence(claims: Sheet, claim_evidence: Sheet) -> Iterator[Problem]:
    """A verdict is what the bearings of the linked studies make it."""
    bearings: dict[str, set[str]] = {}
    for row in claim_evidence.rows:
        bearings.setdefault(row["claim_id"], set()).add(row["bearing"])
    for row in claims.rows:
        found = bearings.get(row["claim_id"], set()) - {"context"}
        if found != _BEARINGS_OF.get(row["verdict"], set()):
            linked = " and ".join(sorted(found)) or "none that supports or contradicts"
            said = f"the verdict is “{row['verdict']}”, the linked studies: {linked}"
            cure = "correct the verdict, or the rows in data/claim_evidence.csv"
            yield claims.problem(row.line, "verdict", said, cure)


def decisions_give_their_reason(records: Sheet) -> Iterator[Problem]:
    """An included record names its study, an excluded one its reason, a duplicate its original."""
    needs = {"included": "study_id", "excluded": "reason", "duplicate": "duplicate_of"}
    for row in records.rows:
        field = needs.get(row["decision"])
        if field and not row[field]:
            found = f"a record that is {row['decision']} without its {field}"
            yield records.problem(row.line, field, found, "fill it in, or set decision to awaiting")


RULES: tuple[Rule, ...] = (
    counts_fit_their_group,
    shares_are_percentages,
    values_lie_in_their_spread,
    estimates_lie_in_their_interval,
    spreads_say_their_kind,
    values_are_plausible,
    references_exist,
    studies_have_a_reference,
    claims_name_their_review,
    claims_belong_to_a_chapter,
    questions_belong_to_a_chapter,
    verdicts_follow_from_the_evidence,
    decisions_give_their_reason,
)


def apply(sheets: Mapping[str, Sheet], known: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what every rule finds in the tables that could be read.

    `known` holds `references` and `chapters`, if they could be read.
    """
    for sheet in sheets.values():
        yield from keys_are_unique(sheet)
        yield from foreign_keys_resolve(sheet, sheets)
        yield from text_is_plain(sheet)
    known = {**sheets, **known}
    for rule in RULES:
        needs = list(inspect.signature(rule).parameters)
        if all(name in known for name in needs):
            yield from rule(**{name: known[name] for name in needs})


def _interval_problems(sheet: Sheet, field: str) -> Iterator[Problem]:
    for row in sheet.rows:
        value, low, high = row.number(field), row.number("lower"), row.number("upper")
        if low is None or high is None:
            continue
        if low > high:
            found, cure = (
                f"the lower end {_shown(low)} is above the upper end {_shown(high)}",
                "swap them",
            )
            yield sheet.problem(row.line, "lower", found, cure)
        elif value is not None and not low <= value <= high:
            found = f"{_shown(value)} lies outside {_shown(low)} to {_shown(high)}"
            yield sheet.problem(row.line, field, found, "check the three numbers in the source")


def _missing_references(
    sheet: Sheet, field: str, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    for row in sheet.rows:
        if row[field] not in references:
            found = f"“{row[field]}” is not an entry of {BIBLIOGRAPHY}"
            yield sheet.problem(row.line, field, found, f"add the entry to {BIBLIOGRAPHY}")


def _missing_chapters(sheet: Sheet, chapters: frozenset[str]) -> Iterator[Problem]:
    for row in sheet.rows:
        if row["chapter"] not in chapters:
            found = f"“{row['chapter']}” is not a chapter of _toc.yml"
            yield sheet.problem(row.line, "chapter", found, f"use one of: {_list(chapters)}")


def _shown(value: float) -> str:
    return f"{value:.15g}"


def _list(words: frozenset[str]) -> str:
    return "; ".join(sorted(words))


def _and(names: tuple[str, ...]) -> str:
    return " + ".join(names)


def _quoted(values: tuple[str, ...]) -> str:
    return " + ".join(f"“{value}”" for value in values)

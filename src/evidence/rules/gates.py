"""A checklist answers “yes” only to what the tables show: one rule for each thing they can show.

The lists for reporting ask what is told, AMSTAR 2 asks what was done. So only those of their
items have a gate that cannot be met by words: who and what stood behind the work is in the
tables. An answer other than “yes” needs its reason and nothing else; but what is asked of a
version after the first one is “not applicable” only until there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evidence.problems import Problem
from evidence.rows import Row, Sheet

# What each rule opens: the checklist and its item.
_COMPREHENSIVE = (("amstar-2", "4"), ("prisma-2020", "1"), ("prisma-abstracts", "1"))
_STRATEGIES = (("amstar-2", "4"), ("prisma-2020", "7"))
_FIXED_FIRST = (("amstar-2", "2"),)
_TWO_CHOSE = (("amstar-2", "5"),)
_TWO_READ = (("amstar-2", "6"),)
_FUNDING = (("amstar-2", "10"),)
_AUTHORS = (("prisma-lsr", "L4"),)
_INTERESTS = (
    ("amstar-2", "16"),
    ("prisma-2020", "25"),
    ("prisma-2020", "26"),
    ("prisma-abstracts", "11"),
    ("prisma-lsr", "25"),
    ("prisma-lsr", "26"),
)
# What changed since the version before: in questions, methods, results, and what can be had.
_CHANGES = (("prisma-lsr", "4"), ("prisma-lsr", "L2"), ("prisma-lsr", "L3"), ("prisma-lsr", "27"))

# Services that hold trials and not reports; the others count as databases.
_REGISTERS = frozenset({"clinicaltrials"})
_DATABASES = 2
_NEVER = "9999-12-31"


def comprehensive_searches_were_run(
    checklist_items: Sheet, saved_searches: Sheet, searches: Sheet
) -> Iterator[Problem]:
    """A search is called comprehensive only when two databases and a register were searched."""
    run = {row["saved_search"] for row in searches.rows}
    asked = {row["source"] for row in saved_searches.rows if row["saved_search_id"] in run}
    databases, registers = len(asked - _REGISTERS), len(asked & _REGISTERS)
    if databases < _DATABASES or not registers:
        found = (
            f"saved searches were run in {_many(databases, 'database')} "
            f"and {_many(registers, 'register')}"
        )
        yield from _yet(checklist_items, _COMPREHENSIVE, found)


def search_strategies_were_run(
    checklist_items: Sheet, saved_searches: Sheet, searches: Sheet
) -> Iterator[Problem]:
    """The search strategies count as told only when each saved search has been run."""
    run = {row["saved_search"] for row in searches.rows}
    never = [row for row in saved_searches.rows if row["saved_search_id"] not in run]
    if never:
        found = f"{_many(len(never), 'saved search was', 'saved searches were')} never run"
        yield from _yet(checklist_items, _STRATEGIES, found)


def methods_were_fixed_first(
    checklist_items: Sheet, analyses: Sheet, searches: Sheet, deviations: Sheet
) -> Iterator[Problem]:
    """Methods count as fixed beforehand only when questions and protocol came before searching."""
    first = min((row["run_on"] for row in searches.rows), default=_NEVER)
    late = [row for row in analyses.rows if row["fixed_on"] >= first]
    if late:
        found = (
            f"{_many(len(late), 'question was', 'questions were')} not fixed before "
            f"the first search ({first})"
        )
        yield from _yet(checklist_items, _FIXED_FIRST, found)
    for row in deviations.rows:
        if row["concerns"] == "protocol":
            found = f"{deviations.table.file} tells a departure: {row['done']}"
            yield from _yet(checklist_items, _FIXED_FIRST, found)


def two_people_chose(
    checklist_items: Sheet, records: Sheet, automation: Sheet
) -> Iterator[Problem]:
    """Two people count as having chosen only when two, and no machine, decided on each record."""
    machines = _machines(automation)
    rows = [row for row in records.rows if row["decision"] != "duplicate"]
    alone = [row for row in rows if not _two(row, "decided_by", "second_decided_by", machines)]
    if alone:
        found = f"two people did not decide on {_many(len(alone), 'record')}"
        yield from _yet(checklist_items, _TWO_CHOSE, found)


def two_people_read(
    checklist_items: Sheet,
    arms: Sheet,
    outcomes: Sheet,
    reported_effects: Sheet,
    automation: Sheet,
) -> Iterator[Problem]:
    """Two people count as having taken the data only when two, and no machine, read each row."""
    machines = _machines(automation)
    for sheet in (arms, outcomes, reported_effects):
        alone = [
            row
            for row in sheet.rows
            if not (row["second_look"] and _two(row, "extracted_by", "verified_by", machines))
        ]
        if alone:
            found = f"two people did not read {_many(len(alone), 'row')} of {sheet.table.file}"
            yield from _yet(checklist_items, _TWO_READ, found)


def funding_of_studies_is_known(checklist_items: Sheet, studies: Sheet) -> Iterator[Problem]:
    """The funding of the studies counts as told only when each study with results has it."""
    blank = [row for row in studies.rows if row["kind"] != "registered" and not row["funding"]]
    if blank:
        found = f"the funding of {_many(len(blank), 'study', 'studies')} is blank"
        yield from _yet(checklist_items, _FUNDING, found)


def authors_are_people(checklist_items: Sheet, contributors: Sheet) -> Iterator[Problem]:
    """The authors count as told only when every one of them is a named person."""
    unnamed = [row for row in contributors.rows if row["kind"] != "person"]
    if unnamed:
        found = f"“{unnamed[0]['name']}” is no person"
        yield from _yet(checklist_items, _AUTHORS, found)


def authors_declared_their_interests(
    checklist_items: Sheet, contributors: Sheet
) -> Iterator[Problem]:
    """Interests and support count as told only when every author is a person and declared them."""
    silent = [row for row in contributors.rows if row["kind"] != "person" or not row["interests"]]
    if silent:
        found = f"“{silent[0]['name']}” has declared no interests"
        yield from _yet(checklist_items, _INTERESTS, found)


def changes_are_told_from_the_second_version_on(
    checklist_items: Sheet, earlier: tuple[str, ...]
) -> Iterator[Problem]:
    """What changed since the version before is told as soon as there is a version before."""
    for row in checklist_items.rows if earlier else ():
        asked = (row["checklist_id"], row["item"]) in _CHANGES
        if asked and row["answer"] == "not applicable":
            found = f"the answer is “not applicable”, yet version {earlier[0]} came before"
            cure = "say where it is told what changed, also when nothing did"
            yield checklist_items.problem(row.line, "answer", found, cure)


def _yet(items: Sheet, opened: Iterable[tuple[str, str]], found: str) -> Iterator[Problem]:
    """Yield a problem for each of some items that is answered “yes” all the same."""
    for row in items.rows:
        if row["answer"] == "yes" and (row["checklist_id"], row["item"]) in opened:
            cure = "give another answer, with its reason, until the tables show it"
            yield items.problem(row.line, "answer", f"the answer is “yes”, yet {found}", cure)


def _machines(automation: Sheet) -> frozenset[str]:
    """Return what worked where a person might have: the tools that are declared."""
    return frozenset(row["tool"] for row in automation.rows)


def _two(row: Row, first: str, second: str, machines: frozenset[str]) -> bool:
    """Whether two different people stand in two cells of a row."""
    names = {row[first].casefold(), row[second].casefold()}
    return len(names) == 2 and not names & {"", *(tool.casefold() for tool in machines)}


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"

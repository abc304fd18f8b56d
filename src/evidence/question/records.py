"""What the pages of questions are made of: answers, and the rows that stand around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from evidence import notices, registers, search_runs, synthesis, tables
from evidence.bias import Scale
from evidence.readings import Row
from evidence.synthesis import answers

TABLES = tuple(
    sorted(
        {
            *answers.TABLES,
            *("designs", "living_mode", "notices", "questions", "records", "registrations"),
            *("saved_searches", "searches"),
        }
    )
)


@dataclass(frozen=True)
class Records:
    """The answers by their key, and what is told with them.

    `rows` holds the row of each analysis, `questions` the question it helps to answer,
    `bias` the overall risk of bias by study, `judged` who judged a domain, and `as_of` the
    day that tells what is overdue. `coming` holds the registered studies whose results are
    not in the tables, with their `state` on that day, in the order in which they are told.
    `rules` are those of the living mode; `awaiting` records have no decision yet, and
    `searched` says whether every planned search has been run. `marks` says which studies are
    retracted or questioned.
    """

    answers: Mapping[str, synthesis.Answer]
    rows: Mapping[str, Row]
    questions: Mapping[str, Row]
    tables: synthesis.Tables
    studies: Mapping[str, Row]
    outcomes: Mapping[str, Row]
    bias: Mapping[str, str]
    bias_scale: Scale
    judged: Mapping[tuple[str, str], Row]
    comparisons: Mapping[str, str]
    coming: pd.DataFrame
    as_of: date
    rules: Sequence[Row]
    awaiting: int
    searched: bool
    marks: Mapping[str, str] = field(default_factory=dict)


def gather(root: Path) -> Records:
    """Return the records of the project at `root`; raises what `tables.load` does."""
    return _gathered(root, tables.modified(TABLES, root))


@cache
def _gathered(root: Path, _modified: tuple[int, ...]) -> Records:
    # Every part of every page asks for them: once for each state of the tables is enough.
    read = synthesis.read_tables(root)
    tools = tables.load("bias_tools", root)
    searches, saved = tables.load("searches", root), tables.load("saved_searches", root)
    as_of, registrations = search_runs.last_day(searches), tables.load("registrations", root)
    return Records(
        answers=synthesis.answer_all(root),
        rows=_keyed("analyses", "analysis_id", root),
        questions=_keyed("questions", "question_id", root),
        tables=read,
        studies=_keyed("studies", "study_id", root),
        outcomes=_keyed("outcome_definitions", "outcome_id", root),
        bias=synthesis.overall_bias(tables.load("risk_of_bias", root), tools),
        bias_scale=synthesis.bias_scale(tools),
        judged={
            (row["analysis_id"], row["domain"]): row for row in tables.records("certainty", root)
        },
        comparisons={row["design"]: row["comparison"] for row in tables.records("designs", root)},
        coming=registers.coming(registrations, read.studies, as_of),
        as_of=as_of,
        rules=tables.records("living_mode", root),
        awaiting=int((tables.load("records", root)["decision"] == "awaiting").sum()),
        searched=bool(search_runs.with_last_run(saved, searches)["last_run"].notna().all()),
        marks=notices.marks(root),
    )


def _keyed(name: str, key: str, root: Path) -> dict[str, Row]:
    return {row[key]: row for row in tables.records(name, root)}

"""Two decisions on a record: how far readers agree, what must be true, and how they come in."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from evidence import screening, tables
from evidence.intake.adding import Result, add
from evidence.problems import Problem
from evidence.rows import Sheet
from evidence.rules import screening as rules
from projects import sheet

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 22)


def _records(*pairs: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=["first_decision", "decision", "second_decision"])


def _many(both: int, first: int, second: int, none: int) -> pd.DataFrame:
    of = {
        ("included", "included"): both,
        ("included", "excluded"): first,
        ("excluded", "included"): second,
        ("excluded", "excluded"): none,
    }
    return _records(*[("", *pair) for pair, many in of.items() for _ in range(many)])


# Agreement


def test_agreement_counts_the_records_on_which_both_decided_alike() -> None:
    """Kappa is that of R's statpsych 2.0.0, ci.kappa(.05, 31, 12, 4, 58)."""
    found = screening.agreement(_many(31, 12, 4, 58))
    assert found is not None and found.kappa is not None
    assert (found.n, found.agreed) == (105, 89)
    assert found.raw == 89 / 105
    assert found.kappa.value == pytest.approx(0.6756757, abs=5e-7)


def test_kappa_is_none_where_chance_makes_readers_agree() -> None:
    """Both included everything: nothing tells whether they judge alike."""
    found = screening.agreement(_many(7, 0, 0, 0))
    assert found is not None and (found.agreed, found.kappa) == (7, None)


def test_without_two_decisions_there_is_no_agreement_to_tell() -> None:
    """A single decision agrees with nobody."""
    assert screening.agreement(_records(("", "included", ""), ("", "excluded", ""))) is None


def test_repeats_and_ongoing_trials_are_compared_as_what_they_are() -> None:
    """A repeat is no judgement; an ongoing trial was included."""
    records = _records(("", "duplicate", "included"), ("", "ongoing", "included"))
    found = screening.agreement(records)
    assert found is not None and (found.n, found.agreed) == (1, 1)


def test_a_disagreement_stays_one_after_it_was_settled() -> None:
    """Else agreement would grow with every talk."""
    settled = _records(("included", "excluded", "excluded"))
    assert len(screening.disagreements(settled)) == 1


# Rules

HEADER = (
    "record_id,decision,duplicate_of,decided_by,first_decision,second_decision,"
    "second_reason,second_decided_by,second_decided_on,settled_how"
)


def _sheet(*lines: str) -> Sheet:
    return sheet("records", "\n".join([HEADER, *lines]))


def _found(rule: Callable[[Sheet], Iterator[Problem]], *lines: str) -> list[tuple[str, str]]:
    return [(one.field, one.found) for one in rule(_sheet(*lines))]


SOUND = [
    "a,included,,Reader,,,,,,",
    "b,included,,Reader,,included,,Green,2026-11-22,",
    "c,included,,Reader,,excluded,wrong outcome,Green,2026-11-22,",
    "d,excluded,,Reader,included,excluded,wrong outcome,Green,2026-11-22,Smith decided",
    "e,duplicate,a,Reader,,,,,,",
    "f,included,,Reader,,excluded,wrong outcome,Green,2026-11-22,Smith kept it",
]
RULES = (
    rules.second_decisions_are_whole,
    rules.second_readers_are_others,
    rules.settled_decisions_say_how,
    rules.repeats_lead_to_one_record,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_sound_decisions_pass(rule: Callable[[Sheet], Iterator[Problem]]) -> None:
    """One decision, two that agree, two that do not, settled and not."""
    assert _found(rule, *SOUND) == []


@pytest.mark.parametrize(
    ("rule", "line", "found"),
    [
        (RULES[0], "a,included,,R,,excluded,,Green,2026-11-22,", "second_reason"),
        (RULES[0], "a,included,,R,,included,,,2026-11-22,", "second_decided_by"),
        (RULES[0], "a,included,,R,,included,,Green,,", "second_decided_on"),
        (RULES[0], "a,included,,R,,,,Green,,", "second_decided_by"),
        (RULES[0], "a,included,,R,,included,wrong outcome,Green,2026-11-22,", "second_reason"),
        (RULES[1], "a,included,,Green,,included,,green,2026-11-22,", "second_decided_by"),
        (RULES[2], "a,included,,R,included,excluded,,Green,2026-11-22,x", "first_decision"),
        (RULES[2], "a,excluded,,R,included,excluded,,Green,2026-11-22,", "settled_how"),
        (RULES[2], "a,included,,R,,included,,Green,2026-11-22,talk", "settled_how"),
        (RULES[3], "a,included,b,R,,,,,,", "duplicate_of"),
        (RULES[3], "a,duplicate,a,R,,,,,,", "duplicate_of"),
    ],
)
def test_a_decision_that_is_not_whole_is_a_problem(
    rule: Callable[[Sheet], Iterator[Problem]], line: str, found: str
) -> None:
    """In the cell that is wrong, and only there."""
    assert [field for field, _ in _found(rule, line)] == [found]


def test_no_more_records_come_from_a_search_than_it_found() -> None:
    """The flow from records found to records screened adds up."""
    many = tables.load("records", ROOT)["search_id"].value_counts()
    told = tables.load("searches", ROOT).set_index("search_id")["found"]
    assert [name for name in many.index if many[name] > told[name]] == []


# Taking in


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the real sources."""
    for name in ("data", "book"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("references.bib", "_toc.yml", "_config.yml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def _send(project: Path, *lines: str) -> Result:
    header = "record_id,second_decision,second_reason,second_decided_by,second_decided_on"
    file = project / "decided.csv"
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return add(project, file, TODAY)


def _row(project: Path, key: str) -> dict[str, str]:
    with (project / "data/records.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["record_id"] == key)


def test_second_decisions_go_into_the_rows_of_their_records(project: Path) -> None:
    """The first decision stays as it is; sent again, nothing is left to do."""
    before = _row(project, "morello2022")
    line = "morello2022,excluded,wrong outcome,A. Green,2026-11-22"
    result = _send(project, line)
    assert (result.complaints, result.to_do, result.corrected) == ([], [], 1)
    assert _row(project, "morello2022") == {
        **before,
        "second_decision": "excluded",
        "second_reason": "wrong outcome",
        "second_decided_by": "A. Green",
        "second_decided_on": "2026-11-22",
    }


def test_every_fault_of_a_file_is_told_and_nothing_written(project: Path) -> None:
    """In the words of the sender's file."""
    before = (project / "data/records.csv").read_bytes()
    result = _send(
        project,
        "morello2022,excluded,,A. Green,2026-11-22",
        "nobody2001,included,,A. Green,2026-11-22",
        "vivarelli2023,,,A. Green,2026-11-22",
        "nct04034316,perhaps,,A. Green,2026-11-22",
    )
    said = [f"{one.field}: {one.found}" for one in result.complaints]
    assert said[:3] == [
        "records.second_reason: a second decision without its second_reason",
        "records.record_id: no record has the key “nobody2001”",
        "records.second_decision: no decision",
    ]
    assert said[3].startswith("records.second_decision: “perhaps”")
    assert (project / "data/records.csv").read_bytes() == before

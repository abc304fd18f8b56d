"""Realistic mistakes at random places of the real tables are found; correct edits are not."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

import faults
from conftest import ROOT
from evidence import bibliography, checks, descriptor, prose, rows, rules
from evidence.bibliography import Reference
from evidence.problems import Problem
from evidence.rows import Row, Sheet

SEED = 20261122
MANY = 14
TABLES = descriptor.read(ROOT)


@pytest.fixture(scope="module")
def sheets() -> dict[str, Sheet]:
    """Return the real tables, read once."""
    read = {name: rows.read(ROOT, table)[0] for name, table in TABLES.items()}
    return {name: sheet for name, sheet in read.items() if sheet is not None}


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    """Return the real bibliography and chapters."""
    return {"references": bibliography.read(ROOT), "chapters": prose.chapter_names(ROOT)}


def _draw(kind: faults.Kind, sheets: Mapping[str, Sheet], seed: int) -> list[faults.Mistake]:
    """Return mistakes of one kind in rows of different keys, so that none hides another."""
    found: list[faults.Mistake] = []
    taken: set[str] = set()
    # Some kinds go on for ever: look at a limited number of candidates.
    for mistake in islice(kind(sheets, Random(seed)), 600):
        first = next(iter(mistake.row.cells.values()))
        if first not in taken:
            taken.add(first)
            found.append(mistake)
        if len(found) == MANY:
            break
    return found


def _edited(sheets: Mapping[str, Sheet], mistakes: list[faults.Mistake]) -> dict[str, Sheet]:
    edited = dict(sheets)
    for name in {mistake.table for mistake in mistakes}:
        cells = {mistake.line: mistake.cells for mistake in mistakes if mistake.table == name}
        sheet = sheets[name]
        changed = tuple(
            Row(row.line, {**row.cells, **cells[row.line]}) if row.line in cells else row
            for row in sheet.rows
        )
        edited[name] = replace(sheet, rows=changed)
    return edited


def _problems(
    sheets: Mapping[str, Sheet], known: Mapping[str, Any], changed: set[str]
) -> Iterator[Problem]:
    for name in changed:
        yield from rows.check(sheets[name])
    yield from rules.apply(sheets, known, changed)


@pytest.mark.parametrize("kind", faults.KINDS, ids=lambda kind: kind.__name__)
def test_every_mistake_of_a_kind_is_named_at_its_cell(
    kind: faults.Kind, sheets: dict[str, Sheet], known: dict[str, Any]
) -> None:
    """The message has the file, the line and the column of each."""
    mistakes = _draw(kind, sheets, SEED)
    assert mistakes, f"no place for this mistake in the tables (seed {SEED})"
    edited = _edited(sheets, mistakes)
    places = {
        (problem.file, problem.line, problem.field, problem.column)
        for problem in _problems(edited, known, {mistake.table for mistake in mistakes})
    }
    for mistake in mistakes:
        sheet = sheets[mistake.table]
        wanted = {
            (sheet.table.file, mistake.line, field, sheet.header.index(field) + 1)
            for field in mistake.named
        }
        assert places & wanted, f"seed {SEED}: {mistake}"


def test_there_are_enough_mistakes(sheets: dict[str, Sheet]) -> None:
    """At least 25 kinds and 500 mistakes are tried."""
    drawn = [len(_draw(kind, sheets, SEED)) for kind in faults.KINDS]
    assert len(drawn) >= 25
    assert sum(drawn) >= 500


# Correct edits


STUDY_TABLES = ("studies", "records", "notices", "arms", "outcomes", "reported_effects")


def _with_new_studies(
    sheets: Mapping[str, Sheet], known: Mapping[str, Any], models: list[str]
) -> tuple[dict[str, Sheet], dict[str, Any]]:
    """Return the tables with a new study made like each model, and its reference."""
    edited = dict(sheets)
    for name in (*STUDY_TABLES, "risk_of_bias"):
        line = len(sheets[name].rows) + 2
        new = [
            _renamed(row, name)
            for row in sheets[name].rows
            if row["study_id"] in models and row.cells.get("decision") != "duplicate"
        ]
        numbered = tuple(Row(line + i, cells) for i, cells in enumerate(new))
        edited[name] = replace(sheets[name], rows=sheets[name].rows + numbered)
    references = dict(known["references"])
    for model in models:
        year = {"title": "New", "year": references[model]["year"]}
        references[f"{model}new"] = Reference(f"{model}new", "article", 1, year)
    return edited, {**known, "references": references}


def _renamed(row: Row, table: str) -> dict[str, str]:
    cells = {**row.cells, "study_id": f"{row['study_id']}new"}
    if table in ("studies", "records"):
        cells["registry_id"] = ""
    if table == "studies":
        cells["cohort_id"] = f"{row['study_id']}-new"
    if table == "records":
        title = f"A new report: {row['record_id']}"
        cells |= {"record_id": f"{row['record_id']}-new", "title": title, "doi": "", "pmid": ""}
    return cells


def _said(problems: Iterator[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def test_seventy_new_studies_raise_no_alarm(
    sheets: dict[str, Sheet], known: dict[str, Any]
) -> None:
    """A study is added over all its tables, made like one that is there."""
    random = Random(SEED)
    everyone = [row["study_id"] for row in sheets["studies"].rows]
    models = random.sample(everyone, 70)
    edited, references = _with_new_studies(sheets, known, models)
    changed = {*STUDY_TABLES, "risk_of_bias"}
    assert _said(_problems(edited, references, changed)) == [], f"seed {SEED}"


def test_sixty_corrected_means_raise_no_alarm(
    sheets: dict[str, Sheet], known: dict[str, Any]
) -> None:
    """A mean read again differs by a few parts in a hundred."""
    random = Random(SEED)
    means = [
        row for row in sheets["outcomes"].rows if row["statistic"] == "mean" and not row["lower"]
    ]
    edits = [
        faults.Mistake(
            "outcomes",
            row,
            {"value": f"{float(row['value']) * random.uniform(0.97, 1.03):.6g}"},
            (),
        )
        for row in random.sample(means, 60)
    ]
    assert _said(_problems(_edited(sheets, edits), known, {"outcomes"})) == [], f"seed {SEED}"


def test_seventy_five_checked_rows_raise_no_alarm(
    sheets: dict[str, Sheet], known: dict[str, Any]
) -> None:
    """A named person checks a value and says something about it."""
    random = Random(SEED)
    cells = {"verified_by": "A. Reader", "verified_on": "2026-11-22", "note": "Read again – same."}
    edits = [
        faults.Mistake(table, row, cells, ())
        for table in ("arms", "outcomes", "reported_effects")
        for row in random.sample(sheets[table].rows, 25)
    ]
    changed = {"arms", "outcomes", "reported_effects"}
    assert _said(_problems(_edited(sheets, edits), known, changed)) == [], f"seed {SEED}"


@pytest.mark.parametrize("name", TABLES)
def test_rows_and_columns_in_another_order_raise_no_alarm(
    name: str, sheets: dict[str, Sheet], known: dict[str, Any], tmp_path: Path
) -> None:
    """A table that was sorted, quoted and saved on another system says the same."""
    random = Random(SEED)
    lines = [sheets[name].header, *(tuple(row.cells.values()) for row in sheets[name].rows)]
    columns = random.sample(range(len(lines[0])), len(lines[0]))
    body = random.sample(lines[1:], len(lines) - 1)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([[line[place] for place in columns] for line in [lines[0], *body]])
    (tmp_path / "data").mkdir()
    (tmp_path / TABLES[name].file).write_bytes(stream.getvalue().encode())
    sheet, problems = rows.read(tmp_path, TABLES[name])
    assert problems == []
    assert sheet is not None
    assert _said(_problems({**sheets, name: sheet}, known, {name})) == [], f"seed {SEED}"


# From end to end, through the files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the real sources."""
    for name in ("data", "book"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("study"))
    for name in ("references.bib", "_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _save(project: Path, sheet: Sheet) -> None:
    with (project / sheet.table.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(sheet.header)
        writer.writerows([row[field] for field in sheet.header] for row in sheet.rows)


def test_one_check_of_the_files_finds_a_mistake_of_every_kind(
    project: Path, sheets: dict[str, Sheet]
) -> None:
    """All of them together are found in one pass, each at its place."""
    mistakes: list[faults.Mistake] = []
    taken: set[tuple[str, int]] = set()
    for kind in faults.KINDS:
        for mistake in _draw(kind, sheets, SEED + 1):
            if (mistake.table, mistake.line) not in taken:
                taken.add((mistake.table, mistake.line))
                mistakes.append(mistake)
                break
    edited = _edited(sheets, mistakes)
    for name in {mistake.table for mistake in mistakes}:
        _save(project, edited[name])
    places = {(problem.file, problem.line) for problem in checks.check(project)}
    missed = [
        mistake for mistake in mistakes if (TABLES[mistake.table].file, mistake.line) not in places
    ]
    assert len(mistakes) > 40
    assert missed == [], f"seed {SEED + 1}"


def _change(project: Path, file: str, old: bytes, new: bytes) -> None:
    data = (project / file).read_bytes()
    assert old in data
    (project / file).write_bytes(data.replace(old, new, 1))


def test_broken_files_are_one_message_each(project: Path) -> None:
    """A lost column, a mark before the text, semicolons, a lost quote: one mistake, one message."""
    _change(project, "data/arms.csv", b"study_id,arm_id,", b"study_id,")
    _change(project, "data/claims.csv", b"claim_id", b"\xef\xbb\xbfclaim_id")
    _change(project, "data/delivery.csv", b"\n", b"\n\n")
    _change(project, "data/designs.csv", b"design,kind", b"design,kinds")
    semicolons = (project / "data/cohorts.csv").read_bytes().replace(b",", b";")
    (project / "data/cohorts.csv").write_bytes(semicolons)
    (project / "data/mechanisms.csv").write_bytes("mechanism_id,théme".encode("cp1252"))
    (project / "data/searches.csv").write_bytes(b"")
    problems = checks.check(project)
    broken = ("arms", "claims", "cohorts", "mechanisms", "searches")
    counts = {
        name: [str(one) for one in problems if one.file == f"data/{name}.csv"] for name in broken
    }
    assert {name: len(said) for name, said in counts.items()} == dict.fromkeys(broken, 1)
    assert counts["arms"][0].startswith("data/arms.csv:1:1: [arm_id] column “arm_id” is missing")
    lines = {(one.file, one.line) for one in problems}
    assert {("data/delivery.csv", 2), ("data/designs.csv", 1)} <= lines


def test_mistakes_in_the_bibliography_are_named(project: Path) -> None:
    """A DOI with its address, one entry twice, a year that is none, an entry nobody cites."""
    path = project / "references.bib"
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n") + 1
    wang = text[text.index("@article{wang2013,") :]
    wang = wang[: wang.index("\n}") + 3]
    added = [
        wang,
        "@misc{lost2020,\n  title = {Lost},\n",
        "  doi = {https://doi.org/10.1000/1},\n  year = {20x}\n}\n",
        "@misc{bold2020,\n  title = {<b>Bold</b>}\n}\n",
    ]
    path.write_text(text.rstrip("\n") + "\n" + "".join(added), encoding="utf-8")
    said = [str(one) for one in checks.check(project) if one.file == "references.bib"]
    at = lines + wang.count("\n")
    assert said == [
        f"references.bib:{lines}:1: the key “wang2013” stands twice → "
        "remove or rename one of the entries",
        f"references.bib:{at}:1: “lost2020” is cited nowhere → "
        "cite it in a chapter or a table, or remove the entry",
        f"references.bib:{at + 2}:1: [doi] “https://doi.org/10.1000/1” is malformed → "
        "write it without the address in front, like 10.1000/182",
        f"references.bib:{at + 3}:1: [year] “20x” is malformed → write four digits",
        f"references.bib:{at + 5}:1: “bold2020” is cited nowhere → "
        "cite it in a chapter or a table, or remove the entry",
        f"references.bib:{at + 6}:1: [title] “<b>Bold</b>” looks like markup → write plain text",
    ]

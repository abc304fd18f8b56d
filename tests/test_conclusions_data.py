"""The conclusions of this book are true, and a change of the data that makes one false is told.

Every edit below is one a new study, a correction or a new judgement could bring.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from evidence import checks, conclusions, descriptor, rows
from evidence.conclusions import synthesised
from evidence.problems import Problem
from evidence.rows import Row, Sheet

ROOT = Path(__file__).resolve().parents[1]
TABLES = descriptor.read(ROOT)

Cells = Mapping[str, str]


def read_sheets(root: Path) -> dict[str, Sheet]:
    """Return the tables of a project as text."""
    sheets = {name: rows.read(root, table)[0] for name, table in TABLES.items()}
    return {name: sheet for name, sheet in sheets.items() if sheet is not None}


SHEETS = read_sheets(ROOT)
CONCLUSIONS = {row["conclusion_id"]: row for row in SHEETS[conclusions.TABLE].rows}

# Conclusion, table, the row that changes, and what it becomes.
EDITS: list[tuple[str, str, Cells, Cells]] = [
    (
        "children-not-compared",
        "studies",
        {"study_id": "perico2023"},
        {"population": "children"},
    ),
    (
        "children-none-aki-cakut",
        "studies",
        {"study_id": "swaminathan2018"},
        {"population": "children and adults"},
    ),
    (
        "children-claims-untraced",
        "claims",
        {"claim_id": "ped-srns-n"},
        {"verdict": "supported"},
    ),
    (
        "children-aki-no-study",
        "studies",
        {"study_id": "gooch2008"},
        {"population": "children"},
    ),
    (
        "children-aki-certainty",
        "questions",
        {"question_id": "children-aki"},
        {"certainty": "low"},
    ),
    (
        "children-aki-no-registration",
        "studies",
        {"study_id": "nct06731192"},
        {"condition": "acute kidney injury"},
    ),
    (
        "children-ckd-no-results",
        "outcomes",
        {"study_id": "hidayati2022"},
        {"outcome_id": "egfr"},
    ),
    (
        "children-ckd-one-planned",
        "studies",
        {"study_id": "nct06731192"},
        {"status": "completed"},
    ),
    (
        "children-ns-not-compared",
        "studies",
        {"study_id": "morello2022"},
        {"design": "controlled, not randomised"},
    ),
    (
        "children-ns-protein",
        "outcomes",
        {
            "study_id": "morello2022",
            "outcome_id": "urine-protein-creatinine-ratio",
            "time": "12 months",
        },
        {"value": "4.2"},
    ),
    (
        "children-ns-all-relapsed",
        "outcomes",
        {"study_id": "vivarelli2023", "arm_id": "msc-children", "outcome_id": "relapse"},
        {"value": "7"},
    ),
    (
        "children-ns-no-harm",
        "outcomes",
        {"study_id": "morello2022", "outcome_id": "infusion-reaction"},
        {"value": "1"},
    ),
    (
        "children-cakut-only-study",
        "studies",
        {"study_id": "perico2023"},
        {"condition": "CAKUT"},
    ),
    (
        "children-cakut-adults",
        "arms",
        {"study_id": "stavas2021"},
        {"product": "MSC"},
    ),
    (
        "conclude-unknown",
        "questions",
        {"question_id": "children-ns"},
        {"certainty": "moderate"},
    ),
    (
        "lupus-one-placebo",
        "studies",
        {"study_id": "wang2012"},
        {"design": "randomised, placebo-controlled"},
    ),
    (
        "lupus-certainty",
        "questions",
        {"question_id": "lupus-effect"},
        {"certainty": "moderate"},
    ),
    (
        "lupus-other-trial",
        "arms",
        {"study_id": "wang2012", "arm_id": "single"},
        {"product": "placebo"},
    ),
    (
        "lupus-no-children-group",
        "studies",
        {"study_id": "bao2023"},
        {"population": "children"},
    ),
    (
        "lupus-outlook-stopped",
        "studies",
        {"study_id": "deng2017"},
        {"status": "completed"},
    ),
    (
        "lupus-outlook-none-children",
        "studies",
        {"study_id": "nct03580291"},
        {"population": "children"},
    ),
    (
        "lupus-outlook-two-trials",
        "studies",
        {"study_id": "nct04318600"},
        {"design": "registered, randomised"},
    ),
    (
        "lupus-mice-worse",
        "claim_evidence",
        {"study_id": "youd2010"},
        {"bearing": "context"},
    ),
    (
        "adults-larger-trial",
        "reported_effects",
        {"study_id": "swaminathan2018"},
        {"estimate": "1.8"},
    ),
    (
        "adults-dialysis",
        "outcomes",
        {"study_id": "swaminathan2018", "arm_id": "msc", "outcome_id": "dialysis"},
        {"value": "5.1"},
    ),
    (
        "adults-racev",
        "claims",
        {"claim_id": "ped-adults-racev-hypoxia"},
        {"verdict": "supported"},
    ),
    (
        "differences-no-placebo",
        "studies",
        {"study_id": "wang2025"},
        {"population": "children"},
    ),
    (
        "coming-one-randomised",
        "studies",
        {"study_id": "nct04034316"},
        {"design": "registered, randomised"},
    ),
    (
        "coming-none-for-children",
        "studies",
        {"study_id": "nct03673748"},
        {"population": "children"},
    ),
    (
        "vesicles-no-children",
        "studies",
        {"study_id": "nassar2016"},
        {"population": "children"},
    ),
    (
        "conflict-own-cells",
        "arms",
        {"study_id": "vivarelli2023", "arm_id": "msc-children"},
        {"donor": "allogeneic"},
    ),
    (
        "methods-not-verified",
        "outcomes",
        {"study_id": "deng2017", "outcome_id": "death"},
        {"verified_by": "A. Nephrologist"},
    ),
    (
        "cells-tissue-not-compared",
        "arms",
        {"study_id": "tan2012", "arm_id": "msc-low"},
        {"cell_source": "adipose"},
    ),
    (
        "challenges-doses",
        "studies",
        {"study_id": "chun2022"},
        {"population": "children"},
    ),
    (
        "adults-no-trial-with-children",
        "studies",
        {"study_id": "packham2016"},
        {"population": "children and adults"},
    ),
    (
        "adults-trials-small",
        "arms",
        {"study_id": "swaminathan2018", "arm_id": "msc"},
        {"n": "670"},
    ),
    (
        "children-ckd-title-only",
        "outcomes",
        {"study_id": "hidayati2022"},
        {"outcome_id": "egfr"},
    ),
    (
        "children-ns-nobody-untreated",
        "arms",
        {"study_id": "vivarelli2023", "arm_id": "msc-adults"},
        {"role": "control"},
    ),
    (
        "children-mostly-nephrotic",
        "arms",
        {"study_id": "gok2019", "arm_id": "msc"},
        {"n": "30"},
    ),
    (
        "delivery-artery-more",
        "outcomes",
        {"study_id": "rabbitroutes2025", "arm_id": "interventional"},
        {"value": "0.5"},
    ),
    (
        "delivery-vein-untraced",
        "claims",
        {"claim_id": "ped-delivery-iv-fraction"},
        {"rationale": "The figure is that of a study in children."},
    ),
    (
        "delivery-children-vein",
        "arms",
        {"study_id": "morello2022", "arm_id": "msc"},
        {"route": "renal-artery"},
    ),
    (
        "lupus-most-in-remission",
        "outcomes",
        {"study_id": "deng2017", "arm_id": "msc", "outcome_id": "any-remission"},
        {"value": "6"},
    ),
    (
        "lupus-cells-not-compared",
        "arms",
        {"study_id": "chun2022", "arm_id": "dose-2"},
        {"cell_source": "adipose"},
    ),
    (
        "lupus-antibodies-fewer",
        "reported_effects",
        {"outcome_id": "anti-dsdna", "direction": "treatment better"},
        {"direction": "no difference"},
    ),
    (
        "why-missing",
        "studies",
        {"study_id": "morello2022"},
        {"condition": "CAKUT"},
    ),
    (
        "home-children-not-compared",
        "studies",
        {"study_id": "belingheri2013"},
        {"design": "randomised, open"},
    ),
    (
        "animals-tumours-too",
        "reported_effects",
        {"study_id": "cellfate2018"},
        {"outcome_id": "inflammation"},
    ),
]


def edited(sheets: Mapping[str, Sheet], table: str, where: Cells, new: Cells) -> dict[str, Sheet]:
    """Return the tables with other cells in the rows that match; at least one must."""
    sheet = sheets[table]
    changed = tuple(
        Row(row.line, {**row.cells, **new}) if _matches(row.cells, where) else row
        for row in sheet.rows
    )
    assert changed != sheet.rows
    return {**sheets, table: replace(sheet, rows=changed)}


def _matches(cells: Cells, where: Cells) -> bool:
    return all(cells[field] == value for field, value in where.items())


def problem_of(conclusion: Row, found: list[Problem]) -> Problem:
    """Return what is said of one conclusion."""
    about = [one for one in found if f"(data/conclusions.csv:{conclusion.line})" in one.found]
    assert len(about) == 1
    return about[0]


def test_every_conclusion_is_true() -> None:
    """Those on analyses too, with the facts of the synthesis."""
    known = synthesised.known(ROOT)
    assert list(conclusions.check(ROOT, TABLES, SHEETS, known)) == []


def test_there_are_conclusions_in_every_part_of_the_book() -> None:
    """Forty or more, and in each chapter that answers a question about people."""
    assert len(CONCLUSIONS) >= 40
    answering = {
        row["chapter"] for row in SHEETS["questions"].rows if row["about"] == "effect in people"
    }
    assert answering - {row["chapter"] for row in CONCLUSIONS.values()} == set()


@pytest.mark.parametrize(("name", "table", "where", "new"), EDITS, ids=[one[0] for one in EDITS])
def test_a_conclusion_that_the_data_no_longer_bear_is_named(
    name: str, table: str, where: Cells, new: Cells
) -> None:
    """The problem stands at the sentence in its chapter, with the assertion and the value now."""
    conclusion = CONCLUSIONS[name]
    sheets = edited(SHEETS, table, where, new)
    problem = problem_of(conclusion, list(conclusions.check(ROOT, TABLES, sheets)))
    lines = (ROOT / problem.file).read_text(encoding="utf-8").splitlines()
    assert problem.file == f"book/{conclusion['chapter']}.md"
    assert conclusion["sentence"] in lines[problem.line - 1]
    said = f"“{conclusion['sentence']}” rests on “{conclusion['assertion']}”"
    assert problem.found.startswith(said)


def test_a_conclusion_on_an_analysis_is_named_when_the_values_change(tmp_path: Path) -> None:
    """With more people and other counts the interval excludes no effect."""
    for part in ("data", "book", "_toc.yml", "references.bib"):
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, tmp_path / part)
    counts = {"msc": ("90", "120"), "placebo": ("15", "60")}
    path = tmp_path / "data/outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        values = list(csv.DictReader(file))
    for row in values:
        if row["study_id"] == "deng2017" and row["outcome_id"] == "any-remission":
            row["value"], row["n"] = counts[row["arm_id"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(values[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(values)
    found = checks.check(tmp_path, synthesised.known(tmp_path))
    problem = problem_of(CONCLUSIONS["lupus-no-better"], found)
    assert problem.file == "book/lupus-trials.md"
    assert problem.found.endswith("no effect is 1")

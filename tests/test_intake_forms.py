"""The issue forms are the columns of the tables, and what they produce can be read."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import senders
from evidence import descriptor
from evidence.intake import forms

ROOT = Path(__file__).resolve().parents[1]
FORMS = {name: form for name, form in forms.forms(ROOT).items() if "body" in form}
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def _questions(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in form["body"] if part["type"] != "markdown"]


def test_the_forms_in_the_repository_are_those_the_descriptor_makes() -> None:
    """`python -m evidence forms` would change nothing."""
    for name, form in forms.forms(ROOT).items():
        kept = (ROOT / forms.FOLDER / name).read_text(encoding="utf-8")
        assert kept == forms.text(form), f"run `python -m evidence forms` for {name}"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_keeps_the_rules_of_github(name: str) -> None:
    """Known kinds of fields, unique ids and labels, options that are unique words."""
    form = yaml.safe_load(forms.text(FORMS[name]))
    assert form["name"] and form["description"]
    questions = _questions(form)
    assert questions
    assert {part["type"] for part in form["body"]} <= KINDS
    ids = [part["id"] for part in questions]
    labels = [part["attributes"]["label"] for part in questions]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in ids)
    for part in questions:
        if part["type"] == "dropdown":
            options = part["attributes"]["options"]
            assert all(isinstance(option, str) and option for option in options)
            assert len(set(options)) == len(options)
            assert "None" not in options
    assert all(part["attributes"]["value"] for part in form["body"] if part["type"] == "markdown")


def test_every_field_of_the_new_study_form_is_a_column() -> None:
    """Its label names table and column, and its words are those of the column's list."""
    tables = descriptor.read(ROOT)
    for part in _questions(FORMS["new-study.yml"]):
        label = part["attributes"]["label"]
        match = re.fullmatch(r".* \((\w+)(?:\.(\w+))?\)", label)
        if match is None:
            assert part["id"] == "promise"
        elif match[2]:
            field = tables[match[1]].field(match[2])
            if field.enum:
                assert part["attributes"]["options"] == list(field.enum)
        else:
            header = part["attributes"]["value"].strip().split(",")
            assert set(header) <= {field.name for field in tables[match[1]].fields}


def rendered(form: dict[str, Any], answers: dict[str, str]) -> str:
    """Return the text that GitHub makes of a form: answers by the id of their field."""
    parts = []
    for part in _questions(form):
        said = answers.get(part["id"], "")
        if part["type"] == "checkboxes":
            said = "\n".join(f"- [X] {one['label']}" for one in part["attributes"]["options"])
        elif said and part["attributes"].get("render"):
            said = f"```{part['attributes']['render']}\n{said}\n```"
        parts.append(f"### {part['attributes']['label']}\n\n{said or '_No response_'}")
    return "\n\n".join(parts)


STUDY = {
    "records-title": "Pears against no pears",
    "records-year": "2024",
    "records-doi": "10.1234/pears",
    "records-topic": "adults",
    "sources-kind": "abstract",
    "sources-address": "https://example.org/pears",
    "sources-seen-on": "2026-11-20",
    "studies-label": "Pear 2024",
    "studies-kind": "clinical",
    "studies-design": "randomised, open",
    "studies-condition": "other",
    "studies-population": "adults",
    "studies-status": "completed",
    "studies-seen": "abstract only",
    "studies-summary": "Pears were given.\nNobody minded.",
    "studies-locator": "abstract",
    "arms": "label,role,n,locator\nPears,treatment,12,Methods\nNo pears,control,11,Methods",
    "outcomes": "arm_id,outcome_id,subgroup,time,statistic,value,n,unit,locator\n"
    "pears,weight,all,6 months,mean,71.5,12,kg,Results",
}


def _issue(path: Path, form: str, answers: dict[str, str]) -> Path:
    path.write_text(rendered(FORMS[form], answers).replace("\n", "\r\n"), encoding="utf-8")
    return path


def _rows(root: Path, table: str) -> list[dict[str, str]]:
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_filled_in_form_becomes_rows(tmp_path: Path) -> None:
    """The one source of the form counts for every row; each row names its place in it."""
    root = senders.project(tmp_path / "project")
    result = senders.send(root, _issue(tmp_path / "issue.md", "new-study.yml", STUDY))
    assert (senders.said(result), result.to_do) == ([], [])
    assert result.added == {
        "records": 1,
        "sources": 1,
        "studies": 1,
        "arms": 2,
        "outcomes": 1,
    }
    weight = _rows(root, "outcomes")[-1]
    assert (weight["study_id"], weight["source"]) == ("pear2024", "pear2024-abstract")
    assert (weight["locator"], weight["extracted_on"]) == ("Results", "2026-11-20")


def test_a_mistake_in_a_form_is_said_by_its_question(tmp_path: Path) -> None:
    """People see the label they answered."""
    root = senders.project(tmp_path / "project")
    answers = {**STUDY, "records-doi": "pears", "outcomes": STUDY["outcomes"] + "\nx"}
    answers["arms"] = STUDY["arms"].replace(",12,", ",twelve,")
    result = senders.send(root, _issue(tmp_path / "issue.md", "new-study.yml", answers))
    assert senders.said(result)[:2] == [
        "issue.md, “Arms (arms)”, row 2, column C: [arms.n] “twelve” is not a whole number → "
        "write digits only, like 12; leave it blank if it was not seen",
        "issue.md, “DOI (records.doi)”: [records.doi] “pears” is malformed → "
        "write it as ^10\\.[0-9]{4,9}/\\S+$",
    ]


def test_a_heading_written_into_an_answer_is_refused(tmp_path: Path) -> None:
    """Nobody slips a second answer past the first."""
    root = senders.project(tmp_path / "project")
    text = rendered(FORMS["new-study.yml"], STUDY) + "\n\n### DOI (records.doi)\n\n10.9999/x\n"
    (tmp_path / "issue.md").write_text(text, encoding="utf-8")
    assert senders.said(senders.send(root, tmp_path / "issue.md")) == [
        "issue.md, “DOI (records.doi)”: this heading stands twice → "
        "keep one of them; do not write headings into an answer"
    ]


WRONG = {
    "correction-row": "https://example.org/study/plum2020.html#v-plums-death-all-1-year-count",
    "correction-column": "value",
    "correction-was": "1",
    "correction-is": "2",
    "correction-source": "plum2020-abstract",
    "correction-locator": "Results, last line",
    "correction-read-on": "20.11.2026",
    "correction-reason": "Two deaths are printed.",
}


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/study/plum2020.html#v-plums-death-all-1-year-count",
        "plum2020.html#v-plums-death-all-1-year-count",
        "outcomes/plum2020/plums/death/all/1 year/count",
        "outcomes / plum2020 / plums / death / all / 1 year / count",
    ],
)
def test_a_correction_mends_the_row_and_is_public(tmp_path: Path, address: str) -> None:
    """The row carries the new value and its place; the table of corrections says what was."""
    root = senders.project(tmp_path / "project")
    answers = {**WRONG, "correction-row": address}
    result = senders.send(root, _issue(tmp_path / "issue.md", "wrong-value.yml", answers))
    assert (senders.said(result), result.to_do, result.corrected) == ([], [], 1)
    (row,) = _rows(root, "outcomes")
    changed = ("value", "locator", "extracted_on", "second_look")
    assert [row[name] for name in changed] == [
        "2",
        "Results, last line",
        "2026-11-20",
        "corrected",
    ]
    assert _rows(root, "corrections") == [
        {
            "correction_id": "outcomes-plum2020-value",
            "made_on": "2026-11-22",
            "what": "outcomes, plum2020, plums, death, all, 1 year, count: value",
            "was": "1",
            "is": "2",
            "version": "unreleased",
            "reason": "Two deaths are printed.",
            "affected": "",
        }
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"correction-row": "plum2020.html#v-nothing"},
            "issue.md, “Address of the value (correction.row)”: [correction.row] no row has the "
            "address “plum2020.html#v-nothing” → "
            "copy the address of the value from the page of its study",
        ),
        (
            {"correction-was": "7"},
            "issue.md, “What stands there now (correction.was)”: [correction.was] "
            "the row says “1”, not “7” → check that this is the value you mean",
        ),
        (
            {"correction-is": "11"},
            "issue.md, “What it should be (correction.is)”: [outcomes.value] 11 of 10 → "
            "check value and n against the source",
        ),
        (
            {"correction-source": ""},
            "issue.md, “Source (correction.source)”: [correction.source] the answer is blank → "
            "fill it in",
        ),
    ],
)
def test_a_correction_that_cannot_be_right_changes_nothing(
    tmp_path: Path, wrong: dict[str, str], message: str
) -> None:
    """The message names the question."""
    root = senders.project(tmp_path / "project")
    before = senders.snapshot(root)
    path = _issue(tmp_path / "issue.md", "wrong-value.yml", {**WRONG, **wrong})
    assert senders.said(senders.send(root, path)) == [message]
    assert senders.snapshot(root) == before


def test_evidence_for_a_claim_from_a_new_report_waits_for_a_decision(tmp_path: Path) -> None:
    """The record says which claim it was sent for."""
    root = _with_claims(tmp_path / "project")
    answers = {
        "claim-evidence-claim-id": "plums-work",
        "claim-evidence-reason": "It measures weight.",
        "records-title": "Pears against no pears",
        "records-doi": "10.1234/pears",
        "records-topic": "adults",
    }
    result = senders.send(root, _issue(tmp_path / "issue.md", "missing-evidence.yml", answers))
    assert senders.said(result) == []
    record = _rows(root, "records")[-1]
    assert (record["decision"], record["note"]) == (
        "awaiting",
        "Sent for the claim plums-work. It measures weight.",
    )


def test_evidence_for_a_claim_from_a_known_study_becomes_its_row(tmp_path: Path) -> None:
    """The label of the study is enough."""
    root = _with_claims(tmp_path / "project")
    answers = {
        "claim-evidence-claim-id": "plums-work",
        "claim-evidence-study-id": "Plum 2020",
        "claim-evidence-bearing": "context",
        "claim-evidence-reason": "It measures weight.",
    }
    result = senders.send(root, _issue(tmp_path / "issue.md", "missing-evidence.yml", answers))
    assert senders.said(result) == []
    assert _rows(root, "claim_evidence") == [
        {
            "claim_id": "plums-work",
            "study_id": "plum2020",
            "bearing": "context",
            "reason": "It measures weight.",
        }
    ]


def _with_claims(root: Path) -> Path:
    """Return the project with one claim that nothing bears on yet."""
    senders.project(root)
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    real = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for one in real["resources"]:
        if one["name"] in ("claims", "claim_evidence"):
            names = [field["name"] for field in one["schema"]["fields"]]
            row = {
                "claim_id": "plums-work",
                "review": "plum2020",
                "chapter": "index",
                "section": "All",
                "topic": "adults",
                "statement": "Plums work.",
                "verdict": "not traced",
                "rationale": "Nobody looked.",
                "assessors": "1",
                "assessed_by": "machine-assisted reader",
                "assessed_on": "2026-11-02",
                "source": "plum2020-abstract",
            }
            cells = [row.get(name, "") for name in names] if one["name"] == "claims" else []
            text = ",".join(names) + "\n" + (",".join(cells) + "\n" if cells else "")
            (root / "data" / f"{one['name']}.csv").write_text(text, encoding="utf-8")
            package["resources"].append({**one, "mayBeEmpty": True})
    path.write_text(json.dumps(package), encoding="utf-8")
    return root

"""The issue forms, made from the descriptor: their fields are the columns of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from evidence import descriptor
from evidence.descriptor import Field, Table
from evidence.intake import asides, corrections, issues, template

FOLDER = ".github/ISSUE_TEMPLATE"

_PASTED = ("arms", "outcomes", "reported_effects", "risk_of_bias")
_KEYS = ("record_id", "study_id", "source_id", "reference", "source")
_ASKED = {
    "records": ("title", "year", "doi", "pmid", "registry_id", "address", "topic", "note"),
    "sources": ("kind", "address", "seen_on"),
    "notices": ("looked_on", "looked_in", "found", "detail"),
}
_INTRODUCTIONS = {
    "records": "**The report.** What was published or registered.",
    "sources": "**What you read.** One page for the whole form; send a sheet if there are several.",
    "studies": "**The study.** Leave blank what you did not see; never guess.",
    "notices": "**Retractions.** Whether you looked for a retraction or correction, and where.",
}

Form = dict[str, Any]


def forms(root: Path) -> dict[str, Form]:
    """Return every file of the folder of issue forms, as plain data by name."""
    tables = descriptor.read(root)
    return {
        "new-study.yml": _new_study(root, tables),
        "wrong-value.yml": _wrong_value(tables),
        "missing-evidence.yml": _missing_evidence(root, tables),
        "config.yml": {"blank_issues_enabled": True},
    }


def text(form: Form) -> str:
    """Return a form as the file holds it."""
    made = "# Made from data/datapackage.json by `python -m evidence forms`; do not edit.\n"
    return made + yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=100)


def write(root: Path) -> list[str]:
    """Write the forms and return their paths in the project."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    written = []
    for name, form in forms(root).items():
        (root / FOLDER / name).write_text(text(form), encoding="utf-8")
        written.append(f"{FOLDER}/{name}")
    return written


def _new_study(root: Path, tables: dict[str, descriptor.Table]) -> Form:
    body = [
        _markdown(
            "Thank you. Every value needs the page it was read on and its place there. "
            "A sheet is easier for many values: see *How to contribute*."
        )
    ]
    for name in _INTRODUCTIONS:
        body.append(_markdown(_INTRODUCTIONS[name]))
        words = template.vocabularies(root, tables[name])
        body += [
            _question(tables[name], field, words.get(field.name, ()))
            for field in _asked(tables[name])
        ]
    body.append(_markdown("**Groups and values.** Keep the first line; write one row a line."))
    body += [_pasted(tables[name]) for name in _PASTED]
    body.append(_promise("I read every value I send on the page I name", "The words are my own"))
    return _form("A new study", "Send a study with its groups and values.", "new-study", body)


def _wrong_value(tables: dict[str, descriptor.Table]) -> Form:
    names: list[str] = []
    for table in corrections.TABLES:
        keys = tables[table].primary_key
        names += [
            field.name
            for field in template.columns(tables[table])
            if field.name not in (*names, *keys, *_KEYS, "locator", "extracted_on")
        ]

    def ask(column: str, title: str, said: str, **more: Any) -> Form:
        return _field("input", asides.CORRECTION, column, title, said, required=True, **more)

    body = [
        ask(
            "row",
            "Address of the value",
            "Copy the link of the value on the page of its study, or write table/key/key.",
            placeholder="…/deng2017.html#v-msc-any-remission-all-6-months-count",
        ),
        _field(
            "dropdown",
            asides.CORRECTION,
            "column",
            "What is wrong",
            "The column of the row.",
            required=True,
            options=names,
        ),
        ask("was", "What stands there now", "As the book shows it; “blank” when nothing does."),
        ask("is", "What it should be", "One value, with a point for decimals."),
        ask("source", "Source", "Key of the page in data/sources.csv, like deng2017-abstract."),
        ask("locator", "Place in the source", "Page, table, row; or the section of an abstract."),
        ask("read_on", "Day you read it", "Year-month-day.", placeholder="2026-11-21"),
        _field(
            "textarea",
            asides.CORRECTION,
            "reason",
            "How you found it",
            "In your own words; it is shown in public with the correction.",
            required=True,
        ),
    ]
    return _form("A wrong value", "Say that a value is wrong.", "wrong-value", body)


def _missing_evidence(root: Path, tables: dict[str, descriptor.Table]) -> Form:
    evidence, records = tables["claim_evidence"], tables["records"]
    body = [
        _markdown("Name the claim as the ledger does, and a study or a report that bears on it.")
    ]
    body += [
        _question(evidence, field, field.enum, required=field.name in ("claim_id", "reason"))
        for field in evidence.fields
    ]
    body.append(_markdown("**The report**, when its study is not in the book yet."))
    body += [_question(records, field, field.enum, required=False) for field in _asked(records)]
    said = "Point to a study or a report that bears on a claim."
    return _form("Missing evidence for a claim", said, "missing-evidence", body)


def _asked(table: Table) -> list[Field]:
    own = _ASKED.get(table.name)
    if own:
        return [table.field(name) for name in own]
    return [
        field
        for field in template.columns(table)
        if field.name not in (*_KEYS, "extracted_on", "derived")
    ]


def _question(
    table: Table, field: Field, words: tuple[str, ...], required: bool | None = None
) -> Form:
    kind = "dropdown" if words else "input"
    if field.name in ("summary", "reason", "note", "detail"):
        kind = "textarea"
    # Left open: a study without a shared cohort is its own, and looking for notices may wait.
    must = field.required and field.name != "cohort_id" and table.name != "notices"
    return _field(
        kind,
        table.name,
        field.name,
        field.title,
        " ".join(filter(None, [field.description, f"Unit: {field.unit}." if field.unit else ""])),
        required=must if required is None else required,
        options=list(words) if kind == "dropdown" else None,
        placeholder=field.example if kind != "dropdown" else None,
    )


def _pasted(table: Table) -> Form:
    names = [
        field.name
        for field in template.columns(table)
        if field.name not in ("study_id", "source", "extracted_on")
    ]
    form = _field("textarea", table.name, "", table.title, table.description, required=False)
    form["attributes"] |= {"value": ",".join(names) + "\n", "render": "csv"}
    return form


def _field(
    kind: str,
    table: str,
    column: str,
    title: str,
    said: str,
    *,
    required: bool,
    options: list[str] | None = None,
    placeholder: str | None = None,
) -> Form:
    attributes: Form = {"label": issues.label(title, table, column), "description": said}
    if options:
        attributes["options"] = options
    if placeholder:
        attributes["placeholder"] = placeholder
    return {
        "type": kind,
        "id": f"{table}-{column}".strip("-").replace("_", "-"),
        "attributes": attributes,
        "validations": {"required": required},
    }


def _markdown(said: str) -> Form:
    return {"type": "markdown", "attributes": {"value": said}}


def _promise(*said: str) -> Form:
    options = [{"label": one, "required": True} for one in said]
    return {
        "type": "checkboxes",
        "id": "promise",
        "attributes": {"label": "Before you send", "options": options},
    }


def _form(name: str, description: str, label: str, body: list[Form]) -> Form:
    return {
        "name": name,
        "description": description,
        "title": f"{name}: ",
        "labels": [label],
        "body": body,
    }

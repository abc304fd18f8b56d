"""Every document of the real tables is as its schema says, small, and says what the tables say."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evidence import api, descriptor, tables
from evidence.api import build

ROOT = Path(__file__).resolve().parents[1]
EDITION = api.Edition(None, "CC-BY-4.0")
LARGEST = 1_000_000
GROWTH = 10


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[str, str]]:
    """Return the schema and the text of each document by its path."""
    made = build.of_tables(ROOT)
    return {one.path: (one.schema, api.text_of(EDITION, one)) for one in made}


def _strict(schema: Any) -> Any:
    """Return a schema by which a field that it does not name is an error."""
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _strict(one) for name, one in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema else inner


def test_every_document_is_as_its_schema_says(documents: dict[str, tuple[str, str]]) -> None:
    """No field is missing, of another type, or without a word about it."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    judges = {}
    for name, schema in api.schemas(ROOT).items():
        jsonschema.Draft202012Validator.check_schema(schema)
        judges[name] = jsonschema.Draft202012Validator(_strict(schema), format_checker=checker)
    wrong = [
        f"{path}: {error.json_path}: {error.message}"
        for path, (schema, text) in documents.items()
        for error in judges[schema].iter_errors(json.loads(text))
    ]
    assert wrong == []


def test_no_document_is_large_even_at_ten_times_the_data(
    documents: dict[str, tuple[str, str]],
) -> None:
    """As a host sends it, compressed, and as if all of it grew alike."""
    sizes = {path: len(gzip.compress(text.encode())) for path, (_, text) in documents.items()}
    large = {path: size for path, size in sizes.items() if GROWTH * size > LARGEST}
    assert large == {}


def test_no_text_holds_markup_of_a_page(documents: dict[str, tuple[str, str]]) -> None:
    """Documents hold texts as data; who shows them escapes them."""
    marked = [
        path
        for path, (_, text) in documents.items()
        for tag in ("<p>", "<a ", "<span", "</", "&lt;", "&amp;")
        if tag in text
    ]
    assert marked == []


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("arms", "arms"),
        ("outcomes", "outcomes"),
        ("reported_effects", "reported_effects"),
        ("registrations", "registrations"),
        ("conflicts", "conflicts"),
        ("claim_evidence", "claims"),
    ],
)
def test_every_row_of_a_study_is_in_its_document(
    documents: dict[str, tuple[str, str]], table: str, part: str
) -> None:
    """None is lost and none is there twice."""
    known = descriptor.read(ROOT)[table]
    key = [name for name in known.primary_key if name != "study_id"]
    expected = sorted(
        (row["study_id"], *(row[name] for name in key)) for row in tables.records(table, ROOT)
    )
    found = [
        (data["study"]["study_id"], *(row[name] for name in key))
        for path, (schema, text) in documents.items()
        if schema == "study"
        for data in [json.loads(text)["data"]]
        for row in data[part]
    ]
    assert sorted(found) == expected


def test_every_value_stands_under_its_outcome(documents: dict[str, tuple[str, str]]) -> None:
    """The documents of the outcomes hold all values once, as many as the list says."""
    listed = json.loads(documents["outcomes.json"][1])["data"]
    held = {
        one["outcome_id"]: len(json.loads(documents[one["document"]][1])["data"]["values"])
        for one in listed
    }
    assert held == {one["outcome_id"]: one["values"] for one in listed}
    assert sum(held.values()) == len(tables.load("outcomes", ROOT))


def test_every_value_of_a_document_has_its_source(documents: dict[str, tuple[str, str]]) -> None:
    """The keys of sources in the rows of a study are all explained in its document."""
    for schema, text in documents.values():
        if schema != "study":
            continue
        data = json.loads(text)["data"]
        explained = {one["source_id"] for one in data["sources"]}
        rows = [*data["arms"], *data["outcomes"], *data["reported_effects"], data["study"]]
        assert {row["source"] for row in rows if row["source"]} <= explained


def test_blanks_of_the_tables_are_blanks_of_the_documents(
    documents: dict[str, tuple[str, str]],
) -> None:
    """Read as text from the file, and from the document: the same cells are empty."""
    frame = tables.load("claims", ROOT).set_index("claim_id")
    for claim in json.loads(documents["claims.json"][1])["data"]:
        row = frame.loc[claim["claim_id"]]
        blank = {name for name in frame.columns if row[name] != row[name] or row[name] == ""}
        assert blank == {name for name in frame.columns if claim[name] is None}

"""The documents about studies: a list, and one for each with all that the tables hold of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evidence import bias, bibliography, study
from evidence.api import links
from evidence.api.documents import Document
from evidence.api.shapes import (
    Shape,
    address,
    listed,
    or_none,
    plain,
    record,
    row,
    text,
)
from evidence.bibliography import Reference
from evidence.descriptor import Table
from evidence.readings import Row
from evidence.rows import words
from evidence.study import Records

TABLES = study.TABLES

_LISTED = (
    "study_id",
    "label",
    "kind",
    "year",
    "condition",
    "population",
    "design",
    "cohort_id",
    "registry_id",
    "status",
)
# The tables of which a study has rows: the name in its document, and what each row is there.
_PARTS = {
    "arms": ("arms", "Its groups, and what each was given"),
    "outcomes": ("outcomes", "Every value, with its source and the place in it"),
    "reported_effects": ("reported_effects", "Results between groups as the report gives them"),
    "registrations": ("registrations", "What the trial registers say of it"),
    "notices": ("notices", "Looks for retractions, concerns and corrections"),
    "conflicts": ("conflicts", "Where sources disagree, with the value used"),
    "claim_evidence": ("claims", "The claims it bears on"),
    "mechanism_evidence": ("mechanisms", "The mechanisms it bears on"),
}
_SOURCES = ("source", "source_used", "source_other")
_REFERENCE = ("title", "author", "year", "journal", "doi", "pmid", "url")


def documents(root: Path) -> Iterator[Document]:
    """Yield the list of studies and the document of each; raises what `tables.load` does."""
    records = study.gather(root)
    references = bibliography.read(root)
    rows = [one for group in records.of_study["studies"].values() for one in group]
    yield Document("studies", "studies", [_entry(records, references, one) for one in rows])
    address_of = {table: links.of_rows(root, table) for table in _PARTS}
    for one in rows:
        name = f"studies/{one['study_id']}"
        yield Document(name, "study", _study(records, references, one, name, address_of))


def _entry(records: Records, references: Mapping[str, Reference], one: Row) -> dict[str, Any]:
    key = one["study_id"]
    given = [arm["product"] for arm in records.rows("arms", key) if arm["role"] == "treatment"]
    return {
        **plain({name: one[name] for name in _LISTED}),
        "products": sorted({product for product in given if product}),
        "doi": _reference(references, key)["doi"],
        "page": links.to_page("studies", f"study/{key}.html"),
        "document": f"studies/{key}.json",
    }


def _study(
    records: Records,
    references: Mapping[str, Reference],
    one: Row,
    name: str,
    address_of: Mapping[str, links.AddressOf],
) -> dict[str, Any]:
    key = one["study_id"]
    parts = {
        said: [
            {**plain(row, "study_id"), "page": address_of[table](name, row)}
            for row in records.rows(table, key)
        ]
        for table, (said, _) in _PARTS.items()
    }
    cohort = records.cohorts.get(one["cohort_id"])
    same = [row["study_id"] for row in records.siblings[one["cohort_id"]] if row is not one]
    return {
        "study": plain(one),
        "page": links.to_page(name, f"study/{key}.html"),
        "reference": _reference(references, key),
        "cohort": plain(cohort) if cohort else None,
        "same_subjects": same,
        **parts,
        "risk_of_bias": _bias(records, key),
        "sources": _sources(records, one, cohort),
    }


def _reference(references: Mapping[str, Reference], key: str) -> dict[str, Any]:
    found = references.get(key)
    return {name: (found[name] or None) if found else None for name in _REFERENCE}


def _bias(records: Records, key: str) -> dict[str, Any] | None:
    rows = records.rows("risk_of_bias", key)
    if not rows:
        return None
    tool = records.bias_tools[rows[0]["tool"]]
    judged = [row["judgement"] for row in rows]
    overall = bias.overall(judged, words(tool["judgements"]), tool["overall"])
    return {
        "tool": tool["tool"],
        "overall": overall or None,
        "domains": [plain(row, "study_id", "tool") for row in rows],
    }


def _sources(records: Records, one: Row, cohort: Row | None) -> list[dict[str, Any]]:
    """Return the pages that any row of a study names, each once, in the order of the rows."""
    tables = [name for name in records.of_study if name != "claim_evidence"]
    rows = [row for table in tables for row in records.rows(table, one["study_id"])]
    named = (row.get(column) for row in [*rows, *filter(None, [cohort])] for column in _SOURCES)
    return [plain(records.sources[key]) for key in dict.fromkeys(filter(None, named))]


def shapes(known: Mapping[str, Table]) -> dict[str, Shape]:
    """Return the shapes of the data of these documents by the name of their schema."""
    studies, of_bias = known["studies"], row(known["risk_of_bias"], "study_id", "tool")
    entry = {name: row(studies)["properties"][name] for name in _LISTED}
    page = or_none(address("Where the row stands in the book"))
    parts = {
        said: listed(meaning, row(known[table], "study_id", page=page))
        for table, (said, meaning) in _PARTS.items()
    }
    return {
        "studies": listed(
            "All studies",
            record(
                "One study",
                **entry,
                products=listed("What its treated groups were given", text("A product")),
                doi=or_none(text("DOI of its report")),
                page=address("Its page in the book"),
                document=address("Its document"),
            ),
        ),
        "study": record(
            "All that the tables hold of one study",
            study=row(studies),
            page=address("Its page in the book"),
            reference=_reference_shape(),
            cohort=or_none(row(known["cohorts"])),
            same_subjects=listed("Other reports on the same subjects", text("Key of a study")),
            **parts,
            risk_of_bias=or_none(
                record(
                    "Its risk of bias",
                    tool=text("The tool"),
                    overall=or_none(text("The overall judgement, null where the tool makes none")),
                    domains=listed("The judgements by domain", of_bias),
                )
            ),
            sources=listed("The pages its rows name", row(known["sources"])),
        ),
    }


def _reference_shape() -> Shape:
    said = {
        "title": "Title",
        "author": "Authors as BibTeX has them, joined by “and”",
        "year": "Year",
        "journal": "Journal",
        "doi": "DOI without the address in front",
        "pmid": "PubMed number",
        "url": "Address of the work",
    }
    fields = {name: or_none(text(said[name])) for name in _REFERENCE}
    return record("Its report in the list of references", **fields)

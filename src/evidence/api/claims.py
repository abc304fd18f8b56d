"""The document about the claims of the source reviews: our verdicts, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from evidence import tables
from evidence.api import links
from evidence.api.documents import Document
from evidence.api.shapes import Shape, address, listed, or_none, plain, row
from evidence.descriptor import Table
from evidence.readings import Row

TABLES = ("claims", "claim_evidence", "studies", "outcome_definitions", "arms")


def documents(root: Path) -> Iterator[Document]:
    """Yield the list of claims, each with the studies that bear on it."""
    bearing: dict[str, list[Row]] = {}
    for one in tables.records("claim_evidence", root):
        bearing.setdefault(one["claim_id"], []).append(one)
    address_of = links.of_rows(root, "claims")
    claims = [
        {
            **plain(claim),
            "studies": [plain(one, "claim_id") for one in bearing.get(claim["claim_id"], [])],
            "page": address_of("claims", claim),
        }
        for claim in tables.records("claims", root)
    ]
    yield Document("claims", "claims", claims)


def shapes(known: Mapping[str, Table]) -> dict[str, Shape]:
    """Return the shape of the data of this document by the name of its schema."""
    studies = listed("The studies that bear on it", row(known["claim_evidence"], "claim_id"))
    page = or_none(address("Where the claim stands in the book"))
    return {"claims": listed("All claims", row(known["claims"], studies=studies, page=page))}

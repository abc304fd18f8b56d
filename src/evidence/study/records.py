"""The tables as plain rows, arranged for pages of single studies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from evidence import checked, tables
from evidence.pages import link
from evidence.readings import Row

_BY_STUDY = (
    "studies",
    "registrations",
    "notices",
    "arms",
    "outcomes",
    "reported_effects",
    "risk_of_bias",
    "mechanism_evidence",
    "conflicts",
    "claim_evidence",
)
TABLES = (
    *_BY_STUDY,
    "bias_domains",
    "bias_tools",
    "cell_sources",
    "claims",
    "cohorts",
    "delivery",
    "mechanisms",
    "outcome_definitions",
    "sources",
)


@dataclass(frozen=True)
class Records:
    """The rows by what they are about.

    `of_study` holds each table's rows by study, the others one row by its key.
    """

    of_study: Mapping[str, Mapping[str, list[Row]]]
    siblings: Mapping[str, list[Row]]
    cohorts: Mapping[str, Row]
    sources: Mapping[str, Row]
    claims: Mapping[str, Row]
    mechanisms: Mapping[str, Row]
    outcomes: Mapping[str, Row]
    bias_tools: Mapping[str, Row]
    bias_domains: Mapping[tuple[str, str], Row]
    tissues: Mapping[str, str]
    routes: Mapping[str, str]

    def rows(self, table: str, study_id: str) -> list[Row]:
        """Return the rows of a table that are about a study."""
        return self.of_study[table].get(study_id, [])


def arrange(rows: Mapping[str, list[Row]]) -> Records:
    """Return the rows of the tables named in `TABLES` arranged by study."""
    domains = rows["bias_domains"]
    return Records(
        of_study={name: _grouped(rows[name], "study_id") for name in _BY_STUDY},
        siblings=_grouped(rows["studies"], "cohort_id"),
        cohorts={row["cohort_id"]: row for row in rows["cohorts"]},
        sources={row["source_id"]: row for row in rows["sources"]},
        claims={row["claim_id"]: row for row in rows["claims"]},
        mechanisms={row["mechanism_id"]: row for row in rows["mechanisms"]},
        outcomes={row["outcome_id"]: row for row in rows["outcome_definitions"]},
        bias_tools={row["tool"]: row for row in rows["bias_tools"]},
        bias_domains={(row["tool"], row["domain"]): row for row in domains},
        tissues={row["cell_source_id"]: row["label"] for row in rows["cell_sources"]},
        routes={row["route_id"]: row["label"] for row in rows["delivery"]},
    )


def gather(root: Path) -> Records:
    """Return the records of the project at `root`; raises what `tables.records` does."""
    return _gathered(root, tables.modified(TABLES, root))


@cache
def _gathered(root: Path, _modified: tuple[int, ...]) -> Records:
    return arrange({name: tables.records(name, root) for name in TABLES})


def _grouped(rows: list[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def source(records: Records, row: Row) -> str:
    """Return where a row stands: a link to its page, the place in it, and how it was checked."""
    page = records.sources[row["source"]]
    derived = f" Derived: {row['derived'].rstrip('.')}." if row.get("derived") else ""
    note = f" {row['note']}" if row.get("note") and "outcome_id" in row else ""
    place = f"{row['locator']}.{derived}{note}"
    return f"{link(page['address'], escape(page['kind']))}: {escape(place)}{checked.mark(row)}"

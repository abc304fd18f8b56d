"""What surrounds the values of a study: bias, conflicts, claims, mechanisms, pages read."""

from __future__ import annotations

from html import escape

from evidence import bias, checked, readings
from evidence.pages import badge, html_table, link
from evidence.rows import words
from evidence.study.records import Records, source

_READ_FOR = (
    "studies",
    "registrations",
    "arms",
    "outcomes",
    "reported_effects",
    "risk_of_bias",
    "mechanism_evidence",
)


def risk_of_bias(records: Records, study_id: str) -> str:
    """Return the judgements by domain, with the overall one where the tool makes one."""
    judged = records.rows("risk_of_bias", study_id)
    if not judged:
        return ""
    tool = records.bias_tools[judged[0]["tool"]]
    domains = records.bias_domains
    judged = sorted(judged, key=lambda row: domains[row["tool"], row["domain"]]["position"])
    rows = [
        [
            escape(domains[row["tool"], row["domain"]]["label"]),
            badge(row["judgement"]),
            escape(row["support"]),
            source(records, row),
        ]
        for row in judged
    ]
    words_of_tool = words(tool["judgements"])
    whole = bias.overall([row["judgement"] for row in judged], words_of_tool, tool["overall"])
    verdict = f" Overall: {badge(whole)}." if whole else ""
    many = readings.assessors(judged[0]["assessors"])
    said = f"<p>{escape(tool['tool'])}, {escape(judged[0]['assessed_by'])}, {many}.{verdict}</p>"
    return said + html_table(["Domain", "Judgement", "Why", "Where it stands"], rows)


def conflicts(records: Records, study_id: str) -> str:
    """Return where sources disagree, with the value used and why."""
    kinds = {name: source["kind"] for name, source in records.sources.items()}
    rows = [
        [
            escape(row["about"]),
            escape(f"{row['value_used']} ({kinds[row['source_used']]})"),
            escape(f"{row['value_other']} ({kinds[row['source_other']]})"),
            escape(row["reason"]),
        ]
        for row in records.rows("conflicts", study_id)
    ]
    return html_table(["About", "Used here", "Also found", "Why"], rows) if rows else ""


def claims(records: Records, study_id: str) -> str:
    """Return the claims the study bears on."""
    rows = [
        [
            link(
                f"../claims.html#{row['claim_id']}",
                escape(records.claims[row["claim_id"]]["statement"]),
            ),
            escape(row["bearing"]),
            escape(row["reason"]),
        ]
        for row in records.rows("claim_evidence", study_id)
    ]
    return html_table(["Claim", "This study", "Why"], rows) if rows else ""


def mechanisms(records: Records, study_id: str) -> str:
    """Return the mechanisms the study bears on."""
    rows = [
        [
            escape(records.mechanisms[row["mechanism_id"]]["statement"]),
            escape(row["bearing"]),
            escape(row["reason"]),
            source(records, row),
        ]
        for row in records.rows("mechanism_evidence", study_id)
    ]
    header = ["Mechanism", "This study", "Why", "Where it stands"]
    return html_table(header, rows) if rows else ""


def sources(records: Records, study_id: str) -> str:
    """Return the pages that were read for the study."""
    used = dict.fromkeys(
        row["source"] for name in _READ_FOR for row in records.rows(name, study_id)
    )
    rows = [
        [
            link(source["address"], escape(source["kind"])),
            f"{source['seen_on']:%Y-%m-%d}",
            escape(source["note"]),
        ]
        for source in map(records.sources.__getitem__, used)
    ]
    return html_table(["Page", "Read on", "Note"], rows)


def second_readings(records: Records, study_id: str) -> str:
    """Return how many rows of the study were read twice or verified, and what the marks mean."""
    return checked.explained(row for name in checked.TABLES for row in records.rows(name, study_id))

"""How certain an answer is, domain by domain, and who says so."""

from __future__ import annotations

from html import escape

from evidence import numbers, readings
from evidence.pages import badge, html_table
from evidence.question.records import Records
from evidence.synthesis import Domain


def certainty(records: Records, analysis_id: str) -> str:
    """Return the rating of an answer: start, each domain with its reason, and end."""
    rating = records.answers[analysis_id].certainty
    if not rating.domains:
        return f"<p>{badge(rating.level)} Without a study to work with nothing is rated.</p>"
    rows = [
        [
            escape(domain.name),
            _steps(domain.steps),
            escape(domain.reason),
            escape(_by(records, analysis_id, domain)),
        ]
        for domain in rating.domains
    ]
    header = ["Domain", "Steps down", "Why", "By"]
    return (
        f"<p>Starts {escape(rating.start)}, ends {badge(rating.level)}</p>"
        f"{html_table(header, rows)}"
    )


def _steps(steps: int) -> str:
    return numbers.text(steps) if steps else "none"


def _by(records: Records, analysis_id: str, domain: Domain) -> str:
    if domain.by_rule:
        return "rule"
    row = records.judged.get((analysis_id, domain.name))
    if row is None:
        return "nobody yet"
    many = readings.assessors(row["assessors"])
    return f"judgement, {row['assessed_by']}, {many}, {row['assessed_on']:%Y-%m-%d}"

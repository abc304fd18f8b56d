"""The page of one study: every value with its source and the place in it."""

from __future__ import annotations

from html import escape

from evidence import pages
from evidence.citing import parts
from evidence.study import context, facts, values
from evidence.study.records import TABLES, Records, arrange, gather

__all__ = ["TABLES", "Records", "arrange", "gather", "page"]


def page(records: Records, study_id: str) -> str:
    """Return the page of a study as HTML, without its title.

    Raises KeyError when there is no such study.
    """
    study = records.of_study["studies"][study_id][0]
    parts = [
        facts.banner(records, study),
        f"<p>{escape(study['summary'])}</p>",
        facts.about(records, study),
        _rows("arms", "arms", "Groups", values.arms(records, study_id)),
        _rows("outcomes", "outcomes", "Values", values.outcomes(records, study_id)),
        _rows(
            "effects",
            "reported_effects",
            "Between-group results as reported",
            values.effects(records, study_id),
        ),
        _section("bias", "Risk of bias", context.risk_of_bias(records, study_id)),
        _section("conflicts", "Where sources disagree", context.conflicts(records, study_id)),
        _section("claims", "Claims it bears on", context.claims(records, study_id)),
        _section("mechanisms", "Mechanisms it bears on", context.mechanisms(records, study_id)),
        _section("register", "What the register says", facts.registrations(records, study_id)),
        _section("sources", "What was looked at", context.sources(records, study_id)),
        _section("readings", "How often it was read", context.second_readings(records, study_id)),
        _correction(study_id),
    ]
    return "\n".join(part for part in parts if part)


def _correction(study_id: str) -> str:
    address = f"../{pages.FORM}.html?row=outcomes/{study_id}"
    return f"<p>{pages.link(address, 'Correct something on this page')}</p>"


def _rows(name: str, table: str, title: str, html: str) -> str:
    """Return a section whose rows can be cited one by one."""
    return _section(name, title, f"<div{parts.rows(table)}>{html}</div>" if html else "")


def _section(name: str, title: str, html: str) -> str:
    return f'<section id="{name}"><h2>{escape(title)}</h2>{html}</section>' if html else ""

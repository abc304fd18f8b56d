"""What a study is: its condition, design, registration, status and cohort."""

from __future__ import annotations

from html import escape

from evidence.pages import facts, html_table, link
from evidence.readings import Row
from evidence.study.records import Records, source


def about(records: Records, study: Row) -> str:
    """Return the study's facts as a labelled list."""
    detail = (
        f"{study['condition']}: {study['condition_detail']}" if study["condition_detail"] else ""
    )
    status = f"{study['status']}: {study['status_reason']}" if study["status_reason"] else ""
    return facts(
        [
            ("Condition", escape(detail or study["condition"])),
            ("People or animals", escape(study["population"])),
            ("Species", escape(study["species"])),
            ("Design", escape(study["design"])),
            ("Phase", escape(study["phase"])),
            ("Country", escape(study["country"])),
            ("Registration", escape(study["registry_id"])),
            ("Status", escape(status or study["status"])),
            ("Funding", escape(study["funding"])),
            ("Interests of the authors", escape(study["interests"])),
            ("Harms, in words", escape(study["harms_told"])),
            ("Same patients as", _shared(records, study)),
            ("Retraction or correction", _notices(records, study)),
            ("Seen", escape(study["seen"])),
            ("Checked by a named person", escape(study["verified_by"]) or "not yet"),
            ("Source", source(records, study)),
            ("Note", escape(study["note"])),
        ]
    )


_BANNERS = {
    "retraction": ("retracted", "Retracted", "The values below stay to be seen and count nowhere."),
    "expression of concern": (
        "questioned",
        "In question: an expression of concern",
        "The study still counts; each answer it touches is shown with and without it.",
    ),
}


def banner(records: Records, study: Row) -> str:
    """Return what a reader must know before anything else: a retraction or a concern.

    What was found, what it says in our words, where and when, and what follows. Empty for
    other studies; a correction stands among the facts.
    """
    rows = records.rows("notices", study["study_id"])
    graver = [row for found in _BANNERS for row in rows if row["found"] == found]
    return "".join(_banner(records, study, row) for row in graver[:1])


def _banner(records: Records, study: Row, row: Row) -> str:
    mark, title, follows = _BANNERS[row["found"]]
    reason = escape(study["status_reason"]) if mark == study["status"] else ""
    said = " ".join(filter(None, (reason, _notice(records, row))))
    return (
        f'<div class="ev-notice ev-notice-{mark}" role="note"><p><strong>{title}.</strong> '
        f"{follows}</p><p>{said}</p></div>"
    )


def _shared(records: Records, study: Row) -> str:
    others = ", ".join(
        link(f"{other['study_id']}.html", escape(other["label"]))
        for other in records.siblings[study["cohort_id"]]
        if other["study_id"] != study["study_id"]
    )
    if not others:
        return ""
    cohort = records.cohorts[study["cohort_id"]]
    return f"{others}. {escape(cohort['reason'])} ({source(records, cohort)})"


def _notices(records: Records, study: Row) -> str:
    return "; ".join(_notice(records, row) for row in records.rows("notices", study["study_id"]))


def _notice(records: Records, row: Row) -> str:
    looked = f"looked on {row['looked_on']:%Y-%m-%d} in {row['looked_in']}"
    if not row["source"]:
        return escape(f"{row['found']}, {looked}")
    page = link(records.sources[row["source"]]["address"], escape(row["found"]))
    return f"{page}: {escape(row['detail'])} ({escape(looked)})"


def registrations(records: Records, study_id: str) -> str:
    """Return what the trial registers say of the study, record by record."""
    rows = [
        [
            escape(row["registry_id"]),
            escape(row["recruitment"] or "not seen"),
            escape(row["phase_printed"]),
            escape(_dates(row)),
            escape(row["last_update"]),
            escape(row["results_posted"]),
            source(records, row),
        ]
        for row in records.rows("registrations", study_id)
    ]
    header = ["Number", "Status", "Phase", "Dates", "Updated", "Results", "Where it stands"]
    return html_table(header, rows) if rows else ""


def _dates(row: Row) -> str:
    kind = f" ({row['dates_kind']})" if row["dates_kind"] in ("reached", "planned") else ""
    dates = (
        ("registered", row["registered_on"], ""),
        ("start", row["start"], ""),
        ("main outcome by", row["primary_completion"], kind),
        ("end", row["completion"], kind),
    )
    return "; ".join(f"{name} {day}{note}" for name, day, note in dates if day)

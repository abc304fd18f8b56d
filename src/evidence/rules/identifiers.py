"""What must be true of identifiers: they lead to one report, one study and one cohort."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evidence.bibliography import PATH as BIBLIOGRAPHY
from evidence.bibliography import Reference
from evidence.problems import Problem
from evidence.rows import Row, Sheet


def identifiers_lead_to_their_study(
    records: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The DOI or PMID of a record is not that of another work in the bibliography."""
    for field, label in (("doi", "DOI"), ("pmid", "PMID")):
        holder = {entry[field].lower(): key for key, entry in references.items() if entry[field]}
        for row in records.rows:
            key = holder.get(row[field].lower(), row["study_id"]) if row[field] else ""
            if key and row["study_id"] and key != row["study_id"]:
                found = f"the {label} {row[field]} is that of “{key}” in {BIBLIOGRAPHY}"
                cure = f"correct it, or the study this record leads to ({row['study_id']})"
                yield records.problem(row.line, field, found, cure)


def identifiers_agree_with_the_bibliography(
    records: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The DOI and PMID of an included record are those of its study's reference."""
    for row in records.rows:
        reference = references.get(row["study_id"])
        for field in ("doi", "pmid") if reference and row["decision"] == "included" else ():
            known = reference[field] if reference else ""
            if known and row[field] and known.lower() != row[field].lower():
                found = f"{row[field]}, where {BIBLIOGRAPHY} has {known}"
                cure = "correct one of the two"
                yield from records.doubt(row, field, found, cure)


def registry_numbers_lead_to_one_cohort(
    records: Sheet, registrations: Sheet, studies: Sheet
) -> Iterator[Problem]:
    """A record with the registry number of a study belongs to the cohort of that study."""
    cohort_of = {row["study_id"]: row["cohort_id"] for row in studies.rows}
    holder = {row["registry_id"]: row["study_id"] for row in studies.rows if row["registry_id"]}
    for sheet in (records, registrations):
        for row in sheet.rows:
            held, own = holder.get(row["registry_id"], ""), row["study_id"]
            if held and own in cohort_of and cohort_of[own] != cohort_of[held]:
                found = f"{row['registry_id']} is that of {held}, in another cohort than {own}"
                cure = "give both studies one cohort, or correct the number"
                yield sheet.problem(row.line, "registry_id", found, cure)


def years_agree_with_the_bibliography(
    studies: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The year of a study is that of its reference, or its note says why not."""
    for row in studies.rows:
        known = references[row["study_id"]]["year"] if row["study_id"] in references else ""
        if known and row["year"] and known != row["year"]:
            found = f"{row['year']}, where {BIBLIOGRAPHY} has {known}"
            yield from studies.doubt(row, "year", found, "correct one of the two")


def studies_follow_their_registration(studies: Sheet, registrations: Sheet) -> Iterator[Problem]:
    """A study with results was not published before it began."""
    starts = {row["study_id"]: row for row in registrations.rows if row["start"]}
    for row in studies.rows:
        record = starts.get(row["study_id"])
        if record and row["kind"] == "clinical" and "" < row["year"] < record["start"][:4]:
            found = f"published in {row['year']}, begun in {record['start'][:4]}"
            cure = f"check the year here and start in {registrations.table.file}"
            yield from studies.doubt(row, "year", found, cure)


def reports_stand_once(records: Sheet) -> Iterator[Problem]:
    """Two records with one title are one report, unless one is marked as a duplicate."""
    holder: dict[str, Row] = {}
    for row in records.rows:
        title = re.sub(r"\W+", " ", row["title"]).strip().casefold()
        if row["decision"] == "duplicate" or title == "title not seen":
            continue
        first = holder.setdefault(title, row)
        if first is not row:
            found = f"the title of {first['record_id']} in line {first.line} too"
            cure = "mark one of the two as a duplicate"
            yield from records.doubt(row, "title", found, cure)


def readings_stand_once(outcomes: Sheet) -> Iterator[Problem]:
    """The same number for the same people and month under two names of the time is one reading."""
    names = ("study_id", "arm_id", "outcome_id", "subgroup", "months", "statistic", "unit", "value")
    holder: dict[tuple[str, ...], Row] = {}
    for row in outcomes.rows:
        first = holder.setdefault(tuple(row[name] for name in names), row)
        if first is not row and row["months"] and first["time"] != row["time"]:
            found = f"the value of line {first.line}, there at “{first['time']}”"
            yield from outcomes.doubt(row, "time", found, "remove one row if they are one reading")

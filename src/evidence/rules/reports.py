"""What must be true of reports: the decision on each, its registration, its cohort, its notices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evidence.problems import Problem
from evidence.rows import Row, Sheet


def decisions_give_their_reason(records: Sheet) -> Iterator[Problem]:
    """An included record names its study, an excluded one its reason, a duplicate its original."""
    needs = {"included": "study_id", "excluded": "reason", "duplicate": "duplicate_of"}
    for row in records.rows:
        field = needs.get(row["decision"])
        if field and not row[field]:
            found = f"a record that is {row['decision']} without its {field}"
            yield records.problem(row.line, field, found, "fill it in, or set decision to awaiting")


_KINDS = {"included": ("clinical", "preclinical"), "ongoing": ("registered",)}


def decisions_fit_the_study(records: Sheet, studies: Sheet) -> Iterator[Problem]:
    """An included record leads to a study with results, an ongoing one to a registered trial."""
    kind_of = {row["study_id"]: row["kind"] for row in studies.rows}
    for row in records.rows:
        kind = kind_of.get(row["study_id"])
        if kind and kind not in _KINDS.get(row["decision"], (kind,)):
            found = (
                f"a record that is {row['decision']} leads to the {kind} study {row['study_id']}"
            )
            cure = "correct the decision, or the kind of the study"
            yield records.problem(row.line, "decision", found, cure)


def studies_come_from_a_record(records: Sheet, studies: Sheet) -> Iterator[Problem]:
    """Every study is reached from a record that is included or ongoing."""
    reached = {row["study_id"] for row in records.rows if row["decision"] in _KINDS}
    for row in studies.rows:
        if row["study_id"] not in reached:
            found = f"no record leads to {row['study_id']}"
            yield studies.problem(
                row.line, "study_id", found, f"add its record to {records.table.file}"
            )


def registered_studies_have_their_registration(
    studies: Sheet, registrations: Sheet
) -> Iterator[Problem]:
    """A study with a registry number has that record in registrations."""
    known = {row["registry_id"] for row in registrations.rows}
    for row in studies.rows:
        number = row["registry_id"]
        if number and number not in known:
            found = f"{number} has no row in {registrations.table.file}"
            yield studies.problem(row.line, "registry_id", found, "add what the register says")


def dates_of_a_registration_are_in_order(registrations: Sheet, sources: Sheet) -> Iterator[Problem]:
    """A trial starts before it ends, and its record was not updated after we read it."""
    seen = {row["source_id"]: row["seen_on"] for row in sources.rows}
    for row in registrations.rows:
        given = [name for name in ("start", "primary_completion", "completion") if row[name]]
        for earlier, later in pairwise(given):
            if not _in_order(row[earlier], row[later]):
                found = f"{later} {row[later]} lies before {earlier} {row[earlier]}"
                yield registrations.problem(row.line, later, found, "check both in the record")
        read_on = seen.get(row["source"], "")
        if not _in_order(row["last_update"], read_on):
            found = f"an update on {row['last_update']} of a record read on {read_on}"
            yield registrations.problem(row.line, "last_update", found, "check the record")


def _in_order(earlier: str, later: str) -> bool:
    """Whether dates given to the year, month or day can be in order; blanks can."""
    shared = min(len(earlier), len(later))
    return earlier[:shared] <= later[:shared]


def shared_cohorts_have_their_reason(studies: Sheet, cohorts: Sheet) -> Iterator[Problem]:
    """A cohort of several studies has a row that says why they are one; others have none."""
    sizes: dict[str, int] = {}
    for row in studies.rows:
        sizes[row["cohort_id"]] = sizes.get(row["cohort_id"], 0) + 1
    explained = {row["cohort_id"] for row in cohorts.rows}
    for row in studies.rows:
        cohort = row["cohort_id"]
        if sizes[cohort] > 1 and cohort not in explained:
            found = f"the cohort “{cohort}” has {sizes[cohort]} studies and no reason"
            yield studies.problem(row.line, "cohort_id", found, f"add it to {cohorts.table.file}")
    for row in cohorts.rows:
        if sizes.get(row["cohort_id"], 0) < 2:
            found = f"the cohort “{row['cohort_id']}” is shared by no two studies"
            cure = "remove the row, or give the studies this cohort"
            yield cohorts.problem(row.line, "cohort_id", found, cure)


def reports_were_looked_up_for_notices(studies: Sheet, notices: Sheet) -> Iterator[Problem]:
    """For every study with results someone looked for retractions and corrections."""
    looked = {row["study_id"] for row in notices.rows}
    for row in studies.rows:
        if row["kind"] != "registered" and row["study_id"] not in looked:
            found = f"nobody looked whether {row['study_id']} was retracted or corrected"
            cure = f"look, and add a row to {notices.table.file}"
            yield studies.problem(row.line, "study_id", found, cure)


def notices_name_their_page(notices: Sheet) -> Iterator[Problem]:
    """A notice that was found says where it stands and what it says."""
    for row in notices.rows:
        for field in ("source", "detail"):
            if row["found"] != "nothing found" and not row[field]:
                found = f"a notice ({row['found']}) without its {field}"
                yield notices.problem(row.line, field, found, "fill it in")


def retracted_studies_say_so(studies: Sheet, notices: Sheet) -> Iterator[Problem]:
    """A study has the status “retracted” exactly when a retraction was found."""
    retracted = {row["study_id"] for row in notices.rows if row["found"] == "retraction"}
    for row in studies.rows:
        said, known = row["status"] == "retracted", row["study_id"] in retracted
        if said != known:
            found = "the status is “" + row["status"] + "”, a retraction was "
            found += "found" if known else "not found"
            cure = f"correct the status, or the row in {notices.table.file}"
            yield studies.problem(row.line, "status", found, cure)


def values_are_taken_after_their_source_was_read(
    sources: Sheet,
    studies: Sheet,
    registrations: Sheet,
    arms: Sheet,
    outcomes: Sheet,
    reported_effects: Sheet,
) -> Iterator[Problem]:
    """A value is taken on or after the day its source was read, and verified after that."""
    seen = {row["source_id"]: row["seen_on"] for row in sources.rows}
    for sheet in (studies, registrations, arms, outcomes, reported_effects):
        for row in sheet.rows:
            taken, read_on = row["extracted_on"], seen.get(row["source"], "")
            if "" < taken < read_on:
                found = f"taken on {taken} from a page read on {read_on}"
                yield sheet.problem(row.line, "extracted_on", found, "correct one of the dates")
            if row["verified_on"] and row["verified_on"] < taken:
                found = f"verified on {row['verified_on']}, before it was taken on {taken}"
                yield sheet.problem(row.line, "verified_on", found, "correct one of the dates")


def studies_have_values_or_a_reason(
    studies: Sheet, outcomes: Sheet, reported_effects: Sheet
) -> Iterator[Problem]:
    """A study has values or results between groups, or its note says why not."""
    valued = {row["study_id"] for sheet in (outcomes, reported_effects) for row in sheet.rows}
    for row in studies.rows:
        if row["study_id"] not in valued and not row["note"]:
            found = f"{row['study_id']} has no row in {outcomes.table.file}"
            yield studies.problem(row.line, "note", found, "add its values, or say here why not")


def designs_fit_the_kind(studies: Sheet, designs: Sheet) -> Iterator[Problem]:
    """The design of a study is one for its kind."""
    kind_of = {row["design"]: row["kind"] for row in designs.rows}
    for row in studies.rows:
        kind = kind_of.get(row["design"], row["kind"])
        if kind != row["kind"]:
            found = f"“{row['design']}” is a design of {kind} studies, this one is {row['kind']}"
            yield studies.problem(row.line, "design", found, "correct the design or the kind")


def identifiers_belong_to_one_report(records: Sheet) -> Iterator[Problem]:
    """A DOI or PMID belongs to one record, apart from those marked as its duplicates."""
    for field in ("doi", "pmid"):
        holder: dict[str, Row] = {}
        for row in records.rows:
            value = row[field].lower()
            if not value or row["decision"] == "duplicate":
                continue
            first = holder.setdefault(value, row)
            if first is not row:
                found = f"“{row[field]}” is that of {first['record_id']} in line {first.line} too"
                cure = "correct it, or mark one of the two as a duplicate"
                yield records.problem(row.line, field, found, cure)


def registry_numbers_stand_for_one_cohort(studies: Sheet) -> Iterator[Problem]:
    """Studies with the same registry number belong to the same cohort."""
    holder: dict[str, Row] = {}
    for row in studies.rows:
        number = row["registry_id"]
        if not number:
            continue
        first = holder.setdefault(number, row)
        if first["cohort_id"] != row["cohort_id"]:
            found = f"{number} is that of {first['study_id']}, in another cohort"
            cure = "give both studies one cohort, or correct the number"
            yield studies.problem(row.line, "registry_id", found, cure)

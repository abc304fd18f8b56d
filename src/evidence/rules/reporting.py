"""What must be true of what this review says about itself: checklists, machines, comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence.bibliography import PATH as BIBLIOGRAPHY
from evidence.bibliography import Reference
from evidence.problems import Problem
from evidence.rows import Sheet, words

_DONE = ("yes", "partly")
# What limits the evidence, the way the review was done, and its living mode.
_LIMITS = (("prisma-2020", "23b"), ("prisma-2020", "23c"), ("prisma-lsr", "23c"))
_OF_A_KEY = {"study": ("studies", "study_id"), "question": ("analyses", "analysis_id")}


def checklists_name_a_known_work(
    checklists: Sheet, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    """The work that defines a checklist is in the bibliography."""
    for row in checklists.rows:
        if row["reference"] not in references:
            found = f"“{row['reference']}” is not an entry of {BIBLIOGRAPHY}"
            yield checklists.problem(
                row.line, "reference", found, f"add the entry to {BIBLIOGRAPHY}"
            )


def items_are_answered(checklists: Sheet, checklist_items: Sheet) -> Iterator[Problem]:
    """Every item of a checklist has its answer, and every answer is to an item of it."""
    answered = {(row["checklist_id"], row["item"]) for row in checklist_items.rows}
    asked = {row["checklist_id"]: words(row["items"]) for row in checklists.rows}
    for row in checklists.rows:
        for item in asked[row["checklist_id"]]:
            if (row["checklist_id"], item) not in answered:
                found = f"the item “{item}” has no answer"
                cure = f"add its row to {checklist_items.table.file}"
                yield checklists.problem(row.line, "items", found, cure)
    for row in checklist_items.rows:
        if row["item"] not in asked.get(row["checklist_id"], (row["item"],)):
            found = f"“{row['item']}” is not an item of {row['checklist_id']}"
            cure = f"correct it, or name it in {checklists.table.file}"
            yield checklist_items.problem(row.line, "item", found, cure)


def answers_give_their_place(checklist_items: Sheet) -> Iterator[Problem]:
    """An item that is met, or met in part, says where and how."""
    for row in checklist_items.rows:
        for field in ("places", "how"):
            if row["answer"] in _DONE and not row[field]:
                found = f"the answer is “{row['answer']}” and {field} is blank"
                cure = "say where and how, or answer “no” with the reason"
                yield checklist_items.problem(row.line, field, found, cure)


def answers_give_their_reason(checklist_items: Sheet) -> Iterator[Problem]:
    """An item that is not met, or only in part, says why."""
    for row in checklist_items.rows:
        if row["answer"] != "yes" and not row["reason"]:
            found = f"the answer is “{row['answer']}” and no reason is given"
            yield checklist_items.problem(row.line, "reason", found, "say why, or what is missing")


def limits_have_their_heading(checklist_items: Sheet) -> Iterator[Problem]:
    """What limits the evidence, the review and its living mode stands under a heading."""
    for row in checklist_items.rows:
        told = (row["checklist_id"], row["item"]) in _LIMITS and row["answer"] in _DONE
        if told and "#" not in row["places"]:
            found = f"the answer is “{row['answer']}”, and no place is a heading"
            cure = "name the heading too, as page#heading"
            yield checklist_items.problem(row.line, "places", found, cure)


def places_are_pages(
    checklist_items: Sheet, studies: Sheet, analyses: Sheet, chapters: frozenset[str]
) -> Iterator[Problem]:
    """A place named in a checklist is on a page of the book."""
    keys = {"studies": studies, "analyses": analyses}
    pages = set(chapters)
    for folder, (table, field) in _OF_A_KEY.items():
        pages.update(f"{folder}/{row[field]}" for row in keys[table].rows)
    for row in checklist_items.rows:
        for place in words(row["places"]):
            page = place.partition("#")[0]
            if page not in pages:
                found = f"“{page}” is not a page of the book"
                cure = "name a chapter of _toc.yml, study/KEY or question/KEY"
                yield checklist_items.problem(row.line, "places", found, cure)


def checks_name_their_rule(standards_checks: Sheet) -> Iterator[Problem]:
    """What a program checks names its rule and when, and what it does not has a reason."""
    for row in standards_checks.rows:
        for field in ("rules", "runs_in"):
            if row["checked"] in _DONE and not row[field]:
                found = f"it is checked, and {field} is blank"
                cure = "name the rule and when it runs, or say that it is not checked"
                yield standards_checks.problem(row.line, field, found, cure)
        if row["checked"] != "yes" and not row["reason"]:
            found = "it is not checked in full, and no reason is given"
            yield standards_checks.problem(row.line, "reason", found, "say what is not, and why")


def every_step_is_declared(automation: Sheet) -> Iterator[Problem]:
    """Every step of the review says whether a machine did it and who checked that."""
    declared = {row["step"] for row in automation.rows}
    for step in automation.table.field("step").enum:
        if step not in declared:
            found = f"the step “{step}” is not declared"
            cure = "add its row, also when no machine took part"
            yield automation.problem(1, "step", found, cure)


def machines_work_in_order(automation: Sheet) -> Iterator[Problem]:
    """The last day of a step does not lie before its first."""
    for row in automation.rows:
        if row["last_on"] < row["first_on"]:
            found = f"the last day {row['last_on']} lies before the first {row['first_on']}"
            yield automation.problem(row.line, "last_on", found, "correct one of them")


def comparisons_take_compared_designs(analyses: Sheet, designs: Sheet) -> Iterator[Problem]:
    """A question that compares groups takes only designs that have a comparison group."""
    compared = {row["design"]: row["comparison"] for row in designs.rows}
    for row in analyses.rows:
        if row["measure"] == "share":
            continue
        # A blank list lets every design in.
        for design in words(row["designs"]) or tuple(compared):
            if not compared.get(design, "another group").startswith("another group"):
                found = f"“{design}” has no comparison group, and a {row['measure']} needs one"
                cure = "take only designs with a comparison group, or ask for a share"
                yield analyses.problem(row.line, "designs", found, cure)
                break

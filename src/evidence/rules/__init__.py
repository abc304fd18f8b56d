"""What must be true of the data, beyond types: one small named function per rule.

A rule's parameters name what it reads: tables, `references` (the bibliography by
key) or `chapters` (their names). A rule runs when all of them could be read, so
one broken table is one failure and not a cascade. Its docstring is the policy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.problems import Problem
from evidence.rows import Sheet
from evidence.rules import judgements, links, reports, structure, values

Rule = Callable[..., Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    values.counts_fit_their_group,
    values.shares_are_percentages,
    values.values_lie_in_their_spread,
    values.estimates_lie_in_their_interval,
    values.spreads_say_their_kind,
    values.values_are_plausible,
    values.percentages_agree_with_their_counts,
    values.parts_belong_to_a_group,
    values.arms_add_up,
    links.references_exist,
    links.studies_have_a_reference,
    links.claims_name_their_review,
    links.works_named_in_tables_exist,
    links.claims_belong_to_a_chapter,
    links.questions_belong_to_a_chapter,
    judgements.verdicts_follow_from_the_evidence,
    judgements.bias_tools_fit_the_design,
    judgements.every_domain_is_judged,
    judgements.judgements_use_the_words_of_their_tool,
    reports.identifiers_belong_to_one_report,
    reports.registry_numbers_stand_for_one_cohort,
    reports.designs_fit_the_kind,
    reports.decisions_give_their_reason,
    reports.decisions_fit_the_study,
    reports.studies_come_from_a_record,
    reports.registered_studies_have_their_registration,
    reports.dates_of_a_registration_are_in_order,
    reports.shared_cohorts_have_their_reason,
    reports.reports_were_looked_up_for_notices,
    reports.notices_name_their_page,
    reports.retracted_studies_say_so,
    reports.values_are_taken_after_their_source_was_read,
    reports.studies_have_values_or_a_reason,
)


def apply(sheets: Mapping[str, Sheet], known: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what every rule finds in the tables that could be read.

    `known` holds `references` and `chapters`, if they could be read.
    """
    for sheet in sheets.values():
        yield from structure.keys_are_unique(sheet)
        yield from structure.foreign_keys_resolve(sheet, sheets)
        yield from structure.text_is_plain(sheet)
    known = {**sheets, **known}
    for rule in RULES:
        needs = list(inspect.signature(rule).parameters)
        if all(name in known for name in needs):
            yield from rule(**{name: known[name] for name in needs})

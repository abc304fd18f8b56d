"""What must be true of the data, beyond types: one small named function per rule.

A rule's parameters name what it reads: tables, `references` (the bibliography by
key), `chapters` (their names), `earlier` (the versions that came before) or `day`, which
is known only when one was asked for. A rule runs when all of them could be read, so one
broken table is one failure and not a cascade. Its docstring is the policy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from evidence.problems import Problem
from evidence.rows import Sheet
from evidence.rules import (
    contributors,
    gates,
    harms,
    identifiers,
    judgements,
    links,
    p_values,
    plans,
    questions,
    reporting,
    reports,
    screening,
    searches,
    spreads,
    structure,
    times,
    units,
    values,
)

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
    values.groups_counted_fit_the_arm,
    units.values_are_plausible_in_other_units,
    units.units_are_spelt_as_defined,
    units.groups_are_in_one_unit,
    units.values_fit_the_others_of_their_study,
    units.shares_are_not_fractions,
    units.readings_in_two_units_agree,
    units.doses_agree_with_what_is_printed,
    units.dose_units_agree_with_what_is_printed,
    spreads.extremes_enclose_the_middle,
    spreads.deviations_fit_the_range,
    spreads.spreads_are_what_they_are_called,
    p_values.effects_agree_with_their_p,
    p_values.syntheses_agree_with_their_p,
    times.reached_dates_have_come,
    times.outcomes_follow_the_treatment,
    times.effects_follow_the_treatment,
    times.outcome_times_agree,
    times.effect_times_agree,
    times.times_are_spelt_alike,
    identifiers.identifiers_lead_to_their_study,
    identifiers.identifiers_agree_with_the_bibliography,
    identifiers.registry_numbers_lead_to_one_cohort,
    identifiers.years_agree_with_the_bibliography,
    identifiers.studies_follow_their_registration,
    identifiers.reports_stand_once,
    identifiers.readings_stand_once,
    harms.harms_have_their_kind,
    links.references_exist,
    links.studies_have_a_reference,
    links.claims_name_their_review,
    links.works_named_in_tables_exist,
    links.claims_belong_to_a_chapter,
    links.questions_belong_to_a_chapter,
    judgements.verdicts_follow_from_the_evidence,
    judgements.verdicts_stand_without_retracted_studies,
    judgements.bias_tools_fit_the_design,
    judgements.every_domain_is_judged,
    judgements.judgements_use_the_words_of_their_tool,
    judgements.bias_is_judged_after_the_last_report,
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
    contributors.roles_are_those_of_credit,
    contributors.orcids_have_their_check_digit,
    contributors.only_persons_have_an_orcid,
    reporting.checklists_name_a_known_work,
    reporting.items_are_answered,
    reporting.answers_give_their_place,
    reporting.answers_give_their_reason,
    reporting.limits_have_their_heading,
    reporting.places_are_pages,
    reporting.checks_name_their_rule,
    reporting.every_step_is_declared,
    reporting.machines_work_in_order,
    reporting.comparisons_take_compared_designs,
    questions.questions_name_their_parts,
    questions.late_questions_are_departures,
    gates.comprehensive_searches_were_run,
    gates.search_strategies_were_run,
    gates.methods_were_fixed_first,
    gates.two_people_chose,
    gates.two_people_read,
    gates.funding_of_studies_is_known,
    gates.authors_are_people,
    gates.authors_declared_their_interests,
    gates.changes_are_told_from_the_second_version_on,
    plans.a_new_look_is_planned,
    plans.plans_stand_once,
    searches.searches_are_not_late,
    searches.runs_ask_what_was_saved,
    screening.second_decisions_are_whole,
    screening.second_readers_are_others,
    screening.settled_decisions_say_how,
    screening.repeats_lead_to_one_record,
)


def apply(
    sheets: Mapping[str, Sheet], known: Mapping[str, Any], changed: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield what every rule finds in the tables that could be read.

    `known` holds `references`, `chapters` and `earlier`, if they could be read, and `day`,
    if what is late on a day is asked for too. With `changed`, names of tables, only what
    may follow from a change of those is looked at.
    """
    changed = sheets if changed is None else changed
    for name, sheet in sheets.items():
        if name in changed:
            yield from structure.keys_are_unique(sheet)
            yield from structure.text_is_plain(sheet)
            yield from times.days_have_come(sheet)
        if name in changed or any(key.table in changed for key in sheet.table.foreign_keys):
            yield from structure.foreign_keys_resolve(sheet, sheets)
    yield from run(RULES, {**sheets, **known}, changed)


def run(
    chosen: Iterable[Rule], known: Mapping[str, Any], changed: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield what rules find of which everything they read is known.

    With `changed`, only those are run that read one of the names in it.
    """
    for rule in chosen:
        needs = list(inspect.signature(rule).parameters)
        touched = changed is None or any(name in changed for name in needs)
        if touched and all(name in known for name in needs):
            yield from rule(**{name: known[name] for name in needs})

"""What each eligible study found, for one analysis: from its rows to an effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import pandas as pd

from evidence.effects import Effect, mean_difference, risk_ratio
from evidence.synthesis import groups
from evidence.synthesis.analysis import (
    HAZARD_RATIO,
    MEAN_DIFFERENCE,
    RISK_RATIO,
    SHARE,
    Analysis,
)
from evidence.synthesis.finding import Finding, Tables, direction
from evidence.synthesis.printed import from_report

_STATISTICS: Mapping[str, tuple[str, ...]] = {
    HAZARD_RATIO: (),
    RISK_RATIO: ("count", "percent"),
    SHARE: ("count", "percent"),
    MEAN_DIFFERENCE: ("mean", "mean change"),
}
_COMPARE: Mapping[str, Callable[[Any, Any], Effect]] = {
    RISK_RATIO: risk_ratio,
    MEAN_DIFFERENCE: mean_difference,
}


def find(analysis: Analysis, tables: Tables) -> list[Finding]:
    """Return what each study that is eligible and reports the outcome found.

    A study is eligible by kind of study, condition, population, design and product. Of
    several times the one nearest to the month preferred counts; treated groups that are
    not part of another are put together, and so are the control groups.
    """
    studies = eligible(analysis, tables)
    values = dict(list(_values(analysis, tables, studies).groupby("study_id")))
    reported = dict(list(_reported(analysis, tables, studies).groupby("study_id")))
    found = []
    for study in studies.to_dict("records"):
        key = study["study_id"]
        if key in values or (key in reported and analysis.measure != SHARE):
            found.append(_find(analysis, tables, study, values.get(key), reported.get(key)))
    return found


def eligible(analysis: Analysis, tables: Tables) -> pd.DataFrame:
    """Return the rows of the studies that fit the analysis, reporting the outcome or not."""
    studies = tables.studies
    fits = (studies["kind"] == "clinical") & (studies["status"] != "retracted")
    for column, allowed in (
        ("condition", analysis.conditions),
        ("population", analysis.populations),
        ("design", analysis.designs),
    ):
        fits &= studies[column].isin(allowed) if allowed else True
    if analysis.products:
        treated = tables.arms[tables.arms["role"] != "control"]
        given = treated.loc[treated["product"].isin(analysis.products), "study_id"]
        fits &= studies["study_id"].isin(given)
    return studies[fits]


def _values(analysis: Analysis, tables: Tables, studies: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of outcomes that may count, with what is known of their groups."""
    rows = tables.outcomes
    rows = rows[
        rows["outcome_id"].isin(analysis.outcomes)
        & rows["study_id"].isin(studies["study_id"])
        & rows["subgroup"].isin(analysis.subgroups)
        & rows["statistic"].isin(_STATISTICS[analysis.measure])
    ]
    if analysis.measure == MEAN_DIFFERENCE:
        change = rows["statistic"] == "mean change"
        rows = rows[change if analysis.change_from_baseline else ~change]
    if analysis.window:
        rows = rows[rows["months"].between(*analysis.window[:2])]
    keys = ["study_id", "arm_id"]
    arms = tables.arms[[*keys, "role", "part_of", "product"]]
    return rows.merge(arms, on=keys, how="left")


def _reported(analysis: Analysis, tables: Tables, studies: pd.DataFrame) -> pd.DataFrame:
    rows = tables.reported_effects
    rows = rows[
        rows["outcome_id"].isin(analysis.outcomes) & rows["study_id"].isin(studies["study_id"])
    ]
    if analysis.window:
        rows = rows[rows["months"].isna() | rows["months"].between(*analysis.window[:2])]
    return rows


def _find(
    analysis: Analysis,
    tables: Tables,
    study: Mapping[Any, Any],
    values: pd.DataFrame | None,
    reported: pd.DataFrame | None,
) -> Finding:
    found = Finding(
        study_id=study["study_id"],
        label=study["label"],
        cohort_id=study["cohort_id"],
        design=study["design"],
        year=None if pd.isna(study["year"]) else int(study["year"]),
    )
    if values is not None:
        found = _from_values(analysis, tables, found, _best(analysis, values))
    if found.effect is None and analysis.measure != SHARE and reported is not None:
        found = from_report(analysis, tables, found, reported)
    return found


def _best(analysis: Analysis, values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the preferred outcome, at the time nearest to the one preferred.

    Without a window the latest time counts; of rows alike, one that says of how many.
    """
    months = values["months"]
    far = (months - analysis.window[2]).abs() if analysis.window else -months.fillna(0)
    order = values["outcome_id"].map(analysis.outcomes.index)
    ranked = values.assign(order=order, far=far, bare=values["n"].isna())
    best = ranked.sort_values(["order", "far", "bare"], kind="stable").iloc[0]
    same = (values["outcome_id"] == best["outcome_id"]) & (values["time"] == best["time"])
    return cast(pd.DataFrame, values[same])


def _from_values(
    analysis: Analysis, tables: Tables, found: Finding, values: pd.DataFrame
) -> Finding:
    first = values.iloc[0]
    found = replace(found, outcome=first["outcome_id"], time=first["time"])
    group: Callable[[pd.DataFrame], Any] = (
        groups.measured if analysis.measure == MEAN_DIFFERENCE else groups.events
    )
    try:
        treated_rows = _treated(analysis, values)
        treated = group(treated_rows)
        found = replace(
            found, treated=treated, people=int(treated.people), note=groups.note(treated_rows)
        )
        if analysis.measure == SHARE:
            return found
        control_rows = _control(analysis, values)
        control = group(control_rows)
        found = replace(found, control=control, people=int(treated.people + control.people))
        effect = _COMPARE[analysis.measure](treated, control)
    except ValueError as error:
        return replace(found, missing=str(error))
    used = groups.note(pd.concat([treated_rows, control_rows]))
    return replace(
        found,
        effect=effect,
        note="; ".join(filter(None, (used, effect.note))),
        direction=direction(effect.estimate, tables.better(found.outcome)),
    )


def _treated(analysis: Analysis, values: pd.DataFrame) -> pd.DataFrame:
    rows = values[(values["role"] == "treatment") & (values["part_of"] == "")]
    if analysis.products:
        rows = rows[rows["product"].isin(analysis.products)]
    if analysis.arms:
        rows = rows[rows["arm_id"].isin(analysis.arms)]
    if rows.empty and analysis.measure == SHARE:
        return values[values["role"] == "all participants"]
    return rows


def _control(analysis: Analysis, values: pd.DataFrame) -> pd.DataFrame:
    rows = values[values["role"] == "control"]
    return rows[rows["product"].isin(analysis.comparators)] if analysis.comparators else rows

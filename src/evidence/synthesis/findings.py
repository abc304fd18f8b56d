"""What each eligible study found, for one analysis: from its rows to an effect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from evidence import numbers
from evidence.effects import Effect, Events, is_double_zero, mean_difference, risk_ratio
from evidence.synthesis import groups
from evidence.synthesis.analysis import (
    HAZARD_RATIO,
    MEAN_DIFFERENCE,
    RISK_RATIO,
    SHARE,
    Analysis,
)
from evidence.synthesis.finding import NO_DIFFERENCE, Finding, Tables, direction
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
    with_control = arms.loc[arms["role"] == "control", "study_id"]
    arms = arms.assign(has_control=arms["study_id"].isin(with_control))
    return rows.merge(arms, on=keys, how="left")


def _reported(analysis: Analysis, tables: Tables, studies: pd.DataFrame) -> pd.DataFrame:
    """Return the results between groups that may count: of the groups that were asked for."""
    rows = tables.reported_effects
    rows = rows[
        rows["outcome_id"].isin(analysis.outcomes) & rows["study_id"].isin(studies["study_id"])
    ]
    if analysis.window:
        rows = rows[rows["months"].isna() | rows["months"].between(*analysis.window[:2])]
    if analysis.arms:
        rows = rows[rows["treatment_arm"].isin(analysis.arms)]
    for side, products in (
        ("treatment_arm", analysis.products),
        ("control_arm", analysis.comparators),
    ):
        rows = rows[_were_given(tables, rows, side, products)] if products else rows
    return rows


def _were_given(
    tables: Tables, rows: pd.DataFrame, side: str, products: Collection[str]
) -> pd.Series:
    """Return whether the group on one side of each row was given one of the products."""
    arms = tables.arms[tables.arms["product"].isin(products)]
    given = set(zip(arms["study_id"], arms["arm_id"], strict=True))
    groups_of = zip(rows["study_id"], rows[side], strict=True)
    return pd.Series([group in given for group in groups_of], index=rows.index, dtype="bool")


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
    """Return one row per group: of the preferred outcome, at the time nearest to the one preferred.

    Without a window the latest time counts; of rows alike, one that says of how many, then
    the earlier. A count goes before a percentage printed beside it.
    """
    months = values["months"]
    ranked = values.assign(
        order=values["outcome_id"].map(analysis.outcomes.index),
        place=values["subgroup"].map(analysis.subgroups.index),
        far=(months - analysis.window[2]).abs() if analysis.window else -months.fillna(0),
        bare=values["n"].isna(),
    )
    ranking = ["order", "place", "far", "bare", "months", "time"]
    best = ranked.sort_values(ranking, kind="stable").iloc[0]
    one_time = ["outcome_id", "subgroup", "time"]
    same = (values[one_time] == best[one_time]).all(axis=1)
    counted = values[same].sort_values("statistic", kind="stable")
    return counted.drop_duplicates("arm_id")


def _from_values(
    analysis: Analysis, tables: Tables, found: Finding, values: pd.DataFrame
) -> Finding:
    first = values.iloc[0]
    found = replace(
        found,
        outcome=first["outcome_id"],
        time=first["time"],
        months=None if pd.isna(first["months"]) else float(first["months"]),
        unit=first["unit"],
    )
    group: Callable[[pd.DataFrame], Any] = (
        groups.measured if analysis.measure == MEAN_DIFFERENCE else groups.events
    )
    try:
        rows = _treated(analysis, values)
        treated = group(rows)
        found = replace(found, treated=treated, people=int(treated.people), note=groups.note(rows))
        if analysis.measure == SHARE:
            return found
        others = _control(analysis, values)
        control = group(others)
        found = replace(found, control=control, people=int(treated.people + control.people))
        return _compared(analysis, tables, found, pd.concat([rows, others]))
    except ValueError as error:
        return replace(found, missing=str(error))


def _compared(analysis: Analysis, tables: Tables, found: Finding, used: pd.DataFrame) -> Finding:
    """Return the finding with its effect; ValueError when its groups cannot be compared."""
    is_difference = analysis.measure == MEAN_DIFFERENCE
    if is_difference and used["unit"].nunique() > 1:
        raise ValueError(f"the groups are given in {numbers.listed(sorted(set(used['unit'])))}")
    effect = _COMPARE[analysis.measure](found.treated, found.control)
    return replace(
        found,
        effect=effect,
        note="; ".join(filter(None, (groups.note(used), effect.note))),
        direction=NO_DIFFERENCE
        if _tells_nothing(found)
        else direction(effect.estimate, tables.better(found.outcome)),
    )


def _tells_nothing(found: Finding) -> bool:
    """Return whether nobody or everybody had the event: the correction alone points somewhere."""
    treated, control = found.treated, found.control
    return (
        isinstance(treated, Events)
        and isinstance(control, Events)
        and is_double_zero(treated, control)
    )


def _treated(analysis: Analysis, values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the treated groups that count, each person in one of them.

    Of a study without a control group and with no such group, a share is that of all its
    participants, unless groups are named: then only they count.
    """
    rows = values[(values["role"] == "treatment") & (values["part_of"] == "")]
    if analysis.products:
        rows = rows[rows["product"].isin(analysis.products)]
    if analysis.arms:
        return rows[rows["arm_id"].isin(analysis.arms)]
    if rows.empty and analysis.measure == SHARE and not values["has_control"].any():
        return values[values["role"] == "all participants"]
    return rows


def _control(analysis: Analysis, values: pd.DataFrame) -> pd.DataFrame:
    rows = values[(values["role"] == "control") & (values["part_of"] == "")]
    return rows[rows["product"].isin(analysis.comparators)] if analysis.comparators else rows

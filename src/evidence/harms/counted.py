"""Which rows of the tables tell of harms, and how many people each counts as harmed."""

from __future__ import annotations

import pandas as pd

NOT_OF_TREATMENT = "not of the treatment"
"""The kind of what only tells of the illness, or of the time before the treatment."""

JUDGED = "put down to the treatment"
"""The kind of harms that are counted by a judgement of what caused them."""

# The statistics that say how many were harmed.
_COUNTED = ("count", "percent")
_BEFORE = "baseline"


def counts(outcomes: pd.DataFrame, definitions: pd.DataFrame, arms: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `outcomes` that count harms after treatment, in their order.

    Added are `kind`, `label` and `definition` of what was counted, `given` (whether the
    group was treated, as all but control groups were), and `harmed`: people or events, or
    for a share the percentage. Where more is better, as for survival, those are the others.
    """
    told = named(outcomes, definitions)
    told = told[told["statistic"].isin(_COUNTED) & (told["time"] != _BEFORE)]
    role = arms.set_index(["study_id", "arm_id"])["role"]
    groups = pd.MultiIndex.from_frame(told[["study_id", "arm_id"]])
    whole = told["n"].astype(float).where(told["statistic"] == "count", 100.0)
    told["given"] = (role.reindex(groups) != "control").to_numpy()
    told["harmed"] = told["value"].where(told["better"] != "higher", whole - told["value"])
    return told.drop(columns="better")


def named(rows: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are about a harm, with its `kind`, `label`, `definition` and `better`.

    `rows` are of any table with a column `outcome_id`.
    """
    known = definitions.set_index("outcome_id")[["harm", "label", "definition", "better"]]
    about = known.reindex(rows["outcome_id"]).rename(columns={"harm": "kind"})
    told = rows.assign(**{name: about[name].to_numpy() for name in about.columns})
    return told[~told["kind"].isin(["", NOT_OF_TREATMENT]) & told["kind"].notna()].copy()

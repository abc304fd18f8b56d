"""One cohort counts once: the choice among reports on the same patients is a rule."""

from __future__ import annotations

import pandas as pd


def one_report_each(rows: pd.DataFrame, studies: pd.DataFrame, *, people: str) -> pd.DataFrame:
    """Return the rows of one report per cohort: the one that analyses most people.

    `rows` has a `study_id` and, in the column `people`, how many were analysed. Of
    reports with as many people the later one is taken, then the first by its key. All
    rows of the report chosen are kept, in their order.
    """
    about = studies.set_index("study_id")[["cohort_id", "year"]]
    ranked = (
        rows.groupby("study_id")[people]
        .max()
        .rename("people")
        .to_frame()
        .join(about)
        .fillna({"people": 0, "year": 0})
        .reset_index()
        .sort_values(["people", "year", "study_id"], ascending=[False, False, True])
    )
    chosen = ranked.drop_duplicates("cohort_id")["study_id"]
    return rows[rows["study_id"].isin(chosen)]

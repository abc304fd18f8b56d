"""Which way the results of each study point, where nothing can be added up.

A synthesis without a pool (SWiM: Campbell and others 2020) needs one measure that all
studies share. Here it is the direction of the effect, one per study and family of outcomes
(Boon and Thomson 2021). Neither size nor P value decides it, and nothing is tested.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from evidence import cohorts
from evidence.rows import words
from evidence.synthesis.finding import (
    CONTROL_BETTER,
    NO_DIFFERENCE,
    NOT_SAID,
    TREATMENT_BETTER,
    Tables,
)

BETTER = "better"
MIXED = "mixed"
WORSE = "worse"
DIRECTIONS = (BETTER, MIXED, NO_DIFFERENCE, WORSE, NOT_SAID)
SEVERAL = "several"
COLUMNS = (
    "study_id",
    "label",
    "cohort_id",
    "direction",
    "outcomes",
    "cell_source",
    "route",
    "subjects",
)

_LISTS = (
    "conditions",
    "populations",
    "products",
    "comparators",
    "treatments_left_out",
    "controls_left_out",
    "outcomes",
)
_ALONE = {TREATMENT_BETTER: BETTER, NO_DIFFERENCE: NO_DIFFERENCE, CONTROL_BETTER: WORSE}


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which comparisons of which studies count for one family of outcomes.

    An empty list of conditions, populations or outcomes means any. A treated group whose
    name has one of `treatments_left_out` does not count, nor a control group whose name has
    one of `controls_left_out`.
    """

    label: str
    title: str = ""
    conditions: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    products: tuple[str, ...]
    comparators: tuple[str, ...]
    treatments_left_out: tuple[str, ...] = ()
    controls_left_out: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    def of_any_outcome(self) -> Question:
        """Return the same question whatever the outcome."""
        return replace(self, outcomes=())

    def narrowed(self, **lists: tuple[str, ...]) -> Question:
        """Return the same question of other studies or groups: its lists replaced by name."""
        return replace(self, **lists)  # type: ignore[arg-type]


def read(frame: pd.DataFrame) -> dict[str, Question]:
    """Return the questions of the table `direction_questions` by key, in its order."""
    return {row["direction_id"]: _question(row) for row in frame.to_dict("records")}


def _question(row: dict[Any, Any]) -> Question:
    lists = {name: words(row[name]) for name in _LISTS}
    return Question(label=row["label"], title=row["title"], **lists)


def comparisons(question: Question, tables: Tables) -> pd.DataFrame:
    """Return the rows of `reported_effects` that count for a question, with their groups.

    A row counts when its study fits and is not retracted, its outcome is asked for, and it
    compares a treated group given one of the products with a control group given one of the
    comparators: not with other cells, another dose or animals that were never ill. Groups
    that are part of another do not count. Added are `label`, `cell_source` and `route` of
    the treated group and `against`, the name of the control group.
    """
    rows = tables.reported_effects
    if question.outcomes:
        rows = rows[rows["outcome_id"].isin(question.outcomes)]
    treated, control = _groups(question, tables)
    rows = rows[rows["study_id"].isin(_studies(question, tables))]
    rows = rows.merge(treated, on=["study_id", "treatment_arm"])
    return rows.merge(control, on=["study_id", "control_arm"])


def _studies(question: Question, tables: Tables) -> pd.Series:
    studies = tables.studies[tables.studies["status"] != "retracted"]
    for column, allowed in (
        ("condition", question.conditions),
        ("population", question.populations),
    ):
        studies = studies[studies[column].isin(allowed)] if allowed else studies
    return studies["study_id"]


def _groups(question: Question, tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the treated groups that count and the control groups, with what is said of them."""
    arms = tables.arms[tables.arms["part_of"] == ""]
    given = arms["product"].replace("", NOT_SAID)
    treated = arms[(arms["role"] == "treatment") & given.isin(question.products)]
    treated = _without(treated, question.treatments_left_out).rename(
        columns={"arm_id": "treatment_arm"}
    )
    control = arms[(arms["role"] == "control") & given.isin(question.comparators)]
    control = _without(control, question.controls_left_out).rename(
        columns={"arm_id": "control_arm", "label": "against"}
    )
    return (
        treated[["study_id", "treatment_arm", "label", "cell_source", "route"]],
        control[["study_id", "control_arm", "against"]],
    )


def _without(arms: pd.DataFrame, parts: Sequence[str]) -> pd.DataFrame:
    """Return the groups whose name has none of the words."""
    kept = [
        not any(part.casefold() in name for part in parts) for name in arms["label"].str.casefold()
    ]
    return arms[pd.Series(kept, index=arms.index, dtype="bool")]


def find(question: Question, tables: Tables) -> pd.DataFrame:
    """Return which way each study points, with `COLUMNS`: one row per cohort.

    Outcomes that are better neither higher nor lower have no direction and do not count.
    `direction` follows `together`; `outcomes` names what was measured; `cell_source` and
    `route` are those of the treated groups, “several” when they differ, “” when not named;
    `subjects` counts the people or animals of the study, missing when not seen. Of reports
    on the same subjects one that says a direction counts before one that does not, then
    the rule of `cohorts` chooses.
    """
    about = tables.studies.set_index("study_id")
    defined = tables.outcome_definitions.set_index("outcome_id")
    rated = comparisons(question, tables)
    rated = rated[rated["outcome_id"].map(defined["better"]) != "neither"]
    rated = rated.assign(measured=rated["outcome_id"].map(defined["label"]))
    size = subjects(tables.arms)
    # Lists, once for all studies: a frame for each study and column takes far longer.
    parts = ["direction", "measured", "cell_source", "route"]
    gathered = rated.groupby("study_id")[parts].agg(list)
    counted = [
        {
            "study_id": study,
            "label": about.at[study, "label"],
            "cohort_id": about.at[study, "cohort_id"],
            "direction": together(rows["direction"]),
            "outcomes": "; ".join(sorted(set(rows["measured"]))),
            "cell_source": _one(rows["cell_source"]),
            "route": _one(rows["route"]),
            "subjects": size.get(str(study)),
        }
        for study, rows in gathered.to_dict("index").items()
    ]
    found = pd.DataFrame(counted, columns=list(COLUMNS)).astype({"subjects": "Float64"})
    telling = found.loc[found["direction"] != NOT_SAID, "cohort_id"]
    reports = found[(found["direction"] != NOT_SAID) | ~found["cohort_id"].isin(telling)]
    return cohorts.one_report_each(reports, tables.studies, people="subjects")


def find_all(questions: Mapping[str, Question], tables: Tables) -> pd.DataFrame:
    """Return what `find` does for each question, below each other; `asked` holds the label."""
    found = [find(one, tables).assign(asked=one.label) for one in questions.values()]
    return pd.concat(found, ignore_index=True)


def together(directions: Collection[str]) -> str:
    """Return the one direction of a study from those of its results, one of `DIRECTIONS`.

    Results that say no direction are left aside; a study with no other says none. Results
    that do not all point the same way are mixed, whatever their number: no majority counts.
    """
    said = {_ALONE[word] for word in directions if word in _ALONE}
    if not said:
        return NOT_SAID
    return said.pop() if len(said) == 1 else MIXED


def _one(values: pd.Series) -> str:
    found = set(values)
    return str(found.pop()) if len(found) == 1 else SEVERAL


def subjects(arms: pd.DataFrame) -> dict[str, float]:
    """Return how many people or animals each study has, from its groups; none when not seen.

    The sum of its groups counts when the number of each is known, else the number printed
    for the whole study.
    """
    is_whole = arms["role"] == "all participants"
    groups = arms[(arms["part_of"] == "") & ~is_whole].groupby("study_id")["n"]
    summed = groups.sum()[groups.count() == groups.size()]
    printed = arms[is_whole].groupby("study_id")["n"].max().dropna()
    return {str(study): float(n) for sizes in (printed, summed) for study, n in sizes.items()}


def models(studies: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Return the model of each study under its index: the first of `table` that fits it.

    A model fits when its conditions hold the condition of the study and one of its words
    stands in the detail; blank ones fit any. “” when none fits.
    """
    model = pd.Series("", index=studies.index, dtype="str")
    for row in table.to_dict("records"):
        fits = _fits(studies, words(row["conditions"]), words(row["words"]))
        model = model.mask((model == "") & fits, row["model"])
    return model


def _fits(studies: pd.DataFrame, conditions: Sequence[str], parts: Sequence[str]) -> pd.Series:
    fits = pd.Series(True, index=studies.index)
    if conditions:
        fits &= studies["condition"].isin(conditions)
    if parts:
        detail = studies["condition_detail"].str.casefold()
        fits &= detail.map(lambda text: any(part.casefold() in text for part in parts))
    return fits

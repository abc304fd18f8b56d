"""When candidate studies must not be pooled, and the reasons as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from evidence import numbers

COLUMNS = (
    "study_id",
    "cohort_id",
    "design",
    "definition",
    "time_window",
    "has_data",
    "sd_imputed",
    "imputation_flagged",
)

_TIME = "time_window"
_SAME = (
    ("design", "The designs are mixed"),
    ("definition", "The outcome is defined differently"),
    (_TIME, "The time windows differ"),
)


def reasons_to_refuse(candidates: pd.DataFrame) -> list[str]:
    """Return the reasons not to pool, one sentence each; none when they may be pooled.

    One row per candidate study, with the `COLUMNS`. `has_data` says whether it gives
    counts, or an estimate with its spread; whether studies are alike is asked of those
    that do. A blank `time_window` is one that is not known, and a reason. `sd_imputed` says
    that its standard deviation was worked out from others, `imputation_flagged` that
    readers are told. Raises ValueError when a column is missing or another cell is blank.
    """
    _check(candidates)
    usable = candidates[candidates["has_data"].astype(bool)]
    return [sentence for rule in _RULES for sentence in rule(usable)]


def _check(candidates: pd.DataFrame) -> None:
    missing = [name for name in COLUMNS if name not in candidates.columns]
    if missing:
        raise ValueError(f"the candidates have no {numbers.listed(missing)}")
    for name in COLUMNS:
        blank = _is_blank(candidates[name])
        if name != _TIME and blank.any():
            found = numbers.listed([str(study) for study in candidates.loc[blank, "study_id"]])
            raise ValueError(f"{name} is blank for {found}: fill it in before asking for a pool")


def _is_blank(cells: pd.Series) -> pd.Series:
    # There are a few cells, asked of thousands of choices: by themselves, that is faster.
    blank = [pd.isna(cell) or cell == "" for cell in cells]
    return pd.Series(blank, index=cells.index, dtype="bool")


def _too_few(usable: pd.DataFrame) -> Iterator[str]:
    studies = len(usable)
    if studies < 2:
        found = numbers.counted(studies, "study", "studies")
        verb = "gives" if studies == 1 else "give"
        yield f"{numbers.capitalised(found)} {verb} data to pool; two or more are needed."


def _unlike(usable: pd.DataFrame) -> Iterator[str]:
    for column, said in _SAME:
        groups = _grouped(usable[~_is_blank(usable[column])], column)
        if len(groups) > 1:
            found = [f"{value} ({numbers.listed(studies)})" for value, studies in groups.items()]
            yield f"{said}: {numbers.listed(found)}."


def _grouped(usable: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Return the studies by what stands in a column, in its order."""
    groups: dict[str, list[str]] = {}
    for value, study in zip(usable[column], usable["study_id"], strict=True):
        groups.setdefault(value, []).append(study)
    return dict(sorted(groups.items()))


def _time_not_known(usable: pd.DataFrame) -> Iterator[str]:
    blank = _is_blank(usable[_TIME])
    if len(usable) > 1 and blank.any():
        studies = numbers.listed(list(usable.loc[blank, "study_id"]))
        yield f"When the outcome was measured is not known: {studies}."


def _one_cohort(usable: pd.DataFrame) -> Iterator[str]:
    for reports in _grouped(usable, "cohort_id").values():
        if len(reports) > 1:
            yield f"{numbers.listed(reports)} report on the same people: they count once."


def _silent_imputation(usable: pd.DataFrame) -> Iterator[str]:
    imputed = usable["sd_imputed"].astype(bool) & ~usable["imputation_flagged"].astype(bool)
    if imputed.any():
        studies = numbers.listed(list(usable.loc[imputed, "study_id"]))
        yield f"A standard deviation was imputed and readers are not told: {studies}."


_RULES: tuple[Callable[[pd.DataFrame], Iterator[str]], ...] = (
    _too_few,
    _unlike,
    _time_not_known,
    _one_cohort,
    _silent_imputation,
)

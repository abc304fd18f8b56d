"""What a study says of harms, in one of four words, worked out from the tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

EVENTS = "counted, some seen"
ZERO = "counted, none seen"
WORDS = "told without a count"
NOTHING = "nothing in our tables"
STATES = (EVENTS, ZERO, WORDS, NOTHING)


def by_kind(
    studies: pd.DataFrame, kinds: Sequence[str], counts: pd.DataFrame, words: pd.DataFrame
) -> pd.DataFrame:
    """Return the state of each kind of harm in each study: rows by study, columns by kind.

    `counts` is from `harms.counts`; only treated groups speak, since harm in a control group
    is not harm of the treatment. `words` has a row, with `study_id` and `kind`, for each
    harm compared without a count.
    """
    treated = counts[counts["given"]]
    most = treated.groupby(["study_id", "kind"])["harmed"].max()
    compared = set(zip(words["study_id"], words["kind"], strict=True))
    states = [
        [_state(most.get((study, kind)), (study, kind) in compared) for kind in kinds]
        for study in studies["study_id"]
    ]
    return pd.DataFrame(states, index=pd.Index(studies["study_id"]), columns=list(kinds))


def by_study(studies: pd.DataFrame, counts: pd.DataFrame, words: pd.DataFrame) -> pd.Series[str]:
    """Return the state of each study over all kinds of harm, by its key.

    Beside `words`, what `harms_told` of the study holds is told in words.
    """
    most = counts[counts["given"]].groupby("study_id")["harmed"].max()
    compared = set(words["study_id"])
    states = [
        _state(most.get(row["study_id"]), bool(row["harms_told"]) or row["study_id"] in compared)
        for row in studies.to_dict("records")
    ]
    return pd.Series(states, index=pd.Index(studies["study_id"]), name="state", dtype="str")


def _state(most: float | None, told: bool) -> str:
    """Return the state of what was harmed at most, None where nothing was counted."""
    if most is not None:
        return EVENTS if most > 0 else ZERO
    return WORDS if told else NOTHING

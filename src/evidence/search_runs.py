"""When the evidence was last looked for: runs of searches, and which are due."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

# The row of searches that stands for what readers send: no search, whatever its day.
SENT_IN = "sent-in"

# What was looked in before stands behind this in the column looked_in of notices.
EARLIER = "; earlier: "
_ASKED = re.compile(r"([^,;()]+?) \((\d{4}-\d\d-\d\d)\)(?:, )?")
_ALL_ASKED = re.compile(rf"(?:{_ASKED.pattern})+")


def real(searches: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `searches` that are searches: not what readers sent."""
    return searches[searches["search_id"] != SENT_IN]


def last_day(searches: pd.DataFrame) -> date:
    """Return the day on which the evidence was last searched for."""
    day: pd.Timestamp = real(searches)["run_on"].max()
    return day.date()


def newest(searches: pd.DataFrame) -> pd.DataFrame:
    """Return lists made by hand, and of each saved search its newest run only."""
    by_hand = searches[searches["saved_search"] == ""]
    runs = searches[searches["saved_search"] != ""].sort_values("run_on", kind="stable")
    return pd.concat([by_hand, runs.drop_duplicates("saved_search", keep="last")])


def with_last_run(saved: pd.DataFrame, searches: pd.DataFrame) -> pd.DataFrame:
    """Return the saved searches with `last_run`, the day of their newest run, and `due`.

    `last_run` is missing for a search that was never run; such a search has no `due` day
    either, for it is due at once.
    """
    days = searches.groupby("saved_search")["run_on"].max()
    last = saved["saved_search_id"].map(days).astype("datetime64[ns]")
    wait = pd.to_timedelta(saved["interval_days"].astype("int64"), unit="D")
    return saved.assign(last_run=last, due=last + wait)


def are_due(saved: pd.DataFrame, searches: pd.DataFrame, today: date) -> pd.Series:
    """Return for each saved search whether it is to be run on a day."""
    due = with_last_run(saved, searches)["due"]
    return due.isna() | (due <= pd.Timestamp(today))


def services_asked(looked_in: str) -> dict[str, str]:
    """Return the days on which services were asked, as a cell `looked_in` of notices tells them.

    Such a cell reads “Crossref (2026-11-29), Europe PMC (2026-11-22); earlier: a stored
    copy”; one that was written by hand tells of none.
    """
    told = looked_in.partition(EARLIER)[0]
    return dict(_ASKED.findall(told)) if _ALL_ASKED.fullmatch(told) else {}

"""What is asked of the studies: one analysis per row, fixed before its result was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidence.rows import words

HAZARD_RATIO = "hazard ratio"
RISK_RATIO = "risk ratio"
MEAN_DIFFERENCE = "mean difference"
SHARE = "share"


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """A question in the parts that decide which studies and which values count.

    Lists are as in the table; an empty list of conditions, populations or products means
    any. `measure` is “risk ratio”, “mean difference”, “hazard ratio” or “share”; a share is
    that of a treated group by itself, the others compare it with a control group. Of the
    `outcomes` and `subgroups` a study reports, the first in the list counts. `window` holds
    the first and last month that count and the month preferred, None for any time.
    """

    analysis_id: str
    title: str
    label: str
    conditions: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    comparators: tuple[str, ...] = ()
    outcomes: tuple[str, ...]
    subgroups: tuple[str, ...] = ("all",)
    window: tuple[float, float, float] | None = None
    measure: str
    change_from_baseline: bool = False
    information_size: int | None = None


def read(frame: pd.DataFrame) -> dict[str, Analysis]:
    """Return the analyses of the table `analyses` by key, in its order."""
    return {row["analysis_id"]: _analysis(row) for row in frame.to_dict("records")}


def _analysis(row: dict[Any, Any]) -> Analysis:
    timed = pd.notna(row["months_from"])
    return Analysis(
        analysis_id=row["analysis_id"],
        title=row["title"],
        label=row["label"],
        conditions=words(row["conditions"]),
        populations=words(row["populations"]),
        products=words(row["products"]),
        arms=words(row["arms"]),
        designs=words(row["designs"]),
        comparators=words(row["comparators"]),
        outcomes=words(row["outcomes"]),
        subgroups=words(row["subgroups"]) or ("all",),
        window=(row["months_from"], row["months_to"], row["months_preferred"]) if timed else None,
        measure=row["measure"],
        change_from_baseline=row["values"] == "change from baseline",
        information_size=None if pd.isna(row["information_size"]) else int(row["information_size"]),
    )

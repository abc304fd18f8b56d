"""A group whose row cannot be counted with says why, in words a reader understands."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from evidence.synthesis import groups

COUNT = {"statistic": "count", "value": 3.0, "n": 12}
MEAN = {"statistic": "mean", "value": 2.5, "n": 12, "spread": 1.0, "spread_kind": "SD"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"n": float("nan")}, "how many people were counted is not printed"),
        ({"value": float("nan")}, "how many people had it is not printed"),
        ({"n": 0, "value": 0.0}, "nobody was counted"),
        ({"n": 0, "statistic": "percent"}, "nobody was counted"),
        ({"value": 3.5}, "3.5 events among 12 people: whole numbers are needed"),
        (
            {"value": 13.0},
            "13 events among 12 people: events from zero to the number of people are needed",
        ),
        ({"statistic": "percent"}, "3% of 12 is no whole number of people"),
    ],
)
def test_a_row_that_cannot_be_counted_with_says_why(changes: dict[str, Any], reason: str) -> None:
    """No part of a person is cut away, and nothing is divided by nobody."""
    with pytest.raises(ValueError, match="^" + reason.replace(".", r"\.") + "$"):
        groups.events(pd.DataFrame([{**COUNT, **changes}]))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"n": float("nan")}, "how many people were measured is not printed"),
        ({"value": float("nan")}, "no mean is printed"),
        ({"spread": float("nan")}, "no standard deviation or error is printed"),
    ],
)
def test_a_mean_that_cannot_be_calculated_with_says_why(
    changes: dict[str, Any], reason: str
) -> None:
    """What is not printed is named."""
    with pytest.raises(ValueError, match=f"^{reason}$"):
        groups.measured(pd.DataFrame([{**MEAN, **changes}]))

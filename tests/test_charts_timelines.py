"""Many trials in little room: none is left out, and none is told by its colour alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import vl_convert

from evidence import charts
from evidence.charts import theme

TREES = pd.DataFrame(
    {
        "Soil": ["clay", "clay", "clay", "clay", "sand"],
        "Tree": ["Oak", "Elm", "Ash", "Fir", "Yew"],
        "Kind": ["young", "old", "old", "old", "young"],
        "Planted": [2001.0, 2002.0, 2008.0, None, 2005.0],
        "Felled": [2004.0, 2006.0, 2009.0, None, None],
        "Late": ["", "fruit overdue", "", "", ""],
    }
)


def spec(width: int = 720, frame: pd.DataFrame = TREES) -> dict[str, Any]:
    """Return the specification of the chart."""
    drawn = charts.timelines(
        frame,
        "Soil",
        "Planted",
        "Felled",
        group="Kind",
        groups=["young", "old"],
        late="Late",
        today=2007.5,
        width=width,
    )
    found: dict[str, Any] = drawn.to_dict()
    return found


def rows(found: dict[str, Any], *columns: str) -> list[dict[str, Any]]:
    """Return the rows of the data set that has these columns."""
    sets = found["datasets"].values()
    return next(one for one in sets if one and set(columns) <= set(one[0]))


def test_trees_that_meet_stand_below_each_other_and_others_share_a_lane() -> None:
    """Oak and Elm stood at the same time; Ash came after Oak was felled."""
    top = {row["Tree"]: row["top"] for row in rows(spec(), "Tree", "top")}
    assert top["Oak"] == top["Ash"] < top["Elm"] < top["Yew"]


def test_a_tree_without_a_date_is_told_in_the_heading_of_its_block() -> None:
    """It cannot be drawn, and is not left out unseen."""
    found = spec()
    headings = [row["heading"] for row in rows(found, "heading")]
    assert headings == ["clay: 4, 1 without a date", "sand: 1"]
    assert "Fir" not in {row["Tree"] for row in rows(found, "Tree", "top")}


def test_a_block_of_which_nothing_is_dated_keeps_its_heading() -> None:
    """With no lane below it."""
    frame = TREES.assign(Planted=TREES["Planted"].mask(TREES["Soil"] == "sand"))
    headings = [row["heading"] for row in rows(spec(frame=frame), "heading")]
    assert headings[1] == "sand: 1, 1 without a date"


def test_what_is_overdue_bears_a_mark_of_its_own_shape() -> None:
    """Only at the end of those that are, and named in the legend."""
    marks = [layer for layer in spec()["layer"] if "shape" in layer["encoding"]]
    assert [layer["encoding"]["shape"]["scale"] for layer in marks] == [
        {"domain": ["fruit overdue"], "range": ["diamond"]}
    ]
    assert [row["Tree"] for row in spec()["datasets"][marks[0]["data"]["name"]]] == ["Elm"]


def test_nothing_overdue_is_no_trouble() -> None:
    """The chart is drawn without a mark."""
    svg = vl_convert.vegalite_to_svg(spec(frame=TREES.assign(Late="")))
    assert "overdue" not in svg


@pytest.mark.parametrize("width", [296, 720])
def test_groups_are_filled_in_the_order_asked_for(width: int) -> None:
    """Dark for the first, whatever row comes first."""
    bars = next(layer for layer in spec(width)["layer"] if layer["mark"]["type"] == "rect")
    assert bars["encoding"]["fill"]["scale"] == {
        "domain": ["young", "old"],
        "range": [theme.ACCENT, theme.SOFT],
    }

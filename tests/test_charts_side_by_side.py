"""Studies side by side: harvest, directions, doses and dates are read without colours."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from evidence import charts
from evidence.charts import canvas, theme

WIDE, NARROW = 660, 296
BOTH_WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
SHADES = ["good", "fair", "poor"]
TREES = pd.DataFrame(
    {
        "Tree": [f"Tree {at}" for at in range(40)],
        "Fruit": ["pear"] * 36 + ["plum"] * 4,
        "Yield": ["more"] * 30 + ["less"] * 10,
        "Care": ["poor", "good", "fair", "good"] * 10,
        "Size": [None, 4.0, 9.0, 36.0] * 10,
    }
)


@cache
def _harvest(width: int) -> dict[str, Any]:
    return charts.harvest(
        TREES, "Fruit", "Yield", "Care", "Size",
        columns=["more", "level", "less"], shades=SHADES, unit="trees", width=width,
    ).to_dict()  # fmt: skip


def _drawn(spec: dict[str, Any], mark: str, name: str) -> list[dict[str, Any]]:
    """Return the marks of one kind that stand for a row of the data, with their fill."""
    return [
        row | {"fill": layer["mark"].get("fill"), "stroke": layer["mark"].get("stroke")}
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark
        for row in spec["datasets"][layer["data"]["name"]]
        if isinstance(row.get(name), str)
    ]


@BOTH_WIDTHS
def test_each_study_is_one_bar_or_one_dot(width: int) -> None:
    """A dot where the size was not seen; none is lost and none drawn twice."""
    spec = _harvest(width)
    bars, dots = _drawn(spec, "rect", "Tree"), _drawn(spec, "point", "Tree")
    unseen = TREES["Size"].isna()
    assert sorted(row["Tree"] for row in bars) == sorted(TREES.loc[~unseen, "Tree"])
    assert sorted(row["Tree"] for row in dots) == sorted(TREES.loc[unseen, "Tree"])


@BOTH_WIDTHS
def test_no_two_bars_stand_on_the_same_place(width: int) -> None:
    """A full cell goes on in another line, inside the chart."""
    spec = _harvest(width)
    bars = _drawn(spec, "rect", "Tree")
    places = [(row["x"], row["y2"]) for row in bars]
    assert len(set(places)) == len(places)
    assert max(row["x2"] for row in bars) <= spec["width"]
    assert max(row["y2"] for row in bars) <= spec["height"]


@BOTH_WIDTHS
def test_the_height_of_a_bar_grows_with_the_root_of_its_size(width: int) -> None:
    """Four times the trees make a bar twice as high."""
    bars = _drawn(_harvest(width), "rect", "Tree")
    height = {row["Size"]: row["y2"] - row["y"] for row in bars}
    assert height[36] == pytest.approx(2 * height[9]) == pytest.approx(3 * height[4])


@BOTH_WIDTHS
def test_bars_of_a_cell_go_from_the_least_to_the_most_doubtful(width: int) -> None:
    """The order tells what the fill tells."""
    bars = [*_drawn(_harvest(width), "rect", "Tree"), *_drawn(_harvest(width), "point", "Tree")]
    cell = [row for row in bars if (row["Fruit"], row["Yield"]) == ("pear", "more")]
    base = {row["Tree"]: row.get("y2", row["y"]) for row in cell}
    ordered = sorted(cell, key=lambda row: (round(base[row["Tree"]] / 12), row["x"]))
    first, last = ordered[0]["Care"], ordered[-1]["Care"]
    assert (first, last) == ("good", "poor")


def test_a_column_without_a_study_keeps_its_name() -> None:
    """That no study stands there is a finding."""
    spec = _harvest(WIDE)
    texts = [row["text"] for rows in spec["datasets"].values() for row in rows if "text" in row]
    assert "level" in texts


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_shades_are_told_apart_in_black_and_white() -> None:
    """Their lightness differs by a good step."""
    fills = sorted(_lightness(fill) for fill, _ in canvas.FILLS)
    assert min(high - low for low, high in pairwise(fills)) > 60


def test_every_shade_has_an_outline_that_stands_out_from_the_page() -> None:
    """A hollow or pale mark is seen on paper too."""
    assert all(_lightness(stroke) < 110 for _, stroke in canvas.FILLS)


def test_more_shades_than_fills_are_refused() -> None:
    """No two shades look alike."""
    with pytest.raises(ValueError, match="4 shades and 3 fills: a, b, c, d"):
        canvas.place_of(["a", "b", "c", "d"])


@BOTH_WIDTHS
def test_a_direction_is_a_shape(width: int) -> None:
    """Up, down, both, level and none have five different ones."""
    signs = {"more": "up", "less": "down", "mixed": "both", "same": "level", "unsaid": "none"}
    frame = pd.DataFrame(
        {"Tree": list("abcde"), "Fruit": "pear", "Way": list(signs), "Care": "good", "Size": 1.0}
    )
    spec = charts.directions(
        frame, "Tree", "Fruit", "Way", "Care", "Size",
        signs=signs, shades=SHADES, unit="trees", width=width,
    ).to_dict()  # fmt: skip
    drawn = _drawn(spec, "point", "Tree")
    assert len({row["shape"] for row in drawn}) == len(drawn) == 5


def test_a_larger_study_has_a_larger_sign_and_an_unknown_one_the_smallest() -> None:
    """An unknown size is never drawn as a large one."""
    frame = pd.DataFrame(
        {
            "Tree": ["a", "b", "c"],
            "Fruit": "pear",
            "Way": "more",
            "Care": "good",
            "Size": [100.0, 25.0, None],
        }
    )
    spec = charts.directions(
        frame, "Tree", "Fruit", "Way", "Care", "Size",
        signs={"more": "up"}, shades=SHADES, unit="trees", width=WIDE,
    ).to_dict()  # fmt: skip
    area = {row["Tree"]: row["area"] for row in _drawn(spec, "point", "Tree")}
    assert area["a"] == pytest.approx(2 * area["b"])
    assert area["c"] <= area["b"]


@cache
def _doses(width: int) -> dict[str, Any]:
    frame = pd.DataFrame(
        {
            "Tree": ["Oak"] * 4,
            "Buds": [1.0, 1.0, 10.0, 100.0],
            "Age": ["young", "old", "young", "old"],
            "Stage": ["done", "planned", "done", "done"],
        }
    )
    return charts.doses(
        frame, "Tree", "Buds", "Age", "Stage",
        groups=["young", "old"], plans=("done", "planned"), unit="buds", width=width,
    ).to_dict()  # fmt: skip


@BOTH_WIDTHS
def test_doses_stand_on_a_logarithmic_axis(width: int) -> None:
    """Ten times as much is always as far."""
    x = {row["Buds"]: row["x"] for row in _drawn(_doses(width), "point", "Tree")}
    assert x[10] - x[1] == pytest.approx(x[100] - x[10])


@BOTH_WIDTHS
def test_doses_that_fall_together_stand_above_each_other(width: int) -> None:
    """No sign hides another."""
    signs = [(row["x"], row["y"]) for row in _drawn(_doses(width), "point", "Tree")]
    assert len(set(signs)) == 4


@BOTH_WIDTHS
def test_whose_dose_it_is_is_a_shape_and_a_plan_is_hollow(width: int) -> None:
    """Neither is told by the colour alone."""
    layers = {
        (row["Age"], row["Stage"]): layer["mark"]
        for layer in _doses(width)["layer"]
        if layer["mark"]["type"] == "point"
        for row in _doses(width)["datasets"][layer["data"]["name"]]
        if isinstance(row.get("Tree"), str)
    }
    assert layers["young", "done"]["shape"] != layers["old", "done"]["shape"]
    assert layers["old", "planned"]["fill"] == theme.PAPER != layers["old", "done"]["fill"]


def test_more_groups_of_doses_than_shapes_are_refused() -> None:
    """No two groups look alike."""
    with pytest.raises(ValueError, match="4 groups and 3 shapes"):
        charts.doses(
            pd.DataFrame(), "Tree", "Buds", "Age", "Stage",
            groups=list("abcd"), plans=("done", "planned"), unit="buds", width=WIDE,
        )  # fmt: skip


YEARS = pd.DataFrame(
    {
        "Tree": ["Oak", "Elm"],
        "Planted": [2003.5, 1999.2],
        "Felled": [2008.1, None],
        "Fate": ["timber", "not seen"],
        "Soil": ["clay", "sand"],
    }
)


@BOTH_WIDTHS
def test_a_trial_is_a_bar_to_its_end_or_a_dot_without_one(width: int) -> None:
    """An end that was not seen is not made up."""
    spec = charts.timeline(
        YEARS, "Tree", "Planted", "Felled", "Fate", group="Soil", today=2006, width=width
    ).to_dict()
    marks = {layer["mark"]["type"]: layer for layer in spec["layer"]}
    assert marks["bar"]["transform"] == [{"filter": "isValid(datum['Felled'])"}]
    assert marks["point"]["transform"] == [{"filter": "!isValid(datum['Felled'])"}]
    assert marks["bar"]["encoding"]["x2"] == {"field": "Felled"}


@BOTH_WIDTHS
def test_the_axis_of_years_holds_all_dates_and_today(width: int) -> None:
    """Years are written without a comma."""
    spec = charts.timeline(
        YEARS, "Tree", "Planted", "Felled", "Fate", group="Soil", today=2010.5, width=width
    ).to_dict()
    x = spec["layer"][0]["encoding"]["x"]
    assert (x["scale"]["domain"], x["axis"]["format"]) == ([1999, 2011], "d")


@BOTH_WIDTHS
def test_groups_of_trials_differ_in_more_than_colour(width: int) -> None:
    """Filled, pale and hollow, and a word on each row."""
    spec = charts.timeline(
        YEARS, "Tree", "Planted", "Felled", "Fate", group="Soil", today=2006, width=width
    ).to_dict()
    fills = spec["layer"][1]["encoding"]["fill"]["scale"]["range"]
    assert abs(_lightness(fills[0]) - _lightness(fills[1])) > 60
    assert {"Fate"} == {
        layer["encoding"]["text"]["field"]
        for layer in spec["layer"]
        if layer["encoding"].get("text", {}).get("field") != "shown" and "text" in layer["encoding"]
    }


def test_groups_of_shares_differ_in_shape_as_well_as_colour() -> None:
    """On paper a colour may not show."""
    shares = pd.DataFrame(
        {"Tree": ["Oak", "Elm"], "events": [3, 1], "people": [10, 30], "Soil": ["clay", "sand"]}
    )
    spec = charts.proportions(shares, "Tree", group="Soil", width=WIDE).to_dict()
    dots = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    assert dots["encoding"]["shape"]["scale"] == {
        "domain": ["clay", "sand"],
        "range": ["circle", "square"],
    }


def test_parts_of_a_bar_are_parted_by_a_line() -> None:
    """Two colours that ink makes one still show where a part ends."""
    parts = pd.DataFrame({"Tree": ["Oak"] * 2, "Pears": [3, 4], "State": ["ripe", "green"]})
    spec = charts.counts(parts, "Tree", "Pears", group="State", width=WIDE).to_dict()
    bars = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "bar")
    assert bars["mark"]["stroke"] == theme.PAPER

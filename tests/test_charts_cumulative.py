"""The pool as studies came in: oldest first, the last one marked, nothing off the axis."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from evidence import charts
from evidence.charts import theme

WIDE, NARROW = 660, 296
STEPS = pd.DataFrame(
    {
        "Study": ["Oak", "Elm", "Ash"],
        "Estimate": [0.5, 0.8, 0.7],
        "Lower": [0.001, 0.4, 0.5],
        "Upper": [90.0, 1.6, 1.0],
        "Shown": ["a half", "four fifths", "seven tenths"],
    }
)


def _spec(frame: pd.DataFrame = STEPS, width: int = WIDE, **changes: Any) -> dict[str, Any]:
    choices = {"unit": "Ratio of pears", "is_ratio": True, "no_effect": 1.0, **changes}
    spec: dict[str, Any] = charts.cumulative(frame, width=width, **choices).to_dict()
    return spec


def _points(spec: dict[str, Any], shape: str) -> list[dict[str, Any]]:
    return [
        layer
        for layer in spec["layer"]
        if layer["mark"]["type"] == "point" and layer["mark"]["shape"] == shape
    ]


def _rows(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = spec["datasets"][layer["data"]["name"]]
    return rows


def _axis(spec: dict[str, Any]) -> tuple[float, float]:
    low, high = _points(spec, "square")[0]["encoding"]["x"]["scale"]["domain"]
    return low, high


def test_studies_keep_their_order_from_the_first() -> None:
    """The author sorts them by year."""
    (layer,) = _points(_spec(), "square")
    assert layer["encoding"]["y"]["sort"] == ["Oak", "Elm", "Ash"]


def test_all_studies_together_are_a_diamond() -> None:
    """By its shape, so that it is told apart in black and white; by its colour too."""
    spec = _spec()
    (diamond,) = _points(spec, "diamond")
    assert {"filter": "datum.Last"} in diamond["transform"]
    assert [row["Study"] for row in _rows(spec, diamond) if row["Last"]] == ["Ash"]
    assert diamond["mark"]["color"] == theme.CONTRAST


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_interval_beyond_the_axis_ends_in_an_arrow(width: int) -> None:
    """At the end that is cut, and only there."""
    spec = _spec(width=width)
    for shape in ("triangle-left", "triangle-right"):
        (arrow,) = _points(spec, shape)
        assert [row["Study"] for row in _rows(spec, arrow)] == ["Oak"]


def test_the_axis_of_ratios_is_even_on_both_sides_of_one_and_never_very_wide() -> None:
    """A twentieth is as far away as twenty."""
    low, high = _axis(_spec())
    assert (low, high) == (1 / 20, 20)


def test_no_effect_is_a_line_where_there_is_such_a_value() -> None:
    """One of ratios; of shares there is none."""
    rules = [layer for layer in _spec()["layer"] if layer["mark"].get("color") == theme.RULE]
    assert len(rules) == 1
    spec = _spec(no_effect=None, is_ratio=False)
    assert not [layer for layer in spec["layer"] if layer["mark"].get("color") == theme.RULE]


def test_differences_that_are_all_alike_can_be_drawn() -> None:
    """An axis of no width would divide by nothing."""
    flat = STEPS.assign(Estimate=0.0, Lower=0.0, Upper=0.0)
    low, high = _axis(_spec(flat, is_ratio=False, no_effect=0.0))
    assert low < 0 < high

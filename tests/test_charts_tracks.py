"""Tracks show how much of a whole is told, and leave the rest bare."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import vl_convert

from evidence import charts
from evidence.charts import theme

PARTS = ("rotten", "sound", "seen from afar", "not looked at")
COUNTS = {
    ("Leaf", "North"): (1, 2, 0, 1),
    ("Leaf", "South"): (0, 0, 5, 5),
    ("Root", "North"): (0, 0, 0, 4),
    ("Root", "South"): (10, 0, 0, 0),
}
TREES = pd.DataFrame(
    [
        (*key, part, count)
        for key, row in COUNTS.items()
        for part, count in zip(PARTS, row, strict=True)
    ],
    columns=["Organ", "Field", "Found", "Trees"],
)


def spec(width: int = 660) -> dict[str, Any]:
    """Return the specification of the chart."""
    drawn = charts.tracks(
        TREES, "Organ", "Field", "Found", "Trees", rest="not looked at", width=width
    )
    found: dict[str, Any] = drawn.to_dict()
    return found


def bars(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the filled parts that are drawn."""
    layer = next(one for one in found["layer"] if "fill" in one["encoding"])
    rows: list[dict[str, Any]] = found["datasets"][layer["data"]["name"]]
    return rows


def test_a_part_is_as_long_as_its_share_of_the_track() -> None:
    """A quarter, then a half, beginning where the one before ends."""
    north = [row for row in bars(spec()) if (row["Organ"], row["Field"]) == ("Leaf", "North")]
    assert [(row["Found"], row["from"], row["to"]) for row in north] == [
        ("rotten", 0.0, 0.25),
        ("sound", 0.25, 0.75),
    ]


def test_tracks_of_small_and_large_fields_are_equally_long() -> None:
    """Five of ten are half of the track, which begins behind the first field's."""
    south = next(row for row in bars(spec()) if row["Found"] == "seen from afar")
    assert south["from"] > 1
    assert south["to"] - south["from"] == pytest.approx(0.5)


def test_what_nobody_looked_at_is_never_filled() -> None:
    """Nor is what was found in no tree."""
    assert {row["Found"] for row in bars(spec())} == set(PARTS[:3])
    assert all(row["Trees"] > 0 for row in bars(spec()))


def test_parts_are_told_apart_by_lightness() -> None:
    """Dark, pale and hollow, in the order of the rows."""
    layer = next(one for one in spec()["layer"] if "fill" in one["encoding"])
    scale = layer["encoding"]["fill"]["scale"]
    assert scale == {"domain": list(PARTS[:3]), "range": [fill for fill, _ in theme.FILLS]}


@pytest.mark.parametrize("width", [296, 660])
def test_the_names_of_fields_stand_above_their_tracks(width: int) -> None:
    """Drawn once each, on a narrow page too."""
    svg = vl_convert.vegalite_to_svg(spec(width))
    assert svg.count(">North<") == svg.count(">South<") == 1
    assert svg.count(">Leaf<") == svg.count(">Root<") == 1

"""A canvas in pixels, for charts whose marks each need a place of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme

MARGIN = 4  # the padding of a finished chart
LINE = 13
WORDS = ("text", "x", "y", "angle")

# Fill and outline from the least to the most doubtful: told apart without colour too.
FILLS = (
    (theme.ACCENT, theme.ACCENT),
    (theme.SOFT, theme.MUTED),
    (theme.PAPER, theme.INK),
)


def axes(width: int, height: float) -> tuple[alt.X, alt.Y]:
    """Return positions in pixels from the left (`x`) and from the top (`y`), without axes."""
    across = alt.Scale(domain=[0, width - 2 * MARGIN], nice=False)
    down = alt.Scale(domain=[height, 0], nice=False)
    return alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)


def sized(layers: Iterable[Any], width: int, height: float) -> Any:
    """Return the layers as a chart of that size in the book's look."""
    return theme.layered(layers, width=width - 2 * MARGIN, height=height, autosize="none")


def longest(names: Sequence[str], characters: int) -> int:
    """Return the characters of the longest line of names broken into lines."""
    return max(len(line) for name in names for line in layout.lines(name, characters))


def spread(text: str, characters: int) -> list[tuple[str, float]]:
    """Return the lines of a text, each with its distance from the middle of them in pixels."""
    parts = layout.lines(text, characters)
    return [(part, (at - (len(parts) - 1) / 2) * LINE) for at, part in enumerate(parts)]


def texts(
    words: pd.DataFrame, size: int, x: alt.X, y: alt.Y, *, colour: str = theme.INK
) -> list[Any]:
    """Return the layers of words with the columns `WORDS`; an angle of 270 reads upwards."""
    layers = []
    for angle in (0, 270):
        some = words[(words["text"] != "") & (words["angle"] == angle)]
        if some.empty:
            continue
        mark = alt.Chart(some[["text", "x", "y"]]).mark_text(
            align="left", baseline="middle", angle=angle, fontSize=size, color=colour
        )
        layers.append(mark.encode(x=x, y=y, text=alt.Text("text:N")))
    return layers


def rules(tops: Sequence[float], width: int, x: alt.X, y: alt.Y) -> Any:
    """Return thin lines across the whole width, so many pixels from the top."""
    lines = pd.DataFrame({"x": 0.0, "x2": width - 2.0 * MARGIN, "y": list(tops)})
    return alt.Chart(lines).mark_rule(color=theme.RULE).encode(x=x, x2=alt.X2("x2:Q"), y=y)


def place_of(shades: Sequence[str]) -> dict[str, int]:
    """Return the place of each shade among `FILLS`; ValueError when there are too many."""
    if len(shades) > len(FILLS):
        raise ValueError(f"{len(shades)} shades and {len(FILLS)} fills: {', '.join(shades)}")
    return {shade: place for place, shade in enumerate(shades)}

"""One look for every chart: a few colours, the reader's own font, quiet axes.

The colours are tokens. A page in dark mode swaps them by stylesheet, so a chart
must not use any other (`static/evidence.css` holds the dark ones).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

INK = "#1d2733"
MUTED = "#5a6572"
RULE = "#d9dfe5"
PAPER = "#ffffff"
ACCENT = "#0b6a75"
CONTRAST = "#c2570c"
SOFT = "#9fb3bd"
COLOURS = (ACCENT, CONTRAST, SOFT, MUTED)
SHAPES = ("circle", "square", "triangle-up", "diamond")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
# What a mark is filled with, and its edge: dark, pale and hollow tell apart in black and white.
FILLS = ((ACCENT, ACCENT), (SOFT, MUTED), (PAPER, INK))

# Drawn text is placed by the widths of Arial, so its like come first.
FONT = "Arial, 'Helvetica Neue', 'Liberation Sans', sans-serif"
NARROW_BELOW = 400


# Altair gives these no types. Of `alt.value` it would look up the class anew each time.
XValue: Any = alt.XValue
YValue: Any = alt.YValue
ColorValue: Any = alt.ColorValue
ShapeValue: Any = alt.ShapeValue
FillValue: Any = alt.FillValue
StrokeValue: Any = alt.StrokeValue


def is_narrow(width: int) -> bool:
    """Whether labels should stand above their marks rather than beside them."""
    return width < NARROW_BELOW


def colour(frame: pd.DataFrame, group: str) -> Any:
    """Return the colour of marks: one per `group` in the order of the rows, or the accent."""
    if not group:
        return ColorValue(ACCENT)
    groups = list(dict.fromkeys(frame[group]))
    if len(groups) > len(COLOURS):
        raise ValueError(f"{len(groups)} groups and {len(COLOURS)} colours: {', '.join(groups)}")
    scale = alt.Scale(domain=groups, range=list(COLOURS[: len(groups)]))
    return alt.Color(f"{group}:N", scale=scale, title=None)


def told(columns: Iterable[str]) -> list[alt.Tooltip]:
    """Return the columns that a mark tells when it is pointed at.

    Of plain names, altair would look up the class anew for each: it takes far longer.
    """
    return [alt.Tooltip(name) for name in columns]


def shape(frame: pd.DataFrame, group: str) -> Any:
    """Return the shape of marks: one per `group` like its colour, which ink may not show."""
    if not group:
        return ShapeValue(SHAPES[0])
    groups = list(dict.fromkeys(frame[group]))
    scale = alt.Scale(domain=groups, range=list(SHAPES[: len(groups)]))
    return alt.Shape(f"{group}:N", scale=scale, title=None)


def dash(frame: pd.DataFrame, group: str) -> Any:
    """Return the dashes of lines: one kind per `group` like its colour, the first unbroken."""
    groups = list(dict.fromkeys(frame[group]))
    scale = alt.Scale(domain=groups, range=[list(one) for one in DASHES[: len(groups)]])
    return alt.StrokeDash(f"{group}:N", scale=scale, title=None)


def fills(
    frame: pd.DataFrame, group: str, *, order: Sequence[str] = (), columns: int | None = None
) -> dict[str, Any]:
    """Return fill and edge of marks, for `encode`: one of `FILLS` per `group`, or the accent.

    Groups stand in the `order` given, else in that of the rows; their legend has so many
    `columns`, or one line.
    """
    if not group:
        return {"fill": FillValue(ACCENT), "stroke": StrokeValue(ACCENT)}
    groups = list(order or dict.fromkeys(frame[group]))
    if len(groups) > len(FILLS):
        raise ValueError(f"{len(groups)} groups and {len(FILLS)} fills: {', '.join(groups)}")
    legend = alt.Legend(
        title=None,
        symbolType="square",
        symbolStrokeWidth=1.3,
        columns=alt.Undefined if columns is None else columns,
    )
    inside, edges = (
        alt.Scale(domain=groups, range=[one[side] for one in FILLS[: len(groups)]])
        for side in (0, 1)
    )
    return {
        "fill": alt.Fill(f"{group}:N", scale=inside, legend=legend),
        "stroke": alt.Stroke(f"{group}:N", scale=edges, legend=legend),
    }


_LOOK = alt.Config(
    font=FONT,
    background="transparent",
    padding=4,
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        labelColor=MUTED,
        titleColor=MUTED,
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
        gridColor=RULE,
        domainColor=RULE,
        tickColor=RULE,
        labelLimit=260,
    ),
    legend=alt.LegendConfig(
        labelColor=INK,
        labelFontSize=12,
        titleColor=MUTED,
        titleFontSize=12,
        titleFontWeight="normal",
        orient="top",
        direction="horizontal",
        offset=6,
        symbolSize=90,
        labelLimit=240,
    ),
)


class _Layers(alt.TopLevelMixin, alt.TopLevelLayerSpec):
    """A chart of layers that are left as they are.

    `alt.LayerChart` lifts what its layers share, and copies all of them several times for it.
    """


def layered(layers: Iterable[Any], **properties: Any) -> Any:
    """Return charts as layers of one in the book's look; `properties` are its size and title."""
    return _Layers(layer=list(layers), config=_LOOK, **properties)

"""From records found to studies: boxes with counts, joined by arrows."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_GAP = 28
_LINE = 17
_HEAD = 4  # half an arrow's head, so that its tip touches the box


@specified
def flow(frame: pd.DataFrame, *, width: int) -> Any:
    """Return the flow of records: a column of steps, what leaves at each step beside it.

    `frame` has one row per box, from top to bottom: `Step` (the number of its step, so
    that boxes of a step stand beside each other), `Side` (“main” or “out”), `Box` (its
    title), `Records` (a count) and `Detail` (lines of text separated by “; ”, may be "").
    """
    padding = 8 if theme.is_narrow(width) else 12
    boxes = _placed(frame, width, padding)
    height = int(boxes["bottom"].max())
    x = alt.X("left:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    y = alt.Y("top:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    base = alt.Chart(boxes).encode(x=x, tooltip=theme.told(["Box", "Records", "Detail"]))
    stroke = alt.condition(alt.datum.Side == "main", alt.value(theme.ACCENT), alt.value(theme.SOFT))
    text: dict[str, Any] = {
        "align": "left",
        "baseline": "top",
        "dx": padding,
        "dy": padding,
        "fontSize": 13,
    }
    layers = [
        base.mark_rect(filled=False, cornerRadius=4, strokeWidth=1.4).encode(
            x2=alt.X2("right:Q"), y=y, y2=alt.Y2("bottom:Q"), stroke=stroke
        ),
        base.mark_text(**text, lineHeight=_LINE, color=theme.INK, fontWeight="bold").encode(
            y=y, text=alt.Text("title:N")
        ),
        base.mark_text(**text, lineHeight=_LINE, color=theme.MUTED).encode(
            y=alt.Y("below:Q", axis=None), text=alt.Text("lines:N")
        ),
        *_arrows(boxes, x, y),
    ]
    return theme.layered(layers, width=width, height=height, autosize=layout.FIT)


def _placed(frame: pd.DataFrame, width: int, padding: int) -> pd.DataFrame:
    """Return the boxes with their texts broken into lines and their places in pixels."""
    side = (width - _GAP) // 2
    characters = int((side - 2 * padding) / 6.6)
    titles = [
        layout.lines(f"{box}: {count}", characters)
        for box, count in zip(frame["Box"], frame["Records"], strict=True)
    ]
    details = [
        [line for part in detail.split("; ") if part for line in layout.lines(part, characters)]
        for detail in frame["Detail"]
    ]
    left = [side + _GAP if where == "out" else 0 for where in frame["Side"]]
    boxes = frame.assign(
        title=pd.Series(titles, index=frame.index),
        lines=pd.Series(details, index=frame.index),
        left=left,
        right=[start + side for start in left],
    )
    high = (boxes["title"].map(len) + boxes["lines"].map(len)) * _LINE + 2 * padding
    tops = (high.groupby(boxes["Step"]).max() + _GAP).cumsum().shift(fill_value=0)
    boxes["top"] = boxes["Step"].map(tops)
    boxes["below"] = boxes["top"] + boxes["title"].map(len) * _LINE
    boxes["bottom"] = boxes["top"] + high
    return boxes


def _arrows(boxes: pd.DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    """Return the arrows down the main column, and from it to what leaves."""
    main = boxes[boxes["Side"] == "main"]
    centre, edge = (main["left"].iloc[0] + main["right"].iloc[0]) / 2, main["right"].iloc[0]
    down = [
        (centre, centre, start, end - _HEAD, "triangle-down")
        for start, end in zip(main["bottom"].iloc[:-1], main["top"].iloc[1:], strict=True)
    ]
    tops = main.set_index("Step")["top"] + _LINE
    out = boxes[boxes["Side"] == "out"]
    aside = [
        (edge, left - _HEAD, tops[step], tops[step], "triangle-right")
        for step, left in zip(out["Step"], out["left"], strict=True)
    ]
    columns = ["left", "right", "top", "bottom", "shape"]
    arrows = alt.Chart(pd.DataFrame([*down, *aside], columns=columns))
    shafts = arrows.mark_rule(color=theme.MUTED).encode(
        x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("bottom:Q")
    )
    heads = arrows.mark_point(filled=True, size=50, opacity=1, color=theme.MUTED).encode(
        x=alt.X("right:Q", axis=None),
        y=alt.Y("bottom:Q", axis=None),
        shape=alt.Shape("shape:N", scale=None),
    )
    return [shafts, heads]

"""The whole forest plot: each study with its groups, its bias and its estimate, and the pool.

Rows are placed by number and columns by pixel, so that the plot can stand between columns of
text on a wide page and beneath them on a narrow one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.specified import specified

# The rows are data of this name, so that a page can put others in their place.
ROWS = "rows"

_WIDE_ROW, _NARROW_ROW = 42, 74
_TOP, _BOTTOM, _SIDES = 34, 44, 20
_EDGE = 8
_LIGHT = 190
_RATIO_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]


@dataclass(frozen=True)
class Axis:
    """The axis of the estimates: its name, its ends, and where there is no effect, if anywhere.

    `sides` says what lies left and right of no effect, “” for nothing to say.
    """

    title: str
    low: float
    high: float
    is_ratio: bool = False
    no_effect: float | None = None
    sides: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class _Layout:
    """Where things stand, in pixels from the left edge and from the top of a row."""

    width: int
    row: int
    plot: tuple[int, int]
    mark: int
    columns: dict[str, int]

    def at(self, pixels: float) -> Any:
        return theme.XValue(pixels - self.plot[0])

    @property
    def right(self) -> int:
        return self.width - _EDGE


def _layout(width: int, columns: Sequence[str]) -> _Layout:
    if theme.is_narrow(width):
        return _Layout(width, _NARROW_ROW, (_EDGE, width - _EDGE), 56, {})
    left = 182 + 74 * len(columns)
    places = {name: 246 + 74 * place for place, name in enumerate(columns)}
    return _Layout(width, _WIDE_ROW, (left + 22, width - 118), _WIDE_ROW // 2, places)


@specified
def full_forest(
    frame: pd.DataFrame, *, width: int, axis: Axis, columns: Sequence[str], estimate: str
) -> Any:
    """Return the plot; a click on a row can be told by its `Key`, which marks carry as a label.

    `frame` has one row per line from top to bottom. `Kind` is “study”, “silent” (a study
    without numbers), “together”, “bayes” or “prediction”; `Estimate`, `Lower` and `Upper`
    are on the scale of the axis, blank when there is nothing to draw, `Shown` and
    `Interval` the same in words. `Label` has a second line, `Time`, or `Out` when the
    study is not `In`. `Share`, from zero to one, sizes the square. `Light`, `LightInk`,
    `LightShape` and `LightColour` are the risk of bias, the shape “” for none. Groups stand in
    `Treated` and `Control` with second lines `TreatedMore` and `ControlMore`, of which
    `columns` gives the headings, and in one line in `Groups`.
    """
    place = _layout(width, columns)
    rows = alt.Chart(alt.NamedData(ROWS)).transform_calculate(
        Y=f"datum.Place + {place.mark / place.row}",
        Second="datum.In ? datum.Time : datum.Out",
        From=f"max(datum.Lower, {axis.low})",
        To=f"min(datum.Upper, {axis.high})",
    )
    layers = [
        *_ground(frame, axis, place),
        *_intervals(rows, axis),
        *_diamonds(rows, axis, place),
        *(_columns_of_text(rows, place, estimate) if place.columns else _stacked_text(rows, place)),
        *_lights(rows, place),
        _touch(rows, place),
    ]
    left, right = place.plot
    top = _TOP if place.columns else _EDGE
    bottom = _BOTTOM + (_SIDES if axis.no_effect is not None else 0)
    return theme.layered(
        layers,
        width=right - left,
        height=place.row * len(frame),
        padding={"left": left, "right": width - right, "top": top, "bottom": bottom},
        autosize=alt.AutoSizeParams(type="none"),
        datasets={ROWS: frame.astype(object).where(frame.notna(), None).to_dict("records")},
    )


def _x(field: str, axis: Axis) -> alt.X:
    scale = alt.Scale(
        type="log" if axis.is_ratio else "linear", domain=[axis.low, axis.high], nice=False
    )
    ticks: dict[str, Any] = {"tickCount": 5}
    if axis.is_ratio:
        ticks = {"values": [tick for tick in _RATIO_TICKS if axis.low <= tick <= axis.high]}
    drawn = alt.Axis(title=axis.title, grid=False, format=".6~g", labelOverlap=True, **ticks)
    return alt.X(f"{field}:Q", scale=scale, axis=drawn)


def _y(field: str, rows: int) -> alt.Y:
    scale = alt.Scale(domain=[0, rows], reverse=True, nice=False)
    return alt.Y(f"{field}:Q", scale=scale, axis=None)


def _ground(frame: pd.DataFrame, axis: Axis, place: _Layout) -> list[Any]:
    """Return the line of no effect, what lies at its sides, and a rule above the pool."""
    of_all = len(frame)
    studies = int(frame["Kind"].isin(["study", "silent"]).sum())
    layers = [
        alt.Chart(pd.DataFrame({"Y": [float(studies)]}))
        .mark_rule(color=theme.RULE)
        .encode(y=_y("Y", of_all), x=place.at(_EDGE / 2), x2=place.at(place.right))
    ]
    if axis.no_effect is None:
        return layers
    layers.append(
        alt.Chart(_no_effect(axis.no_effect, of_all, place))
        .mark_rule(color=theme.SOFT, strokeWidth=1.2)
        .encode(x=_x("X", axis), y=_y("Top", of_all), y2=alt.Y2("End:Q"))
    )
    height = place.row * of_all + _BOTTOM + _SIDES - 8
    aligned: tuple[Any, Any] = ("left", "right")
    for text, align, x in zip(axis.sides, aligned, place.plot, strict=True):
        arrow = f"← {text}" if align == "left" else f"{text} →"
        mark = alt.Chart(pd.DataFrame({"Text": [arrow if text else ""]}))
        layers.append(
            mark.mark_text(align=align, fontSize=12, color=theme.MUTED).encode(
                text=alt.Text("Text:N"), x=place.at(x), y=theme.YValue(height)
            )
        )
    return layers


def _no_effect(value: float, rows: int, place: _Layout) -> pd.DataFrame:
    """Return where the line runs: through all rows, or beside the marks where texts are above."""
    if place.columns:
        return pd.DataFrame({"X": [value], "Top": [0.0], "End": [float(rows)]})
    middle = pd.Series(range(rows)) + place.mark / place.row
    half = 16 / place.row
    return pd.DataFrame({"X": value, "Top": middle - half, "End": middle + half})


def _drawn(rows: Any, *kinds: str) -> Any:
    of_kind = " || ".join(f"datum.Kind === '{kind}'" for kind in kinds)
    return rows.transform_filter(f"isValid(datum.Estimate) && ({of_kind})")


def _intervals(rows: Any, axis: Axis) -> list[Any]:
    """Return the intervals and squares: full for what counts, pale and open for what does not."""
    # The ground has given the scale of the rows, which all layers share.
    y = alt.Y("Y:Q")
    counting, left_out = (
        _drawn(rows, "study").transform_filter(f"datum.In === {word}") for word in ("true", "false")
    )
    beyond = _drawn(rows, "prediction")
    ends = {"x": _x("From", axis), "x2": "To:Q", "y": y}
    size = alt.Size("Area:Q", scale=None)
    sized = {"x": _x("Estimate", axis), "y": y, "size": size}
    inside = f"datum.Estimate >= {axis.low} && datum.Estimate <= {axis.high}"
    area = {"Area": "30 + 250 * datum.Share"}
    return [
        left_out.mark_rule(strokeWidth=1.2, color=theme.MUTED, opacity=0.55).encode(**ends),
        counting.mark_rule(strokeWidth=2, color=theme.ACCENT).encode(**ends),
        beyond.mark_rule(strokeWidth=1.5, strokeDash=[4, 3], color=theme.MUTED).encode(**ends),
        left_out.transform_filter(inside)
        .transform_calculate(**area)
        .mark_point(shape="square", filled=False, fill=theme.PAPER, stroke=theme.MUTED, opacity=1)
        .encode(**sized),
        counting.transform_filter(inside)
        .transform_calculate(**area)
        .mark_point(shape="square", filled=True, color=theme.ACCENT, opacity=1)
        .encode(**sized),
        *(
            _drawn(rows, "study", "together", "bayes", "prediction")
            .transform_filter(f"datum.{end} {beyond_it}")
            .mark_point(filled=True, shape=shape, size=55, opacity=1, color=theme.MUTED)
            .encode(x=_x(edge, axis), y=y)
            for end, beyond_it, shape, edge in (
                ("Upper", f"> {axis.high}", "triangle-right", "To"),
                ("Lower", f"< {axis.low}", "triangle-left", "From"),
            )
        ),
    ]


def _diamonds(rows: Any, axis: Axis, place: _Layout) -> list[Any]:
    """Return the pool as a diamond as wide as its interval, and the Bayesian one, which is open."""
    layers = []
    for kind, fill, reach in (("together", theme.CONTRAST, 9), ("bayes", theme.PAPER, 6)):
        corners = (
            _drawn(rows, kind)
            .transform_calculate(
                Corners=f"[{{x: datum.From, h: 0}}, {{x: datum.Estimate, h: {reach / place.row}}},"
                " {x: datum.To, h: 0}]"
            )
            .transform_flatten(["Corners"])
            .transform_calculate(
                X="datum.Corners.x",
                Upside="datum.Y - datum.Corners.h",
                Downside="datum.Y + datum.Corners.h",
            )
        )
        x = _x("X", axis)
        layers.append(
            corners.mark_area(color=fill, opacity=1).encode(
                x=x, y=alt.Y("Upside:Q"), y2=alt.Y2("Downside:Q"), detail=alt.Detail("Key:N")
            )
        )
        layers += [
            corners.mark_line(color=theme.CONTRAST, strokeWidth=1.2).encode(
                x=x, y=alt.Y(f"{side}:Q"), detail=alt.Detail("Key:N")
            )
            for side in ("Upside", "Downside")
        ]
    return layers


def _text(
    rows: Any, field: str, x: Any, down: int, place: _Layout, *, align: Any, small: bool
) -> Any:
    mark = rows.mark_text(
        align=align,
        baseline="middle",
        dy=down - place.mark,
        fontSize=11 if small else 12.5,
        color=theme.MUTED if small else theme.INK,
        limit=0,
    )
    return mark.encode(text=alt.Text(f"{field}:N"), x=x, y=alt.Y("Y:Q"))


def _columns_of_text(rows: Any, place: _Layout, estimate: str) -> list[Any]:
    """Return the columns of a wide page, each with a heading and a second, smaller line."""
    pairs = [("Label", "Second", _EDGE, "left")]
    fields = (("Treated", "TreatedMore"), ("Control", "ControlMore"))
    pairs += [(*fields[number], x, "center") for number, x in enumerate(place.columns.values())]
    pairs.append(("Shown", "Interval", place.right, "right"))
    layers = [
        _text(rows, field, place.at(x), place.mark + down, place, align=align, small=small)
        for first, second, x, align in pairs
        for field, down, small in ((first, -7, False), (second, 8, True))
    ]
    headings: list[tuple[str, int, Any]] = [
        ("Study", _EDGE, "left"),
        ("Bias", _LIGHT, "center"),
        *((name, x, "center") for name, x in place.columns.items()),
        (estimate, place.right, "right"),
    ]
    return layers + [
        alt.Chart(pd.DataFrame({"Text": [text]}))
        .mark_text(align=align, fontSize=12, color=theme.MUTED)
        .encode(text=alt.Text("Text:N"), x=place.at(x), y=theme.YValue(-14))
        for text, x, align in headings
    ]


def _stacked_text(rows: Any, place: _Layout) -> list[Any]:
    """Return the texts of a narrow page, above the marks of their row."""
    both = rows.transform_calculate(
        Both="datum.Interval ? datum.Shown + ' (' + datum.Interval + ')' : datum.Shown"
    )
    return [
        _text(rows, "Label", place.at(_EDGE + 20), 12, place, align="left", small=False),
        _text(both, "Both", place.at(place.right), 12, place, align="right", small=False),
        _text(rows, "Second", place.at(_EDGE + 20), 29, place, align="left", small=True),
        _text(rows, "Groups", place.at(place.right), 29, place, align="right", small=True),
    ]


def _lights(rows: Any, place: _Layout) -> list[Any]:
    """Return the risk of bias as a shape with a sign in it."""
    x = place.at(_LIGHT if place.columns else _EDGE + 8)
    down = 0 if place.columns else 12 - place.mark
    lit = rows.transform_filter("datum.LightShape !== ''").transform_calculate(
        LightY=f"datum.Y + {down / place.row}"
    )
    at = {"x": x, "y": alt.Y("LightY:Q")}
    return [
        lit.mark_point(filled=True, size=230, opacity=1).encode(
            shape=alt.Shape("LightShape:N", scale=None),
            color=alt.Color("LightColour:N", scale=None),
            **at,
        ),
        lit.mark_text(fontSize=12, fontWeight="bold", baseline="middle").encode(
            text=alt.Text("Light:N"), color=alt.Color("LightInk:N", scale=None), **at
        ),
    ]


def _touch(rows: Any, place: _Layout) -> Any:
    """Return a surface over each study that can be chosen, to be touched anywhere in its row."""
    # Without any fill it would not be touched.
    surface = rows.transform_filter("datum.Kind === 'study'").transform_calculate(
        End="datum.Place + 1"
    )
    return surface.mark_rect(fill=theme.PAPER, fillOpacity=0, cursor="pointer").encode(
        x=place.at(0),
        x2=place.at(place.width),
        y=alt.Y("Place:Q"),
        y2=alt.Y2("End:Q"),
        description=alt.Description("Key:N"),
    )

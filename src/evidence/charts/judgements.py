"""Judgements in a grid: one row per study or domain, one sign and colour per judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_CELL = 26
_LINE = 14
_UNBROKEN = 99
_CHARACTER = 6.0  # pixels, of the size of the labels


@dataclass(frozen=True)
class Sign:
    """How a judgement is drawn: told apart by its character, not by colour alone."""

    character: str
    colour: str


@specified
def judgements(
    frame: pd.DataFrame,
    row: str,
    column: str,
    judgement: str,
    signs: Mapping[str, Sign],
    *,
    width: int,
) -> Any:
    """Return a grid of signs for `judgement` by `row` and `column`.

    `frame` has one row per cell in the order to be drawn; `signs` has one entry per
    judgement, in the order of the legend.
    """
    rows, columns = (list(dict.fromkeys(frame[name])) for name in (row, column))
    narrow = theme.is_narrow(width)
    shown = frame.assign(
        sign=frame[judgement].map({key: sign.character for key, sign in signs.items()})
    )
    side = alt.Axis(
        labelColor=theme.INK,
        labelFontSize=11 if narrow else 13,
        domain=False,
        ticks=False,
        labelLimit=0,
    )
    base = alt.Chart(shown).encode(
        x=alt.X(f"{column}:N", sort=columns, title=None, axis=_columns_axis(columns, width)),
        y=alt.Y(f"{row}:N", sort=rows, title=None, axis=side),
        tooltip=theme.told([row, column, judgement]),
    )
    present = [name for name in signs if name in set(frame[judgement])]
    scale = alt.Scale(domain=present, range=[signs[name].colour for name in present])
    legend = alt.Legend(title=None, columns=2 if narrow else 0, symbolOpacity=1)
    circles = base.mark_circle(size=300, opacity=1).encode(
        color=alt.Color(f"{judgement}:N", scale=scale, legend=legend)
    )
    characters = base.mark_text(color=theme.PAPER, fontSize=13, fontWeight="bold").encode(
        text=alt.Text("sign:N")
    )
    height = _CELL * len(rows)
    layers = [circles, characters]
    return theme.layered(layers, width=width, height=height, autosize=layout.FIT)


def _columns_axis(columns: Sequence[str], width: int) -> alt.Axis:
    """Return the names of the columns, upright where their words find no room side by side."""
    # Beside the labels of the rows a good half of a narrow width is left, more of a wide one.
    room = (0.6 if theme.is_narrow(width) else 0.75) * width / len(columns)
    characters = min(14, int(room / _CHARACTER))
    upright = characters < max(len(word) for name in columns for word in name.split())
    if upright:
        characters = 24 if room > 2 * _LINE else _UNBROKEN
    lines = max(len(layout.lines(name, characters)) for name in columns)
    return alt.Axis(
        orient="top",
        labelColor=theme.INK,
        labelFontSize=12,
        labelLineHeight=_LINE,
        domain=False,
        ticks=False,
        labelAngle=-90 if upright else 0,
        labelBaseline="middle" if upright else "bottom",
        labelLimit=0,
        labelExpr=layout.wrapped(columns, characters),
        # The lines after the first grow downwards: make room for them.
        labelPadding=8 if upright else 8 + _LINE * (lines - 1),
    )


def signs(words: Sequence[str], without: Sequence[str] = ()) -> dict[str, Sign]:
    """Return a sign for each judgement: `words` from best to worst, up to four of them.

    The words in `without`, up to two, say that there is no judgement. Raises ValueError
    when there are more.
    """
    worst = [Sign("−", theme.CONTRAST), Sign("×", theme.CONTRAST)]
    ranked = [Sign("+", theme.ACCENT), Sign("~", theme.MUTED), *worst]
    none = [Sign("?", theme.SOFT), Sign("·", theme.SOFT)]
    if len(words) > len(ranked) or len(without) > len(none):
        raise ValueError(f"more judgements than signs: {', '.join([*words, *without])}")
    return dict(zip([*words, *without], [*ranked[: len(words)], *none], strict=False))

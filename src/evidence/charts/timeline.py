"""Studies over the years."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme


def timeline(frame: pd.DataFrame, label: str, year: str, *, group: str, width: int) -> Any:
    """Return a dot per row at its `year`, coloured by `group`, in the order of the rows."""
    order = list(dict.fromkeys(frame[label]))
    y = layout.y_axis(label, order, width)
    years = frame[year].astype(float)
    x = alt.X(
        f"{year}:Q",
        scale=alt.Scale(domain=[years.min() - 1, years.max() + 1]),
        axis=alt.Axis(title=None, format="d", tickCount=5, domain=False),
    )
    dots = (
        alt.Chart(frame)
        .mark_circle(size=130, opacity=1)
        .encode(x=x, y=y, color=theme.colour(frame, group), tooltip=list(frame.columns))
    )
    chart = alt.layer(dots, *layout.row_labels(frame, label, y, width))
    return theme.finish(layout.sized(chart, order, width))

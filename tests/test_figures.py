"""A chart becomes a figure: two drawings, a finding in words, and the data behind it."""

from __future__ import annotations

import json

import altair as alt
import numpy as np
import pandas as pd
import pytest

from evidence import figures

DATA = pd.DataFrame({"Tree": ["oak", "elm"], "Pears": [40, 3]})
WIDTHS: list[int] = []


def _draw(width: int) -> alt.Chart:
    WIDTHS.append(width)
    return alt.Chart(DATA).mark_bar().encode(x="Pears:Q", y="Tree:N").properties(width=width)


def _show(data: pd.DataFrame = DATA) -> figures.Figure:
    WIDTHS.clear()
    return figures.show(
        _draw, data, id="pears", caption="Pears by tree.", finding="The oak bore more."
    )


def test_a_chart_is_drawn_for_a_wide_and_for_a_narrow_page() -> None:
    """A phone gets a drawing of its own, not a shrunken one."""
    figure = _show()
    assert WIDTHS == [660, 296]
    assert {name: spec["width"] for name, spec in figure.specs.items()} == {
        "wide": 660,
        "narrow": 296,
    }


def test_a_figure_has_its_name_caption_and_finding() -> None:
    """The page, the address and the text alternative come from these."""
    figure = _show()
    assert (figure.id, figure.caption, figure.finding) == (
        "pears",
        "Pears by tree.",
        "The oak bore more.",
    )


def test_a_figure_carries_the_data_behind_it() -> None:
    """Readers can see and download what was drawn."""
    figure = _show()
    assert figure.header == ["Tree", "Pears"]
    assert figure.rows == [["oak", "40"], ["elm", "3"]]


def test_a_figure_without_data_is_refused_by_name() -> None:
    """An empty chart says nothing; the chapter must say why there is none."""
    with pytest.raises(ValueError, match="figure “pears” has no data to show"):
        _show(DATA.iloc[:0])


def test_a_figure_is_its_finding_where_pictures_cannot_be_shown() -> None:
    """A terminal and a plain-text page show the sentence."""
    assert _show()._repr_mimebundle_()["text/plain"] == "The oak bore more."


def test_a_figure_travels_as_plain_data() -> None:
    """What a notebook stores is all of the figure, and is valid JSON."""
    figure = _show()
    stored = json.loads(json.dumps(figure._repr_mimebundle_()[figures.MIME_TYPE]))
    assert stored == {
        "id": "pears",
        "caption": "Pears by tree.",
        "finding": "The oak bore more.",
        "specs": figure.specs,
        "header": ["Tree", "Pears"],
        "rows": [["oak", "40"], ["elm", "3"]],
    }


def _cells(*values: object) -> list[str]:
    return [row[0] for row in figures.table_of(pd.DataFrame({"x": list(values)}, dtype=object))[1]]


def test_missing_values_are_blank() -> None:
    """Every kind of missing value is an empty cell."""
    assert _cells(None, float("nan"), pd.NA, pd.NaT) == ["", "", "", ""]


def test_text_stays_as_it_is() -> None:
    """Markup in a text is text; escaping is the page's work."""
    assert _cells("oak", "", "<b>") == ["oak", "", "<b>"]


def test_numbers_are_plain_so_that_a_spreadsheet_reads_them() -> None:
    """No thin spaces, and a hyphen for a minus."""
    assert _cells(1200, -3, 2.5, np.int64(-4000), np.float64(0.5)) == [
        "1200",
        "-3",
        "2.5",
        "-4000",
        "0.5",
    ]


def test_numbers_behind_a_figure_are_not_cut_short() -> None:
    """A download has the values of the table, every digit of them."""
    assert _cells(12345.6, 123.456) == ["12345.6", "123.456"]


def test_a_date_is_written_as_in_the_tables() -> None:
    """A day has no midnight."""
    assert _cells(pd.Timestamp(1999, 12, 31)) == ["1999-12-31"]


def test_typed_columns_are_written_like_single_values() -> None:
    """The types that tables are loaded with come out as text and blanks."""
    frame = pd.DataFrame(
        {
            "tree": pd.Series(["oak", ""], dtype="str"),
            "pears": pd.Series([1200, None], dtype="Int64"),
            "height": pd.Series([12.5, None], dtype="float64"),
        }
    )
    assert figures.table_of(frame) == (
        ["tree", "pears", "height"],
        [["oak", "1200", "12.5"], ["", "", ""]],
    )

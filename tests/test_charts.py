"""Charts say what the data say, in the order given, in colours that a dark page can swap."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
import vl_convert

import evidence
import trials
from evidence import charts, forests
from evidence.charts import layout, theme
from evidence.synthesis import worlds

WIDE, NARROW = 660, 296
LONG = "Pears of the old orchard behind the mill that nobody has pruned since"

COUNTS = pd.DataFrame(
    {
        "Tree": ["Oak", "Oak", "Elm", "Ash"],
        "Pears": [40, 2, 3, 0],
        "State": ["ripe", "green", "green", "ripe"],
    }
)
SHARES = pd.DataFrame(
    {
        "Tree": ["Oak", "Elm", "Ash"],
        "events": [3, 0, 5],
        "people": [10, 30, 5],
        "Soil": ["clay", "sand", "clay"],
    }
)
RANGES = pd.DataFrame(
    {
        "Tree": ["Oak", "Elm", "Ash"],
        "Low": [3.0, 5.0, 2.0],
        "High": [9.0, 5.0, 50.0],
        "Soil": ["clay", "sand", "clay"],
    }
)
YEARS = pd.DataFrame(
    {
        "Tree": ["Oak", "Elm"],
        "Planted": [2003.5, 1999.2],
        "Felled": [2008.1, None],
        "Fate": ["timber", "not seen"],
        "Soil": ["clay", "sand"],
    }
)
HARVEST = pd.DataFrame(
    {
        "Fruit": ["pear", "pear", "pear", "plum"],
        "Yield": ["more", "more", "less", "more"],
        "Care": ["good", "poor", "fair", "good"],
        "Trees": [9.0, None, 36.0, 4.0],
    }
)
GRAFTS = pd.DataFrame(
    {
        "Tree": ["Oak", "Oak", "Elm"],
        "Buds": [1.0, 1.0, 40.0],
        "Age": ["young", "old", "young"],
        "Stage": ["done", "planned", "done"],
    }
)
GROWTH = pd.DataFrame(
    {
        "Month": [0, 6, 0, 6],
        "Height": [1.0, 2.0, 3.0, 5.0],
        "Tree": ["Oak", "Oak", "Elm", "Elm"],
        "lower": [0.5, None, 2.0, 3.0],
        "upper": [1.5, None, 4.0, 6.0],
    }
)
MAP = pd.DataFrame(
    {
        "Soil": ["sand", "sand", "clay", "clay"],
        "Fruit": ["plum", "pear", "plum", "pear"],
        "Trees": [3, 0, 0, 12],
    }
)
STEPS = pd.DataFrame(
    {
        "Step": [1, 1, 2, 2, 3],
        "Side": ["main", "out", "main", "out", "main"],
        "Box": ["Fruit picked", "Left to birds", "Fruit washed", "Thrown away", "Fruit eaten"],
        "Records": [40, 10, 30, 12, 18],
        "Detail": ["old trees: 25; new trees: 15", "", "", "bruised: 7; rotten: 5", ""],
    }
)
HEALTH = pd.DataFrame(
    {
        "Tree": ["Oak", "Oak", "Elm", "Elm"],
        "Part": ["root", "bark", "root", "bark"],
        "Health": ["frail", "sound", "rotten", "not seen"],
    }
)
GAPS = pd.DataFrame(
    {
        "Soil": ["sand", "sand", "clay", "clay"],
        "Fruit": ["plum", "pear", "plum", "pear"],
        "Young trees": [3, 0, 0, 1],
        "Old trees": [12, 0, 0, 0],
        "Shrubs": [0, 0, 0, 4],
        "Planned": [7, 0, 2, 5],
    }
)
YIELDS = pd.DataFrame(
    {
        "Study": ["Oak", "Elm", "Ash", "All"],
        "Estimate": [0.5, 2.0, 90.0, 0.8],
        "Lower": [0.001, 1.2, 60.0, 0.4],
        "Upper": [1.5, 4.0, 200.0, 1.6],
        "Shown": ["a half", "the double", "far more", "four fifths"],
        "People": [10, 200, 30, 240],
        "Kind": ["study", "study", "study", "pooled"],
    }
)
TRIALS = forests.forest(worlds(trials.compared(), most=5), trials.LIGHTS)
PLANTS = ["Young trees", "Old trees", "Shrubs", "Planned"]
SIGNS = charts.signs(["sound", "frail", "rotten", "dead"], ["not seen"])

Draw = Callable[[int], Any]
CHARTS: dict[str, Draw] = {
    "counts": lambda width: charts.counts(COUNTS, "Tree", "Pears", width=width),
    "counts by group": lambda width: charts.counts(
        COUNTS, "Tree", "Pears", group="State", unit="pears picked", width=width
    ),
    "proportions": lambda width: charts.proportions(SHARES, "Tree", width=width),
    "proportions by group": lambda width: charts.proportions(
        SHARES, "Tree", group="Soil", width=width
    ),
    "ranges": lambda width: charts.ranges(RANGES, "Tree", "Low", "High", unit="kg", width=width),
    "ranges by group": lambda width: charts.ranges(
        RANGES, "Tree", "Low", "High", group="Soil", unit="kg", width=width
    ),
    "timeline": lambda width: charts.timeline(
        YEARS, "Tree", "Planted", "Felled", "Fate", group="Soil", today=2006, width=width
    ),
    "timelines": lambda width: charts.timelines(
        YEARS.assign(Late=["late", ""]),
        "Soil",
        "Planted",
        "Felled",
        group="Fate",
        groups=["timber", "not seen"],
        late="Late",
        today=2006,
        width=width,
    ),
    "harvest": lambda width: charts.harvest(
        HARVEST,
        "Fruit",
        "Yield",
        "Care",
        "Trees",
        columns=["more", "less"],
        shades=["good", "fair", "poor"],
        unit="trees",
        width=width,
    ),
    "directions": lambda width: charts.directions(
        HARVEST.iloc[1:],
        "Care",
        "Fruit",
        "Yield",
        "Care",
        "Trees",
        signs={"more": "up", "less": "down"},
        shades=["good", "fair", "poor"],
        unit="trees",
        width=width,
    ),
    "doses": lambda width: charts.doses(
        GRAFTS,
        "Tree",
        "Buds",
        "Age",
        "Stage",
        groups=["young", "old"],
        plans=("done", "planned"),
        unit="buds per branch",
        width=width,
    ),
    "trajectories": lambda width: charts.trajectories(
        GROWTH, x="Month", y="Height", group="Tree", x_unit="months", y_unit="metres", width=width
    ),
    "grid": lambda width: charts.grid(MAP, "Soil", "Fruit", "Trees", width=width),
    "gap map": lambda width: charts.gap_map(GAPS, "Soil", "Fruit", PLANTS, width=width),
    "flow": lambda width: charts.flow(STEPS, width=width),
    "forest": lambda width: charts.forest(
        YIELDS, width=width, unit="Ratio of pears", is_ratio=True, favours=("fewer", "more")
    ),
    "full forest": lambda width: charts.full_forest(
        TRIALS.rows,
        width=width,
        axis=TRIALS.axis,
        columns=TRIALS.columns,
        estimate=TRIALS.estimate,
    ),
    "cumulative": lambda width: charts.cumulative(
        YIELDS, width=width, unit="Ratio of pears", is_ratio=True, no_effect=1.0
    ),
    "judgements": lambda width: charts.judgements(
        HEALTH, "Tree", "Part", "Health", SIGNS, width=width
    ),
}
LABELS = {
    "counts": ["Oak", "Elm", "Ash", "42", "3", "0"],
    "counts by group": ["Oak", "Elm", "Ash", "42", "3", "0", "ripe", "green", "pears picked"],
    "proportions": ["Oak", "Elm", "Ash", "3/10", "0/30", "5/5", "% of people", "0", "100"],
    "proportions by group": ["Oak", "Elm", "Ash", "3/10", "0/30", "5/5", "clay", "sand"],
    "ranges": ["Oak", "Elm", "Ash", "kg", "0"],
    "ranges by group": ["Oak", "Elm", "Ash", "kg", "clay", "sand"],
    "timelines": ["clay: 1", "sand: 1"],
    "timeline": ["Oak", "Elm", "2000", "clay", "sand", "timber", "not seen"],
    "harvest": ["pear", "plum", "more", "less", "2", "1", "good", "fair", "poor"],
    "directions": ["pear", "plum", "more", "less", "good", "fair", "poor", "larger: more trees"],
    "doses": ["Oak", "Elm", "young", "old", "hollow: planned", "1", "50", "buds per branch"],
    "trajectories": ["months", "metres", "Oak", "Elm", "0", "6"],
    "grid": ["sand", "clay", "plum", "pear", "3", "12"],
    "gap map": ["sand", "clay", "plum", "pear", *PLANTS, "no study", "3", "12", "7", "2", "4", "5"],
    "flow": ["Fruit picked: 40", "old trees: 25", "new trees: 15", "Thrown away: 12", "rotten: 5"],
    "forest": ["Oak", "Elm", "All", "a half", "Ratio of pears", "← fewer   |   more →", "0.2", "1"],
    "full forest": ["Smith 2001", "6 months", "Low 2006", "left out: same people", "Together", "+"],
    "cumulative": ["Oak", "Elm", "All", "a half", "Ratio of pears", "0.2", "1", "5"],
    "judgements": ["Oak", "Elm", "root", "bark", "+", "~", "−", "?", "sound", "not seen"],
}
EVERY_CHART = pytest.mark.parametrize("name", CHARTS)
BOTH_WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])


@cache
def _svg(name: str, width: int) -> str:
    svg: str = vl_convert.vegalite_to_svg(CHARTS[name](width).to_dict())
    return svg


def _texts(svg: str) -> list[str]:
    """Return every text of a drawing, each line of a broken label on its own."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    lines = [line for text in texts for line in (list(text) or [text])]
    return [text for text in ("".join(line.itertext()) for line in lines) if text]


def _layers(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def _layer(spec: dict[str, Any], mark: str) -> dict[str, Any]:
    layers = _layers(spec, mark)
    assert len(layers) == 1
    return layers[0]


def _rows(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    name = layer.get("data", spec.get("data"))["name"]
    rows: list[dict[str, Any]] = spec["datasets"][name]
    return rows


def _marks(svg: str, layer: str) -> list[dict[str, str]]:
    """Return the attributes of the drawn marks of a role such as `mark-rule`, once each."""
    found = []
    for group in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}g"):
        if group.get("class", "").startswith(f"{layer} role-mark"):
            found += [dict(mark.attrib) for mark in group]
    return found


# Every chart


@EVERY_CHART
@BOTH_WIDTHS
def test_every_chart_can_be_drawn_and_shows_its_labels(name: str, width: int) -> None:
    """Each label is in the drawing as text, so it can be read, searched and selected."""
    assert set(LABELS[name]) <= set(_texts(_svg(name, width)))


@EVERY_CHART
@BOTH_WIDTHS
def test_every_chart_fills_the_page_it_is_drawn_for(name: str, width: int) -> None:
    """A drawing that is too wide would be shrunken, and its letters with it."""
    drawn = re.search(r'<svg[^>]* width="([\d.]+)"', _svg(name, width))
    assert drawn is not None
    assert float(drawn[1]) == width


@EVERY_CHART
def test_every_chart_is_drawn_the_same_each_time(name: str) -> None:
    """Two builds of the same data give the same page, byte by byte."""
    assert vl_convert.vegalite_to_svg(CHARTS[name](WIDE).to_dict()) == _svg(name, WIDE)


TOKENS = {theme.INK, theme.MUTED, theme.RULE, theme.PAPER, *theme.COLOURS}
CSS = (Path(evidence.__file__).parent / "static" / "evidence.css").read_text(encoding="utf-8")
DARK = dict(
    re.findall(
        r'html\[data-theme="dark"\] \.ev-drawing \[((?:fill|stroke)="#[0-9a-f]{6}")\]'
        r" \{ (?:fill|stroke): (#[0-9a-f]{6}); \}",
        CSS,
    )
)


def _painted(svg: str) -> set[str]:
    """Return what paints a drawing, as `fill="colour"` and `stroke="colour"`."""
    paints = set(re.findall(r'\b((?:fill|stroke)="[^"]*")', svg))
    return {paint for paint in paints if paint.split('"')[1] not in ("none", "transparent")}


@EVERY_CHART
@BOTH_WIDTHS
def test_every_colour_of_a_chart_is_a_token_of_the_theme(name: str, width: int) -> None:
    """A colour from elsewhere could not be swapped on a dark page."""
    painted = _painted(_svg(name, width))
    assert painted
    assert {paint.split('"')[1] for paint in painted} <= TOKENS
    assert "style=" not in _svg(name, width)


@EVERY_CHART
@BOTH_WIDTHS
def test_every_colour_of_a_chart_has_a_dark_counterpart(name: str, width: int) -> None:
    """Fill and stroke are swapped by rules of their own."""
    assert _painted(_svg(name, width)) <= set(DARK)


@pytest.mark.parametrize("token", sorted(TOKENS))
def test_every_token_has_a_dark_rule(token: str) -> None:
    """A token that no chart uses yet is ready for the first that does."""
    assert f'fill="{token}"' in DARK


@pytest.mark.parametrize("token", sorted(TOKENS - {theme.PAPER}))
def test_a_token_is_as_dark_as_a_line_as_it_is_as_an_area(token: str) -> None:
    """Lines and areas of one group stay one colour on a dark page."""
    assert DARK[f'stroke="{token}"'] == DARK[f'fill="{token}"']


def test_dark_colours_are_as_different_from_each_other_as_light_ones() -> None:
    """No two groups become one on a dark page."""
    dark = [DARK[f'fill="{token}"'] for token in theme.COLOURS]
    assert len(set(dark)) == len(theme.COLOURS)


HOSTILE = ["<script>alert(1)</script>", "</svg>", "\"'><b>", "it's a \\ tree", "& more"]


@BOTH_WIDTHS
def test_hostile_labels_are_only_text(width: int) -> None:
    """A label with markup, quotes or backslashes is drawn as it is written."""
    frame = pd.DataFrame({"Tree": HOSTILE, "Pears": 1, "Soil": HOSTILE[:4] + HOSTILE[:1]})
    steps = pd.DataFrame(
        {
            "Step": range(len(HOSTILE)),
            "Side": "main",
            "Box": HOSTILE,
            "Records": 1,
            "Detail": HOSTILE,
        }
    )
    signs = charts.signs(HOSTILE[:4])
    drawings = [
        charts.counts(frame, "Tree", "Pears", group="Soil", width=width),
        charts.grid(frame, "Tree", "Soil", "Pears", width=width),
        charts.gap_map(frame, "Tree", "Soil", ["Pears"], width=width, none=HOSTILE[0]),
        charts.flow(steps, width=width),
        charts.judgements(frame, "Tree", "Soil", "Soil", signs, width=width),
    ]
    for drawing in drawings:
        svg = vl_convert.vegalite_to_svg(drawing.to_dict())
        shown = " ".join(_texts(svg))
        assert [text for text in HOSTILE if text not in shown] == []
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "g", "path", "text", "line", "rect", "defs", "clipPath", "tspan"}


# Rows with a label each

ROWS = {name: CHARTS[name] for name in ("counts", "proportions", "ranges", "counts by group")}


@pytest.mark.parametrize("name", ROWS)
@BOTH_WIDTHS
def test_rows_keep_the_order_of_the_data(name: str, width: int) -> None:
    """The author orders rows; a chart does not sort them by name."""
    spec = CHARTS[name](width).to_dict()
    expected = ["Oak", "Elm", "Ash"]
    assert {tuple(layer["encoding"]["y"]["sort"]) for layer in spec["layer"]} == {tuple(expected)}
    drawn = [text for text in _texts(_svg(name, width)) if text in expected]
    assert drawn == expected


@pytest.mark.parametrize("name", ROWS)
def test_labels_stand_beside_the_rows_on_a_wide_page(name: str) -> None:
    """They are the axis, and no layer of text repeats them."""
    spec = CHARTS[name](WIDE).to_dict()
    assert all(layer["encoding"]["y"]["axis"] is not None for layer in spec["layer"])
    assert _texts(_svg(name, WIDE)).count("Oak") == 1


@pytest.mark.parametrize("name", ROWS)
def test_labels_stand_above_the_rows_on_a_narrow_page(name: str) -> None:
    """There is no axis beside the marks, which have the whole width."""
    spec = CHARTS[name](NARROW).to_dict()
    assert all(layer["encoding"]["y"]["axis"] is None for layer in spec["layer"])
    labels = [one for one in _layers(spec, "text") if one["encoding"]["x"] == {"value": 0}]
    assert [row["shown"] for row in _rows(spec, labels[0])] == ["Oak", "Elm", "Ash"]


@pytest.mark.parametrize("name", ROWS)
@BOTH_WIDTHS
def test_every_row_has_the_same_height(name: str, width: int) -> None:
    """More rows make a taller chart, not thinner rows."""
    assert CHARTS[name](width).to_dict()["height"] == 3 * layout.row_height(width)


def test_a_long_label_is_broken_into_lines_on_a_wide_page() -> None:
    """No word is lost and no line is longer than there is room."""
    frame = pd.DataFrame({"Tree": [LONG], "Pears": [1]})
    svg = vl_convert.vegalite_to_svg(charts.counts(frame, "Tree", "Pears", width=WIDE).to_dict())
    lines = re.findall(r">([^<>]+)<", svg)
    assert LONG in " ".join(lines)
    assert max(len(line) for line in lines) <= 34


def test_a_long_label_is_cut_on_a_narrow_page() -> None:
    """The cut shows, and the whole label is in the data below the figure."""
    frame = pd.DataFrame({"Tree": [LONG], "Pears": [1]})
    svg = vl_convert.vegalite_to_svg(charts.counts(frame, "Tree", "Pears", width=NARROW).to_dict())
    label = next(text for text in _texts(svg) if text.startswith("Pears"))
    assert label.endswith("…")
    assert len(label) == 44
    assert LONG.startswith(label[:-1])


# Colours


def test_groups_are_coloured_in_the_order_they_come() -> None:
    """The first group has the accent."""
    spec = charts.counts(COUNTS, "Tree", "Pears", group="State", width=WIDE).to_dict()
    assert _layer(spec, "bar")["encoding"]["color"]["scale"] == {
        "domain": ["ripe", "green"],
        "range": [theme.ACCENT, theme.CONTRAST],
    }


def test_without_groups_all_marks_have_the_accent() -> None:
    """One colour needs no legend."""
    spec = charts.counts(COUNTS, "Tree", "Pears", width=WIDE).to_dict()
    assert _layer(spec, "bar")["encoding"]["color"] == {"value": theme.ACCENT}


def test_more_groups_than_colours_are_refused() -> None:
    """Two groups never share a colour; the message names them."""
    groups = ["a", "b", "c", "d", "e"]
    frame = pd.DataFrame({"Tree": groups, "Pears": range(5), "State": groups})
    with pytest.raises(ValueError, match="5 groups and 4 colours: a, b, c, d, e"):
        charts.counts(frame, "Tree", "Pears", group="State", width=WIDE)


@pytest.mark.parametrize(("width", "narrow"), [(296, True), (399, True), (400, False)])
def test_a_page_is_narrow_below_400_pixels(width: int, narrow: bool) -> None:
    """A phone held upright is narrow."""
    assert theme.is_narrow(width) is narrow


# Counts


@BOTH_WIDTHS
def test_bars_are_stacked_and_carry_their_total(width: int) -> None:
    """The number at the end of a bar is the sum of its parts."""
    spec = CHARTS["counts by group"](width).to_dict()
    bars = _layer(spec, "bar")
    assert bars["encoding"]["x"]["stack"] == "zero"
    totals = next(
        one
        for one in _layers(spec, "text")
        if "x" in one["encoding"] and one["encoding"]["x"].get("field") == "Pears"
    )
    assert _rows(spec, totals) == [
        {"Tree": "Oak", "Pears": 42},
        {"Tree": "Elm", "Pears": 3},
        {"Tree": "Ash", "Pears": 0},
    ]


def test_bars_leave_room_for_their_number() -> None:
    """The axis starts at zero and ends beyond the longest bar."""
    start, end = _layer(CHARTS["counts"](WIDE).to_dict(), "bar")["encoding"]["x"]["scale"]["domain"]
    assert start == 0
    assert end > 42


def test_bars_of_nothing_can_be_drawn() -> None:
    """A chart of zeros is a finding, too."""
    frame = pd.DataFrame({"Tree": ["Oak", "Elm"], "Pears": [0, 0]})
    spec = charts.counts(frame, "Tree", "Pears", width=WIDE).to_dict()
    assert _layer(spec, "bar")["encoding"]["x"]["scale"]["domain"][1] > 0
    assert _texts(vl_convert.vegalite_to_svg(spec)).count("0") == 2


# Proportions


@BOTH_WIDTHS
def test_proportions_stand_on_the_whole_axis(width: int) -> None:
    """From none to all, whatever the data, so that charts can be compared."""
    spec = CHARTS["proportions"](width).to_dict()
    dots = _layer(spec, "point")
    assert dots["encoding"]["x"]["field"] == "percent"
    assert dots["encoding"]["x"]["scale"]["domain"] == [0, 100]
    assert dots["encoding"]["size"]["field"] == "people"


def test_proportions_have_exact_intervals() -> None:
    """None of 30 reaches up to 11.6%; five of five start where chance allows."""
    spec = CHARTS["proportions"](WIDE).to_dict()
    lines = _layer(spec, "rule")
    assert lines["encoding"]["x"]["field"] == "lower"
    assert lines["encoding"]["x2"]["field"] == "upper"
    _, elm, ash = _rows(spec, lines)
    assert (elm["percent"], elm["lower"]) == (0, 0)
    assert elm["upper"] == pytest.approx(11.5703, abs=5e-5)
    assert (ash["percent"], ash["upper"]) == (100, 100)
    assert ash["lower"] == pytest.approx(100 * 0.025 ** (1 / 5))


def test_the_counts_behind_a_proportion_are_shown() -> None:
    """Nobody has to trust a percentage."""
    spec = CHARTS["proportions"](WIDE).to_dict()
    assert [row["shown"] for row in _rows(spec, _layer(spec, "text"))] == ["3/10", "0/30", "5/5"]


def _place(mark: dict[str, str]) -> float:
    found = re.match(r"translate\(([\d.]+),", mark["transform"])
    assert found is not None
    return float(found[1])


@BOTH_WIDTHS
def test_a_proportion_is_drawn_where_it_belongs(width: int) -> None:
    """The dot of 3 of 10 stands at three tenths of the way from 0% to 100%."""
    svg = ElementTree.fromstring(_svg("proportions", width))
    groups = svg.iter("{http://www.w3.org/2000/svg}g")
    lines = next(one for one in groups if one.get("class") == "mark-rule role-axis-grid")
    everybody = max(_place(dict(line.attrib)) for line in lines)
    dots = _marks(_svg("proportions", width), "mark-symbol")
    assert [_place(dot) / everybody for dot in dots] == pytest.approx([0.3, 0, 1])


# Ranges


@BOTH_WIDTHS
def test_a_range_is_a_bar_and_a_single_value_a_dot(width: int) -> None:
    """The dot is drawn only where both ends are the same."""
    spec = CHARTS["ranges"](width).to_dict()
    bars = _layer(spec, "bar")["encoding"]
    assert (bars["x"]["field"], bars["x2"]["field"]) == ("Low", "High")
    assert len(_marks(_svg("ranges", width), "mark-symbol")) == 1


def test_groups_of_ranges_differ_without_colour() -> None:
    """One is filled dark, the next pale with an edge."""
    encoding = _layer(CHARTS["ranges by group"](WIDE).to_dict(), "bar")["encoding"]
    assert encoding["fill"]["scale"]["range"] == [theme.ACCENT, theme.SOFT]
    assert encoding["stroke"]["scale"]["range"] == [theme.ACCENT, theme.MUTED]


def test_ranges_of_more_groups_than_fills_are_refused() -> None:
    """A fourth group could not be told apart in black and white."""
    frame = pd.DataFrame({"Tree": list("abcd"), "Low": 1.0, "High": 2.0, "Kind": list("abcd")})
    with pytest.raises(ValueError, match="4 groups and 3 fills: a, b, c, d"):
        charts.ranges(frame, "Tree", "Low", "High", group="Kind", unit="kg", width=WIDE)


@pytest.mark.parametrize(("start", "expected"), [(0, 0), (None, 2), (-5, -5)])
def test_the_axis_of_ranges_starts_where_it_is_told(start: float | None, expected: float) -> None:
    """At zero, at another value, or where the data do."""
    spec = charts.ranges(
        RANGES, "Tree", "Low", "High", unit="kg", start=start, width=WIDE
    ).to_dict()
    domain = _layer(spec, "bar")["encoding"]["x"]["scale"]["domain"]
    assert domain[0] == expected
    assert domain[1] >= 50


def test_ranges_below_zero_are_within_the_axis() -> None:
    """An axis that starts at the data ends to the right of them, whatever their sign."""
    frame = pd.DataFrame({"Tree": ["Oak"], "Low": [-103.0], "High": [-100.0]})
    spec = charts.ranges(frame, "Tree", "Low", "High", unit="kg", start=None, width=WIDE).to_dict()
    low, high = _layer(spec, "bar")["encoding"]["x"]["scale"]["domain"]
    assert low <= -103
    assert high >= -100


def test_columns_may_be_named_for_readers() -> None:
    """Spaces and brackets in the name of a column are no trouble."""
    frame = pd.DataFrame({"Old tree": ["Oak"], "Low (kg)": [3.0], "High (kg)": [3.0]})
    spec = charts.ranges(
        frame, "Old tree", "Low (kg)", "High (kg)", unit="kg", width=WIDE
    ).to_dict()
    assert len(_marks(vl_convert.vegalite_to_svg(spec), "mark-symbol")) == 1


# Trajectories


@BOTH_WIDTHS
def test_a_trajectory_is_one_line_per_group_with_a_dot_per_value(width: int) -> None:
    """The units are the titles of the axes."""
    spec = CHARTS["trajectories"](width).to_dict()
    line = _layer(spec, "line")["encoding"]
    assert (line["x"]["field"], line["x"]["axis"]["title"]) == ("Month", "months")
    assert (line["y"]["field"], line["y"]["axis"]["title"]) == ("Height", "metres")
    assert line["color"]["scale"]["domain"] == ["Oak", "Elm"]
    assert len(_marks(_svg("trajectories", width), "mark-symbol")) == 4


def test_known_ends_of_a_spread_are_thin_rules() -> None:
    """A value whose spread was not seen has a dot and no rule."""
    assert len(_marks(_svg("trajectories", WIDE), "mark-rule")) == 3


def test_a_trajectory_without_ends_has_no_rules() -> None:
    """The columns of the ends need not be there."""
    spec = charts.trajectories(
        GROWTH.drop(columns=["lower", "upper"]),
        x="Month",
        y="Height",
        group="Tree",
        x_unit="months",
        y_unit="metres",
        width=WIDE,
    ).to_dict()
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["line", "point"]


@BOTH_WIDTHS
def test_groups_of_trajectories_differ_without_colour(width: int) -> None:
    """By the dashes of the line and by the shape of the dots."""
    spec = CHARTS["trajectories"](width).to_dict()
    dashes = _layer(spec, "line")["encoding"]["strokeDash"]["scale"]["range"]
    shapes = _layer(spec, "point")["encoding"]["shape"]["scale"]["range"]
    assert len({tuple(one) for one in dashes}) == len(set(shapes)) == 2


# Grid


@BOTH_WIDTHS
def test_a_grid_keeps_the_order_of_rows_and_columns(width: int) -> None:
    """Neither is sorted by name."""
    spec = CHARTS["grid"](width).to_dict()
    for layer in spec["layer"]:
        assert layer["encoding"]["y"]["sort"] == ["sand", "clay"]
        assert layer["encoding"]["x"]["sort"] == ["plum", "pear"]


@BOTH_WIDTHS
def test_a_cell_without_evidence_is_an_empty_ring(width: int) -> None:
    """A gap is drawn, not left out: two filled cells, two rings, two numbers."""
    symbols = _marks(_svg("grid", width), "mark-symbol")
    filled = [one for one in symbols if one.get("fill") == theme.ACCENT]
    rings = [one for one in symbols if one.get("stroke") == theme.RULE]
    assert (len(filled), len(rings)) == (2, 2)
    assert [text for text in _texts(_svg("grid", width)) if text.isdigit()] == ["3", "12"]


def test_labels_of_columns_are_turned_on_a_narrow_page() -> None:
    """Upright on a wide page, slanted where there is no room."""
    angles = [
        CHARTS["grid"](width).to_dict()["layer"][0]["encoding"]["x"]["axis"]["labelAngle"]
        for width in (WIDE, NARROW)
    ]
    assert angles == [0, -60]


# Gap map


def _cells(width: int) -> list[dict[str, Any]]:
    """Return the cells of the map, in the order of the data and without the key."""
    spec = CHARTS["gap map"](width).to_dict()
    return [row for row in _rows(spec, _layers(spec, "rect")[0]) if row.get("Soil")]


def _numbers(width: int) -> dict[str, list[tuple[str, float, float]]]:
    """Return the numbers of each kind with their places, by the shape of its sign."""
    spec = CHARTS["gap map"](width).to_dict()
    found = {}
    for layer in _layers(spec, "point"):
        mark = layer["mark"]
        name = f"{'full' if mark['filled'] else 'open'} {mark['shape']}"
        rows = _rows(spec, layer)
        found[name] = [(row["number"], row["x"], row["y"]) for row in rows if row["number"]]
    return found


@BOTH_WIDTHS
def test_each_kind_of_evidence_has_a_sign_of_its_own(width: int) -> None:
    """Shape and filling tell the kinds apart without colour; zeros have no sign."""
    assert {name: [one[0] for one in some] for name, some in _numbers(width).items()} == {
        "full circle": ["3", "1"],
        "full square": ["12"],
        "open circle": ["4"],
        "open square": ["7", "2", "5"],
    }


@BOTH_WIDTHS
def test_each_kind_of_evidence_has_its_place_in_a_cell(width: int) -> None:
    """Two stand above and two below, always in the same quarter."""
    quarters = {
        name: {
            (x > (cell["x"] + cell["x2"]) / 2, y > (cell["y"] + cell["y2"]) / 2)
            for _, x, y in some
            for cell in _cells(width)
            if cell["x"] < x < cell["x2"] and cell["y"] < y < cell["y2"]
        }
        for name, some in _numbers(width).items()
    }
    assert quarters == {
        "full circle": {(False, False)},
        "full square": {(True, False)},
        "open circle": {(False, True)},
        "open square": {(True, True)},
    }


@BOTH_WIDTHS
def test_signs_of_a_cell_do_not_touch(width: int) -> None:
    """However narrow the cells of a full map are, each number can be read."""
    crowd = pd.DataFrame(
        {"Soil": "sand", "Fruit": [f"Fruit {chr(65 + at)}" for at in range(13)]}
    ).assign(**dict.fromkeys(PLANTS, 42))
    spec = charts.gap_map(crowd, "Soil", "Fruit", PLANTS, width=width).to_dict()
    places = [
        (row["x"], row["y"])
        for layer in _layers(spec, "point")
        for row in _rows(spec, layer)
        if row["number"]
    ]
    gaps = [
        max(abs(one[0] - other[0]), abs(one[1] - other[1]))
        for at, one in enumerate(places)
        for other in places[:at]
    ]
    assert min(gaps) > 16


@BOTH_WIDTHS
def test_a_cell_without_any_study_is_a_grey_area(width: int) -> None:
    """A gap is seen before any number is read; the key names it."""
    assert [(one["Soil"], one["Fruit"]) for one in _cells(width) if one["empty"]] == [
        ("sand", "pear")
    ]
    areas = [
        path["fill"]
        for path in _marks(_svg("gap map", width), "mark-rect")
        if path.get("fill") not in (None, "none", "transparent")
    ]
    assert areas == [theme.RULE] * 2


@BOTH_WIDTHS
def test_the_map_keeps_the_order_of_rows_and_columns(width: int) -> None:
    """Neither is sorted by name."""
    places = [(one["y"], one["x"], one["Soil"], one["Fruit"]) for one in _cells(width)]
    assert places == sorted(places)
    assert [(soil, fruit) for _, _, soil, fruit in places] == [
        ("sand", "plum"),
        ("sand", "pear"),
        ("clay", "plum"),
        ("clay", "pear"),
    ]


@BOTH_WIDTHS
def test_columns_that_do_not_fit_go_into_a_map_below(width: int) -> None:
    """On a narrow page, where the rows are named again; on a wide page all fit."""
    fruits = [f"Fruit {chr(65 + at)}" for at in range(6)]
    frame = pd.DataFrame({"Soil": "sand", "Fruit": fruits, "Trees": 1})
    drawing = charts.gap_map(frame, "Soil", "Fruit", ["Trees"], width=width)
    texts = _texts(vl_convert.vegalite_to_svg(drawing.to_dict()))
    assert texts.count("sand") == (2 if width == NARROW else 1)
    assert set(fruits) <= set(texts)


@BOTH_WIDTHS
def test_the_longest_word_of_a_row_leaves_the_cells_free(width: int) -> None:
    """The cells start where the longest line of the labels ends."""
    frame = pd.DataFrame({"Soil": ["Glacialdepositssoil"], "Fruit": ["plum"], "Trees": [1]})
    spec = charts.gap_map(frame, "Soil", "Fruit", ["Trees"], width=width).to_dict()
    cell = next(row for row in _rows(spec, _layers(spec, "rect")[0]) if row.get("Soil"))
    assert cell["x"] > 5.5 * len("Glacialdepositssoil")


def test_more_kinds_than_signs_are_refused() -> None:
    """Two kinds never share a sign; the message names them."""
    kinds = ["a", "b", "c", "d", "e"]
    with pytest.raises(ValueError, match="5 kinds and 4 signs: a, b, c, d, e"):
        charts.gap_map(GAPS, "Soil", "Fruit", kinds, width=WIDE)


# Flow


def _places(width: int) -> list[tuple[int, ...]]:
    """Return the left, right, upper and lower edge of every box."""
    spec = CHARTS["flow"](width).to_dict()
    rows = _rows(spec, _layer(spec, "rect"))
    return [tuple(row[edge] for edge in ("left", "right", "top", "bottom")) for row in rows]


def test_boxes_are_as_high_as_their_lines_and_steps_follow_each_other() -> None:
    """A line takes 17 pixels, a margin 12, the way from step to step 28."""
    assert _places(WIDE) == [
        (0, 316, 0, 75),
        (344, 660, 0, 41),
        (0, 316, 103, 144),
        (344, 660, 103, 178),
        (0, 316, 206, 247),
    ]
    assert CHARTS["flow"](WIDE).to_dict()["height"] == 247


def test_margins_are_smaller_on_a_narrow_page() -> None:
    """Eight pixels leave more room for words."""
    assert _places(NARROW) == [
        (0, 134, 0, 67),
        (162, 296, 0, 33),
        (0, 134, 95, 128),
        (162, 296, 95, 162),
        (0, 134, 190, 223),
    ]


@BOTH_WIDTHS
def test_what_goes_on_has_the_accent_and_what_leaves_has_not(width: int) -> None:
    """The eye follows the main column."""
    boxes = _marks(_svg("flow", width), "mark-rect")
    accent, soft = theme.ACCENT, theme.SOFT
    assert [box["stroke"] for box in boxes] == [accent, soft, accent, soft, accent]


def test_arrows_lead_down_the_main_column_and_to_what_leaves() -> None:
    """Down to the next step, aside at the first line of the box; tips touch the boxes."""
    spec = CHARTS["flow"](WIDE).to_dict()
    shafts = [
        tuple(row[end] for end in ("left", "top", "right", "bottom"))
        for row in _rows(spec, _layer(spec, "rule"))
    ]
    assert shafts == [
        (158, 75, 158, 99),
        (158, 144, 158, 202),
        (316, 17, 340, 17),
        (316, 120, 340, 120),
    ]


@BOTH_WIDTHS
def test_every_arrow_has_a_head(width: int) -> None:
    """Two lead down, two aside."""
    svg = _svg("flow", width)
    assert len(_marks(svg, "mark-rule")) == 4
    assert len(_marks(svg, "mark-symbol")) == 4


@BOTH_WIDTHS
def test_a_flow_of_one_box_has_no_arrows(width: int) -> None:
    """There is nowhere to go."""
    svg = vl_convert.vegalite_to_svg(charts.flow(STEPS.tail(1), width=width).to_dict())
    assert _texts(svg) == ["Fruit eaten: 18"]
    assert _marks(svg, "mark-rule") + _marks(svg, "mark-symbol") == []


def test_long_texts_of_a_box_are_broken_into_lines() -> None:
    """No word is lost, and the box grows with its lines."""
    frame = STEPS.tail(1).assign(Box=LONG, Detail=f"{LONG}; ripe: 3")
    spec = charts.flow(frame, width=NARROW).to_dict()
    (box,) = _rows(spec, _layer(spec, "rect"))
    assert " ".join(box["title"]) == f"{LONG}: 18"
    assert " ".join(box["lines"]) == f"{LONG} ripe: 3"
    assert box["lines"][-1] == "ripe: 3"
    # The side of a narrow page has 118 pixels for words, 17 characters.
    assert max(map(len, box["title"] + box["lines"])) <= 17
    assert box["bottom"] == 17 * (len(box["title"]) + len(box["lines"])) + 16


# Judgements


@BOTH_WIDTHS
def test_judgements_keep_the_order_of_rows_and_columns(width: int) -> None:
    """Neither is sorted by name."""
    spec = CHARTS["judgements"](width).to_dict()
    for layer in spec["layer"]:
        assert layer["encoding"]["y"]["sort"] == ["Oak", "Elm"]
        assert layer["encoding"]["x"]["sort"] == ["root", "bark"]


@BOTH_WIDTHS
def test_a_judgement_has_the_sign_and_the_colour_of_its_word(width: int) -> None:
    """Row by row: frail, sound, rotten, not seen."""
    svg = _svg("judgements", width)
    assert [text for text in _texts(svg) if len(text) == 1] == ["~", "+", "−", "?"]
    assert [one["fill"] for one in _marks(svg, "mark-symbol")] == [
        theme.MUTED,
        theme.ACCENT,
        theme.CONTRAST,
        theme.SOFT,
    ]


@BOTH_WIDTHS
def test_the_legend_has_the_judgements_there_are_from_best_to_worst(width: int) -> None:
    """No tree is dead, so nothing is said of it."""
    shown = [text for text in _texts(_svg("judgements", width)) if text in SIGNS]
    assert shown == ["sound", "frail", "rotten", "not seen"]


def test_every_row_of_judgements_has_the_same_height() -> None:
    """More trees make a taller chart."""
    assert CHARTS["judgements"](WIDE).to_dict()["height"] == 52


@pytest.mark.parametrize(
    ("parts", "width", "angle"),
    [(2, WIDE, 0), (2, NARROW, 0), (6, WIDE, 0), (6, NARROW, -90), (9, WIDE, -90)],
)
def test_names_of_domains_are_turned_where_they_find_no_room(
    parts: int, width: int, angle: int
) -> None:
    """Side by side while their longest word fits its column, upright else."""
    names = [f"undergrowth {place}" for place in range(parts)]
    frame = pd.DataFrame({"Tree": "Oak", "Part": names, "Health": HEALTH["Health"].iloc[0]})
    chart = charts.judgements(frame, "Tree", "Part", "Health", SIGNS, width=width).to_dict()
    assert chart["layer"][0]["encoding"]["x"]["axis"]["labelAngle"] == angle


def test_long_names_of_domains_have_room_for_their_lines() -> None:
    """Three lines of up to 14 characters need two more than one does."""
    frame = HEALTH.assign(Part=["roots of the old orchard", "bark"] * 2)
    paddings = [
        charts.judgements(one, "Tree", "Part", "Health", SIGNS, width=WIDE).to_dict()["layer"][0][
            "encoding"
        ]["x"]["axis"]["labelPadding"]
        for one in (HEALTH, frame)
    ]
    assert layout.lines("roots of the old orchard", 14) == ["roots of the", "old orchard"]
    assert paddings == [8, 22]


def test_signs_are_told_apart_without_colours() -> None:
    """Each has a character of its own; the two worst share a colour, the unknown another."""
    signs = charts.signs(["sound", "frail", "rotten", "dead"], ["not seen", "no bark"])
    assert {word: (sign.character, sign.colour) for word, sign in signs.items()} == {
        "sound": ("+", theme.ACCENT),
        "frail": ("~", theme.MUTED),
        "rotten": ("−", theme.CONTRAST),
        "dead": ("×", theme.CONTRAST),
        "not seen": ("?", theme.SOFT),
        "no bark": ("·", theme.SOFT),
    }


def test_unknown_judgements_have_their_signs_whatever_the_tool() -> None:
    """A tool of three words has the same sign for “not seen” as one of four."""
    assert list(charts.signs(["sound", "frail", "rotten"], ["not seen"])) == [
        "sound",
        "frail",
        "rotten",
        "not seen",
    ]
    assert charts.signs(["yes", "no"], ["not seen"])["not seen"].character == "?"


@pytest.mark.parametrize(
    ("words", "without"),
    [(["a", "b", "c", "d", "e"], []), (["a", "b"], ["c", "d", "e"])],
    ids=["words", "without"],
)
def test_more_judgements_than_signs_are_refused(words: list[str], without: list[str]) -> None:
    """No judgement gets the sign of another kind; the message names them all."""
    with pytest.raises(
        ValueError, match=f"^more judgements than signs: {', '.join(words + without)}$"
    ):
        charts.signs(words, without)


# Lines


@pytest.mark.parametrize(
    ("text", "characters", "lines"),
    [
        ("old pear tree", 99, ["old pear tree"]),
        ("old pear tree", 8, ["old pear", "tree"]),
        ("old pear tree", 7, ["old", "pear", "tree"]),
        ("pear", 4, ["pear"]),
        ("an orchardkeeper is old", 5, ["an", "orchardkeeper", "is", "old"]),
        ("", 8, [""]),
    ],
)
def test_a_text_is_broken_between_words(text: str, characters: int, lines: list[str]) -> None:
    """A line may be full; a word that is longer has a line of its own."""
    assert layout.lines(text, characters) == lines


# Forest


def test_an_interval_beyond_the_axis_ends_in_an_arrow() -> None:
    """Oak goes on to the left, Ash to the right; nothing is cut silently."""
    spec = CHARTS["forest"](WIDE).to_dict()
    rows = next(data for data in spec["datasets"].values() if "Cut" in data[0])
    assert [row["Study"] for row in rows if row["Cut"]] == ["Ash"]
    assert [row["Study"] for row in rows if row["CutBelow"]] == ["Oak"]
    assert [(row["From"], row["To"]) for row in rows] == [
        (0.02, 1.5),
        (1.2, 4.0),
        (50.0, 50.0),
        (0.4, 1.6),
    ]


@BOTH_WIDTHS
def test_an_estimate_beyond_the_axis_is_not_drawn_beside_it(width: int) -> None:
    """Oak, Elm and all together have a mark; of Ash the arrow tells."""
    svg = _svg("forest", width)
    drawn = [mark["aria-label"] for mark in _marks(svg, "mark-symbol") if "aria-label" in mark]
    estimates = [label for label in drawn if label.startswith("Estimate: ")]
    trees = [re.findall(r"Study: (\w+)", label)[0] for label in estimates]
    assert trees == ["Oak", "Elm", "All"]


@pytest.mark.parametrize(("is_ratio", "line"), [(True, 1), (False, 0)])
def test_the_line_of_no_effect_stands_where_nothing_differs(is_ratio: bool, line: int) -> None:
    """One for a ratio, zero for a difference, and the axis reaches to both sides of it."""
    chart = charts.forest(
        YIELDS, width=WIDE, unit="pears", is_ratio=is_ratio, favours=("fewer", "more")
    )
    spec = chart.to_dict()
    (rows,) = [data for data in spec["datasets"].values() if len(data) == 1]
    assert rows == [{"From": line}]
    low, high = _layers(spec, "rule")[1]["encoding"]["x"]["scale"]["domain"]
    assert low < line < high

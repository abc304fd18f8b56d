"""Charts known by what they are made of: the same one is not drawn twice, another always is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evidence import charts, figures, store
from evidence.charts.specified import specified

PACKAGE = Path(charts.__file__).parent
NO_CHARTS = {"Axis", "kept_in", "signs"}
# Of the package, besides charts: what depends on what it is given only, and what keeps files.
USED = {
    "evidence.effects.exact_interval",
    "evidence.notices.shortened",
    "evidence.store.environment",
    "evidence.store.keep",
    "evidence.store.package",
    "evidence.store.text_state",
}
HARVEST = pd.DataFrame({"Fruit": ["Apples", "Pears"], "Baskets": [3, 4]})


@dataclass(frozen=True)
class Look:
    """Something that a chart is told about its look."""

    colour: str


@dataclass
class Easel:
    """Draws charts, and counts them."""

    drawn: int = 0

    def to_dict(self, **_: Any) -> dict[str, Any]:
        """Return the number of the chart as its specification."""
        return {"number": self.drawn}


@pytest.fixture
def easel() -> Easel:
    """Return what counts the charts that were drawn."""
    return Easel()


@pytest.fixture
def chart(easel: Easel) -> Any:
    """Return the function that draws a chart on the easel."""

    @specified
    def draw(*_: object, **__: object) -> Easel:
        easel.drawn += 1
        return easel

    return draw


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """Keep charts meanwhile."""
    with charts.kept_in(tmp_path):
        yield tmp_path


@pytest.mark.usefixtures("kept")
def test_the_same_chart_is_drawn_once(chart: Any, easel: Easel) -> None:
    """A copy of a frame is the same data; the specification is the one that was made."""
    first = chart(HARVEST, "Fruit", look=Look("green")).to_dict(validate=False)
    again = chart(HARVEST.copy(), "Fruit", look=Look("green")).to_dict(validate=False)
    assert (easel.drawn, first, again) == (1, {"number": 1}, {"number": 1})


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("was", "now"),
    [
        (HARVEST, HARVEST.assign(Baskets=[3, 5])),
        (HARVEST, HARVEST.assign(Baskets=["3", "4"])),
        (HARVEST, HARVEST.assign(Baskets=[3.0, 4.0])),
        (HARVEST, HARVEST.rename(columns={"Baskets": "Crates"})),
        (HARVEST, HARVEST[["Baskets", "Fruit"]]),
        (HARVEST, HARVEST.iloc[::-1]),
        (HARVEST, HARVEST.set_index(pd.Index([1, 2]))),
        (HARVEST, HARVEST.iloc[:1]),
        (pd.Series([1.5]), pd.Series([1.5], name="Baskets")),
        (pd.Series([1.5, None]), pd.Series([1.5, 0.0])),
        (pd.Series([1, None], dtype="Int64"), pd.Series([1, 0], dtype="Int64")),
        (pd.Timestamp("2001-02-03"), pd.Timestamp("2001-02-04")),
        (Look("green"), Look("red")),
        (("Apples", "Pears"), ("Pears", "Apples")),
        ({"Apples": "green"}, {"Apples": "red"}),
        (1, True),
    ],
    ids=str,
)
def test_a_chart_of_anything_else_is_drawn_anew(
    was: Any, now: Any, chart: Any, easel: Easel
) -> None:
    """Be it a value, its type, a name, the order of rows or an option."""
    chart(was).to_dict()
    chart(now).to_dict()
    assert easel.drawn == 2


@pytest.mark.usefixtures("kept")
def test_an_option_counts_by_its_name(chart: Any, easel: Easel) -> None:
    """The same value may mean two things."""
    chart(width=3).to_dict()
    chart(height=3).to_dict()
    assert easel.drawn == 2


@pytest.mark.usefixtures("kept")
def test_two_charts_of_the_same_data_are_two() -> None:
    """Bars are not found where dots are asked for."""
    bars = charts.counts(HARVEST, "Fruit", "Baskets", width=300).to_dict()
    told = HARVEST.assign(Least=1, Most=2)
    dots = charts.ranges(told, "Fruit", "Least", "Most", width=300, unit="baskets").to_dict()
    assert bars != dots


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("changed", ["package", "environment"])
def test_other_code_draws_anew(
    changed: str, chart: Any, easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package may draw it otherwise, and so may a library."""
    chart(HARVEST).to_dict()
    monkeypatch.setattr(store, changed, lambda: "another")
    chart(HARVEST).to_dict()
    assert easel.drawn == 2


@pytest.mark.usefixtures("kept")
def test_what_cannot_be_told_in_words_is_drawn_each_time(chart: Any, easel: Easel) -> None:
    """Nobody knows whether it is the same."""
    for _ in range(2):
        chart(HARVEST, key=object()).to_dict()
    assert easel.drawn == 2


def test_without_a_folder_nothing_is_kept(chart: Any, easel: Easel, tmp_path: Path) -> None:
    """A chapter that runs by itself draws, also after one that kept its charts."""
    with charts.kept_in(tmp_path):
        chart(HARVEST).to_dict()
    chart(HARVEST).to_dict()
    assert (easel.drawn, len(list(tmp_path.iterdir()))) == (2, 1)


def test_a_figure_of_kept_charts_is_the_figure_of_drawn_ones(tmp_path: Path) -> None:
    """Made, kept and found again, it is the same to the last value."""

    def show() -> figures.Figure:
        return figures.show(
            lambda width: charts.counts(HARVEST, "Fruit", "Baskets", width=width),
            HARVEST,
            id="harvest",
            caption="Baskets by fruit",
            finding="There are more pears.",
        )

    drawn = show()
    with charts.kept_in(tmp_path):
        assert show() == show() == drawn


@pytest.mark.parametrize("name", sorted({*charts.__all__} - NO_CHARTS))
def test_every_chart_is_kept(name: str) -> None:
    """None was forgotten."""
    assert hasattr(getattr(charts, name), "__wrapped__")


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.name)
def test_no_chart_can_read_a_table(path: Path) -> None:
    """What it draws depends on what it is given: it uses nothing else of the package."""
    assert set(_used(ast.parse(path.read_text(encoding="utf-8")))) <= USED


def _used(tree: ast.Module) -> Iterator[str]:
    """Yield what a module uses of the package besides charts, by its name in its module."""
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = {one.name for node in imported if node.module == "evidence" for one in node.names}
    for node in imported:
        if re.match(r"evidence\.(?!charts\b)", str(node.module)):
            yield from (f"{node.module}.{one.name}" for one in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.startswith("evidence"))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in modules:
            yield f"evidence.{ast.unparse(node)}"

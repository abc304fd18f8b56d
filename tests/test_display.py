"""A figure in the page: drawn at build time, readable without scripts, safe, downloadable."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import altair as alt
import pandas as pd
import pytest

import markup
from evidence import display, figures

HOSTILE = "\"><script>alert('1')</script><!--<script>&amp;"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9"><text>Oak</text></svg>'
FRAME = pd.DataFrame({"Tree": ["oak, old", 'the "elm"'], "Pears": [1200, None]})


def _figure(**changes: Any) -> dict[str, Any]:
    shown = figures.show(
        lambda width: (
            alt.Chart(FRAME).mark_bar().encode(x="Pears:Q", y="Tree:N").properties(width=width)
        ),
        FRAME,
        id="pears",
        caption="Pears by tree.",
        finding="The oak bore more.",
    )
    return {**shown.__dict__, **changes}


def _html(prefix: str = "", **changes: Any) -> str:
    return display.html(_figure(**changes), {"wide": SVG, "narrow": SVG}, prefix)


def _env(folder: Path, page: str = "book/index") -> Any:
    return SimpleNamespace(docname=page, doctreedir=str(folder / "doctrees"))


def _app(folder: Path, env: Any, kind: str = "html") -> Any:
    (folder / "out").mkdir(exist_ok=True)
    return SimpleNamespace(
        builder=SimpleNamespace(format=kind), outdir=str(folder / "out"), env=env
    )


# The page


def test_both_drawings_are_in_the_page() -> None:
    """They show without a script; the stylesheet picks the one that fits."""
    boxes = [box for box in markup.read(_html()).all("div") if "data-size" in box]
    assert [(box["data-size"], box["class"]) for box in boxes] == [
        ("wide", "ev-drawing ev-wide"),
        ("narrow", "ev-drawing ev-narrow"),
    ]


def test_a_drawing_says_its_finding_to_a_screen_reader() -> None:
    """The picture has a role and a text alternative."""
    drawings = markup.read(_html()).all("svg")
    assert [(one["role"], one["aria-label"]) for one in drawings] == [
        ("img", "The oak bore more.")
    ] * 2


_OAK = '<path role="graphics-symbol" aria-label="Oak, role=&quot;none&quot;" fill="red"/>'
_GROUP = '<g class="marks" role="graphics-object" aria-roledescription="marks">'
_PARTS = f'<svg width="9">{_GROUP}{_OAK}<text>a role="x"</text></g></svg>'


def test_the_parts_of_a_drawing_have_no_roles_and_names() -> None:
    """The picture has one name, which says what it shows; a screen reader stops there alone."""
    html = display.html(_figure(), {"wide": _PARTS}, "")
    assert '<g class="marks"><path fill="red"/><text>a role="x"</text></g>' in html


def test_the_parts_of_a_drawing_keep_the_names_a_script_finds_them_by() -> None:
    """A click on a study of a forest plot is told from a click on another."""
    html = display.html(_figure(script="trees.js"), {"wide": _PARTS}, "")
    assert f'<g class="marks">{_OAK}<text>a role="x"</text></g>' in html


def test_a_drawing_in_a_page_states_its_places_to_a_hundredth_of_a_pixel() -> None:
    """Nobody sees more; words and all else stay as they are."""
    svg = (
        '<svg viewBox="0 0 660 449.34380082847144"><path d="M-0.00012,153.999999h-12.3456v1e-9" '
        'stroke-width="1.23456" transform="translate(10.25,100.0001)"/><text>1.23456</text></svg>'
    )
    html = display.html(_figure(), {"wide": svg}, "")
    assert 'viewBox="0 0 660 449.34"><path d="M-0,154h-12.35v1e-9" stroke-width="1.23456"' in html
    assert 'transform="translate(10.25,100)"/><text>1.23456</text>' in html


def test_a_figure_has_a_permanent_address() -> None:
    """Its id is its name, and a link shows it."""
    reader = markup.read(_html())
    (figure,) = reader.all("figure")
    assert (figure["class"], figure["id"]) == ("ev-figure", "pears")
    assert {"class": "ev-link", "href": "#pears"} in reader.all("a")


def test_a_figure_can_be_downloaded_as_data_and_as_picture() -> None:
    """The addresses work from the folder of the page."""
    links = markup.read(_html(prefix="../")).all("a")
    assert [link["href"] for link in links if "download" in link] == [
        "../_figures/pears.csv",
        "../_figures/pears.svg",
        "../_figures/pears.png",
    ]


def test_the_script_of_a_figure_comes_from_the_book_itself() -> None:
    """No request ever leaves the site."""
    html = _html(prefix="../")
    canvas = next(box for box in markup.read(html).all("div") if "data-bundle" in box)
    assert canvas["data-bundle"] == "../_static/vega.js"
    assert [one for one in markup.read(html).all("script") if "src" in one] == []


def test_the_button_to_explore_is_hidden_until_a_script_shows_it() -> None:
    """Without scripts there is nothing to press."""
    assert [set(one) for one in markup.read(_html()).all("button")] == [{"type", "class", "hidden"}]


def test_the_data_behind_a_figure_are_a_table_in_the_page() -> None:
    """Caption and data can be read where the picture cannot be seen."""
    text = markup.read(_html()).text
    assert "Pears by tree." in text
    assert 'Show the dataTreePearsoak, old1200the "elm"' in text


def _specs(figure: dict[str, Any]) -> Any:
    """Return what a page reads from a figure's script: the text of a text, by its name."""
    place, _, text = display.script(figure).decode().partition(" = JSON.parse(")
    assert place == f"(window.evidenceFigures ??= {{}})[{json.dumps(figure['id'])}]"
    assert text.endswith(");\n")
    return json.loads(json.loads(text.removesuffix(");\n")))


def test_the_specification_is_beside_the_page_unchanged() -> None:
    """What a script reads is exactly what was drawn, and the page is light without it."""
    figure = _figure()
    assert _specs(figure) == figure["specs"]
    assert markup.read(display.html(figure, {"wide": SVG}, "")).all("script") == []


def test_the_address_of_a_specification_changes_with_it() -> None:
    """A page never draws what a browser kept of an older one."""
    addresses = [
        next(box["data-spec"] or "" for box in markup.read(html).all("div") if "data-spec" in box)
        for html in (_html("../"), _html("../"), _html("../", specs={"wide": {"title": "Plums"}}))
    ]
    assert [one.partition("?v=")[0] for one in addresses] == ["../_figures/pears.js"] * 3
    assert addresses[0] == addresses[1] != addresses[2]


@pytest.mark.parametrize("place", ["id", "caption", "finding"])
def test_hostile_words_of_a_figure_are_only_text(place: str) -> None:
    """No element comes from an id, a caption or a finding."""
    reader = markup.read(_html(**{place: HOSTILE}))
    assert reader.all("script") == []
    attributes = [value or "" for _, found in reader.elements for value in found.values()]
    assert any(HOSTILE in text for text in [reader.text, *attributes])


def test_hostile_data_of_a_figure_are_only_text() -> None:
    """Header and cells are escaped."""
    reader = markup.read(_html(header=[HOSTILE, "Pears"], rows=[[HOSTILE, "1"]], specs={}))
    assert reader.all("script") == []
    assert reader.text.count(HOSTILE) == 2


@pytest.mark.parametrize("text", ['");alert(1);("', "\\", "\n", "\u2028", "</script>", "é"])
def test_words_of_a_specification_cannot_leave_its_text(text: str) -> None:
    """No quote, line or letter ends the text in the script, and it still reads the same."""
    specs = {"wide": {"title": f"Pears {text} here", "__proto__": {text: 1}}}
    assert display.script(_figure(specs=specs)).isascii()
    assert _specs(_figure(specs=specs)) == specs


# From a cell's output to the page


def _rendered(env: Any, content: Any, mime_type: str = figures.MIME_TYPE) -> Any:
    renderer = SimpleNamespace(renderer=SimpleNamespace(sphinx_env=env))
    data = SimpleNamespace(mime_type=mime_type, content=content)
    return display.FigureRenderer.handle_mime(renderer, data, False)


def test_an_output_that_is_no_figure_is_left_to_others(tmp_path: Path) -> None:
    """Text and pictures are shown as always."""
    assert _rendered(_env(tmp_path), "Oak", "text/plain") is None


@pytest.mark.parametrize("stored", [dict, json.dumps], ids=["data", "text"])
def test_a_figure_becomes_html_for_its_page(tmp_path: Path, stored: Any) -> None:
    """Fresh results bring data, cached ones text; both are drawn, with addresses that work."""
    (node,) = _rendered(_env(tmp_path), stored(_figure()))
    assert node["format"] == "html"
    assert 'href="../_figures/pears.csv"' in node.astext()
    assert node.astext().count("<svg") == 2


def test_a_directive_places_a_figure_as_a_cell_does(tmp_path: Path) -> None:
    """Drawn, with addresses that work, and kept with its page for the downloads."""
    env = _env(tmp_path, "book/question/pears")
    html = display.place(env, _figure())
    assert 'href="../../_figures/pears.csv"' in html
    assert html.count("<svg") == 2
    assert list(display.figures_of(env)) == ["book/question/pears"]


def test_figures_prefer_their_own_form_over_text() -> None:
    """The finding in words is the last resort."""
    assert ("*", figures.MIME_TYPE, 1) in display.FigureRenderer.mime_priority_overrides


def test_a_name_belongs_to_one_page(tmp_path: Path) -> None:
    """A citation of a figure has one meaning."""
    env = _env(tmp_path, "book/pears")
    display.remember(env, _figure())
    env.docname = "book/plums"
    with pytest.raises(ValueError, match="“pears” stands in book/pears and in book/plums"):
        display.remember(env, _figure())


def test_a_name_belongs_to_one_figure_of_a_page(tmp_path: Path) -> None:
    """A second figure of that name would take the place and the files of the first."""
    env = _env(tmp_path)
    display.remember(env, _figure())
    with pytest.raises(ValueError, match="“pears”"):
        display.remember(env, _figure(caption="Other pears."))


def test_a_page_that_is_read_again_may_keep_its_names(tmp_path: Path) -> None:
    """Its figures are forgotten first, those of other pages are not."""
    env = _env(tmp_path, "book/pears")
    display.remember(env, _figure())
    env.docname = "book/plums"
    display.remember(env, _figure(id="plums"))
    display.forget(None, env, "book/pears")  # type: ignore[arg-type]
    assert display.figures_of(env) == {"book/plums": {"plums": _figure(id="plums")}}


def test_a_page_without_figures_can_be_forgotten(tmp_path: Path) -> None:
    """Most pages have none."""
    env = _env(tmp_path)
    display.forget(None, env, "book/index")  # type: ignore[arg-type]
    assert display.figures_of(env) == {}


def test_a_chart_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second build finds the drawing; another chart is drawn anew."""
    drawn: list[Any] = []
    monkeypatch.setattr(
        display.vl_convert, "vegalite_to_svg", lambda spec: drawn.append(spec) or SVG
    )
    env = _env(tmp_path)
    for spec in ({"mark": "bar"}, {"mark": "bar"}, {"mark": "line"}):
        assert display.draw(env, spec) == SVG
    assert drawn == [{"mark": "bar"}, {"mark": "line"}]


# Files beside the pages


@pytest.fixture
def _built(tmp_path: Path) -> Path:
    """Return the folder of files of a book with one figure."""
    env = _env(tmp_path)
    display.remember(env, _figure())
    display.write_files(_app(tmp_path, env), None)
    return tmp_path / "out" / display.FOLDER


def test_every_figure_has_four_files(_built: Path) -> None:
    """Data, specification, picture and drawing."""
    names = ["pears.csv", "pears.js", "pears.png", "pears.svg"]
    assert sorted(path.name for path in _built.iterdir()) == names


def test_the_csv_of_a_figure_reads_back_as_its_data(_built: Path) -> None:
    """Commas, quotes and blanks survive."""
    text = (_built / "pears.csv").read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Tree", "Pears"],
        ["oak, old", "1200"],
        ['the "elm"', ""],
    ]


def test_the_picture_of_a_figure_is_a_png_of_double_size(_built: Path) -> None:
    """Sharp on a fine screen and in a slide."""
    data = (_built / "pears.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width = re.search(r'width="(\d+)"', (_built / "pears.svg").read_text(encoding="utf-8"))
    assert width is not None
    assert int.from_bytes(data[16:20], "big") == 2 * int(width[1])


def test_files_that_did_not_change_are_not_written_again(tmp_path: Path, _built: Path) -> None:
    """An unchanged rebuild leaves the times of files alone."""
    before = {path: path.stat().st_mtime_ns for path in _built.iterdir()}
    env = _env(tmp_path)
    display.remember(env, _figure())
    display.write_files(_app(tmp_path, env), None)
    assert {path: path.stat().st_mtime_ns for path in _built.iterdir()} == before


def test_files_of_a_figure_that_is_gone_are_removed(tmp_path: Path, _built: Path) -> None:
    """Nothing that the book does not show is left behind."""
    env = _env(tmp_path)
    display.remember(env, _figure(id="plums"))
    display.write_files(_app(tmp_path, env), None)
    assert {path.stem for path in _built.iterdir()} == {"plums"}


@pytest.mark.parametrize(
    ("kind", "error"), [("html", ValueError("x")), ("latex", None)], ids=["failed", "paper"]
)
def test_a_failed_build_and_another_format_write_no_files(
    tmp_path: Path, kind: str, error: Exception | None
) -> None:
    """Only a finished book on the web has downloads."""
    env = _env(tmp_path)
    display.remember(env, _figure())
    display.write_files(_app(tmp_path, env, kind), error)
    assert not (tmp_path / "out" / display.FOLDER).exists()


def test_the_script_for_figures_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its names to itself and gives the page one: the function that embeds."""
    asked: list[str] = []
    monkeypatch.setattr(
        display.vl_convert,
        "javascript_bundle",
        lambda snippet: asked.append(snippet) or f"var u = 1; {snippet}",
    )
    first = display.bundle(tmp_path / "kept")
    assert display.bundle(tmp_path / "kept") == first
    assert asked == ["window.vegaEmbed = vegaEmbed;"]
    assert first.read_text(encoding="utf-8") == (
        "(function(){var u = 1; window.vegaEmbed = vegaEmbed;\n})();\n"
    )
    assert list((tmp_path / "kept").iterdir()) == [first]

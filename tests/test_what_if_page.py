"""A forest plot in a real browser: a reader leaves studies out, and the address remembers it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import evidence
import trials
from evidence import display, what_if
from evidence.synthesis import Result, World, worlds
from hosts import served

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PAGE = """<!doctype html><html data-theme="light" lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Orchard</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../_static/evidence.css">
<link rel="stylesheet" href="../_static/what-if.css">
<script>window.views = []; addEventListener("ev-drawn", (e) => views.push(e.detail));</script>
<script defer src="../_static/evidence.js"></script>
<script defer src="../_static/what-if.js"></script></head>
<body><article class="bd-article">{}</article></body></html>"""
SCAB = "#fig-scab + .ev-what-if"
SERIES = "#fig-series + .ev-what-if"


def _world(result: Result, *left_out: str, taken: tuple[str, ...] = ()) -> World:
    counting = {one.study_id for one in result.findings} - set(left_out) | set(taken)
    (found,) = [one for one in trials.worked_out(result).all if one.taken == counting]
    return found


def _write(root: Path, name: str, *figures: tuple[Result, str]) -> None:
    env: Any = SimpleNamespace(docname=f"book/{name}", doctreedir=str(root / "doctrees" / name))
    html = "".join(what_if.html(env, result, trials.LIGHTS, key) for result, key in figures)
    (root / "book" / f"{name}.html").write_text(PAGE.format(html), encoding="utf-8")
    for key, figure in display.figures_of(env)[env.docname].items():
        (root / display.FOLDER / f"{key}.js").write_bytes(display.script(figure))


@pytest.fixture(scope="module")
def plots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve pages with forest plots of invented trials; return their address."""
    root = tmp_path_factory.mktemp("plots")
    static = Path(evidence.__file__).parent / "static"
    shutil.copytree(static, root / "_static")
    shutil.copyfile(
        display.bundle(Path(sys.prefix) / "share" / "evidence"), root / "_static" / display.BUNDLE
    )
    (root / "book").mkdir()
    (root / display.FOLDER).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(what_if, "worlds", trials.worked_out)
        _write(root, "plots", (trials.compared(), "fig-scab"), (trials.series(), "fig-series"))
        _write(root, "hostile", (trials.series(label=trials.HOSTILE), "fig-hostile"))
        patch.setattr(what_if, "worlds", lambda result: worlds(result, most=5))
        _write(root, "far", (trials.series(), "fig-far"))
    with served(root) as address:
        yield f"{address}/book"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page on a desk; whatever it logs as an error fails the test."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def _click(page: Page, study: str, figure: str = "fig-scab") -> None:
    """Click on a row of the drawing, where the reader sees it."""
    row = page.locator(f"#{figure} .ev-wide [aria-label='{study}']")
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _words(world: World) -> str:
    return " ".join(what_if.said(world))


def _pooled(page: Page) -> list[float | None]:
    """Return what the first drawn figure has in the row of the pool."""
    page.wait_for_function("views.length >= 2")
    row: list[float | None] = page.evaluate(
        """() => views[0].data("rows").filter((row) => row.Key === "together")
             .map((row) => [row.Estimate, row.Lower, row.Upper])[0]"""
    )
    return row


def _numbers(world: World, scale: float = 1) -> list[float]:
    found = world.together.pooled
    assert found is not None
    return [scale * one for one in (found.estimate, found.lower, found.upper)]


def test_a_page_as_opened_shows_the_built_result(page: Page, plots: str) -> None:
    """Words, choices and drawn rows are those of the build, and no chart library is loaded."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{plots}/plots.html")
    page.wait_for_load_state("networkidle")
    world = _world(trials.compared())
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(_words(world))
    page.add_script_tag(url=f"{plots[:-5]}/{display.FOLDER}/fig-scab.js")
    wide = page.evaluate("evidenceFigures['fig-scab'].wide")
    (row,) = [one for one in wide["datasets"]["rows"] if one["Key"] == "together"]
    drawn = [row[name] for name in ("Estimate", "Lower", "Upper")]
    assert drawn == pytest.approx(_numbers(world), abs=1e-6)
    assert "?" not in page.url
    assert not [url for url in asked if "vega" in url or not url.startswith(plots[:-5])]


def test_a_click_on_a_study_leaves_it_out_and_moves_the_pool(page: Page, plots: str) -> None:
    """The words and the diamond become those Python works out without it, to 1e-6."""
    page.goto(f"{plots}/plots.html")
    _click(page, "smith2001")
    world = _world(trials.compared(), "smith2001")
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(_words(world))
    assert _pooled(page) == pytest.approx(_numbers(world), abs=1e-6)
    shown = page.locator("#fig-scab .ev-wide svg")
    assert world.together.pooled is not None
    expect(shown).to_contain_text(world.together.pooled.words.partition(" (")[0])
    expect(shown).to_contain_text("left out")
    expect(shown).to_have_attribute("aria-label", _words(world))


def test_a_second_click_takes_the_study_back(page: Page, plots: str) -> None:
    """What was left out comes in again, and the address is as it was."""
    page.goto(f"{plots}/plots.html")
    _click(page, "smith2001")
    page.wait_for_function("views.length >= 2")
    _click(page, "smith2001")
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(_words(_world(trials.compared())))
    assert _pooled(page) == pytest.approx(_numbers(_world(trials.compared())), abs=1e-6)
    assert "?" not in page.url


def test_the_address_carries_the_choice_to_another_reader(page: Page, plots: str) -> None:
    """Opened afresh it shows the same words and the same pool."""
    page.goto(f"{plots}/plots.html")
    page.locator(f"{SCAB} input[value=smith2001]").uncheck()
    page.locator(f"{SCAB} input[value=low2006]").check()
    assert page.url.endswith("?without-scab=smith2001&with-scab=low2006#fig-scab")
    said = page.locator(f"{SCAB} [role=status]").text_content()
    page.goto("about:blank")
    page.go_back()
    page.reload()
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(said or "-")
    expect(page.locator(f"{SCAB} input[value=smith2001]")).not_to_be_checked()
    expect(page.locator(f"{SCAB} input[value=low2006]")).to_be_checked()
    world = _world(trials.compared(), "smith2001", "low2004", taken=("low2006",))
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(_words(world))


def test_a_refused_choice_shows_the_reasons_and_no_diamond(page: Page, plots: str) -> None:
    """Another report of the same orchard is of another time."""
    page.goto(f"{plots}/plots.html?with-scab=low2006")
    world = _world(trials.compared(), "low2004", taken=("low2006",))
    assert world.result.refusal
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(_words(world))
    assert _pooled(page) == [None, None, None]
    expect(page.locator("#fig-scab .ev-wide svg")).to_contain_text("not pooled")


def test_going_back_undoes_a_choice(page: Page, plots: str) -> None:
    """Each choice is a step of the browser's history."""
    page.goto(f"{plots}/plots.html")
    page.locator(f"{SCAB} input[value=smith2001]").uncheck()
    page.locator(f"{SCAB} input[value=hill2010]").uncheck()
    status = page.locator(f"{SCAB} [role=status]")
    expect(status).to_have_text(_words(_world(trials.compared(), "smith2001", "hill2010")))
    page.go_back()
    expect(status).to_have_text(_words(_world(trials.compared(), "smith2001")))
    page.go_back()
    expect(status).to_have_text(_words(_world(trials.compared())))
    expect(page.locator(f"{SCAB} input[value=hill2010]")).to_be_checked()


def test_one_button_leads_back_to_the_built_result(page: Page, plots: str) -> None:
    """It can be pressed only when there is something to undo."""
    page.goto(f"{plots}/plots.html?without-scab=smith2001,hill2010")
    page.locator(f"{SCAB} .ev-reset").click()
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(_words(_world(trials.compared())))
    expect(page.locator(f"{SCAB} .ev-reset")).to_be_disabled()
    assert "?" not in page.url


def test_the_choices_work_by_keyboard(page: Page, plots: str) -> None:
    """Tab reaches them, the space bar chooses."""
    page.goto(f"{plots}/plots.html")
    page.locator("#fig-scab summary").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "smith2001"
    page.keyboard.press("Space")
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(
        _words(_world(trials.compared(), "smith2001"))
    )
    assert page.evaluate("document.activeElement.value") == "smith2001"


def test_a_report_of_the_same_people_is_chosen_by_arrow_key(page: Page, plots: str) -> None:
    """They are radio buttons of one group, the last of which is none of them."""
    page.goto(f"{plots}/plots.html")
    page.locator(f"{SERIES} input[value=reed2002]").focus()
    page.keyboard.press("ArrowDown")
    status = page.locator(f"{SERIES} [role=status]")
    swapped = _world(trials.series(), "reed2002", taken=("rush2006",))
    expect(status).to_have_text(_words(swapped))
    page.keyboard.press("ArrowDown")
    expect(status).to_have_text(_words(_world(trials.series(), "reed2002")))


def test_two_figures_of_a_page_keep_their_choices_apart(page: Page, plots: str) -> None:
    """A choice in one leaves the other as it is, in the address too."""
    page.goto(f"{plots}/plots.html")
    page.locator(f"{SCAB} input[value=smith2001]").uncheck()
    page.locator(f"{SERIES} input[value=moss2000]").uncheck()
    assert "without-scab=smith2001&without-scab-series=moss2000" in page.url
    page.reload()
    status = _words(_world(trials.compared(), "smith2001"))
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(status)
    expect(page.locator(f"{SERIES} [role=status]")).to_have_text(
        _words(_world(trials.series(), "moss2000"))
    )


def test_a_name_the_figure_does_not_have_is_ignored_and_said(page: Page, plots: str) -> None:
    """It is shown as text, whatever it is, and the rest of the address holds."""
    page.goto(f"{plots}/plots.html?without-scab=smith2001,%3Cimg%20src=x%3E,nobody1900")
    expect(page.locator(f"{SCAB} [role=alert]")).to_have_text(
        "The address names what is not in this figure: “<img src=x>”, “nobody1900”. It is ignored."
    )
    assert page.locator(f"{SCAB} img").count() == 0
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(
        _words(_world(trials.compared(), "smith2001"))
    )
    page.locator(f"{SCAB} .ev-reset").click()
    expect(page.locator(f"{SCAB} [role=alert]")).to_be_hidden()


def test_a_hostile_label_is_only_text(page: Page, plots: str) -> None:
    """Neither the built page nor a choice runs what stands in a table."""
    page.goto(f"{plots}/hostile.html")
    page.locator("input[value=moss2000]").uncheck()
    page.wait_for_function("views.length >= 2")
    expect(page.locator("[role=status]")).to_contain_text(trials.HOSTILE)
    assert page.title() == "Orchard"
    assert page.locator("article img").count() == 0


def test_a_tap_on_a_phone_leaves_a_study_out(browser: Browser, plots: str) -> None:
    """At 360 px a row can be touched, and nothing sticks out of the page."""
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{plots}/plots.html")
    row = page.locator("#fig-scab .ev-narrow [aria-label='hill2010']")
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    assert box is not None and box["height"] > 44
    page.touchscreen.tap(box["x"] + 40, box["y"] + 20)
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(
        _words(_world(trials.compared(), "hill2010"))
    )
    page.wait_for_function("views.length >= 2")
    expect(page.locator("#fig-scab .ev-narrow svg")).to_contain_text("left out")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_without_scripts_the_built_result_is_read_and_no_choice_offered(
    browser: Browser, plots: str
) -> None:
    """Drawing and words are there; what would not work is hidden."""
    context = browser.new_context(viewport=DESK, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{plots}/plots.html")
    assert page.locator("#fig-scab .ev-wide svg").is_visible()
    assert page.locator(f"{SCAB} [role=status]").inner_text() == _words(_world(trials.compared()))
    assert not page.locator(f"{SCAB} fieldset").first.is_visible()
    context.close()


def test_without_the_chart_library_the_words_are_right_and_the_drawing_pales(
    browser: Browser, plots: str
) -> None:
    """The built drawing never stands at full strength beside another result."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    page.route("**/vega.js", lambda route: route.abort())
    page.goto(f"{plots}/plots.html")
    page.locator(f"{SCAB} input[value=smith2001]").uncheck()
    expect(page.locator(f"{SCAB} [role=status]")).to_have_text(
        _words(_world(trials.compared(), "smith2001"))
    )
    drawing = "#fig-scab .ev-wide"
    assert page.evaluate(f"getComputedStyle(document.querySelector('{drawing}')).opacity") == "0.3"
    page.locator(f"{SCAB} .ev-reset").click()
    assert page.evaluate(f"getComputedStyle(document.querySelector('{drawing}')).opacity") == "1"
    context.close()


def test_a_choice_that_was_not_worked_out_says_so(page: Page, plots: str) -> None:
    """With too many choices the figure shows the studies and no pool."""
    page.goto(f"{plots}/far.html?without-scab-series=moss2000,fern2004")
    expect(page.locator("[role=status]")).to_contain_text("Not worked out")
    expect(page.locator("fieldset.ev-choices")).to_contain_text(
        "There are too many choices to work out all: up to 1 may differ from the book."
    )
    assert _pooled(page) == [None, None, None]


def test_the_data_of_a_figure_link_to_the_pages_of_the_studies(page: Page, plots: str) -> None:
    """Every report has its link, the rows of the pool have none."""
    page.goto(f"{plots}/plots.html")
    links = page.locator("#fig-series table a")
    found = [links.nth(place).get_attribute("href") for place in range(links.count())]
    studies = ("moss2000", "reed2002", "rush2006", "fern2004")
    assert found == [f"../book/study/{escape(study)}.html" for study in studies]

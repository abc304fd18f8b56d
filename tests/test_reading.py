"""The real book is light to read: few bytes, nothing moves, text and controls can be made out."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser

PAGES = ["book/index", "book/preclinical", "book/studies", "book/study/deng2017"]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
MOST_BYTES = 300 * 1024
MOST_SHIFT = 0.02
LEAST_CONTRAST = 4.5
LEAST_TARGET = 24

TEXTS = (
    "article p, article h1, article h2, article li, article a, article code, figcaption, .ev-badge,"
    " .ev-question, .ev-certainty, .ev-plain-title, .ev-place, .ev-title, .ev-nav a, .ev-nav p,"
    " .ev-here a, .ev-here summary, .ev-control, .ev-turn a, .ev-turn small, .ev-foot p, th, td"
)
CONTRASTS = """(selector) => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (let box = one; box; box = box.parentElement) {
      const colour = getComputedStyle(box).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll(selector)].map((one) => {
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.className || one.tagName];
  });
}"""
TARGETS = """() => [...document.querySelectorAll(
    ".ev-bar a, .ev-bar button, .ev-nav a, .ev-here a, .ev-here summary, .ev-turn a, .ev-foot a,"
    + " .ev-tools a, .ev-tools button, .ev-filters input, .ev-filters select, .ev-save"
  )].filter((one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
    .map((one) => [one.getBoundingClientRect().height, one.className || one.textContent])"""
SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_weighs_little_before_it_is_touched(
    browser: Browser, site: str, built: Path, name: str
) -> None:
    """All that a page asks for by itself, compressed as servers do, figures included."""
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlparse(request.url).path.lstrip("/")))
    page.goto(f"{site}/{name}.html")
    page.wait_for_load_state("networkidle")
    page.close()
    weight = sum(len(gzip.compress((built / path).read_bytes(), 6)) for path in asked)
    assert len(asked) >= 4
    assert weight <= MOST_BYTES


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_while_a_page_loads(browser: Browser, site: str, size: Any) -> None:
    """What a reader looks at stays where it is."""
    page = browser.new_page(viewport=size)
    page.add_init_script(SHIFTS)
    moved = {}
    for name in PAGES:
        page.goto(f"{site}/{name}.html")
        page.wait_for_load_state("networkidle")
        moved[name] = page.evaluate("window.shift")
    page.close()
    assert {name: shift for name, shift in moved.items() if shift > MOST_SHIFT} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(browser: Browser, site: str, scheme: Any) -> None:
    """Text, labels and controls have the contrast that weak eyes need."""
    page = browser.new_page(viewport=DESK, color_scheme=scheme)  # type: ignore[arg-type]
    weak = []
    for name in PAGES:
        page.goto(f"{site}/{name}.html")
        found = page.evaluate(CONTRASTS, TEXTS)
        assert len(found) > 50
        weak += [f"{name}: {what}" for contrast, what in found if contrast < LEAST_CONTRAST]
    page.close()
    assert sorted(set(weak)) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_controls_are_large_enough_to_hit(browser: Browser, site: str, size: Any) -> None:
    """A finger that shakes a little still meets the link it means."""
    page = browser.new_page(viewport=size)
    small = []
    for name in PAGES:
        page.goto(f"{site}/{name}.html")
        found = page.evaluate(TARGETS)
        assert found
        small += [f"{name}: {what}" for height, what in found if height < LEAST_TARGET]
    page.close()
    assert small == []

"""Checklists as readers see them: escaped, counted, and leading to places that exist."""

from __future__ import annotations

import importlib
from pathlib import Path

import pandas as pd
import pytest

from evidence import reporting, rules, tables
from evidence.reporting import Place
from evidence.rows import words

ROOT = Path(__file__).resolve().parents[1]
CHECKS = tables.load("standards_checks", ROOT)


def _items(**cells: str) -> pd.DataFrame:
    blank = {"checklist_id": "care", "item": "2a", "section": "methods", "asks": "Who picked?"}
    blank |= {"read": "whole", "answer": "yes", "places": "", "how": "", "reason": ""}
    return pd.DataFrame([blank | cells])


def test_places_are_pages_with_or_without_a_place_in_them() -> None:
    """A page may lie in a folder."""
    found = reporting.places("index; study/brown1999#arms")
    assert found == (Place("index"), Place("study/brown1999", "arms"))
    assert [place.address for place in found] == ["index.html", "study/brown1999.html#arms"]


def test_an_item_links_to_each_of_its_places() -> None:
    """The words of a link come from its address."""
    html = reporting.checklist(_items(places="index; rain-fall#how-wet", how="Told.")).html
    assert (
        'Told. (<a href="index.html">Home</a>, '
        '<a href="rain-fall.html#how-wet">Rain fall: how wet</a>)' in html
    )


def test_an_item_that_is_not_met_says_why() -> None:
    """It has its answer as a badge, and an address of its own."""
    html = reporting.checklist(_items(answer="no", reason="Nobody did.")).html
    assert "Nobody did." in html
    assert 'id="care-2a"' in html
    assert '<span class="ev-badge ev-is-no">no</span>' in html


@pytest.mark.parametrize(("read", "said"), [("in part", " (in part)"), ("whole", "")])
def test_an_item_says_how_much_of_it_was_read(read: str, said: str) -> None:
    """What was read whole needs no remark."""
    html = reporting.checklist(_items(read=read)).html
    assert f">Who picked?{said}</td>" in html


@pytest.mark.parametrize("field", ["section", "asks", "how", "reason", "places", "item"])
def test_the_texts_of_an_item_are_never_markup(field: str) -> None:
    """A table is not trusted to be text."""
    html = reporting.checklist(_items(**{field: '"><script>x</script>'})).html
    assert "<script>" not in html


def test_answers_are_counted_for_each_checklist() -> None:
    """A checklist without an answer of a kind has none of it."""
    items = pd.concat([_items(), _items(answer="no"), _items(answer="no")])
    checklists = pd.DataFrame({"checklist_id": ["care", "count"], "name": ["Care", "Count"]})
    assert reporting.counts(items, checklists).to_dict("records") == [
        {"Checklist": "Care", "Yes": 1, "Partly": 0, "No": 2, "Not applicable": 0},
        {"Checklist": "Count", "Yes": 0, "Partly": 0, "No": 0, "Not applicable": 0},
    ]


def test_a_place_that_the_built_book_does_not_have_is_found(tmp_path: Path) -> None:
    """A page that is not there, and a page without the place."""
    (tmp_path / "index.html").write_text('<h2 id="top">Trees</h2>', encoding="utf-8")
    items = _items(places="index; index#top; index#to; cellar; cellar#top")
    assert [place.address for _, _, place in reporting.unresolved(tmp_path, items)] == [
        "index.html#to",
        "cellar.html",
        "cellar.html#top",
    ]


NAMED = sorted({rule for cell in CHECKS["rules"] for rule in words(cell)})


@pytest.mark.parametrize("name", NAMED)
def test_every_rule_that_the_page_names_exists(name: str) -> None:
    """A function of the package, a file of tests, or a chapter that checks as it runs."""
    folder, _, rest = name.partition(".")
    if folder == "evidence":
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function))
    elif folder == "tests":
        assert (ROOT / "tests" / f"{rest}.py").is_file()
    else:
        assert "assert" in (ROOT / "book" / f"{rest}.md").read_text(encoding="utf-8")


def test_every_rule_of_reporting_runs() -> None:
    """A rule that is named on the page and never runs would be a promise."""
    named = {name for name in NAMED if name.startswith("evidence.rules.")}
    running = {f"{rule.__module__}.{rule.__name__}" for rule in rules.RULES}
    # The rules of structure run for every table.
    assert {name for name in named if ".structure." not in name} <= running

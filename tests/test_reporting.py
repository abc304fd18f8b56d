"""Checklists as readers see them: escaped, counted, and leading to places that exist."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

import projects
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


def _app(root: Path, places: str) -> Sphinx:
    """Return a build of a project with one checklist item, and one page built from it."""
    fields = [projects.field(name) for name in _items().columns]
    projects.write_descriptor(
        root, [projects.resource("checklist_items", fields, ["checklist_id", "item"])]
    )
    (root / "data" / "checklist_items.csv").write_text(
        _items(places=places, how="So.").to_csv(index=False), encoding="utf-8"
    )
    projects.write(
        root,
        {"_toc.yml": "root: book/index\n", "out/book/index.html": '<h2 id="top">Trees</h2>'},
    )
    builder = SimpleNamespace(format="html")
    return cast(Sphinx, SimpleNamespace(srcdir=root, outdir=root / "out", builder=builder))


def test_a_build_whose_checklists_lead_somewhere_ends_well(tmp_path: Path) -> None:
    """Nothing is said."""
    reporting.places_exist(_app(tmp_path, "index#top"), None)


def test_a_build_whose_checklists_lead_nowhere_stops(tmp_path: Path) -> None:
    """The message names the item and the place."""
    with pytest.raises(ExtensionError) as stopped:
        reporting.places_exist(_app(tmp_path, "index#top; index#cellar"), None)
    assert str(stopped.value) == (
        "data/checklist_items.csv: no such place in the book → correct it: "
        "care 2a: index.html#cellar"
    )


def test_a_build_that_failed_is_left_alone(tmp_path: Path) -> None:
    """What stopped it is told, and not what is missing for that reason."""
    reporting.places_exist(_app(tmp_path, "cellar"), ValueError("no trees"))


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

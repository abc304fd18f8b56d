"""Entries of the bibliography that are formatted once."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pybtex.database import Entry
from pybtex.plugin import find_plugin

from evidence import store, styled

FORMATTING = "pybtex.style.formatting"
KEPT = ("unsrtalpha", "libraries of today")


class Citations:
    """What the build before left in its environment."""

    def __init__(self, made_with: Any, *citations: Any) -> None:
        self.evidence_styled = made_with
        self.citations = citations

    def get_domain(self, name: str) -> Citations:
        """Return the domain of citations."""
        assert name == "cite"
        return self


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return what the handlers need of Sphinx, with nothing formatted yet."""
    monkeypatch.setattr(store, "environment", lambda: KEPT[1])
    found = SimpleNamespace(config=SimpleNamespace(bibtex_default_style=KEPT[0]))
    styled.register(found, found.config)
    yield found
    styled.register(found, found.config)


def entry(title: str) -> Entry:
    """Return a work about apples."""
    made = Entry("misc", fields={"title": title, "year": "2001"})
    made.key = "smith2001"
    return made


def printed(title: str, label: str = "S01") -> Any:
    """Return an entry as the book's style prints it."""
    return find_plugin(FORMATTING, KEPT[0])().format_entry(label, entry(title))


def test_an_entry_is_formatted_once(app: Any) -> None:
    """Asked for again, even by another style object, it is the same."""
    assert printed("Apples") is printed("Apples")


def test_a_changed_entry_or_label_is_formatted_anew(app: Any) -> None:
    """Nothing of the old title or label is left."""
    printed("Apples")
    assert "Pears" in str(printed("Pears").text)
    assert printed("Pears", "S02").label == "S02"


def left(made_with: Any) -> Any:
    """Return an environment in which the build before printed the entry in its own way."""
    said = SimpleNamespace(key="smith2001", label="S01", text="as before")
    return Citations(made_with, SimpleNamespace(entry=entry("Apples"), formatted_entry=said))


def test_what_the_build_before_formatted_is_taken(app: Any) -> None:
    """With the same style and libraries it would be the same."""
    styled.recall(app, left(KEPT))
    assert printed("Apples").text == "as before"


@pytest.mark.parametrize("made_with", [None, ("plain", KEPT[1]), (KEPT[0], "older libraries")])
def test_what_was_formatted_otherwise_is_not_taken(made_with: Any, app: Any) -> None:
    """Another style, or another version of a library, may print it otherwise."""
    env = left(made_with)
    styled.recall(app, env)
    assert printed("Apples").text != "as before"
    assert env.evidence_styled == KEPT

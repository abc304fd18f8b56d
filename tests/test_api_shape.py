"""The promise of the interface: what is in v1 stays, and who breaks it is told in words."""

from __future__ import annotations

from typing import Any

import api_shape
from evidence.api import shapes

HEIGHT = shapes.or_none(shapes.number("How high the tree is", unit="m"))


def _document(**tree: Any) -> dict[str, api_shape.Fields]:
    known = {"height": HEIGHT, **tree}
    record = shapes.record("A tree", **{name: one for name, one in known.items() if one})
    return {"trees": api_shape.fields(shapes.record("Trees", data=shapes.listed("All", record)))}


def test_a_field_that_is_gone_is_named() -> None:
    """With its document, the way to it, and what to do."""
    assert api_shape.broken(_document(), _document(height=None)) == [
        "trees.data[].height: the field is gone; programs read it → keep it in v1"
    ]


def test_a_document_that_is_gone_is_named() -> None:
    """Once, not field by field."""
    assert api_shape.broken(_document(), {}) == [
        "trees: the document is gone; programs read it → keep it in v1"
    ]


def test_another_type_is_named_with_the_one_there_was() -> None:
    """A program that adds numbers up stops at a text."""
    now = _document(height=shapes.text("How high the tree is", unit="m"))
    assert api_shape.broken(_document(), now) == [
        "trees.data[].height: was null or number, may be string now → keep the type in v1"
    ]


def test_a_field_that_was_never_null_must_not_become_so() -> None:
    """The reverse breaks nothing: who expects null copes without it."""
    always = _document(height=shapes.number("How high the tree is", unit="m"))
    assert api_shape.broken(always, _document()) == [
        "trees.data[].height: was number, may be null now → keep the type in v1"
    ]
    assert api_shape.broken(_document(), always) == []


def test_another_unit_or_meaning_is_named() -> None:
    """The same number means something else then."""
    now = _document(height=shapes.or_none(shapes.number("How wide the tree is", unit="cm")))
    way_out = "→ keep it in v1; if only the words are better, run `python tests/api_shape.py`"
    assert api_shape.broken(_document(), now) == [
        f"trees.data[].height: its unit was “m” and is “cm” {way_out}",
        "trees.data[].height: its meaning was “How high the tree is” "
        f"and is “How wide the tree is” {way_out}",
    ]


def test_a_new_field_breaks_nothing() -> None:
    """The interface may grow."""
    assert api_shape.broken(_document(), _document(width=HEIGHT)) == []


def test_the_interface_keeps_what_it_has_promised() -> None:
    """Each message names the document, the field and what became of it."""
    assert api_shape.broken(api_shape.promised(), api_shape.current()) == []

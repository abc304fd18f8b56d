"""Charts known by what they are made of, so that no build specifies the same chart twice.

To make the specification of a chart takes longer than most of what a chapter does, and a
changed value leaves most charts as they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

import pandas as pd

from evidence import store

Draw = Callable[..., Any]
_folder: Path | None = None


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Look for the specifications of charts in a folder meanwhile, and keep them there."""
    global _folder
    _folder, before = folder, _folder
    try:
        yield
    finally:
        _folder = before


def specified(draw: Draw) -> Draw:
    """Return the function that draws a chart, which then keeps its specification.

    What it draws must depend on nothing but what it is given.
    """

    @wraps(draw)
    def chart(*args: Any, **given: Any) -> Any:
        made_of = _made_of(draw, args, given) if _folder else ""
        if _folder is None or not made_of:
            return draw(*args, **given)
        return _Kept(_folder / f"{store.text_state(made_of)}.json", partial(draw, *args, **given))

    return chart


@dataclass(frozen=True)
class _Kept:
    """A chart that is drawn when its specification is asked for and is not in its file."""

    path: Path
    draw: Draw

    def to_dict(self, **how: Any) -> dict[str, Any]:
        """Return the specification, as Altair's charts do."""
        said = store.keep(self.path, lambda: json.dumps(self.draw().to_dict(**how)).encode())
        kept: dict[str, Any] = json.loads(said)
        return kept


def _made_of(draw: Draw, args: tuple[Any, ...], given: dict[str, Any]) -> str:
    """Return all that a chart depends on; “” when something given cannot be told in words."""
    code = (store.package(), store.environment(), draw.__name__)
    try:
        return json.dumps((*code, args, given), default=_plain)
    except TypeError:
        return ""


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Series):
        value = value.to_frame()
    if isinstance(value, pd.DataFrame):
        kinds = [str(kind) for kind in value.dtypes]
        return [kinds, list(value.columns), list(value.index), value.to_numpy(object).tolist()]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, pd.Timestamp) or value is pd.NaT or value is pd.NA:
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"no words for {value!r}")

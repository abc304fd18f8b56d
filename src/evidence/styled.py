"""Entries of the bibliography as they are printed: each is formatted once, not in every build."""

from __future__ import annotations

from typing import Any

from pybtex.database import Entry
from pybtex.plugin import find_plugin, register_plugin
from pybtex.style import FormattedEntry
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from evidence import store

_STYLES = "pybtex.style.formatting"
_known: dict[tuple[str, str], tuple[Entry, FormattedEntry]] = {}


class _Once:
    """A style of the bibliography that remembers what it formatted."""

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return the entry as it is printed under its label."""
        before = _known.get((entry.key, label))
        if before and before[0] == entry:
            return before[1]
        made = super().format_entry(label, entry, bib_data)  # type: ignore[misc]
        _known[entry.key, label] = (entry, made)
        return made


def register(app: Sphinx, config: Config) -> None:
    """Let the book's style of the bibliography remember."""
    name = config.bibtex_default_style
    style = find_plugin(_STYLES, name)
    _known.clear()
    if not issubclass(style, _Once):
        register_plugin(_STYLES, name, type(style.__name__, (_Once, style), {}), force=True)


def recall(app: Sphinx, env: BuildEnvironment) -> None:
    """Take what the build before formatted with the same style and the same libraries."""
    made_with = (app.config.bibtex_default_style, store.environment())
    if getattr(env, "evidence_styled", None) == made_with:
        for one in env.get_domain("cite").citations:  # type: ignore[attr-defined]
            said = one.formatted_entry
            _known.setdefault((said.key, said.label), (one.entry, said))
    env.evidence_styled = made_with  # type: ignore[attr-defined]

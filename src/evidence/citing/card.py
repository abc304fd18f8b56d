"""The picture of a page that has no figure, for where a link to it is shown as a card."""

from __future__ import annotations

import textwrap
from html import escape

from evidence.charts.theme import ACCENT, FONT, INK, MUTED, PAPER
from evidence.citing.work import Work

# What services that show cards ask for, in pixels.
WIDTH, HEIGHT = 1200, 630
_LINE, _MOST = 34, 5


def svg(work: Work) -> str:
    """Return the card of the book: its title, what it is, and who made it."""
    lines = textwrap.wrap(work.name, _LINE)[:_MOST]
    kind = work.title.removeprefix(work.name).lstrip(": ")
    made_by = ", ".join(one.printed for one in work.contributors)
    title = "".join(_text(line, 150 + 76 * n, 60, INK, 600) for n, line in enumerate(lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="16" height="{HEIGHT}" fill="{ACCENT}"/>{title}'
        f"{_text(kind.capitalize(), HEIGHT - 110, 36, ACCENT)}"
        f"{_text(textwrap.shorten(made_by, 70, placeholder=' …'), HEIGHT - 56, 28, MUTED)}</svg>"
    )


def _text(words: str, y: int, size: int, colour: str, weight: int = 400) -> str:
    return (
        f'<text x="80" y="{y}" font-family="{FONT}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )

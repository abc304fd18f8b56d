"""The page on which a second reader decides on records, without seeing the first decision.

`static/screening.js` makes the page of the records, which stand in a script of their own
beside it; the file it lets download is what `python -m evidence add` takes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence import descriptor, pages, tables
from evidence.intake import decisions

RECORDS = "screening-records.js"
READ = ("records",)

_SHOWN = ("record_id", "title", "year", "doi", "pmid", "registry_id", "address", "topic")


def model(root: Path) -> dict[str, Any]:
    """Return what the page needs, as plain data for JSON.

    That is the records that have no second decision, repeats left out, each with whether it
    awaits its first one; nothing else tells what the first reader decided.
    """
    records = tables.load("records", root)
    left = records[(records["decision"] != "duplicate") & (records["second_decision"] == "")]
    shown = left[list(_SHOWN)].astype("str").fillna("").to_dict("records")
    waits = left["decision"] == "awaiting"
    of = descriptor.read(root)["records"].field
    return {
        "columns": decisions.COLUMNS,
        "decisions": of("second_decision").enum,
        "reasons": of("second_reason").enum,
        "records": [{**row, "awaiting": bool(one)} for row, one in zip(shown, waits, strict=True)],
    }


def script(root: Path) -> str:
    """Return those as a script, which a page can load from a folder too."""
    text = json.dumps(model(root), ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.screening = {pages.in_script(text)};\n"


def html(prefix: str) -> str:
    """Return the place of it in a page, its scripts, and words for when they fail."""
    static = f"{prefix}_static"
    return (
        f'<link rel="stylesheet" href="{static}/screening.css">'
        '<div class="ev-screening" id="screening"></div>'
        "<noscript><p>Deciding here needs scripts, which are off. All records stand in "
        f'<a href="{prefix}data/records.csv">a table</a>; send your decisions as a table with '
        f"the columns {', '.join(decisions.COLUMNS)}.</p></noscript>"
        f'<script defer src="{static}/{RECORDS}"></script>'
        f'<script defer src="{static}/screening.js"></script>'
    )


class ScreeningPage(SphinxDirective):
    """The page's place in the chapter where it stands."""

    def run(self) -> list[nodes.Node]:
        """Return its nodes."""
        return [nodes.raw("", html("../" * self.env.docname.count("/")), format="html")]


def write_records(app: Sphinx, error: Exception | None) -> None:
    """Put the records beside the pages."""
    root = Path(app.srcdir)
    if error or app.builder.format != "html" or not set(READ) <= set(descriptor.read(root)):
        return
    (Path(app.outdir) / "_static" / RECORDS).write_text(script(root), encoding="utf-8")

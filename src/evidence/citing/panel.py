"""The control at the foot of every page: how to cite the page, and the works it rests on."""

from __future__ import annotations

import json
from html import escape

from evidence import numbers
from evidence.citing import formats
from evidence.citing.formats import Citation
from evidence.pages import in_script

FOLDER = "_cite"
NAMES = {"bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}


def file(page: str, kind: str, studies: str = "") -> str:
    """Return the path of a page's file in a format, from the root of the book."""
    return f"{FOLDER}/{page}{studies}.{formats.SUFFIXES[kind]}"


def html(citation: Citation, prefix: str, works: int) -> str:
    """Return the control as HTML; every text is escaped.

    `prefix` leads from the page to the root of the book. Without a script it shows the
    citation of the page and leads to the same as files.
    """
    page, work = citation.page, citation.work
    links = " ".join(_download(prefix + file(page, kind), kind) for kind in NAMES)
    trials = ""
    if works:
        files = " ".join(
            _download(prefix + file(page, kind, "-studies"), kind) for kind in ("bibtex", "ris")
        )
        trials = (
            "<p>Cite the trials, not only us: "
            f"{numbers.counted(works, 'reference')} of this page as {files}</p>"
        )
    known = json.dumps(formats.templates(citation), ensure_ascii=False, separators=(",", ":"))
    return (
        f'<details class="ev-cite" data-path="{escape(work.folder + page)}.html">'
        "<summary>Cite this <span>page</span></summary>"
        f'<p class="ev-cited" id="cited">{formats.text(citation)}</p>'
        f'<p class="ev-cite-tools"><span>Download {links}</span></p>{trials}'
        f'<script type="application/json">{in_script(known)}</script></details>'
        '<p class="ev-unseen" aria-live="polite"></p>'
    )


def _download(address: str, kind: str) -> str:
    return f'<a href="{escape(address)}" data-kind="{kind}" download>{NAMES[kind]}</a>'

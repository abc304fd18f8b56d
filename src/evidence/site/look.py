"""The pages that belong to no version: the list of versions, and what is shown for a lost page."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from html import escape

from evidence.comparison import page
from evidence.frame import THEME
from evidence.site.archives import Archive

FEED = "feed.xml"

_LOST = THEME / "lost.js"


def bar(newest: Archive, site: str) -> str:
    """Return the bar of such a page; `site` leads from it to the root of the site."""
    home = f"{site}/{escape(newest.home, quote=True)}.html"
    return (
        f'<header class="bar"><nav aria-label="The site"><a href="{home}">'
        f'{escape(newest.title)}</a><a href="{site}/changes/index.html">All versions</a>'
        f"</nav></header>\n"
    )


def versions(archives: Sequence[Archive], headlines: Mapping[str, str]) -> str:
    """Return the page that lists all versions and leads to any two compared.

    `archives` are the newest first; `headlines` say what each changed of the one before.
    """
    newest = archives[0]
    sections = "".join(
        _version(one, archives[place + 1 :], headlines.get(one.version, ""))
        for place, one in enumerate(archives)
    )
    main = (
        "<h1>Versions, and what changed between them</h1>\n"
        "<p>A version stays at its address as it was released. What changed between any two is "
        "worked out from their tables: studies that came, values that were corrected, estimates "
        f'and verdicts that moved. New versions are told in a <a href="{FEED}">feed</a>.</p>'
        f"\n{sections}"
    )
    feed = (
        '<link rel="alternate" type="application/atom+xml" '
        f'title="What changed in the evidence" href="{FEED}">\n'
    )
    return page.document(f"Versions — {newest.title}", main, bar=bar(newest, ".."), head=feed)


def _version(one: Archive, older: Sequence[Archive], headline: str) -> str:
    links = "".join(
        f'<li><a href="{other.version}--{one.version}.html">with {other.version}</a></li>'
        for other in older
    )
    home = f"../v/{one.version}/{escape(one.home, quote=True)}.html"
    heading = f'<h2 id="{one.version}"><a href="{home}">Version {one.version}</a></h2>'
    said = f"<p>{escape(headline or 'The first version.')}</p>"
    day = f'<p class="versions">Released on {one.day}</p>'
    compared = f'<p>Compare it</p><ul class="choices">{links}</ul>' if links else ""
    return f"<section>{heading}{day}{said}{compared}</section>\n"


def lost(title: str, home: str, site: str, folders: Sequence[str]) -> str:
    """Return the page a host shows where there is none, at whatever depth that is.

    `site` is the address of the site; while it is not known, a script finds its root by
    the `folders` that stand there.
    """
    places = (
        (f"{home}.html", "The first page"),
        ("search.html", "Search"),
        ("changes/index.html", "All versions"),
    )
    base = site.rstrip("/")
    links = "".join(
        f'<li><a href="{escape(f"{base}/{path}", quote=True)}" data-path="{escape(path)}">'
        f"{said}</a></li>"
        for path, said in places
        if path.split("/")[0] in (*folders, "search.html")
    )
    main = (
        "<h1>There is no such page</h1>\n<p>It may have another name in the newest version. "
        "A page of an older version keeps its address, with the version in it.</p>\n"
        f'<ul class="choices">{links}</ul>'
    )
    script = ""
    if not base:
        script = _LOST.read_text("utf-8").replace("FOLDERS", json.dumps(list(folders)))
    head, policy = _allowed(script)
    name = f'<nav aria-label="The site"><span>{escape(title)}</span></nav>'
    top = f'<header class="bar">{name}</header>\n'
    return page.document(f"There is no such page — {title}", main + head, bar=top, policy=policy)


def _allowed(script: str) -> tuple[str, str]:
    """Return a script as HTML, and the policy that lets it and no other run."""
    if not script:
        return "", ""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"\n<script>{script}</script>", f"script-src 'sha256-{digest}'"

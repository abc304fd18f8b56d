"""What the page around a chapter's text needs to know, and what it ships: only what it uses."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from evidence import release

THEME = Path(__file__).parent / "theme"
STATIC = Path(__file__).parent / "static"
FEED = "changes/feed.xml"
_SHORT, _LONG = 70, 300
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ASSET = re.compile(rb"_static/([^\"'?#\s]+)")


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the page its description and its part of the book, and only the book's own files.

    Extensions add stylesheets and scripts to every page for components that this book
    lacks or that page.css and page.js do themselves.
    """
    context["description"] = description(doctree) or context["docstitle"]
    context["part"] = parts(app.env).get(pagename, "")
    context["edition"] = release.read(Path(app.srcdir))
    context["feed"] = site_address(app.config.html_baseurl, FEED)
    context["toctree"] = partial(_navigation, app, pagename, context["toctree"])
    shipped = {path.name for path in STATIC.iterdir()}
    for kind in ("css_files", "script_files"):
        context[kind] = [one for one in context[kind] if _name(one) in shipped]


def site_address(site: str, path: str) -> str:
    """Return the absolute address of a path of the site; "" while nobody knows where it is."""
    return f"{site.rstrip('/')}/{path}" if site else ""


def _navigation(app: Sphinx, pagename: str, make: Callable[..., str], **asked: Any) -> str:
    """Return the list of chapters as a page shows it.

    A page that is not in the list shows it as all others of its folder do: to make it takes
    as long as the rest of a short page.
    """
    listed = {name for names in app.env.toctree_includes.values() for name in names}
    if pagename in listed or pagename == app.config.root_doc:
        return make(**asked)
    kept: dict[Any, str] = _kept(app)
    key = (pagename.rpartition("/")[0], *sorted(asked.items()))
    if key not in kept:
        kept[key] = make(**asked)
    return kept[key]


@cache
def _kept(app: Sphinx) -> dict[Any, str]:
    return {}


def _name(asset: Any) -> str:
    return str(getattr(asset, "filename", asset) or "").removeprefix("_static/")


def description(doctree: nodes.document | None) -> str:
    """Return the first sentences of a page as plain text, at most 300 characters.

    Each line of a chapter's source is a sentence. Lines that are none, such as a link
    to the page above, are left out. Without a page, or words in it, the text is empty.
    """
    text = ""
    for line in _lines(doctree) if doctree else ():
        if len(text) >= _SHORT:
            break
        if line.endswith((".", "?", "!")):
            text = f"{text} {line}".strip()
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0] + " …"


def _lines(doctree: nodes.document) -> Iterator[str]:
    for node in doctree.findall(lambda one: isinstance(one, nodes.paragraph | nodes.raw)):
        if isinstance(node, nodes.paragraph):
            found = [node.astext()]
        else:
            # What directives make of the tables is HTML already.
            found = [unescape(_TAG.sub("", text)) for text in _PARAGRAPH.findall(node.astext())]
        for text in found:
            yield from (" ".join(line.split()) for line in text.split("\n"))


def parts(env: BuildEnvironment) -> dict[str, str]:
    """Return the part of the book each chapter stands in, by chapter; "" when it has no name."""
    found: dict[str, str] = {}
    for tree in env.tocs[env.config.root_doc].findall(addnodes.toctree):
        below = [name for _, name in tree["entries"] if name]
        while below:
            name = below.pop()
            found[name] = tree.get("caption") or ""
            below += env.toctree_includes.get(name, [])
    return found


def remove_unused(app: Sphinx, error: Exception | None) -> None:
    """Remove the static files that no page names, such as those of components not in use."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    pages = Path(app.outdir).rglob("*.html")
    used = {name for page in pages for name in _ASSET.findall(page.read_bytes())}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif os.fsencode(path.relative_to(folder).as_posix()) not in used:
            path.unlink()

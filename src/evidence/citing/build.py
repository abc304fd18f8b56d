"""The Sphinx side: every page gets its citation, and the files of it, when it is written."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from evidence import descriptor, display, store
from evidence.appendix import DICTIONARY
from evidence.citing import card, formats, head, panel, references, work
from evidence.citing.formats import Citation

CARD = f"{panel.FOLDER}/card.png"


def prepare(app: Sphinx, env: BuildEnvironment) -> None:
    """Read what every page needs, before the pages are written by several processes."""
    references.load(Path(app.srcdir))
    _cited(env)


def add(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give a page of the book its control and metadata, and write its citations beside it."""
    if doctree is None:
        return  # the search and the like
    citation = citation_of(app, pagename)
    bibliography = references.load(Path(app.srcdir))
    cited = _cited(app.env)[pagename]
    keys = references.behind(pagename, context["body"], cited, bibliography.works)
    page = _described(app, pagename, context["description"], sorted(cited & {*bibliography.works}))
    context["cite"] = panel.html(citation, page.prefix, len(keys))
    context["cite_head"] = head.html(citation, page)
    found = {
        panel.file(pagename, kind): formats.gaps_filled(text, formats.known(citation))
        for kind, text in formats.templates(citation).items()
    }
    if keys:
        found[panel.file(pagename, "bibtex", "-studies")] = references.bibtex(bibliography, keys)
        found[panel.file(pagename, "ris", "-studies")] = references.ris(bibliography, keys)
    for name, text in found.items():
        path = Path(app.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def citation_of(app: Sphinx, pagename: str) -> Citation:
    """Return the citation of a page; the first page stands for the book."""
    cited = work.read(Path(app.srcdir))
    title = cited.title if pagename == cited.home else app.env.titles[pagename].astext()
    return Citation(cited, pagename, title)


@cache
def _cited(env: BuildEnvironment) -> defaultdict[str, set[str]]:
    """Return the keys of the works each page cites, by page."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reference in env.domaindata.get("cite", {}).get("citation_refs", ()):
        found[reference.docname].update(target.key for target in reference.targets)
    return found


def _described(app: Sphinx, pagename: str, description: str, cited: list[str]) -> head.Described:
    root = Path(app.srcdir)
    works = references.load(root).works
    figures = display.figures_of(app.env).get(pagename)
    is_dictionary = pagename.rpartition("/")[2] == DICTIONARY
    package = descriptor.read_package(root) if is_dictionary else {}
    return head.Described(
        description=description,
        works=tuple(works[key] for key in cited),
        tables=tuple(descriptor.read(root).values()) if is_dictionary else (),
        package=(package.get("title", ""), package.get("description", "")),
        prefix="../" * pagename.count("/"),
        image=f"{display.FOLDER}/{next(iter(figures))}.png" if figures else CARD,
    )


def finish(app: Sphinx, error: Exception | None) -> None:
    """Draw the picture of pages without figures, and remove the citations of lost pages."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / panel.FOLDER
    cited = work.read(Path(app.srcdir))
    kept = {f"{page}{end}" for page in app.env.found_docs for end in ("", "-studies")}
    for path in folder.rglob("*.*"):
        if path.relative_to(folder).with_suffix("").as_posix() not in kept:
            path.unlink()
    if cited.site:
        svg = card.svg(cited)
        drawn = store.keep(
            Path(app.doctreedir) / "figures" / f"card-{store.text_state(svg)}.png",
            lambda: vl_convert.svg_to_png(svg),
        )
        (Path(app.outdir) / CARD).write_bytes(drawn)

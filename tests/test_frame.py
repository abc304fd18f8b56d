"""What the page around a chapter knows of it, and which files are shipped with it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.utils import new_document

from evidence import frame


def read(*children: nodes.Node) -> nodes.document:
    """Return a page that was read."""
    document = new_document("orchard")
    document.extend(children)
    return document


def paragraph(text: str) -> nodes.paragraph:
    """Return a paragraph; each line is a sentence."""
    return nodes.paragraph(text, text)


def raw(html: str) -> nodes.raw:
    """Return what a directive made of the tables."""
    return nodes.raw("", html, format="html")


def site(root: Path, **files: str) -> Any:
    """Write pages and static files; return what Sphinx gives when the build is finished."""
    for name in ("_static/page.css", "_static/unused.css", "_static/fonts/icons.woff"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for name, html in files.items():
        (root / f"{name}.html").write_text(html, encoding="utf-8")
    return SimpleNamespace(outdir=root, builder=SimpleNamespace(format="html"))


def static(root: Path) -> list[str]:
    """Return the names of what is left of the static files, folders included."""
    return sorted(p.relative_to(root / "_static").as_posix() for p in root.rglob("_static/**/*"))


def test_a_page_is_described_by_its_first_sentence() -> None:
    """A sentence that says enough stands alone."""
    first = "Apples were weighed in forty orchards by people who did not know the trees."
    assert frame.description(read(paragraph(f"{first}\nPears were not."))) == first


def test_short_sentences_are_joined_until_they_say_something() -> None:
    """A question is described together with its answer."""
    page = read(raw("<div><p class='q'>Do apples help?</p>"), paragraph("We do not know."))
    assert frame.description(page) == "Do apples help? We do not know."


def test_lines_that_are_no_sentences_do_not_describe_a_page() -> None:
    """A link to the page above and a heading are passed over."""
    page = read(paragraph("All trees · Smith, 2001"), raw("<h2>Trees</h2><p>An old tree.</p>"))
    assert frame.description(page) == "An old tree."


def test_a_description_is_plain_text() -> None:
    """Markup of what directives made is gone and its character references are read."""
    page = read(raw("<p>Pears <b>&amp;</b> &lt;plums&gt; &quot;both&quot;.</p>"))
    assert frame.description(page) == 'Pears & <plums> "both".'


def test_a_long_description_ends_after_a_word() -> None:
    """A search engine shows no more than about this."""
    said = frame.description(read(paragraph(" ".join(["apple"] * 90) + ".")))
    assert len(said) <= 302
    assert said.endswith("apple …")


def test_a_page_without_words_has_no_description() -> None:
    """The search and the index have no chapter behind them."""
    assert frame.description(None) == ""
    assert frame.description(read()) == ""


def test_static_files_that_no_page_names_are_removed(tmp_path: Path) -> None:
    """A component that the book lacks leaves nothing behind, not even its folder."""
    app = site(tmp_path, index='<link href="_static/page.css?v=1">')
    frame.remove_unused(app, None)
    assert static(tmp_path) == ["page.css"]


def test_a_file_that_any_page_names_in_any_way_is_kept(tmp_path: Path) -> None:
    """Scripts that are loaded later are named in data of the page."""
    named = '<form data-scripts="_static/unused.css ../_static/fonts/icons.woff"></form>'
    frame.remove_unused(site(tmp_path, index="", other=named), None)
    assert static(tmp_path) == ["fonts", "fonts/icons.woff", "unused.css"]


def test_nothing_is_removed_when_the_build_failed(tmp_path: Path) -> None:
    """Pages may be missing that would have named a file."""
    frame.remove_unused(site(tmp_path, index=""), ValueError())
    assert "unused.css" in static(tmp_path)


def listing(*listed: str) -> Any:
    """Return what Sphinx gives for a book whose contents list these chapters."""
    env = SimpleNamespace(toctree_includes={"book/index": list(listed)})
    return _App(env=env, config=SimpleNamespace(root_doc="book/index"))


class _App(SimpleNamespace):
    __hash__ = object.__hash__


def navigation(app: Any, *pages: str) -> list[str]:
    """Return the list of chapters on each page, which names the page it was made for."""
    return [frame._navigation(app, page, lambda page=page, **asked: page) for page in pages]


def test_pages_that_are_not_in_the_contents_share_the_list_of_chapters() -> None:
    """Those of another folder see the chapters at other addresses."""
    pages = ("book/study/smith", "book/study/lee", "book/question/apples")
    assert navigation(listing("book/rain"), *pages) == [pages[0], pages[0], pages[2]]


def test_a_chapter_has_its_own_list_which_marks_it() -> None:
    """The first page of the book has its own too."""
    pages = ("book/index", "book/rain", "book/snow")
    assert navigation(listing("book/rain", "book/snow"), *pages) == [*pages]

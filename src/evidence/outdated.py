"""Which pages are to be read again, and what tells: all that a page depends on is known.

A chapter may read the tables that its text names, and no other. It is read again when one
of them changed, or the package, or the environment; a page that is written from the tables,
when what it shows did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from evidence import appendix, chapters, copies, notices, prose, question, study, written


@dataclass(frozen=True)
class Made:
    """What a page was made of: the digest of all it reads, and of what it shows."""

    read: str
    shown: str


_NOT_MADE = Made("", "")
# The pages that are written from the tables, by their folder, and what gathers what they show.
_WRITTEN = {prose.STUDY_PAGES: study.gather, prose.QUESTION_PAGES: question.gather}


def find(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages whose tables, package or environment changed since they were read."""
    others = sorted(env.found_docs - added - changed - removed)
    texts = {docname: Path(env.doc2path(docname)).read_text("utf-8") for docname in others}
    known, now = _digests(env), {docname: _digest(app, text) for docname, text in texts.items()}
    changed_since = [
        docname for docname in others if known.get(docname, _NOT_MADE).read != now[docname]
    ]
    compared = [docname for docname in changed_since if known.get(docname, _NOT_MADE).shown]
    shown = _all_shown(app, {docname: texts[docname] for docname in compared})
    for docname, this in zip(compared, shown, strict=True):
        if this == known[docname].shown:
            # Another row of its tables changed: next time, that is not looked for again.
            known[docname] = Made(now[docname], this)
            changed_since.remove(docname)
    return changed_since


def give_permission(app: Sphinx, docname: str, source: list[str]) -> None:
    """Let the chapter read the tables it names, and tie it to their contents."""
    text = source[0]
    _digests(app.env)[docname] = Made(_digest(app, text), _shown(app, docname, text))
    source[0] = permitted(app, docname, source[0])


def permitted(app: Sphinx, docname: str, text: str) -> str:
    """Return the text of a document as it is read: it may read its tables, and no other."""
    names = tables_read(app, text)
    try:
        return chapters.with_permission(text, names, _digest(app, text))
    except ValueError as error:
        raise ExtensionError(f"{docname}.md: {error}") from None


def tables_read(app: Sphinx, text: str) -> tuple[str, ...]:
    """Return the names of the tables that a document depends on, sorted."""
    root = Path(app.srcdir)
    names = chapters.tables_read(text)
    if "{answer}" in text and notices.marks(root):
        names = tuple(sorted({*names, *question.TABLES}))
    return appendix.with_labels(root, names, text)


def _digest(app: Sphinx, text: str) -> str:
    return _digest_of(app, tables_read(app, text))


@cache
def _digest_of(app: Sphinx, names: tuple[str, ...]) -> str:
    # Once per build and set of tables: most pages read the same ones.
    return chapters.digest(Path(app.srcdir), names)


def _shown(app: Sphinx, docname: str, text: str) -> str:
    """Return what stands for all that a written page shows; “” for a chapter.

    Chapters run, and what they read is known by table only.
    """
    if _folder(docname) not in _WRITTEN:
        return ""
    return _with_package(app, written.digest(Path(app.srcdir), text))


def _all_shown(app: Sphinx, texts: Mapping[str, str]) -> list[str]:
    """Return the same for several written pages, given by name with their texts."""
    if not texts:
        return []
    root = Path(app.srcdir)
    for folder in set(map(_folder, texts)):
        # In this process, which keeps it for its copies and for the pages that it reads.
        _WRITTEN[folder](root)
    made = copies.each(partial(written.digest, root), list(texts.values()))
    return [_with_package(app, shown) for shown in made]


def _folder(docname: str) -> str:
    return docname.rpartition("/")[0]


def _with_package(app: Sphinx, shown: str) -> str:
    return f"{_digest_of(app, ())} {shown}" if shown else ""


def _digests(env: BuildEnvironment) -> dict[str, Made]:
    if not hasattr(env, "evidence_made"):
        env.evidence_made = {}  # type: ignore[attr-defined]
    return env.evidence_made  # type: ignore[attr-defined, no-any-return]

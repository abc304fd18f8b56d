"""The Sphinx extension: checks before the build, dependencies, and what is written after it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any

from pybtex.backends import plaintext
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from evidence import (
    age,
    ahead,
    api,
    appendix,
    chapters,
    checks,
    descriptor,
    directives,
    display,
    endings,
    entry_form,
    frame,
    garbage,
    guard,
    marking,
    outdated,
    pages,
    problems,
    prose,
    release,
    reporting,
    screening_page,
    search,
    shared,
    store,
    styled,
    tables,
    what_if,
)
from evidence.citing import build as citing
from evidence.conclusions import synthesised
from evidence.frame import STATIC
from evidence.intake import template

_STUDY_STUB = """---
orphan: true
---

# {label}

[All studies](../{browser}.md) · {{cite:t}}`{study_id}`

```{{study-page}} {study_id}
```
"""


# The plot of a question's studies belongs beneath the table of what was found.
_QUESTION_STUB = """---
orphan: true
---

# {title}

[All questions](../{browser}.md){harms}

```{{question-part}} {analysis_id} answer
```

## The question

```{{question-part}} {analysis_id} asked
```

## What was found

```{{question-part}} {analysis_id} found
```

```{{what-if}} {analysis_id}
```

## Put together

```{{question-part}} {analysis_id} together
```

## In absolute numbers

```{{question-part}} {analysis_id} absolute
```

## How certain this is

```{{question-part}} {analysis_id} certainty
```

## Done otherwise

```{{question-part}} {analysis_id} otherwise
```

## What is coming

```{{question-part}} {analysis_id} coming
```

## Whether it is kept up

```{{question-part}} {analysis_id} kept
```
"""


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect everything; called by Sphinx."""
    garbage.collect_seldom()
    app.add_search_language(search.English)
    app.add_html_theme("evidence", str(frame.THEME))
    # Else it is looked for among all installed packages anew for every citation.
    register_plugin("pybtex.backends", "plaintext", plaintext.Backend, force=True)
    app.connect("config-inited", prepare, priority=100)
    app.connect("config-inited", styled.register)
    app.connect("builder-inited", add_static_files)
    app.connect("env-get-outdated", outdated.find)
    app.connect("env-before-read-docs", begin_work)
    app.connect("env-get-updated", write_at_once)
    app.connect("env-purge-doc", display.forget)
    app.connect("source-read", outdated.give_permission)
    app.connect("env-updated", styled.recall, priority=100)
    app.connect("env-updated", shared.rewrite, priority=900)
    app.connect("doctree-read", appendix.append)
    app.connect("html-page-context", what_if.add_files)
    app.connect("html-page-context", api.name_site)
    app.connect("html-page-context", frame.add_context, priority=900)
    app.connect("env-updated", citing.prepare)
    app.connect("html-page-context", citing.add, priority=910)
    app.connect("doctree-resolved", marking.mark)
    app.connect("doctree-resolved", guard.addresses_lead_to_pages)
    app.connect("build-finished", display.write_files)
    app.connect("build-finished", write_bundle)
    app.connect("build-finished", write_templates)
    app.connect("build-finished", citing.finish)
    app.connect("build-finished", entry_form.write_rows)
    app.connect("build-finished", screening_page.write_records)
    app.connect("build-finished", api.write)
    app.connect("build-finished", remove_lost_pages)
    app.connect("build-finished", reporting.places_exist)
    app.connect("build-finished", frame.remove_unused, priority=900)
    app.connect("build-finished", settle_index)
    app.connect("build-finished", endings.end, priority=999)
    app.add_directive("answer", directives.Answer)
    app.add_directive("plain-language", directives.PlainLanguage)
    app.add_directive("verdicts", directives.Verdicts)
    app.add_directive("answers", directives.Answers)
    app.add_directive("what-if", what_if.WhatIf)
    app.add_directive("question-part", directives.QuestionPart)
    app.add_directive("study-page", directives.StudyPage)
    app.add_directive("data-dictionary", directives.DataDictionary)
    app.add_role_to_domain("glue", "text", appendix.NumberRole(), override=True)
    app.add_directive("entry-form", entry_form.EntryForm)
    app.add_directive("screening-page", screening_page.ScreeningPage)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def prepare(app: Sphinx, config: Config) -> None:
    """Stop the build when the sources are wrong; write the pages of studies and questions."""
    root = Path(app.srcdir)
    found = problems.errors(checks.check(root, synthesised.known(root)))
    if found:
        raise _stop(found)
    endings.begin(app)
    say_age(root, config)
    write_study_pages(root)
    write_question_pages(root)


def say_age(root: Path, config: Config) -> None:
    """Give every page the line that says how old the evidence is."""
    found = age.read(root)
    if found:
        # Part of the settings: Sphinx then writes every page again when the line changes.
        config.html_context = {**config.html_context, "age": age.html(found)}


def _stop(found: list[problems.Problem]) -> ExtensionError:
    lines = "\n".join(str(problem) for problem in found)
    return ExtensionError(f"{problems.summarise(found)}\n{lines}")


def write_study_pages(root: Path) -> None:
    """Write one small page per study, which its directive fills; remove pages of none."""
    wanted = {
        f"{study['study_id']}.md": _STUDY_STUB.format(
            label=_as_text(study["label"]), study_id=study["study_id"], browser=pages.BROWSER
        )
        for study in _rows_of("studies", root)
    }
    _write_pages(root / prose.STUDY_PAGES, wanted)


def write_question_pages(root: Path) -> None:
    """Write one small page per analysis, which its directives fill; remove pages of none."""
    wanted = {
        f"{row['analysis_id']}.md": _QUESTION_STUB.format(
            title=_as_text(row["title"]),
            analysis_id=row["analysis_id"],
            browser=pages.ANSWERS,
            harms=_link_to_harms(root),
        )
        for row in _rows_of("analyses", root)
    }
    _write_pages(root / prose.QUESTION_PAGES, wanted)


def _link_to_harms(root: Path) -> str:
    chapter = (root / prose.QUESTION_PAGES).parent / f"{pages.HARMS}.md"
    return f" · [Harms](../{pages.HARMS}.md)" if chapter.exists() else ""


def _rows_of(table: str, root: Path) -> list[dict[str, Any]]:
    return tables.records(table, root) if table in descriptor.read(root) else []


def _write_pages(folder: Path, wanted: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _as_text(text: str) -> str:
    """Return text in which Markdown sees no markup."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def begin_work(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the chapters that need it and draw, beside the reading; order it accordingly."""
    texts = {docname: Path(env.doc2path(docname)).read_text("utf-8") for docname in docnames}
    sources = {docname: outdated.permitted(app, docname, text) for docname, text in texts.items()}
    names = {docname: outdated.tables_read(app, text) for docname, text in texts.items()}
    root, kept = Path(app.srcdir), Path(app.doctreedir)
    others: list[ahead.Job] = []
    if app.builder.format == "html":
        others = [partial(api.make, root, kept / api.KEPT), *_templates(root, kept).values()]
    work = ahead.Work(env, sources, names, others)
    docnames.sort(key=work.order)
    app.connect("source-read", partial(_wait, work), priority=100)
    app.connect("build-finished", partial(_finish, work), priority=0)


def _wait(work: ahead.Work, _app: Sphinx, docname: str, _source: list[str]) -> None:
    try:
        work.wait_for(docname)
    except problems.SourceError as error:
        raise _stop(error.problems) from None


def _finish(work: ahead.Work, _app: Sphinx, error: Exception | None) -> None:
    if error:
        work.stop()
    else:
        work.finish()


def write_at_once(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the pages on every core, beside the process that resolves and indexes them."""
    # Not before: reading in parallel is not safe, and Sphinx warns where it is asked for.
    app.parallel = max(app.parallel, 1 + (os.cpu_count() or 1))
    return []


def add_static_files(app: Sphinx) -> None:
    """Add the package's stylesheets and scripts to every page."""
    # Not by html_static_path: Sphinx leaves out what the book excludes, src/ among it.
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    # MyST-NB writes its style after the pages, which then name it without its version. A
    # style left by the build before would be named with it.
    for path in folder.glob("mystnb.*.css"):
        path.unlink()
    for path in STATIC.iterdir():
        shutil.copyfile(path, folder / path.name)
    app.add_css_file("evidence.css", priority=900)
    app.add_css_file("cite.css", priority=905)
    app.add_js_file("cite.js", loading_method="defer")
    app.add_js_file("page.js", loading_method="defer")
    app.add_js_file("evidence.js", loading_method="defer")
    if release.read(Path(app.srcdir)):
        app.add_js_file("editions.js", loading_method="defer")


def write_templates(app: Sphinx, error: Exception | None) -> None:
    """Put the templates that people fill in beside the pages."""
    if error or app.builder.format != "html":
        return
    for path, make in _templates(Path(app.srcdir), Path(app.doctreedir)).items():
        make()
        name = path.name.rpartition("-")[2]
        shutil.copyfile(path, Path(app.outdir) / "_static" / name)


def _templates(root: Path, kept: Path) -> dict[Path, ahead.Job]:
    """Return what makes each of the templates, by the file that keeps it."""
    made_of = f"{store.environment()[:16]}-{chapters.digest(root, tuple(descriptor.read(root)))}"
    paths = (kept / "templates" / f"{made_of}-{name}" for name in template.NAMES)
    return {path: partial(template.keep, root, path) for path in paths}


def write_bundle(app: Sphinx, error: Exception | None) -> None:
    """Put the script for interactive figures beside the pages; no page loads it by itself."""
    if error or app.builder.format != "html":
        return
    kept = Path(sys.prefix) / "share" / "evidence"
    target = Path(app.outdir) / "_static" / display.BUNDLE
    shutil.copyfile(display.bundle(kept), target)


def settle_index(app: Sphinx, error: Exception | None) -> None:
    """Write the index of the search as a build from nothing does: no words of lost texts."""
    path = Path(app.outdir) / "searchindex.js"
    if error or not path.exists():
        return
    start, end = "Search.setIndex(", ")"
    index = json.loads(path.read_text(encoding="utf-8").removeprefix(start).removesuffix(end))
    for words in ("terms", "titleterms"):
        index[words] = {word: pages for word, pages in index[words].items() if pages != []}
    text = json.dumps(index, separators=(",", ":"), sort_keys=True)
    path.write_text(f"{start}{text}{end}", encoding="utf-8")


def remove_lost_pages(app: Sphinx, error: Exception | None) -> None:
    """Remove the pages, and the copies of the sources, of documents that are no more."""
    if error or app.builder.format != "html":
        return
    kept = {"index", "genindex", "search", *app.env.found_docs}
    for folder, suffix in ((Path(app.outdir), ".html"), (Path(app.outdir) / "_sources", ".md")):
        for path in folder.rglob(f"*{suffix}"):
            if path.relative_to(folder).with_suffix("").as_posix() not in kept:
                path.unlink()

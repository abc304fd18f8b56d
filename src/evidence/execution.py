"""Run the chapters that need it before Sphinx reads them, several at a time.

The results go into MyST-NB's own cache, where it finds them by the code of the
cells. All chapters are run before the failures of any are reported.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import create_nb_reader
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from evidence import chapters, runner, tables
from evidence.figures import MIME_TYPE
from evidence.problems import Problem, SourceError

logger = logging.getLogger(__name__)

_HEAD = "jupytext:"


def run_ahead(
    app: Sphinx,
    env: BuildEnvironment,
    sources: Mapping[str, str],
    names: Mapping[str, Iterable[str]],
) -> list[Any]:
    """Run the documents whose code is not in the cache, and put the results there.

    `sources` are the documents' texts as MyST-NB will see them, `names` the tables that they
    read, both by document. Returns the figures that the cells made. Raises SourceError with
    the place of every cell that failed.
    """
    config: Any = env.mystnb_config  # type: ignore[attr-defined]
    if config.execution_mode != "cache":
        return []
    cache = get_cache(config.execution_cache_path)
    failures: list[Problem] = []
    made: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        for path in runner.main(_write_pending(env, cache, sources, names, Path(folder))):
            docname = path.relative_to(folder).with_suffix("").as_posix()
            logger.info(f"ran {docname}")
            failure = _failure(path)
            if failure:
                failures.append(_problem(docname, sources[docname], failure))
                continue
            notebook = nbformat.v4.reads(path.with_suffix(runner.DONE).read_text("utf-8"))
            del notebook.metadata["folder"]
            bundle = CacheBundleIn(notebook, str(env.doc2path(docname)), data={})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            made += _figures(notebook)
    if failures:
        raise SourceError(sorted(failures, key=lambda problem: problem.file))
    return made


def _write_pending(
    env: BuildEnvironment,
    cache: Any,
    sources: Mapping[str, str],
    names: Mapping[str, Iterable[str]],
    folder: Path,
) -> Iterator[Path]:
    """Yield each document to be run, written as a notebook into a folder, when it is asked for."""
    for docname, text in sources.items():
        # A text is a notebook when it says so; to find that out takes long, and most do not.
        notebook = _read(env, docname, text) if _HEAD in text else None
        if notebook is None or _is_cached(cache, notebook):
            continue
        for name in names[docname]:
            # Here, so that the other documents, in copies of this process, have it too.
            tables.keys(name, Path(env.srcdir))
        notebook.metadata["folder"] = str(Path(env.doc2path(docname)).parent)
        path = folder / f"{docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        yield path


def _figures(notebook: Any) -> Iterator[Any]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME_TYPE in output.get("data", {}):
                yield json.loads(output["data"][MIME_TYPE])


def _problem(docname: str, text: str, failure: dict[str, Any]) -> Problem:
    start, _ = list(chapters.cells(text))[failure["cell"]]
    line = text[:start].count("\n") + failure["line"]
    found = f"the cell fails: {failure['found']}"
    return Problem(f"{docname}.md", line, 1, "", found, "mend the code there")


def _read(env: BuildEnvironment, docname: str, text: str) -> Any:
    config: Any = env.mystnb_config  # type: ignore[attr-defined]
    markdown: Any = env.myst_config  # type: ignore[attr-defined]
    reader = create_nb_reader(str(env.doc2path(docname)), markdown, config, text)
    return reader.read(text) if reader else None


def _is_cached(cache: Any, notebook: Any) -> bool:
    with suppress(KeyError):
        cache.match_cache_notebook(notebook)
        return True
    return False


def _failure(path: Path) -> dict[str, Any]:
    """Return what a notebook that was run failed with; nothing when it did not fail."""
    if path.with_suffix(runner.DONE).exists():
        return {}
    with suppress(FileNotFoundError):
        told: dict[str, Any] = json.loads(path.with_suffix(runner.FAILED).read_text("utf-8"))
        return told
    return {"cell": 0, "line": 1, "found": "the interpreter stopped without a word"}

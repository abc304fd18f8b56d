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


def run_ahead(app: Sphinx, env: BuildEnvironment, sources: Mapping[str, str]) -> list[Any]:
    """Run the documents whose code is not in the cache, and put the results there.

    `sources` are the documents' texts as MyST-NB will see them, by name. Returns the figures
    that the cells made. Raises SourceError with the place of every cell that failed.
    """
    config: Any = env.mystnb_config  # type: ignore[attr-defined]
    if config.execution_mode != "cache":
        return []
    cache = get_cache(config.execution_cache_path)
    # A text is a notebook when it says so; to find that out takes long, and most pages do not.
    notebooks = {
        docname: _read(env, docname, text) for docname, text in sources.items() if _HEAD in text
    }
    pending = {
        docname: notebook
        for docname, notebook in notebooks.items()
        if notebook is not None and not _is_cached(cache, notebook)
    }
    _read_tables(Path(env.srcdir), (sources[docname] for docname in pending))
    failures: list[Problem] = []
    made: list[Any] = []
    for docname, outcome in _run(env, pending):
        logger.info(f"ran {docname}")
        if "found" in outcome:
            failures.append(_problem(docname, sources[docname], outcome))
            continue
        notebook = _with_outputs(pending[docname], nbformat.from_dict(outcome))
        bundle = CacheBundleIn(notebook, str(env.doc2path(docname)), data={})
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        made += _figures(notebook)
    if failures:
        raise SourceError(failures)
    return made


def _read_tables(root: Path, texts: Iterable[str]) -> None:
    """Read here, once, the tables that several chapters will read in copies of this process."""
    for name in {name for text in texts for name in chapters.tables_read(text)}:
        tables.keys(name, root)


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


def _run(env: BuildEnvironment, pending: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not pending:
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = {docname: Path(folder) / f"{i}.ipynb" for i, docname in enumerate(pending)}
        for docname, path in paths.items():
            notebook = nbformat.from_dict(pending[docname])
            notebook.metadata["folder"] = str(Path(env.doc2path(docname)).parent)
            nbformat.write(notebook, path)
        runner.main(list(map(str, paths.values())))
        for docname, path in paths.items():
            yield docname, _outcome(path)


def _outcome(path: Path) -> dict[str, Any]:
    for suffix in (runner.DONE, runner.FAILED):
        if path.with_suffix(suffix).exists():
            outcome: dict[str, Any] = json.loads(path.with_suffix(suffix).read_text("utf-8"))
            return outcome
    return {"cell": 0, "line": 1, "found": "the interpreter stopped without a word"}


def _with_outputs(notebook: Any, executed: Any) -> Any:
    for cell, done in zip(notebook.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = done.outputs
            cell.execution_count = done.execution_count
    return notebook

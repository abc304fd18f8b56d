"""What chapters run as, and what came of it.

The results go into MyST-NB's own cache, where it finds them by the code of the cells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import create_nb_reader
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from evidence import chapters, runner, tables
from evidence.figures import MIME_TYPE
from evidence.problems import Problem, SourceError

logger = logging.getLogger(__name__)

_HEAD = "jupytext:"


def write_pending(
    env: BuildEnvironment,
    sources: Mapping[str, str],
    names: Mapping[str, Iterable[str]],
    folder: Path,
) -> dict[str, Path]:
    """Write the documents whose code is not in the cache into a folder, to be run there.

    `sources` are the documents' texts as MyST-NB will see them, `names` the tables that they
    read, both by document. Returns the notebook of each; none where MyST-NB runs them itself.
    """
    cache = _cache(env)
    if cache is None:
        return {}
    pending = {}
    for docname, text in sources.items():
        # A text is a notebook when it says so; to find that out takes long, and most do not.
        notebook = _read(env, docname, text) if _HEAD in text else None
        if notebook is None or _is_cached(cache, notebook):
            continue
        for name in names[docname]:
            # Here, so that the documents, in copies of this process, have it when they run.
            tables.keys(name, Path(env.srcdir))
        notebook.metadata["folder"] = str(Path(env.doc2path(docname)).parent)
        pending[docname] = path = folder / f"{docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    return pending


def keep(env: BuildEnvironment, docname: str, text: str, path: Path) -> list[Any]:
    """Put what came of a document that was run into the cache, and return its figures.

    Raises SourceError with the place of the cell that failed.
    """
    logger.info(f"ran {docname}")
    failure = _failure(path)
    if failure:
        raise SourceError([_problem(docname, text, failure)])
    notebook = nbformat.v4.reads(path.with_suffix(runner.DONE).read_text("utf-8"))
    del notebook.metadata["folder"]
    bundle = CacheBundleIn(notebook, str(env.doc2path(docname)), data={})
    _cache(env).cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    return list(_figures(notebook))


def _cache(env: BuildEnvironment) -> Any:
    config: Any = env.mystnb_config  # type: ignore[attr-defined]
    return get_cache(config.execution_cache_path) if config.execution_mode == "cache" else None


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

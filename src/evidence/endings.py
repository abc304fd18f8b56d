"""How builds end: what a build that was killed left half done is never taken for done."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.application import Sphinx

from evidence import garbage, release, store

# What a build keeps by what it was made of is whole or not there: see `evidence.store`.
KEPT = ("api", "figures", "plots", "specifications", "templates")
_MARK = "unfinished"
_DRESSED = "dressed"


def begin(app: Sphinx) -> None:
    """Mark that a build runs; where the one before did not come to its end, forget its work.

    Sphinx takes a page for written once it was read, and the cache of cells knows a result
    before it has it. Pages made with other templates, scripts or libraries are forgotten too,
    and those of another version: each page says which it is.
    """
    output, doctrees = Path(app.outdir), Path(app.doctreedir)
    mark, dressed = doctrees / _MARK, doctrees / _DRESSED
    now = f"{store.look()}\n{store.environment()}\n{release.read(Path(app.srcdir))}"
    if mark.exists():
        executed = app.config.nb_execution_cache_path or output.parent / ".jupyter_cache"
        shutil.rmtree(executed, ignore_errors=True)
        # The mark last: this may be killed as well.
        _empty(doctrees, *KEPT, _MARK)
    if not dressed.exists() or dressed.read_text(encoding="utf-8") != now:
        _empty(output)
    doctrees.mkdir(parents=True, exist_ok=True)
    mark.touch()
    dressed.write_text(now, encoding="utf-8")


def end(app: Sphinx, error: Exception | None) -> None:
    """Take the mark away; of an error Sphinx itself takes care."""
    (Path(app.doctreedir) / _MARK).unlink(missing_ok=True)
    garbage.look_no_more()


def _empty(folder: Path, *kept: str) -> None:
    for path in folder.iterdir() if folder.exists() else ():
        if path.name in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

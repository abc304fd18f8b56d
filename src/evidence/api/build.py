"""Write the tables and the documents at the end of a build, each only where it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from sphinx.application import Sphinx

from evidence import bibliography, descriptor, display, notices, release, store
from evidence.api import claims, figures, listing, outcomes, published, questions, studies
from evidence.api.documents import FOLDER, Document, Edition, text_of
from evidence.api.schemas import FOLDER as SCHEMAS
from evidence.api.schemas import has, schemas
from evidence.api.schemas import text_of as schema_text

# What the folder that keeps what builds make is called.
KEPT = "api"
_FAMILIES = (studies, outcomes, questions, claims)


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the tables and the documents beside the pages; remove those of before."""
    if error or app.builder.format != "html":
        return
    root, kept = Path(app.srcdir), Path(app.doctreedir) / KEPT
    drawn = display.figures_of(app.env)
    _replace(Path(app.outdir) / published.FOLDER, published.files(root, release.read(root)))
    _replace(Path(app.outdir) / FOLDER, files(root, kept, drawn))


def files(
    root: Path, kept: Path, drawn: Mapping[str, Mapping[str, display.Payload]]
) -> dict[str, bytes]:
    """Return the documents and their schemas by their paths below the interface's address.

    Those made of the tables are made once for each state of them, and kept in a folder.
    """
    edition = _edition(root)
    path = make(root, kept)
    made = json.loads(path.read_bytes())
    for other in kept.glob("*.json"):
        if other != path:
            other.unlink()
    pictured = _written(figures.documents(drawn), edition)
    names = [name.removesuffix(".json") for name in (*made, *pictured)]
    begin = _written([listing.index(root, names)], edition)
    told = {name: text.encode() for name, text in {**made, **pictured, **begin}.items()}
    return told


def make(root: Path, kept: Path) -> Path:
    """Return the file that keeps the documents made of the tables, made where there is none."""
    path = kept / f"{_state(root)}.json"
    store.keep(path, lambda: _made(root, _edition(root)))
    return path


def _edition(root: Path) -> Edition:
    return Edition(release.read(root), str(published.licence(root).get("name", "")))


def _state(root: Path) -> str:
    """Return what stands for all that the documents of the tables are made of."""
    tables = store.state(root, (root / one.file for one in descriptor.read(root).values()))
    others = (root / name for name in (descriptor.PATH, bibliography.PATH, release.FILE))
    made_of = (store.package(), store.environment(), tables, store.state(root, others))
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def _made(root: Path, edition: Edition) -> bytes:
    described = {f"{SCHEMAS}/{name}.json": schema_text(one) for name, one in schemas(root).items()}
    return json.dumps({**_written(of_tables(root), edition), **described}).encode()


def of_tables(root: Path) -> Iterator[Document]:
    """Yield the documents that are made of the tables a project has.

    Their texts name retracted and questioned studies with the mark, as the pages do.
    """
    known = descriptor.read(root)
    families = (one.documents(root) for one in _FAMILIES if has(known, one.TABLES))
    labels = notices.labels(root)
    for one in chain(listing.table_documents(root), *families):
        yield replace(one, data=notices.in_data(one.data, labels)) if labels else one


def _written(documents: Iterable[Document], edition: Edition) -> dict[str, str]:
    return {one.path: text_of(edition, one) for one in documents}


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files; one that holds the same already is left alone."""
    for name, data in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()

"""What stands on every page: when it changes, every page is written again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from evidence import citing


def rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return all pages when what they share changed since they were written, else none.

    Sphinx writes a page again when its own text changed, but the titles of others stand in
    its navigation and its links.
    """
    now = _state(env)
    if getattr(env, "evidence_frame", "") == now:
        return []
    env.evidence_frame = now  # type: ignore[attr-defined]
    return sorted(env.found_docs)


def _state(env: BuildEnvironment) -> str:
    labels = env.domaindata["std"]
    shared = {
        "cited": asdict(citing.read(Path(env.srcdir))),
        "titles": {name: title.astext() for name, title in env.titles.items()},
        "order": env.toctree_includes,
        "labels": [labels[kind] for kind in ("labels", "anonlabels")],
        "headings": {
            name: [[slug, *map(str, found)] for slug, found in said.get("myst_slugs", {}).items()]
            for name, said in env.metadata.items()
        },
    }
    text = json.dumps(shared, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()

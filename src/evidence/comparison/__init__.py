"""The evidence diff: what a change does to the tables, and to what may be concluded from them.

`compare` works over two folders and gives plain data; `markdown`, `page` and `record`
make it readable for a pull request, for a browser and for programs.
"""

from __future__ import annotations

from pathlib import Path

from evidence.comparison import markdown, page, record
from evidence.comparison.comparison import Comparison, compare
from evidence.comparison.versions import Version, VersionError, opened

__all__ = ["Comparison", "Version", "VersionError", "compare", "opened", "report"]

_FORMS = {"markdown": markdown.render, "html": page.render, "json": record.render}


def report(project: Path, base: str, head: str | None, form: str) -> str:
    """Return the comparison of two versions of a project as “markdown”, “html” or “json”.

    `base` and `head` are folders or git revisions of the project; without a head it is the
    project as it stands. Raises VersionError when a side cannot be read.
    """
    with opened(base, project) as before, opened(head, project) as after:
        return _FORMS[form](compare(before, after))

"""A draft of what the changelog says of the evidence, for a person to edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evidence import release
from evidence.comparison import state, story, wording
from evidence.comparison.comparison import Comparison
from evidence.comparison.state import Sources
from evidence.comparison.versions import Version

PATH = release.CHANGELOG
_TABLE = "corrections"
_NEW = re.compile(r"^## Unreleased\n", re.MULTILINE)
_NEXT = re.compile(r"^## ", re.MULTILINE)


def heading(found: Comparison) -> str:
    """Return what the entry about a comparison is found by."""
    return f"### Evidence since {found.base}"


def draft(found: Comparison, head: Version) -> str:
    """Return the entry about a comparison, its heading first, in Markdown."""
    lines = [wording.headline(found), *story.tell(found)]
    silent = uncorrected(found, state.read(head.root))
    if silent:
        lines.append(f"To do: these values changed and have no row in data/{_TABLE}.csv.")
    items = [*(f"- {_plain(line)}" for line in lines), *(f"  - {_plain(one)}" for one in silent)]
    return "\n".join([heading(found), "", *items, ""])


def _plain(text: str) -> str:
    """Return text on one line in which Markdown sees no markup."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def uncorrected(found: Comparison, after: Sources) -> list[str]:
    """Return the values of studies that are not what they were and are no public correction.

    A value that was blank before is new, not corrected. A public correction is a row whose
    “what” names the table, the key of the row and the column as *A wrong value* writes it.
    """
    sheet = after.sheets.get(_TABLE)
    known = {row["what"] for row in sheet.rows} if sheet else set()
    return [said for what, said in _changed(found) if what not in known]


def _changed(found: Comparison) -> Iterator[tuple[str, str]]:
    for table in found.tables:
        for row in table.corrected:
            for cell in row.cells:
                if row.study and cell.before:
                    what = f"{table.table}, {', '.join(row.key)}: {cell.column}"
                    yield what, f"{what}: {cell.before} {wording.ARROW} {cell.after or 'blank'}"


def write(project: Path, found: Comparison, text: str) -> bool:
    """Put a draft at the end of what is unreleased in the changelog of a project.

    Returns False, and writes nothing, when there is an entry already: it may be edited.
    """
    path = project / PATH
    said = path.read_text(encoding="utf-8")
    if f"{heading(found)}\n" in said:
        return False
    start = _NEW.search(said)
    if start is None:
        raise ValueError(f"{PATH} has no heading “## Unreleased” → write one above the versions")
    following = _NEXT.search(said, start.end())
    end = following.start() if following else len(said)
    before, after = said[:end].rstrip("\n"), said[end:]
    gap = "\n" if after else ""
    path.write_text(f"{before}\n\n{text}{gap}{after}", encoding="utf-8")
    return True

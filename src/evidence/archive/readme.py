"""The archive's own README, for somebody who has this one file and Python."""

from __future__ import annotations

from pathlib import Path
from string import Template

from evidence.citing import Work, formats

NAME = "README.md"
_TEMPLATE = Path(__file__).with_name("readme.txt")


def write(work: Work) -> bytes:
    """Return the README of a release."""
    assert work.release is not None, "the sources are stamped first"
    return (
        Template(_TEMPLATE.read_text(encoding="utf-8"))
        .substitute(
            title=work.title,
            abstract=work.abstract,
            version=work.release.version,
            date=work.release.date.isoformat(),
            stem=work.stem,
            citation=formats.line(work),
            licences=" and ".join(work.licences),
        )
        .encode()
    )

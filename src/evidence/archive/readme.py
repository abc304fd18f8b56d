"""The archive's own README, for somebody who has this one file and Python."""

from __future__ import annotations

from pathlib import Path
from string import Template

from evidence.archive.about import About

NAME = "README.md"
_TEMPLATE = Path(__file__).with_name("readme.txt")


def write(about: About) -> bytes:
    """Return the README of a release."""
    return (
        Template(_TEMPLATE.read_text(encoding="utf-8"))
        .substitute(
            title=about.title,
            abstract=about.abstract,
            version=about.release.version,
            date=about.release.date.isoformat(),
            stem=about.stem,
            citation=about.citation,
            licences=" and ".join(about.licences),
        )
        .encode()
    )

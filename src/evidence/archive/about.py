"""What a release says about itself, read from its stamped sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evidence import descriptor, release
from evidence.archive import stamps
from evidence.release import Release


@dataclass(frozen=True)
class About:
    """A release as it is cited: who made what, when, and under which licences (SPDX)."""

    name: str
    title: str
    abstract: str
    authors: tuple[dict[str, str], ...]
    licences: tuple[str, ...]
    keywords: tuple[str, ...]
    release: Release

    @property
    def stem(self) -> str:
        """The name of the archive without its ending, and of what is unpacked."""
        return f"{self.name}-{self.release.version}"

    @property
    def citation(self) -> str:
        """How to cite the release, in one line."""
        made, by = self.release, "; ".join(map(author, self.authors))
        return f"{by}. {self.title}. Version {made.version}, {made.date.isoformat()}."


def read(source: Path) -> About:
    """Return what the citation file, the descriptor and the stamp of a release say."""
    made = release.read(source)
    assert made is not None, "the sources are stamped first"
    cited: dict[str, Any] = yaml.safe_load((source / stamps.CITATION).read_text(encoding="utf-8"))
    licences = cited.get("license", [])
    return About(
        name=descriptor.read_package(source)["name"],
        title=cited["title"],
        abstract=cited.get("abstract", cited["title"]).strip(),
        authors=tuple(cited["authors"]),
        licences=tuple([licences] if isinstance(licences, str) else licences),
        keywords=tuple(cited.get("keywords", ())),
        release=made,
    )


def author(one: dict[str, str]) -> str:
    """Return the name of an author as the citation file gives it, a person or a group."""
    parts = (one.get("given-names", ""), one.get("name-particle", ""), one.get("family-names", ""))
    return one.get("name") or " ".join(part for part in parts if part)

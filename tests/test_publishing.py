"""What the workflow that publishes runs: an archive per version, all in the site, none replaced."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from test_workflows import Place

GH = """#!/usr/bin/env bash
# Stands for GitHub's program: releases are folders with the files attached to them.
echo "gh $*" >> "$NOTES"
here="$ANSWERS/releases/${3:-}"
case "$2" in
  list) ls "$ANSWERS/releases" ;;
  view) test -d "$here" ;;
  create) mkdir -p "$here"; cp "$4" "$here" ;;
  upload) test ! -e "$here/$(basename "$4")" && cp "$4" "$here" ;;
  download) mkdir -p "$7"; cp "$here"/$5 "$7" ;;
esac
"""

MAKE = """#!/usr/bin/env bash
# Stands for make: a snapshot is a small file, and sets a tag that must not be there.
echo "make $*" >> "$NOTES"
case "$*" in
  "snapshot VERSION="*)
    version="${2#VERSION=}"
    git tag --annotate --message "$version" "$version"
    mkdir -p _build/releases
    cat "$ANSWERS/bytes" > "_build/releases/orchard-$version.zip" ;;
esac
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a checkout of a tagged version, beside a host of releases."""
    place = Place(tmp_path)
    for name, text in (("gh", GH), ("make", MAKE)):
        (tmp_path / "bin" / name).write_text(text, "utf-8")
    (place.answers / "releases").mkdir()
    place.answer("bytes", "as released")
    place.environment["GITHUB_REF_NAME"] = "2026.12"
    place.git("tag", "2026.12")
    return place


def _refused(place: Place, script: str) -> str:
    done = subprocess.run(
        ["bash", f"tools/{script}"],
        cwd=place.folder,
        env=place.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    return done.stderr


def _attached(place: Place, version: str, text: str = "as released") -> Path:
    path = place.answers / "releases" / version / f"orchard-{version}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_tag_becomes_an_archive_attached_to_its_release(place: Place) -> None:
    """The snapshot is made on the commit that was tagged."""
    place.run("make-release.sh")
    asked = place.run("attach-release.sh")
    assert "make snapshot VERSION=2026.12\n" in asked
    archive = place.answers / "releases/2026.12/orchard-2026.12.zip"
    assert archive.read_text("utf-8") == "as released"
    assert place.git("rev-list", "-n1", "2026.12") == place.git("rev-parse", "HEAD")


def test_a_release_made_by_hand_gets_the_archive(place: Place) -> None:
    """Its text stays as it was written."""
    (place.answers / "releases/2026.12").mkdir()
    place.run("make-release.sh")
    asked = place.run("attach-release.sh")
    assert "gh release upload 2026.12 _build/releases/orchard-2026.12.zip\n" in asked
    assert "release create" not in asked


def test_publishing_again_what_is_published_changes_nothing(place: Place) -> None:
    """As when the workflow was stopped after that step."""
    _attached(place, "2026.12")
    place.run("make-release.sh")
    asked = place.run("attach-release.sh")
    assert "upload" not in asked and "create" not in asked


def test_a_published_version_is_never_replaced(place: Place) -> None:
    """A tag that was moved is told from the version that people cite."""
    path = _attached(place, "2026.12", "what people cite")
    place.run("make-release.sh")
    said = _refused(place, "attach-release.sh")
    assert "version 2026.12 is published with other bytes" in said
    assert path.read_text("utf-8") == "what people cite"


def test_the_site_is_made_of_all_released_versions(place: Place) -> None:
    """Releases that are no versions of the book are left alone."""
    for version in ("2026.12", "2026.12.1", "2027.02"):
        _attached(place, version)
    _attached(place, "tools-1")
    asked = place.run("get-releases.sh")
    found = sorted(path.name for path in (place.folder / "_build/releases").iterdir())
    assert found == [
        "orchard-2026.12.1.zip",
        "orchard-2026.12.zip",
        "orchard-2027.02.zip",
    ]
    assert "make" not in asked


def test_before_the_first_release_the_book_is_built(place: Place) -> None:
    """The site is the book as it stands."""
    assert place.run("get-releases.sh").endswith("make --silent book\n")

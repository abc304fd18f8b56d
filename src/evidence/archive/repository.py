"""What git knows about the project: what is committed, what is not, and which versions are."""

from __future__ import annotations

import io
import subprocess
import tarfile
from datetime import date
from pathlib import Path


class RepositoryError(Exception):
    """Git cannot say or do what is asked; the message says what to do."""


def require(root: Path) -> None:
    """Raise RepositoryError unless the project is in a git repository with a commit."""
    if _run(root, "rev-parse", "--git-dir").returncode:
        raise RepositoryError(
            "this project is in no git repository, and a release is made of what git keeps → "
            "clone the repository, or run `git init` and commit the files"
        )
    if _run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        raise RepositoryError("nothing is committed yet → commit what is to be released")


def changed(root: Path) -> list[str]:
    """Return the files of the project that are not as they are committed, new ones too."""
    asked = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    return [line[3:] for line in _ask(root, *asked).split("\0") if line]


def commit(root: Path) -> str:
    """Return the name of the commit that is checked out."""
    return _ask(root, "rev-parse", "HEAD").strip()


def committed_on(root: Path, commit: str) -> date:
    """Return the day of a commit, where it was made."""
    return date.fromisoformat(_ask(root, "log", "-1", "--format=%cs", commit).strip())


def tags(root: Path) -> list[str]:
    """Return the names of all tags."""
    return _ask(root, "tag", "--list").split()


def export(root: Path, commit: str, folder: Path) -> list[str]:
    """Write the project as it was committed into a folder; return the files, sorted.

    Raises RepositoryError when there is a link among them: an archive holds files only.
    """
    packed = _run(root, "archive", "--format=tar", commit).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        members = [one for one in archive if not one.isdir()]
        links = [one.name for one in members if not one.isfile()]
        if links:
            found = f"{links[0]} is a link, and a release holds files only"
            raise RepositoryError(f"{found} → put the file itself in its place, and commit")
        archive.extractall(folder, filter="data")
    return sorted(one.name for one in members)


def tag(root: Path, version: str, commit: str) -> None:
    """Set the annotated tag of a version on a commit."""
    done = _run(root, "tag", "--annotate", "--message", f"Release {version}", version, commit)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else "it does not say why"
        raise RepositoryError(f"git set no tag {version}: {why} → mend that, then try again")


def _ask(root: Path, *arguments: str) -> str:
    done = _run(root, *arguments)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise RepositoryError(f"git {arguments[0]} failed: {said}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        found = "a release is made of what git keeps, and git is not here"
        raise RepositoryError(f"{found} → install git") from None

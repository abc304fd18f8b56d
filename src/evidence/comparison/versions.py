"""The two sides of a comparison: a folder, or a git revision read into a temporary one."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence import bibliography, descriptor, prose

WORKING_TREE = "the working tree"
_READ = ("data/", "book/", "src/", bibliography.PATH, prose.TOC)


class VersionError(Exception):
    """A side of the comparison that cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Version:
    """A state of the project: what to call it, and the folder it stands in."""

    name: str
    root: Path


@contextmanager
def opened(name: str | None, project: Path) -> Iterator[Version]:
    """Give the version that a folder or a git revision of the project names.

    Without a name it is the project as it stands. A revision is read into a temporary
    folder that is gone afterwards. Raises VersionError when there is no such folder or
    revision, or when it holds no tables.
    """
    if name is None:
        yield Version(WORKING_TREE, project)
    elif (Path(name) / descriptor.PATH).is_file():
        yield Version(Path(name).resolve().name, Path(name).resolve())
    else:
        commit = _commit(name, project)
        with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
            root = Path(folder).resolve()
            _extract(commit, project, root)
            if not (root / descriptor.PATH).is_file():
                raise VersionError(f"“{name}” holds no {descriptor.PATH} → name a later revision")
            yield Version(f"{name} ({commit[:7]})", root)


def _commit(name: str, project: Path) -> str:
    """Return the full name of the commit a revision stands for."""
    if Path(name).is_dir() and not _is_revision(name, project):
        cure = "name the folder of a project, or a revision"
        raise VersionError(f"the folder “{name}” holds no {descriptor.PATH} → {cure}")
    _git(project, "rev-parse", "--git-dir", failing="this project is in no git repository")
    if not _is_revision(name, project):
        found = f"“{name}” is neither a folder nor a revision that git knows here"
        raise VersionError(f"{found} → {_cure(project)}")
    return _run(project, "rev-parse", "--verify", "--end-of-options", _peeled(name)).stdout.decode(
        "ascii"
    )[:40]


def _cure(project: Path) -> str:
    shallow = _run(project, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    if shallow:
        return "this copy has no history: run `git fetch --unshallow`, or name a folder"
    return "name a branch, a tag, a commit or a folder"


def _is_revision(name: str, project: Path) -> bool:
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", _peeled(name))
    return _run(project, *asked).returncode == 0


def _peeled(name: str) -> str:
    return f"{name}^{{commit}}"


def _extract(commit: str, project: Path, root: Path) -> None:
    """Write the sources of a commit, regular files only, into a folder."""
    # Run in the project's folder, git packs that folder and nothing above it.
    packed = _git(project, "archive", "--format=tar", commit, failing=f"git cannot read {commit}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        wanted = [one for one in archive if one.isfile() and one.name.startswith(_READ)]
        archive.extractall(root, wanted, filter="data")


def _git(project: Path, *arguments: str, failing: str) -> bytes:
    done = _run(project, *arguments)
    if done.returncode:
        raise VersionError(f"{failing} → name a folder instead of a revision")
    return done.stdout


def _run(project: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=project, capture_output=True, check=False)
    except FileNotFoundError:
        cure = "install git, or name a folder"
        raise VersionError(f"a revision is read with git, which is not here → {cure}") from None

"""Making a release: what is committed is exported, stamped, built, packed, verified, tagged."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from evidence import checks, citing, problems, release
from evidence.archive import (
    container,
    contents,
    rebuilding,
    repository,
    stamps,
    verification,
)
from evidence.release import Release

FOLDER = Path("_build/releases")
_UNFINISHED = ".unfinished"
_NEEDED = (*citing.FILES, stamps.PROJECT, "src/evidence/__init__.py", rebuilding.LOCK)
_MOST_NAMED = 10


class SnapshotError(Exception):
    """No release was made; the message says what was found and what to do."""


@dataclass(frozen=True)
class Snapshot:
    """A release that was made: its file, the SHA-256 of it, and how many files it holds."""

    path: Path
    digest: str
    files: int


def make(root: Path, version: str, output: Path, *, tagged: bool = True) -> Snapshot:
    """Make a release of what is committed and return it.

    The project is only read, apart from the tag. The archive appears in `output` when it is
    whole and verified, and its tag after it; when anything fails before, neither is there.
    Raises SnapshotError.
    """
    try:
        _require_clean(root)
        _require_new(version, repository.tags(root), output)
        commit = repository.commit(root)
        made = Release(version, repository.committed_on(root, commit))
        with _workshop(output) as folder:
            path, files = _packed(root, commit, made, folder)
            digest = _verified(path)
            kept = output / path.name
            path.rename(kept)
        if tagged:
            _tag(root, version, commit, kept)
    except (repository.RepositoryError, rebuilding.RebuildError) as error:
        raise SnapshotError(str(error)) from None
    return Snapshot(kept, digest, files)


def _require_clean(root: Path) -> None:
    repository.require(root)
    changed = repository.changed(root)
    if changed:
        shown = ", ".join(changed[:_MOST_NAMED])
        more = len(changed) - _MOST_NAMED
        others = f" and {more} more" if more > 0 else ""
        raise SnapshotError(
            f"not committed: {shown}{others} → commit what belongs to the release, "
            "and put the rest away with `git stash --include-untracked`"
        )


def _require_new(version: str, tags: list[str], output: Path) -> None:
    try:
        order = release.order(version)
    except ValueError as error:
        raise SnapshotError(str(error)) from None
    made = {tag: f"the tag {tag}" for tag in tags if _is_version(tag)}
    for path in sorted(output.glob("*.zip")):
        name = path.stem.rpartition("-")[2]
        if _is_version(name):
            made.setdefault(name, str(path))
    if not made:
        return
    newest = max(made, key=release.order)
    cure = f"name a newer one; a correction of {newest} is {_correction(newest)}"
    if version in made:
        raise SnapshotError(f"version {version} is there already: {made[version]} → {cure}")
    if order < release.order(newest):
        raise SnapshotError(f"{version} is older than {newest}, {made[newest]} → {cure}")


def _is_version(name: str) -> bool:
    with suppress(ValueError):
        return bool(release.order(name))
    return False


def _correction(version: str) -> str:
    year, month, correction = release.order(version)
    return f"{year}.{month:02}.{correction + 1}"


@contextmanager
def _workshop(output: Path) -> Iterator[Path]:
    """Give a folder to work in, beside where the archive will be, and gone afterwards.

    What a killed run left there is removed first.
    """
    folder = output / _UNFINISHED
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _packed(root: Path, commit: str, made: Release, folder: Path) -> tuple[Path, int]:
    source = folder / "source"
    names = repository.export(root, commit, source)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise SnapshotError(f"{missing[0]} is not in git → add and commit it: a release needs it")
    _require_sound(source)
    stamps.stamp(source, made)
    book = rebuilding.build(source.resolve(), folder.resolve() / "package")
    files = contents.arrange(source, [*names, release.FILE], book)
    path = folder / f"{citing.read(source).stem}.zip"
    container.pack(path, files)
    return path, len(files)


def _require_sound(source: Path) -> None:
    differing = rebuilding.differing_packages(
        (source / rebuilding.LOCK).read_text(encoding="utf-8")
    )
    if differing:
        said = "\n".join(differing)
        cure = "run `make book`, which installs them, then try again"
        raise SnapshotError(f"{said}\nthe packages here are not those of the lock → {cure}")
    found = problems.errors(checks.check(source))
    if found:
        said = "\n".join(map(str, found))
        summary = problems.summarise(found)
        raise SnapshotError(f"{said}\nthe check found {summary} → mend and commit them first")


def _verified(path: Path) -> str:
    report = verification.verify(path)
    if report.faults:
        said = "\n".join(report.faults)
        raise SnapshotError(f"{said}\nthe archive is not what was packed → try another disk")
    return report.digest


def _tag(root: Path, version: str, commit: str, archive: Path) -> None:
    try:
        repository.tag(root, version, commit)
    except BaseException:
        archive.unlink()
        raise

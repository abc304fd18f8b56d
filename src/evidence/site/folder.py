"""The folder that is served: a link that leads to a whole site, the old one or the new one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.site.archives import SiteError
from evidence.site.published import VERSIONS


def current(site: Path) -> Path | None:
    """Return the folder the site is in; None before the first one.

    Raises SiteError when something else stands there.
    """
    if not site.is_symlink() and not site.exists():
        return None
    target = site.resolve()
    if not site.is_symlink() or target not in _places(site) or not (target / VERSIONS).is_file():
        raise SiteError(
            f"“{site.name}” is there and is no site that was made here "
            "→ name another folder, or move it away"
        )
    return target


@contextmanager
def renewed(site: Path) -> Iterator[Path]:
    """Give an empty folder; once it is filled, the site leads to it in one step.

    Until then, and whenever this is interrupted, the old site is as it was. What an
    interruption left behind is removed by the next one.
    """
    old = current(site)
    fresh = next(place for place in _places(site) if place != old)
    _remove(fresh)
    fresh.mkdir(parents=True)
    yield fresh
    link = site.with_name(f".{site.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(fresh.name, target_is_directory=True)
    link.replace(site)
    if old:
        _remove(old)


def _places(site: Path) -> list[Path]:
    """Return the two folders beside the link that take turns."""
    parent = site.parent.resolve()
    return [parent / f".{site.name}.{turn}" for turn in ("a", "b")]


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def take_over(old: Path, new: Path) -> None:
    """Let a file stand in the new site too: the same file where the disk can, else a copy."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)

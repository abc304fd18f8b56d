"""The commands of publishing: `site`, and `changelog` for what people are told."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

COMMANDS = ("site", "changelog")
RELEASES = Path("_build/releases")


def declare(commands: Any) -> None:
    """Add the commands to the parser of `python -m evidence`."""
    site = commands.add_parser("site", help="put together what a static host serves")
    site.add_argument("folder", type=Path, help="where the site is; made, or renewed in one step")
    site.add_argument(
        "--releases",
        type=Path,
        default=RELEASES,
        help="the folder with the archives of all versions",
    )
    told = commands.add_parser("changelog", help="draft what to say of the evidence since BASE")
    told.add_argument("base", help="a git revision or a folder: the version before")
    told.add_argument("head", nargs="?", help="the version after; default: the working tree")


def run(root: Path, chosen: argparse.Namespace) -> int:
    """Carry out one of the commands; return the exit status, 0 only when all is well."""
    # Imported here: no other command works results out, and that takes a second to load.
    from evidence.comparison import VersionError
    from evidence.site.archives import SiteError

    try:
        if chosen.command == "changelog":
            return _changelog(root, chosen.base, chosen.head)
        return _site(root, chosen.folder, chosen.releases)
    except SiteError as error:
        print(f"{error}\nthe site is as it was", file=sys.stderr)
    except (VersionError, ValueError) as error:
        print(error, file=sys.stderr)
    return 1


def _site(root: Path, folder: Path, releases: Path) -> int:
    from evidence.site import assembly

    versions = assembly.assemble(root, folder, releases)
    said = f"versions {', '.join(versions)}" if versions else "the unreleased book"
    print(f"the site: {folder} ({said})")
    return 0


def _changelog(root: Path, base: str, head: str | None) -> int:
    from evidence import comparison
    from evidence.comparison import changelog

    with comparison.opened(base, root) as before, comparison.opened(head, root) as after:
        found = comparison.compare(before, after)
        text = changelog.draft(found, after)
    if changelog.write(root, found, text):
        print(f"a draft to edit: {changelog.PATH}, “{changelog.heading(found)[4:]}”")
        return 0
    print(text, end="")
    said = f"{changelog.PATH} has an entry “{changelog.heading(found)[4:]}” already"
    print(f"{said}; it was left as it is", file=sys.stderr)
    return 1

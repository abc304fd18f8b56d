"""A project that can be released: the orchard in a git repository, with the package in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import evidence
from evidence import citing

ROOT = Path(__file__).resolve().parents[1]
ORCHARD = Path(__file__).parent / "orchard"
CITING = """citing:
  subtitle: how its apples were weighed
  abstract: Apples by tree and year.
"""
COMMITTED = "2026-12-01T12:00:00+01:00"
# The clocks, names and settings of whoever runs the tests must not matter.
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_NAME": "A gardener" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "gardener@example.org" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_DATE": COMMITTED for who in ("AUTHOR", "COMMITTER")},
}


def write(root: Path) -> Path:
    """Write the project into a folder that is not there yet, and commit all of it."""
    shutil.copytree(ORCHARD, root)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(evidence.__file__).parent, root / "src" / "evidence", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "README.md").write_text("# Orchard\n", encoding="utf-8")
    (root / "LICENSE").write_text("Apples are free.\n", encoding="utf-8")
    _settle(root)
    citing.write(root)
    (root / ".gitignore").write_text("_build/\n__pycache__/\n", encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


def _settle(root: Path) -> None:
    """Say of the orchard what a release needs to know."""
    with (root / "_config.yml").open("a", encoding="utf-8") as config:
        config.write(CITING)
    descriptor = root / "data/datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    licensed = {**package, "licenses": [{"name": "CC-BY-4.0"}]}
    descriptor.write_text(json.dumps(licensed, indent=2) + "\n", encoding="utf-8")


def commit(root: Path) -> None:
    """Commit every file as it is."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Weigh the apples")


def git(root: Path, *arguments: str) -> str:
    """Run git in a project and return what it printed."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**os.environ, **SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def start(root: Path, *command: str, **settings: str) -> subprocess.Popen[str]:
    """Start a command of the package in a project."""
    return subprocess.Popen(
        [sys.executable, "-m", "evidence", *command],
        cwd=root,
        env={**os.environ, **SETTINGS, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

"""All files of an addition are new or none is, at whatever moment the machine stops."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evidence.intake import staging

OLD = {"data/trees.csv": "old trees\n", "data/picks.csv": "old picks\n", "references.bib": "old\n"}
NEW = {"data/trees.csv": "new trees\n", "data/picks.csv": "new picks\n", "references.bib": "new\n"}

# Every call by which the module changes the disk; the process ends before the one asked for.
DYING = """
import importlib.util, os, sys
from pathlib import Path

# By its file, because importing the whole package takes longer than the test.
spec = importlib.util.spec_from_file_location("staging", sys.argv.pop(1))
staging = importlib.util.module_from_spec(spec)
spec.loader.exec_module(staging)
left = int(sys.argv[2])

def dying(function):
    def call(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return function(*arguments, **options)
    return call

for name in ("mkdir", "replace", "rename", "unlink", "rmdir", "fsync"):
    setattr(os, name, dying(getattr(os, name)))
texts = {line.split("=")[0]: line.split("=")[1] + "\\n" for line in sys.argv[3:]}
staging.write(Path(sys.argv[1]), texts)
"""


def _project(root: Path) -> Path:
    for name, text in OLD.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def _texts(root: Path) -> dict[str, str]:
    return {name: (root / name).read_text(encoding="utf-8") for name in OLD}


def _die_at(root: Path, step: int) -> int:
    texts = [f"{name}={text.strip()}" for name, text in NEW.items()]
    command = [sys.executable, "-S", "-c", DYING, str(staging.__file__), str(root), str(step)]
    return subprocess.run([*command, *texts], check=False).returncode


def test_a_kill_at_any_step_leaves_all_old_or_all_new(tmp_path: Path) -> None:
    """After the next command nothing is mixed, and nothing is left lying about."""
    outcomes = []
    for step in range(100):
        root = _project(tmp_path / str(step))
        ended = _die_at(root, step)
        staging.recover(root)
        assert _texts(root) in (OLD, NEW), step
        assert sorted(path.name for path in root.iterdir()) == ["data", "references.bib"]
        outcomes.append(_texts(root) == NEW)
        if ended == 0:
            break
    assert ended == 0
    # First undone, from some step on finished, and never back.
    assert outcomes == sorted(outcomes)
    assert len(outcomes) > 10
    assert not outcomes[0]


def test_a_kill_in_the_middle_of_finishing_can_be_finished_again(tmp_path: Path) -> None:
    """Recovery may be interrupted too."""
    root = _project(tmp_path)
    staged = root / ".adding"
    staged.mkdir()
    (staged / "1").write_text("new picks\n", encoding="utf-8")
    (staged / "files.json").write_text('["data/trees.csv", "data/picks.csv"]', encoding="utf-8")
    (root / "data/trees.csv").write_text("new trees\n", encoding="utf-8")
    assert staging.recover(root) == (
        "an interrupted addition was finished: all its rows are in the tables"
    )
    assert (root / "data/picks.csv").read_text(encoding="utf-8") == "new picks\n"
    assert staging.recover(root) == ""


def test_a_write_that_fails_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no reason for half a table."""
    root = _project(tmp_path)

    def full(_: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="no space left"):
            staging.write(root, NEW)
    assert staging.recover(root) == (
        "an interrupted addition was undone: the tables are as they were before it"
    )
    assert _texts(root) == OLD

"""What is made before pages are read, and what is made beside the reading."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from evidence import ahead


def _write(path: Path, after: float = 0) -> None:
    time.sleep(after)
    path.write_text("done")


def _tell(path: Path) -> None:
    path.write_text(str(os.getpid()))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _fail() -> None:
    raise ValueError("no apples")


def test_what_pages_show_is_there_before_they_are_read(tmp_path: Path) -> None:
    """What only the end of a build asks for goes on, and can be waited for."""
    first, other = tmp_path / "first", tmp_path / "other"
    wait = ahead.make([(_write, (first,))], [(_write, (other, 0.5))])
    assert first.exists()
    wait()
    assert other.exists()


def test_the_processes_end_with_the_last_task(tmp_path: Path) -> None:
    """Not with the build: what they hold is free for the reading of the pages."""
    wait = ahead.make([(_tell, (tmp_path / "process",))], [])
    process = int((tmp_path / "process").read_text())
    latest = time.monotonic() + 60
    while _runs(process) and time.monotonic() < latest:
        time.sleep(0.05)
    assert not _runs(process)
    wait()


def test_a_task_that_fails_stops_the_build() -> None:
    """At once where pages ask for it, else at the end."""
    with pytest.raises(ValueError, match="no apples"):
        ahead.make([(_fail, ())], [])
    wait = ahead.make([], [(_fail, ())])
    with pytest.raises(ValueError, match="no apples"):
        wait()


def test_without_a_task_nothing_is_waited_for() -> None:
    """A page may ask for nothing."""
    ahead.make([], [])()

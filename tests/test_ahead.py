"""What is made before pages are read, and what is made beside the reading."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from evidence import ahead


def _write(path: Path, after: float = 0) -> None:
    time.sleep(after)
    path.write_text("done")


def _fail() -> None:
    raise ValueError("no apples")


def test_what_pages_show_is_there_before_they_are_read(tmp_path: Path) -> None:
    """What only the end of a build asks for goes on, and can be waited for."""
    first, other = tmp_path / "first", tmp_path / "other"
    wait = ahead.make([(_write, (first,))], [(_write, (other, 0.5))])
    assert first.exists()
    wait()
    assert other.exists()


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

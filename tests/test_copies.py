"""Work that is done in copies of this process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from evidence import copies

_DRAWING = """
import time
from functools import partial
from pathlib import Path
import vl_convert
from evidence import copies

def draw(name, after=0):
    time.sleep(after)
    bars = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}
    Path(name).write_text(vl_convert.vegalite_to_svg(bars))

copies._CORES = 1
jobs = copies.Jobs({name: partial(draw, name, 0.5) for name in ("apples", "pears")}, print)
with copies.pool() as pool:
    draw("plums")
    pool.submit(draw, "quinces").result()
jobs.finish()
"""


def _write(path: Path, after: float = 0) -> None:
    time.sleep(after)
    path.write_text("done")


def _write_priority(path: Path) -> None:
    path.write_text(str(os.getpriority(os.PRIO_PROCESS, 0)))


def _kill_the_other(path: Path) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    path.write_text("done")


def _fail() -> None:
    raise ValueError("no apples")


def _double(number: int) -> int:
    return 2 * number


def test_what_is_shared_out_comes_back_in_its_order() -> None:
    """More of it than there are cores, or none."""
    assert copies.each(_double, range(50)) == list(range(0, 100, 2))
    assert copies.each(_double, []) == []


def test_a_job_is_over_when_it_was_waited_for(tmp_path: Path) -> None:
    """What it made is there, and who asked for it was told."""
    ended: list[str] = []
    jobs = copies.Jobs({"apples": partial(_write, tmp_path / "apples", 0.2)}, ended.append)
    assert (jobs.open, ended) == ({"apples"}, [])
    jobs.finish("apples")
    assert (tmp_path / "apples").exists()
    assert (jobs.open, ended) == (set(), ["apples"])


def test_a_job_that_is_not_known_is_not_waited_for() -> None:
    """A page may ask for nothing."""
    copies.Jobs({}, print).finish("pears")


def test_jobs_begin_in_their_order_as_there_are_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one core, one after another; whoever waits for the first does not wait for more."""
    monkeypatch.setattr(copies, "_CORES", 1)
    names = ["apples", "pears", "plums"]
    ended: list[str] = []
    jobs = copies.Jobs({name: partial(_write, tmp_path / name) for name in names}, ended.append)
    jobs.finish("apples")
    assert ended == ["apples"]
    assert not (tmp_path / "plums").exists()
    jobs.finish()
    assert ended == names


def test_each_job_has_a_copy_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one changes, the next and this process do not see."""
    monkeypatch.setattr(copies, "_CORES", 1)
    basket: list[str] = []

    def pick(name: str) -> None:
        basket.append(name)
        (tmp_path / name).write_text(" ".join(basket))

    copies.Jobs({name: partial(pick, name) for name in ("apples", "pears")}, print).finish()
    assert [(tmp_path / name).read_text() for name in ("apples", "pears")] == ["apples", "pears"]
    assert basket == []


def test_a_process_that_has_drawn_may_go_on(tmp_path: Path) -> None:
    """The library that draws has threads, and in a copy made after it began it stands still."""
    # In a process of its own: this one may have drawn already.
    done = subprocess.run(
        [sys.executable, "-c", _DRAWING], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    made = [(tmp_path / name).read_text() for name in ("apples", "pears", "plums", "quinces")]
    assert ["<svg" in text for text in made] == [True] * 4


def test_killed_copies_are_not_waited_for(tmp_path: Path) -> None:
    """What they made is looked for by who asked: it is not there."""
    ended: list[str] = []
    jobs = copies.Jobs({"apples": partial(_kill_the_other, tmp_path / "apples")}, ended.append)
    jobs.finish()
    assert ended == ["apples"]


def test_a_job_that_fails_ends_and_prints_why(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever asked for it finds nothing made, and the rest goes on."""
    ended: list[str] = []
    copies.Jobs({"apples": _fail, "pears": time.monotonic}, ended.append).finish()
    assert sorted(ended) == ["apples", "pears"]
    assert "ValueError: no apples" in capfd.readouterr().err


def test_what_can_wait_lets_every_other_process_go_first(tmp_path: Path) -> None:
    """It is done all the same, and nobody else is slowed."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with copies.pool(patience=5) as pool:
        pool.submit(_write_priority, tmp_path / "plums").result()
    assert int((tmp_path / "plums").read_text()) > before
    assert os.getpriority(os.PRIO_PROCESS, 0) == before

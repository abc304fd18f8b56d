"""Work done in copies of this process: they have what it has read and worked out already."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing.connection import Connection
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
_CORES = os.cpu_count() or 1
_FORKED = multiprocessing.get_context("fork")
_SHARES = 4  # of the work for each core, so that one which has done its own takes another's


class Jobs:
    """Jobs by name, begun in their order, as many at a time as there are cores.

    They are done in copies of a copy that is made of this process now, and that does nothing
    else: a process that has drawn, or has threads, cannot be copied. `ended` is called in this
    process with the name of each job that ended. What a job raises is printed by its copy.
    """

    def __init__(
        self, jobs: Mapping[str, Callable[[], object]], ended: Callable[[str], object]
    ) -> None:
        self.open = set(jobs)
        self._ended = ended
        self._names, telling = multiprocessing.Pipe(duplex=False)
        _FORKED.Process(target=_do_all, args=(jobs, telling), daemon=True).start()
        telling.close()

    def go_on(self) -> None:
        """See to the jobs that ended since the last look; do not wait."""
        while self.open and self._names.poll():
            self._take()

    def finish(self, name: str = "") -> None:
        """Wait until the job of this name has ended, or every job."""
        while (name in self.open) if name else self.open:
            self._take()

    def _take(self) -> None:
        try:
            names = {self._names.recv()}
        except EOFError:
            # The copy was killed: what is not there by now will not come.
            names = set(self.open)
        for name in names:
            self.open.remove(name)
            self._ended(name)


def _do_all(jobs: Mapping[str, Callable[[], object]], telling: Connection) -> None:
    left = iter(jobs.items())
    running: dict[int, str] = {}
    while True:
        for name, job in islice(left, _CORES - len(running)):
            child = os.fork()
            if child == 0:
                _do_and_leave(job)
            running[child] = name
        if not running:
            return
        telling.send(running.pop(os.wait()[0]))


def _do_and_leave(job: Callable[[], object]) -> None:
    try:
        job()
    except BaseException:
        traceback.print_exc()
    finally:
        # Without the clean-up of the process it is a copy of, which is not its to do.
        os._exit(0)


def each(work: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """Return what `work` makes of each, in their order, as many at a time as there are cores.

    It raises what `work` does.
    """
    share = 1 + len(given) // (_SHARES * _CORES)
    with ProcessPoolExecutor(_CORES, _FORKED) as copies:
        return list(copies.map(work, given, chunksize=share))


def pool(patience: int = 0) -> ProcessPoolExecutor:
    """Return copies of this process, made now, that do what is submitted to them.

    With `patience`, of at most 19, they let every other process go first.
    """
    waiting = (os.PRIO_PROCESS, 0, patience)
    copies = ProcessPoolExecutor(_CORES, _FORKED, initializer=os.setpriority, initargs=waiting)
    # Else they were made for the first task, and this process may have drawn by then.
    copies.submit(int)
    return copies

"""What pages will ask for, made on every core before Sphinx reads the first of them.

Sphinx reads pages one after another. What takes long in them is made here and kept by what
it is made of (`evidence.store`); a page that is read finds it there. What only the end of a
build asks for is made beside the reading.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from evidence import display, question, what_if

# What is made: a function of a module, and what it is called with.
Task = tuple[Callable[..., object], Sequence[Any]]
Given = TypeVar("Given")
Made = TypeVar("Made")
_SHARES = 4  # of the work for each core, so that one which has done its own takes another's


def tasks(
    root: Path, kept: Path, texts: Iterable[str], figures: Iterable[Any]
) -> tuple[list[Task], list[Task]]:
    """Return what is made for pages with these texts, and for figures of their cells.

    First what the pages show, the longest before the others; then what lies beside them for
    download. `kept` is the folder that keeps what was made.
    """
    asked = dict.fromkeys(plot for text in texts for plot in what_if.asked(text))
    new = [figure for figure in figures if not display.is_drawn(kept, figure)]
    plots = [(root, kept, key, name) for key, name in asked]
    return (
        [
            *((_draw_plot, plot) for plot in plots),
            *((display.draw_page, (kept, one)) for one in new),
        ],
        [
            *((_picture_plot, plot) for plot in plots),
            *((display.picture, (kept, one)) for one in new),
        ],
    )


def make(first: Sequence[Task], others: Sequence[Task]) -> Callable[[], None]:
    """Do the first tasks, as many at a time as there are cores, and go on with the others.

    Returns what waits for these; both raise what a task does.
    """
    pool = _copies()
    doing = [pool.submit(task, *arguments) for task, arguments in (*first, *others)]
    # The processes end with the last task, not with the build: what they hold is free again.
    pool.shutdown(wait=False)

    def wait() -> None:
        for one in doing:
            one.result()

    try:
        for one in doing[: len(first)]:
            one.result()
    except BaseException:
        for one in doing:
            one.cancel()
        raise
    return wait


def each(work: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """Return what `work` makes of each, in their order, as many at a time as there are cores.

    It raises what `work` does.
    """
    share = 1 + len(given) // (_SHARES * (os.cpu_count() or 1))
    with _copies() as pool:
        return list(pool.map(work, given, chunksize=share))


def _copies() -> ProcessPoolExecutor:
    """Return copies of this process: they have what it has read and worked out already."""
    return ProcessPoolExecutor(os.cpu_count() or 1, multiprocessing.get_context("fork"))


def _draw_plot(root: Path, kept: Path, key: str, name: str) -> None:
    for figure in _figures(root, kept, key, name):
        display.draw_page(kept, figure)


def _picture_plot(root: Path, kept: Path, key: str, name: str) -> None:
    for figure in _figures(root, kept, key, name):
        display.picture(kept, figure)


def _figures(root: Path, kept: Path, key: str, name: str) -> Iterator[dict[str, Any]]:
    drawn = what_if.plot_of(root, kept, key, name)
    cumulative = question.figure(question.gather(root), key)
    yield from filter(None, (drawn and drawn.figure, cumulative and cumulative.__dict__))

"""What pages will ask for, made on every core before Sphinx reads the first of them.

Sphinx reads pages one after another. What takes long in them is made here and kept by what
it is made of (`evidence.store`); a page that is read finds it there.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from evidence import display, question, what_if

# What is made: a function of a module, and what it is called with.
Task = tuple[Callable[..., object], Sequence[Any]]


def tasks(root: Path, kept: Path, texts: Iterable[str], figures: Iterable[Any]) -> list[Task]:
    """Return what is to be made for pages with these texts, and for figures of their cells.

    `kept` is the folder that keeps what was made. The longest comes first.
    """
    asked = dict.fromkeys(plot for text in texts for plot in what_if.asked(text))
    return [
        *((_plot, (root, kept, key, name)) for key, name in asked),
        *((_figure, (kept, figure)) for figure in figures if not display.is_drawn(kept, figure)),
    ]


def make(tasks: Sequence[Task]) -> None:
    """Do the tasks, as many at a time as there are cores; raises what a task does."""
    if not tasks:
        return
    # Forked, so that they have what this process has read and worked out already.
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(len(tasks), os.cpu_count() or 1), mp_context=forked) as pool:
        for done in [pool.submit(task, *arguments) for task, arguments in tasks]:
            done.result()


def _plot(root: Path, kept: Path, key: str, name: str) -> None:
    drawn = what_if.plot_of(root, kept, key, name)
    cumulative = question.figure(question.gather(root), key)
    for figure in (drawn.figure if drawn else None, cumulative and cumulative.__dict__):
        if figure:
            display.draw_all(kept, figure)


def _figure(kept: Path, figure: Any) -> None:
    display.draw_all(kept, figure)

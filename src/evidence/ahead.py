"""What pages will ask for, made on every core beside their reading.

Sphinx reads pages one after another. The chapters are run, and what takes long in pages is
drawn, in copies of this process, and kept by what it is made of (`evidence.store`); a page
is read when what it asks for is there. Pages that ask for nothing are read first. Pictures
for download are made of what was drawn, whenever no other process needs the processor.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.environment import BuildEnvironment

from evidence import copies, display, execution, question, runner, what_if
from evidence.problems import Problem, SourceError

# What a page asks for by a directive: the key of an analysis, and the name of its plot.
Plot = tuple[str, str]
Job = Callable[[], object]
_PATIENCE = 15


class Work:
    """The making of what the documents of a build ask for.

    `sources` are the texts of the documents that will be read, as MyST-NB will see them, and
    `names` the tables that they read, both by document. `others` make what only the end of
    the build asks for.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        sources: Mapping[str, str],
        names: Mapping[str, Iterable[str]],
        others: Iterable[Job],
    ) -> None:
        self._env, self._sources = env, sources
        self._folder = tempfile.TemporaryDirectory()
        self._notebooks = execution.write_pending(env, sources, names, Path(self._folder.name))
        if self._notebooks:
            runner.warm_up()
        self._failures: list[Problem] = []
        self._root, self._kept = Path(env.srcdir), Path(env.doctreedir)
        specified = self._kept / "specifications"
        runs = {
            docname: partial(runner.run, path, specified)
            for docname, path in self._notebooks.items()
        }
        self._jobs = copies.Jobs(runs, self._take)
        self._pool, self._patient = copies.pool(), copies.pool(_PATIENCE)
        asked = {docname: what_if.asked(text) for docname, text in sources.items()}
        self._drawn = {docname: [self._draw(plot) for plot in asked[docname]] for docname in asked}
        self._made: list[Future[Any]] = [self._pool.submit(other) for other in others]
        self._pictures = {docname: [*map(self._picture, asked[docname])] for docname in asked}
        if not runs:
            self._end()

    def order(self, docname: str) -> tuple[bool, bool, str]:
        """Return the key that sorts documents: first those that need not be waited for."""
        return docname in self._notebooks, bool(self._drawn[docname]), docname

    def wait_for(self, docname: str) -> None:
        """Wait until what a document asks for is there, and go on with the rest.

        Raises SourceError with the place of every cell that failed, in all documents.
        """
        self._jobs.go_on()
        self._jobs.finish(docname)
        if self._failures:
            self._jobs.finish()
            self.stop()
            raise SourceError(sorted(self._failures, key=lambda problem: problem.file))
        for drawn in self._drawn[docname]:
            drawn.result()
        self._made += map(self._patient.submit, self._pictures[docname])

    def finish(self) -> None:
        """Wait until all is made; raises what a task does."""
        self._jobs.finish()
        for made in self._made:
            made.result()
        self._patient.shutdown()
        self._folder.cleanup()

    def stop(self) -> None:
        """Begin nothing more: what the build asked for is not wanted."""
        for pool in (self._pool, self._patient):
            pool.shutdown(cancel_futures=True)

    def _take(self, docname: str) -> None:
        try:
            made = execution.keep(
                self._env, docname, self._sources[docname], self._notebooks[docname]
            )
        except SourceError as error:
            self._failures += error.problems
        else:
            submit = self._pool.submit
            self._drawn[docname] += [submit(display.draw_page, self._kept, one) for one in made]
            self._pictures[docname] += [partial(display.picture, self._kept, one) for one in made]
        if not self._jobs.open and not self._failures:
            self._end()

    def _draw(self, plot: Plot) -> Future[None]:
        return self._pool.submit(_draw_plot, self._root, self._kept, *plot)

    def _picture(self, plot: Plot) -> Job:
        return partial(_picture_plot, self._root, self._kept, *plot)

    def _end(self) -> None:
        """Let the processes that draw end with the last task: they hold much."""
        self._pool.shutdown(wait=False)


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

"""Two versions of the project compared, from their folders to what a person should know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence import conclusions, descriptor, prose
from evidence.comparison import consequences, questioned, readers, rows, state
from evidence.comparison.consequences import Decision, Move, SentenceChange, Verdict
from evidence.comparison.readers import Reader
from evidence.comparison.rows import TableChange
from evidence.comparison.state import Answers, Sources
from evidence.comparison.versions import Version, VersionError
from evidence.problems import SourceError
from evidence.synthesis.answers import TABLES

_PACKAGE = "src/evidence"
_RENAMED = "columns of the table “{}” have other names on the two sides"
_JUDGED = (("claims", "verdict"), ("questions", "certainty"), (conclusions.TABLE, "sentence"))


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions, and what follows.

    Results of both sides are worked out by the package that is running. `schema` says
    how the descriptors differ, `package_differs` whether the versions hold different
    code. `unknown` says why results could not be compared, empty when they could.
    `edited` are the chapters whose text differs, `marks` the studies that were retracted or
    put in question.
    """

    base: str
    head: str
    schema: tuple[str, ...]
    package_differs: bool
    unknown: tuple[str, ...]
    tables: tuple[TableChange, ...]
    renamed: tuple[tuple[str, str], ...]
    marks: tuple[questioned.MarkChange, ...]
    moves: tuple[Move, ...]
    verdicts: tuple[Verdict, ...]
    questions: tuple[Verdict, ...]
    sentences: tuple[SentenceChange, ...]
    decisions: tuple[Decision, ...]
    edited: tuple[str, ...]
    readers: tuple[Reader, ...]

    @property
    def conclusions_change(self) -> bool | None:
        """Whether anything a reader would conclude moved; None when that is not known."""
        if self.moves or self.verdicts or self.questions or self.sentences:
            return True
        return None if self.unknown else False


def compare(base: Version, head: Version) -> Comparison:
    """Return what differs between two versions, each in a folder of its own.

    Raises VersionError when the tables of a side cannot be read, naming every problem.
    """
    before, after = _read(base), _read(head)
    changes = rows.compare(before.sheets, after.sheets)
    renamed = rows.renamed_studies(before.sheets, after.sheets)
    old, new = _answers(before, after, changes)
    failing = tuple(_failing((base.name, old), (head.name, new)))
    moved = () if failing else consequences.moves(_summaries(old), _summaries(new), renamed)
    of = {one.table: one for one in changes}
    found = readers.Changes(
        tables=changes,
        moves=moved,
        verdicts=consequences.verdicts(of, before, after),
        questions=consequences.questions(of, before, after),
        sentences=consequences.sentences(state.guarded(before, old), state.guarded(after, new)),
        renamed=renamed,
    )
    return Comparison(
        base=base.name,
        head=head.name,
        schema=tuple(_schema(before, after)),
        package_differs=_package(base.root) != _package(head.root),
        unknown=(*failing, *_one_sided(before, after)),
        tables=changes,
        renamed=tuple(sorted(renamed.items())),
        marks=questioned.find(before, after, found.moves),
        moves=found.moves,
        verdicts=found.verdicts,
        questions=found.questions,
        sentences=found.sentences,
        decisions=consequences.decisions(of.get("records"), after),
        edited=tuple(_edited(before, after)),
        readers=readers.find(found, after),
    )


def _read(version: Version) -> Sources:
    try:
        return state.read(version.root)
    except SourceError as error:
        cure = "correct its tables first; `python -m evidence check` says everything"
        raise VersionError(f"{version.name} cannot be read → {cure}\n{error}") from None


def _answers(
    before: Sources, after: Sources, changes: Sequence[TableChange]
) -> tuple[Answers | str, Answers | str]:
    """Return the answers of both sides, worked out once where the same rows give them.

    Where each side has a column that the other lacks, one was perhaps renamed; to take it
    as blank would make a difference where there is none, so neither side has an answer.
    """
    for name in TABLES:
        old, new = state.columns(before, name), state.columns(after, name)
        if old - new and new - old:
            return (_RENAMED.format(name),) * 2
    answers = state.answer(after, before)
    if isinstance(answers, str) or _descriptor(before) != _descriptor(after):
        return state.answer(before, after), answers
    return _before(before, after, changes, answers), answers


def _before(
    before: Sources, after: Sources, changes: Sequence[TableChange], answers: Answers
) -> Answers | str:
    """Return the answers of the base; those that no changed row can reach are the head's."""
    reached = [
        state.affected(side, other, changes) for side, other in ((before, after), (after, before))
    ]
    if reached[0] is None or reached[1] is None:
        return state.answer(before, after)
    again = reached[0] | reached[1]
    old = state.answer(before, after, only=again)
    if isinstance(old, str):
        return old
    return {key: one for key, one in answers.items() if key not in again} | dict(old)


def _failing(*sides: tuple[str, Answers | str]) -> Iterator[str]:
    """Yield why results cannot be compared, with the side it is true of."""
    reasons = [(name, said) for name, said in sides if isinstance(said, str)]
    if len({said for _, said in reasons}) == 1 and len(reasons) == len(sides):
        yield f"the results cannot be compared: {reasons[0][1]}"
        return
    for name, said in reasons:
        yield f"the results of {name} cannot be worked out: {said}"


def _one_sided(before: Sources, after: Sources) -> Iterator[str]:
    """Yield the judgements of which only one side has the column, so that none can move."""
    for table, column in _JUDGED:
        there = [
            column in side.sheets[table].header if table in side.sheets else False
            for side in (before, after)
        ]
        if there[0] != there[1]:
            yield f"only one side has {table}.{column}"


def _descriptor(sources: Sources) -> bytes:
    return (sources.root / descriptor.PATH).read_bytes()


def _summaries(answers: Answers | str) -> dict[str, state.Summary]:
    if isinstance(answers, str):
        return {}
    return {key: state.summarise(one) for key, one in answers.items()}


def _schema(before: Sources, after: Sources) -> Iterator[str]:
    """Yield how the descriptors differ, tables first, then columns, then anything else."""
    found = [
        *_lost(before.schema.keys(), after.schema.keys(), "the table {}"),
        *(
            line
            for name in after.schema
            if name in before.schema
            for line in _lost(
                [field.name for field in before.schema[name].fields],
                [field.name for field in after.schema[name].fields],
                f"the column {name}.{{}}",
            )
        ),
    ]
    if not found and _descriptor(before) != _descriptor(after):
        found = [
            "words, limits or keys of the descriptor differ; the tables and columns are the same"
        ]
    yield from found


def _lost(before: Collection[str], after: Collection[str], called: str) -> Iterator[str]:
    for name in after:
        if name not in before:
            yield f"{called.format(name)} is not in the base"
    for name in before:
        if name not in after:
            yield f"{called.format(name)} is not in the head"


def _package(root: Path) -> dict[str, bytes]:
    folder = root / _PACKAGE
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.py")}


def _edited(before: Sources, after: Sources) -> Iterator[str]:
    """Yield the names of the chapters whose text differs, in the order of the book."""
    texts = [_chapters(side.root) for side in (before, after)]
    for name in dict.fromkeys([*texts[1], *texts[0]]):
        if texts[0].get(name) != texts[1].get(name):
            yield name


def _chapters(root: Path) -> dict[str, bytes | None]:
    try:
        files = [root / f"{file}.md" for file in prose.chapter_files(root)]
    except SourceError:
        return {}
    return {file.stem: file.read_bytes() if file.is_file() else None for file in files}

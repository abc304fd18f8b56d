"""The real project with ten times the data: `python tests/multiplied.py COPY`.

Every invented study is a copy of a real one under a name of its own: `load0001`, “Load 1”,
with its groups, values, results between groups, judgements, registration, notices and
conflicts, its sources, and an entry in the bibliography. So it is as long, as odd and as full
of gaps as studies are, and the rules hold for it as they do for the real one; the words of its
sentences are mixed up, since a page that repeats itself would weigh next to nothing. Values
that are still missing are further time points of values that are there. The order of copies
and of words, and which values are given further times, follow from a seed.

What this book says is then no longer what its tables say, so three things differ from the
real project. A conclusion that the invented studies make false rests on an assertion that is
always true. The cells of the chapters assert nothing. A chapter that tells studies one by one,
and so fails over many, sees the real ones alone; what shows many is drawn from all. The book
measures how long builds take, and is never published.
"""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from evidence import bibliography, chapters, conclusions, descriptor, rows
from evidence.conclusions import synthesised
from evidence.conclusions.analyses import Known

STUDIES, OUTCOMES = 1500, 20_000
TRUE = "at least 1 study where status is not blank"
# What a column names; no other holds the key of a study, a source, a report or a register.
KEYS = {
    **dict.fromkeys(("study_id", "reference"), "study_id"),
    **dict.fromkeys(("source_id", "source", "source_used", "source_other"), "source_id"),
    **dict.fromkeys(("record_id", "duplicate_of"), "record_id"),
    "registry_id": "registry_id",
}
# What can be measured again: not what belongs to another value, as ends and shares do.
REPEATED = {"count", "mean", "median", "mean change"}
VALUE = ("study_id", "arm_id", "outcome_id", "subgroup", "statistic")
# A chapter runs in a process of its own, so no other chapter sees this.
LOAD_REAL = (
    "; tables.load = (lambda load: lambda name, root=None: load(name, root).loc["
    "lambda rows: ~rows.get('study_id', rows.index.astype('str')).str.match('load')])(tables.load)"
)

Record = dict[str, str]
Data = dict[str, list[Record]]


def main(root: Path, studies: int = STUDIES, outcomes: int = OUTCOMES) -> None:
    """Grow a copy of the project, where it stands, to so many studies and values."""
    grow(root, studies, outcomes)
    release_chapters(root)
    release_conclusions(root, synthesised.known(root))


def grow(root: Path, studies: int, outcomes: int) -> None:
    """Add invented studies and values to the tables and the bibliography of a project."""
    chance = random.Random(studies)
    data = {path.stem: _read(path) for path in sorted((root / "data").glob("*.csv"))}
    originals = [row["study_id"] for row in data["studies"]]
    chance.shuffle(originals)
    grown = _Grown(data, chance)
    for number, original in enumerate(islice(cycle(originals), studies - len(originals)), 1):
        grown.add(number, original)
    data["outcomes"] += later(data, outcomes - len(data["outcomes"]), chance)
    for name, records in data.items():
        if records:
            _write(root / "data" / f"{name}.csv", records)
    with (root / bibliography.PATH).open("a", encoding="utf-8") as file:
        file.writelines(grown.references)


@dataclass
class _Grown:
    """The tables while studies are added to them, and the references of these."""

    data: Data
    chance: random.Random
    references: list[str] = field(default_factory=list)
    of_study: dict[str, dict[str, list[Record]]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the rows of all tables by the study they belong to, once."""
        self.of_study = defaultdict(lambda: defaultdict(list))
        for name, records in self.data.items():
            key = "reference" if name == "sources" else "study_id"
            for record in records:
                self.of_study[record.get(key, "")][name].append(record)

    def add(self, number: int, original: str) -> None:
        """Add a copy of a study, as the invented study of this number."""
        name = f"load{number:04}"
        tables = self.of_study[original]
        registered = [row["registry_id"] for row in tables["registrations"]]
        new = {
            "study_id": {original: name},
            "source_id": {
                row["source_id"]: f"{name}-{row['source_id']}" for row in tables["sources"]
            },
            "record_id": {
                row["record_id"]: f"{name}-{row['record_id']}" for row in tables["records"]
            },
            # Numbers that no register has given; one whose record is another study's is left out.
            "registry_id": {one: f"NCT9{number:05}{i:02}" for i, one in enumerate(registered)},
        }
        for table, records in tables.items():
            for count, record in enumerate(records):
                said = {column: self._said(new, column, cell) for column, cell in record.items()}
                self.data[table].append(said | _own(table, number, count))
        year = tables["studies"][0]["year"] or "2000"
        self.references.append(_reference(name, number, year))

    def _said(self, new: dict[str, dict[str, str]], column: str, cell: str) -> str:
        if cell.endswith("."):
            # A sentence: its words come in another order, behind the first, so that no cell
            # begins with a sign that a spreadsheet would take for a formula.
            first, *rest = cell.split()
            return " ".join([first, *self.chance.sample(rest, len(rest))])
        kind = KEYS.get(column)
        if kind is None:
            return cell
        return new[kind].get(cell, "" if kind == "registry_id" else cell)


def _own(table: str, number: int, count: int) -> Record:
    """Return what an invented row must not have in common with the row it is a copy of."""
    label = f"Load {number}"
    return {
        "studies": {
            "label": label,
            "cohort_id": f"load{number:04}",
        },
        "records": {"title": f"{label}, record {count}", "doi": "", "pmid": ""},
        "sources": {"address": f"https://load.invalid/{number}/{count}"},
        "conflicts": {"conflict_id": f"load{number:04}-{count}"},
        "synthesis_studies": {"study_printed": f"{label}, row {count}"},
    }.get(table, {})


def _reference(key: str, number: int, year: str) -> str:
    authors = " and ".join(f"Load, {name}" for name in ("Ann", "Ben", "Cleo", "Dan", "Eva"))
    return (
        f"\n@article{{{key},\n  author = {{{authors}}},\n"
        f"  title = {{Load {number}: a study invented to measure how long builds take}},\n"
        f"  journal = {{Journal of Nothing}},\n  year = {{{year}}},\n"
        f"  doi = {{10.5555/{key}}}\n}}\n"
    )


def later(data: Data, wanted: int, chance: random.Random) -> list[Record]:
    """Return so many values of invented studies, each at a later month than the value copied."""
    domain = {one["outcome_id"]: one["domain"] for one in data["outcome_definitions"]}
    measured = {
        tuple(row[name] for name in VALUE): row
        for row in data["outcomes"]
        if row["study_id"].startswith("load")
        and domain[row["outcome_id"]] != "participants"
        and row["statistic"] in REPEATED
    }
    copied = list(measured.values())
    chance.shuffle(copied)
    return list(islice(_visits(copied), max(wanted, 0)))


def _visits(measured: list[Record]) -> Iterator[Record]:
    for years in range(6, 100):
        for row in measured:
            yield row | {"time": f"{years} years", "months": str(12 * years), "derived": ""}


def release_chapters(root: Path) -> None:
    """Let every chapter run over the grown tables: without assertions, or over the real studies."""
    for path in (root / "book").glob("*.md"):
        text = without_assertions(path.read_text("utf-8"))
        if not _runs(root, text):
            text = of_real_studies(text)
        path.write_text(text, encoding="utf-8")


def _runs(root: Path, text: str) -> bool:
    space: dict[str, Any] = {}
    shown = io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(shown):
        try:
            for _, code in chapters.cells(text):
                exec(code, space)
        except Exception:
            # Whatever it is: the tables are no longer what the chapter was written for.
            return False
    return True


def of_real_studies(text: str) -> str:
    """Return a chapter whose cells load no row of an invented study; no line moves."""
    start, code = next(chapters.cells(text))
    first = ast.parse(code).body[0]
    place = start + sum(map(len, code.splitlines(keepends=True)[: first.end_lineno])) - 1
    return text[:place] + LOAD_REAL + text[place:]


def without_assertions(text: str) -> str:
    """Return a chapter whose cells assert nothing; every line stays where it was."""
    for start, code in reversed(list(chapters.cells(text))):
        lines = code.splitlines(keepends=True)
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Assert):
                for line in range(node.lineno - 1, node.end_lineno or node.lineno):
                    lines[line] = "\n"
                lines[node.lineno - 1] = " " * node.col_offset + "pass\n"
        text = text[:start] + "".join(lines) + text[start + len(code) :]
    return text


def release_conclusions(root: Path, known: Known | None) -> None:
    """Let each conclusion that is no longer true rest on an assertion that always is.

    `known` gives the facts of an analysis by its key; without it, conclusions that rest on
    one are let go as well.
    """
    tables = descriptor.read(root)
    sheets, _ = rows.read_all(root, tables)
    outcome = conclusions.judge(tables, sheets, known)
    path = root / "data/conclusions.csv"
    records = _read(path)
    for record in records:
        judged: Any = outcome(record["assertion"])
        if judged is None or not judged.holds:
            record["assertion"] = TRUE
    _write(path, records)


def _read(path: Path) -> list[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, records: list[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, records[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

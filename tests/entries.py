"""Studies made up for the form: sound ones, and ones broken in every way the form looks for."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

from evidence import descriptor, entry_form
from evidence.descriptor import Field, Table

Cells = dict[str, str]
Entered = dict[str, list[Cells]]

WORDS = ["pear", "old oak", "a “quoted” word", "x, y", "100 trees", "µg"]
TIMES = ["baseline", "6 months", "12 months", "day 60", "2 weeks"]
P_VALUES = ["P<0.05", "p = 0.2", "0.04", ">0.05", "P≤0.05", "n.s."]
DOSES = ["1 × 10^6 cells/kg", "two million", "75,000 per kg", "5000", "2e6"]
DOSE_VALUES = ["1000000", "2000000", "75000", "5000", "1e5"]
NUMBERS = ["0", "1", "-1", "3", "4.5", "12", "12.50", "33.3", "66.67", "100", "100.5", "1e3"]
NUMBERS += [".5", "-0.0", "1234567", "1e21", "1e-7", "123456789012345678", "0.1", "99999.5"]
BAD_TEXT = ["<b>x", "{{ x }}", "{% x", "JavaScript:x", "=1+1", "+x", "@x", "-x", "- x", "-5"]
BAD_TEXT += [" x", "x\u00a0", "x\ny", "x\x85", "\ufeffx", "a\rb", "😀"]
BAD_CELLS = ["", "12,5", "1.", "abc", "1e999", "-4", "0", "101", "49", "2101", "1989", "12.0"]
BAD_CELLS += ["2026-02-30", "2026-1-1", "20261122", "0000-01-01", "2024-02-29", "2098-01-01"]
BAD_CELLS += ["Deng2017", "deng2017", "x-", "10.1/x", "0123", "NCT123", "ftp://x", "https://x y"]


def _word(field: Field, chance: random.Random) -> str:
    """Return a sound cell for a column that is neither a key nor a pointer."""
    if field.enum:
        return chance.choice(field.enum)
    if field.type == "date":
        return chance.choice(["2026-11-20", "2026-11-21", "2026-11-22"])
    if field.type == "integer":
        low = field.minimum or 0
        return str(int(low) + chance.randrange(20))
    if field.name == "dose_value":
        return chance.choice(DOSE_VALUES)
    if field.type == "number":
        return chance.choice(NUMBERS)
    if field.name in ("time", "p_printed", "dose_printed"):
        lists = {"time": TIMES, "p_printed": P_VALUES, "dose_printed": DOSES}
        return chance.choice(lists[field.name])
    samples = {"address": "https://example.org/a", "doi": "", "pmid": "", "registry_id": ""}
    return samples.get(field.name, chance.choice(WORDS))


def _row(table: Table, chance: random.Random, **given: str) -> Cells:
    cells = {}
    for field in table.fields:
        wanted = field.required or chance.random() < 0.3
        cells[field.name] = given.get(field.name, _word(field, chance) if wanted else "")
    return cells


def study(tables: dict[str, Table], number: int, chance: random.Random, pools: Entered) -> Entered:
    """Return the rows of one study by table; most of them are sound."""
    key = f"made{number}"
    of = {"study_id": key, "source": f"{key}-page", "reference": key}

    def row(name: str, **given: str) -> Cells:
        return _row(tables[name], chance, **{**of, **given})

    outcomes = [chance.choice(pools["outcome_definitions"]) for _ in range(3)]
    arms = [f"arm-{one}" for one in range(chance.choice([1, 2, 3]))]
    roles = ["all participants", "treatment", "control"]
    points = {"route": "intravenous", "cell_source": "bone-marrow", "part_of": ""}
    entered: Entered = {
        "records": [
            row(
                "records",
                record_id=key,
                search_id="sent-in",
                duplicate_of="",
                doi=chance.choice(["", f"10.1000/{key}", "10.1000/SHARED"]),
                pmid=chance.choice(["", str(number + 1), "35986374"]),
            )
        ],
        "sources": [row("sources", source_id=f"{key}-page")],
        "studies": [
            row(
                "studies",
                design=chance.choice(pools["designs"])["design"],
                cohort_id=key,
                registry_id=chance.choice(["", "NCT00000001", f"NCT{number:08}"]),
            )
        ],
        "arms": [
            row("arms", arm_id=arm, role=chance.choice(roles), **points, n=str(10 * (at + 1)))
            for at, arm in enumerate(arms)
        ],
        "outcomes": [],
        "reported_effects": [],
    }
    for _ in range(chance.choice([0, 3, 6])):
        chosen = chance.choice(outcomes)
        unit = chance.choice(
            [chosen["usual_unit"], "people", "%", chosen["usual_unit"].upper(), "µmol/L"]
        )
        given = {"outcome_id": chosen["outcome_id"], "unit": unit, "subgroup": "all"}
        at = {"arm_id": chance.choice(arms), "time": chance.choice(TIMES)}
        statistic = chance.choice(["count", "percent", "mean", "mean change", "minimum"])
        entered["outcomes"].append(row("outcomes", **given, **at, statistic=statistic))
    for _ in range(chance.choice([0, 1])):
        chosen = chance.choice(outcomes)
        sides = {"treatment_arm": arms[0], "control_arm": arms[-1]}
        entered["reported_effects"].append(
            row("reported_effects", **sides, outcome_id=chosen["outcome_id"])
        )
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        _break(tables, entered, chance, pools["taken"][0]["study_id"])
    return entered


def _break(tables: dict[str, Table], entered: Entered, chance: random.Random, taken: str) -> None:
    """Spoil one thing: a cell, a pointer, or a key."""
    name = chance.choice([name for name, rows in entered.items() if rows])
    row = chance.choice(entered[name])
    field = chance.choice(tables[name].fields)
    spoil: list[Callable[[], None]] = [
        lambda: row.update({field.name: chance.choice(BAD_TEXT)}),
        lambda: row.update({field.name: chance.choice(BAD_CELLS)}),
        lambda: row.update({field.name: chance.choice(NUMBERS)}),
        lambda: entered[name].append(dict(row)),
        lambda: entered["arms"][0].update(part_of=chance.choice(["arm-1", "arm-9"])),
        lambda: entered["studies"][0].update(study_id=taken),
    ]
    chance.choice(spoil)()


def write(root: Path, project: Path, count: int, seed: int) -> dict[str, int]:
    """Write the tables of a project with `count` made-up studies added; return the rows before."""
    tables = descriptor.read(project)
    chance = random.Random(seed)
    pools = {
        name: list(csv.DictReader(io.StringIO((project / tables[name].file).read_text("utf-8"))))
        for name in ("outcome_definitions", "designs", "studies", "outcomes", "reported_effects")
    }
    # The form knows the keys of the book's studies, not their values.
    valued = {row["study_id"] for name in ("outcomes", "reported_effects") for row in pools[name]}
    pools["taken"] = [row for row in pools["studies"] if row["study_id"] not in valued]
    (root / "data").mkdir(parents=True)
    (root / descriptor.PATH).write_bytes((project / descriptor.PATH).read_bytes())
    made = [study(tables, number, chance, pools) for number in range(count)]
    before = {}
    for name, table in tables.items():
        text = (project / table.file).read_text(encoding="utf-8")
        header, *old = csv.reader(io.StringIO(text, newline=""))
        before[name] = len(old)
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL)
        if name in entry_form.TABLES:
            writer.writerows([row[c] for c in header] for one in made for row in one[name])
        (root / table.file).write_bytes((text + lines.getvalue()).encode())
    return before

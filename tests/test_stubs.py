"""A number becomes a record, an entry and a sheet; the finished sheet becomes a study."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

import senders
from evidence import bibliography
from evidence.__main__ import main
from evidence.watch import entries
from evidence.watch.answers import Found
from services import Stand, Trouble, reference, standing

PEAR = {
    "DOI": "10.1234/pears.1",
    "title": ["Pears & sleep"],
    "container-title": ["Orchard"],
    "author": [{"family": "Pear"}, {"family": "van Quince"}],
    "issued": {"date-parts": [[2026, 2]]},
}
TABLES = {
    "registrations": "registry_id,study_id,results_posted,source,locator,extracted_by,"
    "extracted_on,note\n"
    "ISRCTN00000012,plum2020,no,plum2020-abstract,top,contributor,2026-11-02,\n",
    "notices": "study_id,looked_on,looked_in,found\n"
    "plum2020,2026-11-02,a stored copy of the abstract,nothing found\n",
}
AWAITS = "awaits a decision; what {} gives of it was taken, the rest is blank\n"
HOLDS = (
    "incoming/{0}.csv holds its rows, marked incomplete: finish them from what you read, "
    "then `python -m evidence add incoming/{0}.csv`\n"
)

Blocks = dict[str, list[dict[str, str]]]


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return a stand-in for the services."""
    with standing() as one:
        yield one


@pytest.fixture
def root(tmp_path: Path, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a sound project whose settings lead to the stand-in, as the present folder."""
    monkeypatch.chdir(tmp_path)
    folder = senders.project(tmp_path, TABLES)
    chosen = stand.settings()
    names = ("name", "address", "a_second", "page_size")
    services = {
        key: {name: getattr(one, name) for name in names} for key, one in chosen.services.items()
    }
    block = {"contact": "", "time_out": 5, "attempts": 1, "longest_wait": 1, "notices_days": 28}
    text = yaml.safe_dump({"watch": {**block, "services": services}})
    (folder / "_config.yml").write_text(text, encoding="utf-8")
    return folder


def _run(*words: str) -> tuple[int, str, str]:
    """Run a command in this process, which is fast; return its status and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(words))
    return status, out.getvalue(), err.getvalue()


def _command(root: Path, *words: str) -> tuple[int, str, str]:
    """Run a command as people do; return its status and what it printed."""
    command = [sys.executable, "-m", "evidence", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def _rows(root: Path, table: str) -> dict[str, dict[str, str]]:
    text = (root / f"data/{table}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    return {next(iter(row.values())): row for row in rows}


def _blocks(root: Path, key: str) -> Blocks:
    """Return the rows of a sheet by table."""
    text = (root / f"incoming/{key}.csv").read_text(encoding="utf-8-sig")
    parts = [part.partition("\n") for part in text.split("# table: ")[1:]]
    return {name: list(csv.DictReader(io.StringIO(rows))) for name, _, rows in parts}


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}


def _write(root: Path, key: str, blocks: Blocks) -> None:
    """Write a sheet as a person leaves it who has finished it."""
    out = io.StringIO()
    for name, rows in blocks.items():
        if rows:
            out.write(f"# table: {name}\n")
            writer = csv.DictWriter(out, list({name: "" for row in rows for name in row}))
            writer.writeheader()
            writer.writerows(rows)
    (root / f"incoming/{key}.csv").write_text(out.getvalue(), encoding="utf-8")


def _finish(root: Path, key: str, source: str, **more: list[dict[str, str]]) -> None:
    """Fill in what the stubs lack, from a page that was read, and clear the marks."""
    blocks = _blocks(root, key)
    taken = {"source": source, "locator": "Results"}
    known: dict[str, dict[str, str]] = {
        "sources": {"kind": "abstract", "seen_on": "2026-11-21"},
        "studies": {
            "kind": "clinical",
            "design": "case series",
            "condition": "other",
            "population": "adults",
            "status": "completed",
            "seen": "abstract only",
            "summary": "Pears were given.",
            "note": "No other values.",
            **taken,
        },
        "registrations": taken,
    }
    for name, rows in blocks.items():
        for row in rows:
            given = {own: value for own, value in known.get(name, {}).items() if not row.get(own)}
            row.update({**given, "row": ""})
    _write(root, key, {**blocks, **more})


ARM = {"study_id": "pear2026", "label": "Pears", "role": "treatment", "n": "9"}
VALUE = {
    "study_id": "pear2026",
    "arm_id": "pears",
    "outcome_id": "weight",
    "subgroup": "all",
    "time": "1 year",
    "statistic": "mean",
    "value": "70",
    "n": "9",
    "unit": "kg",
}
READ = {"source": "pear2026-abstract", "locator": "Results"}
NOTICE = {
    "study_id": "pear2026",
    "looked_on": "2026-11-21",
    "looked_in": "the page of the journal",
    "found": "nothing found",
}


def test_a_doi_becomes_a_study_once_its_sheet_is_finished(root: Path, stand: Stand) -> None:
    """From the number to a sound book, with the commands that a contributor runs."""
    stand.crossref = [PEAR]
    assert _command(root, "add", "10.1234/Pears.1", "--topic", "adults") == (
        0,
        f"10-1234-pears-1 {AWAITS.format('Crossref')}"
        "pear2026 is its entry in references.bib\n" + HOLDS.format("pear2026"),
        "",
    )
    assert _run("check")[0] == 0
    _finish(
        root,
        "pear2026",
        "pear2026-abstract",
        arms=[{**ARM, **READ}],
        outcomes=[{**VALUE, **READ}],
        notices=[NOTICE],
    )
    assert _command(root, "add", "incoming/pear2026.csv") == (
        0,
        "pear2026.csv: 1 in sources, 1 in studies, 1 in notices, 1 in arms, 1 in outcomes, "
        "1 decided in records; now read it with `python -m evidence check`\n",
        "",
    )
    assert _command(root, "check") == (0, "checked: no problems\n", "")
    record = _rows(root, "records")["10-1234-pears-1"]
    assert (record["decision"], record["study_id"]) == ("included", "pear2026")
    assert (record["decided_by"], record["decided_on"]) == ("contributor", "")
    assert list(bibliography.read(root)) == ["plum2020", "pear2026"]
    assert bibliography.read(root)["pear2026"]["note"] == ""


def test_an_unfinished_sheet_is_told_cell_by_cell_and_nothing_enters(
    root: Path, stand: Stand
) -> None:
    """Each row is marked, and each cell that a study needs and nobody filled in is named."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    before = senders.snapshot(root)
    status, out, said = _run("add", "incoming/pear2026.csv")
    assert (status, out) == (1, "")
    lines = said.splitlines()
    marked = "this row is marked incomplete → finish it from what you read, then clear this cell"
    assert [line for line in lines if "marked" in line] == [
        f"pear2026.csv, row {row}, column A: {marked}" for row in (3, 7, 11)
    ]
    blank = "[studies.condition] the cell is blank → fill it in: condition treated"
    assert any(line.endswith(blank) for line in lines)
    assert any("[sources.seen_on] the cell is blank" in line for line in lines)
    assert senders.snapshot(root) == before


def test_the_mark_alone_keeps_a_row_out(root: Path, stand: Stand) -> None:
    """However full it is: only a person can say that it was read."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    _finish(root, "pear2026", "pear2026-abstract", notices=[NOTICE])
    blocks = _blocks(root, "pear2026")
    blocks["studies"][0]["row"] = "Incomplete"
    _write(root, "pear2026", blocks)
    assert _run("add", "incoming/pear2026.csv")[2].splitlines() == [
        "pear2026.csv, row 9, column A: this row is marked incomplete → finish it from what "
        "you read, then clear this cell",
        "nothing was written: 1 thing to mend in what was sent",
    ]


def test_a_stub_holds_what_the_service_gave_and_nothing_else(root: Path, stand: Stand) -> None:
    """What a study is, in whom, and how it ended is for a reader to say."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    blocks = _blocks(root, "pear2026")
    stubs = {name: [_filled(row) for row in rows] for name, rows in blocks.items() if rows}
    assert stubs == {
        "records": [
            {
                "row": "incomplete",
                "record_id": "10-1234-pears-1",
                "title": "Pears & sleep",
                "year": "2026",
                "doi": "10.1234/pears.1",
                "address": "https://doi.org/10.1234/pears.1",
                "topic": "adults",
                "study_id": "pear2026",
            }
        ],
        "sources": [
            {
                "row": "incomplete",
                "reference": "pear2026",
                "address": "https://doi.org/10.1234/pears.1",
            }
        ],
        "studies": [
            {
                "row": "incomplete",
                "study_id": "pear2026",
                "label": "Pear 2026",
                "year": "2026",
                "cohort_id": "pear2026",
            }
        ],
    }
    assert blocks["outcomes"] == []


def test_a_pubmed_number_need_not_be_quoted(root: Path, stand: Stand) -> None:
    """As people type it: two words."""
    one = reference("europepmc-search")["resultList"]["result"][0]
    given = {"pmid": "30000002", "id": "30000002", "authorString": "Pear A.", "pubYear": "2026"}
    stand.europepmc = [{**one, **given, "doi": "10.1234/pears.2"}]
    status, said, _ = _command(root, "add", "PMID", "30000002", "--topic", "adults")
    assert (status, said.splitlines()[1]) == (0, "pear2026 is its entry in references.bib")
    entry = bibliography.read(root)["pear2026"]
    assert (entry["pmid"], entry["doi"]) == ("30000002", "10.1234/pears.2")
    assert _blocks(root, "pear2026")["records"][0]["pmid"] == "30000002"


def test_a_registration_becomes_a_registered_trial_that_is_ongoing(
    root: Path, stand: Stand
) -> None:
    """With status, dates and results as the register's service gives them."""
    stand.clinicaltrials = reference("clinicaltrials-search")["studies"][:1]
    assert _command(root, "add", "nct00000011", "--topic", "adults")[0] == 0
    (row,) = _blocks(root, "nct00000011")["registrations"]
    assert _filled(row) == {
        "row": "incomplete",
        "registry_id": "NCT00000011",
        "study_id": "nct00000011",
        "recruitment": "active, not recruiting",
        "phase_printed": "PHASE1/PHASE2",
        "start": "2024-03",
        "primary_completion": "2027-06-30",
        "completion": "2027-12",
        "dates_kind": "planned",
        "last_update": "2026-06-02",
        "results_posted": "no",
        "source": "nct00000011-registry",
    }
    _finish(root, "nct00000011", "nct00000011-registry")
    blocks = _blocks(root, "nct00000011")
    assert blocks["studies"][0]["kind"] == "registered"
    blocks["studies"][0].update({"design": "registered, single-arm", "status": "ongoing"})
    _write(root, "nct00000011", blocks)
    designs = root / "data/designs.csv"
    line = '"registered, single-arm",registered,before and after'
    designs.write_text(
        designs.read_text(encoding="utf-8") + line + "," * _missing(designs) + "\n",
        encoding="utf-8",
    )
    assert _run("add", "incoming/nct00000011.csv")[0] == 0
    assert _run("check") == (0, "checked: no problems\n", "")
    assert _rows(root, "records")["nct00000011"]["decision"] == "ongoing"
    assert _rows(root, "registrations")["NCT00000011"]["completion"] == "2027-12"


def _missing(table: Path) -> int:
    """Return how many columns a table has after the first three."""
    return table.read_text(encoding="utf-8").split("\n", 1)[0].count(",") - 2


@pytest.mark.parametrize(
    ("recruitment", "status"),
    [("COMPLETED", "completed"), ("WITHDRAWN", "withdrawn"), ("RECRUITING", "")],
)
def test_the_status_of_a_trial_is_given_only_in_the_registers_own_word(
    root: Path, stand: Stand, recruitment: str, status: str
) -> None:
    """Where our word is another one, a person says which."""
    study = reference("clinicaltrials-search")["studies"][0]
    study["protocolSection"]["statusModule"]["overallStatus"] = recruitment
    stand.clinicaltrials = [study]
    _run("add", "NCT00000011", "--topic", "adults")
    assert _blocks(root, "nct00000011")["studies"][0]["status"] == status


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["10.1234/plums.9", "--topic", "adults"],
            "data/records.csv:2:4: [doi] 10.1234/plums.9 is that of the record plum2020, "
            "of the study plum2020 → nothing is to be added\n",
        ),
        (
            ["10.1234/pears.1"],
            "data/records.csv:1:8: [topic] no topic was given → "
            "--topic children | lupus | adults | animals\n",
        ),
        (
            ["10.1234/nobody", "--topic", "adults"],
            "Crossref does not know 10.1234/nobody → check the number\n",
        ),
    ],
    ids=["known", "no topic", "unknown"],
)
def test_what_cannot_be_added_is_refused_in_a_line(
    root: Path, stand: Stand, words: list[str], said: str
) -> None:
    """With what to do; nothing is written."""
    stand.crossref = [PEAR]
    records = root / "data/records.csv"
    text = records.read_text(encoding="utf-8")
    records.write_text(text.replace("Plums,,,", "Plums,,10.1234/plums.9,"), encoding="utf-8")
    before = senders.snapshot(root)
    assert _run("add", *words) == (1, "", said)
    assert senders.snapshot(root) == before


def test_a_service_that_is_down_leaves_everything_as_it_was(root: Path, stand: Stand) -> None:
    """No record, no entry, no sheet."""
    stand.goes_wrong("crossref", Trouble(500))
    before = senders.snapshot(root)
    assert _run("add", "10.1234/pears.1", "--topic", "adults") == (
        1,
        "",
        f"Crossref ({stand.address}/crossref/works): expected an answer, found status 500 "
        "→ nothing was taken from it; run the command again later\n",
    )
    assert senders.snapshot(root) == before


DYING = """
import os, sys
left = int(sys.argv.pop(1))

def dying(function):
    def call(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return function(*arguments, **options)
    return call

os.rename = dying(os.rename)
os.replace = dying(os.replace)
from evidence.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize(("renamed", "is_there"), [(0, False), (1, True), (3, True)])
def test_a_command_that_is_killed_leaves_all_or_nothing(
    root: Path, stand: Stand, renamed: int, is_there: bool
) -> None:
    """Record, entry and sheet: the next command finishes or undoes."""
    stand.crossref = [PEAR]
    words = ["add", "10.1234/pears.1", "--topic", "adults"]
    command = [sys.executable, "-c", DYING, str(renamed), *words]
    assert subprocess.run(command, cwd=root, env=dict(os.environ), check=False).returncode == 9
    assert _run("check")[:2] == (0, "checked: no problems\n")
    assert ("10-1234-pears-1" in _rows(root, "records")) is is_there
    assert ("pear2026" in bibliography.read(root)) is is_there
    assert (root / "incoming/pear2026.csv").exists() is is_there


def test_a_sheet_that_is_there_is_not_written_over(root: Path, stand: Stand) -> None:
    """A person may be at work in it."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    before = senders.snapshot(root)
    assert _run("add", "10.1234/pears.1", "--topic", "adults") == (
        1,
        "",
        "incoming/pear2026.csv:1:1: this sheet is there already → finish it, then "
        "`python -m evidence add incoming/pear2026.csv`\n",
    )
    assert senders.snapshot(root) == before


def test_a_record_that_awaits_gets_the_sheet_and_the_entry_it_lacks(
    root: Path, stand: Stand
) -> None:
    """Such as one that the watch found: it has its topic, and stays as it is."""
    records = root / "data/records.csv"
    names = records.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    cells = {
        "record_id": "found-1",
        "title": "Pears",
        "doi": "10.1234/pears.1",
        "topic": "adults",
        "search_id": "orchard",
        "decision": "awaiting",
    }
    line = ",".join(cells.get(name, "") for name in names)
    records.write_text(f"{records.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    before = records.read_bytes()
    stand.crossref = [PEAR]
    status, said, _ = _run("add", "10.1234/pears.1")
    assert (status, said.splitlines()[0]) == (
        0,
        "found-1 awaits a decision; what Crossref gives of it was taken, the rest is blank",
    )
    assert records.read_bytes() == before
    assert "pear2026" in bibliography.read(root)
    assert _blocks(root, "pear2026")["records"][0]["record_id"] == "found-1"


def test_a_report_sent_with_a_sheet_of_ones_own_decides_the_record_that_awaits_it(
    root: Path, stand: Stand
) -> None:
    """By its DOI: nobody has to know the keys of our records."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    sheet = {
        **{name: [list(row) for row in rows] for name, rows in senders.SHEETS.items()},
        "Notices": [
            ["Looked on", "Looked in", "Found"],
            ["2026-11-21", "the page", "Nothing found"],
        ],
    }
    sheet["Records"][1] = ["Pears", 2024, "10.1234/PEARS.1", "Adults"]
    result = senders.send(root, senders.workbook(root / "sent.xlsx", sheet), unfinished=True)
    assert senders.said(result) == []
    record = _rows(root, "records")["10-1234-pears-1"]
    assert (record["decision"], record["study_id"]) == ("included", "pear2024")
    assert list(_rows(root, "records")) == ["plum2020", "10-1234-pears-1"]


def test_a_report_that_was_added_counts_as_sent_in(root: Path, stand: Stand) -> None:
    """The flow of records adds up."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    assert _rows(root, "searches")["sent-in"]["found"] == "1"


def test_a_book_that_is_not_ready_is_left_alone_unless_asked_for_a_branch(
    root: Path, stand: Stand
) -> None:
    """Here a chapter cites what is in no bibliography."""
    stand.crossref = [PEAR]
    chapter = root / "book/index.md"
    chapter.write_text("# Orchard\n\nPlums {cite}`plum2020`, {cite}`nobody`.\n", encoding="utf-8")
    words = ("add", "10.1234/pears.1", "--topic", "adults")
    assert _run(*words) == (
        1,
        "",
        "book/index.md:3:32: “nobody” is cited and is not in references.bib → correct the key, "
        "or add the entry\nnothing was written: the book is not ready for it; "
        "--unfinished writes it all the same, for a branch\n",
    )
    assert not (root / "incoming").exists()
    assert _run(*words, "--unfinished")[0] == 0


def test_an_entry_that_awaits_is_named_once_its_record_is_excluded(
    root: Path, stand: Stand
) -> None:
    """Until then nobody has to cite it."""
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    records = root / "data/records.csv"
    text = records.read_text(encoding="utf-8")
    records.write_text(text.replace(",awaiting,", ",excluded,wrong outcome"), encoding="utf-8")
    said = _run("check")[2]
    assert "[note] “pear2026” awaits a decision, and no record of it does → " in said
    assert "“pear2026” is cited nowhere → " in said


def test_what_a_service_says_cannot_break_out_of_its_cell(root: Path, stand: Stand) -> None:
    """Names and numbers come from the web: no new line, row, entry or formula."""
    name = "=Pear\n# table: outcomes\n@misc{evil, title = {Evil}}"
    stand.crossref = [{**PEAR, "author": [{"family": name}]}]
    assert _run("add", "10.1234/pears.1", "--topic", "adults")[0] == 0
    (sheet,) = (root / "incoming").iterdir()
    text = sheet.read_text(encoding="utf-8-sig")
    assert text.count("# table: outcomes\n") == 1
    assert "'=Pear # table: outcomes @misc{evil, title = {Evil}} 2026" in text
    assert len(bibliography.read(root)) == 2


@pytest.mark.parametrize(
    ("journal", "begun"), [("Orchard & field", "@article{fig2026,"), ("", "@misc{fig2026,")]
)
def test_an_entry_is_an_article_only_with_its_journal(journal: str, begun: str) -> None:
    """The build refuses an article without one."""
    entry = entries.written(Found("Figs", "2026", journal=journal), "fig2026")
    assert entry.startswith(begun)
    assert ("journal = {Orchard \\& field}" in entry) is bool(journal)


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (Found("Pears", "2026", authors=("O’Neil",)), "oneil2026"),
        (Found("Pears", "2026", authors=("王",)), "report2026"),
        (Found("Pears", "2026"), "report2026"),
        (Found("Pears", authors=("3M Group",)), "report3mgroup"),
        (Found("Pears", "2026", registry_id="NCT00000011"), "nct00000011"),
        (Found("Pears", "2026", authors=("Fig",)), "fig2026b"),
    ],
)
def test_the_key_of_a_study_is_one_that_the_tables_take(found: Found, key: str) -> None:
    """It starts with a letter, whatever the name, and is no other one's."""
    assert entries.key_for(found, {"fig2026"}) == key


def test_a_second_study_of_a_name_and_year_is_told_apart_by_its_letter(
    root: Path, stand: Stand
) -> None:
    """In its label as in its key."""
    bib = root / "references.bib"
    text = bib.read_text(encoding="utf-8") + "\n@misc{pear2026,\n  title = {Other pears}\n}\n"
    bib.write_text(text, encoding="utf-8")
    chapter = root / "book/index.md"
    chapter.write_text("# Orchard\n\n{cite}`plum2020`, {cite}`pear2026`.\n", encoding="utf-8")
    stand.crossref = [PEAR]
    _run("add", "10.1234/pears.1", "--topic", "adults")
    assert _blocks(root, "pear2026b")["studies"][0]["label"] == "Pear 2026b"

"""What people send becomes rows of the tables, or is refused by cell and with its cure."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import senders
from evidence import checks
from evidence.__main__ import main
from evidence.intake import template


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small sound project."""
    return senders.project(tmp_path / "project")


def _rows(root: Path, table: str, **where: str) -> list[dict[str, str]]:
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return [row for row in found if all(row[name] == value for name, value in where.items())]


def test_the_project_of_these_tests_is_sound(project: Path) -> None:
    """Whatever is found later comes from what was sent."""
    assert checks.check(project) == []


def test_a_workbook_with_a_new_study_fills_every_table(project: Path, tmp_path: Path) -> None:
    """Keys that nobody wrote follow from the label, the kind of source and the groups."""
    result = senders.send(project, senders.workbook(tmp_path / "pears.xlsx", senders.SHEETS))
    assert (senders.said(result), result.to_do, result.written) == ([], [], True)
    assert checks.check(project) == []
    (study,) = _rows(project, "studies", study_id="pear2024")
    assert study["cohort_id"] == "pear2024"
    assert study["design"] == "randomised, open"
    assert study["extracted_on"] == "2026-11-20"
    assert study["verified_by"] == ""
    (record,) = _rows(project, "records", record_id="pear2024")
    assert (record["decision"], record["search_id"]) == ("included", "sent-in")
    (search,) = _rows(project, "searches", search_id="sent-in")
    assert search["found"] == "1"
    (weight,) = _rows(project, "outcomes", study_id="pear2024", outcome_id="weight")
    assert (weight["arm_id"], weight["value"], weight["n"]) == ("pears", "71.5", "12")
    assert "@misc{pear2024," in (project / "references.bib").read_text(encoding="utf-8")


def test_the_same_rows_as_text_give_the_same_tables(project: Path, tmp_path: Path) -> None:
    """One file with a line `# table:` before each block stands for a workbook of sheets."""
    other = senders.project(tmp_path / "other")
    blocks = [(name.lower(), rows) for name, rows in senders.SHEETS.items()]
    senders.send(project, senders.workbook(tmp_path / "pears.xlsx", senders.SHEETS))
    result = senders.send(other, senders.text(tmp_path / "pears.csv", *blocks))
    assert senders.said(result) == []
    assert senders.snapshot(project) == senders.snapshot(other)


def test_adding_twice_adds_nothing_the_second_time(project: Path, tmp_path: Path) -> None:
    """Rows that are in the tables already are known."""
    path = senders.workbook(tmp_path / "pears.xlsx", senders.SHEETS)
    senders.send(project, path)
    before = senders.snapshot(project)
    assert senders.said(senders.send(project, path)) == [
        "pears.xlsx: nothing to add: every row is in the tables already, or nothing was filled in"
        " → check that this is the file"
    ]
    assert senders.snapshot(project) == before


def test_a_second_report_sent_in_is_counted(project: Path, tmp_path: Path) -> None:
    """The row that stands for reports sent in counts up."""
    for number in (1, 2):
        rows = [["title", "doi", "topic"], [f"Pears {number}", f"10.1234/p{number}", "adults"]]
        senders.send(project, senders.text(tmp_path / "r.csv", ("records", rows)))
    assert _rows(project, "searches", search_id="sent-in")[0]["found"] == "2"
    assert [row["decision"] for row in _rows(project, "records", search_id="sent-in")] == [
        "awaiting",
        "awaiting",
    ]


GOOD = "plum2020;plums;weight;all;1 year;mean;70,5;10;kg;plum2020-abstract;Results;21.11.2026"
MISTAKES = {
    "a number that is none": (
        GOOD.replace("70,5", "heavy"),
        "o.csv, row 2, column G: [outcomes.value] “heavy” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen",
    ),
    "thousands or decimals": (
        GOOD.replace("70,5", "1,234"),
        "o.csv, row 2, column G: [outcomes.value] “1,234” can be 1234 or 1.234 → "
        "write the digits without a mark for thousands, and a point for decimals",
    ),
    "two kinds of marks": (
        GOOD.replace("70,5", "1.234,5"),
        "o.csv, row 2, column G: [outcomes.value] “1.234,5” has marks for thousands and can be "
        "read in two ways → write the digits without a mark for thousands, "
        "and a point for decimals",
    ),
    "a bound": (
        GOOD.replace("70,5", "<0.05"),
        "o.csv, row 2, column G: [outcomes.value] “<0.05” is a bound and not a number → "
        "leave it blank; write a P value into p_printed and any other bound into note",
    ),
    "two numbers": (
        GOOD.replace("70,5", "70 ± 5"),
        "o.csv, row 2, column G: [outcomes.value] “70 ± 5” holds more than one number → "
        "give each number the column it belongs in",
    ),
    "a day that can be two": (
        GOOD.replace("21.11.2026", "03/04/2026"),
        "o.csv, row 2, column L: [outcomes.extracted_on] “03/04/2026” can be 2026-04-03 or "
        "2026-03-04 → write year-month-day",
    ),
    "a short year": (
        GOOD.replace("21.11.2026", "21.11.26"),
        "o.csv, row 2, column L: [outcomes.extracted_on] “21.11.26” has a year of two digits → "
        "write year-month-day: 2026-11-21",
    ),
    "no source": (
        GOOD.replace("plum2020-abstract", "n.a."),
        "o.csv, row 2, column J: [outcomes.source] a value without its source → "
        "write the page it was read on; no value is taken without it",
    ),
    "no place in the source": (
        GOOD.replace(";Results;", ";-;"),
        "o.csv, row 2, column K: [outcomes.locator] a value without its locator → "
        "write the place in that page; no value is taken without it",
    ),
    "a source nobody knows": (
        GOOD.replace("plum2020-abstract", "plum2020-table9"),
        "o.csv, row 2, column J: [outcomes.source] source “plum2020-table9” is not in "
        "data/sources.csv → correct it, or add the row to data/sources.csv",
    ),
    "a word outside the list": (
        GOOD.replace(";mean;", ";average;"),
        "o.csv, row 2, column F: [outcomes.statistic] “average” is not in the list → use one of: "
        "count; percent; mean; median; minimum; maximum; mean change; median change; rate; "
        "total; value; hazard",
    ),
    "more people than there are": (
        GOOD.replace(";weight;all;1 year;mean;70,5;10;kg", ";death;all;2 years;count;11;10;people"),
        "o.csv, row 2, column G: [outcomes.value] 11 of 10 → check value and n against the source",
    ),
    "a percentage in kilograms": (
        GOOD.replace("70,5", "70,5 %"),
        "o.csv, row 2, column G: [outcomes.value] “70,5 %” is a percentage, the unit is kg → "
        "take the sign away, or correct the unit",
    ),
    "script": (
        GOOD.replace("1 year", "<script>alert(1)</script>"),
        "o.csv, row 2, column E: [outcomes.time] “<script>alert(1)</script>” looks like markup → "
        "write plain text",
    ),
    "a template": (
        GOOD.replace("1 year", "{{ config }}"),
        "o.csv, row 2, column E: [outcomes.time] “{{ config }}” looks like markup → "
        "write plain text",
    ),
    "a formula": (
        GOOD.replace("1 year", "=1+1"),
        "o.csv, row 2, column E: [outcomes.time] “=1+1” looks like a formula → "
        "start with a letter or a digit",
    ),
}


@pytest.mark.parametrize(("row", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_at_its_cell_and_nothing_is_written(
    project: Path, tmp_path: Path, row: str, message: str
) -> None:
    """The message names file, row, column, the table's column, what was found and what to do."""
    before = senders.snapshot(project)
    result = senders.send(project, senders.outcomes(tmp_path / "o.csv", row))
    assert senders.said(result) == [message]
    assert not result.written
    assert senders.snapshot(project) == before


def test_the_row_of_the_mistakes_is_right_itself(project: Path, tmp_path: Path) -> None:
    """Decimal comma, a day with points, semicolons: read without a word."""
    result = senders.send(project, senders.outcomes(tmp_path / "o.csv", GOOD))
    assert senders.said(result) == []
    (row,) = _rows(project, "outcomes", outcome_id="weight")
    assert (row["value"], row["extracted_on"]) == ("70.5", "2026-11-21")


def test_all_mistakes_of_a_file_are_said_together(project: Path, tmp_path: Path) -> None:
    """What cannot be read and what the rules find come in one pass, in order of place."""
    rows = [GOOD.replace("70,5", "1,234"), MISTAKES["more people than there are"][0]]
    result = senders.send(project, senders.outcomes(tmp_path / "o.csv", *rows))
    assert [line.partition(":")[0] for line in senders.said(result)] == [
        "o.csv, row 2, column G",
        "o.csv, row 3, column G",
    ]


def test_a_column_that_nobody_sent_is_one_message(project: Path, tmp_path: Path) -> None:
    """Not one for each row."""
    header = "study_id;arm_id;outcome_id;subgroup;time;statistic;value;n;unit;source;extracted_on"
    row = "plum2020;plums;weight;all;{};mean;70;10;kg;plum2020-abstract;2026-11-21"
    path = senders.outcomes(tmp_path / "o.csv", *map(row.format, "abc"), header=header)
    assert senders.said(senders.send(project, path)) == [
        "o.csv: [outcomes.locator] a value without its locator → "
        "write the place in that page; no value is taken without it"
    ]


def test_a_column_we_do_not_know_is_said_with_the_one_it_may_be(
    project: Path, tmp_path: Path
) -> None:
    """No value is dropped silently."""
    names = "study_id;arm_id;outcome_id;subgroup;time;statistic;value;n;unit;source;locator"
    path = senders.outcomes(tmp_path / "o.csv", f"{GOOD};5", header=f"{names};extracted_on;spreed")
    assert senders.said(senders.send(project, path)) == [
        "o.csv, row 1, column M: “spreed” is no column of outcomes → rename it to “spread”"
    ]


def test_the_book_s_own_work_is_told_apart_from_the_sender_s(project: Path, tmp_path: Path) -> None:
    """A sentence that becomes untrue stops the rows, unless they go to a branch unfinished."""
    chapter = project / "book" / "index.md"
    chapter.write_text(chapter.read_text() + "\nPears {cite}`pear2024`.\n", encoding="utf-8")
    sheets = {name: senders.SHEETS[name] for name in ("Records",)}
    path = senders.workbook(tmp_path / "r.xlsx", sheets)
    stopped = senders.send(project, path)
    assert (senders.said(stopped), stopped.written) == ([], False)
    assert stopped.to_do == [
        "book/index.md:5:14: “pear2024” is cited and is not in references.bib → "
        "correct the key, or add the entry"
    ]
    assert senders.send(project, path, unfinished=True).written


# How tables look when they come from a spreadsheet.


def _sheet(path: Path, rows: list[list[object]], merge: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "Outcomes"
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    book.save(path)
    return path


NAMES: list[object] = ["Study", "Group", "Outcome", "Subgroup", "Time", "Statistic", "Value"]
NAMES += ["N", "Unit", "Source", "Locator", "Extracted on"]
ROW: list[object] = ["Plum 2020", "Plums", "Body weight", "all", "1 year", "mean", 70.5, 10, "kg"]
ROW += ["plum2020-abstract", "Results", datetime(2026, 11, 21)]


def _second(**changed: object) -> list[object]:
    row = list(ROW)
    row[4] = "2 years"
    for name, value in changed.items():
        row[[str(one).lower() for one in NAMES].index(name)] = value
    return row


NAMES[1] = "Arm"


def test_titles_empty_lines_footnotes_and_merged_cells_are_seen_through(
    project: Path, tmp_path: Path
) -> None:
    """A table as clinicians really send it."""
    blank: list[object] = [None] * len(NAMES)
    rows = [["Results of the plum study"], blank, NAMES, ROW, blank, _second(study=None)]
    rows += [["* as printed in the abstract"]]
    path = _sheet(tmp_path / "o.xlsx", rows, ("A1:L1", "A4:A6"))
    result = senders.send(project, path)
    assert senders.said(result) == []
    assert result.added == {"outcomes": 2}
    assert result.left_out == ["o.xlsx, sheet Outcomes, row 7: a remark under the table, left out"]


def test_two_lines_of_header_are_read_as_one(project: Path, tmp_path: Path) -> None:
    """The upper line reaches to the right; a line of units under them is no row."""
    upper: list[object] = ["Study", "Arms", None, *[None] * 9]
    lower = [None, "Arm", *NAMES[2:]]
    units: list[object] = [*[None] * 6, "(kg)", *[None] * 5]
    path = _sheet(tmp_path / "o.xlsx", [upper, lower, units, ROW], ("B1:C1",))
    result = senders.send(project, path)
    assert senders.said(result) == []
    assert result.added == {"outcomes": 1}


def test_a_wide_sheet_is_taken_apart(project: Path, tmp_path: Path) -> None:
    """Columns that name their table go there; a group told twice is one group."""
    names = ["study_id", "arm_id", "arms.label", "arms.role", "arms.n", "arms.source"]
    names += ["arms.locator", "outcomes.outcome_id", "outcomes.subgroup", "outcomes.time"]
    names += ["outcomes.statistic", "outcomes.value", "outcomes.n", "outcomes.unit"]
    names += ["outcomes.source", "outcomes.locator", "arms.extracted_on", "outcomes.extracted_on"]
    place = ["plum2020-abstract", "Methods"]
    rows = [
        [
            "plum2020",
            "figs",
            "Figs",
            "control",
            "9",
            *place,
            outcome,
            "all",
            "1 year",
            *value,
            *place,
            "2026-11-21",
            "2026-11-21",
        ]
        for outcome, value in (
            ("death", ["count", "0", "9", "people"]),
            ("weight", ["mean", "68", "9", "kg"]),
        )
    ]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(",".join(row) for row in [names, *rows]), encoding="utf-8")
    result = senders.send(project, path)
    assert senders.said(result) == []
    assert result.added == {"arms": 1, "outcomes": 2}


def test_hidden_sheets_are_left_out_and_said(project: Path, tmp_path: Path) -> None:
    """Nobody sends rows without knowing."""
    book = Workbook()
    book.active.title = "Outcomes"
    for row in (NAMES, ROW):
        book.active.append(row)
    book.create_sheet("Old").append(["do not use"])
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "o.xlsx")
    result = senders.send(project, tmp_path / "o.xlsx")
    assert result.left_out == ["o.xlsx, sheet Old: hidden, left out"]
    assert result.written


def test_a_formula_without_a_stored_result_is_not_calculated(project: Path, tmp_path: Path) -> None:
    """Formulas are never executed."""
    path = _sheet(tmp_path / "o.xlsx", [NAMES, _second(value="=35+35")])
    assert senders.said(senders.send(project, path)) == [
        "o.xlsx, sheet Outcomes, cell G2: [outcomes.value] a formula without a stored result → "
        "paste the values over the formulas, or open and save the file in Excel"
    ]


def test_a_number_that_excel_made_a_date_is_refused(project: Path, tmp_path: Path) -> None:
    """“3.5” typed into some spreadsheets becomes the third of May."""
    path = _sheet(tmp_path / "o.xlsx", [NAMES, _second(value=datetime(2026, 5, 3))])
    assert senders.said(senders.send(project, path)) == [
        "o.xlsx, sheet Outcomes, cell G2: [outcomes.value] Excel made the date 2026-05-03 of this "
        "number → format the column as text or number and write it again"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-8"])
def test_every_usual_encoding_is_read(project: Path, tmp_path: Path, encoding: str) -> None:
    """Letters and units arrive as they were written."""
    path = senders.outcomes(tmp_path / "o.csv", GOOD.replace("Results", "Résumé, tableau 2"))
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert senders.said(senders.send(project, path)) == []
    assert _rows(project, "outcomes", outcome_id="weight")[0]["locator"] == "Résumé, tableau 2"


@pytest.mark.parametrize("name", ["template.xlsx", "template.csv"])
def test_the_template_with_nothing_but_its_example_adds_nothing(
    project: Path, tmp_path: Path, name: str
) -> None:
    """The example is marked and is never taken for a row."""
    template.write(project, tmp_path / name)
    result = senders.send(project, tmp_path / name)
    assert [line.split(": ")[1] for line in senders.said(result)] == ["nothing to add"]
    assert result.added == {}


def test_the_template_is_the_same_each_time(project: Path, tmp_path: Path) -> None:
    """A download changes only when the tables do."""
    for name in ("one.xlsx", "two.xlsx"):
        template.write(project, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_column_named_sd_holds_standard_deviations(project: Path, tmp_path: Path) -> None:
    """So does “Mean” hold means; “Group” is the column that is described as the group."""
    header = "Study;Group;Outcome;Subgroup;Time;Mean;SD;n;Unit;Source;Locator;Extracted on"
    row = "Plum 2020;Plums;Body weight;all;1 year;70,5;4,2;10;kg;plum2020-abstract;Results"
    path = senders.outcomes(tmp_path / "o.csv", f"{row};2026-11-21", header=header)
    assert senders.said(senders.send(project, path)) == []
    (weight,) = _rows(project, "outcomes", outcome_id="weight")
    said = [weight[name] for name in ("arm_id", "statistic", "value", "spread_kind", "spread")]
    assert said == ["plums", "mean", "70.5", "SD", "4.2"]


def test_a_quote_that_is_not_closed_swallows_no_rows(project: Path, tmp_path: Path) -> None:
    """It is said at its line."""
    path = senders.outcomes(tmp_path / "o.csv", GOOD.replace("Results", '"Results'), GOOD)
    assert senders.said(senders.send(project, path)) == [
        "o.csv, row 2: a stray double quote → close the double quote, or take it away"
    ]


def test_a_markdown_table_is_a_table(project: Path, tmp_path: Path) -> None:
    """As people paste it into an issue."""
    names = "study_id|arm_id|label|role|n|source|locator|extracted_on"
    rule = "|".join(["---"] * 8)
    row = "plum2020|figs|Figs|control|9|plum2020-abstract|Methods|2026-11-21"
    path = tmp_path / "arms.txt"
    path.write_text("\n".join(f"| {line} |" for line in (names, rule, row)), encoding="utf-8")
    result = senders.send(project, path)
    assert (senders.said(result), result.added) == ([], {"arms": 1})


def test_a_filled_in_template_is_read(project: Path, tmp_path: Path) -> None:
    """Its columns are ours, its words come from the lists, its example stays out."""
    path = tmp_path / "template.xlsx"
    template.write(project, path)
    book = load_workbook(path)
    for name, (names, *rows) in senders.SHEETS.items():
        sheet = book[name.lower()]
        wanted = [str(one).lower().replace(" ", "_") for one in names]
        wanted = [{"arm": "arm_id", "outcome": "outcome_id"}.get(one, one) for one in wanted]
        header = [cell.value for cell in sheet[1]]
        for number, row in enumerate(rows, start=3):
            for column, cell in zip(wanted, row, strict=True):
                sheet.cell(number, header.index(column) + 1, cell)
    book.save(path)
    result = senders.send(project, path)
    assert senders.said(result) == []
    assert result.added["outcomes"] == 2
    lists = {choice.formula1 for choice in book["studies"].data_validations.dataValidation}
    words = {row[0].value for one in lists for row in book["Lists"][one.partition("!")[2]]}
    assert {"clinical", "randomised, open", "children and adults"} <= words


def test_an_interrupted_addition_is_finished_by_the_next_check(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And people are told."""
    monkeypatch.chdir(project)
    staged = project / ".adding"
    staged.mkdir()
    arms = (project / "data" / "arms.csv").read_text(encoding="utf-8")
    (staged / "0").write_text(arms.replace("Plums", "Ripe plums"), encoding="utf-8")
    (staged / "files.json").write_text('["data/arms.csv"]', encoding="utf-8")
    assert main(["check"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "checked: no problems\n"
    assert printed.err == "an interrupted addition was finished: all its rows are in the tables\n"
    assert _rows(project, "arms")[0]["label"] == "Ripe plums"


def test_a_doubt_is_told_and_stops_nothing(project: Path, tmp_path: Path) -> None:
    """What looks wrong and may be right is for a person to look at."""
    row = GOOD.replace(";weight;all;1 year;mean;70,5;10;kg", ";death;all;2 years;percent;0.5;10;%")
    result = senders.send(project, senders.outcomes(tmp_path / "o.csv", row))
    assert result.written
    assert [str(doubt) for doubt in result.doubts] == [
        "o.csv, row 2, column G: [outcomes.value] 0.5% may be a fraction → "
        "write 50 if that is meant, or say in note why it is so"
    ]

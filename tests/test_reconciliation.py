"""A second reader's values are compared with the tables; what follows is noted, or nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

import second_readers as readers
import senders
from evidence import checks
from evidence.__main__ import main
from evidence.intake.sent import RefusedError
from evidence.reconciliation import agreement
from second_readers import BARE, DEATH, EARLY, WEIGHT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small sound project."""
    return readers.project(tmp_path / "project")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Return where the second reader's outcomes are written."""
    return tmp_path / "outcomes.csv"


def _refused(root: Path, path: Path, **more: object) -> list[str]:
    before = senders.snapshot(root)
    with pytest.raises(RefusedError) as refusal:
        readers.read(root, path, write=True, **more)
    assert senders.snapshot(root) == before
    return [str(complaint) for complaint in refusal.value.complaints]


def test_the_project_of_these_tests_is_sound(project: Path) -> None:
    """Whatever is found later comes from what was read a second time."""
    assert checks.check(project) == []


def test_equal_values_in_another_spelling_are_equal(project: Path, sheet: Path) -> None:
    """Zeros at the end, case, and the label of a group in place of its key."""
    said = ["Plum2020,Plums,Body weight,all,1 year,Mean,71.50,10.0,KG,plum2020-abstract,Table 1"]
    result = readers.read(project, readers.outcomes(sheet, *said))
    assert readers.told(result) == []
    assert [match.by_key for match in result.matched[0].matches] == [True]


def test_a_value_in_other_units_is_the_same_and_said_to_be(project: Path, sheet: Path) -> None:
    """Units are converted as the table of conversions says."""
    said = WEIGHT.replace("71.5,10,kg", "71500,10,g")
    assert readers.told(readers.read(project, readers.outcomes(sheet, said))) == [
        ("value", "71.5", "71500", "same value in other units", ()),
        ("unit", "kg", "g", "same value in other units", ()),
    ]


def test_a_value_that_is_not_the_same_in_other_units_is_different(
    project: Path, sheet: Path
) -> None:
    """A unit is no excuse."""
    said = WEIGHT.replace("71.5,10,kg", "75100,10,g")
    told = readers.told(readers.read(project, readers.outcomes(sheet, said)))
    assert [(column, outcome) for column, _, _, outcome, _ in told] == [
        ("value", "different"),
        ("unit", "different"),
    ]


def test_what_only_one_reader_has_is_no_disagreement(project: Path, sheet: Path) -> None:
    """A blank says not seen."""
    header = f"{readers.NAMES},spread_kind,spread"
    said = [WEIGHT.replace("71.5,10", "71.5,") + ",SD,3.5"]
    assert readers.told(readers.read(project, readers.outcomes(sheet, *said, header=header))) == [
        ("spread_kind", "", "SD", "only the second reader has it", ()),
        ("spread", "", "3.5", "only the second reader has it", ()),
        ("n", "10", "", "only the first reader has it", ()),
    ]


@pytest.mark.parametrize(
    ("was", "now", "slips"),
    [
        ("71.5,10", "75.1,10", ("digits swapped",)),
        ("71.5,10", "7.15,10", ("decimal point moved",)),
        ("71.5,10", "64,10", ("another group",)),
        ("71.5,10", "68,10", ("another time",)),
        ("71.5,10", "71500,10", ("unit mistaken", "factor of a thousand")),
        ("71.5,10", "71.5,12", ("another group", "another denominator")),
    ],
)
def test_a_disagreement_names_the_likely_slips(
    project: Path, sheet: Path, was: str, now: str, slips: tuple[str, ...]
) -> None:
    """The other groups, times and units of the study are looked at."""
    result = readers.read(project, readers.outcomes(sheet, WEIGHT.replace(was, now)))
    assert [likely for *_, likely in readers.told(result)] == [slips]


def test_rows_in_other_words_are_matched_and_said_to_be(project: Path, sheet: Path) -> None:
    """Twelve months are a year; nothing is noted in a row found by likeness."""
    said = BARE.replace("bare", "no plums").replace("1 year", "12 months")
    result = readers.read(project, readers.outcomes(sheet, said), write=True)
    (match,) = result.matched[0].matches
    assert (match.ours["arm_id"], match.ours["time"], match.by_key) == ("bare", "1 year", False)
    assert result.settlement is not None
    assert result.settlement.unwritten == [
        "outcomes/plum2020/bare/weight/all/1 year/mean: matched by likeness only; "
        "write the key as in our tables"
    ]
    assert not result.written


def test_median_for_mean_is_told_of_the_row_it_must_be(project: Path, sheet: Path) -> None:
    """The statistic is part of the key, so the row is found by likeness."""
    result = readers.read(project, readers.outcomes(sheet, EARLY.replace("mean", "median")))
    assert readers.told(result) == [
        ("statistic", "mean", "median", "different", ("another statistic",))
    ]


def test_another_time_is_not_taken_for_ours(project: Path, sheet: Path) -> None:
    """Six months and nine are alike as words only; the near rows are named."""
    result = readers.read(project, readers.outcomes(sheet, EARLY.replace("6 mon", "9 mon")))
    (alone,) = result.matched[0].only_theirs
    assert alone.near
    assert result.matched[0].matches == ()


def test_rows_that_only_one_side_has_are_listed(project: Path, sheet: Path) -> None:
    """Ours are those of the studies the second reader looked at."""
    new = DEATH.replace("death", "weight").replace("count", "rate").replace("1 year", "day 3")
    (matched,) = readers.read(project, readers.outcomes(sheet, DEATH, new)).matched
    assert [row.line for row in matched.only_ours] == [3, 4, 5]
    assert [alone.theirs["time"] for alone in matched.only_theirs] == ["day 3"]


def test_the_agreement_counts_each_column(project: Path, sheet: Path) -> None:
    """A rounded value is not agreed, and within rounding."""
    path = readers.outcomes(sheet, DEATH, WEIGHT.replace("71.5", "72"), EARLY, BARE)
    (value, n, unit) = agreement.by_column(readers.read(project, path).verdicts)
    assert (value.column, value.compared, value.agreed, value.within_rounding) == ("value", 4, 3, 4)
    assert (n.compared, n.agreed, n.kappa) == (4, 4, None)
    assert (unit.column, unit.within_rounding) == ("unit", None)


def test_rows_that_agree_are_verified_by_the_named_person(project: Path, sheet: Path) -> None:
    """An earlier second look stays what it was."""
    result = readers.read(
        project, readers.outcomes(sheet, DEATH, EARLY), by="Ada Lovelace", write=True
    )
    assert (result.written, result.problems) == (True, [])
    marks = [
        (row["verified_by"], row["verified_on"], row["second_look"])
        for row in readers.rows(project, "outcomes")
    ]
    assert marks == [
        ("Ada Lovelace", "2026-11-22", ""),
        ("", "", ""),
        ("Ada Lovelace", "2026-11-22", "agreed"),
        ("", "", ""),
    ]
    assert checks.check(project) == []


def test_without_a_name_rows_get_a_second_look_and_are_not_verified(
    project: Path, sheet: Path
) -> None:
    """Verified is a word for named people."""
    readers.read(project, readers.outcomes(sheet, DEATH), write=True)
    row = readers.rows(project, "outcomes")[0]
    assert (row["second_look"], row["verified_by"], row["verified_on"]) == ("agreed", "", "")


def test_a_row_read_in_part_is_not_noted(project: Path, sheet: Path) -> None:
    """Who did not look at a value has not verified its row."""
    header = readers.NAMES.replace(",n,", ",")
    path = readers.outcomes(sheet, DEATH.replace(",10,", ","), header=header)
    result = readers.read(project, path, by="Ada Lovelace", write=True)
    assert result.settlement is not None
    assert result.settlement.unwritten == [
        "outcomes/plum2020/plums/death/all/1 year/count: agreed as far as read, without n"
    ]
    assert not result.written


def test_a_disagreement_becomes_an_open_conflict_once(project: Path, sheet: Path) -> None:
    """Our value stays in use; the second time nothing is added."""
    path = readers.outcomes(sheet, WEIGHT.replace("71.5", "75.1"))
    before = readers.rows(project, "outcomes")
    readers.read(project, path, by="Ada Lovelace", write=True)
    expected = {
        "conflict_id": "plum2020-outcomes-value",
        "study_id": "plum2020",
        "about": "Value: outcomes, plums, weight, 1 year, mean",
        "value_used": "71.5",
        "source_used": "plum2020-abstract",
        "value_other": "75.1",
        "source_other": "plum2020-abstract",
        "reason": "Not settled yet: Ada Lovelace read the other value in abstract; "
        "possibly: digits swapped.",
    }
    assert readers.rows(project, "conflicts")[1:] == [expected]
    assert not readers.read(project, path, by="Ada Lovelace", write=True).written
    assert readers.rows(project, "conflicts")[1:] == [expected]
    assert readers.rows(project, "outcomes") == before


def _decide(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["row,column,take,value,reason", *lines]), encoding="utf-8")
    return path


ROW = "outcomes/plum2020/plums/weight/all/1 year/mean"


@pytest.mark.parametrize(
    ("line", "value", "used", "other"),
    [
        (f"{ROW},value,first,,Table 2 says so.", "71.5", "71.5", "75.1"),
        (f"{ROW},value,second,,Table 2 says so.", "75.1", "75.1", "71.5"),
        (f"{ROW},value,other,73,Table 2 says so.", "73", "73", "71.5 and 75.1"),
    ],
)
def test_what_was_settled_is_written_and_closes_the_conflict(
    project: Path, sheet: Path, tmp_path: Path, line: str, value: str, used: str, other: str
) -> None:
    """The value counts from now on, and the conflict says why."""
    path = readers.outcomes(sheet, WEIGHT.replace("71.5", "75.1"))
    readers.read(project, path, by="Ada Lovelace", write=True)
    settled = _decide(tmp_path / "settled.csv", line)
    result = readers.read(project, path, by="Ada Lovelace", settled=settled, write=True)
    assert (result.problems, result.written) == ([], True)
    row = readers.rows(project, "outcomes")[1]
    assert (row["value"], row["verified_by"]) == (value, "Ada Lovelace")
    _, conflict = readers.rows(project, "conflicts")
    assert (conflict["value_used"], conflict["value_other"]) == (used, other)
    assert conflict["reason"] == "Table 2 says so."
    assert checks.check(project) == []


def test_a_settled_value_without_a_named_reader_is_corrected_at_a_second_look(
    project: Path, sheet: Path, tmp_path: Path
) -> None:
    """As the column says that holds it."""
    settled = _decide(tmp_path / "settled.csv", f"{ROW},value,second,,Table 2 says so.")
    path = readers.outcomes(sheet, WEIGHT.replace("71.5", "75.1"))
    readers.read(project, path, settled=settled, write=True)
    row = readers.rows(project, "outcomes")[1]
    assert (row["value"], row["second_look"], row["verified_by"]) == ("75.1", "corrected", "")


def test_decisions_that_cannot_be_taken_are_refused_line_by_line(
    project: Path, sheet: Path, tmp_path: Path
) -> None:
    """With the place in the sheet; nothing is written."""
    path = readers.outcomes(sheet, WEIGHT.replace("71.5,10", "75.1,11"))
    settled = _decide(
        tmp_path / "settled.csv",
        f"{ROW},value,both,,Why.",
        f"{ROW},n,other,,",
        f"{ROW},unit,first,,Why.",
        f"{ROW},n,other,<12,Why.",
    )
    assert _refused(project, path, settled=settled) == [
        "settled.csv, row 2, column C: [take] “both” is no choice → write first, second or other",
        "settled.csv, row 3, column D: [value] “other” without a value → write the value that "
        "counts",
        "settled.csv, row 3, column E: [reason] a choice without its reason → say what the "
        "source shows and where",
        f"settled.csv, row 4, column A: [row] the readers do not disagree on “{ROW}, unit” → "
        "copy row and column from the sheet that --to-settle writes",
        "settled.csv, row 5, column D: [value] “<12” is a bound and not a number → leave it "
        "blank; write a P value into p_printed and any other bound into note",
    ]


def test_nothing_is_written_when_the_check_would_fail(project: Path, sheet: Path) -> None:
    """More deaths than people: the problem is told, the tables stay."""
    before = senders.snapshot(project)
    path = readers.outcomes(sheet, DEATH.replace("1,10", "11,10"), EARLY)
    settled = _decide(
        sheet.parent / "settled.csv",
        "outcomes/plum2020/plums/death/all/1 year/count,value,second,,Why.",
    )
    result = readers.read(project, path, settled=settled, write=True)
    assert not result.written
    assert [problem.field for problem in result.problems] == ["value"]
    assert senders.snapshot(project) == before


@pytest.mark.parametrize(
    "name", ["", "reader", "Second reader", "Machine-assisted reader", "A1 B2", "The team"]
)
def test_only_a_named_person_verifies(
    project: Path,
    sheet: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A role or a blank is refused."""
    monkeypatch.chdir(project)
    path = readers.outcomes(sheet, DEATH)
    assert main(["reconcile", str(path), "--write", "--by", name]) == 1
    assert capsys.readouterr().err == (
        f"--by: “{name}” is not the name of a person → write first and last name of whoever "
        "read the sources; without --by the rows say that there was a second look, and not who "
        "verified them\n"
    )


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "A. Nephrologist-Smith", "Seán O’Brien", "李 小明"]
)
def test_names_of_all_kinds_are_names(project: Path, sheet: Path, name: str) -> None:
    """Initials, hyphens, apostrophes, other scripts."""
    readers.read(project, readers.outcomes(sheet, DEATH), by=name, write=True)
    assert readers.rows(project, "outcomes")[0]["verified_by"] == name


def test_an_unknown_study_a_doubled_row_and_a_blank_key_are_refused(
    project: Path, sheet: Path
) -> None:
    """Each with its place and its cure."""
    strange, blank = DEATH.replace("plum2020,", "plum2021,", 1), WEIGHT.replace("all", "")
    path = readers.outcomes(sheet, DEATH, DEATH, strange, blank)
    assert _refused(project, path) == [
        "outcomes.csv, row 3, column F: [outcomes.statistic] this row stands at outcomes.csv, "
        "row 2 too → keep one of them, or correct its key",
        "outcomes.csv, row 4, column A: [outcomes.study_id] “plum2021” is not in "
        "data/studies.csv → did you mean “plum2020”? correct it, or send the study with "
        "`python -m evidence add`",
        "outcomes.csv, row 5, column D: [outcomes.subgroup] the cell is blank → fill it in: the "
        "part of the group counted; 'all' when it is everyone analysed",
    ]


def test_a_column_that_is_none_of_ours_is_refused(project: Path, sheet: Path) -> None:
    """Better than to compare without it."""
    path = readers.outcomes(sheet, f"{DEATH},3", header=f"{readers.NAMES},pears")
    assert _refused(project, path) == [
        "outcomes.csv, row 1, column L: “pears” is no column of outcomes → delete it, or move it "
        "into note"
    ]


def test_a_workbook_compares_several_tables_at_once(project: Path, tmp_path: Path) -> None:
    """Sheets are named as the tables; other sheets are left out and said to be."""
    names = readers.NAMES.split(",")
    death: list[object] = [*DEATH.split(",")[:6], 1, 10, *DEATH.split(",")[8:]]
    sheets: dict[str, list[list[object]]] = {
        "Outcomes": [list(names), death],
        "Arms": [["study_id", "arm_id", "role", "n"], ["plum2020", "Plums", "Treatment", 11]],
        "Thoughts": [["I liked it"]],
    }
    result = readers.read(project, senders.workbook(tmp_path / "second.xlsx", sheets))
    assert readers.told(result) == [("n", "10", "11", "different", ("off by one",))]
    assert result.left_out == ["second.xlsx, sheet Thoughts: no table here, left out"]


def test_a_formula_without_a_result_is_refused(project: Path, tmp_path: Path) -> None:
    """No value is guessed."""
    names = readers.NAMES.split(",")
    death: list[object] = [*DEATH.split(",")[:6], "=1+1", 10, *DEATH.split(",")[8:]]
    path = senders.workbook(tmp_path / "second.xlsx", {"outcomes": [list(names), death]})
    (complaint,) = _refused(project, path)
    assert complaint.endswith(
        "[outcomes.value] a formula without a stored result → paste the values over the "
        "formulas, or open and save the file in Excel"
    )


def test_the_command_prints_the_report_and_writes_the_sheet_to_settle(
    project: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Disagreement is no failure; the report can be read as it is."""
    monkeypatch.chdir(project)
    path = readers.outcomes(sheet, WEIGHT.replace("71.5", "75.1"))
    assert main(["reconcile", str(path), "--to-settle", "open.csv"]) == 0
    printed = capsys.readouterr().out
    assert "Values both readers give: 3, agreed: 2 (67%)." in printed
    assert "| outcomes | value | 1 | 0 | 0% | 0% |  | 0 | 0 |" in printed
    assert "first 71.5 (plum2020\\-abstract, abstract); second 75.1" in printed
    assert "Possibly: digits swapped." in printed
    assert Path("open.csv").read_text(encoding="utf-8") == (
        "row,column,first,second,likely,take,value,reason\n"
        f"{ROW},value,71.5,75.1,digits swapped,,,\n"
    )


def test_the_sheet_to_settle_is_read_back_as_it_was_written(
    project: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that are not filled in settle nothing."""
    monkeypatch.chdir(project)
    path = readers.outcomes(sheet, WEIGHT.replace("71.5,10", "75.1,11"))
    main(["reconcile", str(path), "--to-settle", "open.csv"])
    text = Path("open.csv").read_text(encoding="utf-8")
    Path("open.csv").write_text(text.replace("swapped,,,", "swapped,first,,Table 2."))
    result = readers.read(project, path, settled=Path("open.csv"))
    assert result.settlement is not None
    assert [one["reason"][:15] for one in result.settlement.conflicts] == [
        "Table 2.",
        "Not settled yet",
    ]


def test_markup_in_a_second_reading_is_neutral_in_the_report(
    project: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What somebody sends does nothing where it is shown."""
    monkeypatch.chdir(project)
    path = readers.outcomes(sheet, DEATH.replace("people", "<img src=x> [a](http://b) @c"))
    main(["reconcile", str(path)])
    printed = capsys.readouterr().out
    assert "<img" not in printed
    assert "[a](" not in printed


@pytest.mark.parametrize("name", ["blind.csv", "blind.xlsx"])
def test_the_sheet_for_a_second_reader_shows_no_value(
    project: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys and the source, so that both read the same; sent back empty it says nothing."""
    monkeypatch.chdir(project)
    path = tmp_path / name
    assert main(["template", str(path), "--for", "plum2020"]) == 0
    result = readers.read(project, path)
    assert [len(one.matches) for one in result.matched] == [1, 2, 4]
    assert (result.verdicts, result.unread) == ([], 7)
    theirs = [match.theirs for one in result.matched for match in one.matches]
    assert {one["source"] for one in theirs} == {"plum2020-abstract"}
    assert not any(one["locator"] for one in theirs)


def test_a_filled_in_sheet_verifies_whole_rows(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every column a row has a value in is asked for."""
    monkeypatch.chdir(project)
    path = tmp_path / "blind.csv"
    main(["template", str(path), "--for", "plum2020"])
    text = path.read_text(encoding="utf-8-sig")
    line = next(line for line in text.splitlines() if ",death," in line)
    header = next(line for line in text.splitlines() if ",statistic," in line).split(",")
    cells = dict(zip(header, line.split(","), strict=True))
    cells |= {"locator": "abstract", "value": "1", "n": "10", "unit": "people"}
    path.write_text(text.replace(line, ",".join(cells.values())), encoding="utf-8")
    readers.read(project, path, by="Ada Lovelace", write=True)
    verified = [row["verified_by"] for row in readers.rows(project, "outcomes")]
    assert verified == ["Ada Lovelace", "", "", ""]


def test_a_sheet_for_no_study_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the name that was asked for."""
    monkeypatch.chdir(project)
    assert main(["template", "blind.csv", "--for", "pear1999"]) == 1
    assert capsys.readouterr().err == (
        "the tables have no rows of the study “pear1999” → check the name and the folder\n"
    )


SOURCES = (
    "source_id,reference,kind,address,seen_on\n"
    "plum2020-abstract,plum2020,abstract,https://example.org/plum,2026-11-02\n"
    "plum2020-text,plum2020,open-access full text,https://example.org/text,2026-11-02\n"
)


@pytest.fixture
def two_sources(tmp_path: Path) -> Path:
    """Return the project with a second page of the same report."""
    return senders.project(tmp_path / "two", {**readers.MORE, "sources": SOURCES})


def test_the_same_value_in_another_source_marks_no_row(two_sources: Path, sheet: Path) -> None:
    """The row names a source, and that one was not read again."""
    said = DEATH.replace("plum2020-abstract,abstract", "plum2020-text,Results")
    result = readers.read(two_sources, readers.outcomes(sheet, said), write=True)
    assert result.settlement is not None
    assert result.settlement.unwritten == [
        "outcomes/plum2020/plums/death/all/1 year/count: the same, but read in another source "
        "(plum2020-text)"
    ]
    assert not result.written


def test_another_value_in_another_source_is_a_conflict_of_both(
    two_sources: Path, sheet: Path
) -> None:
    """Each value keeps the page it stands on; to take it asks for a correction."""
    said = WEIGHT.replace("71.5", "75.1").replace("-abstract,abstract", "-text,Results")
    path = readers.outcomes(sheet, said)
    readers.read(two_sources, path, write=True)
    conflict = readers.rows(two_sources, "conflicts")[1]
    assert (conflict["source_used"], conflict["source_other"]) == (
        "plum2020-abstract",
        "plum2020-text",
    )
    settled = _decide(sheet.parent / "settled.csv", f"{ROW},value,second,,Why.")
    assert _refused(two_sources, path, settled=settled) == [
        "settled.csv, row 2, column C: [take] the second value stands in another source → send "
        "it as a correction, so that the row names that source"
    ]


def test_a_reading_without_its_source_is_compared_and_not_noted(project: Path, sheet: Path) -> None:
    """No value is taken without it, and none is confirmed."""
    said = DEATH.replace("plum2020-abstract,abstract", ",")
    result = readers.read(project, readers.outcomes(sheet, said), by="Ada Lovelace", write=True)
    assert result.settlement is not None
    assert result.settlement.unwritten == [
        "outcomes/plum2020/plums/death/all/1 year/count: the second reading does not name its "
        "source"
    ]
    assert all(one.agreed for one in result.verdicts)


def test_a_write_that_was_cut_off_leaves_all_or_nothing(
    project: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows and conflicts are in different files; the next command finishes or undoes both."""
    path = readers.outcomes(sheet, DEATH, WEIGHT.replace("71.5", "75.1"))
    before = senders.snapshot(project)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("evidence.intake.staging._sync", cut)
        with pytest.raises(KeyboardInterrupt):
            readers.read(project, path, write=True)
    monkeypatch.chdir(project)
    assert main(["check"]) == 0
    assert senders.snapshot(project) == before

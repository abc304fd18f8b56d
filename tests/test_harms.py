"""What studies say of harms: counted, none seen, told without a count, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import projects
from evidence import harms, prose, sphinx
from evidence.harms import cells

DEFINITIONS = pd.DataFrame(
    [
        ("rot", "Rot", "harm", "rot", "lower", "Trees with rot."),
        ("felled", "Felled", "harm", "loss", "lower", "Trees felled."),
        ("standing", "Standing", "benefit", "loss", "higher", "Trees still standing."),
        ("scab", "Scab again", "harm", harms.NOT_OF_TREATMENT, "lower", "Trees with scab again."),
        ("fruit", "Fruit", "benefit", "", "higher", "Pears."),
        ("blamed", "Rot by the saw", "harm", harms.JUDGED, "lower", "Rot put down to the saw."),
    ],
    columns=["outcome_id", "label", "domain", "harm", "better", "definition"],
)
ARMS = pd.DataFrame(
    [
        ("north", "pruned", "Pruned", "treatment", "", 12),
        ("north", "left", "Left alone", "control", "", 10),
        ("south", "all", "All trees", "all participants", "", 9),
        ("south", "early", "Early <cut>", "treatment", "", 4),
        ("south", "late", "Late cut", "treatment", "", 5),
        ("west", "pruned", "Pruned", "treatment", "", 3),
    ],
    columns=["study_id", "arm_id", "label", "role", "part_of", "n"],
).astype({"n": "Int64"})
STUDIES = pd.DataFrame(
    {
        "study_id": ["north", "south", "west"],
        "label": ["North 2001", "South 2002", "West 2003"],
        "condition": "scab",
        "condition_detail": "",
        "population": "old trees",
        "design": "single-arm",
        "status": "completed",
        "status_reason": "",
        "seen": "abstract only",
        "locator": "abstract, whole",
        "harms_told": "",
    }
)


def row(
    study: str, arm: str, outcome: str, value: float, n: int | None, **more: Any
) -> dict[str, Any]:
    """Return a row of outcomes."""
    said = {"subgroup": "all", "time": "one year", "months": 12.0, "statistic": "count"}
    place = {"unit": "trees", "locator": "Table 1", "note": "", "derived": ""}
    key = {"study_id": study, "arm_id": arm, "outcome_id": outcome, "value": value, "n": n}
    return {**said, **place, **key, **more}


def counted(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return what of the rows counts harms."""
    frame = pd.DataFrame(list(rows) or [row("north", "pruned", "fruit", 1, 2)])
    return harms.counts(frame.astype({"n": "Int64"}), DEFINITIONS, ARMS)


def compared(*outcomes: tuple[str, str]) -> pd.DataFrame:
    """Return results between groups of the trees of the north, without an estimate."""
    columns = ["study_id", "treatment_arm", "control_arm", "outcome_id", "time", "measure"]
    rows = [
        (study, "pruned", "left", name, "one year", "direction only") for study, name in outcomes
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(
        estimate=float("nan"),
        lower=float("nan"),
        upper=float("nan"),
        level=pd.NA,
        direction="no difference",
        p_printed="",
        unit="ratio",
        adjusted_for="",
        locator="abstract",
        note="",
    )
    return harms.named(frame, DEFINITIONS)


def states(counts: pd.DataFrame, words: pd.DataFrame | None = None, **told: str) -> dict[str, str]:
    """Return the state of each study."""
    studies = STUDIES.assign(harms_told=[told.get(key, "") for key in STUDIES["study_id"]])
    words = compared() if words is None else words
    return harms.by_study(studies, counts, words).to_dict()


def drawn(counts: pd.DataFrame, words: pd.DataFrame | None = None, **told: str) -> str:
    """Return the table of harms."""
    studies = STUDIES.assign(harms_told=[told.get(key, "") for key in STUDIES["study_id"]])
    words = compared() if words is None else words
    followed = pd.DataFrame(
        [row("north", "pruned", "watched", 5, 12, statistic="mean", unit="years", spread_kind="")]
    )
    kinds = ["loss", "rot"]
    return harms.table(studies, ARMS, counts, words, followed, kinds=kinds).html


# States


def test_one_tree_harmed_is_harm_seen() -> None:
    """Whatever else was counted and not seen."""
    counts = counted(row("north", "pruned", "rot", 1, 12), row("north", "pruned", "felled", 0, 12))
    assert states(counts)["north"] == harms.EVENTS


def test_a_printed_zero_is_none_seen() -> None:
    """It is a count, unlike silence."""
    assert states(counted(row("north", "pruned", "rot", 0, 12)))["north"] == harms.ZERO


def test_silence_is_never_a_zero() -> None:
    """A study without a row says nothing in our tables."""
    counts = counted(row("north", "pruned", "rot", 0, 12))
    assert states(counts)["west"] == harms.NOTHING


def test_what_is_told_in_words_is_neither_a_zero_nor_silence() -> None:
    """Words of the report, or a result between groups without a count."""
    assert states(counted(), west="Some rot.")["west"] == harms.WORDS
    assert states(counted(), compared(("north", "rot")))["north"] == harms.WORDS


def test_harm_of_a_control_group_is_not_harm_of_the_treatment() -> None:
    """The study then says nothing of treated trees."""
    assert states(counted(row("north", "left", "rot", 3, 10)))["north"] == harms.NOTHING


def test_whole_groups_count_as_treated() -> None:
    """Numbers printed for all trees of a study without a control group."""
    assert states(counted(row("south", "all", "rot", 2, 9)))["south"] == harms.EVENTS


@pytest.mark.parametrize(
    ("value", "n", "statistic", "state"),
    [
        (12, 12, "count", harms.ZERO),
        (11, 12, "count", harms.EVENTS),
        (100, None, "percent", harms.ZERO),
        (90, None, "percent", harms.EVENTS),
    ],
)
def test_those_who_stand_tell_of_those_who_were_felled(
    value: float, n: int | None, statistic: str, state: str
) -> None:
    """Where more is better, the others were harmed."""
    counts = counted(row("north", "pruned", "standing", value, n, statistic=statistic))
    assert states(counts)["north"] == state


def test_the_illness_itself_is_no_harm_of_the_treatment() -> None:
    """Nor is what was there at baseline, a mean, or what is no harm."""
    counts = counted(
        row("north", "pruned", "scab", 3, 12),
        row("north", "pruned", "rot", 3, 12, time="baseline"),
        row("north", "pruned", "rot", 3, 12, statistic="mean"),
        row("north", "pruned", "fruit", 3, 12),
    )
    assert counts.empty


def test_each_kind_of_harm_has_its_own_state() -> None:
    """A zero of one says nothing of another."""
    counts = counted(row("north", "pruned", "rot", 0, 12))
    found = harms.by_kind(STUDIES, ["rot", "loss"], counts, compared(("north", "felled")))
    assert found.loc["north"].to_dict() == {"rot": harms.ZERO, "loss": harms.WORDS}
    assert found.loc["west"].to_dict() == {"rot": harms.NOTHING, "loss": harms.NOTHING}


# Cells


def test_a_count_stands_with_its_people_and_share() -> None:
    """Three of twelve are a quarter."""
    assert _first(row("north", "pruned", "rot", 3, 12)) == ("3 of 12 (25%)", "")


def test_none_among_few_says_what_cannot_be_ruled_out() -> None:
    """Clopper and Pearson: 1 − 0.025^(1/n); for twelve 26%, for three 71%."""
    assert _first(row("north", "pruned", "rot", 0, 12)) == (
        "0 of 12",
        "this harm in up to 26% cannot be ruled out",
    )
    said = "this harm in up to 71% cannot be ruled out"
    assert _first(row("north", "pruned", "rot", 0, 3))[1] == said


def test_no_interval_stands_beside_a_zero_that_is_a_judgement() -> None:
    """Harms that were put down to something else may have been many."""
    assert _first(row("north", "pruned", "blamed", 0, 12)) == ("0 of 12", "")


def test_no_share_stands_without_saying_that_its_people_were_not_seen() -> None:
    """A bare percentage misleads."""
    bare = row("north", "pruned", "rot", 16.7, None, statistic="percent", unit="%")
    assert _first(bare) == ("16.7% (of how many people was not seen)", "")
    assert _first(row("north", "pruned", "rot", 0, None)) == (
        "0 (of how many people was not seen)",
        "",
    )


def test_events_are_not_people() -> None:
    """Two events in five trees may be one tree."""
    assert _first(row("north", "pruned", "rot", 2, 5, unit="events")) == ("2 events among 5", "")


def _first(given: dict[str, Any]) -> tuple[str, str]:
    found = counted(given).to_dict("records")[0]
    shown = {str(name): found[name] for name in found}
    return cells.how_many(shown), cells.left_open(shown)


@pytest.mark.parametrize(
    ("time", "months", "said"),
    [
        ("one year", 12.0, "one year (12 months)"),
        ("60 weeks", 13.8, "60 weeks (13.8 months)"),
        ("12 months", 12.0, "12 months"),
        ("end of trial", None, "end of trial"),
        ("at the cut", 0.0, "at the cut"),
    ],
)
def test_a_time_is_printed_with_its_months(time: str, months: float | None, said: str) -> None:
    """As the report prints it first."""
    assert cells.when({"time": time, "months": months}) == said


# The table


def test_every_study_and_group_stands_once_also_without_a_count() -> None:
    """A study that is silent says so."""
    html = drawn(counted(row("south", "all", "rot", 0, 9)))
    for study in STUDIES["study_id"]:
        assert html.count(f'id="harms-{study}"') == 1
    names = ["<span>Pruned, n = 12<", "<span>Left alone, n = 10<", "<span>All trees, n = 9<"]
    for name in [*names, "<span>Late cut, n = 5<", "<span>Pruned, n = 3<"]:
        assert html.count(name) == 1
    silent = "Nothing on harms stands in our tables, which does not mean that there was none."
    assert html.count(f"{silent} What was read: abstract, whole.") == 2


def test_parts_of_a_counted_group_say_so() -> None:
    """And the whole of counted parts."""
    whole = drawn(counted(row("south", "all", "rot", 0, 9)))
    assert whole.count("Not counted apart; see the group that these people belong to.") == 1
    part = drawn(counted(row("south", "late", "rot", 0, 5)))
    assert "Not counted as a whole; see its parts." in part
    assert "No number for this group in our tables." in part


def test_words_stand_beside_numbers_and_alone() -> None:
    """In the words of the table, escaped."""
    html = drawn(counted(row("north", "pruned", "rot", 0, 12)), north="No <rot>.", west="Some rot.")
    assert "In words: No &lt;rot&gt;." in html
    assert "No count. In words: Some rot." in html


def test_a_result_between_groups_stands_below_them() -> None:
    """With both groups named."""
    html = drawn(counted(), compared(("north", "rot")))
    assert "Pruned against Left alone: no difference" in html
    assert "No count; see the comparison below." in html


def test_harms_stand_in_the_order_of_their_kinds() -> None:
    """The gravest first, whatever the order of the rows."""
    html = drawn(
        counted(row("north", "pruned", "rot", 1, 12), row("north", "pruned", "felled", 1, 12))
    )
    assert html.index(">Felled<") < html.index(">Rot<")


def test_what_a_study_says_of_itself_stands_in_its_heading() -> None:
    """How long it looked, and how much of it was read."""
    html = drawn(counted())
    assert (
        "scab, old trees · single-arm · followed: mean 5 years, n = 12 · read: abstract only"
        in html
    )


def test_a_study_that_was_stopped_says_why_and_one_of_another_illness_says_which() -> None:
    """Both are what a reader asks first."""
    changes = {"status": "stopped early", "status_reason": "Storm."}
    others = {"condition": "other", "condition_detail": "Canker of the stem."}
    studies = STUDIES.assign(**changes, **others)
    followed = counted(row("north", "pruned", "rot", 0, 12)).iloc[:0]
    html = harms.table(studies, ARMS, counted(), compared(), followed, kinds=["rot"]).html
    said = "Canker of the stem, old trees · single-arm · stopped early: Storm · read: abstract only"
    assert said in html


def test_how_a_number_was_worked_out_stands_beside_it() -> None:
    """Behind what the report says."""
    html = drawn(counted(row("north", "pruned", "rot", 1, 12, note="Big.", derived="12 less 11.")))
    assert '<td data-label="What the report says of it, and where">Big. 12 less 11.<span' in html


def test_a_number_leads_to_its_row_and_a_name_to_its_meaning() -> None:
    """The row stands on the page of the study, the meaning below the tables."""
    counts = counted(row("north", "pruned", "rot", 1, 12))
    html = drawn(counts)
    assert 'href="study/north.html#v-pruned-rot-all-one-year-count">Table 1</a>' in html
    assert 'href="#harm-rot">Rot</a>' in html
    meanings = harms.glossary(counts, compared(("north", "felled"))).html
    assert 'id="harm-rot">Rot</span>' in meanings
    assert meanings.index("Trees felled.") < meanings.index("Trees with rot.")


def test_text_of_the_tables_is_shown_as_text() -> None:
    """A name of a group is no markup."""
    assert "Early &lt;cut&gt;" in drawn(counted())


# Questions


def test_each_question_leads_to_the_harms_where_the_book_has_them(tmp_path: Path) -> None:
    """Benefit is not read without them; a book without such a chapter has no such link."""
    fields = [projects.field(name) for name in ("analysis_id", "title")]
    projects.write_descriptor(tmp_path, [projects.resource("analyses", fields, ["analysis_id"])])
    projects.write(tmp_path, {"data/analyses.csv": "analysis_id,title\nscab,Scab\n"})
    page = tmp_path / prose.QUESTION_PAGES / "scab.md"
    sphinx.write_question_pages(tmp_path)
    assert "[All questions](../answers.md)\n" in page.read_text(encoding="utf-8")
    projects.write(tmp_path, {"book/harms.md": "# Harms\n"})
    sphinx.write_question_pages(tmp_path)
    said = "[All questions](../answers.md) · [Harms](../harms.md)\n"
    assert said in page.read_text(encoding="utf-8")

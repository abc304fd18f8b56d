"""Each study points one way per question, by a rule: no majority, no test, no cohort twice."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence.synthesis import Tables, directions

PEARS = directions.Question(
    label="Pears",
    populations=("trees",),
    products=("graft",),
    comparators=("none", "not said"),
    treatments_left_out=("boiled",),
    controls_left_out=("wild",),
    outcomes=("pears", "plums"),
)
STUDIES = pd.DataFrame(
    {
        "study_id": ["oak", "elm", "ash"],
        "label": ["Oak 2001", "Elm 2002", "Ash 2003"],
        "cohort_id": ["hill", "hill", "dale"],
        "population": "trees",
        "condition": "canker",
        "condition_detail": ["Canker of the bark", "Canker", "Frost"],
        "status": "completed",
        "year": [2001, 2002, 2003],
    }
)
DEFINITIONS = pd.DataFrame(
    {
        "outcome_id": ["pears", "plums", "leaves", "age"],
        "label": ["Pears", "Plums", "Leaves", "Age"],
        "better": ["higher", "lower", "higher", "neither"],
    }
)


def _arms(*rows: Group) -> pd.DataFrame:
    names = ["study_id", "arm_id", "label", "role", "product", "cell_source", "route", "n"]
    return pd.DataFrame(rows, columns=names).astype({"n": "Int64"}).assign(part_of="")


Group = tuple[object, ...]


def _graft(
    study: str,
    arm: str = "graft",
    label: str = "Graft",
    product: str = "graft",
    source: str = "bark",
    n: int | None = 4,
) -> Group:
    return (study, arm, label, "treatment", product, source, "slit", n)


def _bare(study: str, arm: str = "bare", label: str = "Bare", product: str = "none") -> Group:
    return (study, arm, label, "control", product, "", "", 6)


def _said(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Rows of study, outcome, direction and, where they differ, treated and control group."""
    full = [(*row, "graft", "bare")[:3] + ((*row[3:], "graft", "bare")[:2]) for row in rows]
    names = ["study_id", "outcome_id", "direction", "treatment_arm", "control_arm"]
    return pd.DataFrame(full, columns=names)


def _find(arms: pd.DataFrame, said: pd.DataFrame, studies: pd.DataFrame = STUDIES) -> pd.DataFrame:
    tables = Tables(studies, arms, pd.DataFrame(), said, DEFINITIONS)
    return directions.find(PEARS, tables).set_index("study_id")


@pytest.mark.parametrize(
    ("said", "direction"),
    [
        (["treatment better", "treatment better"], "better"),
        (["no difference", "no difference"], "no difference"),
        (["control better"], "worse"),
        (["treatment better", "no difference"], "mixed"),
        (["treatment better", "control better"], "mixed"),
        (["control better", "no difference"], "mixed"),
        (["treatment better", "not said", ""], "better"),
        (["not said", ""], "not said"),
        ([], "not said"),
    ],
)
def test_results_point_one_way_together_or_are_mixed(said: list[str], direction: str) -> None:
    """Results point one way together or are mixed."""
    assert directions.together(said) == direction


def test_no_majority_decides() -> None:
    """No majority decides."""
    assert directions.together(["treatment better"] * 9 + ["no difference"]) == "mixed"


def test_several_outcomes_of_a_question_make_one_direction() -> None:
    """Several outcomes of a question make one direction."""
    said = _said(("ash", "pears", "treatment better"), ("ash", "plums", "no difference"))
    found = _find(_arms(_graft("ash"), _bare("ash")), said)
    assert found.loc["ash", "direction"] == "mixed"
    assert found.loc["ash", "outcomes"] == "Pears; Plums"


def test_only_outcomes_asked_for_count() -> None:
    """Only outcomes asked for count."""
    said = _said(("ash", "pears", "treatment better"), ("ash", "leaves", "control better"))
    found = _find(_arms(_graft("ash"), _bare("ash")), said)
    assert found.loc["ash", "direction"] == "better"


def test_an_outcome_better_neither_way_has_no_direction() -> None:
    """An outcome better neither way has no direction."""
    question = PEARS.of_any_outcome()
    said = _said(("ash", "age", "treatment better"))
    tables = Tables(STUDIES, _arms(_graft("ash"), _bare("ash")), pd.DataFrame(), said, DEFINITIONS)
    assert directions.find(question, tables).empty


@pytest.mark.parametrize(
    ("treated", "control"),
    [
        (_graft("ash", product="compost"), _bare("ash")),
        (_graft("ash", label="Boiled graft"), _bare("ash")),
        (_graft("ash"), _bare("ash", product="compost")),
        (_graft("ash"), _bare("ash", label="Trees grown wild")),
    ],
    ids=["another product", "a treatment left out", "another comparator", "a control left out"],
)
def test_other_comparisons_do_not_count(treated: Group, control: Group) -> None:
    """Other comparisons do not count."""
    assert _find(_arms(treated, control), _said(("ash", "pears", "treatment better"))).empty


def test_a_comparison_with_another_treated_group_does_not_count() -> None:
    """A comparison with another treated group does not count."""
    arms = _arms(_graft("ash"), _graft("ash", "twice"), _bare("ash"))
    said = _said(
        ("ash", "pears", "treatment better"), ("ash", "pears", "control better", "graft", "twice")
    )
    assert _find(arms, said).loc["ash", "direction"] == "better"


def test_a_control_group_whose_treatment_was_not_said_counts_where_asked_for() -> None:
    """A control group whose treatment was not said counts where asked for."""
    arms = _arms(_graft("ash"), _bare("ash", product=""))
    assert list(_find(arms, _said(("ash", "pears", "control better"))).index) == ["ash"]


def test_treated_groups_of_several_kinds_are_told_as_several() -> None:
    """Treated groups of several kinds are told as several."""
    arms = _arms(_graft("ash"), _graft("ash", "root", source="root"), _bare("ash"))
    said = _said(
        ("ash", "pears", "treatment better"), ("ash", "pears", "treatment better", "root", "bare")
    )
    found = _find(arms, said).loc["ash"]
    assert (found["cell_source"], found["route"]) == ("several", "slit")


def test_a_retracted_study_does_not_count() -> None:
    """A retracted study does not count."""
    retracted = STUDIES.assign(status=["completed", "completed", "retracted"])
    arms = _arms(_graft("ash"), _bare("ash"))
    assert _find(arms, _said(("ash", "pears", "treatment better")), retracted).empty


def test_reports_on_the_same_subjects_count_once() -> None:
    """Reports on the same subjects count once."""
    arms = _arms(_graft("oak", n=9), _bare("oak"), _graft("elm"), _bare("elm"))
    said = _said(("oak", "pears", "treatment better"), ("elm", "pears", "control better"))
    assert list(_find(arms, said).index) == ["oak"]


def test_a_report_that_says_a_direction_goes_before_a_larger_one_that_does_not() -> None:
    """A report that says a direction goes before a larger one that does not."""
    arms = _arms(_graft("oak", n=9), _bare("oak"), _graft("elm"), _bare("elm"))
    said = _said(("oak", "pears", "not said"), ("elm", "pears", "control better"))
    assert list(_find(arms, said).index) == ["elm"]


def test_the_subjects_of_a_study_are_those_of_its_groups() -> None:
    """The subjects of a study are those of its groups."""
    assert directions.subjects(_arms(_graft("ash"), _bare("ash"))) == {"ash": 10}


def test_the_whole_study_tells_its_subjects_when_a_group_does_not() -> None:
    """The whole study tells its subjects when a group does not."""
    whole = ("ash", "all", "All", "all participants", "", "", "", 12)
    assert directions.subjects(_arms(_graft("ash", n=None), _bare("ash"), whole)) == {"ash": 12}
    assert directions.subjects(_arms(_graft("ash", n=None), _bare("ash"))) == {}


def test_all_questions_are_answered_below_each_other() -> None:
    """All questions are answered below each other."""
    tables = Tables(
        STUDIES,
        _arms(_graft("ash"), _bare("ash")),
        pd.DataFrame(),
        _said(("ash", "pears", "treatment better"), ("ash", "leaves", "control better")),
        DEFINITIONS,
    )
    leaves = directions.Question(
        label="Leaves", products=("graft",), comparators=("none",), outcomes=("leaves",)
    )
    found = directions.find_all({"pears": PEARS, "leaves": leaves}, tables)
    assert list(zip(found["asked"], found["direction"], strict=True)) == [
        ("Pears", "better"),
        ("Leaves", "worse"),
    ]


def test_a_row_of_the_table_becomes_a_question() -> None:
    """A row of the table becomes a question."""
    row = {
        "direction_id": "pears", "label": "Pears", "title": "How many pears", "conditions": "",
        "populations": "trees", "products": "graft", "comparators": "none; not said",
        "treatments_left_out": "boiled", "controls_left_out": "wild", "outcomes": "pears; plums",
    }  # fmt: skip
    asked = directions.read(pd.DataFrame([row]))["pears"]
    assert (asked.comparators, asked.outcomes) == (("none", "not said"), ("pears", "plums"))
    assert asked.conditions == ()


def test_the_first_model_that_fits_a_study_is_its_model() -> None:
    """The first model that fits a study is its model."""
    models = pd.DataFrame(
        {
            "model": ["Bark", "Canker", "Rest"],
            "conditions": ["", "canker", ""],
            "words": ["bark; cork", "leaf; CANKER", ""],
        }
    )
    found = directions.models(STUDIES.set_index("study_id"), models)
    assert found.to_dict() == {"oak": "Bark", "elm": "Canker", "ash": "Rest"}


def test_a_study_that_fits_no_model_has_none() -> None:
    """A study that fits no model has none."""
    models = pd.DataFrame({"model": ["Bark"], "conditions": ["rot"], "words": ["bark"]})
    assert set(directions.models(STUDIES, models)) == {""}

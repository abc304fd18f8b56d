"""Units and powers of ten: what cannot be or stands apart is found, what can be is not."""

from __future__ import annotations

import pytest

import projects
from evidence.rules import units

DEFINITIONS = projects.sheet(
    "outcome_definitions",
    "outcome_id,usual_unit,plausible_minimum,plausible_maximum\nsugar,g/L,1,200\nripe,people,0,",
)
CONVERSIONS = projects.sheet(
    "unit_conversions", "outcome_id,unit,in_usual_unit\nsugar,mg/dL,0.01\nsugar,g/dL,10"
)


def _plausible(line: str) -> list[str]:
    sheet = projects.sheet("outcomes", f"outcome_id,statistic,value,unit\n{line}")
    return projects.said(units.values_are_plausible_in_other_units(sheet, DEFINITIONS, CONVERSIONS))


@pytest.mark.parametrize(
    "line",
    [
        "sugar,mean,12000,mg/dL",
        "sugar,mean,0.1,g/dL",
        "sugar,mean,900,g/L",
        "sugar,mean,900,cups",
        "sugar,mean change,-3,g/dL",
        "plums,mean,900,g/dL",
    ],
)
def test_a_value_that_can_be_in_its_unit_is_fine(line: str) -> None:
    """The usual unit has its own rule; of a strange unit or a change nothing is known."""
    assert _plausible(line) == []


def test_a_value_too_large_for_its_unit_is_a_problem() -> None:
    """The message gives the end of the range in the unit of the row."""
    assert _plausible("sugar,mean,120,g/dL") == [
        "data/outcomes.csv:2:3: [value] 120 g/dL is above 20 → "
        "check the unit and the decimal point against the source"
    ]


def test_a_value_too_small_for_its_unit_is_a_problem() -> None:
    """A number of the usual unit beside the smaller unit."""
    assert _plausible("sugar,mean,12,mg/dL") == [
        "data/outcomes.csv:2:3: [value] 12 mg/dL is below 100 → "
        "check the unit and the decimal point against the source"
    ]


def _spelt(unit: str) -> list[str]:
    sheet = projects.sheet("outcomes", f"outcome_id,unit\nsugar,{unit}")
    return projects.said(units.units_are_spelt_as_defined(sheet, DEFINITIONS, CONVERSIONS))


@pytest.mark.parametrize("unit", ["g/L", "mg/dL", "%", "cups"])
def test_a_unit_as_defined_and_a_unit_of_no_definition_are_fine(unit: str) -> None:
    """A unit that is none of the outcome's is left to the reader."""
    assert _spelt(unit) == []


def test_a_unit_in_another_case_is_a_problem() -> None:
    """One unit is written in one way, so that values can be compared."""
    assert _spelt("mg/dl") == [
        "data/outcomes.csv:2:2: [unit] “mg/dl” is written “mg/dL” elsewhere → write “mg/dL”"
    ]


GROUPS = "study_id,arm_id,outcome_id,time,statistic,unit,note\noak,a,sugar,may,mean,g/L,\n"


@pytest.mark.parametrize(
    "line",
    [
        "oak,b,sugar,may,mean,g/L,",
        "oak,b,sugar,june,mean,mg/dL,",
        "oak,b,sugar,may,percent,%,",
        "elm,b,sugar,may,mean,mg/dL,",
        "oak,b,sugar,may,mean,mg/dL,Printed so.",
    ],
)
def test_groups_in_one_unit_or_with_a_note_are_fine(line: str) -> None:
    """Another time, statistic or study may have another unit."""
    sheet = projects.sheet("outcomes", GROUPS + line)
    assert projects.said(units.groups_are_in_one_unit(sheet)) == []


def test_groups_compared_in_two_units_are_a_problem() -> None:
    """The message names the row it is compared with."""
    sheet = projects.sheet("outcomes", GROUPS + "oak,b,sugar,may,mean,mg/dL,")
    assert projects.said(units.groups_are_in_one_unit(sheet)) == [
        "data/outcomes.csv:3:6: [unit] “mg/dL”, where line 2 has “g/L” → "
        "correct one of the two, or say in note why they differ"
    ]


def _apart(*values: str, note: str = "") -> list[str]:
    lines = [f"oak,sugar,mean,g/L,{value},{note}" for value in values]
    text = "\n".join(["study_id,outcome_id,statistic,unit,value,note", *lines])
    return projects.said(
        units.values_fit_the_others_of_their_study(projects.sheet("outcomes", text))
    )


@pytest.mark.parametrize("values", [("3",), ("3", "4", "20"), ("3", "100"), ("0", "5", "6")])
def test_values_of_one_size_are_fine(values: tuple[str, ...]) -> None:
    """Beside one other value more is allowed than beside several."""
    assert _apart(*values) == []


def test_a_value_ten_times_all_others_is_questioned() -> None:
    """Eight times the largest of the others is where a doubt begins."""
    assert _apart("3", "4", "35") == [
        "data/outcomes.csv:4:5: [value] warning: 35 g/L is at least 8 times the others of the "
        "study → check the unit and the decimal point, or say in note why it is so"
    ]


def test_a_value_a_thousandth_of_the_other_is_questioned_at_both() -> None:
    """Of two values nobody knows which is wrong."""
    assert [said.split(" → ")[0] for said in _apart("3", "3000")] == [
        "data/outcomes.csv:2:5: [value] warning: 3 g/L is less than one in 50 of the others "
        "of the study",
        "data/outcomes.csv:3:5: [value] warning: 3000 g/L is at least 50 times the others "
        "of the study",
    ]


def test_a_note_answers_a_doubt() -> None:
    """Whoever entered the value has said what it is."""
    assert _apart("3", "4", "35", note="Printed so.") == []


def _fractions(line: str) -> list[str]:
    sheet = projects.sheet("outcomes", f"value,unit,note\n{line}")
    return projects.said(units.shares_are_not_fractions(sheet))


@pytest.mark.parametrize("line", ["0,%,", "1,%,", "40,%,", "0.4,g/L,", "0.4,%,Printed as 0.4%."])
def test_a_percentage_that_is_one_is_fine(line: str) -> None:
    """Nothing, one percent and a share with a note are."""
    assert _fractions(line) == []


def test_a_percentage_below_one_is_questioned() -> None:
    """It may be a fraction; the cure says what to write then."""
    assert _fractions("0.4,%,") == [
        "data/outcomes.csv:2:1: [value] warning: 0.4% may be a fraction → "
        "write 40 if that is meant, or say in note why it is so"
    ]


READINGS = (
    "study_id,arm_id,outcome_id,subgroup,months,statistic,value,unit\n"
    "oak,a,sugar,all,6,mean,3,g/L\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "oak,a,sugar,all,6,mean,300,mg/dL",
        "oak,a,sugar,all,6,mean,301,mg/dL",
        "oak,a,sugar,all,7,mean,900,mg/dL",
        "oak,a,sugar,all,6,mean,9,cups",
        "oak,a,sugar,all,6,mean,9,g/L",
    ],
)
def test_a_value_entered_twice_in_two_units_agrees(line: str) -> None:
    """Rounding is allowed for; what cannot be converted is not compared."""
    sheet = projects.sheet("outcomes", READINGS + line)
    assert projects.said(units.readings_in_two_units_agree(sheet, DEFINITIONS, CONVERSIONS)) == []


def test_a_value_entered_twice_that_differs_is_a_problem() -> None:
    """Three grams in a litre are not thirty milligrams in a tenth of it."""
    sheet = projects.sheet("outcomes", READINGS + "oak,a,sugar,all,6,mean,30,mg/dL")
    assert projects.said(units.readings_in_two_units_agree(sheet, DEFINITIONS, CONVERSIONS)) == [
        "data/outcomes.csv:3:7: [value] 30 mg/dL is not 3 g/L → check it against line 2"
    ]


@pytest.mark.parametrize(
    ("printed", "amounts"),
    [
        ("1 ×10^6/kg", [1e6]),
        ("2.5 x 10^5 or 5×10^5", [2.5e5, 5e5]),
        ("10^6 seeds", [1e6]),
        ("3E6", [3e6]),
        ("one million, 2 million", [1e6, 2e6]),
        ("75,000", [75000]),
        ("about 500000 seeds", [5e5]),
        ("40 mg", []),
    ],
)
def test_amounts_are_read_as_people_print_them(printed: str, amounts: list[float]) -> None:
    """Powers, exponents, words and plain numbers; small numbers are no amounts."""
    assert units.amounts(printed) == amounts


def _doses(line: str) -> list[str]:
    sheet = projects.sheet("arms", f"dose_printed,dose_value,dose_unit,derived\n{line}")
    return projects.said(
        [
            *units.doses_agree_with_what_is_printed(sheet),
            *units.dose_units_agree_with_what_is_printed(sheet),
        ]
    )


@pytest.mark.parametrize(
    "line",
    [
        "1×10^6/kg,1000000,seeds/kg,",
        "two million seeds,2000000,seeds,",
        "2×10^5 with 2×10^6 others,200000,seeds,",
        "0.1×10^6 per 10 g,10000000,seeds/kg,times 100",
        "a handful,5,seeds,",
        "1×10^6/kg,,,",
    ],
)
def test_a_dose_as_printed_or_worked_out_is_fine(line: str) -> None:
    """A dose printed in words is not judged; one that was worked out says how."""
    assert _doses(line) == []


def test_a_dose_with_a_zero_too_many_is_a_problem() -> None:
    """Zeros are easily miscounted."""
    assert _doses("1×10^6 seeds,10000000,seeds,") == [
        "data/arms.csv:2:2: [dose_value] 10000000 beside “1×10^6 seeds” → "
        "count the zeros, or say in derived how it was worked out"
    ]


def test_a_dose_per_weight_in_a_plain_unit_is_a_problem() -> None:
    """Per kilogram and in all differ by the weight."""
    assert _doses("1×10^6 per kg,1000000,seeds,") == [
        "data/arms.csv:2:3: [dose_unit] “seeds” beside “1×10^6 per kg” → "
        "correct the unit, or say in derived how the dose was worked out"
    ]

"""Values, counts, spreads and sizes of groups: what cannot be is found, what can be is not."""

from __future__ import annotations

import pytest

import projects
from evidence import rules
from evidence.rules import values


def _counts(*lines: str) -> list[str]:
    sheet = projects.sheet("outcomes", "\n".join(["statistic,unit,value,n", *lines]))
    return projects.said(values.counts_fit_their_group(sheet))


@pytest.mark.parametrize(
    "line",
    [
        "count,people,9,12",
        "count,people,12,12",
        "count,people,0,12",
        "count,people,9,",
        "count,people,,12",
        "count,pears,40,12",
        "mean,people,13.5,12",
    ],
)
def test_a_count_within_its_group_is_fine(line: str) -> None:
    """Events that are not people may outnumber the people; so may a mean."""
    assert _counts(line) == []


def test_a_count_above_its_group_is_a_problem() -> None:
    """Thirteen of twelve cannot be."""
    assert _counts("count,people,9,12", "count,animals,13,12") == [
        "data/outcomes.csv:3:3: [value] 13 of 12 → check value and n against the source"
    ]


def test_half_a_person_is_a_problem() -> None:
    """A count is whole."""
    assert _counts("count,people,4.5,12") == [
        "data/outcomes.csv:2:3: [value] a count of 4.5 → write a whole number, zero or more"
    ]


def test_a_negative_count_is_a_problem_at_the_value() -> None:
    """Fewer than nobody cannot be."""
    assert [said.split(": [value]")[0] for said in _counts("count,people,-3,12")] == [
        "data/outcomes.csv:2:3"
    ]


def test_large_counts_are_shown_in_full() -> None:
    """A message repeats the numbers as they stand in the table."""
    assert _counts("count,people,1234567,1000000") == [
        "data/outcomes.csv:2:3: [value] 1234567 of 1000000 → check value and n against the source"
    ]


def _shares(*lines: str) -> list[str]:
    sheet = projects.sheet("outcomes", "\n".join(["statistic,value,unit", *lines]))
    return projects.said(values.shares_are_percentages(sheet))


@pytest.mark.parametrize("line", ["percent,0,%", "percent,100,%", "mean,140,cm", "percent,,%"])
def test_a_percentage_from_0_to_100_is_fine(line: str) -> None:
    """Other statistics may be larger and have other units."""
    assert _shares(line) == []


@pytest.mark.parametrize("value", ["-1", "100.5"])
def test_a_percentage_outside_0_to_100_is_a_problem(value: str) -> None:
    """More than all and less than none cannot be."""
    assert _shares(f"percent,{value},%") == [
        f"data/outcomes.csv:2:2: [value] {value} percent → write 0 to 100"
    ]


def test_a_percentage_in_another_unit_is_a_problem() -> None:
    """A percentage has % as its unit."""
    assert _shares("percent,40,people") == [
        "data/outcomes.csv:2:3: [unit] a percentage in “people” → write % as the unit"
    ]


INTERVALS = pytest.mark.parametrize(
    ("rule", "table", "field"),
    [
        (values.values_lie_in_their_spread, "outcomes", "value"),
        (values.estimates_lie_in_their_interval, "reported_effects", "estimate"),
    ],
    ids=["values", "estimates"],
)


@INTERVALS
@pytest.mark.parametrize("line", ["5,3,9", "3,3,9", "9,3,9", "5,,9", "5,3,", ",3,9", "-2,-4,-1"])
def test_a_value_between_its_ends_is_fine(
    rule: rules.Rule, table: str, field: str, line: str
) -> None:
    """A value at an end, and an end that was not seen, are fine too."""
    assert projects.said(rule(projects.sheet(table, f"{field},lower,upper\n{line}"))) == []


@INTERVALS
@pytest.mark.parametrize("value", ["2.9", "9.1"])
def test_a_value_outside_its_ends_is_a_problem(
    rule: rules.Rule, table: str, field: str, value: str
) -> None:
    """The message has all three numbers."""
    assert projects.said(rule(projects.sheet(table, f"{field},lower,upper\n{value},3,9"))) == [
        f"data/{table}.csv:2:1: [{field}] {value} lies outside 3 to 9 → "
        "check the three numbers in the source"
    ]


@INTERVALS
def test_ends_in_the_wrong_order_are_one_problem(rule: rules.Rule, table: str, field: str) -> None:
    """The value is not judged before its ends are right."""
    assert projects.said(rule(projects.sheet(table, f"{field},lower,upper\n5,9,3"))) == [
        f"data/{table}.csv:2:2: [lower] the lower end 9 is above the upper end 3 → swap them"
    ]


def _spreads(line: str) -> list[str]:
    sheet = projects.sheet("outcomes", f"spread_kind,spread,lower,upper\n{line}")
    return projects.said(values.spreads_say_their_kind(sheet))


@pytest.mark.parametrize(
    "line",
    [",,,", "SD,2,,", "SE,0.5,,", "not said,2,,", "not said,,3,9", "IQR,,3,9", "range,,0,9"],
)
def test_a_spread_with_its_kind_is_fine(line: str) -> None:
    """No spread at all is fine too."""
    assert _spreads(line) == []


@pytest.mark.parametrize("line", [",2,,", ",,3,", ",,,9"])
def test_a_spread_of_no_kind_is_a_problem(line: str) -> None:
    """A number after ± may be an SD or an SE, which is a world of difference."""
    assert _spreads(line) == [
        "data/outcomes.csv:2:1: [spread_kind] a spread of no stated kind → "
        "write SD, SE, IQR, range or 95% CI, or “not said” when the source does not say"
    ]


@pytest.mark.parametrize("kind", ["SD", "SE", "not said"])
def test_a_kind_without_its_number_is_a_problem(kind: str) -> None:
    """A kind of spread comes with the spread."""
    assert _spreads(f"{kind},,,") == [
        f"data/outcomes.csv:2:2: [spread] {kind} without its number → fill it in"
    ]


@pytest.mark.parametrize("ends", [",", "3,"])
@pytest.mark.parametrize("kind", ["IQR", "range", "95% CI"])
def test_an_interval_without_both_its_ends_is_a_problem(kind: str, ends: str) -> None:
    """One end says nothing about the other."""
    found = _spreads(f"{kind},,{ends}")
    assert [said.partition(": [")[2].partition("] ")[2] for said in found] == [
        f"{kind} without both its ends → fill in both ends"
    ]


def test_the_place_of_a_missing_end_is_its_own_cell() -> None:
    """Whoever follows the message lands on the blank cell."""
    assert [said.split(" ")[:2] for said in _spreads("IQR,,3,")] == [
        ["data/outcomes.csv:2:4:", "[upper]"]
    ]


DEFINITIONS = projects.sheet(
    "outcome_definitions",
    "outcome_id,usual_unit,plausible_minimum,plausible_maximum\n"
    "height,m,0,60\n"
    "weight,kg,,500\n"
    "roots,m,17,\n"
    "colour,shade,,",
)


def _plausible(line: str) -> list[str]:
    outcomes = projects.sheet("outcomes", f"outcome_id,statistic,value,unit\n{line}")
    return projects.said(values.values_are_plausible(outcomes, DEFINITIONS))


@pytest.mark.parametrize(
    "line",
    [
        "height,mean,0,m",
        "height,mean,60,m",
        "height,mean,1200,cm",
        "height,mean change,-3,m",
        "height,mean,,m",
        "leaves,mean,9999,leaves",
        "weight,mean,-1,kg",
        "roots,mean,9999,m",
        "colour,mean,9999,shade",
    ],
)
def test_a_plausible_value_is_fine(line: str) -> None:
    """Other units, changes and outcomes without a range are not judged."""
    assert _plausible(line) == []


@pytest.mark.parametrize(("value", "beyond"), [("-0.5", "below 0"), ("61", "above 60")])
def test_an_implausible_value_is_a_problem(value: str, beyond: str) -> None:
    """A slipped decimal point or a wrong unit is found."""
    assert _plausible(f"height,mean,{value},m") == [
        f"data/outcomes.csv:2:3: [value] {value} m is {beyond} → "
        "check the unit and the decimal point against the source"
    ]


@pytest.mark.parametrize(
    ("line", "bound"),
    [("weight,mean,501,kg", "500"), ("roots,mean,0.5,m", "17")],
    ids=["only a maximum", "only a minimum"],
)
def test_a_range_open_at_one_side_is_a_range(line: str, bound: str) -> None:
    """An outcome may have only a highest or only a lowest plausible value."""
    found = _plausible(line)
    assert [said.split(" [value]")[0] for said in found] == ["data/outcomes.csv:2:3:"]
    assert bound in found[0]


# Percentages beside counts


def _beside(percent: str, count: str, n: str = "12", note: str = "", arm: str = "pruned") -> str:
    header = "study_id,arm_id,outcome_id,subgroup,time,statistic,value,n,note"
    key = "fruit,all,6 months"
    sheet = projects.sheet(
        "outcomes",
        f"{header}\nsmith2001,pruned,{key},count,{count},{n},\n"
        f"smith2001,{arm},{key},percent,{percent},{n},{note}",
    )
    return "".join(projects.said(values.percentages_agree_with_their_counts(sheet)))


@pytest.mark.parametrize(
    ("percent", "count", "n"),
    [
        ("75", "9", "12"),
        ("58", "7", "12"),
        ("58.3", "7", "12"),
        ("58.33", "7", "12"),
        ("12", "1", "8"),
        ("13", "1", "8"),
        ("0", "0", "12"),
        ("100", "12", "12"),
        ("", "9", "12"),
        ("99", "", "12"),
        ("99", "9", ""),
        ("99", "0", "0"),
    ],
)
def test_a_percentage_that_is_the_share_of_its_count_is_fine(
    percent: str, count: str, n: str
) -> None:
    """It may be rounded to any digit, a half up or down; a blank is not judged."""
    assert _beside(percent, count, n) == ""


@pytest.mark.parametrize("percent", ["57", "59", "58.4", "58.34"])
def test_a_percentage_that_is_not_the_share_of_its_count_is_a_problem(percent: str) -> None:
    """Seven of twelve are 58.33%; the message names the line of the count."""
    assert _beside(percent, "7") == (
        f"data/outcomes.csv:3:7: [value] {percent}% beside 7 of 12 in line 2 → "
        "check both against the source, or say in note why they differ"
    )


def test_a_percentage_that_differs_with_a_note_is_fine() -> None:
    """Sources print what does not agree, and a note says so."""
    assert _beside("40", "7", note="The source prints 40.") == ""


def test_a_percentage_is_held_against_the_count_of_its_own_group() -> None:
    """Another group has another share."""
    assert _beside("40", "7", arm="wild") == ""


# Groups that add up


def _sizes(*lines: str) -> list[str]:
    sheet = projects.sheet("arms", "\n".join(["study_id,arm_id,role,part_of,n,note", *lines]))
    return projects.said(values.arms_add_up(sheet))


EVERYONE = "smith2001,everyone,all participants,,20,"
PRUNED, WILD = "smith2001,pruned,treatment,,12,", "smith2001,wild,control,,8,"


@pytest.mark.parametrize(
    "lines",
    [
        [EVERYONE, PRUNED, WILD],
        [PRUNED, WILD],
        [EVERYONE, PRUNED],
        [EVERYONE, PRUNED, "smith2001,wild,control,,,"],
        ["smith2001,everyone,all participants,,,", PRUNED, WILD],
        [f"{EVERYONE}one was felled", PRUNED, "smith2001,wild,control,,7,"],
        [EVERYONE, PRUNED, WILD, "brown1999,wild,control,,50,"],
        [EVERYONE, PRUNED, WILD, "smith2001,young,treatment,pruned,5,"],
    ],
    ids=[
        "agree",
        "no total",
        "one group",
        "size not seen",
        "total not seen",
        "note",
        "other study",
        "one part",
    ],
)
def test_groups_that_add_up_are_fine(lines: list[str]) -> None:
    """What was not seen cannot be added up, and a note answers for a difference."""
    assert _sizes(*lines) == []


def test_groups_that_do_not_add_up_are_a_problem() -> None:
    """The place is the number of all participants."""
    assert _sizes(PRUNED, "smith2001,wild,control,,7,", EVERYONE) == [
        "data/arms.csv:4:5: [n] pruned, wild add up to 19, everyone has 20 → "
        "check n of each group, or say in note why they differ"
    ]


YOUNG = "smith2001,young,treatment,pruned,5,"


def test_the_parts_of_a_group_add_up_to_it() -> None:
    """They are not counted with the groups once more."""
    lines = [EVERYONE, PRUNED, WILD, YOUNG]
    assert _sizes(*lines, "smith2001,old,treatment,pruned,7,") == []
    assert _sizes(*lines, "smith2001,old,treatment,pruned,8,") == [
        "data/arms.csv:3:5: [n] young, old add up to 13, pruned has 12 → "
        "check n of each group, or say in note why they differ"
    ]


def _parts(*lines: str) -> list[str]:
    sheet = projects.sheet("arms", "\n".join(["study_id,arm_id,part_of", *lines]))
    return projects.said(values.parts_belong_to_a_group(sheet))


def test_a_part_of_a_group_of_its_study_is_fine() -> None:
    """The group may stand below its part."""
    assert _parts("smith2001,young,pruned", "smith2001,pruned,") == []


@pytest.mark.parametrize(
    "group",
    ["smith2001,wild,", "brown1999,pruned,", "smith2001,pruned,wild"],
    ids=["no such group", "of another study", "itself a part"],
)
def test_a_part_of_no_group_of_its_study_is_a_problem(group: str) -> None:
    """A part stands one step below a group and not two."""
    assert _parts("smith2001,young,pruned", "smith2001,wild,", group)[0] == (
        "data/arms.csv:2:3: [part_of] “pruned” is no group of smith2001 that stands by itself → "
        "name such a group, or leave it blank"
    )


def _counted(line: str) -> list[str]:
    arms = projects.sheet("arms", "study_id,arm_id,n\noak,a,12\noak,b,")
    outcomes = projects.sheet("outcomes", f"study_id,arm_id,n,note\n{line}")
    return projects.said(values.groups_counted_fit_the_arm(outcomes, arms))


@pytest.mark.parametrize("line", ["oak,a,12,", "oak,a,,", "oak,b,40,", "oak,a,24,Both eyes."])
def test_a_group_counted_within_its_arm_is_fine(line: str) -> None:
    """An arm of unknown size and a note are fine too."""
    assert _counted(line) == []


def test_more_counted_than_are_in_the_arm_is_a_problem() -> None:
    """Nobody can be counted who is not there."""
    assert _counted("oak,a,13,") == [
        "data/outcomes.csv:2:3: [n] 13 counted, a has 12 → "
        "check n here and in data/arms.csv, or say in note why they differ"
    ]

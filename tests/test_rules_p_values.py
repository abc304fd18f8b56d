"""P values say the same as the interval beside them."""

from __future__ import annotations

import pytest

import projects
from evidence import rules
from evidence.rules import p_values


@pytest.mark.parametrize(
    ("printed", "below"),
    [
        ("P<0.05", True),
        ("p = .03", True),
        ("0.001", True),
        ("<0.00001", True),
        ("P=0.41", False),
        (">.1", False),
        ("P=0.05", None),
        ("P<0.1", None),
        (">0.01", None),
        ("n.s.", None),
        ("", None),
    ],
)
def test_a_p_value_is_read_as_it_is_printed(printed: str, below: bool | None) -> None:
    """Near 0.05, and where a sign leaves it open, nothing is said."""
    assert p_values.significant(printed) is below


RULES = pytest.mark.parametrize(
    ("rule", "table"),
    [
        (p_values.effects_agree_with_their_p, "reported_effects"),
        (p_values.syntheses_agree_with_their_p, "published_syntheses"),
    ],
    ids=["effects", "syntheses"],
)


def _check(rule: rules.Rule, table: str, line: str) -> list[str]:
    sheet = projects.sheet(table, f"measure,lower,upper,level,p_printed,note\n{line}")
    return projects.said(rule(sheet))


@RULES
@pytest.mark.parametrize(
    "line",
    [
        "risk ratio,0.5,0.9,95,P=0.01,",
        "risk ratio,0.5,1.4,95,P=0.32,",
        "mean difference,-3,-1,,P<0.05,",
        "mean difference,-3,1,90,P<0.05,",
        "mean difference,-3,0,95,P=0.03,",
        "proportion,0.2,0.4,95,P=0.6,",
        "mean difference,,,95,P<0.05,",
        "mean difference,-3,1,95,P<0.05,Both printed so.",
    ],
)
def test_a_p_value_that_agrees_is_fine(rule: rules.Rule, table: str, line: str) -> None:
    """Another level, an end at no effect and other measures decide nothing."""
    assert _check(rule, table, line) == []


@RULES
def test_significance_beside_an_interval_with_no_effect_is_questioned(
    rule: rules.Rule, table: str
) -> None:
    """No effect is one for a ratio."""
    assert _check(rule, table, "odds ratio,0.5,1.4,95,P<0.01,") == [
        f"data/{table}.csv:2:5: [p_printed] warning: P<0.01, while 0.5 to 1.4 includes no effect "
        "→ check both in the source, or say in note why it is so"
    ]


@RULES
def test_no_significance_beside_an_interval_far_from_no_effect_is_questioned(
    rule: rules.Rule, table: str
) -> None:
    """No effect is zero for a difference."""
    assert [
        said.split(" → ")[0] for said in _check(rule, table, "mean difference,1,3,95,P=0.6,")
    ] == [f"data/{table}.csv:2:5: [p_printed] warning: P=0.6, while 1 to 3 leaves out no effect"]

"""Marks tell rows that were read once from those read twice, and both from verified ones."""

from __future__ import annotations

import pandas as pd
import pytest

import markup
from evidence import checked


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"second_look": "", "verified_by": ""}, ""),
        ({}, ""),
        ({"second_look": "agreed"}, "read twice"),
        ({"second_look": "corrected", "verified_by": ""}, "read twice, corrected"),
        ({"second_look": "agreed", "verified_by": "A. Gardener"}, "verified by A. Gardener"),
    ],
)
def test_a_row_is_marked_in_words(row: dict[str, str], shown: str) -> None:
    """A second look is no verification, and colour alone says nothing."""
    assert markup.read(checked.mark(row)).text.strip() == shown


def test_a_name_is_text_and_nothing_else() -> None:
    """Whatever stands in the table."""
    assert "<b>" not in checked.mark({"verified_by": '"><b>A. Gardener</b>'})


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "read once"),
        (["read once"], "read once"),
        (["read twice", "read twice, corrected"], "read twice"),
        (["read twice", "read once"], "read twice in part"),
        (["verified", "read twice"], "verified in part"),
        (["verified", "verified"], "verified"),
    ],
)
def test_several_rows_are_as_well_checked_as_all_of_them(states: list[str], said: str) -> None:
    """A part is called a part."""
    assert checked.together(states) == said


def _rows(*looks: str, study: str = "smith2001", verified: str = "") -> pd.DataFrame:
    rows = [{"study_id": study, "second_look": look, "verified_by": verified} for look in looks]
    return pd.DataFrame(rows)


def test_a_study_is_judged_by_its_rows_in_all_tables() -> None:
    """One group that was read once makes it a part."""
    frames = [_rows("agreed"), _rows(""), _rows("agreed", study="green2010")]
    assert checked.by_study(frames) == {
        "smith2001": "read twice in part",
        "green2010": "read twice",
    }


def test_the_agreement_is_that_of_rows_read_twice() -> None:
    """Rows that were read once do not count, and there is a line for all together."""
    found = checked.agreement(
        {"trees": _rows("agreed", "agreed", "corrected", ""), "pears": _rows("", verified="A. B.")}
    )
    assert found.to_dict("split")["data"] == [
        ["trees", 4, 3, 2, 1, "66.7%", 0],
        ["pears", 1, 0, 0, 0, "", 1],
        ["all tables", 5, 3, 2, 1, "66.7%", 1],
    ]


def test_a_study_page_says_how_many_rows_were_read_twice() -> None:
    """With what each mark means, and where to read more."""
    html = checked.explained(
        [{"second_look": "agreed"}, {"second_look": "corrected"}, {"second_look": ""}]
    )
    text = markup.read(html).text
    assert "3 rows with values: 2 read twice (of these 1 corrected), 0 verified by a named" in text
    assert "A row of values without a mark was read once." in text
    assert 'href="../methods.html#read-twice"' in html
    assert checked.explained([]) == ""

"""Reports on the same trees count once, and which of them counts is a rule."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence import cohorts

STUDIES = pd.DataFrame(
    {
        "study_id": ["smith2001", "smith2003", "brown1999"],
        "cohort_id": ["north", "north", "south"],
        "year": pd.array([2001, 2003, 1999], dtype="Int64"),
    }
)


def _chosen(*rows: tuple[str, int | None], studies: pd.DataFrame = STUDIES) -> list[int]:
    """Return the places of the rows that are kept."""
    frame = pd.DataFrame(
        {
            "study_id": pd.Series([study for study, _ in rows], dtype="str"),
            "trees": pd.array([trees for _, trees in rows], dtype="Int64"),
        }
    )
    kept = cohorts.one_report_each(frame, studies, people="trees")
    assert list(kept.columns) == ["study_id", "trees"]
    return list(kept.index)


def test_the_report_with_most_people_counts() -> None:
    """A later report on fewer trees does not replace an earlier one on more."""
    assert _chosen(("smith2001", 12), ("smith2003", 9)) == [0]


def test_reports_of_different_cohorts_all_count() -> None:
    """Only what is shared is chosen from."""
    assert _chosen(("brown1999", 1), ("smith2001", 12), ("smith2003", 9)) == [0, 1]


def test_all_rows_of_the_report_chosen_are_kept_in_their_order() -> None:
    """The row with most people decides for its whole report."""
    rows = [("smith2003", 2), ("smith2001", 9), ("brown1999", 4), ("smith2003", 10)]
    assert _chosen(*rows) == [0, 2, 3]


def test_of_equally_large_reports_the_later_counts() -> None:
    """It has seen its trees for longer."""
    assert _chosen(("smith2001", 12), ("smith2003", 12)) == [1]


def test_of_equal_reports_of_one_year_the_first_key_counts() -> None:
    """The choice does not hang on the order of the rows."""
    studies = STUDIES.assign(year=2001)
    rows = [("smith2003", 12), ("smith2001", 12)]
    assert _chosen(*rows, studies=studies) == [1]
    assert _chosen(*reversed(rows), studies=studies) == [0]


@pytest.mark.parametrize(("first", "second"), [(None, 1), (None, None), (0, None)])
def test_an_unknown_number_counts_as_nobody(first: int | None, second: int | None) -> None:
    """One tree is more; where no number is known, the later report counts."""
    assert _chosen(("smith2001", first), ("smith2003", second)) == [1]


def test_an_unknown_year_is_earlier_than_any() -> None:
    """A report that has its year goes before one that has none."""
    studies = STUDIES.assign(year=pd.array([2001, None, 1999], dtype="Int64"))
    assert _chosen(("smith2001", 12), ("smith2003", 12), studies=studies) == [0]


def test_no_rows_are_no_reports() -> None:
    """A question without any values has none to choose from."""
    assert _chosen() == []

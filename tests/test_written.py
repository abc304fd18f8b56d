"""What tells whether a page that the build writes shows something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence import directives, study, written

ROOT = Path()
ROW = {"study_id": "smith2001", "label": "Smith 2001"}


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the pages of two studies, to be changed."""
    made = {"smith2001": "<p>Apples</p>", "lee2002": "<p>Pears</p>"}
    records = study.arrange({name: [] for name in study.TABLES})
    records.of_study["studies"]["smith2001"] = [ROW]  # type: ignore[index]
    monkeypatch.setattr(directives, "_page", lambda _root, key: made[key])
    monkeypatch.setattr(study, "gather", lambda _root: records)
    return made


def stub(key: str, directive: str = "study-page") -> str:
    """Return the text of a page of a study."""
    return f"# Title\n\n```{{{directive}}} {key}\n```\n"


def test_a_page_is_known_by_what_it_shows(pages: dict[str, str]) -> None:
    """A change in it is told, a change of another study is not."""
    before = written.digest(ROOT, stub("smith2001"))
    pages["lee2002"] = "<p>Plums</p>"
    assert written.digest(ROOT, stub("smith2001")) == before
    pages["smith2001"] = "<p>Plums</p>"
    assert written.digest(ROOT, stub("smith2001")) != before


def test_a_row_about_the_study_counts_even_where_it_shows_nothing() -> None:
    """What else is made of a study, such as its title, is made of these rows."""
    before = written.digest(ROOT, stub("smith2001"))
    study.gather(ROOT).of_study["studies"]["smith2001"] = [{**ROW, "label": "S."}]  # type: ignore[index]
    assert written.digest(ROOT, stub("smith2001")) != before


def test_a_page_with_a_part_that_cannot_tell_is_not_known() -> None:
    """It is read again whenever its tables change."""
    assert written.digest(ROOT, stub("smith2001") + stub("smith2001", "verdicts")) == ""

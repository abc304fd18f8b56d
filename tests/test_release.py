"""Which version of the book this is."""

from datetime import date

import pytest

from evidence import release
from evidence.release import Release


def test_worked_on(tmp_path):
    """Sources that are being worked on are no version."""
    assert release.read(tmp_path) is None


def test_released(tmp_path):
    """The sources of a version say which it is, and of which day."""
    made = Release("2026.12", date(2026, 12, 1))
    release.write(tmp_path, made)
    assert release.read(tmp_path) == made


def test_order():
    """Corrections come after their version and before the next month."""
    versions = ["2027.01", "2026.12.10", "2026.12", "2026.12.9"]
    ordered = ["2026.12", "2026.12.9", "2026.12.10", "2027.01"]
    assert sorted(versions, key=release.order) == ordered


@pytest.mark.parametrize("wrong", ["", "1.0", "2026.13", "2026.1", "2026.12.0", "v2026.12"])
def test_no_version(wrong):
    """What is no version is refused, with an example of one."""
    with pytest.raises(ValueError, match=r"is no version: year and month, such as 2026\.12"):
        release.order(wrong)


@pytest.mark.parametrize(
    ("changelog", "before"),
    [
        ("# Changelog\n\n## Unreleased\n\n- Pears.\n", ()),
        ("# Changelog\n\n## 2026.12\n\n- Pears.\n", ()),
        ("# Changelog\n\n## Unreleased\n\n## 2026.12\n\n- Pears.\n", ()),
        ("# Changelog\n\n## Unreleased\n\n- Plums.\n\n## 2026.12\n\n- Pears.\n", ("2026.12",)),
        (
            "# Changelog\n\n## 2027.01\n\n- Jam.\n\n## 2026.12.1\n\n### Pears\n\n- Ripe.\n\n"
            "## 2026.12\n\n- Pears.\n",
            ("2026.12.1", "2026.12"),
        ),
        ("# Changelog\n\n## Unreleased\n\n- Plums.\n\n## How to read this\n\nSlowly.\n", ()),
    ],
)
def test_earlier(tmp_path, changelog, before):
    """What came before is below the first part of the changelog that says something."""
    (tmp_path / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    assert release.earlier(tmp_path) == before


def test_nothing_earlier(tmp_path):
    """Without a changelog nothing is known to have come before."""
    assert release.earlier(tmp_path) == ()

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

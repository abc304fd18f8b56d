"""The draft for the changelog: what changed in the evidence, never over what was edited."""

from __future__ import annotations

from pathlib import Path

import pytest

import trees
from evidence.__main__ import main

PEAR = trees.study("pear2002", "Pear *2002*", (8, 16), year=2002)
BEFORE = "# Changelog\n\n## Unreleased\n\n- Pages print.\n\n## 2026.12\n\n- The first.\n"
WRONG = "outcomes, smith2001, compost, scabby, 6 months: value"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an orchard to which a study came and in which a value was corrected."""
    trees.write(tmp_path / "2026.12", trees.orchard())
    root = trees.write(tmp_path / "now", trees.cell(trees.edited(PEAR), "outcomes", value=11))
    (root / "CHANGELOG.md").write_text(BEFORE, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def _said(project: Path) -> str:
    return (project / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_draft_stands_at_the_end_of_what_is_unreleased(project: Path) -> None:
    """What people wrote is around it, untouched."""
    assert main(["changelog", "../2026.12"]) == 0
    said = _said(project)
    start, end = said.index("### Evidence since 2026.12\n"), said.index("## 2026.12\n")
    assert said[:start] + said[end:] == BEFORE
    assert said[start:end].splitlines()[2:6] == [
        "- Conclusions change: 1 analysis and 1 guarded sentence moved.",
        "- New study: Pear \\*2002\\*.",
        "- Rows corrected: 1 in Outcomes.",
        "- Scab, against bare soil. Estimate: 0.5 (one study) "
        "→ 0.53 (2 studies pooled, too few to be drawn), up by 0.0295.",
    ]


def test_values_that_changed_without_a_public_correction_are_listed(project: Path) -> None:
    """A value that is wrong in a released version is corrected in public."""
    main(["changelog", "../2026.12"])
    assert _said(project).count(
        f"- To do: these values changed and have no row in data/corrections.csv.\n"
        f"  - {WRONG}: 10 → 11\n"
    )


def test_a_value_that_was_corrected_in_public_is_not_listed(tmp_path: Path) -> None:
    """The row names table, key and column."""
    from evidence.comparison import Version, changelog, compare, state

    base = trees.write(tmp_path / "base", trees.orchard())
    head = trees.write(tmp_path / "head", trees.cell(trees.orchard(), "outcomes", value=11))
    found = compare(Version("base", base), Version("head", head))
    after = state.read(head)
    assert changelog.uncorrected(found, after) == [f"{WRONG}: 10 → 11"]
    records = after.sheets["records"]
    public = type(records.rows[0])(2, {"what": WRONG})
    sheet = type(records)(records.table, ("what",), (public,))
    corrected = state.Sources(head, after.schema, {**after.sheets, "corrections": sheet})
    assert changelog.uncorrected(found, corrected) == []


def test_an_entry_that_is_there_is_never_overwritten(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The draft is printed instead."""
    main(["changelog", "../2026.12"])
    edited = _said(project).replace("Rows corrected: 1 in Outcomes.", "One count was misread.")
    (project / "CHANGELOG.md").write_text(edited, encoding="utf-8")
    capsys.readouterr()
    assert main(["changelog", "../2026.12"]) == 1
    said = capsys.readouterr()
    assert _said(project) == edited
    assert said.out.startswith("### Evidence since 2026.12\n")
    assert said.err == (
        "CHANGELOG.md has an entry “Evidence since 2026.12” already; it was left as it is\n"
    )


def test_a_changelog_without_a_place_for_it_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What to write is said."""
    (project / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    assert main(["changelog", "../2026.12"]) == 1
    assert capsys.readouterr().err == (
        "CHANGELOG.md has no heading “## Unreleased” → write one above the versions\n"
    )

"""The command `watch` as people run it: what it says, and when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import senders
import watched
from evidence.__main__ import main
from evidence.problems import SourceError
from evidence.watch import settings
from services import Stand, Trouble, standing

PLUMS = {"id": "7", "source": "MED", "title": "Plums and sleep", "pubYear": "2026"}


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return a stand-in for the services."""
    with standing() as one:
        yield one


@pytest.fixture
def root(tmp_path: Path, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the project, with settings that lead to the stand-in, as the present folder."""
    folder = watched.project(tmp_path)
    chosen = stand.settings()
    services = {
        key: {
            "name": one.name,
            "address": one.address,
            "a_second": one.a_second,
            "page_size": one.page_size,
        }
        for key, one in chosen.services.items()
    }
    block = {
        "contact": "",
        "time_out": 5,
        "attempts": 1,
        "longest_wait": 1,
        "notices_days": 28,
        "services": services,
    }
    (folder / "_config.yml").write_text(yaml.safe_dump({"watch": block}), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_it_says_what_it_found_and_what_it_wrote(
    root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary, and the tables that changed; no bar where nobody looks."""
    stand.europepmc = [PLUMS]
    assert main(["watch"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("# New evidence, ")
    assert out.endswith("\nwritten: data/records.csv, data/searches.csv\n")
    assert err == ""


def test_the_summary_can_be_written_to_a_file(
    root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    """For the text of a pull request."""
    stand.europepmc = [PLUMS]
    assert main(["watch", "--output", "_build/watch.md"]) == 0
    assert "Plums and sleep" in (root / "_build/watch.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == "written: data/records.csv, data/searches.csv\n"


def test_a_dry_run_says_so(root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]) -> None:
    """And writes nothing."""
    before = senders.snapshot(root / "data")
    assert main(["watch", "--dry-run", "--search", "europepmc-plums"]) == 0
    assert capsys.readouterr().out.endswith("nothing was written: this was a dry run\n")
    assert senders.snapshot(root / "data") == before


def test_a_service_that_fails_is_named_and_the_command_fails(
    root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the others found is written all the same."""
    stand.goes_wrong("crossref", Trouble(500), Trouble(500))
    stand.europepmc = [PLUMS]
    assert main(["watch"]) == 1
    out, err = capsys.readouterr()
    assert "written: data/records.csv, data/searches.csv" in out
    assert err.splitlines()[0] == (
        f"Crossref ({stand.address}/crossref/works): expected an answer, found status 500 "
        "→ nothing was taken from it; run the command again later"
    )


def test_a_book_that_is_not_ready_is_not_written_to(
    root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until somebody asks for it, for a branch."""
    chapter = "# Orchard\n\nPlums {cite}`plum2019`, {cite}`night2024`, {cite}`nobody`.\n"
    (root / "book/index.md").write_text(chapter, encoding="utf-8")
    stand.europepmc = [PLUMS]
    assert main(["watch"]) == 1
    assert capsys.readouterr().err.endswith(
        "nothing was written: the book is not ready for it; "
        "--unfinished writes it all the same, for a branch\n"
    )
    assert main(["watch", "--unfinished"]) == 0


def test_tables_that_are_not_in_order_are_left_alone(
    root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    """No service is asked."""
    (root / "data/records.csv").write_text("record_id\nplum\n", encoding="utf-8")
    assert main(["watch"]) == 1
    assert "data/records.csv:1:1" in capsys.readouterr().err
    assert stand.asked == []


def test_without_settings_it_says_what_is_missing(
    root: Path, stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    """The addresses of the services stand nowhere else."""
    (root / "_config.yml").write_text("title: Orchard\n", encoding="utf-8")
    assert main(["watch"]) == 1
    assert capsys.readouterr().err == (
        "_config.yml:1:1: [watch] the setting “watch” of watch is missing → "
        "compare it with the description of the watch in CONTRIBUTING.md\n"
    )


def test_an_address_that_is_none_is_refused(root: Path) -> None:
    """So that nothing is asked of a file or a program."""
    text = (root / "_config.yml").read_text(encoding="utf-8")
    (root / "_config.yml").write_text(text.replace("http://", "file://"), encoding="utf-8")
    with pytest.raises(SourceError, match="is no address of a service"):
        settings.read(root)

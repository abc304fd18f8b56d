"""CONTRIBUTING shows what the program really prints."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest

import senders
from evidence.__main__ import main

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MENDED = (
    (";count;2;1;", ";count;0;1;"),
    ("1,234", "123,4"),
    ("abstract;\n\n", "abstract;abstract, Results\n\n"),
)


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_worked_example_prints_what_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its sheet is sent as written, then mended as the text says, to the tables as they are."""
    for name in ("data", "book"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("references.bib", "_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    (sheet,) = _blocks("text")
    mended = sheet
    for was, now in MENDED:
        assert mended.count(was) == 1
        mended = mended.replace(was, now)
    quoted = _blocks("console")
    for shown, text in zip(quoted, (sheet, mended, mended), strict=True):
        Path("invented.csv").write_text(text, encoding="utf-8")
        command, _, answer = shown.partition("\n")
        main(command.removeprefix("$ python -m evidence ").split())
        printed = capsys.readouterr()
        assert printed.err + printed.out == answer


PLUM = "plum2020;plums;weight;all;2 years;mean;{};10;kg;plum2020-abstract;Results;{}"
SPREAD = "plum2020;plums;weight;all;2 years;mean;70;3;10;kg;plum2020-abstract;Results;2026-11-21"
NAMES = "study_id;arm_id;outcome_id;subgroup;time;statistic;value;{}n;unit;source;locator"
FEW = "plum2020;plums;death;all;2 years;count;2;1;people;plum2020-abstract;Results;2026-11-21"


def _texts() -> list[str]:
    usual = NAMES.format("") + ";extracted_on\n"
    return [
        usual + PLUM.format("70", "2026-11-21").replace("plum2020-abstract", ""),
        usual + PLUM.format("1,234", "2026-11-21"),
        usual + PLUM.format("<0.05", "2026-11-21"),
        usual + PLUM.format("70", "03/04/2026"),
        usual + FEW,
        NAMES.format("spread;") + ";extracted_on\n" + SPREAD,
    ]


def test_every_common_mistake_is_in_the_words_of_the_program(tmp_path: Path) -> None:
    """The first column of the table is what people will see."""
    root = senders.project(tmp_path / "project")
    heard = []
    for text in _texts():
        (tmp_path / "outcomes.csv").write_text(text, encoding="utf-8")
        heard += senders.said(senders.send(root, tmp_path / "outcomes.csv"))
    names, cells = NAMES.format("").split(";"), PLUM.format("70", "").split(";")[:-1]
    dated: list[object] = [datetime(2026, 5, 3) if cell == "70" else cell for cell in cells]
    path = senders.workbook(tmp_path / "o.xlsx", {"outcomes": [names, dated]})
    heard += senders.said(senders.send(root, path))
    table = TEXT.partition("## Common mistakes")[2].partition("\n## ")[0]
    phrases = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[2:]
    assert phrases
    assert [phrase for phrase in phrases if not any(phrase in line for line in heard)] == []

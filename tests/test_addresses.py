"""Each row has words a reader understands, and an address where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import projects
from evidence.addresses import Place, places

COLUMNS = {
    "studies": ["study_id", "label"],
    "outcome_definitions": ["outcome_id", "label"],
    "arms": ["study_id", "arm_id", "label", "n"],
    "outcomes": [
        *["study_id", "arm_id", "outcome_id", "subgroup", "time", "statistic", "value", "n"],
        *["unit", "spread_kind", "spread", "lower", "upper"],
    ],
    "claims": ["claim_id", "statement", "verdict"],
    "risk_of_bias": ["study_id", "domain", "judgement"],
    "records": ["record_id", "title", "study_id"],
    "seeds": ["seed_id", "colour"],
}
KEYS = {"arms": 2, "outcomes": 6, "risk_of_bias": 2}
NUMBERS = {"n", "value", "spread", "lower", "upper"}
ROWS = {
    "studies": "oak2001,Oak 2001",
    "outcome_definitions": "acorns,Acorns on the ground",
    "arms": "oak2001,old,Old trees,12",
    "outcomes": (
        "oak2001,old,acorns,all,1 year,count,9,12,trees,,,,\n"
        "oak2001,old,acorns,tall,1 year,count,1,2,trees,,,,"
    ),
    "claims": "many,Oaks bear many acorns,mixed",
    "risk_of_bias": "oak2001,weather,high",
    "records": f"r1,On oaks,oak2001\nr2,On elms,\nr3,{'On very old ash trees; ' * 8}and so on,",
    "seeds": "s1,brown",
}


@pytest.fixture
def grove(tmp_path: Path) -> Path:
    """Return a project with one row in each kind of table."""
    resources = []
    for name, columns in COLUMNS.items():
        fields = [projects.field(one, "number" if one in NUMBERS else "string") for one in columns]
        resources.append(projects.resource(name, fields, columns[: KEYS.get(name, 1)]))
        text = f"{','.join(columns)}\n{ROWS[name]}\n"
        projects.write(tmp_path, {f"data/{name}.csv": text})
    projects.write_descriptor(tmp_path, resources)
    return tmp_path


@pytest.mark.parametrize(
    ("table", "key", "words", "address"),
    [
        ("studies", "oak2001", "Oak 2001", "study/oak2001.html"),
        ("arms", "oak2001 old", "Oak 2001: Old trees, n = 12", "study/oak2001.html#v-arm-old"),
        (
            "outcomes",
            "oak2001 old acorns all 1-year count",
            "Oak 2001: Acorns on the ground, Old trees, 1 year: 9 of 12 trees (75%)",
            "study/oak2001.html#v-old-acorns-all-1-year-count",
        ),
        (
            "outcomes",
            "oak2001 old acorns tall 1-year count",
            "Oak 2001: Acorns on the ground, Old trees (tall), 1 year: 1 of 2 trees (50%)",
            "study/oak2001.html#v-old-acorns-tall-1-year-count",
        ),
        ("claims", "many", "Oaks bear many acorns: mixed", "claims.html#many"),
        ("risk_of_bias", "oak2001 weather", "Oak 2001: weather: high", "study/oak2001.html#bias"),
        ("records", "r1", "Oak 2001: On oaks", "study/oak2001.html"),
        ("records", "r2", "On elms", ""),
        (
            "records",
            "r3",
            "On very old ash trees; On very old ash trees; On very old ash trees; On very…",
            "",
        ),
        ("seeds", "s1", "s1", ""),
    ],
)
def test_a_row_has_words_and_an_address(
    grove: Path, table: str, key: str, words: str, address: str
) -> None:
    """The study first, then what it is about and what it says; some rows stand on no page."""
    parts = tuple(part.replace("1-year", "1 year") for part in key.split())
    assert places(grove, table)[parts] == Place(parts, words, address)


def test_a_corrected_label_is_seen_at_once(grove: Path) -> None:
    """Words are not kept longer than the table they come from."""
    assert places(grove, "arms")["oak2001", "old"].words.startswith("Oak 2001")
    path = grove / "data/studies.csv"
    path.write_text("study_id,label\noak2001,Great oak 2001\n", encoding="utf-8")
    assert places(grove, "arms")["oak2001", "old"].words.startswith("Great oak 2001")

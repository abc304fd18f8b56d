"""The table of harms over the real tables: nobody who was treated is left out."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pandas as pd
import pytest

from evidence import descriptor, harms, tables

ROOT = Path(__file__).resolve().parents[1]
STUDIES, ARMS, OUTCOMES, BETWEEN, DEFINITIONS = (
    tables.load(name, ROOT)
    for name in ("studies", "arms", "outcomes", "reported_effects", "outcome_definitions")
)
CLINICAL = STUDIES[STUDIES["kind"] == "clinical"]
KINDS = descriptor.read(ROOT)["outcome_definitions"].field("harm").enum
COUNTS = harms.counts(OUTCOMES[OUTCOMES["study_id"].isin(CLINICAL["study_id"])], DEFINITIONS, ARMS)
WORDS = harms.named(BETWEEN[BETWEEN["study_id"].isin(CLINICAL["study_id"])], DEFINITIONS)
FOLLOWED = OUTCOMES[OUTCOMES["outcome_id"] == "follow-up"]


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    """Return the part of the table that is about each study."""
    html = harms.table(CLINICAL, ARMS, COUNTS, WORDS, FOLLOWED, kinds=KINDS).html
    found = re.findall(r'<tbody>.*?id="harms-(\w+)".*?</tbody>', html)
    bodies = re.findall(r"<tbody>.*?</tbody>", html)
    assert len(found) == len(set(found)) == len(bodies)
    return dict(zip(found, bodies, strict=True))


def test_every_study_of_treated_people_stands_in_the_table_once(parts: dict[str, str]) -> None:
    """The silent ones too."""
    assert set(parts) == set(CLINICAL["study_id"])


def test_every_group_stands_in_the_table_exactly_once(parts: dict[str, str]) -> None:
    """Counted or not."""
    for study, groups in ARMS[ARMS["study_id"].isin(parts)].groupby("study_id"):
        names = [
            escape(label if pd.isna(people) else f"{label}, n = {people}")
            for label, people in zip(groups["label"], groups["n"], strict=True)
        ]
        shown = re.findall(r"<span>([^<]*)</span>", parts[str(study)].split("</tr>", 1)[1])
        stands = [name for name in shown if not name.startswith("Between groups")]
        assert sorted(stands) == sorted(names)


def test_every_count_of_a_harm_stands_in_the_table(parts: dict[str, str]) -> None:
    """Worked out anew from the rows: domain harm, counted after the treatment, not the illness."""
    domain = DEFINITIONS.set_index("outcome_id")["domain"]
    kind = DEFINITIONS.set_index("outcome_id")["harm"]
    for study in parts:
        own = OUTCOMES[(OUTCOMES["study_id"] == study) & (OUTCOMES["time"] != "baseline")]
        told = own["outcome_id"].map(domain) == "harm"
        told &= own["outcome_id"].map(kind) != harms.NOT_OF_TREATMENT
        told |= own["outcome_id"].isin(["survival", "graft-survival"])
        expected = own[told & own["statistic"].isin(["count", "percent"])]
        between = WORDS[WORDS["study_id"] == study]
        assert parts[study].count('data-label="How many"') == len(expected) + len(between)


def test_a_zero_is_only_shown_where_the_tables_hold_one(parts: dict[str, str]) -> None:
    """Silence is never read as none."""
    for study, html in parts.items():
        zeros = COUNTS[(COUNTS["study_id"] == study) & (COUNTS["harmed"] == 0)]
        assert html.count("this harm in up to") <= len(zeros)


def test_every_kind_of_harm_belongs_to_the_table_or_to_the_illness() -> None:
    """None is spelt in a way that no row has."""
    assert set(DEFINITIONS["harm"]) == {*KINDS, ""}


def test_what_is_told_in_words_holds_no_count() -> None:
    """A number belongs into a row of its own, with its people and its place."""
    told = CLINICAL[CLINICAL["harms_told"] != ""]
    assert len(told) > 0
    assert told.loc[told["harms_told"].str.contains(r"\d"), "study_id"].tolist() == []


def test_no_share_of_harm_comes_from_more_than_all() -> None:
    """A count of people is at most those counted."""
    people = COUNTS[(COUNTS["unit"] == "people") & COUNTS["n"].notna()]
    assert (people["value"] <= people["n"]).all()

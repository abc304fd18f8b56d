"""The page of a study shows every value with its source, and nothing that was not seen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import markup
from evidence import study

HOSTILE = "\"><script>alert('1')</script>&amp;"

SEEN = {
    "source": "smith2001-abstract",
    "locator": "abstract, Results",
    "derived": "",
    "second_look": "",
    "note": "",
}
STUDY = {
    **SEEN,
    "study_id": "smith2001",
    "label": "Smith 2001",
    "condition": "scab",
    "condition_detail": "",
    "population": "old trees",
    "species": "Pyrus communis",
    "design": "randomised",
    "phase": "",
    "country": "Belgium",
    "registry_id": "",
    "cohort_id": "north-field",
    "status": "published",
    "status_reason": "",
    "funding": "",
    "seen": "abstract",
    "verified_by": "",
    "summary": "Pruned trees bore more pears.",
}
ARM = {
    **SEEN,
    "study_id": "smith2001",
    "arm_id": "pruned",
    "label": "Pruned",
    "n": 12,
    "product": "pruning",
    "cell_source": "branch",
    "donor": "not said",
    "dose_printed": "three branches",
    "infusions": 2,
    "schedule": "spring, autumn",
    "route": "saw",
    "co_treatment": "mulch",
}
OUTCOME = {
    **SEEN,
    "study_id": "smith2001",
    "arm_id": "pruned",
    "outcome_id": "fruit",
    "subgroup": "all",
    "time": "6 months",
    "statistic": "mean",
    "value": 12.5,
    "spread_kind": "",
    "spread": float("nan"),
    "lower": float("nan"),
    "upper": float("nan"),
    "n": 12,
    "unit": "kg",
}
EFFECT = {
    **SEEN,
    "study_id": "smith2001",
    "treatment_arm": "pruned",
    "control_arm": "wild",
    "outcome_id": "fruit",
    "time": "6 months",
    "measure": "mean difference",
    "estimate": -2.5,
    "lower": -4.0,
    "upper": -1.0,
    "level": 95,
    "p_printed": "<0.01",
    "unit": "kg",
}
SOURCE = {
    "source_id": "smith2001-abstract",
    "kind": "abstract",
    "address": "https://pears.example/smith",
    "seen_on": pd.Timestamp(2026, 11, 21),
    "note": "free to read",
}


def _records(**tables: list[dict[str, Any]]) -> study.Records:
    rows: dict[str, list[dict[str, Any]]] = {
        "studies": [STUDY],
        "arms": [ARM, {**ARM, "arm_id": "wild", "label": "Wild", "n": pd.NA}],
        "outcomes": [OUTCOME],
        "outcome_definitions": [
            {"outcome_id": "fruit", "label": "Fruit borne", "domain": "benefit"}
        ],
        "reported_effects": [EFFECT],
        "sources": [SOURCE],
        "claims": [{"claim_id": "c1", "statement": "Pruning helps."}],
        "claim_evidence": [
            {
                "claim_id": "c1",
                "study_id": "smith2001",
                "bearing": "supports",
                "reason": "more pears",
            }
        ],
        "conflicts": [
            {
                "study_id": "smith2001",
                "about": "number of trees",
                "value_used": "12",
                "source_used": "smith2001-abstract",
                "value_other": "13",
                "source_other": "smith2001-abstract",
                "reason": "the table counts one twice",
            }
        ],
        "cell_sources": [{"cell_source_id": "branch", "label": "Branch"}],
        "delivery": [{"route_id": "saw", "label": "By saw"}],
    }
    return study.arrange({**rows, **tables})


def _page(**tables: list[dict[str, Any]]) -> str:
    return study.page(_records(**tables), "smith2001")


def _section(html: str, name: str) -> list[str]:
    """Return the texts of one section of a page."""
    return markup.read(html.partition(f'<section id="{name}">')[2].partition("</section>")[0]).texts


def _facts(**changes: Any) -> dict[str, str]:
    html = _page(studies=[{**STUDY, **changes}]).partition("<dl")[2].partition("</dl>")[0]
    facts = [fact.partition("</dt>") for fact in f"<dl{html}".split("<dt>")[1:]]
    return {markup.read(label).text: markup.read(value).text for label, _, value in facts}


# The page


def test_a_page_opens_with_the_summary() -> None:
    """What the study found comes first."""
    assert _page().startswith("<p>Pruned trees bore more pears.</p>")


def test_a_page_has_its_sections_in_order() -> None:
    """Groups, values, results, conflicts, claims, sources."""
    assert [one["id"] for one in markup.read(_page()).all("section")] == [
        "arms",
        "outcomes",
        "effects",
        "conflicts",
        "claims",
        "sources",
    ]


def test_a_section_without_rows_is_left_out() -> None:
    """A registered study without results shows no empty tables."""
    html = _page(arms=[], outcomes=[], reported_effects=[], conflicts=[], claim_evidence=[])
    assert [one["id"] for one in markup.read(html).all("section")] == ["sources"]


def test_an_unknown_study_is_a_key_error() -> None:
    """A page of nothing is never made."""
    with pytest.raises(KeyError, match="brown1999"):
        study.page(_records(), "brown1999")


def test_a_page_has_only_what_belongs_to_its_study() -> None:
    """Rows of another study stay on its own page."""
    other = {**OUTCOME, "study_id": "brown1999", "value": 99}
    assert "99" not in markup.read(_page(outcomes=[OUTCOME, other])).text


# The facts


def test_facts_show_what_is_known_and_leave_out_what_is_not() -> None:
    """A blank cell makes no row."""
    assert _facts() == {
        "Condition": "scab",
        "People or animals": "old trees",
        "Species": "Pyrus communis",
        "Design": "randomised",
        "Country": "Belgium",
        "Status": "published",
        "Seen": "abstract",
        "Checked by a named person": "not yet",
        "Source": "abstract: abstract, Results.",
    }


def test_a_detail_and_a_reason_stand_behind_their_word() -> None:
    """The detail of the condition and the reason of the status."""
    facts = _facts(
        condition_detail="on pears", status="retracted", status_reason="two fields mixed up"
    )
    assert facts["Condition"] == "scab: on pears"
    assert facts["Status"] == "retracted: two fields mixed up"


def test_who_checked_is_named() -> None:
    """Until somebody has, the page says so; then it says who."""
    assert _facts(verified_by="A. Gardener")["Checked by a named person"] == "A. Gardener"


def test_studies_of_the_same_cohort_link_to_each_other() -> None:
    """Patients reported twice are visible on both pages."""
    twin = {**STUDY, "study_id": "smith2003", "label": "Smith 2003"}
    stranger = {**STUDY, "study_id": "brown1999", "label": "Brown 1999", "cohort_id": "south"}
    html = _page(studies=[STUDY, twin, stranger])
    assert '<dt>Same patients as</dt><dd><a href="smith2003.html">Smith 2003</a></dd>' in html
    assert "Brown 1999" not in html


# Sources


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "abstract, Results."),
        ({"second_look": "agreed"}, "abstract, Results (second look agreed)."),
        ({"second_look": "corrected"}, "abstract, Results (corrected at a second look)."),
        (
            {"derived": "5 of 6 from the percentage"},
            "abstract, Results. Derived: 5 of 6 from the percentage.",
        ),
        ({"note": "Last year only."}, "abstract, Results. Last year only."),
    ],
)
def test_a_value_says_where_it_stands(changes: dict[str, str], shown: str) -> None:
    """Place, second look, derivation and note are beside the value."""
    texts = _section(_page(outcomes=[{**OUTCOME, **changes}]), "outcomes")
    assert "".join(texts[-2:]) == f"abstract: {shown}"


def test_a_source_links_to_where_it_was_read() -> None:
    """A click leads to the paper."""
    assert '<a href="https://pears.example/smith">abstract</a>: abstract, Results.' in _page()


def test_sources_are_listed_once_with_the_day_they_were_read() -> None:
    """Many values may come from one page."""
    assert _section(_page(), "sources") == [
        "What was looked at",
        "Page",
        "Read on",
        "Note",
        "abstract",
        "2026-11-21",
        "free to read",
    ]


# Groups


def _groups(*arms: dict[str, Any]) -> list[str]:
    """Return the texts of the groups, without the header."""
    section = _section(_page(arms=list(arms), outcomes=[], reported_effects=[]), "arms")
    return section[section.index("Where it stands") + 1 :]


def test_a_group_is_described_by_how_many_were_given_what() -> None:
    """Number, product with its tissue, dose, route and schedule, and what else was given."""
    assert _groups(ARM) == [
        "Pruned, n = 12",
        "pruning, branch; three branches; by saw; 2 infusions (spring, autumn)",
        "mulch",
        "abstract",
        ": abstract, Results.",
    ]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"donor": "own"}, "pruning, branch, own; three branches; by saw; 2 infusions"),
        ({"dose_printed": "", "route": ""}, "pruning, branch; 2 infusions"),
        ({"cell_source": "", "infusions": 1}, "pruning; three branches; by saw; 1 infusion"),
        ({"infusions": pd.NA}, "pruning, branch; three branches; by saw"),
        (
            {"infusions": pd.NA, "schedule": "weekly"},
            "pruning, branch; three branches; by saw; weekly",
        ),
    ],
    ids=["donor", "no dose", "one", "unknown times", "only a schedule"],
)
def test_what_was_not_seen_of_a_group_takes_no_room(changes: dict[str, Any], shown: str) -> None:
    """Only what is known is between the semicolons."""
    assert _groups({**ARM, "schedule": "", **changes})[1] == shown


def test_a_group_of_unknown_size_has_no_number() -> None:
    """A blank is not a zero."""
    assert _groups({**ARM, "n": pd.NA})[0] == "Pruned"


def test_powers_of_ten_in_a_dose_are_raised() -> None:
    """1 × 10^6 is set as on paper, and the rest of the dose stays text."""
    html = _page(arms=[{**ARM, "dose_printed": "1 × 10^6 <b>/kg"}, {**ARM, "arm_id": "wild"}])
    assert "1 × 10<sup>6</sup> &lt;b&gt;/kg" in html


# Values


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"statistic": "count", "value": 9, "unit": "trees"}, "9 of 12 trees (75%)"),
        ({"statistic": "count", "value": 9, "unit": "trees", "n": pd.NA}, "9 trees"),
        ({"statistic": "percent", "value": 75, "unit": "%"}, "75%, n = 12"),
        ({"statistic": "value", "value": 3}, "3 kg, n = 12"),
        ({}, "mean 12.5 kg, n = 12"),
        ({"n": pd.NA}, "mean 12.5 kg"),
        ({"statistic": "mean change", "value": -3}, "mean change −3 kg, n = 12"),
        ({"spread_kind": "SD", "spread": 2.5}, "mean 12.5 kg (± 2.5, SD), n = 12"),
        (
            {"spread_kind": "not said", "spread": 2.5},
            "mean 12.5 kg (± 2.5, kind of spread not said), n = 12",
        ),
        (
            {"statistic": "median", "spread_kind": "IQR", "lower": 3, "upper": 20},
            "median 12.5 kg (IQR 3 to 20), n = 12",
        ),
    ],
)
def test_a_value_reads_as_its_statistic_says(changes: dict[str, Any], shown: str) -> None:
    """Statistic, value, unit, spread and number of people, as far as they are known."""
    assert study.value({**OUTCOME, **changes}) == shown


def test_a_value_has_an_address_of_its_own() -> None:
    """Anybody can point to a single number."""
    html = _page()
    address = "v-pruned-fruit-all-6-months-mean"
    assert f'<a id="{address}" href="#{address}">Fruit borne</a>' in html


def test_every_value_of_a_page_has_a_different_address() -> None:
    """Time points, groups and statistics of one outcome are told apart."""
    rows = [
        {**OUTCOME, "arm_id": arm, "time": time, "statistic": statistic}
        for arm in ("pruned", "wild")
        for time in ("6 months", "12 months")
        for statistic in ("mean", "count")
    ]
    ids = [one["id"] for one in markup.read(_page(outcomes=rows)).all("a") if "id" in one]
    assert len(ids) == 8
    assert len(set(ids)) == 8


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (("Pruned", "6 months"), "v-pruned-6-months"),
        (("a/b", "±5%"), "v-a-b-5"),
        (('"><script>',), "v-script"),
    ],
)
def test_an_address_has_only_letters_digits_and_hyphens(key: tuple[str, ...], name: str) -> None:
    """It survives being copied into a letter."""
    assert study.anchor(*key) == name


def test_a_subgroup_is_named_unless_it_is_everybody() -> None:
    """“all” goes without saying."""
    rows = [OUTCOME, {**OUTCOME, "subgroup": "young"}]
    texts = _section(_page(outcomes=rows), "outcomes")
    assert [text for text in texts if text.startswith("Pruned")] == ["Pruned", "Pruned (young)"]


# Results, conflicts, claims


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "mean difference −2.5 kg, 95% interval −4 to −1, P <0.01"),
        ({"unit": "ratio"}, "mean difference −2.5, 95% interval −4 to −1, P <0.01"),
        ({"level": pd.NA}, "mean difference −2.5 kg, ?% interval −4 to −1, P <0.01"),
        ({"upper": float("nan")}, "mean difference −2.5 kg, P <0.01"),
        ({"estimate": float("nan")}, "95% interval −4 to −1, P <0.01"),
        ({"p_printed": ""}, "mean difference −2.5 kg, 95% interval −4 to −1"),
    ],
)
def test_a_result_is_shown_as_reported(changes: dict[str, Any], shown: str) -> None:
    """What the paper does not give is left out."""
    texts = _section(_page(reported_effects=[{**EFFECT, **changes}]), "effects")
    assert texts[6:10] == ["Fruit borne", "Pruned against Wild", "6 months", shown]


def test_a_conflict_shows_both_values_and_the_reason() -> None:
    """Readers see what was not used, too."""
    assert _section(_page(), "conflicts")[5:] == [
        "number of trees",
        "12 (abstract)",
        "13 (abstract)",
        "the table counts one twice",
    ]


def test_a_claim_links_to_its_row_in_the_ledger() -> None:
    """The page of a study lies one folder down."""
    assert '<a href="../claims.html#c1">Pruning helps.</a>' in _page()
    assert _section(_page(), "claims")[-3:] == ["Pruning helps.", "supports", "more pears"]


# Hostile text


def _hostile(row: dict[str, Any], *kept: str) -> dict[str, Any]:
    """Return a row with hostile text in every cell of text but its keys."""
    return {
        name: HOSTILE if isinstance(value, str) and name not in kept else value
        for name, value in row.items()
    }


KEYS = ("study_id", "arm_id", "outcome_id", "source", "cohort_id", "treatment_arm", "control_arm")


def test_hostile_text_in_any_cell_is_only_text() -> None:
    """Every cell of text is escaped, whichever table it comes from."""
    html = _page(
        studies=[_hostile(STUDY, *KEYS)],
        arms=[_hostile(ARM, *KEYS), {**_hostile(ARM, *KEYS), "arm_id": "wild"}],
        outcomes=[_hostile(OUTCOME, *KEYS, "spread_kind")],
        outcome_definitions=[{"outcome_id": "fruit", "label": HOSTILE, "domain": "benefit"}],
        reported_effects=[_hostile(EFFECT, *KEYS)],
        sources=[_hostile(SOURCE, "source_id", "address")],
        claims=[{"claim_id": "c1", "statement": HOSTILE}],
        conflicts=[
            {
                "study_id": "smith2001",
                "about": HOSTILE,
                "value_used": HOSTILE,
                "source_used": "smith2001-abstract",
                "value_other": HOSTILE,
                "source_other": "smith2001-abstract",
                "reason": HOSTILE,
            }
        ],
        claim_evidence=[
            {
                "claim_id": "c1",
                "study_id": "smith2001",
                "bearing": HOSTILE,
                "reason": HOSTILE,
            }
        ],
    )
    reader = markup.read(html)
    assert {tag for tag, _ in reader.elements} <= {
        "p", "dl", "div", "dt", "dd", "a", "section", "h2", "table", "thead", "tbody", "tr", "th",
        "td",
    }  # fmt: skip
    assert {name for _, found in reader.elements for name in found} <= {
        "class", "id", "href", "scope", "data-label",
    }  # fmt: skip
    assert reader.text.count(HOSTILE) > 30


def test_a_count_in_a_hostile_unit_is_only_text() -> None:
    """The short form of a count is escaped like the long one."""
    shown = study.value({**OUTCOME, "statistic": "count", "unit": HOSTILE})
    assert markup.read(shown).elements == []


def test_a_source_that_could_run_something_has_no_link() -> None:
    """Its kind and place are shown all the same."""
    html = _page(sources=[{**SOURCE, "address": "javascript:alert(1)"}])
    assert "javascript:" not in html
    assert _section(html, "sources")[4] == "abstract"


def test_people_are_not_a_share_of_themselves() -> None:
    """Eleven enrolled are “11 people”, not eleven of eleven."""
    enrolled = {**OUTCOME, "statistic": "count", "value": 11.0, "n": 11, "unit": "people"}
    counted = [{"outcome_id": "fruit", "label": "Enrolled", "domain": "participants"}]
    texts = _section(_page(outcomes=[enrolled], outcome_definitions=counted), "outcomes")
    assert "11 people" in texts

"""The page of a study shows every value with its source, and nothing that was not seen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import markup
from evidence import study
from evidence.study import values

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
    "interests": "",
    "harms_told": "",
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
    "direction": "",
    "p_printed": "<0.01",
    "unit": "kg",
}
REGISTRATION = {
    **SEEN,
    "study_id": "smith2001",
    "registry_id": "ORCHARD-1",
    "recruitment": "completed",
    "phase_printed": "second season",
    "registered_on": "1999-12-01",
    "start": "2000-03",
    "primary_completion": "2000-10-15",
    "completion": "2001",
    "dates_kind": "reached",
    "last_update": "2002-02-02",
    "results_posted": "no",
}
NOTICE = {
    "study_id": "smith2001",
    "looked_on": pd.Timestamp(2026, 11, 20),
    "looked_in": "the list of the journal",
    "found": "nothing found",
    "detail": "",
    "source": "",
}
JUDGED = {
    "study_id": "smith2001",
    "tool": "Ladder",
    "domain": "chance",
    "judgement": "sound",
    "support": "Trees were drawn by lot.",
    "source": "smith2001-abstract",
    "locator": "abstract, Methods",
    "assessors": 1,
    "assessed_by": "A. Gardener",
}
COUNTED = {**JUDGED, "domain": "counting", "judgement": "frail", "support": "Counted once."}
TOOL = {"tool": "Ladder", "judgements": "sound; frail; rotten", "overall": "worst domain"}
DOMAINS = [
    {"tool": "Ladder", "domain": "counting", "position": 2, "label": "How fruit was counted"},
    {"tool": "Ladder", "domain": "chance", "position": 1, "label": "How trees were chosen"},
]
SAP = {
    "mechanism_id": "sap",
    "study_id": "smith2001",
    "bearing": "supports",
    "reason": "Cut branches bled.",
    "source": "smith2001-abstract",
    "locator": "abstract, Methods",
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
        "registrations": [REGISTRATION],
        "notices": [NOTICE],
        "risk_of_bias": [COUNTED, JUDGED],
        "mechanism_evidence": [SAP],
        "bias_domains": DOMAINS,
        "bias_tools": [TOOL],
        "cohorts": [{**SEEN, "cohort_id": "north-field", "reason": "The same trees."}],
        "mechanisms": [{"mechanism_id": "sap", "statement": "Sap rises."}],
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
    """What was measured comes first, what was read last."""
    assert [one["id"] for one in markup.read(_page()).all("section")] == [
        "arms",
        "outcomes",
        "effects",
        "bias",
        "conflicts",
        "claims",
        "mechanisms",
        "register",
        "sources",
        "readings",
    ]


def test_a_section_without_rows_is_left_out() -> None:
    """A study of which nothing more is known shows no empty tables."""
    html = _page(
        arms=[],
        outcomes=[],
        reported_effects=[],
        risk_of_bias=[],
        conflicts=[],
        claim_evidence=[],
        mechanism_evidence=[],
        registrations=[],
    )
    assert [one["id"] for one in markup.read(html).all("section")] == ["sources"]


def test_an_unknown_study_is_a_key_error() -> None:
    """A page of nothing is never made."""
    with pytest.raises(KeyError, match="brown1999"):
        study.page(_records(), "brown1999")


def test_a_page_has_only_what_belongs_to_its_study() -> None:
    """Rows of another study stay on its own page."""
    other = {**OUTCOME, "study_id": "brown1999", "value": 7777}
    assert "7777" not in markup.read(_page(outcomes=[OUTCOME, other])).text


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
        "Retraction or correction": (
            "nothing found, looked on 2026-11-20 in the list of the journal"
        ),
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


TWIN = {**STUDY, "study_id": "smith2003", "label": "Smith 2003"}
STRANGER = {**STUDY, "study_id": "brown1999", "label": "Brown 1999", "cohort_id": "south"}


def test_studies_of_the_same_cohort_link_to_each_other() -> None:
    """Patients reported twice are visible on both pages, with the reason and where it was read."""
    html = _page(studies=[STUDY, TWIN, STRANGER])
    shared = (
        '<dt>Same patients as</dt><dd><a href="smith2003.html">Smith 2003</a>. The same trees. '
        '(<a href="https://pears.example/smith">abstract</a>: abstract, Results.)</dd>'
    )
    assert shared in html
    assert "Brown 1999" not in html


def test_all_studies_of_a_cohort_are_listed() -> None:
    """The reason stands once, behind them."""
    third = {**STUDY, "study_id": "smith2005", "label": "Smith 2005"}
    html = _page(studies=[STUDY, TWIN, third])
    assert "Smith 2003, Smith 2005. The same trees. (abstract: abstract, Results.)" in (
        markup.read(html).text
    )


def test_a_study_that_shares_its_cohort_with_none_says_nothing_of_it() -> None:
    """No reason is needed, so none is there."""
    assert "Same patients as" not in markup.read(_page(cohorts=[])).text


def _notices(*rows: dict[str, Any]) -> str:
    html = _page(notices=[{**NOTICE, **row} for row in rows])
    return html.partition("<dt>Retraction or correction</dt>")[2].partition("</div>")[0]


def test_a_notice_links_to_its_page_and_says_what_it_says() -> None:
    """And when it was looked for, and where."""
    notice = {"found": "erratum", "detail": "two trees mixed up", "source": "smith2001-abstract"}
    assert _notices(notice) == (
        '<dd><a href="https://pears.example/smith">erratum</a>: two trees mixed up '
        "(looked on 2026-11-20 in the list of the journal)</dd>"
    )


@pytest.mark.parametrize(
    ("found", "status", "opening"),
    [
        (
            "retraction",
            "retracted",
            "Retracted. The values below stay to be seen and count nowhere.two trees swapped "
            "retraction: trees mixed up (looked on 2026-11-20 in the list of the journal)",
        ),
        (
            "expression of concern",
            "completed",
            "In question: an expression of concern. The study still counts; each answer it "
            "touches is shown with and without it.expression of concern: trees mixed up "
            "(looked on 2026-11-20 in the list of the journal)",
        ),
    ],
)
def test_a_page_opens_with_a_retraction_or_a_concern(found: str, status: str, opening: str) -> None:
    """What, why, where and when, and what follows for the answers."""
    notice = {"found": found, "detail": "trees mixed up", "source": "smith2001-abstract"}
    about = {**STUDY, "status": status, "status_reason": "two trees swapped"}
    html = _page(studies=[about], notices=[{**NOTICE, **notice}])
    assert html.startswith('<div class="ev-notice ')
    assert markup.read(html.partition("</div>")[0]).text == opening


def test_a_correction_stands_quietly_among_the_facts() -> None:
    """It puts nothing in question."""
    notice = {"found": "erratum", "detail": "trees mixed up", "source": "smith2001-abstract"}
    assert "ev-notice" not in _page(notices=[{**NOTICE, **notice}])


def test_several_notices_stand_one_after_another() -> None:
    """A corrected paper may be retracted later."""
    found = {"detail": "trees mixed up", "source": "smith2001-abstract"}
    html = _notices({**found, "found": "erratum"}, {**found, "found": "retraction"})
    looked = "(looked on 2026-11-20 in the list of the journal)"
    assert markup.read(html).text == (
        f"erratum: trees mixed up {looked}; retraction: trees mixed up {looked}"
    )


def test_a_study_that_nobody_looked_up_has_no_such_fact() -> None:
    """A page does not say “nothing found” where nobody looked."""
    assert "Retraction or correction" not in markup.read(_page(notices=[])).text


# Sources


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "abstract, Results."),
        ({"second_look": "agreed"}, "abstract, Results. read twice"),
        ({"second_look": "corrected"}, "abstract, Results. read twice, corrected"),
        ({"verified_by": "A. Gardener"}, "abstract, Results. verified by A. Gardener"),
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
    start = len(texts) - 1 - texts[::-1].index("abstract")
    assert "".join(texts[start:]) == f"abstract: {shown}"


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
        "Pruned",
        ", n = 12",
        "pruning, branch; three branches; by saw; 2 infusions (spring, autumn)",
        "mulch",
        "abstract",
        ": abstract, Results.",
    ]


def test_a_group_of_unknown_size_has_no_number() -> None:
    """A blank is not a zero."""
    assert _groups({**ARM, "n": pd.NA})[0] == "Pruned"


def test_powers_of_ten_in_a_dose_are_raised() -> None:
    """1 × 10^6 is set as on paper, and the rest of the dose stays text."""
    html = _page(arms=[{**ARM, "dose_printed": "1 × 10^6 <b>/kg"}, {**ARM, "arm_id": "wild"}])
    assert "1 × 10<sup>6</sup> &lt;b&gt;/kg" in html


# Values


def test_a_value_has_an_address_of_its_own() -> None:
    """Anybody can point to a single number."""
    html = _page()
    address = "v-pruned-fruit-all-6-months-mean"
    assert f'<a id="{address}" href="#{address}">Fruit borne</a>' in html


def test_a_group_and_a_result_have_an_address_of_their_own() -> None:
    """They can be pointed to like a value."""
    html = _page()
    result = "v-pruned-wild-fruit-6-months-mean-difference"
    assert '<a id="v-arm-pruned" href="#v-arm-pruned">Pruned</a>, n = 12' in html
    assert f'<a id="{result}" href="#{result}">Fruit borne</a>' in html


def test_every_value_of_a_page_has_a_different_address() -> None:
    """Time points, groups and statistics of one outcome are told apart."""
    rows = [
        {**OUTCOME, "arm_id": arm, "time": time, "statistic": statistic}
        for arm in ("pruned", "wild")
        for time in ("6 months", "12 months")
        for statistic in ("mean", "count")
    ]
    ids = [one["id"] for one in markup.read(_page(outcomes=rows)).all("a") if "id" in one]
    groups_and_effects = 3
    assert len(ids) == 8 + groups_and_effects
    assert len(set(ids)) == len(ids)


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
    assert values.anchor(*key) == name


def test_a_subgroup_is_named_unless_it_is_everybody() -> None:
    """“all” goes without saying."""
    rows = [OUTCOME, {**OUTCOME, "subgroup": "young"}]
    texts = _section(_page(outcomes=rows), "outcomes")
    assert [text for text in texts if text.startswith("Pruned")] == ["Pruned", "Pruned (young)"]


# Results, conflicts, claims


def test_a_result_names_its_groups_and_its_time() -> None:
    """The result itself is shown as reported."""
    assert _section(_page(), "effects")[6:] == [
        "Fruit borne",
        "Pruned against Wild",
        "6 months",
        "mean difference −2.5 kg, 95% interval −4 to −1, P <0.01",
        "abstract",
        ": abstract, Results.",
    ]


def test_a_direction_is_a_result() -> None:
    """A paper that prints no more than that has its row."""
    nothing = {"estimate": float("nan"), "lower": float("nan"), "direction": "more fruit"}
    texts = _section(_page(reported_effects=[{**EFFECT, **nothing}]), "effects")
    assert texts[9] == "more fruit, P <0.01"


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


# Risk of bias


def _bias(*rows: dict[str, Any], **tool: str) -> list[str]:
    html = _page(risk_of_bias=list(rows), bias_tools=[{**TOOL, **tool}])
    return _section(html, "bias")


def test_judgements_stand_in_the_order_of_their_tool() -> None:
    """Each with its reason and the place it was read."""
    texts = _bias(COUNTED, JUDGED)
    assert texts[texts.index("Where it stands") + 1 :] == [
        "How trees were chosen",
        "sound",
        "Trees were drawn by lot.",
        "abstract",
        ": abstract, Methods.",
        "How fruit was counted",
        "frail",
        "Counted once.",
        "abstract",
        ": abstract, Methods.",
    ]


@pytest.mark.parametrize(
    ("judgements", "overall"),
    [
        (("sound", "sound"), "sound"),
        (("sound", "frail"), "frail"),
        (("not assessable", "frail"), "not assessable"),
        (("not assessable", "rotten"), "rotten"),
    ],
)
def test_the_overall_judgement_stands_above_the_domains(
    judgements: tuple[str, str], overall: str
) -> None:
    """With the tool and who judged; it follows from the domains."""
    chance, counting = judgements
    texts = _bias({**JUDGED, "judgement": chance}, {**COUNTED, "judgement": counting})
    assert "".join(texts[1:4]) == f"Ladder, A. Gardener, single assessor. Overall: {overall}."


def test_a_tool_without_an_overall_judgement_shows_none() -> None:
    """A list of questions is not summed up."""
    assert _bias(JUDGED, overall="none")[1] == "Ladder, A. Gardener, single assessor."


def test_a_judgement_of_several_people_says_so() -> None:
    """Two who agree are worth more than one."""
    texts = _bias({**JUDGED, "assessors": 2}, overall="none")
    assert texts[1] == "Ladder, A. Gardener, 2 assessors."


def test_a_judgement_looks_like_its_word() -> None:
    """It is a badge, and its word is still there to be read."""
    html = _page(risk_of_bias=[{**JUDGED, "judgement": "not assessable"}])
    badge = '<span class="ev-badge ev-is-not-assessable">not assessable</span>'
    assert html.count(badge) == 2


# Mechanisms and registers


def test_a_mechanism_says_how_the_study_bears_on_it() -> None:
    """With the reason and the place it was read."""
    assert _section(_page(), "mechanisms") == [
        "Mechanisms it bears on",
        "Mechanism",
        "This study",
        "Why",
        "Where it stands",
        "Sap rises.",
        "supports",
        "Cut branches bled.",
        "abstract",
        ": abstract, Methods.",
    ]


def test_a_page_read_for_a_judgement_or_a_mechanism_is_listed() -> None:
    """Whatever a row of the page stands on was looked at."""
    rows = {name: {**SOURCE, "source_id": name, "kind": name} for name in ("bark", "roots")}
    html = _page(
        sources=[SOURCE, *rows.values()],
        risk_of_bias=[{**JUDGED, "source": "bark"}],
        mechanism_evidence=[{**SAP, "source": "roots"}],
    )
    assert _section(html, "sources")[4::3] == ["abstract", "bark", "roots"]


def _register(**changes: str) -> list[str]:
    """Return the cells of a registration, without the header."""
    texts = _section(_page(registrations=[{**REGISTRATION, **changes}]), "register")
    return texts[texts.index("Where it stands") + 1 :]


def test_a_registration_shows_what_the_register_says() -> None:
    """Number, status, phase, dates, last update and whether results are there."""
    assert _register() == [
        "ORCHARD-1",
        "completed",
        "second season",
        "registered 1999-12-01; start 2000-03; main outcome by 2000-10-15 (reached); "
        "end 2001 (reached)",
        "2002-02-02",
        "no",
        "abstract",
        ": abstract, Results.",
    ]


@pytest.mark.parametrize(
    ("changes", "dates"),
    [
        ({"dates_kind": "planned"}, "start 2000-03; end 2001 (planned)"),
        ({"dates_kind": "not said"}, "start 2000-03; end 2001"),
        ({"dates_kind": ""}, "start 2000-03; end 2001"),
        ({"start": "", "dates_kind": "planned"}, "end 2001 (planned)"),
        ({"completion": ""}, "start 2000-03"),
    ],
)
def test_dates_that_were_not_seen_are_left_out(changes: dict[str, str], dates: str) -> None:
    """The ends say whether they were reached or planned, where that was seen."""
    shown = _register(**{"registered_on": "", "primary_completion": "", **changes})
    assert shown[3] == dates


def test_a_record_that_could_not_be_opened_says_so() -> None:
    """A blank status would read as if there were none."""
    assert _register(recruitment="")[1] == "not seen"


def test_every_record_of_a_study_has_its_row() -> None:
    """A trial may stand in several registers."""
    rows = [REGISTRATION, {**REGISTRATION, "registry_id": "MEADOW-2"}]
    texts = _section(_page(registrations=rows), "register")
    assert [text for text in texts if text[-2:] in ("-1", "-2")] == ["ORCHARD-1", "MEADOW-2"]


# Hostile text


def _hostile(row: dict[str, Any], *kept: str) -> dict[str, Any]:
    """Return a row with hostile text in every cell of text but its keys."""
    return {
        name: HOSTILE if isinstance(value, str) and name not in kept else value
        for name, value in row.items()
    }


KEYS = (
    "study_id",
    "arm_id",
    "outcome_id",
    "source",
    "cohort_id",
    "treatment_arm",
    "control_arm",
    "tool",
    "domain",
    "mechanism_id",
)


def test_hostile_text_in_any_cell_is_only_text() -> None:
    """Every cell of text is escaped, whichever table it comes from."""
    html = _page(
        studies=[_hostile(STUDY, *KEYS), {**TWIN, "label": HOSTILE}],
        cohorts=[_hostile({**SEEN, "cohort_id": "north-field", "reason": "trees"}, *KEYS)],
        registrations=[_hostile({**REGISTRATION, "dates_kind": ""}, *KEYS)],
        notices=[
            _hostile(NOTICE, *KEYS),
            {**_hostile(NOTICE, *KEYS), "source": "smith2001-abstract"},
        ],
        risk_of_bias=[_hostile(JUDGED, *KEYS), _hostile(COUNTED, *KEYS)],
        bias_tools=[{**TOOL, "judgements": HOSTILE}],
        bias_domains=[_hostile(domain, *KEYS) for domain in DOMAINS],
        mechanisms=[{"mechanism_id": "sap", "statement": HOSTILE}],
        mechanism_evidence=[_hostile(SAP, *KEYS)],
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
        "td", "span",
    }  # fmt: skip
    assert {name for _, found in reader.elements for name in found} <= {
        "class", "id", "href", "scope", "data-label", "data-cite", "data-cite-bib",
    }  # fmt: skip
    assert reader.text.count(HOSTILE) > 60


def test_the_name_of_a_hostile_tool_is_only_text() -> None:
    """The keys of a tool and its domains are shown as text, too."""
    hostile = {"tool": HOSTILE, "domain": HOSTILE}
    html = _page(
        risk_of_bias=[{**JUDGED, **hostile}],
        bias_tools=[{**TOOL, "tool": HOSTILE}],
        bias_domains=[{**DOMAINS[0], **hostile}],
    )
    assert "<script" not in html
    assert f"{HOSTILE}, A. Gardener" in markup.read(html).text


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

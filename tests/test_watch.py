"""A whole watch: what is new waits for a person, what is known is looked after, all or nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import senders
import watched
from evidence import checks, tidy
from evidence.descriptor import read as read_descriptor
from evidence.problems import SourceError, errors
from evidence.watch import searching, summary
from evidence.watch.watching import Chosen, Outcome
from services import Stand, Trouble, standing

DAY = watched.TODAY.isoformat()


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return a stand-in for the services, which knows the trial of the project as it is."""
    with standing() as one:
        one.clinicaltrials = [trial()]
        yield one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the project."""
    return watched.project(tmp_path)


def article(number: int, title: str, **said: Any) -> dict[str, Any]:
    """Return a report as Europe PMC gives it."""
    pmid = str(30000000 + number)
    return {"id": pmid, "source": "MED", "pmid": pmid, "title": title, "pubYear": "2026", **said}


def work(doi: str, title: str, **said: Any) -> dict[str, Any]:
    """Return a work as Crossref gives it."""
    return {"DOI": doi, "title": [title], "issued": {"date-parts": [[2026]]}, **said}


def trial(
    number: str = "NCT00000011", title: str = "Plums at Night", **said: Any
) -> dict[str, Any]:
    """Return a trial as ClinicalTrials.gov gives it: that of the project, unless changed."""
    status = {
        "overallStatus": "RECRUITING",
        "startDateStruct": {"date": "2024-03"},
        "completionDateStruct": {"date": "2026-12", "type": "ESTIMATED"},
        "lastUpdatePostDateStruct": {"date": "2024-05-01"},
        **said,
    }
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": title},
            "statusModule": status,
        },
        "hasResults": said.get("hasResults", False),
    }


def table(root: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def new(root: Path) -> list[dict[str, str]]:
    """Return the records that a watch added."""
    return [row for row in table(root, "records") if row["search_id"] != "orchard"]


def said(outcome: Outcome) -> str:
    """Return the summary."""
    return summary.markdown(outcome, watched.TODAY)


def test_what_is_new_is_appended_and_awaits_a_decision(root: Path, stand: Stand) -> None:
    """With all that the service tells, and why it stands where it stands."""
    stand.europepmc = [
        article(
            7,
            "Damsons against sleeplessness",
            doi="10.1234/DAMSONS",
            abstractText="Registered as ISRCTN00000099.",
        )
    ]
    watched.watch(root, stand)
    assert new(root) == [
        {
            "record_id": "10-1234-damsons",
            "title": "Damsons against sleeplessness",
            "year": "2026",
            "doi": "10.1234/damsons",
            "pmid": "30000007",
            "registry_id": "ISRCTN00000099",
            "address": "https://europepmc.org/article/MED/30000007",
            "topic": "adults",
            "search_id": f"europepmc-plums-{DAY}",
            "decision": "awaiting",
            "reason": "",
            "duplicate_of": "",
            "study_id": "",
            "decided_by": "",
            "decided_on": "",
            "first_decision": "",
            "second_decision": "",
            "second_reason": "",
            "second_decided_by": "",
            "second_decided_on": "",
            "settled_how": "",
            "note": "Likely relevance 6: title names “Damsons”, title names “sleeplessness”.",
        }
    ]


def test_the_tables_stay_in_order(root: Path, stand: Stand) -> None:
    """The check passes, and there is nothing to tidy."""
    stand.europepmc = [article(7, "=Damsons <script>alert(1)</script>, \u202e{{ x }}")]
    stand.crossref = [work("10.1234/damsons", "")]
    assert watched.watch(root, stand).written
    assert not errors(checks.check(root))
    assert not tidy.tidied(root, read_descriptor(root))


def test_every_run_is_a_row_with_its_query_and_its_counts(root: Path, stand: Stand) -> None:
    """Also a run that found nothing."""
    stand.europepmc = [article(1, "Known"), article(2, "Unknown")]
    watched.watch(root, stand)
    runs = {row["saved_search"]: row for row in table(root, "searches") if row["saved_search"]}
    assert set(runs) == {"europepmc-plums", "clinicaltrials-plums", "crossref-plums"}
    assert runs["europepmc-plums"] == {
        "search_id": f"europepmc-plums-{DAY}",
        "saved_search": "europepmc-plums",
        "run_on": DAY,
        "searched": "Europe PMC",
        "query": "plums",
        "found": "2",
        "note": "Run by machine. 1 are known records.",
    }
    assert runs["crossref-plums"]["found"] == "0"


def test_the_likeliest_stand_first(root: Path, stand: Stand) -> None:
    """The order is that of the points, with the reason in each row."""
    stand.europepmc = [
        article(2, "Apples"),
        article(3, "Plums", abstractText="For sleepless people."),
        article(4, "Plums for sleep, a randomized trial"),
    ]
    watched.watch(root, stand)
    assert [row["pmid"] for row in new(root)] == ["30000004", "30000003", "30000002"]


def test_a_report_that_two_services_find_is_one_record(root: Path, stand: Stand) -> None:
    """By its DOI."""
    stand.europepmc = [article(7, "Plums and sleep", doi="10.1234/both")]
    stand.crossref = [work("10.1234/BOTH", "Plums and sleep")]
    watched.watch(root, stand)
    assert len(new(root)) == 1


def test_a_known_report_is_not_appended(root: Path, stand: Stand) -> None:
    """Nor is a trial whose registration is known."""
    stand.europepmc = [article(1, "Plums again")]
    stand.crossref = [work("10.1234/PLUMS.1", "Plums for sleep")]
    watched.watch(root, stand)
    assert new(root) == []


def test_a_report_that_resembles_a_record_is_appended_and_names_it(
    root: Path, stand: Stand
) -> None:
    """A person decides whether they are one."""
    stand.europepmc = [article(7, "Plums for sleepless gardeners: a randomized trial")]
    outcome = watched.watch(root, stand)
    assert new(root)[0]["note"].endswith("The title is like that of plum2019: the same?")
    assert (
        "- pmid-30000007: Plums for sleepless gardeners: a randomized trial – like plum2019"
        in said(outcome)
    )


def test_of_a_service_that_ranks_only_what_names_the_topic_is_taken(
    root: Path, stand: Stand
) -> None:
    """Crossref finds whatever holds any of the words; the row tells how many were left out."""
    stand.crossref = [work("10.1234/a", "Plums for sleep"), work("10.1234/b", "Plum jam")]
    watched.watch(root, stand)
    assert [row["doi"] for row in new(root)] == ["10.1234/a"]
    run = next(one for one in table(root, "searches") if one["saved_search"] == "crossref-plums")
    assert (run["found"], run["note"]) == (
        "1",
        "Run by machine. The service ranks: 1 of 2 lacked a group of words. 0 are known records.",
    )


def test_ten_thousand_new_reports_are_taken_in(root: Path, stand: Stand) -> None:
    """A first run may find as many."""
    stand.europepmc = [article(at, f"Plums of sort {at}") for at in range(2, 10_002)]
    watched.watch(root, stand, chosen=Chosen(search="europepmc-plums"), europepmc=1000)
    assert len(new(root)) == 10_000


def test_a_search_that_is_not_due_is_not_run(root: Path, stand: Stand) -> None:
    """Its interval has not passed since its newest run."""
    watched.watch(root, stand)
    stand.asked.clear()
    outcome = watched.watch(root, stand, today=date(2025, 12, 5))
    assert outcome.runs == []
    assert "plums" not in [query["query"] for query in stand.questions("europepmc")]


def test_all_runs_what_is_not_due_and_a_day_has_one_row(root: Path, stand: Stand) -> None:
    """A second run of the day renews the row of the first."""
    watched.watch(root, stand)
    watched.watch(root, stand, chosen=Chosen(everything=True))
    runs = [row["search_id"] for row in table(root, "searches") if row["saved_search"]]
    assert len(runs) == len(set(runs)) == 3


def test_one_service_can_be_asked_alone(root: Path, stand: Stand) -> None:
    """The others are left in peace."""
    watched.watch(root, stand, chosen=Chosen(source="crossref"))
    assert stand.questions("crossref")
    assert not stand.questions("europepmc") and not stand.questions("clinicaltrials")


def test_one_search_can_be_run_alone(root: Path, stand: Stand) -> None:
    """And nothing else is looked after."""
    watched.watch(root, stand, chosen=Chosen(search="europepmc-plums"))
    assert [query["query"] for query in stand.questions("europepmc")] == ["plums"]
    assert not stand.questions("crossref") and not stand.questions("clinicaltrials")


def test_a_search_that_does_not_exist_is_named_with_those_that_do(root: Path, stand: Stand) -> None:
    """Nothing is asked."""
    with pytest.raises(SourceError) as raised:
        watched.watch(root, stand, chosen=Chosen(search="pears"))
    assert str(raised.value) == (
        "data/saved_searches.csv:1:1: [saved_search_id] “pears” is no saved search → "
        "use one of: europepmc-plums; clinicaltrials-plums; crossref-plums"
    )
    assert stand.asked == []


def test_a_dry_run_changes_nothing(root: Path, stand: Stand) -> None:
    """It asks and tells all the same."""
    before = senders.snapshot(root / "data")
    stand.europepmc = [article(7, "Plums and sleep")]
    outcome = watched.watch(root, stand, dry=True)
    assert senders.snapshot(root / "data") == before
    assert "Plums and sleep" in said(outcome)


def test_offline_changes_nothing(root: Path, stand: Stand) -> None:
    """Each service that does not answer is named."""
    before = senders.snapshot(root)
    stand.address = "http://127.0.0.1:9"
    outcome = watched.watch(root, stand)
    assert senders.snapshot(root) == before
    named = {error.service.name for error in outcome.failures}
    assert named == {"Europe PMC", "ClinicalTrials.gov", "Crossref"}


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(500),
        Trouble(403, b"<html>"),
        Trouble(200, b"<html>", {"Content-Type": "text/html"}),
        Trouble(200, b'{"hitCount": 1, "resultList": {"resu'),
        Trouble(200, b'{"hitCount": "1", "resultList": {"result": []}}'),
        Trouble(200, b'{"hitCount": 1, "resultList": {"result": [{"title": "Plums"}]}}'),
        Trouble(200, b'{"errCode": 404, "errMsg": "gone"}'),
    ],
)
def test_a_service_that_fails_does_not_lose_what_others_found(
    root: Path, stand: Stand, trouble: Trouble
) -> None:
    """Nor is anything of its own half taken."""
    stand.goes_wrong("europepmc", *[trouble] * 3)
    stand.crossref = [work("10.1234/a", "Plums for sleep")]
    outcome = watched.watch(root, stand)
    assert [row["doi"] for row in new(root)] == ["10.1234/a"]
    assert "europepmc-plums" not in {row["saved_search"] for row in table(root, "searches")}
    assert "## Services that did not answer as expected\n\n- Europe PMC" in said(outcome)


def test_a_failed_run_goes_on_later_and_leaves_no_pages(root: Path, stand: Stand) -> None:
    """Pages are kept until their results are in the tables."""
    stand.europepmc = [article(at, f"Plums {at}") for at in range(2, 7)]
    alone = Chosen(search="europepmc-plums")
    usual = stand.answer

    def fail_on_the_last(service: str, query: dict[str, str]) -> Any:
        return {} if query.get("cursorMark") == "4" else usual(service, query)

    stand.answer = fail_on_the_last  # type: ignore[method-assign]
    assert watched.watch(root, stand, chosen=alone).failures
    stand.answer = usual  # type: ignore[method-assign]
    stand.asked.clear()
    watched.watch(root, stand, chosen=alone)
    assert len(new(root)) == 5
    assert [query["cursorMark"] for query in stand.questions("europepmc")] == ["4", "5"]
    assert not list((root / searching.KEPT).iterdir())


def test_a_registration_follows_its_register(root: Path, stand: Stand) -> None:
    """The row says by whom, where and when it was read; nobody has looked at it twice."""
    stand.clinicaltrials = [
        trial(
            overallStatus="ACTIVE_NOT_RECRUITING",
            primaryCompletionDateStruct={"date": "2025-10-31", "type": "ACTUAL"},
            lastUpdatePostDateStruct={"date": "2025-11-20"},
            hasResults=True,
        )
    ]
    outcome = watched.watch(root, stand)
    row = table(root, "registrations")[0]
    assert row["recruitment"] == "active, not recruiting"
    assert (row["primary_completion"], row["completion"]) == ("2025-10-31", "2026-12")
    assert (row["dates_kind"], row["results_posted"]) == ("planned", "yes")
    assert (row["phase_printed"], row["registered_on"]) == ("PHASE1", "2023-12-20")
    assert (row["extracted_by"], row["extracted_on"]) == ("machine-assisted reader", DAY)
    assert row["second_look"] == ""
    assert row["locator"] == (
        "status, dates and results as the register's service gives them; "
        "before: night2024-registry, top of the record"
    )
    source = next(one for one in table(root, "sources") if one["source_id"] == row["source"])
    assert (source["reference"], source["seen_on"]) == ("night2024", DAY)
    assert source["address"] == f"{stand.address}/clinicaltrials/studies/NCT00000011"
    assert "| NCT00000011 | night2024 | results_posted | no | yes |" in said(outcome)


def test_a_registration_that_did_not_change_is_left_as_it_was_read(
    root: Path, stand: Stand
) -> None:
    """The work of the person who read it stays."""
    before = (root / "data/registrations.csv").read_bytes()
    outcome = watched.watch(root, stand)
    assert (root / "data/registrations.csv").read_bytes() == before
    assert "Looked at: 1. Changed cells: 0." in said(outcome)


def test_a_registration_read_by_machine_twice_says_once_where_it_stood_before(
    root: Path, stand: Stand
) -> None:
    """The locator does not grow."""
    for status in ("COMPLETED", "TERMINATED"):
        stand.clinicaltrials = [trial(overallStatus=status)]
        watched.watch(root, stand, chosen=Chosen(source="clinicaltrials", everything=True))
    row = table(root, "registrations")[0]
    assert row["recruitment"] == "terminated"
    assert row["locator"].count("before: ") == 1


def test_all_registrations_are_asked_for_at_once(root: Path, stand: Stand) -> None:
    """One request for those of this register; those of others are named."""
    outcome = watched.watch(root, stand)
    asked = [query for query in stand.questions("clinicaltrials") if "filter.ids" in query]
    assert [query["filter.ids"] for query in asked] == ["NCT00000011"]
    assert "Without a service, so to be looked up by a person: ISRCTN00000012." in said(outcome)


def test_a_registration_that_the_register_does_not_return_is_named(
    root: Path, stand: Stand
) -> None:
    """It stays as it was."""
    stand.clinicaltrials = []
    assert "The register did not return: NCT00000011." in said(watched.watch(root, stand))


def test_a_word_of_the_register_that_the_tables_lack_is_named(root: Path, stand: Stand) -> None:
    """The cell stays as it was."""
    stand.clinicaltrials = [trial(overallStatus="WITHHELD")]
    outcome = watched.watch(root, stand)
    assert table(root, "registrations")[0]["recruitment"] == "recruiting"
    assert "The tables have no word for: NCT00000011: WITHHELD." in said(outcome)


def test_dates_that_no_rule_allows_are_left_out_and_told(root: Path, stand: Stand) -> None:
    """The rest is written."""
    stand.clinicaltrials = [trial(startDateStruct={"date": "2029-01"})]
    stand.europepmc = [article(7, "Plums and sleep")]
    outcome = watched.watch(root, stand)
    assert table(root, "registrations")[0]["start"] == "2024-03"
    assert len(new(root)) == 1
    assert "- NCT00000011: \\[completion\\] completion 2026-12 lies before start 2029-01" in said(
        outcome
    )


def notices(root: Path) -> list[dict[str, str]]:
    """Return the rows of notices."""
    return table(root, "notices")


def test_a_retraction_becomes_a_notice_and_the_status_of_its_study(
    root: Path, stand: Stand
) -> None:
    """The row says that the service was read, not the notice."""
    update = {"type": "retraction", "DOI": "10.1234/gone", "updated": {"date-parts": [[2026, 5]]}}
    stand.crossref = [work("10.1234/plums.1", "Plums", **{"updated-by": [update]})]
    outcome = watched.watch(root, stand)
    row = notices(root)[-1]
    assert row == {
        "study_id": "plum2019",
        "looked_on": DAY,
        "looked_in": f"Crossref ({DAY})",
        "found": "retraction",
        "detail": "Crossref lists a notice of the kind “retraction” for this report "
        "(10.1234/gone, dated 2026-05). The notice itself was not read.",
        "source": "plum2019-retraction-crossref",
    }
    study = table(root, "studies")[0]
    assert (study["status"], study["status_reason"]) == (
        "retracted",
        "Crossref lists the report as retracted.",
    )
    assert not errors(checks.check(root))
    assert "**plum2019: retraction.**" in said(outcome)
    assert "The study now counts as retracted." in said(outcome)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Retraction in", "retraction"),
        ("Expression of concern in", "expression of concern"),
        ("Erratum in", "erratum"),
    ],
)
def test_europe_pmc_tells_of_notices_too(root: Path, stand: Stand, word: str, found: str) -> None:
    """By its links between reports."""
    link = {"id": "31", "source": "MED", "type": word}
    stand.europepmc = [article(1, "Plums", commentCorrectionList={"commentCorrection": [link]})]
    watched.watch(root, stand)
    assert notices(root)[-1]["found"] == found
    assert notices(root)[-1]["source"] == f"plum2019-{found.replace(' ', '-')}-europe-pmc"


def test_a_part_that_is_retracted_is_a_concern(root: Path, stand: Stand) -> None:
    """The whole report is not retracted; the service's own word stands in the row."""
    update = {"type": "partial_retraction", "DOI": "10.1234/part"}
    stand.crossref = [work("10.1234/plums.1", "Plums", **{"updated-by": [update]})]
    watched.watch(root, stand)
    assert notices(root)[-1]["found"] == "expression of concern"
    assert "“partial_retraction”" in notices(root)[-1]["detail"]
    assert table(root, "studies")[0]["status"] == "completed"


def test_a_comment_is_no_notice(root: Path, stand: Stand) -> None:
    """Letters to the editor and new versions say nothing against a report."""
    links = [{"id": "31", "source": "MED", "type": "Comment in"}]
    stand.europepmc = [article(1, "Plums", commentCorrectionList={"commentCorrection": links})]
    watched.watch(root, stand)
    assert [row["found"] for row in notices(root)] == ["nothing found"]


def test_a_look_that_finds_nothing_is_dated_by_service_and_keeps_what_was_looked_in_before(
    root: Path, stand: Stand
) -> None:
    """What a person looked in keeps its own day."""
    stand.europepmc = [article(1, "Plums")]
    stand.crossref = [work("10.1234/plums.1", "Plums")]
    watched.watch(root, stand)
    assert notices(root) == [
        {
            "study_id": "plum2019",
            "looked_on": DAY,
            "looked_in": f"Crossref ({DAY}), Europe PMC ({DAY}); "
            "earlier: a stored copy of the abstract (2025-11-02)",
            "found": "nothing found",
            "detail": "",
            "source": "",
        }
    ]


def test_a_service_that_fails_keeps_the_day_it_was_last_asked(root: Path, stand: Stand) -> None:
    """Only the other's day moves on."""
    stand.europepmc = [article(1, "Plums")]
    stand.crossref = [work("10.1234/plums.1", "Plums")]
    watched.watch(root, stand)
    stand.goes_wrong("crossref", Trouble(500), Trouble(500))
    watched.watch(root, stand, today=date(2026, 1, 10))
    assert notices(root)[0]["looked_in"] == (
        f"Crossref ({DAY}), Europe PMC (2026-01-10); "
        "earlier: a stored copy of the abstract (2025-11-02)"
    )


def test_a_report_is_looked_up_again_only_after_the_days_of_the_setting(
    root: Path, stand: Stand
) -> None:
    """Asking for two hundred reports each week would change two hundred rows."""
    stand.crossref = [work("10.1234/plums.1", "Plums")]
    watched.watch(root, stand)
    before = notices(root)
    watched.watch(root, stand, today=date(2025, 12, 20), chosen=Chosen(source="crossref"))
    assert notices(root) == before


def test_a_report_that_no_service_knows_is_named_and_its_row_stays(
    root: Path, stand: Stand
) -> None:
    """Not to be known is not the same as to be sound."""
    before = notices(root)
    outcome = watched.watch(root, stand)
    assert notices(root) == before
    assert "Known to no service that was asked: plum2019." in said(outcome)


def test_a_second_notice_of_a_kind_is_told_and_its_row_stays(root: Path, stand: Stand) -> None:
    """The table holds one row for each kind; a person reads the other."""
    link = {"id": "31", "source": "MED", "type": "Erratum in"}
    stand.europepmc = [article(1, "Plums", commentCorrectionList={"commentCorrection": [link]})]
    watched.watch(root, stand)
    before = notices(root)
    stand.europepmc[0]["commentCorrectionList"] = {"commentCorrection": [{**link, "id": "32"}]}
    outcome = watched.watch(root, stand, chosen=Chosen(everything=True))
    assert [row["detail"] for row in notices(root)] == [row["detail"] for row in before]
    assert "The tables hold a notice of the same kind; is this another?" in said(outcome)


CHAPTER = "# Orchard\n\nPlums {cite}`plum2019` and {cite}`night2024` and {cite}`nobody`.\n"


def test_when_the_book_is_not_ready_nothing_is_written_unless_asked(
    root: Path, stand: Stand
) -> None:
    """A sentence that is no longer true is for a person, on a branch."""
    (root / "book/index.md").write_text(CHAPTER, encoding="utf-8")
    stand.europepmc = [article(7, "Plums and sleep")]
    outcome = watched.watch(root, stand)
    assert not outcome.written and new(root) == []
    assert "## What this asks of the book itself" in said(outcome)
    assert watched.watch(root, stand, unfinished=True).written
    assert len(new(root)) == 1


def test_a_title_cannot_speak_in_the_summary(root: Path, stand: Stand) -> None:
    """Markup, links and mentions of people are taken as text."""
    stand.europepmc = [article(7, "Plums | [sleep](javascript:x) @someone `run` # end")]
    line = next(line for line in said(watched.watch(root, stand)).splitlines() if "Plums" in line)
    assert "\\| \\[sleep\\]\\(" in line and "@someone" not in line and "\\`run\\`" in line

"""What ClinicalTrials.gov answers: results of a search, and the state of a registration.

The service, version 2, is described at https://clinicaltrials.gov/data-api/api.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evidence.watch import answers
from evidence.watch.answers import Found, Page

PATH = "studies"
START = ""

_PROTOCOL = "protocolSection"
_STATUS = f"{_PROTOCOL}.statusModule"
_FIELDS = (
    *("NCTId", "OverallStatus", "StartDate", "PrimaryCompletionDate", "PrimaryCompletionDateType"),
    *("CompletionDate", "CompletionDateType", "LastUpdatePostDate", "HasResults"),
)


@dataclass(frozen=True)
class State:
    """What the register says of a trial now; dates to the month or day, "" when not given.

    `recruitment` is the register's own word, such as ACTIVE_NOT_RECRUITING; `kinds` are
    those of the dates of completion: ACTUAL or ESTIMATED.
    """

    registry_id: str
    recruitment: str
    start: str
    primary_completion: str
    completion: str
    kinds: tuple[str, ...]
    last_update: str
    has_results: bool


def parameters(query: str, cursor: str, page_size: int) -> dict[str, str]:
    """Return what is sent to get one page of a search."""
    own = dict(part.partition("=")[::2] for part in query.split("&"))
    token = {"pageToken": cursor} if cursor else {}
    return {**own, "format": "json", "countTotal": "true", "pageSize": str(page_size), **token}


def page(answer: Any, _cursor: str, _page_size: int) -> Page:
    """Return one page; the last gives no token for another."""
    studies = answers.take(answer, "studies", list)
    # Only the first page is bound to count all.
    total = answers.maybe(answer, "totalCount", int, 0)
    following = answers.maybe(answer, "nextPageToken", str, "")
    return Page(tuple(_found(one) for one in studies), total, following)


def _found(study: Any) -> Found:
    section = f"{_PROTOCOL}.identificationModule"
    number = answers.take(study, f"{section}.nctId", str)
    short = answers.maybe(study, f"{section}.briefTitle", str, "")
    design = f"{_PROTOCOL}.designModule"
    told = [
        answers.maybe(study, f"{section}.officialTitle", str, ""),
        answers.maybe(study, f"{_PROTOCOL}.descriptionModule.briefSummary", str, ""),
        *answers.texts(study, f"{_PROTOCOL}.conditionsModule.conditions"),
        answers.maybe(study, f"{design}.designInfo.allocation", str, ""),
        *answers.texts(study, f"{_PROTOCOL}.eligibilityModule.stdAges"),
    ]
    return Found(
        title=answers.title(short or told[0]),
        year=answers.year(answers.maybe(study, f"{_STATUS}.studyFirstSubmitDate", str, "")),
        registry_id=number,
        address=f"https://clinicaltrials.gov/study/{number}",
        abstract=answers.plain(" ".join(told)),
        kinds=answers.texts(study, f"{design}.phases"),
    )


def of_registrations(numbers: list[str], page_size: int) -> dict[str, str]:
    """Return what is sent to get the state of registrations by their numbers."""
    return {
        "filter.ids": ",".join(numbers),
        "fields": ",".join(_FIELDS),
        "format": "json",
        "pageSize": str(page_size),
    }


def states(answer: Any) -> list[State]:
    """Return the state of each registration in an answer."""
    return [_state(study) for study in answers.take(answer, "studies", list)]


def _state(study: Any) -> State:
    def day(name: str) -> str:
        return answers.maybe(study, f"{_STATUS}.{name}DateStruct.date", str, "")

    kinds = [
        answers.maybe(study, f"{_STATUS}.{name}DateStruct.type", str, "")
        for name in ("primaryCompletion", "completion")
    ]
    return State(
        registry_id=answers.take(study, f"{_PROTOCOL}.identificationModule.nctId", str),
        recruitment=answers.take(study, f"{_STATUS}.overallStatus", str),
        start=day("start"),
        primary_completion=day("primaryCompletion"),
        completion=day("completion"),
        kinds=tuple(kind for kind in kinds if kind),
        last_update=day("lastUpdatePost"),
        has_results=answers.take(study, "hasResults", bool),
    )

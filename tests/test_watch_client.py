"""Asking a service: politely, again after a pause, and with a clear word when it fails."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from evidence.watch import answers
from evidence.watch.client import Client, ServiceError
from services import Stand, Trouble, standing

LATER = "→ nothing was taken from it; run the command again later"


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return a stand-in for the services."""
    with standing() as one:
        yield one


class Pauses(list[float]):
    """Notes the pauses instead of making them."""

    def __call__(self, seconds: float) -> None:
        """Take note of a pause."""
        self.append(seconds)


def client(stand: Stand, pauses: Pauses, **settings: Any) -> Client:
    """Return a client of Crossref that tries three times."""
    chosen = stand.settings(**{"attempts": 3, **settings})
    return Client(chosen.services["crossref"], chosen, sleep=pauses)


def total(answer: Any) -> int:
    """Read how many works there are."""
    return answers.take(answer, "message.total-results", int)


def ask(stand: Stand, pauses: Pauses | None = None, **settings: Any) -> int:
    """Ask how many works there are."""
    with client(stand, pauses if pauses is not None else Pauses(), **settings) as one:
        return one.ask("works", {"rows": "0"}, total)


def refusal(stand: Stand, **settings: Any) -> str:
    """Return what is said when the answer cannot be had, the address left out."""
    with pytest.raises(ServiceError) as raised:
        ask(stand, **settings)
    return str(raised.value).replace(stand.address, "ADDRESS")


def test_it_waits_as_long_as_the_service_asks(stand: Stand) -> None:
    """`Retry-After` may hold seconds."""
    stand.goes_wrong("crossref", Trouble(429, headers={"Retry-After": "7"}))
    pauses = Pauses()
    assert ask(stand, pauses) == 0
    assert 7 in pauses


def test_it_waits_until_the_day_and_time_the_service_names(stand: Stand) -> None:
    """`Retry-After` may hold a date."""
    until = datetime.now(UTC) + timedelta(seconds=40)
    stand.goes_wrong("crossref", Trouble(503, headers={"Retry-After": format_datetime(until)}))
    pauses = Pauses()
    ask(stand, pauses)
    assert 35 < max(pauses) <= 40


def test_it_does_not_wait_longer_than_the_settings_say(stand: Stand) -> None:
    """A service may ask for a day; then people are told."""
    stand.goes_wrong("crossref", Trouble(429, headers={"Retry-After": "86400"}))
    assert refusal(stand) == (
        "Crossref (ADDRESS/crossref/works): expected an answer, "
        f"found status 429, which asks to wait 86400 seconds {LATER}"
    )


def test_a_service_that_fails_once_is_asked_again(stand: Stand) -> None:
    """An error of the server may pass."""
    stand.goes_wrong("crossref", Trouble(500))
    assert ask(stand) == 0
    assert len(stand.asked) == 2


def test_pauses_grow(stand: Stand) -> None:
    """A service in trouble gets more and more time."""
    stand.goes_wrong("crossref", Trouble(500), Trouble(502))
    pauses = Pauses()
    ask(stand, pauses)
    assert [pause for pause in pauses if pause >= 1] == [1, 2]


def test_it_gives_up_after_as_many_attempts_as_the_settings_say(stand: Stand) -> None:
    """It never tries for ever."""
    stand.goes_wrong("crossref", *[Trouble(503)] * 9)
    assert refusal(stand) == (
        f"Crossref (ADDRESS/crossref/works): expected an answer, found status 503 {LATER}"
    )
    assert len(stand.asked) == 3


def test_it_does_not_wait_for_ever(stand: Stand) -> None:
    """A server that takes the question and says nothing is given up."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        stand.address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert refusal(stand, time_out=0.1, attempts=1) == (
            "Crossref (ADDRESS/crossref/works): expected an answer, "
            f"found no answer in 0.1 seconds {LATER}"
        )


def test_offline_is_said_so(stand: Stand) -> None:
    """Nobody listens at the address."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        stand.address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    assert refusal(stand, attempts=1) == (
        "Crossref (ADDRESS/crossref/works): expected an answer, "
        f"found no connection (ConnectionError) {LATER}"
    )


def test_half_an_answer_is_asked_for_again(stand: Stand) -> None:
    """A broken line cuts an answer short."""
    stand.goes_wrong("crossref", Trouble(200, b'{"message": {"total-re', cut=50))
    assert ask(stand) == 0


def test_json_that_ends_too_early_is_asked_for_again_and_named(stand: Stand) -> None:
    """A server may itself send half a text."""
    broken = Trouble(200, b'{"message": {', {"Content-Type": "application/json"})
    stand.goes_wrong("crossref", *[broken] * 3)
    assert refusal(stand) == (
        "Crossref (ADDRESS/crossref/works): expected JSON, "
        f"found 13 bytes of application/json that are no JSON {LATER}"
    )
    assert len(stand.asked) == 3


def test_a_page_for_people_is_not_taken_for_an_answer(stand: Stand) -> None:
    """Networks answer with pages that ask to sign in."""
    stand.goes_wrong("crossref", Trouble(200, b"<html>", {"Content-Type": "text/html; x=y"}))
    assert "expected JSON, found 6 bytes of text/html that are no JSON" in refusal(
        stand, attempts=1
    )


def test_a_refusal_is_told_in_the_words_of_the_service(stand: Stand) -> None:
    """A query that the service does not take is not sent again."""
    stand.goes_wrong("crossref", Trouble(400, b"Unknown filter\n`colour`"))
    assert refusal(stand) == (
        "Crossref (ADDRESS/crossref/works?rows=0): expected an answer, "
        f"found status 400 (“Unknown filter `colour`”) {LATER}"
    )
    assert len(stand.asked) == 1


def test_a_refusal_in_markup_is_told_by_its_status(stand: Stand) -> None:
    """Markup of a strange page is not repeated."""
    stand.goes_wrong("crossref", Trouble(403, b"<html><script>alert(1)</script>"))
    assert "found status 403 →" in refusal(stand)


def test_a_field_of_another_type_is_named(stand: Stand) -> None:
    """What was expected, and what was found."""
    stand.goes_wrong("crossref", Trouble(200, b'{"message": {"total-results": "12"}}'))
    assert refusal(stand) == (
        "Crossref (ADDRESS/crossref/works): expected a whole number at "
        f"“message.total-results”, found a text {LATER}"
    )


def test_a_missing_field_is_named(stand: Stand) -> None:
    """Its absence may mean that the service has changed."""
    stand.goes_wrong("crossref", Trouble(200, b'{"message": {}}'))
    assert "expected a whole number at “message.total-results”, found nothing there" in refusal(
        stand
    )


def test_it_says_who_asks_and_how_to_reach_them(stand: Stand) -> None:
    """The contact is a setting."""
    ask(stand, contact="orchard@example.org")
    agent = stand.asked[0][2]["User-Agent"]
    assert agent.startswith("evidence/") and agent.endswith("(mailto:orchard@example.org)")


def test_without_a_contact_none_is_invented(stand: Stand) -> None:
    """The setting is blank until somebody fills it in."""
    ask(stand)
    assert "mailto" not in stand.asked[0][2]["User-Agent"]


def test_it_keeps_the_pace_the_service_asks_for(stand: Stand) -> None:
    """Half a request a second: two seconds from one to the next, less what the first took."""
    chosen = stand.settings()
    pauses = Pauses()
    with Client(replace(chosen.services["crossref"], a_second=0.5), chosen, pauses) as one:
        for _ in range(2):
            one.ask("works", {"rows": "0"}, total)
    assert len(pauses) == 1 and 1 < pauses[0] <= 2

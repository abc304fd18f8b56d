"""Ask a service as it wants to be asked: slowly, by name, again after a pause, not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any, TypeVar

import requests

from evidence.watch.answers import AnswerError
from evidence.watch.settings import Service, Settings

T = TypeVar("T")

# Too many requests, and what a server says when it is busy or being mended.
_PASSING = (429, 500, 502, 503, 504)
_FIRST_WAIT = 1.0  # seconds; doubled each time


class ServiceError(Exception):
    """A service did not answer, or not as it documents: names it, and what was found.

    `refused` is true when the service answered that the request itself is wrong.
    """

    def __init__(self, service: Service, address: str, expected: str, found: str, refused: bool):
        super().__init__(
            f"{service.name} ({address}): expected {expected}, found {found} "
            "→ nothing was taken from it; run the command again later"
        )
        self.service = service
        self.refused = refused


class Client:
    """Asks one service, keeping its pace, waiting when told to, and giving up in the end."""

    def __init__(
        self, service: Service, settings: Settings, sleep: Callable[[float], None] = time.sleep
    ):
        self.service = service
        self._settings = settings
        self._sleep = sleep
        self._asked = 0.0
        self._session = requests.Session()
        contact = f" (mailto:{settings.contact})" if settings.contact else ""
        self._session.headers["User-Agent"] = f"evidence/{version('evidence')}{contact}"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def ask(self, path: str, query: Mapping[str, str], read: Callable[[Any], T]) -> T:
        """Return what `read` makes of the JSON that a path of the service answers with.

        Raises ServiceError when the service cannot be reached, keeps failing, refuses, or
        answers with something else than `read` takes (it raises AnswerError).
        """
        address = f"{self.service.address}/{path}"
        wait = _FIRST_WAIT
        for left in range(self._settings.attempts - 1, -1, -1):
            try:
                return read(self._once(address, query))
            except AnswerError as error:
                raise self._error(address, error.expected, error.found) from None
            except _PassingError as error:
                asked = wait if error.wait is None else error.wait
                if not left or asked > self._settings.longest_wait:
                    raise self._error(address, error.expected, error.found(asked)) from None
                self._sleep(asked)
                wait *= 2
        raise AssertionError("a request is made at least once")

    def _error(
        self, address: str, expected: str, found: str, refused: bool = False
    ) -> ServiceError:
        return ServiceError(self.service, address, expected, found, refused)

    def _once(self, address: str, query: Mapping[str, str]) -> Any:
        self._keep_pace()
        try:
            answer = self._session.get(address, params=query, timeout=self._settings.time_out)
        except requests.Timeout:
            found = f"no answer in {self._settings.time_out:g} seconds"
            raise _PassingError("an answer", found) from None
        except requests.RequestException as error:
            # The library's text holds addresses of objects; its kind is what people need.
            raise _PassingError("an answer", f"no connection ({type(error).__name__})") from None
        if answer.status_code in _PASSING:
            told = answer.headers.get("Retry-After", "")
            raise _PassingError("an answer", f"status {answer.status_code}", _seconds(told))
        if not answer.ok:
            found = f"status {answer.status_code}{_said(answer.text)}"
            raise self._error(answer.url, "an answer", found, answer.status_code < 500)
        try:
            return answer.json()
        except ValueError:
            kind = answer.headers.get("Content-Type", "no type").partition(";")[0]
            length = len(answer.content)
            raise _PassingError("JSON", f"{length} bytes of {kind} that are no JSON") from None

    def _keep_pace(self) -> None:
        pause = self._asked + 1 / self.service.a_second - time.monotonic()
        if pause > 0:
            self._sleep(pause)
        self._asked = time.monotonic()


class _PassingError(Exception):
    """Something that may be over after a pause: `wait` seconds when the service says so."""

    def __init__(self, expected: str, found: str, wait: float | None = None):
        super().__init__(found)
        self.expected = expected
        self.wait = wait
        self._found = found

    def found(self, wait: float) -> str:
        if self.wait is None:
            return self._found
        return f"{self._found}, which asks to wait {wait:.0f} seconds"


def _seconds(told: str) -> float | None:
    """Return how long `Retry-After` asks to wait: it holds seconds, or a day and time."""
    if told.isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _said(text: str) -> str:
    """Return the first words of a refusal, as far as they are words."""
    line = " ".join(text.split())[:200]
    return f" (“{line}”)" if line and "<" not in line else ""

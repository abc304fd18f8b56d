"""Stand-ins for the services of the watch: a server on this machine, answering as they document."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from evidence.watch.settings import Service, Settings

REFERENCE = Path(__file__).parent / "reference" / "services"


def reference(name: str) -> Any:
    """Return an answer written from a service's documentation."""
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


@dataclass
class Trouble:
    """An answer in place of the usual one: a status, headers, and a body as it is sent."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0


@dataclass
class Stand:
    """What the three services hold, what they were asked, and what goes wrong next."""

    address: str = ""
    europepmc: list[dict[str, Any]] = field(default_factory=list)
    clinicaltrials: list[dict[str, Any]] = field(default_factory=list)
    crossref: list[dict[str, Any]] = field(default_factory=list)
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    def settings(self, **changed: Any) -> Settings:
        """Return settings that lead here, without pauses."""
        services = {
            key: Service(key, name, f"{self.address}/{key}", 1000, changed.pop(key, 2))
            for key, name in (
                ("europepmc", "Europe PMC"),
                ("clinicaltrials", "ClinicalTrials.gov"),
                ("crossref", "Crossref"),
            )
        }
        usual = {"contact": "", "time_out": 5.0, "attempts": 1, "longest_wait": 60.0}
        return Settings(**{**usual, "notices_days": 28, **changed}, services=services)

    def goes_wrong(self, service: str, *troubles: Trouble) -> None:
        """Let a service answer so before it answers as usual."""
        self.troubles.setdefault(service, []).extend(troubles)

    def questions(self, service: str) -> list[dict[str, str]]:
        """Return the parameters of each request to a service."""
        return [query for path, query, _ in self.asked if path.startswith(f"/{service}/")]

    def answer(self, service: str, query: dict[str, str]) -> Any:
        """Return the usual answer of a service."""
        return {
            "europepmc": self._europepmc,
            "clinicaltrials": self._clinicaltrials,
            "crossref": self._crossref,
        }[service](query)

    def _europepmc(self, query: dict[str, str]) -> Any:
        own = self.europepmc
        if "EXT_ID:" in query["query"]:
            own = [one for one in own if f"EXT_ID:{one.get('pmid')}" in query["query"]]
        start = 0 if query["cursorMark"] == "*" else int(query["cursorMark"])
        end = min(start + int(query["pageSize"]), len(own))
        # The service gives back the cursor it was asked with when there is no more.
        following = str(end) if end > start else query["cursorMark"]
        return {
            "version": "6.9",
            "hitCount": len(own),
            "nextCursorMark": following,
            "resultList": {"result": own[start:end]},
        }

    def _clinicaltrials(self, query: dict[str, str]) -> Any:
        own = self.clinicaltrials
        if "filter.ids" in query:
            asked = query["filter.ids"].split(",")
            own = [one for one in own if number(one) in asked]
        start = int(query.get("pageToken", "0"))
        end = start + int(query["pageSize"])
        said: dict[str, Any] = {"studies": own[start:end]}
        if query.get("countTotal") == "true" and not start:
            said["totalCount"] = len(own)
        return {**said, **({"nextPageToken": str(end)} if end < len(own) else {})}

    def _crossref(self, query: dict[str, str]) -> Any:
        own = self.crossref
        asked = [part[4:] for part in query.get("filter", "").split(",") if part[:4] == "doi:"]
        if asked:
            own = [one for one in own if one["DOI"].lower() in asked]
        start = int(query["cursor"]) if query.get("cursor", "*") != "*" else 0
        end = start + int(query["rows"])
        message = {"total-results": len(own), "items": own[start:end], "items-per-page": 20}
        more = {"next-cursor": str(end)} if "cursor" in query else {}
        return {"status": "ok", "message-type": "work-list", "message": {**message, **more}}


def number(study: dict[str, Any]) -> str:
    """Return the registration number of a study."""
    found: str = study["protocolSection"]["identificationModule"]["nctId"]
    return found


@contextmanager
def standing() -> Iterator[Stand]:
    """Give a stand-in for the services while it runs."""
    stand = Stand()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer as the service documents, or as the test wants it to go wrong."""
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            stand.asked.append((parts.path, query, dict(self.headers)))
            service = parts.path.split("/")[1]
            waiting = stand.troubles.get(service)
            if waiting:
                self._send(waiting.pop(0))
            else:
                body = json.dumps(stand.answer(service, query)).encode()
                self._send(Trouble(200, body, {"Content-Type": "application/json"}))

        def _send(self, said: Trouble) -> None:
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body) + said.cut))
            if said.cut:
                self.close_connection = True
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    stand.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

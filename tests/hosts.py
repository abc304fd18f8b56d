"""Show a folder on this machine, and open pages that must say nothing and stay at home."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that does not write to the terminal."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(
    folder: Path, handler: type[http.server.SimpleHTTPRequestHandler] = Quiet
) -> Iterator[str]:
    """Serve a folder on this machine; return its address, without a slash at the end."""
    answer = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def watched(page: Page) -> list[str]:
    """Return a list that fills with what a page logs, and with what it asks of other hosts."""
    said: list[str] = []
    ours = ("http://127.0.0.1:", "file:", "blob:")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(ours) else said.append(asked.url))
    return said


def open_page(browser: Browser, size: dict[str, int], **options: object) -> Iterator[Page]:
    """Open a page; whatever it logs, and whatever it asks of another host, fails the test."""
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
    page = context.new_page()
    said = watched(page)
    yield page
    context.close()
    assert said == []

"""The weekly question to every address the book links to."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "tools" / "links.py"
STATUS = {"/ok": 200, "/forbidden": 403, "/busy": 429}


class Host(http.server.BaseHTTPRequestHandler):
    """A host that has some pages, refuses some, and knows nothing of the others."""

    def do_GET(self) -> None:
        """Answer by the path."""
        self.send_response(STATUS.get(self.path, 404))
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def do_HEAD(self) -> None:
        """Answer the same."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """Serve on this machine; return the address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def book() -> Iterator[Path]:
    """Return a folder that every user of this machine can read, as LinkChecker asks of root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def report(book: Path, body: str) -> str:
    """Return what is said of a book of one page."""
    page = f"<!doctype html><html><head><title>t</title></head><body>{body}</body></html>"
    (book / "index.html").write_text(page, "utf-8")
    output = book / "links.md"
    command = [sys.executable, str(SCRIPT), str(book / "index.html"), str(output)]
    subprocess.run(command, check=True, capture_output=True)
    return output.read_text("utf-8")


def test_a_book_whose_links_all_answer_gives_an_empty_report(book: Path, host: str) -> None:
    """An empty report closes the issue."""
    assert report(book, f'<a href="{host}/ok">one</a>') == ""


def test_a_dead_link_is_named_with_its_answer_and_page(book: Path, host: str) -> None:
    """Who mends it needs the address, the answer and the place."""
    said = report(book, f'<a href="{host}/gone">one</a><a href="{host}/ok">two</a>')
    assert said == f"- `{host}/gone`: `404 Not Found`, linked from `index.html`\n"


def test_a_host_that_refuses_programs_is_not_called_dead(book: Path, host: str) -> None:
    """Publishers refuse programs what they give to readers."""
    assert report(book, f'<a href="{host}/forbidden">a</a><a href="{host}/busy">b</a>') == ""


def test_a_link_to_a_page_that_the_book_lacks_is_named(book: Path) -> None:
    """Links within the book are asked too."""
    assert "missing.html" in report(book, '<a href="missing.html">one</a>')

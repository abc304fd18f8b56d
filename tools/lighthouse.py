"""Measure four pages of the built book as Lighthouse's phone sees them; print medians of five.

Needs Node.js and a Chromium; Lighthouse is fetched by npx. Run after `make book`:
`.venv/bin/python tools/lighthouse.py`. The times are simulated for a slow phone and
depend on how busy this machine is.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

LIGHTHOUSE = "lighthouse@13.5.0"
BOOK = Path(__file__).resolve().parents[1] / "_build" / "html"
PAGES = ("book/index", "book/preclinical", "book/studies", "book/study/deng2017")
RUNS = 5
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")


class Compressing(http.server.SimpleHTTPRequestHandler):
    """A file server that compresses text, as the web's servers do."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_head(self) -> io.BytesIO | None:
        """Send the headers; return the compressed body."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return None
        data, kind = path.read_bytes(), self.guess_type(str(path))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if kind.startswith(COMPRESSED):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)


def main() -> None:
    """Print one line per page: scores, largest paint, weight and layout shift."""
    handler = functools.partial(Compressing, directory=str(BOOK))
    print("page | performance | LCP s | KiB | shift | accessibility | best practices | SEO")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for page in PAGES:
            address = f"http://127.0.0.1:{server.server_port}/{page}.html"
            runs = [_measure(address) for _ in range(RUNS)]
            medians = [statistics.median(values) for values in zip(*runs, strict=True)]
            print(page, *(f"{value:.3g}" for value in medians), sep=" | ", flush=True)
        server.shutdown()


def _measure(address: str) -> tuple[float, ...]:
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    done = subprocess.run(
        [*command, f"--chrome-flags={FLAGS}"],
        env={**os.environ, **({"CHROME_PATH": chromium} if chromium else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    scores = {name: one["score"] for name, one in found["categories"].items()}
    values = {name: one.get("numericValue") for name, one in found["audits"].items()}
    return (
        scores["performance"],
        values["largest-contentful-paint"] / 1000,
        values["total-byte-weight"] / 1024,
        values["cumulative-layout-shift"],
        *(scores[name] for name in ("accessibility", "best-practices", "seo")),
    )


if __name__ == "__main__":
    main()

"""The built book, shown on this machine."""

from __future__ import annotations

import functools
import http.server
import sys
import webbrowser
from pathlib import Path

from evidence import book


def serve(root: Path, port: int) -> int:
    """Show the built book in a browser until interrupted; return the exit status."""
    if not (root / book.BOOK / "index.html").exists():
        print("there is no book yet: run `make book` first", file=sys.stderr)
        return 1
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=str(root / book.BOOK)
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"the book is at {address} (Ctrl-C ends it)", flush=True)
        webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0

"""What several tests share: the root of the project, the built book, a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from evidence import book
from hosts import served

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def built(root: Path) -> Path:
    """Return the folder of the real book, built from the sources as they are."""
    book.build(root)
    return root / book.BOOK


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """Serve the real book on this machine; return its address."""
    with served(built) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start a real Chromium: the one on the PATH, else Playwright's own."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        yield started
        started.close()

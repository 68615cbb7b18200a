"""
The real app in a real browser: one browser for all tests, one server and database for each module.

Never here: a test.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from checker.decisions import Desk
from tests.ui.filled import open_desk

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
STARTS_WITHIN = 90  # seconds; two cores and other work
PATIENCE = 20_000  # milliseconds that an expectation waits at most
SIZE = {"width": 1280, "height": 720}

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running app."""

    url: str
    database: str
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium that is installed on this machine."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail(f"No browser was found; expected one of {', '.join(BROWSERS)} on the PATH. Install Chromium.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield started
        started.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app as its users do, on a free port and an empty database."""
    folder = tmp_path_factory.mktemp("app")
    with running(folder, f"sqlite:///{folder / 'desk.db'}") as started:
        yield started


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    """Return the desk on the app's database, to fill it and to see what came of it."""
    opened = open_desk(server.database)
    yield opened
    opened.store.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return the function that opens a window of its own, as if on another machine."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        contexts.append(browser.new_context(viewport=SIZE, **options))  # type: ignore[arg-type]  # a dictionary of two numbers
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def card(page: Page) -> Locator:
    """Return the claim that is painted."""
    return page.locator(".lines .claim")


def ready(page: Page) -> None:
    """Wait until the page takes keys: what was decided is done, and what comes next is painted."""
    expect(page.locator("html[data-keys=ready]")).to_have_count(1)


def settled(page: Page) -> None:
    """Wait until the server has drawn the whole page."""
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def message(page: Page) -> Locator:
    """Return the line that says what just happened."""
    return page.locator(".st-key-message .words")


@contextmanager
def running(
    folder: Path, database: str, port: int | None = None, environment: Mapping[str, str] | None = None, **more: str
) -> Iterator[Server]:
    """Start the app on this database, on a free port or on one that it had before, with more settings by their names."""
    port = port or free_port()
    settings = {"CHECKER_DATABASE_URL": database, "CHECKER_USER": "ann", "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    settings |= {f"CHECKER_{name.upper()}": value for name, value in more.items()} | dict(environment or {})
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process, folder / "log")
            yield Server(url=f"http://127.0.0.1:{port}", database=database, process=process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The app did not start; its log says:\n{log.read_text()}")

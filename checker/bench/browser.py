"""
The app as a process of its own and a page of it in a real Chromium, for benchmarks.

Never here: what is measured, or a test.
"""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.config import environment_without_secrets
from checker.errors import MissingExtra, StoreError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SIZE = {"width": 1280, "height": 720}
STARTS_WITHIN = 120  # seconds
PATIENCE = 60_000  # milliseconds
SCRIPT = Path(__file__).parent / "browser.js"


@contextmanager
def running(database: str, folder: Path) -> Iterator[str]:
    """Run the app on this database and yield its address for as long as the block takes."""
    port = _free_port()
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "CHECKER_DATABASE_URL": database, "CHECKER_MODEL": ""}
    command = [sys.executable, "-m", "checker", "serve", "--port", str(port)]
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment_without_secrets() | home, stdout=log, stderr=log)  # noqa: S603 - our own command
        try:
            address = f"http://127.0.0.1:{port}"
            _answers(f"{address}/healthz", process, folder / "app.log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=60)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start the Chromium of this machine; raises MissingExtra with the command that installs what is missing."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise MissingExtra(
            f"No browser was found; expected one of {', '.join(BROWSERS)} on the PATH. On Debian: sudo apt-get install chromium"
        )
    with _playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS.split())
        with contextlib.closing(browser):
            yield browser


@contextmanager
def opened(browser: "Browser", address: str) -> Iterator["Page"]:
    """Open a window of its own at this address, with the stop watch in it."""
    context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]  # a dictionary of two numbers
    with contextlib.closing(context):
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(path=SCRIPT)
        page.goto(address)
        page.wait_for_selector("html[data-keys=ready]", state="attached")
        yield page


def pressed(page: "Page", key: str) -> dict[str, float]:
    """Press a key and return the milliseconds until the next claim was painted, and to what stands on the way."""
    page.evaluate("checkerWatch.set()")
    page.keyboard.press(key)
    found: dict[str, float] = page.evaluate("checkerWatch.painted")
    return found


@contextmanager
def _playwright() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise MissingExtra(
            "The browser is driven by Playwright, which is not installed. Run: pip install 'playwright>=1.60,<2'"
        ) from None
    with sync_playwright() as driver:
        yield driver


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own address
            return
        time.sleep(0.05)
    raise StoreError(f"The app did not start; its log says: {log.read_text(errors='replace')[-1000:]}")

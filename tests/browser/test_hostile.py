"""A document that is out to do harm stands on every page, and nothing comes of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import hostile
from tests.browser.conftest import Server, card, ready, settled

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
# What would be there if words of the document had become elements; Streamlit's own have none of these.
MADE = (
    f"[src*='{hostile.FOREIGN}'], [href*='{hostile.FOREIGN}'], [href^='javascript:'], [onerror], [onload], "
    "iframe, a.hostile, .katex, body script:not([src])"
)
OWN_SCHEMES = {"data", "blob"}


@dataclass
class Watch:
    """What a page asked for and popped up."""

    host: str
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def requested(self, url: str) -> None:
        """Note an address, if it is not this app's."""
        parts = urlsplit(url)
        if parts.scheme not in OWN_SCHEMES and parts.netloc != self.host:
            self.foreign.append(url)

    def popped_up(self, dialog: Dialog) -> None:
        """Note a dialog and put it away."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app where a second person approves, on a desk with a hostile document."""
    with hostile.served(tmp_path_factory.mktemp("app")) as started:
        yield started


def watched(page: Page, server: Server) -> Watch:
    watch = Watch(host=urlsplit(server.url).netloc)
    page.on("request", lambda request: watch.requested(request.url))
    page.on("websocket", lambda socket: watch.requested(socket.url))
    page.on("dialog", watch.popped_up)
    return watch


def harmless(page: Page, watch: Watch) -> None:
    settled(page)
    expect(page.get_by_text(re.compile(re.escape(hostile.FOREIGN))).first).to_be_attached()
    expect(page.locator(MADE)).to_have_count(0)
    assert (watch.foreign, watch.dialogs) == ([], [])


@pytest.mark.parametrize("path", hostile.paths().values(), ids=hostile.paths())
def test_a_hostile_document_does_nothing(window: Window, server: Server, path: str) -> None:
    page = window()
    watch = watched(page, server)
    page.goto(server.url + path)

    harmless(page, watch)


def test_a_hostile_document_does_nothing_in_what_the_keys_open(window: Window, server: Server) -> None:
    page = window()
    watch = watched(page, server)
    page.goto(f"{server.url}/?claim=hostile-1")
    for key in ("g", "l", "e", "Escape", "x", "Escape", "p", "Escape", "d", "Escape"):
        ready(page)
        page.keyboard.press(key)
        harmless(page, watch)


def test_a_hostile_copy_is_read_as_text(window: Window, server: Server) -> None:
    page = window()
    watch = watched(page, server)
    page.goto(f"{server.url}/records?record=hostile-4")
    page.get_by_role("button", name="Read the copy of").click()

    expect(page.get_by_role("region", name="The text of the copy")).to_contain_text("<script>alert(2)</script>")
    harmless(page, watch)


def test_a_name_that_is_markup_stays_a_name(window: Window, server: Server) -> None:
    page = window()
    watch = watched(page, server)
    page.goto(f"{server.url}/add")
    page.get_by_role("button", name="ann", exact=True).click()
    page.get_by_role("textbox", name="Your name").fill(hostile.NAME)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name=hostile.NAME)).to_be_visible()
    harmless(page, watch)


def test_two_people_at_one_desk_share_no_page(window: Window, server: Server) -> None:
    first, second = window(), window()
    first.goto(server.url)
    ready(first)
    first.keyboard.press("e")
    typed = first.get_by_role("textbox", name="Claim, in words that stand alone")
    typed.fill("Only on this page.")
    at_hand = first.url
    second.goto(server.url)
    settled(second)

    expect(second.get_by_role("textbox", name="Claim, in words that stand alone")).to_have_count(0)
    expect(second.get_by_text("Only on this page.")).to_have_count(0)
    expect(card(second).or_(second.get_by_text("Nothing is free right now"))).to_be_visible()
    assert second.url != at_hand
    expect(typed).to_have_value("Only on this page.")

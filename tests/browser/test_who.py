from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.decisions import Desk
from tests.browser.conftest import Server, card, ready
from tests.ui.filled import claim, fill

pytestmark = pytest.mark.browser


def name_yourself(page: Page, before: str, name: str) -> None:
    page.get_by_role("button", name=before, exact=True).click()
    page.get_by_role("textbox", name="Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=name or "ann", exact=True)).to_be_visible()
    page.keyboard.press("Escape")


def remembered(page: Page, name: str) -> None:
    """Wait until the browser keeps the name: the page shows it a moment earlier, and a reload may come in between."""
    kept = "name => (document.cookie.match(/checker_name=([^;]*)/) ?? ['', ''])[1] === encodeURIComponent(name)"
    page.wait_for_function(kept, arg=name)


def test_a_typed_name_survives_a_reload_and_stands_in_no_link(window: Callable[..., Page], server: Server, desk: Desk) -> None:
    fill(desk, "The tax rose to 4 percent.", "Prices fell in May.")
    page = window()
    page.goto(server.url)
    expect(card(page)).to_contain_text("The tax rose")
    ready(page)
    name_yourself(page, "ann", "Zoë; Q=1")
    remembered(page, "Zoë; Q=1")
    expect(card(page)).to_contain_text("The tax rose")
    page.reload()

    expect(page.get_by_role("button", name="Zoë; Q=1", exact=True)).to_be_visible()
    expect(card(page)).to_contain_text("The tax rose")
    ready(page)
    assert "Zo" not in page.url
    lease = claim(desk, "document-1-1").lease
    assert lease is not None
    assert lease.user == "Zoë; Q=1"
    page.keyboard.press("a")
    expect(card(page)).to_contain_text("Prices fell")
    assert review.history(desk, "document-1-1")[-1].actor == "Zoë; Q=1"

    other = window()
    other.goto(page.url)
    expect(other.get_by_role("button", name="ann", exact=True)).to_be_visible()

    name_yourself(page, "Zoë; Q=1", "")
    remembered(page, "")
    page.reload()
    expect(page.get_by_role("button", name="ann", exact=True)).to_be_visible()


def test_a_browser_that_remembers_nothing_still_shows_the_page(window: Callable[..., Page], server: Server) -> None:
    page = window()
    page.add_init_script(
        "Object.defineProperty(Document.prototype, 'cookie', { get() { throw new Error('no') }, set() { throw new Error('no') } })"
    )
    page.goto(f"{server.url}/records")
    name_yourself(page, "ann", "Mia")
    expect(page.get_by_text("No records").or_(page.get_by_role("link", name="Records")).first).to_be_visible()

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from checker.decisions import Desk
from checker.store import claims
from checker.words import Status
from tests.browser.conftest import Server, card, ready
from tests.ui.filled import claim, fill

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
LINE = "The tax rose to 4 percent."
ONE = "document-1-1"


def editing(page: Page, server: Server, words: str) -> Page:
    page.goto(f"{server.url}/?claim={ONE}")
    expect(card(page)).to_contain_text(LINE)
    ready(page)
    page.keyboard.press("e")
    field = page.get_by_role("textbox", name="Claim, in words that stand alone")
    expect(field).to_be_focused()
    field.fill(words)
    return page


def expire(desk: Desk) -> None:
    with desk.store.write() as tx:
        claims.hold(tx, ONE, None)


def test_of_two_browsers_that_edit_one_claim_the_second_chooses_between_both_versions(
    window: Window, server: Server, desk: Desk
) -> None:
    fill(desk, LINE, "Prices fell in May.")
    first = editing(window(), server, "The city tax rose to 4 percent.")
    expire(desk)
    second = editing(window(), server, "The state tax rose to 4 percent.")
    second.get_by_role("button", name="Save without accepting").click()
    expect(second.locator(".st-key-message")).to_contain_text("Saved")
    expire(desk)

    first.keyboard.press("Control+Enter")
    expect(first.locator(".st-key-meanwhile")).to_contain_text("The city tax rose to 4 percent.")
    expect(first.locator(".st-key-meanwhile")).to_contain_text("The state tax rose to 4 percent.")
    assert claim(desk, ONE).text == "The state tax rose to 4 percent."
    first.get_by_role("button", name="Keep mine").click()
    expect(first.locator(".st-key-meanwhile")).to_have_count(0)
    ready(first)
    first.keyboard.press("Control+Enter")

    expect(card(first)).to_contain_text("Prices fell in May.")
    now = claim(desk, ONE)
    assert (now.text, now.status) == ("The city tax rose to 4 percent.", Status.ACCEPTED)

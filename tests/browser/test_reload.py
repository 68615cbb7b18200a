from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.decisions import Desk, Seen
from tests.browser.conftest import Server, card, ready
from tests.ui.filled import OTHER, fill

pytestmark = pytest.mark.browser


def test_nothing_typed_is_lost_when_the_page_is_loaded_anew(window: Callable[..., Page], server: Server, desk: Desk) -> None:
    fill(desk, "Nine ports were closed.", document_id="reloaded")
    review.accept(desk, OTHER, Seen(claim_id="reloaded-1", version=1))
    page = window()
    page.goto(f"{server.url}/check?claim=reloaded-1")
    expect(card(page)).to_contain_text("Nine ports were closed.")
    ready(page)
    page.keyboard.press("v")
    expect(page.get_by_role("textbox", name="Address")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("Ask the port.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("Half of it is right.")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Draft saved on")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Rationale")).to_have_value("Half of it is right.")
    expect(page.get_by_role("textbox", name="Internal note")).to_have_value("Ask the port.")

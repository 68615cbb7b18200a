from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from checker.decisions import Desk
from tests.browser.conftest import Server
from tests.ui.filled import claim, fill

pytestmark = pytest.mark.browser


def test_times_are_those_of_the_place_where_the_viewer_is(window: Callable[..., Page], server: Server, desk: Desk) -> None:
    fill(desk, "The tax rose to 4 percent.")
    proposed = claim(desk, "document-1-1").added_at
    page = window(timezone_id="Asia/Kolkata")
    page.goto(f"{server.url}/records?record=document-1-1")

    expect(page.get_by_text("Proposed by").first).to_contain_text("IST")
    assert proposed.tzname() == "UTC"

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_whatever_page_is_opened_first_stands_in_its_frame(window: Callable[..., Page], server: Server) -> None:
    page = window()
    for path in ("export", "check", "records", "add", ""):  # the first of them is the first page that this server ever draws
        page.goto(f"{server.url}/{path}")
        expect(page.get_by_test_id("stTopNav").get_by_role("link", name="Add documents")).to_be_visible()
        expect(page.get_by_role("button", name="ann")).to_be_visible()

"""Nothing that is typed to add a document is lost: it is there again after whatever happens, and for nobody else."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from checker import drafts
from checker.decisions import Desk
from checker.store.drafts import ADDING
from tests.browser.conftest import Server, running, settled
from tests.builders import make_user

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
WORDS = "Nine ports 🇺🇦 were closed in May, مرحبا بالعالم."
PAUSE = 2_500  # milliseconds after which the store has what was typed
NAMES = {"Title": "Ports", "Publisher": "Example Agency"}
DAY = "2026-05-04"


@pytest.fixture(autouse=True)
def _nothing_typed(desk: Desk) -> None:
    drafts.forget(desk, make_user("ann"), ADDING, drafts.kept(desk, make_user("ann"), ADDING))


def stored(desk: Desk, user: str = "ann") -> dict[str, str]:
    kept = drafts.kept(desk, make_user(user), ADDING)
    return {name: each.words for name, each in kept.items() if each.words}


def opened(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/add")
    expect(text(page)).to_be_visible()
    settled(page)
    return page


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text")


def about(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name)


def day(page: Page) -> Locator:
    return page.locator("[class*=st-key-about_][class*=_published_at] input")


def unfold(page: Page) -> None:
    page.get_by_text("What you know about it").click()
    expect(about(page, "Title")).to_be_visible()


def fill(page: Page) -> None:
    """Type into fields of each kind and stay in the last one."""
    text(page).press_sequentially(WORDS, delay=5)
    unfold(page)
    for name, words in NAMES.items():
        about(page, name).press_sequentially(words, delay=5)
    page.get_by_role("spinbutton", name="year, Published on").press_sequentially(DAY.replace("-", ""), delay=30)


def expect_all(page: Page) -> None:
    expect(text(page)).to_have_value(WORDS)
    for name, words in NAMES.items():
        expect(about(page, name)).to_have_value(words)
    expect(day(page)).to_have_value(DAY)
    expect(restored(page)).to_be_visible()


def restored(page: Page) -> Locator:
    return page.get_by_text("Restored what you typed")


def test_a_reload_in_the_middle_of_a_word_brings_every_field_back(window: Window, server: Server) -> None:
    page = opened(window(), server)
    fill(page)
    page.reload()

    expect_all(page)


def test_another_machine_has_what_was_typed_a_moment_ago_and_nobody_else(window: Window, server: Server, desk: Desk) -> None:
    fill(opened(window(), server))
    expect.soft(restored(opened(window(), server))).to_be_visible()
    assert stored(desk) == {"text": WORDS, "title": "Ports", "publisher": "Example Agency", "published_at": DAY}

    hers = window()
    hers.context.add_cookies([{"name": "checker_name", "value": "Zoe", "url": server.url}])
    opened(hers, server)
    hers.get_by_role("button", name="Zoe").wait_for()
    expect(text(hers)).to_have_value("")
    expect(restored(hers)).to_have_count(0)
    assert stored(desk, "Zoe") == {}


def test_a_day_that_is_picked_in_the_calendar_is_there_again(window: Window, server: Server) -> None:
    page = opened(window(), server)
    unfold(page)
    page.get_by_role("button", name="Choose date").click()
    page.get_by_role("gridcell").get_by_text("12", exact=True).click()
    expect(day(page)).to_have_value(re.compile("-12$"))
    picked = day(page).input_value()
    page.reload()

    expect(day(page)).to_have_value(picked)


def test_an_address_is_there_again_with_the_way_in_that_asks_for_it(window: Window, server: Server) -> None:
    page = opened(window(), server)
    page.get_by_role("radio", name="Give a url").click()
    address = page.get_by_placeholder("https://")
    address.press_sequentially("https://news.example.org/ports", delay=5)
    page.reload()

    expect(address).to_have_value("https://news.example.org/ports")


def test_looking_at_another_way_in_or_another_page_loses_nothing(window: Window, server: Server) -> None:
    page = opened(window(), server)
    fill(page)
    page.get_by_role("radio", name="Give a url").click()
    expect(page.get_by_placeholder("https://")).to_be_visible()
    expect(about(page, "Title")).to_have_value("Ports")
    page.get_by_role("radio", name="Paste a text").click()
    expect_all(page)
    about(page, "Title").press("End")
    page.keyboard.type(" of May", delay=5)

    page.get_by_test_id("stTopNav").get_by_role("link", name="Records").click()
    expect(page).to_have_url(f"{server.url}/records")
    settled(page)
    page.get_by_test_id("stTopNav").get_by_role("link", name="Add documents").click()
    expect(text(page)).to_have_value(WORDS)
    expect(about(page, "Title")).to_have_value("Ports of May")


def test_what_was_added_is_no_draft_any_more(window: Window, server: Server, desk: Desk) -> None:
    page = opened(window(), server)
    fill(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added: Ports")).to_be_visible()

    expect(text(page)).to_have_value("")
    page.wait_for_timeout(PAUSE)
    assert stored(desk) == {}
    page.reload()
    settled(page)
    page.wait_for_timeout(PAUSE)
    expect(text(page)).to_have_value("")
    expect(restored(page)).to_have_count(0)


def test_what_was_restored_can_be_thrown_away(window: Window, server: Server, desk: Desk) -> None:
    page = opened(window(), server)
    fill(page)
    page.reload()
    expect_all(page)
    page.get_by_role("button", name="Drop it").click()

    expect(text(page)).to_have_value("")
    expect(restored(page)).to_have_count(0)
    page.reload()
    settled(page)
    page.wait_for_timeout(PAUSE)
    expect(text(page)).to_have_value("")
    assert stored(desk) == {}


def test_a_server_that_is_killed_in_the_middle_of_a_word_loses_nothing(window: Window, tmp_path: Path) -> None:
    database, page = f"sqlite:///{tmp_path / 'desk.db'}", window()
    with running(tmp_path, database) as server:
        opened(page, server)
        text(page).press_sequentially("Before the kill ")
        page.wait_for_timeout(PAUSE)
        page.keyboard.type("and at the kill", delay=10)
        server.process.kill()
        server.process.wait()
    with running(tmp_path, database, urlsplit(server.url).port):
        expect(restored(page)).to_be_visible(timeout=60_000)
        expect(text(page)).to_have_value("Before the kill and at the kill")

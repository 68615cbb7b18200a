"""Nothing that was typed is lost, whatever happens to the page, the browser or the server; and typing is not disturbed."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from checker import drafts, findings, review
from checker.decisions import Desk, Seen
from tests.browser.conftest import Server, card, ready, running
from tests.builders import make_evidence, make_user
from tests.ui.filled import OTHER, claim, fill, open_desk

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
WORDS = "Half 🇺🇦 of it, مرحبا بالعالم"
PAUSE = 2_500  # milliseconds after which the store has what was typed
_numbers = count(1)


@pytest.fixture
def accepted(desk: Desk) -> str:
    """Add an accepted claim of its own for each test and return its id."""
    return accept_one(desk)


def accept_one(desk: Desk) -> str:
    name = f"typed{next(_numbers)}"
    fill(desk, f"Nine ports were closed in case {name}.", "Prices fell in May.", document_id=name)
    review.accept(desk, OTHER, Seen(claim_id=f"{name}-1", version=1))
    return f"{name}-1"


def checked(page: Page, server: Server, claim_id: str) -> Page:
    page.goto(f"{server.url}/check?claim={claim_id}")
    expect(card(page)).to_be_visible()
    ready(page)
    return page


def rationale(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Rationale")


def typing(page: Page, field: Locator, words: str = WORDS) -> None:
    """Type and stay in the field."""
    field.click()
    page.keyboard.type(words, delay=15)


def stored(desk: Desk, claim_id: str, user: str = "ann") -> dict[str, str]:
    return {name: each.words for name, each in drafts.kept(desk, make_user(user), claim_id).items()}


def restored(page: Page) -> Locator:
    return page.get_by_text("Restored what you typed")


def test_typing_goes_on_undisturbed_while_it_is_kept(window: Window, server: Server, desk: Desk, accepted: str) -> None:
    page = checked(window(), server, accepted)
    typing(page, rationale(page), "The end is here")
    for _ in range(len("is here")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("surely ", delay=15)
    page.wait_for_timeout(PAUSE)
    page.keyboard.type("and truly ", delay=250)

    expect(rationale(page)).to_be_focused()
    expect(rationale(page)).to_have_value("The end surely and truly is here")
    assert rationale(page).evaluate("each => each.selectionStart") == len("The end surely and truly ")
    page.wait_for_timeout(PAUSE)
    assert stored(desk, accepted) == {"rationale": "The end surely and truly is here"}
    assert claim(desk, accepted).finding is None


def test_a_reload_in_the_middle_of_a_word_brings_all_of_it_back(window: Window, server: Server, accepted: str) -> None:
    page = checked(window(), server, accepted)
    typing(page, rationale(page))
    page.reload()

    expect(rationale(page)).to_have_value(WORDS)
    expect(restored(page)).to_be_visible()


def test_a_tab_that_is_closed_in_the_middle_of_a_word_loses_nothing(window: Window, server: Server, accepted: str) -> None:
    page = checked(window(), server, accepted)
    typing(page, page.get_by_role("textbox", name="Internal note"))
    context: BrowserContext = page.context
    page.close()

    again = checked(context.new_page(), server, accepted)
    expect(again.get_by_role("textbox", name="Internal note")).to_have_value(WORDS)


def test_another_machine_has_what_was_typed_a_moment_ago(window: Window, server: Server, accepted: str, desk: Desk) -> None:
    page = checked(window(), server, accepted)
    typing(page, rationale(page))
    page.wait_for_timeout(PAUSE)
    assert stored(desk, accepted) == {"rationale": WORDS}

    other = checked(window(), server, accepted)
    expect(rationale(other)).to_have_value(WORDS)
    expect(restored(other)).to_be_visible()


def test_what_was_saved_is_no_draft_any_more(window: Window, server: Server, accepted: str, desk: Desk) -> None:
    page = checked(window(), server, accepted)
    typing(page, rationale(page))
    page.wait_for_timeout(PAUSE)
    page.keyboard.press("Escape")
    expect(page.get_by_text("Draft saved on")).to_be_visible()

    page.wait_for_timeout(500)
    assert stored(desk, accepted) == {}
    assert page.evaluate("Object.keys(localStorage).filter(each => each.startsWith('checker:draft:'))") == []
    page.reload()
    expect(rationale(page)).to_have_value(WORDS)
    expect(restored(page)).to_have_count(0)


def test_what_was_restored_can_be_dropped(window: Window, server: Server, accepted: str, desk: Desk) -> None:
    page = checked(window(), server, accepted)
    typing(page, rationale(page))
    page.reload()
    expect(restored(page)).to_be_visible()
    page.get_by_role("button", name="Drop it").click()

    expect(rationale(page)).to_have_value("")
    expect(restored(page)).to_have_count(0)
    page.reload()
    ready(page)
    page.wait_for_timeout(500)
    expect(rationale(page)).to_have_value("")
    assert stored(desk, accepted) == {}


def test_a_new_source_that_was_being_typed_is_there_again(window: Window, server: Server, accepted: str) -> None:
    page = checked(window(), server, accepted)
    page.keyboard.press("v")
    address = page.get_by_role("textbox", name="Address")
    expect(address).to_be_focused()
    page.keyboard.type("https://stats.example.org/3", delay=10)
    page.reload()

    expect(address).to_have_value("https://stats.example.org/3")


def test_nobody_gets_what_somebody_else_typed_in_the_same_browser(window: Window, server: Server, accepted: str) -> None:
    page = checked(window(), server, accepted)
    typing(page, rationale(page))
    page.context.add_cookies([{"name": "checker_name", "value": "Zoe", "url": server.url}])
    page.reload()
    page.get_by_role("button", name="Zoe").wait_for()
    page.wait_for_timeout(500)
    page.context.add_cookies([{"name": "checker_name", "value": "", "url": server.url}])
    hers = page.get_by_role("textbox", name="Rationale")
    if hers.count():
        expect(hers).to_have_value("")
    expect(restored(page)).to_have_count(0)

    page.reload()
    expect(rationale(page)).to_have_value(WORDS)


def test_a_note_and_an_edit_in_triage_are_there_again(window: Window, server: Server, accepted: str) -> None:
    waiting = f"{accepted.removesuffix('1')}2"
    page = window()
    page.goto(f"{server.url}/?claim={waiting}")
    expect(card(page)).to_contain_text("Prices fell in May.")
    ready(page)
    page.keyboard.press("n")
    page.keyboard.type(WORDS, delay=10)
    page.reload()
    ready(page)
    note = page.get_by_role("textbox", name="Note")
    expect(note).to_have_value(WORDS)
    page.keyboard.press("e")
    words = page.get_by_role("textbox", name="Claim, in words that stand alone")
    expect(words).to_be_focused()
    page.keyboard.type(" In 2026.", delay=10)
    page.reload()
    ready(page)
    page.keyboard.press("e")
    expect(words).to_have_value("Prices fell in May. In 2026.")


def test_a_server_that_is_killed_in_the_middle_of_a_word_loses_nothing(window: Window, tmp_path: Path) -> None:
    database, page = f"sqlite:///{tmp_path / 'desk.db'}", window()
    with running(tmp_path, database) as server:
        desk = open_desk(database)
        claim_id = accept_one(desk)
        desk.store.close()
        checked(page, server, claim_id)
        typing(page, rationale(page), "Before the kill ")
        page.wait_for_timeout(PAUSE)
        page.keyboard.type("and at the kill", delay=10)
        server.process.kill()
        server.process.wait()
    with running(tmp_path, database, urlsplit(server.url).port):
        expect(restored(page)).to_be_visible(timeout=60_000)
        expect(rationale(page)).to_have_value("Before the kill and at the kill")


def test_a_correction_that_was_being_typed_is_there_again(window: Window, server: Server, accepted: str, desk: Desk) -> None:
    finding = findings.Finding(label_id="false", rationale="Four were.", evidence=[make_evidence()])
    findings.save(desk, OTHER, Seen(claim_id=accepted, version=claim(desk, accepted).version), finding)
    findings.check(desk, OTHER, Seen(claim_id=accepted, version=claim(desk, accepted).version))
    page = window()
    page.goto(f"{server.url}/records?record={accepted}")
    page.get_by_role("button", name="Correct", exact=True).click()
    why = page.get_by_role("textbox", name="Why, in public")
    typing(page, why)
    page.reload()
    page.get_by_role("button", name="Correct", exact=True).click()

    expect(why).to_have_value(WORDS)
    expect(restored(page)).to_contain_text("why it is corrected")
    expect(rationale(page)).to_have_value("Four were.")
    page.get_by_text("something was wrong").click()
    rationale(page).fill("Five were.")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("Correction saved as a new version")).to_be_visible()
    page.wait_for_timeout(PAUSE)
    assert stored(desk, accepted) == {}

"""The check page at the keyboard: one key for each field, and what is missing said while one types."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from checker import findings, review
from checker.decisions import Desk, Seen
from checker.store import claims
from tests.browser.conftest import Server, card, ready
from tests.builders import make_evidence
from tests.ui.filled import OTHER, claim, fill

pytestmark = pytest.mark.browser


def checking(window: Callable[..., Page], server: Server, desk: Desk, name: str) -> Page:
    """Open Check on an accepted claim of a document of its own."""
    fill(desk, f"Nine ports were closed in case {name}.", document_id=name)
    review.accept(desk, OTHER, Seen(claim_id=f"{name}-1", version=1))
    page = window()
    page.goto(f"{server.url}/check?claim={name}-1")
    expect(card(page)).to_be_visible()
    ready(page)
    return page


def test_what_is_missing_is_said_while_one_types_and_each_key_leads_where_it_says(
    window: Callable[..., Page], server: Server, desk: Desk
) -> None:
    page = checking(window, server, desk, "keys")
    page.keyboard.press("?")
    expect(page.get_by_text("show or hide what each verdict means")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_text("The evidence contradicts the claim.")).to_be_visible()

    expect(page.get_by_text("Still needed: a rationale")).to_be_visible()
    page.keyboard.press("r")
    rationale = page.get_by_role("textbox", name="Rationale")
    expect(rationale).to_be_focused()
    page.keyboard.type("Four were, ", delay=10)
    expect(page.get_by_text("Still needed: a rationale")).to_have_count(0)
    expect(rationale).to_be_focused()
    page.keyboard.type("not nine.", delay=10)
    page.keyboard.press("Escape")
    expect(page.get_by_text("Draft saved on")).to_be_visible()

    page.keyboard.press("y")
    asked = page.get_by_role("textbox", name="Right of reply: who was asked")
    expect(asked).to_be_focused()
    page.keyboard.type("The ministry")
    page.keyboard.press("Escape")
    expect(page.get_by_text("The ministry was asked for a reply, without a deadline")).to_be_visible()
    page.keyboard.press("v")
    expect(page.get_by_role("textbox", name="Address")).to_be_focused()
    page.keyboard.type("https://ports.example.org")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Mostly false").or_(page.get_by_role("button", name="Mostly false")).first.click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Marked as checked")).to_be_visible()

    found = claim(desk, "keys-1").finding
    assert found
    assert found.reply
    assert (found.rationale, found.reply.asked, found.evidence[0].url) == (
        "Four were, not nine.",
        "The ministry",
        "https://ports.example.org",
    )


def test_why_something_was_not_saved_is_in_sight_however_much_there_is_to_fill_in(
    window: Callable[..., Page], server: Server, desk: Desk
) -> None:
    page = checking(window, server, desk, "unsaved")
    page.set_viewport_size({"width": 1280, "height": 720})
    with desk.store.write() as tx:
        claims.hold(tx, "unsaved-1", None)
    theirs = findings.Finding(rationale="Theirs.", evidence=[make_evidence(), make_evidence(url="https://two.example/")])
    findings.save(desk, OTHER, Seen(claim_id="unsaved-1", version=claim(desk, "unsaved-1").version), theirs)
    page.keyboard.press("r")
    page.keyboard.type("Mine.")
    page.keyboard.press("Escape")

    expect(page.get_by_text("Not saved: choose first between the two versions above.")).to_be_in_viewport()

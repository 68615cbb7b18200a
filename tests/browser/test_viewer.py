from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.decisions import Desk, Seen
from tests.browser.conftest import Server
from tests.ui.filled import OTHER, claim, fill

pytestmark = pytest.mark.browser


def test_times_are_those_of_the_place_where_the_viewer_is(window: Callable[..., Page], server: Server, desk: Desk) -> None:
    fill(desk, "The tax rose to 4 percent.")
    proposed = claim(desk, "document-1-1").added_at
    page = window(timezone_id="Asia/Kolkata")
    page.goto(f"{server.url}/records?record=document-1-1")

    expect(page.get_by_text("Proposed by").first).to_contain_text("IST")
    assert proposed.tzname() == "UTC"


def test_a_verdict_is_called_what_it_is_in_the_viewers_language_and_kept_by_its_own_name(
    window: Callable[..., Page], server: Server, desk: Desk
) -> None:
    fill(desk, "Nine ports were closed.", document_id="abroad")
    accepted = review.accept(desk, OTHER, Seen(claim_id="abroad-1", version=claim(desk, "abroad-1").version))
    review.release(desk, OTHER, accepted.id)
    page = window(locale="de-AT")
    page.goto(f"{server.url}/check?claim=abroad-1")
    page.get_by_role("radio", name="Größtenteils falsch").or_(
        page.get_by_role("button", name="Größtenteils falsch")
    ).first.click()
    expect(page.get_by_text("Draft saved on")).to_be_visible()
    page.goto(f"{server.url}/records?record=abroad-1")

    expect(page.get_by_text("Größtenteils falsch").first).to_be_visible()
    finding = claim(desk, "abroad-1").finding
    assert finding
    assert finding.verdict
    assert finding.verdict.name == "Mostly false"

"""The sliders in a real browser: a move brings another claim, keys go on deciding after it, and nothing lies over anything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from checker import steering
from checker.decisions import Desk
from checker.model import Score
from checker.store import claims
from checker.words import Status
from tests.browser.conftest import Server, card, ready
from tests.ui.filled import OTHER, fill, statuses

pytestmark = pytest.mark.browser

STRONG, WIDE = "The tax rose to 4 percent.", "Nine ports were closed."


@pytest.fixture
def page(window: Callable[..., Page], server: Server, desk: Desk) -> Page:
    """Open the ranked queue of a desk with a claim that is worth much and one that reaches many."""
    with desk.store.read() as tx:
        is_empty = not claims.waiting(tx, desk.now())[Status.CANDIDATE]
    if is_empty:
        fill(desk, STRONG, document_id="strong", score=Score(value=0.9, why=("figure",), scorer="linear 1 3f2a91c0"))
        fill(desk, WIDE, document_id="wide", score=Score(value=0.2, why=(), scorer="linear 1 3f2a91c0"))
        steering.set_reach(desk, OTHER, "wide", 5)
    opened = window()
    opened.goto(f"{server.url}/?order=best")
    expect(card(opened)).to_contain_text(STRONG)
    ready(opened)
    return opened


def fold(page: Page) -> Locator:
    return page.locator(".st-key-queue_choice summary")


def test_the_choice_of_the_queue_covers_nothing_whether_folded_or_open(page: Page) -> None:
    assert_nothing_is_covered(page)
    fold(page).click()
    expect(page.get_by_role("slider", name="Reach")).to_be_visible()
    expect(page.get_by_text("Rank 0.")).to_be_visible()
    assert_nothing_is_covered(page)


def assert_nothing_is_covered(page: Page) -> None:
    choice, below, pane = (page.locator(f".st-key-{key}").bounding_box() for key in ("queue_choice", "card", "document"))
    assert choice
    assert below
    assert pane
    assert choice["y"] + choice["height"] <= below["y"]
    assert pane["x"] + pane["width"] <= choice["x"]


def test_a_slider_brings_another_claim_and_the_keys_go_on_deciding(page: Page, desk: Desk) -> None:
    fold(page).click()
    slider = page.get_by_role("slider", name="Reach")
    slider.focus()
    page.keyboard.press("End")
    expect(card(page)).to_contain_text(WIDE)
    ready(page)
    assert "reach-10" in page.url

    page.keyboard.press("a")

    expect(card(page)).to_contain_text(STRONG)
    assert statuses(desk, "wide-1", "strong-1") == ["accepted", "candidate"]
    ready(page)
    page.keyboard.press("u")
    expect(card(page)).to_contain_text(WIDE)

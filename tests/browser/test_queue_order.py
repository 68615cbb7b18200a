"""The sliders in a real browser: a move brings another claim, keys go on deciding after it, and nothing lies over anything."""

import re
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


def test_a_slider_that_is_pressed_quickly_loses_no_press_and_its_fold_stays_open(page: Page) -> None:
    fold(page).click()
    slider = page.get_by_role("slider", name="Reach")
    slider.focus()
    for pause in (0, 40, 90, 250, 20, 0):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(pause)
    expect(page).to_have_url(re.compile("reach-9"))
    expect(card(page)).to_contain_text(WIDE)
    ready(page)
    expect(page.get_by_role("slider", name="Reach")).to_be_visible()
    expect(page.get_by_role("slider", name="Reach")).to_have_value("9")


def test_a_choice_in_the_fold_leaves_it_open_and_is_in_the_address(page: Page) -> None:
    fold(page).click()
    page.get_by_role("combobox", name="Order").click()
    page.get_by_role("option", name="Newest first").click()
    expect(page).to_have_url(re.compile("order=newest"))
    expect(page.locator(".st-key-queue_says")).to_contain_text("Newest first")
    expect(page.get_by_role("slider", name="Reach")).to_be_visible()


def test_other_pages_do_not_forget_the_queue(page: Page) -> None:
    page.get_by_role("link", name="Records").click()
    expect(page.get_by_placeholder("Words of the claim")).to_be_visible()
    page.get_by_role("link", name="Triage").click()
    expect(page.locator(".st-key-queue_says")).to_contain_text("Most worth checking first")
    expect(page).to_have_url(re.compile("order=best"))

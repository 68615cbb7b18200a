from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.decisions import Desk
from checker.model import Claim, Span
from checker.store import claims
from checker.words import Status
from tests.browser.conftest import Server, card, ready
from tests.ui.filled import fill

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
OPINION = "Nobody 😀 likes it."
ALARM = "👩‍👩‍👧 In March 2026, Denmark closed 9 ports."
UNREAD = "What comes next was cut off."
LEFT_OUT = {OPINION: ("opinion", False), ALARM: ("no_claim", True), UNREAD: ("unanswered", False)}
_numbers = count(1)


def lines(document: str) -> tuple[str, ...]:
    return f"The tax rose to 4 percent in {document}. 😀", f"Prices fell in {document}."


@pytest.fixture
def document(desk: Desk) -> str:
    """Add a document with two candidates and three sentences that were left out, of its own for each test."""
    id_ = f"document{next(_numbers)}"
    fill(desk, *lines(id_), left_out=LEFT_OUT, document_id=id_)
    return id_


@pytest.fixture
def page(window: Window, server: Server, document: str) -> Page:
    """Open triage on that document."""
    opened = window()
    opened.goto(f"{server.url}/?document={document}")
    expect(card(opened)).to_be_visible()
    expect(opened.locator("mark.active")).not_to_have_count(0)
    ready(opened)
    return opened


def added(desk: Desk, document: str) -> Claim:
    with desk.store.read() as tx:
        return claims.page(tx, claims.Filter(document_id=document), limit=1)[0]


def test_the_sentence_that_alarms_becomes_a_claim_with_two_keys(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("l")
    expect(page.locator("mark.chosen")).to_have_text(ALARM)
    expect(page.locator(".offer")).to_contain_text("It holds a figure that could be checked.")
    page.keyboard.press("m")

    field = page.get_by_role("textbox", name="Claim, in words that stand alone")
    expect(field).to_have_value(ALARM)
    expect(field).to_be_focused()  # from then on the keys are those of the fields
    made = added(desk, document)
    assert made.span is not None
    text = "\n\n".join((*lines(document), *LEFT_OUT))
    assert (made.quote, made.span.start, made.status) == (ALARM, text.index(ALARM), Status.CANDIDATE)
    assert review.history(desk, made.id)[0].actor == "ann"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="2 sentences left out")).to_be_visible()
    expect(page.get_by_text("left out holds a figure")).to_have_count(0)


def test_the_key_steps_through_them_and_back_and_escape_lets_go(page: Page) -> None:
    for keys, words in (("l", ALARM), ("l", OPINION), ("l", UNREAD), ("l", ALARM), ("Shift+L", UNREAD)):
        page.keyboard.press(keys)
        expect(page.locator("mark.chosen")).to_have_text(words)
    page.keyboard.press("Escape")

    expect(page.locator("mark.chosen")).to_have_count(0)
    expect(page.locator(".offer")).to_be_hidden()


def test_a_sentence_that_was_left_out_becomes_a_claim_by_mouse(page: Page, desk: Desk, document: str) -> None:
    page.get_by_role("button", name="3 sentences left out").click()
    expect(page.locator(".pane.with-skipped")).to_be_visible()
    page.locator("mark", has_text=OPINION).click()
    page.get_by_role("button", name="Make it a claim").click()

    expect(page.get_by_role("textbox", name="Claim, in words that stand alone")).to_have_value(OPINION)
    assert added(desk, document).quote == OPINION


def test_the_sentences_are_shown_on_demand_and_what_alarms_does_not_look_like_the_others(page: Page) -> None:
    expect(page.locator("mark", has_text="😀 likes")).not_to_have_css("cursor", "pointer")
    page.keyboard.press("g")

    expect(page.locator(".pane.with-skipped")).to_be_visible()
    line = "mark => getComputedStyle(mark.firstChild).textDecorationStyle"
    sign = "mark => getComputedStyle(mark, '::before').content"
    reason = "mark => getComputedStyle(mark, '::after').content"
    alarming, other = (page.locator("mark", has_text=words) for words in ("Denmark", "😀 likes"))
    assert (alarming.evaluate(line), alarming.evaluate(sign)) == ("wavy", '"priority_high"')
    assert (other.evaluate(line), other.evaluate(sign)) == ("solid", "none")
    assert "It holds a figure that could be checked." in alarming.evaluate(reason)
    assert "A judgement or a wish" in other.evaluate(reason)


def test_what_nobody_has_read_is_hatched_without_being_asked_for(page: Page) -> None:
    unread = page.locator("mark.unread")
    expect(unread).to_have_text(UNREAD)
    assert "repeating-linear-gradient" in unread.evaluate("mark => getComputedStyle(mark).backgroundImage")


def test_the_place_where_a_claim_is_said_again_is_framed(window: Window, server: Server, desk: Desk) -> None:
    document = f"again{next(_numbers)}"
    line, again = f"Prices fell in {document}.", f"In {document}, prices fell."
    start = len(line) + 2
    fill(desk, line, left_out={again: ("repeat", False)}, also=(Span(start, start + len(again)),), document_id=document)
    page = window()
    page.goto(f"{server.url}/?document={document}")
    expect(page.locator("mark.active")).to_have_text(line)

    expect(page.locator("mark.again")).to_have_text(again)
    expect(page.locator("mark.again")).to_have_css("outline-style", "dashed")
    page.locator("mark.again").click()
    expect(card(page)).to_have_text(line)
    expect(page.get_by_role("button", name="No sentence left out")).to_be_disabled()

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from checker.decisions import Desk
from checker.model import Claim, Span
from checker.store import claims
from tests.browser.conftest import Server, card, ready
from tests.ui.filled import claim, fill

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
FIRST = "The tax rose to 4 percent. 😀 Nobody expected it."
HEBREW = "המחירים עלו ב-7 אחוזים."
ACCENTS = "Der Cafe\u0301-Preis fiel 👩\u200d👩\u200d👧 um 3 Prozent."
LAST = "Wages fell. Prices fell too. Wages fell."
LINES = (FIRST, HEBREW, ACCENTS, LAST)
TEXT = "\n\n".join(LINES)
_numbers = count(1)


@pytest.fixture
def document(desk: Desk) -> str:
    """Add a document in several scripts, whose claims are whole lines."""
    id_ = f"scripts{next(_numbers)}"
    fill(desk, *LINES, f"In case {id_}.", document_id=id_)
    return id_


@pytest.fixture
def page(window: Window, server: Server, document: str) -> Page:
    """Open triage at the document's first claim."""
    return opened(window(), server, document, 1)


def opened(page: Page, server: Server, document: str, number: int) -> Page:
    page.goto(f"{server.url}/?claim={document}-{number}")
    expect(card(page)).to_be_visible()
    expect(page.locator("mark.active")).not_to_have_count(0)
    ready(page)
    return page


def selected(page: Page, words: str) -> None:
    """Expect these words to be selected, as a screen reader is told."""
    expect(page.locator(".said")).to_contain_text(f"Selected: {words}. ")


def added(desk: Desk, document: str) -> Claim:
    with desk.store.read() as tx:
        return claims.page(tx, claims.Filter(document_id=document), limit=1)[0]


def into_the_text(page: Page) -> None:
    page.keyboard.press("F6")
    expect(page.locator(".pane")).to_be_focused()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_arrows_select_words_and_sentences_and_shift_extends(page: Page) -> None:
    into_the_text(page)
    press(page, "ArrowRight")
    selected(page, "The")
    press(page, "ArrowRight", "Shift+ArrowRight")
    selected(page, "tax rose")
    press(page, "Shift+ArrowLeft")
    selected(page, "tax")
    press(page, "ArrowDown")
    selected(page, "The tax rose to 4 percent.")
    press(page, "ArrowDown")
    selected(page, "😀 Nobody expected it.")
    press(page, "Shift+ArrowUp")
    selected(page, FIRST)


@dataclass(frozen=True, kw_only=True)
class ByKeys:
    """Keys that are pressed at a claim, and the words that they select."""

    number: int
    keys: tuple[str, ...]
    words: str


@pytest.mark.parametrize(
    "case",
    [
        ByKeys(number=1, keys=("ArrowDown", "ArrowDown"), words="😀 Nobody expected it."),
        ByKeys(number=2, keys=("ArrowLeft", "Shift+ArrowLeft"), words="המחירים עלו"),
        ByKeys(number=3, keys=("ArrowRight", "ArrowRight", "Shift+ArrowRight"), words="Cafe\u0301-Preis"),
        ByKeys(number=3, keys=("ArrowDown",), words=ACCENTS),
        ByKeys(number=4, keys=("ArrowDown", "Shift+ArrowDown"), words="Wages fell. Prices fell too."),
    ],
)
def test_what_is_selected_by_keys_becomes_a_claim_with_these_very_words(
    window: Window, server: Server, desk: Desk, document: str, case: ByKeys
) -> None:
    page = opened(window(), server, document, case.number)
    into_the_text(page)
    press(page, *case.keys)
    selected(page, case.words)
    page.keyboard.press("m")

    expect(page.get_by_role("textbox", name="Quote, word for word from the text")).to_have_value(case.words)
    made = added(desk, document)
    assert made.span is not None
    assert (made.quote, made.span.of(TEXT)) == (case.words, case.words)


def test_the_arrows_go_on_from_what_the_mouse_selected(page: Page) -> None:
    page.locator("mark", has_text="Prices fell too").dblclick(position={"x": 12, "y": 8})
    selected(page, "Wages")
    page.locator(".pane").focus()
    press(page, "Shift+ArrowRight")
    selected(page, "Wages fell")


def test_the_key_that_leads_into_the_text_leads_back_to_the_field(page: Page) -> None:
    page.keyboard.press("e")
    field = page.get_by_role("textbox", name="Claim, in words that stand alone")
    expect(field).to_be_focused()
    page.keyboard.press("F6")
    expect(page.locator(".pane")).to_be_focused()
    page.keyboard.press("F6")
    expect(field).to_be_focused()


def test_a_quote_moves_to_the_selected_words_though_they_stand_there_twice(
    window: Window, server: Server, desk: Desk, document: str
) -> None:
    page = opened(window(), server, document, 4)
    page.keyboard.press("e")
    field = page.get_by_role("textbox", name="Claim, in words that stand alone")
    expect(field).to_be_focused()
    field.fill("Wages of nurses fell.")
    into_the_text(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    selected(page, "Wages fell")
    page.keyboard.press("q")
    expect(page.get_by_role("textbox", name="Quote, word for word from the text")).to_have_value("Wages fell.")
    expect(field).to_have_value("Wages of nurses fell.")
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-message .words")).to_contain_text("Accepted, edited")

    saved = claim(desk, f"{document}-4")
    start = TEXT.rindex("Wages fell.")
    assert (saved.text, saved.quote, saved.span) == ("Wages of nurses fell.", "Wages fell.", Span(start, start + 11))


def test_a_quote_is_widened_by_mouse(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Claim, in words that stand alone")).to_be_focused()
    page.locator("mark", has_text="Nobody expected").dblclick(position={"x": 40, "y": 8})
    page.get_by_role("button", name="Put into the quote").click()

    expect(page.get_by_role("textbox", name="Quote, word for word from the text")).to_have_value("tax")
    assert claim(desk, f"{document}-1").quote == FIRST


def test_a_document_of_two_hundred_thousand_characters_and_a_thousand_marks_works_to_its_end(
    window: Window, server: Server, desk: Desk
) -> None:
    id_ = f"long{next(_numbers)}"
    told = [f"In place {number} wages rose by 3 percent. " + "There and elsewhere, " * 8 + "😀." for number in range(1, 1001)]
    fill(desk, *told, document_id=id_)
    page = opened(window(), server, id_, 1000)

    expect(page.locator("mark")).to_have_count(1000)
    expect(page.locator("mark.active")).to_be_in_viewport()
    into_the_text(page)
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight")
    selected(page, "place 1000")
    page.keyboard.press("m")
    expect(page.get_by_role("textbox", name="Quote, word for word from the text")).to_have_value("place 1000")
    made = added(desk, id_)
    assert made.span is not None
    assert made.span.of("\n\n".join(told)) == "place 1000"

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from checker import review
from checker.decisions import Desk
from checker.store import claims
from checker.words import Attribution, RejectReason, Status
from tests.browser.conftest import Server, card, message, ready
from tests.ui.filled import claim, fill, statuses

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
LINES = ("The tax rose to 4 percent.", "Prices fell in May.", "Nine ports were closed.", "Wages were cut twice.")
SETTLED = 1_500  # milliseconds in which a decision that should not have been made would have arrived
PRESSED_OFTEN = """() => {
    const end = performance.now() + 200
    const press = () => {
        window.pressedOften = performance.now() >= end
        if (window.pressedOften) return
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true, composed: true }))
        setTimeout(press, 5)
    }
    press()
}"""
_numbers = count(1)


@pytest.fixture
def document(desk: Desk) -> str:
    """Add a document of four candidates, of its own for each test, and return its id."""
    id_ = f"document{next(_numbers)}"
    fill(desk, *(f"{line} In case {id_}." for line in LINES), document_id=id_)
    return id_


@pytest.fixture
def page(window: Window, server: Server, document: str) -> Page:
    """Open triage on that document."""
    return opened(window(), server, document)


def opened(page: Page, server: Server, document: str) -> Page:
    page.goto(f"{server.url}/?document={document}")
    expect(card(page)).to_be_visible()
    expect(page.locator("mark.active")).not_to_have_count(0)
    ready(page)
    return page


def edited(page: Page) -> Locator:
    """Open the claim for an edit; what is typed before the field has the focus belongs to the keys."""
    page.keyboard.press("e")
    field = page.get_by_role("textbox", name="Claim, in words that stand alone")
    expect(field).to_be_focused()
    return field


def names(document: str) -> list[str]:
    return [f"{document}-{number}" for number in range(1, len(LINES) + 1)]


def decided(desk: Desk, document: str) -> list[str]:
    return [each for each in statuses(desk, *names(document)) if each != "candidate"]


def test_a_key_accepts_and_the_next_claim_comes_with_its_mark(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("a")

    expect(card(page)).to_contain_text(LINES[1])
    expect(page.locator("mark.active")).to_contain_text(LINES[1])
    expect(page.locator('mark[data-status="accepted"]')).to_contain_text(LINES[0])
    assert statuses(desk, *names(document)) == ["accepted", "candidate", "candidate", "candidate"]


def test_holding_the_key_down_decides_exactly_one_claim(page: Page, desk: Desk, document: str) -> None:
    for _ in range(30):
        page.keyboard.down("a")
        page.wait_for_timeout(25)
    page.keyboard.up("a")
    expect(card(page)).to_contain_text(LINES[1])
    page.wait_for_timeout(SETTLED)

    assert decided(desk, document) == ["accepted"]


@pytest.mark.parametrize("key", ["Enter", " "])
def test_holding_enter_or_space_on_a_button_decides_exactly_one_claim(page: Page, desk: Desk, document: str, key: str) -> None:
    page.get_by_role("button", name="Accept").focus()
    for _ in range(40):
        page.keyboard.down(key)
        page.wait_for_timeout(25)
    page.keyboard.up(key)
    expect(card(page)).to_contain_text(LINES[1])
    page.wait_for_timeout(SETTLED)

    assert decided(desk, document) == ["accepted"]


def test_a_fast_second_press_decides_nothing_that_was_not_seen(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("a")
    page.keyboard.press("a")
    page.keyboard.press("s")
    expect(card(page)).to_contain_text(LINES[1])
    page.wait_for_timeout(SETTLED)

    assert decided(desk, document) == ["accepted"]
    expect(card(page)).to_contain_text(LINES[1])


def test_a_double_click_decides_one_claim(page: Page, desk: Desk, document: str) -> None:
    page.get_by_role("button", name="Accept").dblclick()
    expect(card(page)).to_contain_text(LINES[1])
    page.wait_for_timeout(SETTLED)

    assert decided(desk, document) == ["accepted"]


def test_every_claim_is_decided_once_when_one_presses_as_soon_as_it_is_painted(page: Page, desk: Desk, document: str) -> None:
    for line in LINES:
        expect(card(page)).to_contain_text(line)
        page.keyboard.press("a")
        ready(page)
    expect(page.get_by_text("This document is done")).to_be_visible()

    assert statuses(desk, *names(document)) == ["accepted"] * len(LINES)


def test_a_rejection_takes_its_reason_under_the_same_hand(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Too vague")).to_be_visible()
    page.keyboard.press("4")

    expect(message(page)).to_have_text("Rejected: too vague. U to undo")
    expect(card(page)).to_contain_text(LINES[1])
    assert claim(desk, f"{document}-1").reject_reason is RejectReason.TOO_VAGUE


def test_escape_leads_back_from_the_reasons(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Too vague")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Accept")).to_be_visible()

    assert decided(desk, document) == []


def test_a_note_with_key_letters_survives_the_decision(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("n")
    page.keyboard.type("Ask Sue, a statistician; also 1 & 2?")
    page.keyboard.press("Escape")
    page.keyboard.press("a")

    expect(card(page)).to_contain_text(LINES[1])
    done = claim(desk, f"{document}-1")
    assert (done.status, done.note) == (Status.ACCEPTED, "Ask Sue, a statistician; also 1 & 2?")


def test_a_note_that_is_typed_before_the_page_is_whole_decides_nothing_and_is_kept(
    window: Window, server: Server, desk: Desk, document: str
) -> None:
    page, held = window(), list[Route]()
    page.route("**/TextArea.*.js", lambda route: held.append(route))  # noqa: PLW0108 - it asks for a function
    page.goto(f"{server.url}/?document={document}")
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("As Sue says")
    held[0].continue_()

    expect(page.get_by_label("Note")).to_have_value("As Sue says")
    page.keyboard.type(", exactly")
    expect(page.get_by_label("Note")).to_have_value("As Sue says, exactly")
    assert decided(desk, document) == []


def test_a_note_that_is_typed_at_once_after_a_decision_is_kept_for_the_next_claim(
    page: Page, desk: Desk, document: str
) -> None:
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.keyboard.type("Ask again & soon")

    expect(card(page)).to_contain_text(LINES[1])
    expect(page.get_by_label("Note")).to_have_value("Ask again & soon")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(card(page)).to_contain_text(LINES[2])
    assert decided(desk, document) == ["accepted", "accepted"]
    assert [claim(desk, f"{document}-{each}").note for each in (1, 2)] == ["", "Ask again & soon"]


def test_presses_within_a_fifth_of_a_second_belong_to_the_first_whenever_the_next_claim_comes(
    page: Page, desk: Desk, document: str
) -> None:
    page.evaluate(PRESSED_OFTEN)
    expect(card(page)).to_contain_text(LINES[1])
    ready(page)
    page.wait_for_timeout(SETTLED)
    assert page.evaluate("() => window.pressedOften") is True
    assert decided(desk, document) == ["accepted"]


def test_a_note_survives_an_accept_by_mouse(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("n")
    page.keyboard.type("straight to the button")
    page.get_by_role("button", name="Accept").click()

    expect(card(page)).to_contain_text(LINES[1])
    done = claim(desk, f"{document}-1")
    assert (done.status, done.note) == (Status.ACCEPTED, "straight to the button")


def test_undo_brings_the_claim_back(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("a")
    expect(card(page)).to_contain_text(LINES[1])
    ready(page)
    page.keyboard.press("u")

    expect(card(page)).to_contain_text(LINES[0])
    expect(page.locator('mark[data-status="accepted"]')).to_have_count(0)
    assert decided(desk, document) == []


def test_an_edit_is_saved_and_accepted_with_one_combo_from_within_the_field(page: Page, desk: Desk, document: str) -> None:
    field = edited(page)
    field.fill("The [Example] tax rose to 4 percent.")
    page.get_by_role("textbox", name="Claimant").fill("Jane Roe")
    page.keyboard.press("Control+Enter")

    expect(card(page)).to_contain_text(LINES[1])
    saved = claim(desk, f"{document}-1")
    assert (saved.status, saved.text, saved.claimant) == (
        Status.ACCEPTED,
        "The [Example] tax rose to 4 percent.",
        "Jane Roe",
    )
    assert saved.attribution is Attribution.INDIRECT_QUOTE


def test_typing_after_the_edit_key_goes_to_the_end_of_the_claim(page: Page, desk: Desk, document: str) -> None:
    edited(page)
    page.keyboard.type(" Twice.")
    page.keyboard.press("Control+Enter")

    expect(card(page)).to_contain_text(LINES[1])
    assert claim(desk, f"{document}-1").text == f"{LINES[0]} In case {document}. Twice."


def test_escape_leaves_the_fields_and_keeps_the_draft(page: Page, desk: Desk, document: str) -> None:
    field = edited(page)
    field.fill("Half a thought")
    page.keyboard.press("Escape")
    expect(card(page)).to_contain_text(LINES[0])
    page.keyboard.press("e")

    expect(field).to_have_value("Half a thought")
    assert decided(desk, document) == []


def test_words_added_to_the_quote_are_marked(page: Page, desk: Desk, document: str) -> None:
    edited(page).fill("The Danish tax rose to 4 percent.")
    page.get_by_role("button", name="Save without accepting").click()

    expect(page.locator(".claim .added")).to_have_text("Danish")


def test_a_mark_can_be_clicked_to_take_its_claim(page: Page) -> None:
    page.locator("mark", has_text=LINES[2]).click()

    expect(card(page)).to_contain_text(LINES[2])
    expect(page.locator("mark.active")).to_contain_text(LINES[2])


@pytest.mark.parametrize("extended", [False, True], ids=["with the mouse", "and with the keyboard"])
def test_selected_words_become_a_claim_at_their_exact_place(window: Window, server: Server, desk: Desk, extended: bool) -> None:
    document = f"emoji{next(_numbers)}"
    text = f"👩‍👩‍👧 😀 Ports 𝒙 closed — noon. 🎉 Dogs barked at five cats 😀 of {document}."
    fill(desk, text, document_id=document)
    page = opened(window(), server, document)

    _double_click_word(page, "barked")
    if extended:
        for _ in ("at", "five"):
            page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("button", name="Add a missed claim")).to_be_visible()
    page.keyboard.press("m")

    expect(page.get_by_role("textbox", name="Claim, in words that stand alone")).to_be_focused()
    with desk.store.read() as tx:
        added = claims.page(tx, claims.Filter(document_id=document), limit=1)[0]
    wanted = "barked at five" if extended else "barked"
    assert added.span is not None
    assert (added.quote, added.span.start) == (wanted, text.index("barked"))
    assert review.history(desk, added.id)[0].actor == "ann"


def test_the_keys_are_listed_on_demand(page: Page) -> None:
    page.keyboard.press("?")

    expect(page.get_by_text("accept the claim as it stands")).to_be_visible()


def test_a_window_that_is_closed_gives_its_claim_back(window: Window, server: Server, desk: Desk, document: str) -> None:
    page = opened(window(), server, document)
    assert claim(desk, f"{document}-1").lease is not None
    page.close()

    waiting = window()
    for _ in range(40):
        if claim(desk, f"{document}-1").lease is None:
            break
        waiting.wait_for_timeout(250)
    expect(card(opened(waiting, server, document))).to_contain_text(LINES[0])


def test_two_windows_never_hold_the_same_claim(window: Window, server: Server, desk: Desk, document: str) -> None:
    one, two = (opened(window(), server, document) for _ in range(2))
    for _ in range(2):
        assert card(one).text_content() != card(two).text_content()
        for each in (one, two):
            before = card(each).text_content() or ""
            each.keyboard.press("a")
            expect(each.locator(".claim", has_text=before)).to_have_count(0)
            ready(each)

    assert statuses(desk, *names(document)) == ["accepted"] * len(LINES)
    assert all(len(review.history(desk, each)) == 2 for each in names(document))


def test_a_reload_keeps_the_claim_and_its_saved_note(page: Page) -> None:
    page.keyboard.press("s")
    expect(card(page)).to_contain_text(LINES[1])
    ready(page)
    page.keyboard.press("n")
    page.keyboard.type("kept")
    page.keyboard.press("Escape")
    page.wait_for_timeout(SETTLED)
    page.reload()

    expect(card(page)).to_contain_text(LINES[1])
    expect(page.get_by_role("textbox", name="Note")).to_have_value("kept")


HOSTILE = (
    "![x](http://evil.example/a.png) was said by 3 people.",
    '<img src="http://evil.example/b.png" onerror="document.title=1"> costs 5 million.',
    "<script>document.title='owned'</script> [link](http://evil.example/c) $x^2$ :material/home: 4 percent.",
)


def test_a_hostile_document_stays_text(window: Window, server: Server, desk: Desk) -> None:
    document = f"hostile{next(_numbers)}"
    fill(desk, *HOSTILE, document_id=document, title="![t](http://evil.example/t.png) <b>http://evil.example</b>")
    page, asked = window(), list[str]()
    page.on("request", lambda request: asked.append(_host(request)))
    opened(page, server, document)
    for line in HOSTILE:
        expect(card(page)).to_have_text(line)
        page.keyboard.press("x")
        expect(page.get_by_role("button", name="Trivial")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Accept")).to_be_visible()
        page.keyboard.press("a")
        expect(page.locator(".claim", has_text=line)).to_have_count(0)
        ready(page)
    page.keyboard.press("u")
    expect(card(page)).to_have_text(HOSTILE[-1])
    page.get_by_text("Queue", exact=True).click()
    page.get_by_role("combobox", name="Document", exact=True).click()
    expect(page.get_by_role("option", name="![t](http://evil.example/t.png)").first).to_be_visible()
    page.wait_for_timeout(SETTLED)

    assert set(asked) <= {server.url.removeprefix("http://"), ""}
    assert page.title() != "owned"
    for foreign in ("img[src*='evil']", "a[href*='evil']", ".pane script", ".pane img", ".pane a", ".lines img", ".lines a"):
        assert page.locator(foreign).count() == 0, foreign


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(250, 249, 246)"), ("dark", "rgb(21, 23, 26)")])
def test_light_and_dark_have_their_paper_and_enough_contrast(
    window: Window, server: Server, document: str, scheme: str, paper: str
) -> None:
    page = opened(window(color_scheme=scheme), server, document)

    expect(page.locator(".stApp")).to_have_css("background-color", paper)
    for words in (".pane", ".lines .claim", ".lines .meta >> nth=0", ".rows .primary"):
        assert _contrast(page, words) >= 4.5, words


def _host(request: Request) -> str:
    scheme, _, rest = request.url.partition("://")
    return rest.split("/")[0] if scheme in {"http", "https", "ws", "wss"} else ""


def _double_click_word(page: Page, word: str) -> None:
    box = page.locator(".pane").evaluate(
        """(pane, word) => {
            const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT)
            for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf(word)
                if (at < 0) continue
                const range = document.createRange()
                range.setStart(node, at)
                range.setEnd(node, at + word.length)
                const { x, y, width, height } = range.getBoundingClientRect()
                return [x + width / 2, y + height / 2]
            }
        }""",
        word,
    )
    page.mouse.dblclick(*box)


def _contrast(page: Page, selector: str) -> float:
    ratio: float = page.locator(selector).first.evaluate(
        """element => {
            const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
            const light = colour => {
                canvas.fillStyle = colour
                canvas.fillRect(0, 0, 1, 1)
                const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
                    .slice(0, 3)
                    .map(each => each / 255)
                    .map(each => (each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
                return 0.2126 * r + 0.7152 * g + 0.0722 * b
            }
            let behind = element
            const clear = "rgba(0, 0, 0, 0)"
            while (getComputedStyle(behind).backgroundColor === clear) behind = behind.parentElement ?? behind.getRootNode().host
            const pair = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light)
            return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05)
        }"""
    )
    return ratio


def test_a_key_looks_back_and_another_undoes_just_what_is_shown(page: Page, desk: Desk, document: str) -> None:
    page.keyboard.press("a")
    expect(card(page)).to_contain_text(LINES[1])
    ready(page)
    page.keyboard.press("a")
    expect(card(page)).to_contain_text(LINES[2])
    ready(page)

    for number in (1, 0):
        page.keyboard.press("b")
        expect(card(page)).to_contain_text(LINES[number])
        expect(page.locator("mark.active")).to_contain_text(LINES[number])
        ready(page)
    page.keyboard.press("a")  # no key decides about a claim that is only looked back at
    page.keyboard.press("u")

    expect(message(page)).to_contain_text("Taken back: accepted")
    expect(page.locator(f"button[data-key=accept_{document}-1]")).to_be_visible()
    assert statuses(desk, *names(document)) == ["candidate", "accepted", "candidate", "candidate"]

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.decisions import Desk, Seen
from checker.store import claims
from checker.store.claims import Filter
from checker.words import RejectReason, Status
from tests.browser.conftest import Server, card, message, ready
from tests.ui.filled import OTHER, fill

pytestmark = pytest.mark.browser

TITLE = "Labour figures of the spring"
TEXT = (
    "Unemployment fell to 3.1 percent in March 2026, Labour Minister Jane Doe said on Monday.\n\n"
    "According to Bloomberg, about 10 countries are ready to send troops to Ukraine.\n"
)


def at(desk: Desk, status: Status) -> list[str]:
    with desk.store.read() as tx:
        return [claim.text for claim in claims.page(tx, Filter(statuses=(status,)), 100)]


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stTopNav").get_by_role("link", name=name).click()


def triage(page: Page, number: int) -> None:
    page.get_by_test_id("stPageLink-NavLink").filter(has_text=f"Triage {number}").first.click()


def add(page: Page) -> None:
    go(page, "Add documents")
    page.get_by_role("textbox", name="Text").fill(TEXT)
    page.get_by_text("What you know about it").click()
    page.get_by_role("textbox", name="Title").fill(TITLE)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"Added: {TITLE}")).to_be_visible()


def check(page: Page) -> None:
    page.keyboard.press("v")
    expect(page.get_by_role("textbox", name="Address")).to_be_focused()
    page.keyboard.type("https://stats.example.org/labour")
    page.get_by_role("textbox", name="Title").fill("Labour force survey")
    page.get_by_role("textbox", name="Quote").fill("The rate stood at 4.6 percent.")
    page.get_by_role("radio", name="Undermines").click()
    page.get_by_role("radio", name="Mostly false").click()
    expect(page.get_by_text("A grain of truth in a claim that is wrong in the main.")).to_be_visible()
    expect(page.get_by_text("Still needed: a rationale")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("The rate is the one of a single region.")
    page.keyboard.press("Control+Enter")
    expect(message(page)).to_contain_text("Marked as checked")


def test_a_document_goes_in_and_its_checked_claim_comes_out_as_csv(
    window: Callable[..., Page], server: Server, desk: Desk, tmp_path: Path
) -> None:
    page = window(accept_downloads=True)
    page.goto(server.url)

    add(page)

    triage(page, 2)
    expect(card(page)).to_contain_text("Unemployment fell")
    expect(page.locator("mark.active")).to_contain_text("Unemployment fell")
    ready(page)
    page.keyboard.press("a")
    expect(card(page)).to_contain_text("Bloomberg")
    ready(page)
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Opinion")).to_be_visible()
    page.keyboard.press("2")
    expect(message(page)).to_contain_text("opinion")

    go(page, "Check")
    expect(card(page)).to_contain_text("Unemployment fell")
    expect(page.locator("mark.active")).to_contain_text("Unemployment fell")
    ready(page)
    check(page)
    assert at(desk, Status.CHECKED) == [TEXT.split("\n", maxsplit=1)[0]]

    go(page, "Export")
    expect(page.get_by_text("1 record in the file.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    file = tmp_path / "records.csv"
    download.value.save_as(file)
    (row,) = csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    assert row["verdict"] == "Mostly false"
    assert row["rationale"] == "The rate is the one of a single region."
    assert row["evidence"] == "undermines: https://stats.example.org/labour"
    assert row["document_title"] == TITLE
    assert row["quote"] == TEXT[int(row["start"]) : int(row["end"])]


def test_a_click_in_the_list_opens_the_record_and_back_keeps_the_filters(
    window: Callable[..., Page], server: Server, desk: Desk
) -> None:
    fill(desk, "Wages were cut twice.", document_id="listed")
    review.reject(desk, OTHER, Seen(claim_id="listed-1", version=1), RejectReason.TRIVIAL)
    page = window()
    page.goto(f"{server.url}/records?status=rejected&document=listed")
    table = page.locator("[data-testid='stDataFrame']")
    expect(table).to_be_visible()
    table.click(position={"x": 80, "y": 52})
    expect(card(page)).to_contain_text("Wages were cut twice.")
    expect(page.get_by_text("Rejected by ben on")).to_be_visible()
    page.get_by_role("button", name="All records").click()
    expect(table).to_be_visible()
    assert "status=rejected" in page.url

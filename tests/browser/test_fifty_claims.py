"""A reviewer's hour in short: fifty claims with hands that are not exact, reloads, other tabs, and a server that is killed."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.model import Claim
from checker.words import Status
from tests.browser.conftest import Server, card, ready, running
from tests.ui.filled import claim, fill, open_desk

pytestmark = pytest.mark.browser

NUMBER, KILLED_AT = 50, 27
LINES = [f"In {1900 + number} the tax rose to {number + 2} percent." for number in range(NUMBER)]
REASON = {"1": "not_in_source", "2": "opinion", "4": "too_vague", "9": "trivial"}


class Hands:
    """Presses keys as people do: too long, twice, with a pause, or after a look at another tab."""

    def __init__(self, page: Page, chance: random.Random) -> None:
        self.page, self.chance = page, chance

    def press(self, key: str) -> None:
        """Press one key; what comes of it must be the same however it is pressed."""
        how = self.chance.choice(["once", "once", "once", "held", "twice", "slowly"])
        if how == "slowly":
            self.page.wait_for_timeout(self.chance.randint(50, 300))
        for _ in range(self.chance.randint(3, 12) if how == "held" else 1):
            self.page.keyboard.down(key)
            self.page.wait_for_timeout(self.chance.randint(5, 30))
        self.page.keyboard.up(key)
        if how == "twice":
            self.page.keyboard.press(key)

    def note(self, words: str) -> None:
        """Write a note and leave it, or leave it to the next key."""
        self.page.keyboard.press("n")
        expect(self.page.get_by_role("textbox", name="Note")).to_be_focused()
        self.page.keyboard.type(words, delay=self.chance.choice([0, 0, 15]))
        self.page.keyboard.press("Escape")


def test_every_decision_counts_once_for_the_claim_on_the_screen_and_every_word_is_kept(
    window: Callable[..., Page], tmp_path: Path
) -> None:
    chance, database = random.Random(20261122), f"sqlite:///{tmp_path / 'fifty.db'}"
    with running(tmp_path, database) as first:
        port = int(first.url.rsplit(":", 1)[1])
        desk = open_desk(database)
        fill(desk, *LINES, document_id="fifty")
        page = window()
        page.goto(f"{first.url}/?document=fifty")
        hands = Hands(page, chance)
        expected = [_decide(page, hands, chance, number) for number in range(KILLED_AT)]
        _killed(first, page)
    with running(tmp_path, database, port):
        page.reload()  # its address names the claim at hand, which the session that died still holds
        expected += [_decide(page, hands, chance, number) for number in range(KILLED_AT, NUMBER)]
        expect(page.get_by_text("This document is done")).to_be_visible()
        found = [_told(claim(desk, f"fifty-{number + 1}")) for number in range(NUMBER)]
        decisions = [[each.action for each in review.history(desk, f"fifty-{number + 1}")] for number in range(NUMBER)]
        desk.store.close()
    assert found == expected
    assert all(sum(action in {"accept", "reject"} for action in actions) == 1 for actions in decisions)


def _decide(page: Page, hands: Hands, chance: random.Random, number: int) -> tuple[str, str, str]:
    """Decide about the claim that must be on the screen; return what must be stored of it."""
    expect(card(page)).to_contain_text(LINES[number])
    ready(page)
    if chance.random() < 0.1:
        page.reload()
        expect(card(page)).to_contain_text(LINES[number])
        ready(page)
    note = f"Note {number} é 🙂" if chance.random() < 0.3 else ""
    if note:
        hands.note(note)
    if chance.random() < 0.15:
        _other_tab(page)
    if chance.random() < 0.6:
        hands.press("a")
        return Status.ACCEPTED.value, "", note
    page.keyboard.press("x")
    expect(page.get_by_text("Reject it, because it is …")).to_be_visible()
    reason = chance.choice(sorted(REASON))
    hands.press(reason)
    return Status.REJECTED.value, REASON[reason], note


def _told(stored: Claim) -> tuple[str, str, str]:
    return stored.status.value, stored.reject_reason.value if stored.reject_reason else "", stored.note


def _other_tab(page: Page) -> None:
    other = page.context.new_page()
    other.goto("about:blank")
    other.bring_to_front()
    other.keyboard.press("a")
    other.close()
    page.bring_to_front()


def _killed(server: Server, page: Page) -> None:
    """End the server as a crash would, once it has done what was asked of it."""
    expect(card(page)).to_contain_text(LINES[KILLED_AT])
    ready(page)
    server.process.kill()
    server.process.wait()

"""Sentences of news that say nothing by themselves, and words that are no part of a claimant's name."""

import pytest

from tests.extract.test_offline import read, reasons

STORY = (
    "The harbour board opened the new ferry terminal in Larvik after a delay of three years and a bill of 40 million crowns. "
    "The terminal replaces two older piers that were closed in 2019 because of rust, and it can serve 900 cars a day. "
    "Last spring the board had expected to spend 25 million crowns, and the state paid half of the difference."
)


@pytest.mark.parametrize("sentence", ["The mayor's office denied this.", "A spokesman for the board rejected that."])
def test_a_denial_of_something_said_elsewhere_is_no_claim(sentence: str) -> None:
    assert reasons(f"{STORY} {sentence}")[sentence] == "no_checkable_content"


def test_a_denial_that_says_what_is_denied_is_a_claim() -> None:
    sentence = "The mayor denied that the city lost 40 million crowns."
    assert sentence not in reasons(f"{STORY} {sentence}")


def test_short_lines_above_one_long_paragraph_are_headings() -> None:
    found = reasons(f"3 New Ferry Terminals Opened\n\nHarbour and sea\n\nFirst Posted: May 25, 2024 05:55 AM\n\n{STORY}")
    assert list(found.values())[:3] == ["heading", "heading", "boilerplate"]


@pytest.mark.parametrize("how", ["compiled", "gathered", "collected", "prepared"])
def test_what_was_done_to_figures_is_no_part_of_who_says_so(how: str) -> None:
    text = f"Sales in Larvik fell 4 percent in 2024, according to estimates {how} by a bank."
    assert [claim.claimant for claim in read(text).proposals] == ["estimates"]

"""Lines that were wrapped are joined; lines that mean something are left alone."""

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.wrapping import NARROWEST, WIDEST, unwrap

PARAGRAPHS = (
    "The council adopted a budget of 212 million crowns on Tuesday, the largest in its history, after a debate of five hours.",
    "Spending on schools rises by 8 percent to 61 million crowns, while the road fund is cut from 18.5 million to 15 million.",
    "The mayor said that the new school would open in September 2026. The opposition called the plan reckless and voted no.",
)


@given(st.integers(NARROWEST + 5, 90))
def test_wrapping_is_taken_back_at_any_usual_width(width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(each, width, break_on_hyphens=False) for each in PARAGRAPHS)
    text, found = unwrap(wrapped)
    assert text == "\n\n".join(PARAGRAPHS)
    assert found is not None
    assert found <= width


def test_one_paragraph_a_line_is_left_alone() -> None:
    text = "\n".join(f"{each} {each}" for each in PARAGRAPHS)
    assert unwrap(text) == (text, None)


def test_verse_headlines_and_lists_are_left_alone() -> None:
    text = "Shopping for the long weekend at the lake house in June\nmilk\n- bread\n- eggs and butter\n3. apples\nsalt\npepper"
    assert unwrap(text) == (text, None)


def test_items_and_speakers_keep_their_own_lines() -> None:
    items = "".join(f"- {textwrap.fill(each, 60)}\n" for each in PARAGRAPHS) + f"KERN: {textwrap.fill(PARAGRAPHS[0], 60)}"
    text, found = unwrap(items)
    assert found is not None
    assert [line[:6] for line in text.split("\n")] == ["- The ", "- Spen", "- The ", "KERN: "]


@given(st.text(st.sampled_from("ab .-\n"), max_size=400))
def test_no_word_is_lost_or_changed(text: str) -> None:
    assert unwrap(text)[0].split() == text.split()


def test_lines_longer_than_a_page_is_wide_are_paragraphs() -> None:
    text = "\n".join(["word " * 40] * 5)
    assert len(text.split("\n")[0]) > WIDEST
    assert unwrap(text) == (text, None)

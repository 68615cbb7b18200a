from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.readers import read, read_pasted
from checker.model import Draft
from checker.text import normalise
from tests.ingest.inputs import LIMITS


def _markdown(text: str) -> Draft:
    return read(text.encode(), "post.md", limits=LIMITS)


def test_front_matter_becomes_facts_and_leaves_the_text() -> None:
    draft = _markdown(
        '---\ntitle: "Five things"\nauthor: Ada Mole\ndate: 2024-03-02 10:00\nurl: https://a.example/x\npublisher: The Post\n'
        "language: en\ntags: a, b\n---\n\n# Five things\n\nText."
    )
    assert draft.text == "Five things\n\nText."
    assert (draft.title, draft.author, draft.publisher) == ("Five things", "Ada Mole", "The Post")
    assert (draft.url, draft.published_at, draft.language) == ("https://a.example/x", date(2024, 3, 2), "en")


def test_front_matter_that_is_more_than_pairs_stays_in_the_text() -> None:
    draft = _markdown("---\ntitle: x\ntags:\n  - a\n---\nText.")
    assert draft.text == "title: x tags:\n\na\n\nText."
    assert draft.title is None


def test_the_first_heading_is_the_title_when_nothing_else_is() -> None:
    assert _markdown("# On roads #\n\nText.").title == "On roads"


def test_a_date_that_cannot_be_is_none() -> None:
    assert _markdown("---\ndate: 2024-13-45\n---\nText.").published_at is None


def test_markdown_is_read_without_its_marks() -> None:
    draft = _markdown("It cost **4 million**, see [the report](https://a.example).\n\n> “No,” she said.")
    assert draft.text == "It cost 4 million, see the report.\n\n“No,” she said."


@given(st.text(min_size=1))
def test_a_pasted_text_differs_from_what_was_pasted_only_in_its_normal_form(text: str) -> None:
    pasted = f"a {text} b"
    assert read_pasted(pasted, limits=LIMITS).text == normalise(pasted)

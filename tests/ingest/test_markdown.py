import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.markdown import words

READ = {
    "a heading": ("# On roads #\n\nText.", "On roads\n\nText."),
    "an underlined heading": ("On roads\n========\nText.", "On roads\n\nText."),
    "emphasis": ("It *cost* **4** __million__, ~~or five~~.", "It cost 4 million, or five."),
    "stars that are no emphasis": ("2 * 3 * 4 is 24, in snake_case_words.", "2 * 3 * 4 is 24, in snake_case_words."),
    "a link": ('See [the report](https://a.example "by us").', "See the report."),
    "a link by reference": ("See [the report][1].\n\n[1]: https://a.example", "See the report."),
    "a bare address": ("See <https://a.example/x>.", "See https://a.example/x."),
    "a picture": ("![A road in 2024](road.png)", "A road in 2024"),
    "a list": ("- one\n- two\n  - three", "one\n\ntwo\n\nthree"),
    "a numbered list": ("1. one\n2. two", "one\n\ntwo"),
    "a quotation": ("> “No,” she\n> said.", "“No,” she said."),
    "a table": ("| Year | Homes |\n|------|-------|\n| 2023 | **815** |", "Year | Homes\n\n2023 | 815"),
    "code in a line": ("Run `a * b * c`.", "Run a * b * c."),
    "code in a block": ("```python\na  =  **b\n```", "a  =  **b\n"),
    "indented code": ("Text.\n\n    a  *b*", "Text.\n\na  *b*\n"),
    "a block of html": ("<div>\n*a* <b>c</b>\n</div>", "<div>\n*a* <b>c</b>\n</div>"),
    "a hard-wrapped paragraph": ("The council spent\nfour million\non roads.", "The council spent four million on roads."),
    "a break that is meant": ("One  \ntwo\\\nthree.", "One\ntwo\nthree."),
    "an entity and an escape": ("Roads &amp; schools, \\*not\\* more.", "Roads & schools, *not* more."),
    "a rule": ("One.\n\n---\n\nTwo.", "One.\n\nTwo."),
}


@pytest.mark.parametrize("case", READ)
def test_markdown_is_read_as_the_words_that_its_reader_sees(case: str) -> None:
    text, expected = READ[case]
    assert words(text) == expected


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_what_is_nested_deeply_is_read(mark: str) -> None:
    assert words(mark * 45 + "Deep down.") == "Deep down."


PLAIN_WORDS = st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=1, max_size=12)


@given(st.lists(PLAIN_WORDS, min_size=1, max_size=6))
def test_no_letter_of_plain_words_is_lost(paragraphs: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(each) for each in paragraphs)
    assert words(text) == text


@given(
    PLAIN_WORDS, st.sampled_from(["# {}", "- {}", "1. {}", "> {}", "**{}**", "*{}*", "[{}](https://a.example)", "![{}](a.png)"])
)
def test_no_letter_is_lost_under_any_mark(parts: list[str], mark: str) -> None:
    text = " ".join(parts)
    assert words(mark.format(text)) == text


@given(st.lists(PLAIN_WORDS, min_size=1, max_size=6))
def test_lines_of_a_paragraph_are_joined_by_one_space(lines: list[list[str]]) -> None:
    joined = [" ".join(each) for each in lines]
    assert words("\n".join(joined)) == " ".join(joined)


@given(st.text())
def test_any_text_can_be_read_as_markdown(text: str) -> None:
    assert words(text) == words(text)

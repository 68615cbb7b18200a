"""Altered quotes are really altered, and none of them is taken for the document's words."""

import pytest
from hypothesis import given

from checker.measure import altered
from checker.measure.altered import tried
from checker.model import Span
from checker.text import sentences
from tests.strategies import prose

TEXT = "The mayor, Ada Kern, did not sell 14 parks to Bo Lind. Rents rose by 4 percent in May."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            "did not sell 14 parks to Bo Lind",
            ["did not sell 15 parks to Bo Lind", "did sell 14 parks to Bo Lind", "did not sell 14 parks to Kern Lind"],
        ),
        ("sold to Lind", ["sold not to Lind", "sold to Kern"]),
        ("Rents rose by 9 percent", ["Rents rose by 0 percent", "Rents not rose by 9 percent"]),
        ("It was sold", ["It was not sold"]),
        ("he never came", ["he came"]),
        ("…", []),
    ],
)
def test_a_quote_is_altered_in_number_negation_and_name(quote: str, expected: list[str]) -> None:
    assert list(altered._altered(quote, ["Kern", "Lind"])) == expected


def test_altered_quotes_are_looked_for_and_not_found() -> None:
    found = tried(TEXT, [span("Ada Kern, did not sell 14 parks to Bo Lind"), span("Rents rose by 4 percent in May")])
    assert (found.number, found.accepted) == (6, ())


def test_what_the_document_says_elsewhere_is_no_altered_quote() -> None:
    text = "In May 4 came. In May 5 came."
    assert tried(text, [Span(0, 13)]).number == 2  # not the 5


@given(prose())
def test_no_altered_quote_of_any_text_is_accepted(text: str) -> None:
    assert tried(text, sentences(text)).accepted == ()

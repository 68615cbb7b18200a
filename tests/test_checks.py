import itertools

import pytest
from hypothesis import given

from checker.checks import CHECKS, added_words, flags, numbers
from tests.strategies import prose

QUOTE = "more than three countries did send 1,200 troops to Ukraine"
CONTEXT = f"On August 21, Jane Doe said that {QUOTE}."


def added(claim: str, quote: str) -> list[str]:
    return [span.of(claim) for span in added_words(claim, quote)]


@given(prose())
def test_a_claim_in_the_words_of_its_quote_adds_nothing_and_fails_no_comparison(text: str) -> None:
    assert added_words(text, text) == []
    assert set(flags(text, text, "")) <= {"standing_alone"}


@given(prose(), prose())
def test_added_stretches_are_in_order_and_inside_the_claim(claim: str, quote: str) -> None:
    spans = added_words(claim, quote)
    assert spans == sorted(spans)
    assert all(span.end <= len(claim) for span in spans)
    assert all(before.end < after.start for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("claim", "quote", "expected"),
    [
        ("[Jane Doe] said so", "She said so", ["[Jane Doe]"]),
        ("The minister said so", "the MINISTER said so", []),
        ("He said “it’s fine”", 'he said "it\'s fine"', []),
        ("Taxes rose by 1.5 percent", "Taxes rose by 15 percent", ["1.5"]),
        ("[But] it moves", "[But] it moves", []),
        ("Big new taxes rose sharply", "taxes rose", ["Big new", "sharply"]),
        ("Sales in [the city of] Rome fell", "Sales fell", ["in [the city of] Rome"]),
    ],
)
def test_words_that_are_not_in_the_quote_are_shown(claim: str, quote: str, expected: list[str]) -> None:
    assert added(claim, quote) == expected


@pytest.mark.parametrize(
    ("claim", "failed"),
    [
        (QUOTE, ()),
        ("[In 2025,] more than 3 countries did send 1200 troops to Ukraine", ()),
        ("Jane Doe said that more than three countries did send 1,200 troops", ()),
        ("more than four countries did send 1,200 troops to Ukraine", ("numbers",)),
        ("three countries did send 12,000 troops to Ukraine", ("numbers",)),
        ("three countries did send troops to Poland", ("names",)),
        ("three countries did not send troops to Ukraine", ("negation",)),
        ("three countries didn’t send troops to Ukraine", ("negation",)),
        ("She did send 1,200 troops to Ukraine", ("standing_alone",)),
        ("three countries did send troops yesterday", ("standing_alone",)),
        ("more than three countries “did it here”", ()),
        ("[Jane Doe said that] it did not send 9 troops to Oslo", ("numbers", "names", "negation", "standing_alone")),
    ],
)
def test_each_check_fails_for_its_own_reason_only(claim: str, failed: tuple[str, ...]) -> None:
    assert flags(claim, QUOTE, CONTEXT) == failed


def test_a_name_from_elsewhere_in_the_document_is_known() -> None:
    claim = "more than three countries did send troops to Ukraine, Timo said"
    assert flags(claim, QUOTE, CONTEXT) == ("names",)
    assert flags(claim, QUOTE, CONTEXT, document="Photo: Timo") == ()


def test_a_dropped_negation_is_seen_as_well_as_an_added_one() -> None:
    assert flags("The plan passed", "The plan never passed", "") == ("negation",)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("1,200 or 1 200 or 1200", {1200}),
        ("five million, 5m, $5 million", {5_000_000}),
        ("twenty-one and the 21st", {21}),
        ("the 2010s", {2010}),
        ("1.5 and 15", {1.5, 15}),
        ("one of them", set()),
        ("one million", {1_000_000}),
    ],
)
def test_numbers_have_one_value_however_they_are_written(words: str, values: set[float]) -> None:
    assert numbers(words) == values


def test_every_code_that_can_be_raised_has_a_sentence_for_people() -> None:
    failing = flags("It did not send 9 troops to Oslo", QUOTE, "")
    assert set(failing) == set(CHECKS)
    assert all(sentence.endswith(".") for sentence in CHECKS.values())

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.checks import added_words, numbers
from tests.strategies import VARIANTS, prose


def added(claim: str, quote: str) -> list[str]:
    return [span.of(claim) for span in added_words(claim, quote)]


@given(prose())
def test_a_claim_in_the_words_of_its_quote_adds_nothing(text: str) -> None:
    assert added_words(text, text) == []


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
        ("a long-term plan", "a long term plan", []),
        ("a long term plan", "a long-term plan", []),
        ("a long\u2011term plan", "a longterm plan", []),
        ("a state-of-the-art plan", "a state of the art plan", []),
        ("lethal aid", "non-lethal aid", ["lethal"]),
        ("non-lethal aid", "lethal aid", ["non-lethal"]),
        ("Trump’s plan", "the plan of Trump", []),
        ("1200 troops", "1,200 troops", []),
        ("1,200 troops", "1\u202f200 troops", []),
        ("12,000 troops", "1,200 troops", ["12,000"]),
        ("a nai\u0308ve café", "a naïve cafe\u0301", []),
        ("a cafe", "a café", ["cafe"]),
        ("the e\ufb00ort", "the effort", []),
        ("from 10-15 people", "from 10–15 people", []),
        ("Straße", "STRASSE", []),
        ("it didn't last", "it did last", ["didn't"]),
    ],
)
def test_words_that_are_not_in_the_quote_are_shown(claim: str, quote: str, expected: list[str]) -> None:
    assert added(claim, quote) == expected


TEXT = 'On Monday, the minister said that 45 ships had not left the port - "a first," she added... It wasn\'t the efficient operation.'


@given(st.lists(st.sampled_from(list(VARIANTS.values())), unique=True), st.booleans())
def test_typography_and_case_are_no_change_of_words(changes: list[tuple[str, str]], loud: bool) -> None:
    claim = TEXT.upper() if loud else TEXT
    for written, variant in changes:
        claim = claim.replace(written, variant)
    assert added(claim, TEXT) == []
    assert added(TEXT, claim) == []


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("1,200 or 1 200 or 1200 or 1’200", {1200}),
        ("five million, 5m, $5 million, 5,000,000", {5_000_000}),
        ("twenty-one and the 21st", {21}),
        ("the 2010s", {2010}),
        ("the 90s", {90, 1990}),
        ("1.5 and 15", {1.5, 15}),
        ("one of them", set()),
        ("one million", {1_000_000}),
        ("a hundred and five", {105}),
        ("two hundred fifty thousand", {250_000}),
        ("two thousand and five people", {2005}),
        ("five and six", {5, 6}),
        ("twenty, thirty", {20, 30}),
        ("a dozen", {12}),
        ("from 2010–15", {2010, 15, 2015}),
        ("on 05.03.2024", {5, 3, 2024}),
        ("5 m high", {5}),
        ("1,234.5", {1234.5}),
        ("€45, €\u00a046", {45, 46}),
        ("٤٥ and ４６", {45, 46}),
        ("共47人", {47}),
        ("a1 b2c", set()),
    ],
)
def test_numbers_have_one_value_however_they_are_written(words: str, values: set[float]) -> None:
    assert numbers(words, "en") == values


@pytest.mark.parametrize(
    ("language", "words", "values"),
    [
        ("de", "einundzwanzig und 3,5 Mio.", {21, 3_500_000}),
        ("de", "1.200", {1200, 1.2}),
        ("fr", "quatre-vingt-dix-sept, soixante-dix et 45 000", {97, 70, 45_000}),
        ("es", "treinta y cinco mil quinientos", {35_500}),
        ("it", "trentacinque e ventuno, 40 mila", {35, 21, 40_000}),
        ("pt", "cento e vinte e cinco milhões", {125_000_000}),
        ("pl", "dwadzieścia pięć tysięcy", {25_000}),
        ("uk", "двадцять п’ять мільйонів, 5 млн", {25_000_000, 5_000_000}),
        ("", "5 mln", {5, 5_000_000}),
    ],
)
def test_numbers_are_read_in_the_language_of_the_text(language: str, words: str, values: set[float]) -> None:
    assert numbers(words, language) == values


@given(st.integers(2, 10**12 - 1))
def test_a_figure_has_its_value_with_or_without_groups(value: int) -> None:
    assert numbers(f"{value}", "en") == numbers(f"{value:,}", "en") == {value}

"""What can be seen in a sentence, sign by sign, and how a text is cut for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.scorer import SIGNS, WORDS, seen
from checker.scorer.tokens import read
from tests.strategies import prose

SHOWS = {
    "figure": ("It has 38 rooms.", "In 2024 it rained."),
    "figures": ("It went from 3 to 5 percent.", "It went to 5 percent."),
    "number_word": ("Three people came.", "People came."),
    "money": ("It cost $5.", "It was for nothing."),
    "percent": ("A rise of 5%.", "A rise of 5."),
    "date": ("They met last week.", "They met."),
    "comparison": ("It has more jobs of this kind than ever.", "It has jobs."),
    "change": ("Rents went up.", "Rents are high."),
    "first_or_only": ("It is the only one.", "It is one."),
    "name": ("We met Ida.", "Yesterday we met."),
    "names": ("We met Ida and Omar.", "We met Ida."),
    "acronym": ("It joined NATO.", "It joined Norway."),
    "attributed": ("According to her it rains.", "It rains."),
    "public_record": ("She voted for it.", "She liked it."),
    "policy": ("Taxes are low.", "Trees are low."),
    "harm": ("Two were killed.", "Two were here."),
    "cause": ("It fell because of the wind.", "It fell."),
    "happened": ("They painted it.", "They paint it."),
    "proportion": ("One in nine did not come.", "Nine did not come."),
    "hedged": ("Perhaps it is so.", "It is so."),
    "first_person": ("I'm here.", "We are here."),
    "addressed": ("Look at your hand.", "Look at a hand."),
    "future": ("They are going to come.", "They came."),
    "pledged": ("We will come.", "It will rain."),
    "opinion": ("They should come.", "They come."),
    "question": ("Why?", "Here."),
    "polite": ("Thank you all.", "We thank all."),
    "bids": ("Please come.", "They please us."),
}


@pytest.mark.parametrize("code", SHOWS)
def test_a_sign_is_seen_where_it_is_and_only_there(code: str) -> None:
    there, missing = SHOWS[code]
    assert code in seen([there])[0]
    assert code not in seen([missing])[0]


def test_every_sign_that_is_said_to_people_has_an_example_of_its_own() -> None:
    silent_in_tests = {"span_of_time"}
    assert {code for code, sign in SIGNS.items() if sign.says} - silent_in_tests <= set(SHOWS)
    assert "span_of_time" in seen(["It took decades."])[0]


def test_no_reason_speaks_of_a_code() -> None:
    assert all(words and "_" not in words for words in WORDS.values())


def test_a_capital_says_nothing_at_the_start_and_a_greeting_nothing_later() -> None:
    assert seen(["Rain fell.", "Some Rain fell."])[0].isdisjoint({"name"})
    assert "polite" not in seen(["They said thank all."])[0]


@given(st.lists(prose(12), min_size=1, max_size=6))
def test_a_sentence_shows_the_same_signs_alone_and_among_others(sentences: list[str]) -> None:
    assert seen(sentences) == [seen([each])[0] for each in sentences]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_is_cut_into_one_row_for_each_sentence(sentences: list[str]) -> None:
    tokens = read(sentences)
    assert len(tokens.signs) == len(tokens.starts) == len(sentences)
    assert tokens.lengths.sum() == len(tokens.word)
    assert (tokens.lengths >= 1).all()


def test_curly_and_straight_apostrophes_are_one() -> None:
    assert seen(["We’ll come."]) == seen(["We'll come."])

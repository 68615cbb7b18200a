"""Sentences become the pieces that an uncased BERT vocabulary knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.scorer.encoder.wordpiece import END, PADDING, START, UNKNOWN, WordPieces, word_pieces, words

VOCABULARY = [
    PADDING,
    UNKNOWN,
    START,
    END,
    "un",
    "##employ",
    "##ment",
    "rose",
    "by",
    "3",
    "##.",
    "##5",
    ".",
    "5",
    "%",
    "cafe",
    "$",
    "東",
    "京",
]
PIECES = word_pieces(VOCABULARY)


def spelled(text: str, longest: int = 100, pieces: WordPieces = PIECES) -> list[str]:
    return [VOCABULARY[at] for at in pieces.of(text, longest)[1:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unemployment rose", ["un", "##employ", "##ment", "rose"]),
        ("by 3.5%", ["by", "3", ".", "5", "%"]),
        ("by 35", ["by", "3", "##5"]),
        ("$5", ["$", "5"]),
        ("CAFÉ", ["cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("zebra rose", [UNKNOWN, "rose"]),
        ("unzebra", [UNKNOWN]),
        ("東京", ["東", "京"]),
        ("ro\u200bse\u00ad\x00", ["rose"]),
        ("rose\tby\u00a05", ["rose", "by", "5"]),
        ("3" * 101, [UNKNOWN]),
        ("", []),
    ],
)
def test_a_text_is_cut_as_the_encoder_learnt_it(text: str, expected: list[str]) -> None:
    assert spelled(text) == expected


def test_an_apostrophe_and_a_currency_sign_stand_by_themselves_and_an_euro_sign_does_not() -> None:
    assert list(words("It's £5—not €5")) == ["it", "'", "s", "£5", "—", "not", "€5"]


def test_a_long_text_is_cut_short_and_still_ends() -> None:
    ids = PIECES.of("rose " * 50, 10)
    assert len(ids) == 10
    assert (VOCABULARY[ids[0]], VOCABULARY[ids[-1]]) == (START, END)


@given(st.text(), st.integers(2, 40))
def test_any_text_gives_ids_of_the_vocabulary_within_the_length(text: str, longest: int) -> None:
    ids = PIECES.of(text, longest)
    assert 2 <= len(ids) <= longest
    assert all(0 <= at < len(VOCABULARY) for at in ids)
    assert PIECES.of(text, longest) == ids


@given(st.text(alphabet="unemploymentrose3.5%by "))
def test_what_was_looked_up_before_changes_nothing(text: str) -> None:
    assert word_pieces(VOCABULARY).of(text, 50) == PIECES.of(text, 50)

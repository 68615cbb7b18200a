"""Likeness of wordings: values worked out by hand, and the laws that hold for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.measure.likeness import Wording, changed_share, chrf, contains, matches, same_name, token_f1, words

ONE = frozenset({1})
TWO = frozenset({2})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Rents rose", "Rents rose", 1.0),
        ("[The] rents “rose” by 3.5 percent", "the rents rose by 3.5 percent.", 1.0),
        ("a b c d", "a b", 2 * 2 / 6),
        ("a a b", "a b b", 2 * 2 / 6),
        ("3.5", "35", 0.0),
        ("", "", 0.0),
    ],
)
def test_token_f1_counts_words_in_common(one: str, other: str, expected: float) -> None:
    assert token_f1(words(one), words(other)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("Rents rose.", "[The] rents rose", 1 / 5), ("a b", "c d", 1.0), ("a b", "A  b!", 0.0), ("", "", 0.0), ("", "a", 1.0)],
)
def test_what_was_changed_is_the_share_of_words_in_only_one_wording(before: str, after: str, expected: float) -> None:
    assert changed_share(before, after) == pytest.approx(expected)


def test_claims_are_paired_once_the_likest_first() -> None:
    proposed = [Wording(text="a b c x", sentences=ONE), Wording(text="a b c d", sentences=ONE)]
    expected = [Wording(text="a b c d", sentences=ONE), Wording(text="a b c y", sentences=ONE)]
    assert matches(proposed, expected) == [(1, 0), (0, 1)]


def test_claims_of_different_sentences_are_never_paired() -> None:
    assert matches([Wording(text="a b", sentences=ONE)], [Wording(text="a b", sentences=TWO)]) == []
    assert matches([Wording(text="a b", sentences=ONE | TWO)], [Wording(text="a b", sentences=TWO)]) == [(0, 0)]


@pytest.mark.parametrize(("text", "paired"), [("a b c d e f", [(0, 0)]), ("a b c d e f g h", [])])
def test_a_pair_needs_a_token_f1_of_six_tenths(text: str, paired: list[tuple[int, int]]) -> None:
    # against three words: 2·3/(6+3) = .667, and 2·3/(8+3) = .545
    assert matches([Wording(text=text, sentences=ONE)], [Wording(text="a b c", sentences=ONE)]) == paired


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [
        ("abc", "abc", 1.0),
        ("a b c", "abc", 1.0),
        ("aa", "ab", 0.25),  # orders 1 and 2: 1/2 and 0/1, both ways
        ("a", "b", 0.0),
        ("", "ab", 0.0),
        # "ab" in "abcd": precision 2/2, 1/1; recall 2/4, 1/3; means 1 and 5/12; longer runs only in the reference do not count
        ("ab", "abcd", 5 * 1 * (5 / 12) / (4 * 1 + 5 / 12)),
        # the other way round recall is whole, and counts for more
        ("abcd", "ab", 5 * (5 / 12) * 1 / (4 * (5 / 12) + 1)),
    ],
)
def test_chrf_is_the_one_of_the_textbook(text: str, reference: str, expected: float) -> None:
    assert chrf(text, reference) == pytest.approx(expected)


@given(st.text(), st.text())
def test_likeness_lies_between_0_and_1_and_is_1_for_the_same(one: str, other: str) -> None:
    assert 0 <= chrf(one, other) <= 1
    assert 0 <= token_f1(words(one), words(other)) <= 1
    assert chrf(one, one) == pytest.approx(1 if one.split() else 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Kern", "Mayor Ada Kern", True),
        ("Kern", "Ada Kern", True),
        ("the statistics office", "Statistics Office", True),
        ("Ada Kern", "Bo Kern", False),
        (None, "", True),
        (None, "Ada Kern", False),
        ("Ada Kern", "", False),
        ("Ada", "Ada Kern", True),
        ("the", "Ada", False),
    ],
)
def test_a_name_is_the_same_but_for_titles_and_forenames(one: str | None, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_a_run_of_words_is_found_only_where_they_stand_together() -> None:
    assert contains(["a", "b", "c"], ["b", "c"])
    assert not contains(["a", "b", "c"], ["a", "c"])
    assert not contains(["ab"], ["a"])

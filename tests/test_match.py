from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.match import alike, groups, repeats
from checker.model import Proposal, Span
from checker.words import AnchorStatus
from tests.builders import make_proposal
from tests.strategies import prose


def said(text: str, start: int = 0, claimant: str | None = "Ann Lee") -> Proposal:
    return replace(make_proposal(), text=text, span=Span(start, start + 9), claimant=claimant)


def told(*texts: str) -> list[Proposal]:
    return [said(text, start) for start, text in enumerate(texts)]


def together(one: str, other: str) -> bool:
    return len(groups(told(one, other))) == 1


@given(st.lists(prose(), max_size=6))
def test_every_claim_is_in_one_group_and_groups_keep_the_order(texts: Sequence[str]) -> None:
    found = groups(told(*texts))
    assert sorted(at for group in found for at in group) == list(range(len(texts)))
    assert found == sorted(found)
    assert all(group == sorted(group) for group in found)


@given(prose(), st.integers(1, 4))
def test_the_same_words_by_the_same_claimant_are_one_claim(text: str, times: int) -> None:
    assert groups(told(*[text] * times)) == [list(range(times))]


@pytest.mark.parametrize(
    "other",
    [
        "Unemployment fell sharply to 4.5 percent in the north of Spain in 2014",
        "the unemployment fell to 4.5 percent in north of Spain in 2014",
        "Unemployment fell to 4.5 percent in the north of Spain in 2014.",
        "[Unemployment] fell to 4.5 percent in the north of Spain in 2014",
    ],
)
def test_a_few_more_words_typography_and_articles_are_no_difference(other: str) -> None:
    assert together("Unemployment fell to 4.5 percent in the north of Spain in 2014", other)
    assert together(other, "Unemployment fell to 4.5 percent in the north of Spain in 2014")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The sales of five million cars in Spain fell", "The sales of 5,000,000 cars in Spain fell"),
        ("The 1200 women left for the port of Oslo", "The 1,200 women left for the port of Oslo"),
        ("It was the end of twenty-one ships", "It was the end of 21 ships"),
    ],
)
def test_numbers_written_in_two_ways_are_the_same(one: str, other: str) -> None:
    assert together(one, other)


@pytest.mark.parametrize(
    "other",
    [
        "Unemployment fell to 4.6 percent in the north of Spain in 2014",
        "Unemployment fell to 4.5 percent in the north of Spain in 2015",
        "Unemployment fell to 2014 percent in the north of Spain in 4.5",
        "Unemployment fell to 4.5 million percent in the north of Spain in 2014",
        "Unemployment fell to 4.5 percent in the north of France in 2014",
        "Unemployment fell to 4.5 percent in the north of Spain in May 2014",
        "Unemployment never fell to 4.5 percent in the north of Spain in 2014",
        "Unemployment didn't fall to 4.5 percent in the north of Spain in 2014",
        "Unemployment fell to about 4.5 percent in the north of Spain in 2014",
        "Unemployment may have fallen to 4.5 percent in the north of Spain in 2014",
        "Unemployment rose to 4.5 percent in the north of Spain in 2014",
        "Unemployment fell by 4.5 percent in the north of Spain in 2014",
        "Unemployment fell to 4.5 percent only in the north of Spain in 2014",
        "Youth unemployment fell to 4.5 percent in the north of Spain in 2014",
        "Unemployment fell to 4.5 percent in Spain",
    ],
)
def test_a_difference_that_matters_is_never_a_repeat(other: str) -> None:
    assert not together("Unemployment fell to 4.5 percent in the north of Spain in 2014", other)
    assert not together(other, "Unemployment fell to 4.5 percent in the north of Spain in 2014")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("France beat Germany in 2014", "Germany beat France in 2014"),
        ("women earn more than men", "men earn more than women"),
        ("prices rose from 5 to 9 euros", "prices rose from 9 to 5 euros"),
        ("They fled from Paris to Oslo", "They fled to Paris from Oslo"),
    ],
)
def test_the_same_words_in_another_order_are_another_claim(one: str, other: str) -> None:
    assert not together(one, other)


@given(st.data())
def test_a_changed_number_name_or_negation_is_never_a_repeat(data: st.DataObject) -> None:
    rest = data.draw(
        st.lists(
            st.sampled_from("the of in was old navy ships northern port budget votes roads".split()), min_size=8, max_size=20
        )
    )
    place = data.draw(st.integers(0, len(rest)))
    before, after = data.draw(
        st.sampled_from([("45", "46"), ("45", "450"), ("Paris", "Oslo"), ("did", "never"), ("was", "wasn't")])
    )
    one, other = (" ".join(["The", *rest[:place], word, *rest[place:]]) for word in (before, after))
    assert not together(one, other)
    assert not together(other, one)
    assert not together(other, " ".join(["The", *rest]))


def test_two_people_who_say_the_same_make_two_claims_but_not_of_the_same_words() -> None:
    one, other = said("Taxes rose", 0, "Ann Lee"), said("Taxes rose", 40, "Jane Doe")
    assert groups([one, other]) == [[0], [1]]
    assert groups([one, replace(other, span=one.span, text="TAXES rose")]) == [[0, 1]]


def test_a_repeat_leaves_its_place_with_the_first() -> None:
    lost = replace(said("Taxes rose"), span=None, anchor=AnchorStatus.LOST)
    again = replace(said("Taxes  rose.", 60), also=(Span(0, 9), Span(80, 89)))
    first, second = said("Taxes rose", 0), said("Rents fell", 20)
    assert repeats([first, second, said("taxes rose", 40), again, lost]) == (
        replace(first, also=(Span(40, 49), Span(60, 69), Span(80, 89))),
        second,
    )


def test_a_claim_is_like_the_first_of_its_group_and_not_only_like_another_one() -> None:
    words = "votes roads ships ports budgets rents wages taxes debts".split()
    chain = [" ".join(["they", *words[:length]]) for length in range(5, len(words) + 1)]
    for group in groups(told(*chain)):
        assert all(together(chain[group[0]], chain[at]) for at in group)


def test_thousands_of_claims_are_grouped_without_comparing_each_with_each() -> None:
    texts = [f"Region {number} spent {number % 90 + 10} million euros on roads and schools" for number in range(2000)]
    alike_words = ["voters like big plans " + " ".join(f"w{(at * 7 + k * 13) % 97}" for k in range(12)) for at in range(2000)]
    assert len(groups(told(*texts, *texts))) == 2000
    assert len(groups(told(*alike_words))) == 97


@given(prose(), prose())
def test_likeness_is_the_same_both_ways_and_whole_for_the_same_words(one: str, other: str) -> None:
    assert alike(one, one) == 1
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [("Taxes rose", "taxes ROSE.", 1), ("Taxes rose", "Rents fell", 0), ("a b c d", "a b", 2 / 3), ("", "", 1), ("a", "", 0)],
)
def test_likeness_is_the_share_of_common_words(one: str, other: str, likeness: float) -> None:
    assert alike(one, other) == pytest.approx(likeness)

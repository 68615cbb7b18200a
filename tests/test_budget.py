"""What calls cost, how much is left of a cap, and how many tokens a text is reckoned to be."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from checker.budget import CALL_TOKENS, Caps, Price, Spent, Usage, cost, estimate_tokens, likely_tokens, room

AMOUNTS = st.floats(0, 1_000, allow_nan=False).map(lambda amount: round(amount, 4))
TOKENS = st.integers(0, 2_000_000)
PRICES = st.builds(Price, input=AMOUNTS, output=AMOUNTS, cached_input=st.none() | AMOUNTS)
CAPS = st.builds(Caps, tokens=st.none() | st.integers(1, 5_000_000), cost=st.none() | st.floats(0.001, 1_000))
SPENT = st.builds(Spent, tokens=TOKENS, cost=st.floats(0, 100))
ROUNDING = 1e-9  # of a cap; what counting with floats may lose

# Counted with tokenisers of 100,000, 200,000, 131,000 and 32,000 tokens: the text, the most of the four, the second.
COUNTED = [
    (
        "Unemployment fell to 3.1 percent in March, Labour Minister Jane Doe said on Monday.",
        22, 20,
    ),
    (
        "Уровень безработицы в марте снизился до 3,1 процента, сообщила в понедельник министр труда Джейн Доу.",
        49, 32,
    ),
    (
        "Η ανεργία μειώθηκε στο 3,1 τοις εκατό τον Μάρτιο, δήλωσε τη Δευτέρα η υπουργός Εργασίας.",
        89, 38,
    ),
    (
        "三月份失业率降至百分之3.1，劳工部长简·多伊周一表示。",
        31, 24,
    ),
    (
        "Työttömyysaste laski maaliskuussa 3,1 prosenttiin, sanoi työministeri maanantaina.",
        37, 27,
    ),
]  # fmt: skip


def _price(**changes: Any) -> Price:
    return Price(**{"input": 2, "output": 8, "cached_input": 0.5, **changes})


def test_a_call_costs_its_input_and_its_output() -> None:
    assert _price().of(Usage(input_tokens=500_000, output_tokens=250_000)) == 1 + 2


def test_what_the_provider_knew_already_costs_less_when_the_price_list_says_so() -> None:
    usage = Usage(input_tokens=1_000_000, cached_tokens=600_000)
    assert _price().of(usage) == pytest.approx(0.4 * 2 + 0.6 * 0.5)
    assert _price(cached_input=None).of(usage) == 2


def test_more_cached_than_sent_is_not_believed() -> None:
    assert _price().of(Usage(input_tokens=100, cached_tokens=5_000)) == pytest.approx(100 * 0.5 / 1_000_000)


@given(PRICES, TOKENS, TOKENS, TOKENS)
def test_a_cost_is_never_negative_and_never_more_than_without_a_cache(price: Price, sent: int, got: int, cached: int) -> None:
    assume(price.cached_input is None or price.cached_input <= price.input)
    paid = price.of(Usage(input_tokens=sent, output_tokens=got, cached_tokens=cached))
    assert 0 <= paid <= price.of(Usage(input_tokens=sent, output_tokens=got)) * (1 + ROUNDING)


@pytest.mark.parametrize("model", ["openai:other", "gpt-5-mini", "", None])
def test_a_price_that_nobody_knows_is_unknown_and_never_nothing(model: str | None) -> None:
    prices = {"openai:gpt-5-mini": _price()}
    assert cost(prices, model, Usage(input_tokens=5)) is None
    assert cost({}, model, Usage()) is None


def test_a_model_that_costs_nothing_is_told_from_one_whose_price_nobody_knows() -> None:
    assert cost({"ollama:m": Price(input=0, output=0)}, "ollama:m", Usage(input_tokens=5, output_tokens=5)) == 0


@pytest.mark.parametrize("changes", [{"input": -1}, {"output": float("inf")}, {"output": "much"}, {"per": 1_000}])
def test_a_price_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _price(**changes)


@given(st.lists(SPENT))
def test_what_was_spent_adds_up(parts: list[Spent]) -> None:
    total = sum(parts, Spent())
    assert total.tokens == sum(each.tokens for each in parts)
    assert total.cost == pytest.approx(sum(each.cost for each in parts))


@given(CAPS, SPENT, PRICES, TOKENS, TOKENS)
def test_a_call_whose_answer_fits_the_room_never_goes_over_a_cap(
    caps: Caps, spent: Spent, price: Price, sent: int, wanted: int
) -> None:
    left = room(caps, spent, price, sent)
    assume(left is None or left > 0)
    answer = wanted if left is None else min(wanted, left)
    if caps.tokens is not None:
        assert spent.tokens + sent + answer <= caps.tokens
    if caps.cost is not None:
        paid = price.of(Usage(input_tokens=sent, output_tokens=answer))
        assert spent.cost + paid <= caps.cost * (1 + ROUNDING)


@given(SPENT, PRICES, TOKENS, TOKENS)
def test_a_cache_that_costs_more_than_no_cache_does_not_break_a_cap(spent: Spent, price: Price, sent: int, cached: int) -> None:
    caps = Caps(cost=50.0)
    left = room(caps, spent, price, sent)
    assume(left)
    used = Usage(input_tokens=sent, output_tokens=left or 0, cached_tokens=cached)
    assert spent.cost + price.of(used) <= 50.0 * (1 + ROUNDING)


@given(SPENT, PRICES, TOKENS)
def test_the_room_is_all_that_is_left(spent: Spent, price: Price, sent: int) -> None:
    left = room(Caps(tokens=3_000_000), spent, price, sent)
    assert left == 3_000_000 - spent.tokens - sent


def test_without_a_cap_an_answer_may_be_as_long_as_it_likes() -> None:
    assert room(Caps(), Spent(tokens=10**9, cost=10**9), None, 10**6) is None


def test_under_a_cap_on_the_cost_a_model_without_a_price_may_not_be_asked() -> None:
    assert room(Caps(cost=100.0), Spent(), None, 10) == 0
    assert room(Caps(cost=100.0, tokens=500), Spent(), None, 10) == 0


def test_answers_that_cost_nothing_have_room_as_long_as_the_input_can_be_paid() -> None:
    free = Price(input=1, output=0)
    assert room(Caps(cost=1.0), Spent(), free, 999_999) is None
    assert room(Caps(cost=1.0), Spent(), free, 1_000_001) == 0


@pytest.mark.parametrize(("text", "most", "usual"), COUNTED)
def test_an_estimate_is_above_what_tokenisers_count_and_the_likely_number_near_the_usual(
    text: str, most: int, usual: int
) -> None:
    assert most <= estimate_tokens(text) - CALL_TOKENS <= 3 * most
    assert usual / 1.5 <= likely_tokens(text) - likely_tokens("") <= usual * 1.5


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_messages_together_are_reckoned_as_each_alone_and_what_a_call_adds_once(messages: list[str]) -> None:
    alone = sum(estimate_tokens(each) - CALL_TOKENS for each in messages)
    assert alone - len(messages) <= estimate_tokens(*messages) - CALL_TOKENS <= alone


@given(st.text(), st.text())
def test_no_writing_is_free_and_more_of_it_is_never_less(text: str, more: str) -> None:
    written = "".join(text.split())
    assert estimate_tokens(text) - CALL_TOKENS >= len(written) / 2
    assert estimate_tokens(text + "\n" + more) >= estimate_tokens(text)


@given(st.text(alphabet="ABCDEFabcdef0123456789+/=&?", min_size=25, max_size=400))
def test_encoded_data_is_reckoned_at_a_token_a_character(text: str) -> None:
    assert estimate_tokens(text) - CALL_TOKENS == len(text)

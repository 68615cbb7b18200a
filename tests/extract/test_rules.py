"""When a run may ask, how long an answer may be, and what is said when a cap leaves no room."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.budget import Caps, Price, Spent
from checker.config import Settings
from checker.extract.spending.rules import Account, allowance, reused, set_aside, used
from tests.builders import NOON, make_call, make_request

MODEL = "openai:example-model"
PRICES = {MODEL: Price(input=1_000_000, output=2_000_000)}  # 1 and 2 a token


def settings_of(**changes: Any) -> Settings:
    return Settings.load(model=MODEL, prices=PRICES, **changes)


def account(name: str = "run", spent: int = 0, **caps: Any) -> Account:
    return Account(name=name, caps=Caps(**caps), spent=Spent(tokens=spent, cost=float(spent)))


def test_a_call_goes_out_when_there_is_room_for_a_likely_answer_which_may_then_be_no_longer() -> None:
    request = make_request(input_tokens=3_000, answer_tokens=1_000)
    assert allowance(settings_of(), [account(tokens=3_600)], request).limit == 600
    assert allowance(settings_of(), [account(tokens=3_599)], request).refusal


def test_an_answer_that_is_not_worth_asking_for_is_not_asked_for() -> None:
    request = make_request(input_tokens=3_000, answer_tokens=10)
    assert allowance(settings_of(), [account(tokens=3_200)], request).limit == 200
    assert allowance(settings_of(), [account(tokens=3_199)], request).refusal


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.integers(1, 50_000), st.integers(0, 50_000), st.integers(200, 9_000))
def test_what_is_set_aside_always_fits_into_what_the_cap_leaves(
    given_tokens: int, answer: int, cap: int, spent: int, longest: int
) -> None:
    request = make_request(input_tokens=given_tokens, answer_tokens=answer)
    allowed = allowance(settings_of(answer_tokens=longest), [account(tokens=cap, spent=spent)], request)
    if not allowed.refusal:
        assert spent + set_aside(PRICES, request, allowed.limit).tokens <= cap


@pytest.mark.parametrize(
    ("accounts", "says"),
    [
        (
            [account(tokens=1_000, spent=100)],
            "cap of 1,000 tokens a run leaves 900: raise CHECKER_MAX_TOKENS_PER_RUN, or split the document.",
        ),
        (
            [account("day", tokens=1_000, spent=1_200)],
            "cap of 1,000 tokens a day leaves 0: raise CHECKER_MAX_TOKENS_PER_DAY, or go on",
        ),
        (
            [account(cost=950, spent=50)],
            "costs about 1300, but the cap of 950 a run leaves 900: raise CHECKER_MAX_COST_PER_RUN, or split the document.",
        ),
        ([account(tokens=50_000), account("day", tokens=800)], "raise CHECKER_MAX_TOKENS_PER_DAY."),
    ],
)
def test_the_cap_that_is_full_is_named_with_what_it_leaves_and_what_to_do(accounts: list[Account], says: str) -> None:
    assert says in allowance(settings_of(), accounts, make_request()).refusal


def test_the_cap_on_the_cost_is_named_where_the_one_on_tokens_has_room_for_the_longest_answer_that_is_reckoned_with() -> None:
    request = make_request(input_tokens=900, answer_tokens=5_000)
    refused = allowance(settings_of(answer_tokens=300), [account(tokens=1_500, cost=1_000)], request).refusal
    assert "the cap of 1000 a run leaves 1000: raise CHECKER_MAX_COST_PER_RUN." in refused


def test_a_cap_that_an_option_gave_is_named_by_it_also_for_the_settings_made_of_them() -> None:
    given_by = settings_of().given_by({"max_tokens_per_run": "--max-tokens"})
    of_a_run = given_by.model_copy(update={"second_reader_model": MODEL})
    for settings in (given_by, of_a_run):
        assert "raise --max-tokens." in allowance(settings, [account(tokens=5)], make_request()).refusal
        assert "raise CHECKER_MAX_COST_PER_RUN." in allowance(settings, [account(cost=5)], make_request()).refusal


def test_an_answer_that_is_taken_again_costs_nothing_and_a_run_of_such_answers_neither() -> None:
    again = reused(make_call(cost=16.0), NOON)
    assert (again.reused, again.cost) == (True, 0.0)
    assert used([again]) == (0, 0, 0.0)
    assert used([again, make_call(cost=5.0)]) == (900, 120, 5.0)
    assert used([]) == (0, 0, None)

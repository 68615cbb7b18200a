import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.budget import Price
from checker.config import Settings
from checker.errors import ConfigError
from checker.extract import Request
from checker.extract.asking.outcome import Outcome
from checker.extract.spending.book import CallBook
from checker.extract.spending.breaking import BreakableCalls, Stopped
from checker.extract.spending.rules import ATTEMPTS, LOSSES
from checker.model import ModelCall
from tests.builders import NOON
from tests.fakes import in_threads

MODEL = "openai:m"
PRICES = {MODEL: Price(input=2, output=10, cached_input=1)}


def _request(key: str = "one", **changes: Any) -> Request:
    known = Request(
        key=key,
        purpose="extract",
        model=MODEL,
        prompt_hash="hash",
        form="json_schema",
        system="system",
        human="human",
        input_tokens=1_000,
        answer_tokens=400,
    )
    return replace(known, **changes)


def _call(request: Request, outcome: str = "ok", **changes: Any) -> ModelCall:
    known = ModelCall(
        position=0,
        key=request.key,
        purpose=request.purpose,
        model=request.model,
        prompt_hash=request.prompt_hash,
        outcome=outcome,
        raw="{}",
        message="",
        input_tokens=1_000 if outcome == "ok" else None,
        output_tokens=400 if outcome == "ok" else None,
        cached_tokens=200 if outcome == "ok" else None,
        seconds=1.0,
        cost=None,
        at=NOON,
    )
    return replace(known, **changes)


def _book(**changes: Any) -> CallBook:
    return CallBook(Settings.load(model=MODEL, prices=PRICES, **changes), now=lambda: NOON)


def _ask(book: CallBook, key: str = "one", outcome: str = "ok", **changes: Any) -> ModelCall | None:
    request = _request(key, **changes)
    return book.ask(request, lambda limit: _call(request, outcome))  # noqa: ARG005 - the same whatever the limit


def _never(limit: int | None) -> ModelCall:
    raise AssertionError(f"this call should not be sent (limit {limit})")


def test_calls_are_counted_priced_and_kept_in_their_order() -> None:
    book = _book()
    first, second = _ask(book), _ask(book, "two", model="openai:unknown")
    assert first is not None
    assert second is not None
    assert (first.position, second.position) == (0, 1)
    assert first.cost == pytest.approx((800 * 2 + 200 * 1 + 400 * 10) / 1e6)
    assert second.cost is None
    assert book.calls == (first, second)
    assert (book.spent.tokens, book.spent.cost, book.spent.unpriced) == (2_800, first.cost, 1)


def test_an_answer_is_not_asked_for_twice_and_costs_nothing_the_second_time() -> None:
    book = _book()
    first = _ask(book)
    again = book.ask(_request(), _never)
    assert first is not None
    assert again == replace(first, position=1, sent=False, reused=True, cost=0.0)
    assert book.spent.tokens == 1_400


@pytest.mark.parametrize("outcome", ["invalid", "refused", "truncated", "unavailable"])
def test_what_is_no_good_answer_is_asked_for_again(outcome: str) -> None:
    book = _book()
    _ask(book, outcome=outcome)
    again = _ask(book)
    assert again is not None
    assert not again.reused


@pytest.mark.parametrize("outcome", ["unauthorised", "model_not_found", "quota_exhausted"])
def test_after_a_final_outcome_nothing_more_is_sent_to_this_model(outcome: str) -> None:
    book = _book()
    _ask(book, outcome=outcome)
    assert book.ask(_request("two"), _never) is None
    assert _ask(book, "three", model="openai:other") is not None


def _fail(book: CallBook, outcomes: list[tuple[str, str]]) -> None:
    for key, outcome in outcomes:
        assert _ask(book, key, outcome) is not None


@pytest.mark.parametrize(
    ("outcomes", "stopped"),
    [
        ([(str(n), "rejected") for n in range(LOSSES)], True),
        ([(str(n), "unavailable") for n in range(LOSSES) for _ in range(ATTEMPTS)], True),
        ([(str(n), "unavailable") for _ in range(ATTEMPTS) for n in range(LOSSES)], True),
        ([(str(n), "unavailable") for n in range(16)], False),
        ([(str(n), "form_refused") for n in range(16)], False),
        ([*((str(n), "rejected") for n in range(LOSSES - 1)), ("x", "refused"), ("y", "rejected")], False),
    ],
)
def test_a_run_stops_after_question_after_question_without_an_answer(outcomes: list[tuple[str, str]], stopped: bool) -> None:
    book = _book()
    _fail(book, outcomes)
    assert (_ask(book, "next") is None) is stopped


def test_a_stopped_run_asks_nothing_more_and_waits_for_nothing() -> None:
    book = _book()
    book.stop()
    assert book.ask(_request(), _never) is None
    book.wait(3_600)
    assert book.calls == ()


@pytest.mark.parametrize(
    ("caps", "says"),
    [
        (
            {"max_tokens_per_run": 1_000},
            "takes about 1,240 tokens, but the cap of 1,000 tokens a run leaves 1,000: raise CHECKER_MAX_TOKENS_PER_RUN.",
        ),
        (
            {"max_cost_per_run": 0.003},
            "costs about 0.0044, but the cap of 0.003 a run leaves 0.003: raise CHECKER_MAX_COST_PER_RUN.",
        ),
    ],
)
def test_a_call_that_would_go_over_a_cap_is_not_sent_and_the_run_ends_there(caps: dict[str, Any], says: str) -> None:
    book = _book(**caps)
    refused = book.ask(_request(), _never)
    assert refused is not None
    assert refused.outcome == Outcome.OVER_BUDGET
    assert refused.message == f"The next call {says}"
    assert book.ask(_request("two", input_tokens=1, answer_tokens=1), _never) is None
    assert book.spent.tokens == 0


def test_an_answer_may_be_as_long_as_the_cap_allows_and_no_longer() -> None:
    limits: list[int | None] = []

    def send(limit: int | None) -> ModelCall:
        limits.append(limit)
        return _call(_request())

    for changes in ({}, {"max_tokens_per_run": 100_000}, {"max_tokens_per_run": 3_000}, {"max_cost_per_run": 0.02}):
        _book(**changes).ask(_request(), send)
    assert limits == [None, 8_000, 2_000, 1_800]


def test_a_call_waits_for_what_the_calls_under_way_leave_over() -> None:
    book = _book(max_tokens_per_run=3_000)
    begun, go_on = threading.Event(), threading.Event()
    got: list[ModelCall | None] = []

    def slow(limit: int | None) -> ModelCall:
        begun.set()
        go_on.wait(10)
        return _call(_request())

    def second() -> None:
        begun.wait(10)
        threading.Timer(0.05, go_on.set).start()
        got.append(_ask(book, "two"))

    in_threads([lambda: book.ask(_request(), slow), second])
    assert [call.outcome for call in got if call] == ["ok"]
    assert book.spent.tokens == 2_800


@pytest.mark.parametrize(
    ("error", "tokens", "outcome"),
    [(RuntimeError, 2_000, "over_budget"), (KeyboardInterrupt, 2_000, "over_budget"), (ConfigError, 0, "ok")],
)
def test_a_call_that_broke_keeps_what_was_set_aside_unless_it_surely_was_not_sent(
    error: type[BaseException], tokens: int, outcome: str
) -> None:
    book = _book(max_tokens_per_run=2_000)

    def broken(limit: int | None) -> ModelCall:
        raise error("on its way")

    with pytest.raises(error):
        book.ask(_request(), broken)
    assert book.spent.tokens == tokens
    again = _ask(book)
    assert again
    assert again.outcome == outcome


def test_a_call_that_nobody_waits_for_any_longer_keeps_what_was_set_aside() -> None:
    book = _book()
    calls = BreakableCalls(book)
    answer = threading.Event()

    def slow(limit: int | None) -> ModelCall:
        book.stop()
        answer.wait(10)
        return _call(_request())

    with pytest.raises(Stopped):
        calls.ask(_request(), slow)
    answer.set()
    assert book.spent.tokens == 1_400


sizes = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900), st.integers(0, 100)), min_size=1, max_size=8)


@given(st.integers(1, 6_000), sizes)
def test_the_cap_is_never_exceeded_whatever_the_calls_take_within_their_limit(
    cap: int, sizes: list[tuple[int, int, int]]
) -> None:
    book = _book(max_tokens_per_run=cap)

    def asking(number: int, input_tokens: int, answer: int, share: int) -> Callable[[], object]:
        request = _request(str(number), input_tokens=input_tokens, answer_tokens=answer)

        def send(limit: int | None) -> ModelCall:
            assert limit is not None
            return _call(request, input_tokens=input_tokens * share // 100, output_tokens=limit * share // 100)

        return lambda: book.ask(request, send)

    in_threads([asking(number, *size) for number, size in enumerate(sizes)])
    assert book.spent.tokens <= cap
    assert [call.position for call in book.calls] == list(range(len(book.calls)))

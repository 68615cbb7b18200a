"""The model calls of a run under caps: never beyond one, however many ask, and each full one is named."""

import tempfile
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.budget import Spent
from checker.decisions import Desk
from checker.extract.asking.outcome import Outcome
from checker.model import ModelCall, Run
from checker.store import Store, calls, runs
from checker.tasks.gate import Gate
from checker.words import RunStatus
from tests import desk_process
from tests.builders import make_call, make_request, make_run
from tests.databases import sqlite_urls
from tests.fakes import Clock, in_threads
from tests.run_calls import NO_TOKENS, asking, begin, kept, must_not_send, outcomes, sending
from tests.workers import PATIENCE


@pytest.fixture
def run(desk: Desk) -> Run:
    return begin(desk)


def test_without_a_cap_an_answer_may_be_as_long_as_it_likes(desk: Desk, run: Run) -> None:
    send, limits = sending(make_call())
    asking(desk, run).ask(make_request(), send)
    assert limits == [None]


def test_a_call_that_does_not_fit_is_not_sent_and_says_which_cap_and_what_to_do(desk: Desk, run: Run) -> None:
    asks = asking(desk, run, max_tokens_per_run=1_000)
    refused = asks.ask(make_request(input_tokens=900, answer_tokens=300), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET
    assert refused.message == (
        "The next call takes about 1,100 tokens, but the cap of 1,000 tokens a run leaves 1,000: raise CHECKER_MAX_TOKENS_PER_RUN."
    )
    assert asks.ask(make_request(key="key-2", input_tokens=1), must_not_send) is None  # the run is at its end


def test_the_answer_is_limited_to_what_the_cap_leaves(desk: Desk, run: Run) -> None:
    send, limits = sending(make_call(input_tokens=500, output_tokens=100), make_call(key="key-2"))
    asks = asking(desk, run, max_tokens_per_run=2_000)
    asks.ask(make_request(input_tokens=500), send)
    asks.ask(make_request(key="key-2", input_tokens=700), send)
    assert limits == [1_500, 2_000 - 600 - 700]


def test_a_cap_of_the_day_counts_what_all_runs_used_since_midnight(desk: Desk, run: Run, clock: Clock) -> None:
    cap: dict[str, Any] = {"max_tokens_per_day": 3_000}
    send, limits = sending(*[make_call(key=f"key-{number}", input_tokens=900, output_tokens=600) for number in range(3)])
    asking(desk, run, **cap).ask(make_request(key="key-0"), send)
    other = begin(desk, "run-2")
    assert asking(desk, other, **cap).ask(make_request(key="key-1"), send)
    refused = asking(desk, other, **cap).ask(make_request(key="key-2"), send)
    assert refused
    assert (refused.outcome, "CHECKER_MAX_TOKENS_PER_DAY" in refused.message) == (Outcome.OVER_BUDGET, True)
    clock.advance(days=1)
    came = asking(desk, begin(desk, "run-3"), **cap).ask(make_request(key="key-2"), send)
    assert came
    assert came.outcome == "ok"
    assert len(limits) == 3


def test_a_cap_on_the_cost_counts_what_calls_cost(desk: Desk, run: Run) -> None:
    send, limits = sending(make_call(input_tokens=100, output_tokens=400))
    asks = asking(desk, run, max_cost_per_run=2_000)
    assert asks.ask(make_request(input_tokens=100), send)  # 900
    refused = asks.ask(make_request(key="key-2", input_tokens=800), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET
    assert "CHECKER_MAX_COST_PER_RUN" in refused.message
    assert limits == [950]


def test_a_call_waits_while_calls_under_way_hold_what_they_may_not_need(desk: Desk, run: Run) -> None:
    first_is_sent, second_asks = threading.Event(), threading.Event()

    def first(limit: int | None) -> ModelCall:
        first_is_sent.set()
        second_asks.wait(PATIENCE)
        threading.Event().wait(0.3)
        return make_call(input_tokens=100, output_tokens=10)

    def ask_second() -> None:
        assert first_is_sent.wait(PATIENCE)
        second_asks.set()
        send, limits = sending(make_call(key="key-2", input_tokens=100, output_tokens=10))
        came = asks.ask(make_request(key="key-2", input_tokens=100), send)
        assert came
        assert (came.outcome, limits) == ("ok", [1_000 - 110 - 100])

    asks = asking(desk, run, max_tokens_per_run=1_000)
    in_threads([lambda: asks.ask(make_request(input_tokens=100), first), ask_second])


def test_a_run_at_its_own_cap_does_not_wait_for_the_calls_of_other_runs(desk: Desk, run: Run) -> None:
    with desk.store.write() as tx:
        calls.add(tx, begin_in(tx, desk), make_call(key="another", outcome="pending", **NO_TOKENS), Spent(tokens=5))
    refused = asking(desk, run, max_tokens_per_run=1_000).ask(make_request(), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET


def begin_in(tx: Any, desk: Desk) -> str:
    runs.insert(tx, make_run(id="run-2", status=RunStatus.RUNNING, finished_at=None, queued_at=desk.now()))
    return "run-2"


def test_a_call_whose_worker_is_long_gone_keeps_nobody_waiting(desk: Desk, run: Run, clock: Clock) -> None:
    with desk.store.write() as tx:
        calls.add(tx, run.id, make_call(key="old", outcome="pending", **NO_TOKENS), Spent(tokens=900))
    clock.time += timedelta(hours=1)
    refused = asking(desk, run, max_tokens_per_run=1_000).ask(make_request(), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET


Size = tuple[int, int, float, str]  # tokens to send, for the answer; the share of both that is used up; the run
sizes = st.tuples(st.integers(1, 900), st.integers(1, 600), st.floats(0, 1), st.sampled_from(["run-1", "run-2"]))


@settings(max_examples=25)
@given(asked=st.lists(sizes, min_size=1, max_size=12), cap=st.integers(200, 4_000), by_cost=st.booleans())
def test_no_cap_is_ever_exceeded_whatever_is_asked(asked: list[Size], cap: int, by_cost: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(sqlite_urls(Path(folder))())
        desk = desk_process.desk_at(store)
        ask_all(desk, asked, cap, by_cost=by_cost)
        assert_within_cap(desk, cap, by_cost=by_cost)
        store.close()


@pytest.mark.parametrize("by_cost", [False, True])
def test_no_cap_is_ever_exceeded_by_many_calls_at_the_same_time(desk: Desk, by_cost: bool) -> None:
    asked = [(50 + 7 * number, 200 + number, 0.2, f"run-{1 + number % 2}") for number in range(24)]
    ask_all(desk, asked, 3_000, by_cost=by_cost)
    assert_within_cap(desk, 3_000, by_cost=by_cost)
    ended = outcomes(desk, "run-1") + outcomes(desk, "run-2")
    assert ended.count("ok") > 5


def ask_all(desk: Desk, asked: Sequence[Size], cap: int, *, by_cost: bool) -> None:
    """Ask all of this at the same time, for two runs, each of which may use two thirds of the day's cap."""
    begun = {run_id: begin(desk, run_id) for run_id in ("run-1", "run-2")}
    kind = "cost" if by_cost else "tokens"
    caps: dict[str, Any] = {f"max_{kind}_per_day": cap, f"max_{kind}_per_run": cap * 2 // 3}
    gate = Gate(8)

    def ask(number: int, given_tokens: int, answer_tokens: int, share: float, run_id: str) -> None:
        def send(limit: int | None) -> ModelCall:
            assert limit is not None
            return make_call(input_tokens=round(given_tokens * share), output_tokens=round(limit * share))

        request = make_request(key=f"key-{number}", input_tokens=given_tokens, answer_tokens=answer_tokens)
        asking(desk, begun[run_id], gate, **caps).ask(request, send)

    in_threads([lambda number=number, size=size: ask(number, *size) for number, size in enumerate(asked)])  # type: ignore[misc] # bound at once


def assert_within_cap(desk: Desk, cap: int, *, by_cost: bool) -> None:
    """See that neither run nor both together used more than they might, and that nothing is still on its way."""
    made = {run_id: kept(desk, run_id) for run_id in ("run-1", "run-2")}
    spent = [sum(_used(call, by_cost) for call in each) for each in made.values()]
    assert sum(spent) <= cap
    assert max(spent) <= cap * 2 // 3
    assert "pending" not in {call.outcome for each in made.values() for call in each}


def _used(call: ModelCall, by_cost: bool) -> float:
    return (call.cost or 0.0) if by_cost else (call.input_tokens or 0) + (call.output_tokens or 0)

"""The model calls of a run: written down before and after, never beyond a cap, and not sent when the answer is there."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.budget import Price, Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import StoreError
from checker.extract import Send
from checker.extract.outcome import Outcome
from checker.jobs import Ending
from checker.model import ModelCall, Run
from checker.store import Store, calls, documents, runs
from checker.tasks import calls as run_calls
from checker.tasks.calls import RunCalls
from checker.tasks.gate import Gate
from checker.words import RunStatus
from tests import desk_process
from tests.builders import make_call, make_document, make_request, make_run
from tests.databases import sqlite_urls
from tests.fakes import Clock, in_threads
from tests.workers import PATIENCE, wait_until

MODEL = "openai:example-model"
PRICES = {MODEL: Price(input=1_000_000, output=2_000_000)}  # 1 and 2 a token, so that sums are easy to see
NO_TOKENS: dict[str, Any] = {"input_tokens": None, "output_tokens": None, "cached_tokens": None}


@pytest.fixture
def run(desk: Desk) -> Run:
    return begin(desk)


def begin(desk: Desk, run_id: str = "run-1") -> Run:
    """Store a run that is being done."""
    begun = make_run(id=run_id, status=RunStatus.RUNNING, finished_at=None, queued_at=desk.now(), cost=None)
    with desk.store.write() as tx:
        if not documents.find_same(tx, make_document().sha256):
            documents.insert(tx, make_document())
        runs.insert(tx, begun)
    return begun


def asking(desk: Desk, run: Run, gate: Gate | None = None, step: Any = None, **changes: Any) -> RunCalls:
    """Return the calls of a run, each taken as a step that is not remembered."""
    return RunCalls(
        desk=desk,
        settings=Settings.load(model=MODEL, prices=PRICES, **changes),
        run=run,
        step=step or (lambda _name, do: do()),
        gate=gate or Gate(4),
    )


def sending(*answers: ModelCall) -> tuple[Send, list[int | None]]:
    """Return what sends, with these answers one after the other, and the limits that it was given."""
    limits: list[int | None] = []

    def send(limit: int | None) -> ModelCall:
        limits.append(limit)
        return answers[len(limits) - 1]

    return send, limits


def must_not_send(_limit: int | None) -> ModelCall:
    pytest.fail("the call was sent")


def kept(desk: Desk, run_id: str = "run-1") -> list[ModelCall]:
    with desk.store.read() as tx:
        return calls.of_run(tx, run_id)


def outcomes(desk: Desk, run_id: str = "run-1") -> list[str]:
    return [call.outcome for call in kept(desk, run_id)]


# Before and after


def test_a_call_is_written_down_before_it_goes_out_and_again_with_what_came(desk: Desk, run: Run, clock: Clock) -> None:
    on_the_way: list[ModelCall] = []

    def send(limit: int | None) -> ModelCall:
        on_the_way.extend(kept(desk))
        clock.advance(seconds=7)
        return make_call(raw='{"claims": []}', seconds=7.0, at=clock())

    begun = clock()
    came = asking(desk, run).ask(make_request(), send)
    [before] = on_the_way
    assert (before.outcome, before.at, before.input_tokens, before.key) == ("pending", begun, None, "key-1")
    assert came
    assert [came] == kept(desk)
    assert (came.outcome, came.raw, came.seconds, came.at, came.position) == ("ok", '{"claims": []}', 7.0, begun, 0)


def test_what_a_call_costs_is_counted_from_its_tokens(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(input_tokens=10, output_tokens=3))
    came = asking(desk, run).ask(make_request(), send)
    assert came
    assert came.cost == 16
    with desk.store.read() as tx:
        assert calls.spent_by(tx, "run-1").tokens == 13


def test_a_price_that_nobody_knows_is_said_to_be_unknown(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(model="openai:other"), make_call(key="key-2", outcome="unavailable", **NO_TOKENS))
    asks = asking(desk, run)
    asks.ask(make_request(model="openai:other"), send)
    asks.ask(make_request(key="key-2"), send)
    assert [call.cost for call in kept(desk)] == [None, None]
    with desk.store.read() as tx:
        assert calls.spent_by(tx, "run-1").unpriced == 1


def test_what_a_server_writes_can_always_be_stored(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(raw="a\x00b\ud800c", message="d\x00e", outcome="refused"))
    asking(desk, run).ask(make_request(), send)
    [call] = kept(desk)
    assert (call.raw, call.message) == ("a\ufffdb\ufffdc", "d\ufffde")


def test_an_error_that_nobody_expected_comes_out_and_leaves_no_call_on_its_way(desk: Desk, run: Run) -> None:
    def send(limit: int | None) -> ModelCall:
        raise ZeroDivisionError("unexpected")

    with pytest.raises(ZeroDivisionError):
        asking(desk, run).ask(make_request(), send)
    assert outcomes(desk) == ["interrupted"]


# The same question


def test_a_good_answer_of_an_earlier_run_is_used_again_and_nothing_is_sent(desk: Desk, run: Run, clock: Clock) -> None:
    send, _ = sending(make_call(raw="answer", input_tokens=10, output_tokens=3))
    asking(desk, run).ask(make_request(), send)
    clock.advance(days=1)
    again = asking(desk, begin(desk, "run-2"), max_tokens_per_run=1).ask(make_request(), must_not_send)
    assert again
    assert (again.raw, again.reused, again.at, again.cost, again.position) == ("answer", True, clock(), 16, 0)
    with desk.store.read() as tx:
        assert calls.spent_by(tx, "run-2").tokens == 0


@pytest.mark.parametrize("outcome", ["invalid", "refused", "truncated", "unavailable"])
def test_an_answer_that_was_not_good_is_asked_for_again(desk: Desk, run: Run, outcome: str) -> None:
    send, limits = sending(make_call(outcome=outcome), make_call())
    asks = asking(desk, run)
    asks.ask(make_request(), send)
    asks.ask(make_request(), send)
    assert len(limits) == 2
    assert outcomes(desk) == [outcome, "ok"]


def test_another_question_is_sent(desk: Desk, run: Run) -> None:
    send, limits = sending(make_call(), make_call(key="key-2"))
    asks = asking(desk, run)
    asks.ask(make_request(), send)
    asks.ask(make_request(key="key-2"), send)
    assert len(limits) == 2


def test_a_step_that_the_engine_remembers_is_neither_sent_nor_written_down_again(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(outcome="refused", raw="no"))
    asking(desk, run).ask(make_request(), send)
    again = asking(desk, run, step=lambda _name, _do: 0).ask(make_request(), must_not_send)
    assert again
    assert (again.outcome, again.raw) == ("refused", "no")
    assert len(kept(desk)) == 1


@pytest.mark.parametrize("remembered", [0, 7])
def test_a_step_that_the_engine_remembers_and_the_desk_does_not_is_taken_again(desk: Desk, run: Run, remembered: int) -> None:
    send, _ = sending(make_call(key="another"), make_call(raw="mine"))
    asking(desk, run).ask(make_request(key="another"), send)
    came = asking(desk, run, step=lambda _name, _do: remembered).ask(make_request(), send)
    assert came
    assert (came.key, came.raw, came.position) == ("key-1", "mine", 1)


# The end of a worker


def test_a_call_that_was_on_its_way_at_a_kill_is_marked_and_asked_again(desk: Desk, run: Run) -> None:
    with desk.store.write() as tx:
        calls.add(tx, run.id, make_call(outcome="pending", **NO_TOKENS), Spent(tokens=1_200))
    send, limits = sending(make_call())
    asking(desk, run).ask(make_request(), send)
    assert outcomes(desk) == ["interrupted", "ok"]
    assert len(limits) == 1
    with desk.store.read() as tx:
        assert calls.spent_by(tx, run.id).tokens == 1_200 + 1_020  # nobody knows whether it was answered, and paid for


def test_a_worker_that_ends_waits_for_no_answer_and_leaves_the_call_on_its_way(desk: Desk, run: Run) -> None:
    gate = Gate(1)
    answered, begun = threading.Event(), threading.Event()

    def send(limit: int | None) -> ModelCall:
        begun.set()
        answered.wait(PATIENCE)
        return make_call()

    def ask() -> None:
        with pytest.raises(Ending):
            asking(desk, run, gate).ask(make_request(), send)

    def end() -> None:
        assert begun.wait(PATIENCE)
        gate.end()

    in_threads([ask, end])
    answered.set()
    assert outcomes(desk) == ["pending"]


def test_a_call_that_failed_because_the_worker_ends_is_no_outcome(desk: Desk, run: Run) -> None:
    gate = Gate(1)

    def send(limit: int | None) -> ModelCall:
        gate.end()
        return make_call(outcome="unavailable")

    with pytest.raises(Ending):
        asking(desk, run, gate).ask(make_request(), send)
    assert outcomes(desk) == ["pending"]


def test_a_good_answer_that_came_just_before_the_end_is_kept(desk: Desk, run: Run) -> None:
    gate = Gate(1)

    def send(limit: int | None) -> ModelCall:
        gate.end()
        return make_call()

    assert asking(desk, run, gate).ask(make_request(), send)
    assert outcomes(desk) == ["ok"]


def test_nothing_is_begun_when_the_worker_ends(desk: Desk, run: Run) -> None:
    gate = Gate(0)
    gate.end()
    with pytest.raises(Ending):
        asking(desk, run, gate).ask(make_request(), must_not_send)
    assert kept(desk) == []


def test_a_call_that_waits_for_a_place_is_taken_back_when_its_run_ends(desk: Desk, run: Run) -> None:
    gate = Gate(0)
    came: list[ModelCall | None] = []

    def end() -> None:
        wait_until(lambda: outcomes(desk) == ["pending"])
        cancelled(desk)
        gate._places.release()

    in_threads([lambda: came.append(asking(desk, run, gate).ask(make_request(), must_not_send)), end])
    assert came == [None]
    assert kept(desk) == []


def test_a_call_that_waits_for_a_place_is_taken_back_when_the_worker_ends(desk: Desk, run: Run) -> None:
    gate = Gate(0)

    def ask() -> None:
        with pytest.raises(Ending):
            asking(desk, run, gate).ask(make_request(), must_not_send)

    def end() -> None:
        wait_until(lambda: outcomes(desk) == ["pending"])
        gate.end()

    in_threads([ask, end])
    assert kept(desk) == []


def test_no_more_calls_are_on_their_way_than_there_are_places(desk: Desk, run: Run) -> None:
    gate = Gate(2)
    under_way, most, lock = [0], [0], threading.Lock()

    def send(limit: int | None) -> ModelCall:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        threading.Event().wait(0.02)
        with lock:
            under_way[0] -= 1
        return make_call()

    in_threads([lambda key=f"key-{number}": asking(desk, run, gate).ask(make_request(key=key), send) for number in range(8)])  # type: ignore[misc] # bound at once
    assert most[0] <= 2
    assert outcomes(desk) == ["ok"] * 8


def test_an_answer_is_not_lost_when_the_store_does_not_answer_for_a_while(
    desk: Desk, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_calls, "STORE_SECONDS", 0.01)
    unsteady = Unsteady(desk)

    def send(limit: int | None) -> ModelCall:
        unsteady.failures = 3
        return make_call()

    steady = replace(desk, store=unsteady)  # type: ignore[arg-type] # it stands in for a store
    assert asking(steady, run).ask(make_request(), send)
    assert outcomes(desk) == ["ok"]
    assert unsteady.failures == 0


class Unsteady:
    """A store that does not answer now and then."""

    def __init__(self, desk: Desk) -> None:
        self._store = desk.store
        self.failures = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self) -> Any:
        """Fail as often as was asked for, then work."""
        if self.failures:
            self.failures -= 1
            raise StoreError("The database does not answer.")
        return self._store.write()


# When nothing more is asked


def cancelled(desk: Desk) -> None:
    with desk.store.write() as tx:
        runs.cancel(tx, "run-1", desk.now())


def begun_anew(desk: Desk) -> None:
    cancelled(desk)
    with desk.store.write() as tx:
        runs.put_back(tx, "run-1", desk.now())


@pytest.mark.parametrize("what_happened", [cancelled, begun_anew])
def test_a_run_that_was_cancelled_or_begun_anew_asks_nothing_more(
    desk: Desk, run: Run, what_happened: Callable[[Desk], None]
) -> None:
    what_happened(desk)
    assert asking(desk, run).ask(make_request(), must_not_send) is None
    assert kept(desk) == []


@pytest.mark.parametrize("outcome", [Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED])
def test_nothing_is_asked_after_an_answer_that_will_not_change(desk: Desk, run: Run, outcome: Outcome, clock: Clock) -> None:
    send, _ = sending(make_call(outcome=outcome, **NO_TOKENS))
    asks = asking(desk, run)
    asks.ask(make_request(), send)
    assert asks.ask(make_request(key="key-2"), must_not_send) is None
    clock.advance(seconds=1)
    begun_anew(desk)  # somebody has put it right
    with desk.store.read() as tx:
        again = runs.get(tx, run.id)
    send, limits = sending(make_call(key="key-2"))
    assert asking(desk, again).ask(make_request(key="key-2"), send)
    assert len(limits) == 1


def test_nothing_is_asked_after_three_questions_without_an_answer(desk: Desk, run: Run) -> None:
    send, limits = sending(*[make_call(key=f"key-{number // 3}", outcome="unavailable", **NO_TOKENS) for number in range(9)])
    asks = asking(desk, run)
    for number in range(9):
        assert asks.ask(make_request(key=f"key-{number // 3}"), send)
    assert asks.ask(make_request(key="key-4"), must_not_send) is None
    assert len(limits) == 9


# Caps


def test_without_a_cap_an_answer_may_be_as_long_as_it_likes(desk: Desk, run: Run) -> None:
    send, limits = sending(make_call())
    asking(desk, run).ask(make_request(), send)
    assert limits == [None]


def test_a_call_that_does_not_fit_is_not_sent_and_says_which_cap_and_what_to_do(desk: Desk, run: Run) -> None:
    asks = asking(desk, run, max_tokens_per_run=1_000)
    refused = asks.ask(make_request(input_tokens=900, answer_tokens=300), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET
    assert "1,000 tokens a run (CHECKER_MAX_TOKENS_PER_RUN)" in refused.message
    assert "Raise CHECKER_MAX_TOKENS_PER_RUN" in refused.message
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
    refused = asks.ask(make_request(key="key-2", input_tokens=600), must_not_send)
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
        calls.add(tx, begin_in(tx, desk), make_call(outcome="pending", **NO_TOKENS), Spent(tokens=5))
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

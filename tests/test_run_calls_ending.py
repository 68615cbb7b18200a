"""The model calls of a run when its worker ends: what is paid for is kept, what is not sent is taken back."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from checker.budget import Spent
from checker.decisions import Desk
from checker.errors import StoreError
from checker.jobs import Ending
from checker.model import ModelCall, Run
from checker.store import calls, runs
from checker.tasks import calls as run_calls
from checker.tasks.gate import Gate
from tests.builders import make_call, make_request
from tests.fakes import in_threads
from tests.run_calls import NO_TOKENS, asking, begin, counted, kept, must_not_send, outcomes, sending
from tests.workers import PATIENCE, wait_until


@pytest.fixture
def run(desk: Desk) -> Run:
    return begin(desk)


def test_a_call_that_was_on_its_way_at_a_kill_is_marked_and_asked_again(desk: Desk, run: Run) -> None:
    with desk.store.write() as tx:
        calls.add(tx, run.id, make_call(outcome="pending", **NO_TOKENS), Spent(tokens=1_200))
    send, limits = sending(make_call())
    asking(desk, run).ask(make_request(), send)
    assert outcomes(desk) == ["interrupted", "ok"]
    assert len(limits) == 1
    assert counted(desk) == 1_200 + 1_020  # nobody knows whether it was answered, and paid for


def test_a_worker_that_ends_waits_only_so_long_for_an_answer_and_leaves_the_call_on_its_way(desk: Desk, run: Run) -> None:
    gate = Gate(1, grace=0.05)
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


@pytest.mark.parametrize("outcome", ["ok", "invalid", "refused", "truncated", "rejected"])
def test_an_answer_that_came_just_before_the_end_is_paid_for_and_kept(desk: Desk, run: Run, outcome: str) -> None:
    gate = Gate(1)

    def send(limit: int | None) -> ModelCall:
        gate.end()
        return make_call(outcome=outcome)

    assert asking(desk, run, gate).ask(make_request(), send)
    assert outcomes(desk) == [outcome]


def test_an_answer_that_comes_within_the_moment_that_a_worker_waits_is_kept(desk: Desk, run: Run) -> None:
    gate = Gate(1, grace=PATIENCE)
    begun, answer = threading.Event(), threading.Event()

    def send(limit: int | None) -> ModelCall:
        begun.set()
        answer.wait(PATIENCE)
        return make_call()

    def end() -> None:
        assert begun.wait(PATIENCE)
        gate.end()
        answer.set()

    in_threads([lambda: asking(desk, run, gate).ask(make_request(), send), end])
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
        with desk.store.write() as tx:
            runs.cancel(tx, run.id, desk.now())
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

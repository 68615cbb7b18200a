"""Several runs that ask the same at the same time: one of them asks, the others take its answer, and nobody waits in vain."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from checker import jobs, tasks
from checker.budget import Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.jobs import Ending
from checker.model import ModelCall, Run
from checker.store import calls, runs
from checker.tasks.gate import Gate
from checker.tasks.heard import Heard
from checker.words import RunStatus
from tests import desk_process
from tests.builders import make_call, make_draft, make_request
from tests.desks import ANN, used_by
from tests.extract.answers import every_sentence
from tests.fakes import Clock, in_threads
from tests.openai_server import serving, slow
from tests.run_calls import NO_TOKENS, asking, begin, kept, must_not_send, outcomes, sending
from tests.workers import PATIENCE, wait_until

Send = Callable[[int | None], ModelCall]


@pytest.fixture
def run(desk: Desk) -> Run:
    return begin(desk)


def test_two_runs_over_the_same_text_send_one_request(database_url: str) -> None:
    desk = desk_process.open_desk(database_url)
    with serving(slow(0.3, every_sentence)) as server:
        settings = desk_process.model_settings(server.url, at_once=4)
        first = tasks.ingest(desk, settings, ANN, make_draft(text="In 1950 the town of Springfield had 50 wells."))
        second = tasks.extract_again(desk, settings, ANN, first.document.id)
        tasks.work_off(desk, settings)
        assert len(server.seen) == 1
    assert first.run
    ended = [jobs.status(desk, run_id) for run_id in (first.run.id, second.id)]
    assert [run.status for run in ended] == [RunStatus.DONE] * 2
    assert [[call.reused for call in kept(desk, run.id)] for run in ended] in ([[False], [True]], [[True], [False]])
    assert sorted(used_by(desk, run.id).input_tokens for run in ended) == [0, 11]  # of which one was paid for
    desk.store.close()


def asked_by_both(desk: Desk, run: Run, first: Send, second: Send) -> list[ModelCall | None]:
    """Have a second run ask the same while the first one's call is under way; return what came to the second."""
    other, sent, came = begin(desk, "run-2"), threading.Event(), list[ModelCall | None]()
    heard = Heard()

    def slowly(limit: int | None) -> ModelCall:
        sent.set()
        threading.Event().wait(0.3)
        return first(limit)

    def follow() -> None:
        assert sent.wait(PATIENCE)
        came.append(asking(desk, other, heard=heard).ask(make_request(), second))

    in_threads([lambda: asking(desk, run, heard=heard).ask(make_request(), slowly), follow])
    return came


def test_the_second_run_takes_the_answer_that_the_first_one_waits_for(desk: Desk, run: Run) -> None:
    [came] = asked_by_both(desk, run, lambda _limit: make_call(raw="answer"), must_not_send)
    assert came
    assert (came.raw, came.reused, came.cost) == ("answer", True, 0.0)
    assert outcomes(desk, "run-2") == ["ok"]


@pytest.mark.parametrize("outcome", ["unavailable", "invalid", "refused"])
def test_the_second_run_asks_itself_when_the_first_one_got_no_good_answer(desk: Desk, run: Run, outcome: str) -> None:
    send, limits = sending(make_call())
    [came] = asked_by_both(desk, run, lambda _limit: make_call(outcome=outcome, **NO_TOKENS), send)
    assert came
    assert (came.outcome, came.reused, len(limits)) == ("ok", False, 1)


def test_the_second_run_hears_what_the_server_says_to_all_alike(desk: Desk, run: Run) -> None:
    refused = make_call(outcome="unauthorised", message="No.", **NO_TOKENS)
    [came] = asked_by_both(desk, run, lambda _limit: refused, must_not_send)
    assert came
    assert (came.outcome, came.message) == ("unauthorised", "No.")


def withdrawn(tx: Any, run_id: str) -> None:
    calls.withdraw(tx, run_id, 0)


def interrupted(tx: Any, run_id: str) -> None:
    calls.interrupt(tx, run_id, "key-1")


@pytest.mark.parametrize("given_up", [withdrawn, interrupted])
def test_a_run_that_waits_asks_itself_once_the_other_call_is_given_up(
    desk: Desk, run: Run, given_up: Callable[[Any, str], None]
) -> None:
    on_its_way(desk, run)
    send, limits = sending(make_call())

    def give_up() -> None:
        threading.Event().wait(0.3)
        assert limits == []
        with desk.store.write() as tx:
            given_up(tx, run.id)

    other = begin(desk, "run-2")
    in_threads([lambda: asking(desk, other).ask(make_request(), send), give_up])
    assert len(limits) == 1


def on_its_way(desk: Desk, run: Run) -> None:
    with desk.store.write() as tx:
        calls.add(tx, run.id, make_call(outcome="pending", at=desk.now(), **NO_TOKENS), Spent())


def test_the_call_of_a_process_that_is_gone_is_waited_for_no_longer_than_a_call_can_take(
    desk: Desk, run: Run, clock: Clock
) -> None:
    on_its_way(desk, run)
    send, limits = sending(make_call())
    asks = asking(desk, begin(desk, "run-2"), model_timeout=60)
    clock.advance(seconds=121)
    assert asks.ask(make_request(), send)
    assert len(limits) == 1


def test_a_question_that_waits_in_a_batch_keeps_nobody_waiting(desk: Desk, run: Run) -> None:
    on_its_way(desk, run)
    with desk.store.write() as tx:
        tx.exec_driver_sql("UPDATE run SET by_batch = true WHERE id = 'run-1'")
    send, limits = sending(make_call())
    assert asking(desk, begin(desk, "run-2")).ask(make_request(), send)
    assert len(limits) == 1


def test_another_question_is_not_waited_for(desk: Desk, run: Run) -> None:
    on_its_way(desk, run)
    send, limits = sending(make_call(key="key-2"))
    assert asking(desk, begin(desk, "run-2")).ask(make_request(key="key-2"), send)
    assert len(limits) == 1


@pytest.mark.parametrize("end", ["cancel", "worker"])
def test_a_run_that_waits_for_another_one_can_be_ended(desk: Desk, run: Run, end: str) -> None:
    on_its_way(desk, run)
    other, gate, begun = begin(desk, "run-2"), Gate(1), threading.Event()
    came: list[object] = []

    def ask() -> None:
        begun.set()
        try:
            came.append(asking(desk, other, gate).ask(make_request(), must_not_send))
        except Ending:
            came.append("ending")

    def stop() -> None:
        assert begun.wait(PATIENCE)
        if end == "worker":
            gate.end()
            return
        with desk.store.write() as tx:
            runs.cancel(tx, other.id, desk.now())

    in_threads([ask, stop])
    assert came == (["ending"] if end == "worker" else [None])
    assert kept(desk, other.id) == []


def test_runs_that_ask_the_same_questions_in_opposite_order_all_get_answers(desk: Desk, run: Run) -> None:
    keys = ["key-1", "key-2", "key-3"]
    sent: list[str] = []

    def ask_all(which: Run, order: list[str]) -> None:
        asks = asking(desk, which)
        for key in order:
            assert asks.ask(make_request(key=key), lambda _limit, key=key: answered(key))  # type: ignore[misc] # bound at once

    def answered(key: str) -> ModelCall:
        sent.append(key)
        threading.Event().wait(0.05)
        return make_call(key=key)

    other = begin(desk, "run-2")
    in_threads([lambda: ask_all(run, keys), lambda: ask_all(other, keys[::-1])])
    assert sorted(sent) == keys


# The order of things, whatever the clocks say


@pytest.mark.parametrize("seconds", [-3_600, 0, 3_600])
def test_what_a_run_asked_before_it_was_begun_anew_does_not_count_whatever_the_clocks_say(
    desk: Desk, run: Run, clock: Clock, seconds: int
) -> None:
    send, _ = sending(make_call(outcome="unauthorised", **NO_TOKENS))
    heard = Heard()
    asking(desk, run, heard=heard).ask(make_request(), send)
    clock.advance(seconds=seconds)  # the machine that begins it anew has another clock
    jobs.cancel(desk, ANN, run.id)
    again = jobs.retry(desk, ANN, run.id)
    send, limits = sending(make_call(key="key-2"))
    assert asking(desk, again, heard=heard).ask(make_request(key="key-2"), send)
    assert len(limits) == 1


@pytest.mark.parametrize("seconds", [-3_600, 0, 3_600])
def test_what_the_server_said_since_a_run_was_queued_holds_for_it_whatever_the_clocks_say(
    desk: Desk, run: Run, clock: Clock, seconds: int
) -> None:
    clock.advance(seconds=seconds)
    waiting = tasks.extract_again(desk, Settings(), ANN, run.document_id)
    clock.advance(seconds=-seconds)
    send, _ = sending(make_call(outcome="quota_exhausted", **NO_TOKENS))
    heard = Heard()
    asking(desk, run, heard=heard).ask(make_request(), send)
    came = asking(desk, waiting, heard=heard).ask(make_request(key="key-2"), must_not_send)
    assert came
    assert came.outcome == "quota_exhausted"
    clock.advance(seconds=seconds)
    later = tasks.extract_again(desk, Settings(), ANN, run.document_id)  # somebody has put it right
    send, limits = sending(make_call(key="key-2"))
    assert asking(desk, later, heard=heard).ask(make_request(key="key-2"), send)
    assert len(limits) == 1


def test_what_a_server_said_to_another_worker_holds_for_this_one_never(desk: Desk, run: Run) -> None:
    waiting = tasks.extract_again(desk, Settings(), ANN, run.document_id)
    send, _ = sending(make_call(outcome="unauthorised", **NO_TOKENS))
    asking(desk, run, heard=Heard()).ask(make_request(), send)
    send, limits = sending(make_call(key="key-2"))  # it has another key, or was started again with one
    came = asking(desk, waiting, heard=Heard()).ask(make_request(key="key-2"), send)
    assert came
    assert (came.outcome, len(limits)) == ("ok", 1)


def test_what_stands_in_the_place_of_a_call_that_was_turned_down_is_heard_by_nobody(desk: Desk, run: Run) -> None:
    waiting, heard = tasks.extract_again(desk, Settings(), ANN, run.document_id), Heard()
    send, _ = sending(make_call(outcome="unauthorised", **NO_TOKENS))
    asking(desk, run, heard=heard).ask(make_request(), send)
    before = heard.of(make_request().model)
    asking(desk, waiting, heard=heard).ask(make_request(key="key-2"), must_not_send)
    assert heard.of(make_request().model) == before
    assert [call.sent for call in kept(desk, waiting.id)] == [False]


def test_a_call_keeps_the_try_of_its_run(desk: Desk, run: Run, clock: Clock) -> None:
    on_its_way(desk, run)
    jobs.cancel(desk, ANN, run.id)
    again = jobs.retry(desk, ANN, run.id)
    with desk.store.read() as tx:
        assert len(calls.made_by(tx, run)) == 1
        assert calls.made_by(tx, again) == []
    clock.time -= timedelta(days=1)
    on_its_way(desk, again)
    wait_until(lambda: len(kept(desk)) == 2)
    with desk.store.read() as tx:
        assert [call.position for call in calls.made_by(tx, again)] == [1]

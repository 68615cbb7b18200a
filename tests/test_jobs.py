"""The list of work and its worker: cancelled, failed, abandoned and taken over, without ever storing twice."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from checker import jobs
from checker.auth import User
from checker.decisions import Desk
from checker.errors import ModelRejected, ModelUnavailable, NotAllowed, NotFound, StoreError
from checker.jobs import HOLD, Plan, RunGone
from checker.model import Run
from checker.store import documents, events, runs, schema
from checker.words import RunStatus
from tests.builders import make_document
from tests.desks import ANN, BOB
from tests.fakes import Clock, in_threads

PLAN = Plan(extractor="fake", model="openai:example", prompt_hash="abc")
Work = Callable[[Run, jobs.Progress], None]


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
    return desk


def enqueue(desk: Desk, number: int = 1) -> list[str]:
    with desk.store.write() as tx:
        return [jobs.enqueue(tx, desk, ANN, "document-1", PLAN).id for _ in range(number)]


def take(desk: Desk, worker: str) -> Run | None:
    with desk.store.write() as tx:
        return runs.take(tx, worker, desk.now(), desk.now() + HOLD)


def finish(desk: Desk, run: Run) -> bool:
    with desk.store.write() as tx:
        return jobs.finish(tx, replace(run, status=RunStatus.DONE, finished_at=desk.now()))


def finishing(desk: Desk, steps: int = 1) -> Work:
    def work(run: Run, progress: jobs.Progress) -> None:
        for step in range(steps):
            progress(step + 1, steps)
        finish(desk, run)

    return work


def work_off(desk: Desk, work: Work) -> None:
    jobs.run_worker(desk, work, threading.Event(), until_idle=True)


def must_not_work(run: Run, progress: jobs.Progress) -> None:
    pytest.fail(f"{run.id} was begun")


def dead_worker() -> str:
    """Return the name of a worker of this machine whose process has ended."""
    gone = subprocess.Popen([sys.executable, "-S", "-c", ""])
    gone.wait()
    host, _, token = jobs.worker_name("old").rsplit("/", 2)
    return f"{host}/{gone.pid}/{token}"


def test_a_run_waits_and_is_then_done(waiting: Desk, clock: Clock) -> None:
    [run_id] = enqueue(waiting)
    queued = jobs.status(waiting, run_id)
    assert (queued.status, queued.queued_by, queued.worker, queued.model) == (RunStatus.QUEUED, "ann", None, "openai:example")
    assert jobs.unfinished(waiting) == [queued]
    clock.advance(seconds=5)
    work_off(waiting, finishing(waiting, steps=3))
    done = jobs.status(waiting, run_id)
    assert (done.status, done.done, done.total, done.finished_at) == (RunStatus.DONE, 3, 3, clock())
    assert jobs.unfinished(waiting) == []


def test_runs_are_done_in_the_order_in_which_they_came(waiting: Desk) -> None:
    order: list[str] = []

    def work(run: Run, progress: jobs.Progress) -> None:
        order.append(run.id)
        finish(waiting, run)

    ids = enqueue(waiting, 3)
    work_off(waiting, work)
    assert order == ids


def test_a_cancelled_run_stops_at_its_next_step_and_stores_nothing(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    steps: list[int] = []

    def work(run: Run, progress: jobs.Progress) -> None:
        for step in range(5):
            progress(step, 5)
            steps.append(step)
            if step == 1:
                jobs.cancel(waiting, BOB, run.id)
        finish(waiting, run)

    work_off(waiting, work)
    assert steps == [0, 1]
    assert jobs.status(waiting, run_id).status is RunStatus.CANCELLED


def test_a_run_that_was_cancelled_during_its_last_step_stores_nothing_either(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    stored: list[bool] = []

    def work(run: Run, progress: jobs.Progress) -> None:
        jobs.cancel(waiting, ANN, run.id)
        stored.append(finish(waiting, run))

    work_off(waiting, work)
    assert stored == [False]
    assert jobs.status(waiting, run_id).status is RunStatus.CANCELLED


def test_a_run_that_waits_can_be_cancelled_and_is_not_begun(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    jobs.cancel(waiting, ANN, run_id)
    work_off(waiting, must_not_work)
    assert jobs.status(waiting, run_id).message == "Cancelled."


def test_what_has_ended_cannot_be_cancelled_any_more(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    work_off(waiting, finishing(waiting))
    assert jobs.cancel(waiting, ANN, run_id).status is RunStatus.DONE


def test_a_failed_run_says_why_and_can_be_tried_again(waiting: Desk, clock: Clock) -> None:
    [run_id] = enqueue(waiting)

    def work(run: Run, progress: jobs.Progress) -> None:
        raise ModelRejected("The server turned the key down.")

    work_off(waiting, work)
    failed = jobs.status(waiting, run_id)
    assert (failed.status, failed.message, failed.finished_at) == (RunStatus.FAILED, "The server turned the key down.", clock())
    again = jobs.retry(waiting, BOB, run_id)
    assert (again.status, again.message, again.finished_at, again.worker) == (RunStatus.QUEUED, "", None, None)
    work_off(waiting, finishing(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE
    assert jobs.retry(waiting, BOB, run_id).status is RunStatus.DONE  # what is done is not done again


def test_a_cancelled_run_can_be_tried_again(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    jobs.cancel(waiting, ANN, run_id)
    jobs.retry(waiting, ANN, run_id)
    work_off(waiting, finishing(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def test_an_error_that_nobody_expected_fails_its_run_and_not_the_next(waiting: Desk, caplog: pytest.LogCaptureFixture) -> None:
    first, second = enqueue(waiting, 2)

    def work(run: Run, progress: jobs.Progress) -> None:
        if run.id == first:
            raise ZeroDivisionError("secret detail")
        finish(waiting, run)

    work_off(waiting, work)
    failed = jobs.status(waiting, first)
    assert failed.status is RunStatus.FAILED
    assert "ZeroDivisionError" in failed.message
    assert "secret detail" not in failed.message
    assert "secret detail" in caplog.text
    assert jobs.status(waiting, second).status is RunStatus.DONE


def test_only_those_who_may_extract_put_work_on_the_list_or_take_it_off(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    eve = User(name="eve", roles=frozenset(), session="s")
    for refused in (jobs.cancel, jobs.retry):
        with pytest.raises(NotAllowed):
            refused(waiting, eve, run_id)
    with pytest.raises(NotAllowed), waiting.store.write() as tx:
        jobs.enqueue(tx, waiting, eve, "document-1", PLAN)
    assert [run.id for run in jobs.unfinished(waiting)] == [run_id]


def test_a_run_that_is_not_there_is_named(waiting: Desk) -> None:
    with pytest.raises(NotFound, match="run-99"):
        jobs.status(waiting, "run-99")
    with pytest.raises(NotFound, match="run-99"):
        jobs.cancel(waiting, ANN, "run-99")


# Workers that die


def test_the_run_of_a_dead_process_is_taken_back_at_once(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    assert take(waiting, dead_worker())
    work_off(waiting, finishing(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


@pytest.mark.parametrize("worker", [f"elsewhere/{os.getpid()}/x", "elsewhere/999999999/x", jobs.worker_name("sibling")])
def test_the_run_of_a_worker_that_may_be_alive_is_left_alone_until_its_hold_ends(
    waiting: Desk, clock: Clock, worker: str
) -> None:
    [run_id] = enqueue(waiting)
    assert take(waiting, worker)
    work_off(waiting, must_not_work)
    clock.advance(seconds=HOLD.total_seconds() - 1)
    work_off(waiting, must_not_work)
    clock.advance(seconds=1)
    work_off(waiting, finishing(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def test_a_worker_whose_run_was_taken_over_can_neither_report_nor_store(waiting: Desk, clock: Clock) -> None:
    enqueue(waiting)
    slow = take(waiting, "host/1/slow")
    assert slow
    clock.advance(seconds=HOLD.total_seconds())
    quick = take(waiting, "host/2/quick")
    assert quick
    assert (quick.id, quick.done) == (slow.id, 0)
    with waiting.store.write() as tx:
        assert not runs.report(tx, slow.id, "host/1/slow", clock() + HOLD, (1, 2))
    assert not finish(waiting, slow)
    assert finish(waiting, quick)
    assert not finish(waiting, quick)


def test_a_worker_that_lost_its_run_in_the_middle_stops_without_a_word(waiting: Desk, clock: Clock) -> None:
    [run_id] = enqueue(waiting)
    taken: list[Run | None] = []

    def work(run: Run, progress: jobs.Progress) -> None:
        clock.advance(minutes=2)
        taken.append(take(waiting, "host/2/quick"))
        with pytest.raises(RunGone, match=run_id):
            progress(1, 2)
        raise RunGone(run.id)

    work_off(waiting, work)
    assert taken[0]
    assert jobs.status(waiting, run_id).status is RunStatus.RUNNING
    assert jobs.status(waiting, run_id).worker == "host/2/quick"


def test_a_step_that_takes_long_keeps_its_run_by_its_heartbeat(
    waiting: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    [run_id] = enqueue(waiting)
    others: list[Run | None] = []

    def work(run: Run, progress: jobs.Progress) -> None:
        progress(2, 5)
        for _ in range(3):
            clock.advance(seconds=HOLD.total_seconds() - 1)
            wait_for_heartbeat(waiting, run_id)
            others.append(take(waiting, "host/2/other"))
        assert jobs.status(waiting, run_id).done == 2
        finish(waiting, run)

    work_off(waiting, work)
    assert others == [None] * 3
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def wait_for_heartbeat(desk: Desk, run_id: str) -> None:
    until = desk.now() + HOLD
    while _held_until(desk, run_id) != until:
        threading.Event().wait(0.01)


def _held_until(desk: Desk, run_id: str) -> Any:
    with desk.store.read() as tx:
        return tx.scalar(select(schema.run.c.held_until).where(schema.run.c.id == run_id))


def test_several_workers_share_the_list_and_do_nothing_twice(waiting: Desk) -> None:
    ids = enqueue(waiting, 20)
    done: list[str] = []

    def work(run: Run, progress: jobs.Progress) -> None:
        progress(1, 1)
        if finish(waiting, run):
            done.append(run.id)

    in_threads([lambda: work_off(waiting, work)] * 4)
    assert sorted(done) == sorted(ids)


def test_a_worker_waits_for_work_and_ends_when_told_to(waiting: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.01)
    stop, done = threading.Event(), threading.Event()

    def work(run: Run, progress: jobs.Progress) -> None:
        finish(waiting, run)
        done.set()

    worker = threading.Thread(target=jobs.run_worker, args=(waiting, work, stop))
    worker.start()
    enqueue(waiting)
    assert done.wait(60)
    stop.set()
    worker.join(60)
    assert not worker.is_alive()


class Unsteady:
    """A store that does not answer now and then."""

    def __init__(self, desk: Desk, failures: int) -> None:
        self._store = desk.store
        self.failures = failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self) -> Any:
        """Fail as often as was asked for, then work."""
        if self.failures:
            self.failures -= 1
            raise StoreError("The database does not answer.")
        return self._store.write()


def test_a_worker_outlives_a_database_that_does_not_answer_for_a_while(waiting: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.01)
    [run_id] = enqueue(waiting)
    stop = threading.Event()
    unsteady = Unsteady(waiting, 0)

    def work(run: Run, progress: jobs.Progress) -> None:
        finish(waiting, run)
        stop.set()

    monkeypatch.setattr(jobs, "release_the_dead", lambda _desk, _worker: setattr(unsteady, "failures", 3))
    jobs.run_worker(replace(waiting, store=unsteady), work, stop)  # type: ignore[arg-type] # it stands in for a store
    assert unsteady.failures == 0
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def test_a_single_pass_over_the_list_says_that_the_database_does_not_answer(waiting: Desk) -> None:
    with pytest.raises(StoreError):
        work_off(replace(waiting, store=Unsteady(waiting, 1)), must_not_work)  # type: ignore[arg-type] # it stands in for a store


def test_a_heartbeat_that_the_database_did_not_hear_is_followed_by_the_next(
    waiting: Desk, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    [run_id] = enqueue(waiting)
    unsteady = Unsteady(waiting, 0)

    def work(run: Run, progress: jobs.Progress) -> None:
        unsteady.failures = 2
        clock.advance(seconds=30)
        wait_for_heartbeat(waiting, run_id)
        finish(waiting, run)

    work_off(replace(waiting, store=unsteady), work)  # type: ignore[arg-type] # it stands in for a store
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def test_the_hold_is_several_heartbeats_long() -> None:
    assert timedelta(seconds=3 * jobs.BEAT_SECONDS) < HOLD


def test_the_history_says_who_asked_for_a_run_and_what_became_of_it(waiting: Desk) -> None:
    def refused(run: Run, progress: jobs.Progress) -> None:
        raise ModelUnavailable("nobody answers")

    (run_id,) = enqueue(waiting)
    jobs.cancel(waiting, ANN, run_id)
    jobs.retry(waiting, BOB, run_id)
    work_off(waiting, refused)
    with waiting.store.read() as tx:
        told = [(event.actor, event.action, event.after.get("status")) for event in events.history(tx, "run", run_id)]
    assert told == [
        ("ann", "extract", None),
        ("ann", "cancel", "cancelled"),
        ("bob", "retry", "queued"),
        ("machine: fake", "finish", "failed"),
    ]

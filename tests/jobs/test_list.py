"""The list of work: put on it, cancelled, failed and tried again, without ever storing twice."""

import threading
from dataclasses import replace

import pytest

from checker import jobs
from checker.auth import User
from checker.decisions import Desk
from checker.errors import ModelRejected, ModelUnavailable, NotAllowed, NotFound
from checker.model import Run
from checker.store import events, runs
from checker.words import RunStatus
from tests.desks import ANN, BOB
from tests.fakes import Clock
from tests.jobs.conftest import PLAN, enqueue, failing, must_not_work
from tests.workers import PATIENCE, QUICK, Diary, Errands, wait_until, work_off, working


def test_a_run_waits_and_is_then_done(waiting: Desk, clock: Clock) -> None:
    [run_id] = enqueue(waiting)
    queued = jobs.status(waiting, run_id)
    assert (queued.status, queued.queued_by, queued.tries, queued.model) == (RunStatus.QUEUED, "ann", 1, "openai:example")
    assert jobs.unfinished(waiting) == [queued]
    clock.advance(seconds=5)
    work_off(waiting, Errands(waiting, parts_of_run=3))
    done = jobs.status(waiting, run_id)
    assert (done.status, done.done, done.total, done.finished_at) == (RunStatus.DONE, 3, 3, clock())
    assert jobs.unfinished(waiting) == []


def test_a_run_that_is_being_done_says_how_far_it_is(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    seen: list[tuple[RunStatus, int]] = []
    go_on = threading.Event()

    def doing(run: Run, part: int, step: int) -> None:
        if part == 2:
            go_on.wait(PATIENCE)

    with working(waiting, Errands(waiting, parts_of_run=3, doing=doing)):
        wait_until(lambda: jobs.status(waiting, run_id).done == 2)
        far = jobs.status(waiting, run_id)
        seen.append((far.status, far.total))
        go_on.set()
        wait_until(lambda: not jobs.unfinished(waiting))
    assert seen == [(RunStatus.RUNNING, 3)]


def test_runs_are_begun_in_the_order_in_which_they_came(waiting: Desk, diary: Diary) -> None:
    ids = enqueue(waiting, 30)
    work_off(waiting, Errands(waiting, doing=diary.write))
    begun = [run.split()[0] for run, _, _ in diary.lines()]
    assert sorted(begun) == sorted(ids)
    places = [begun.index(run_id) for run_id in ids]
    assert max(places[:2]) < min(places[-2:])  # some are under way together, but not these
    assert sum(places[:10]) < sum(places[10:20]) < sum(places[20:])


def test_a_cancelled_run_takes_no_further_step_and_stores_nothing(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    parts: list[int] = []

    def doing(run: Run, part: int, step: int) -> None:
        parts.append(part)
        jobs.cancel(waiting, BOB, run.id)

    work_off(waiting, Errands(waiting, parts_of_run=30, doing=doing))
    assert len(parts) <= 2 * QUICK.at_once
    assert jobs.status(waiting, run_id).status is RunStatus.CANCELLED
    with waiting.store.read() as tx:
        assert runs.readings(tx, run_id) == {}


def test_a_run_that_was_cancelled_during_its_last_part_stores_nothing_either(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)

    def doing(run: Run, part: int, step: int) -> None:
        jobs.cancel(waiting, ANN, run.id)

    work_off(waiting, Errands(waiting, doing=doing))
    run = jobs.status(waiting, run_id)
    assert (run.status, run.done) == (RunStatus.CANCELLED, 0)
    with waiting.store.write() as tx:
        assert not jobs.finish(tx, replace(run, status=RunStatus.DONE))


def test_a_run_that_waits_can_be_cancelled_and_is_not_begun(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    jobs.cancel(waiting, ANN, run_id)
    work_off(waiting, Errands(waiting, doing=must_not_work))
    assert jobs.status(waiting, run_id).message == "Cancelled."


def test_what_has_ended_cannot_be_cancelled_any_more(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    work_off(waiting, Errands(waiting))
    assert jobs.cancel(waiting, ANN, run_id).status is RunStatus.DONE


def test_a_failed_run_says_why_and_can_be_tried_again(waiting: Desk, clock: Clock) -> None:
    [run_id] = enqueue(waiting)
    work_off(waiting, Errands(waiting, doing=failing(ModelRejected("The server turned the key down."))))
    failed = jobs.status(waiting, run_id)
    assert (failed.status, failed.message, failed.finished_at) == (RunStatus.FAILED, "The server turned the key down.", clock())
    assert jobs.ended_badly(waiting) == [failed]
    again = jobs.retry(waiting, BOB, run_id)
    assert (again.status, again.message, again.finished_at, again.tries) == (RunStatus.QUEUED, "", None, 2)
    work_off(waiting, Errands(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE
    assert jobs.retry(waiting, BOB, run_id).status is RunStatus.DONE  # what is done is not done again


def test_a_run_that_cannot_even_be_divided_says_why(waiting: Desk) -> None:
    class Undivided(Errands):
        def parts(self, run: Run) -> int:
            raise ModelRejected("There is no such model.")

    [run_id] = enqueue(waiting)
    work_off(waiting, Undivided(waiting))
    failed = jobs.status(waiting, run_id)
    assert (failed.status, failed.message) == (RunStatus.FAILED, "There is no such model.")


def test_a_cancelled_run_can_be_tried_again_while_its_first_try_is_still_under_way(waiting: Desk) -> None:
    [run_id] = enqueue(waiting)
    tries: list[int] = []
    go_on = threading.Event()

    def doing(run: Run, part: int, step: int) -> None:
        tries.append(run.tries)
        if run.tries == 1:
            go_on.wait(PATIENCE)

    with working(waiting, Errands(waiting, doing=doing)):
        wait_until(lambda: tries)
        jobs.cancel(waiting, ANN, run_id)
        jobs.retry(waiting, ANN, run_id)
        wait_until(lambda: jobs.status(waiting, run_id).status is RunStatus.DONE)
        go_on.set()
    assert tries == [1, 2]
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def test_an_error_that_nobody_expected_fails_its_run_and_not_the_next(waiting: Desk, caplog: pytest.LogCaptureFixture) -> None:
    first, second = enqueue(waiting, 2)
    work_off(waiting, Errands(waiting, doing=failing(ZeroDivisionError("secret detail"), first)))
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


def test_the_history_says_who_asked_for_a_run_and_what_became_of_it(waiting: Desk) -> None:
    (run_id,) = enqueue(waiting)
    jobs.cancel(waiting, ANN, run_id)
    jobs.retry(waiting, BOB, run_id)
    work_off(waiting, Errands(waiting, doing=failing(ModelUnavailable("nobody answers"))))
    with waiting.store.read() as tx:
        told = [(event.actor, event.action, event.after.get("status")) for event in events.history(tx, "run", run_id)]
    assert told == [
        ("ann", "extract", None),
        ("ann", "cancel", "cancelled"),
        ("bob", "retry", "queued"),
        ("machine: fake", "finish", "failed"),
    ]


def test_what_was_cancelled_is_listed_apart_from_what_ended_badly_unless_a_later_run_did_it(waiting: Desk) -> None:
    first, second = enqueue(waiting, 2)
    jobs.cancel(waiting, ANN, first)
    assert jobs.cancelled(waiting) == []
    jobs.cancel(waiting, ANN, second)
    assert [run.id for run in jobs.cancelled(waiting)] == [second]
    assert jobs.ended_badly(waiting) == []


def test_a_desk_has_a_worker_as_long_as_one_is_at_work(waiting: Desk) -> None:
    assert not jobs.has_worker(waiting)
    with working(waiting, Errands(waiting)):
        wait_until(lambda: jobs.has_worker(waiting))
    assert not jobs.has_worker(waiting)

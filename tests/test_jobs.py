"""The list of work and its workers: cancelled, failed, killed and taken over, without ever storing twice."""

import os
import shutil
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from checker import jobs
from checker.auth import User
from checker.decisions import Desk
from checker.errors import ModelRejected, ModelUnavailable, NotAllowed, NotFound, StoreError
from checker.jobs import Plan, engine, queue
from checker.model import Run
from checker.store import Store, documents, events, runs, seats
from checker.words import RunStatus
from tests import desk_process
from tests.builders import make_document
from tests.desks import ANN, BOB
from tests.fakes import Clock, in_threads
from tests.workers import PATIENCE, QUICK, Diary, Errands, wait_until, work_off, working

PLAN = Plan(extractor="fake", model="openai:example", prompt_hash="abc")
on_a_file = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
on_a_server = pytest.mark.parametrize("new_database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
    return desk


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary")


def enqueue(desk: Desk, number: int = 1) -> list[str]:
    with desk.store.write() as tx:
        return [jobs.enqueue(tx, desk, ANN, "document-1", PLAN).id for _ in range(number)]


def must_not_work(run: Run, part: int, step: int) -> None:
    pytest.fail(f"{run.id} was begun")


def failing(error: Exception, run_id: str | None = None) -> Any:
    def doing(run: Run, part: int, step: int) -> None:
        if run_id in {None, run.id}:
            raise error

    return doing


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


# Workers that end


def test_a_worker_waits_for_work_and_ends_when_told_to(waiting: Desk) -> None:
    work = Errands(waiting)
    with working(waiting, work):
        [run_id] = enqueue(waiting)
        wait_until(lambda: jobs.status(waiting, run_id).status is RunStatus.DONE)
    assert work.hurried.is_set()
    assert work.closed == 1


def test_a_worker_that_ends_breaks_off_its_step_and_the_next_takes_only_this_one_again(waiting: Desk, diary: Diary) -> None:
    [run_id] = enqueue(waiting)
    slow = Errands(waiting, steps=3)

    def doing(run: Run, part: int, step: int) -> None:
        diary.write(run, part, step)
        if step == 1:
            slow.hurried.wait(PATIENCE)

    slow.doing = doing
    with working(waiting, slow):
        wait_until(lambda: len(diary.lines()) == 2)
    assert jobs.status(waiting, run_id).status is RunStatus.RUNNING
    work_off(waiting, Errands(waiting, steps=3, doing=diary.write))
    assert [step for _, step, _ in diary.lines()] == ["0", "1", "1", "2"]
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


def test_a_part_that_will_not_let_go_does_not_keep_its_worker_from_ending(
    waiting: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LETTING_GO_SECONDS", 0.1)
    [run_id] = enqueue(waiting)
    begun, go_on = threading.Event(), threading.Event()

    def doing(run: Run, part: int, step: int) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    with working(waiting, Errands(waiting, doing=doing)):
        assert begun.wait(PATIENCE)
    work_off(waiting, Errands(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE
    go_on.set()


def test_a_step_that_was_over_before_a_kill_is_not_taken_again(waiting: Desk, database_url: str, diary: Diary) -> None:
    ids = enqueue(waiting, 3)
    with worker_process(database_url, diary, "a", parts=4, steps=3) as (process, _):
        wait_until(lambda: len(diary.lines()) >= 15)
        os.kill(process.pid or 0, signal.SIGKILL)
    before = Counter((part, step) for part, step, _ in diary.lines())
    assert set(before.values()) == {1}
    last = {part: step for part, step, _ in diary.lines()}
    work_off(waiting, Errands(waiting, parts_of_run=4, steps=3, doing=diary.write))
    after = Counter((part, step) for part, step, _ in diary.lines())
    assert len(after) == 3 * 4 * 3
    twice = {part: step for (part, step), times in after.items() if times > 1}
    assert set(after.values()) <= {1, 2}
    assert twice.items() <= last.items()  # what was under way
    assert len(twice) <= 2 * QUICK.at_once
    assert [jobs.status(waiting, each).status for each in ids] == [RunStatus.DONE] * 3


@contextmanager
def worker_process(url: str, diary: Diary, name: str, *, parts: int, steps: int) -> Iterator[tuple[BaseProcess, Connection]]:
    doing = partial(desk_process.keep_a_diary, diary.path, parts, steps)
    process, said = desk_process.start(doing, url, name)
    try:
        yield process, said
    finally:
        process.kill()
        process.join()
        said.close()


@on_a_file
def test_of_two_processes_at_one_file_the_second_waits_and_takes_over(waiting: Desk, database_url: str, diary: Diary) -> None:
    enqueue(waiting, 10)
    with worker_process(database_url, diary, "first", parts=2, steps=4) as (first, said):
        assert said.recv() == {"seat": "local"}
        with worker_process(database_url, diary, "second", parts=2, steps=4) as (_, said_by_second):
            assert said_by_second.recv() == {"seat": ""}
            wait_until(lambda: len(diary.lines()) >= 10)
            assert {by for _, _, by in diary.lines()} == {"first"}
            first.kill()
            assert said_by_second.recv() == {"seat": "local"}
            wait_until(lambda: not jobs.unfinished(waiting))
    assert {by for _, _, by in diary.lines()} == {"first", "second"}
    assert len({(part, step) for part, step, _ in diary.lines()}) == 10 * 2 * 4


@on_a_file
def test_somebody_who_waits_for_the_end_while_another_has_the_seat_finds_the_work_done(waiting: Desk) -> None:
    with working(waiting, Errands(waiting)):
        [run_id] = enqueue(waiting)
        work_off(waiting, Errands(waiting, doing=must_not_work))
        assert jobs.status(waiting, run_id).status is RunStatus.DONE


@on_a_server
def test_several_workers_share_the_work_and_the_parts_of_a_killed_one_are_taken_over(
    waiting: Desk, database_url: str, diary: Diary
) -> None:
    enqueue(waiting, 30)
    with (
        worker_process(database_url, diary, "first", parts=1, steps=8) as (first, said),
        worker_process(database_url, diary, "second", parts=1, steps=8) as (_, said_by_second),
    ):
        seats_taken = [said.recv()["seat"], said_by_second.recv()["seat"]]
        assert sorted(seats_taken) == ["worker-1", "worker-2"]
        wait_until(lambda: {by for _, _, by in diary.lines()} == {"first", "second"})
        first.kill()
        wait_until(lambda: not jobs.unfinished(waiting))
        with worker_process(database_url, diary, "third", parts=1, steps=8) as (_, said_by_third):
            assert said_by_third.recv()["seat"] == seats_taken[0]
    times = Counter((part, step) for part, step, _ in diary.lines())
    assert len(times) == 30 * 8
    assert set(times.values()) <= {1, 2}
    assert sum(count - 1 for count in times.values()) <= 2 * QUICK.at_once  # what the first had under way


@on_a_server
def test_a_worker_whose_seat_was_lost_with_its_connection_sits_down_again(waiting: Desk, database_url: str) -> None:
    told: list[str | None] = []
    with working(waiting, Errands(waiting), seated=told.append):
        wait_until(lambda: told)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [seats._ROOM]
            )
        [run_id] = enqueue(waiting)
        wait_until(lambda: jobs.status(waiting, run_id).status is RunStatus.DONE)
    assert set(told) == {"worker-1"}


@on_a_server
def test_a_seat_is_free_when_nobody_holds_it(waiting: Desk) -> None:
    with seats.taken(waiting.store) as seat, seats.taken(waiting.store) as other:
        assert seat
        assert other
        assert (seat.name, other.name) == ("worker-1", "worker-2")
        with seats.vacant(waiting.store, "worker-1") as free, seats.vacant(waiting.store, "worker-3") as third:
            assert (free, third) == (False, True)
            with seats.taken(waiting.store) as next_one:
                assert next_one
                assert next_one.name == "worker-4"


def test_two_workers_of_one_process_do_nothing_twice(waiting: Desk, diary: Diary) -> None:
    enqueue(waiting, 10)
    in_threads([lambda: work_off(waiting, Errands(waiting, doing=diary.write))] * 3)
    assert len(diary.lines()) == 10
    assert jobs.unfinished(waiting) == []


# What the engine knows, and what it forgets


def jobs_file(desk: Desk) -> Path:
    return Path(f"{desk.store.url.database}.jobs")


def begin_and_stop(desk: Desk, diary: Diary) -> None:
    """Have a worker take the first of two steps of every run, and end."""
    work = Errands(desk, steps=2)

    def doing(run: Run, part: int, step: int) -> None:
        diary.write(run, part, step)
        if step:
            work.hurried.wait(PATIENCE)

    work.doing = doing
    with working(desk, work):
        wait_until(lambda: "1" in {step for _, step, _ in diary.lines()})


@on_a_file
def test_a_run_is_begun_anew_when_the_engine_has_lost_its_file(waiting: Desk, diary: Diary) -> None:
    [run_id] = enqueue(waiting)
    begin_and_stop(waiting, diary)
    jobs_file(waiting).unlink()
    work_off(waiting, Errands(waiting, steps=2))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


@on_a_file
def test_a_run_is_begun_anew_when_the_engine_has_an_older_file(waiting: Desk, diary: Diary, tmp_path: Path) -> None:
    work_off(waiting, Errands(waiting))
    shutil.copy(jobs_file(waiting), tmp_path / "older")
    [run_id] = enqueue(waiting)
    begin_and_stop(waiting, diary)
    shutil.copy(tmp_path / "older", jobs_file(waiting))
    work_off(waiting, Errands(waiting, steps=2))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


@on_a_file
def test_a_run_ends_when_the_desk_went_back_to_an_older_copy(waiting: Desk, database_url: str, tmp_path: Path) -> None:
    [run_id] = enqueue(waiting)
    copy, go_on = tmp_path / "copy", threading.Event()

    def doing(run: Run, part: int, step: int) -> None:
        if part == 0:
            go_on.wait(PATIENCE)

    with working(waiting, Errands(waiting, parts_of_run=2, doing=doing)):
        wait_until(lambda: jobs.status(waiting, run_id).done == 1)
        with closing(sqlite3.connect(str(waiting.store.url.database))) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)
        go_on.set()
        wait_until(lambda: jobs.status(waiting, run_id).status is RunStatus.DONE)
    waiting.store.close()
    shutil.copy(copy, str(waiting.store.url.database))
    again = replace(waiting, store=Store(database_url))
    assert jobs.status(again, run_id).status is RunStatus.RUNNING
    work_off(again, Errands(again, parts_of_run=2))
    assert jobs.status(again, run_id).status is RunStatus.DONE
    again.store.close()


@on_a_file
def test_an_engine_file_that_is_none_is_named_with_what_to_do(waiting: Desk) -> None:
    jobs_file(waiting).write_bytes(b"This is no database." * 100)
    [run_id] = enqueue(waiting)
    with pytest.raises(StoreError, match=r"\.jobs, which .* Delete it"):
        work_off(waiting, Errands(waiting, doing=must_not_work))
    jobs_file(waiting).unlink()
    work_off(waiting, Errands(waiting))
    assert jobs.status(waiting, run_id).status is RunStatus.DONE


@on_a_file
def test_a_document_on_which_the_worker_ends_again_and_again_is_given_up(waiting: Desk, diary: Diary) -> None:
    [run_id] = enqueue(waiting)
    begin_and_stop(waiting, diary)
    with closing(sqlite3.connect(jobs_file(waiting))) as connection:
        connection.execute("UPDATE workflow_status SET recovery_attempts = ?", [queue.MOST_RECOVERIES + 2])
        connection.commit()
    work_off(waiting, Errands(waiting, doing=must_not_work))
    run = jobs.status(waiting, run_id)
    assert (run.status, "again and again" in run.message) == (RunStatus.FAILED, True)


def test_what_the_engine_has_done_with_is_forgotten_after_a_week(waiting: Desk, clock: Clock) -> None:
    enqueue(waiting, 3)
    work_off(waiting, Errands(waiting, parts_of_run=2))
    assert known_to_the_engine(waiting) == 6
    clock.advance(days=1000)
    enqueue(waiting)
    work_off(waiting, Errands(waiting))
    assert known_to_the_engine(waiting) == 1


def known_to_the_engine(desk: Desk) -> int:
    url, arguments = desk.store.engine_url()
    if not desk.store.is_file:
        url = str(make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    opened = create_engine(url, **arguments)
    with opened.connect() as connection:
        table = "workflow_status" if desk.store.is_file else "checker_jobs.workflow_status"
        known = connection.scalar(text(f"SELECT count(*) FROM {table}"))
    opened.dispose()
    return int(known or 0)


# A store that does not answer


class Unsteady:
    """A store that does not answer now and then."""

    def __init__(self, desk: Desk, failures: int) -> None:
        self._store = desk.store
        self.failures = failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self) -> Any:
        """Fail as often as was asked for, then work."""
        return self._or_fail(self._store.read)

    def write(self) -> Any:
        """Fail as often as was asked for, then work."""
        return self._or_fail(self._store.write)

    def _or_fail(self, do: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise StoreError("The database does not answer.")
        return do()


def test_a_worker_outlives_a_store_that_does_not_answer_for_a_while(waiting: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "STORE_SECONDS", 0.01)
    monkeypatch.setattr(jobs, "STORE_SECONDS", 0.01)
    unsteady = Unsteady(waiting, 3)
    desk = replace(waiting, store=unsteady)  # type: ignore[arg-type] # it stands in for a store
    steps: list[int] = []

    def doing(run: Run, part: int, step: int) -> None:
        steps.append(step)
        unsteady.failures = 3 if len(steps) == 1 else 0

    [run_id] = enqueue(waiting)
    with working(desk, Errands(desk, doing=doing)):
        wait_until(lambda: jobs.status(waiting, run_id).status is RunStatus.DONE)
    assert unsteady.failures == 0


def test_somebody_who_waits_for_the_end_is_told_that_the_store_does_not_answer(waiting: Desk) -> None:
    enqueue(waiting)
    unsteady = replace(waiting, store=Unsteady(waiting, 1))  # type: ignore[arg-type] # it stands in for a store
    with pytest.raises(StoreError, match="does not answer"):
        work_off(unsteady, Errands(waiting, doing=must_not_work))

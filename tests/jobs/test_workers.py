"""Workers that end, are killed, wait for a seat, take over, and live through a store that does not answer."""

import os
import signal
import threading
from collections import Counter
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from checker import jobs
from checker.decisions import Desk
from checker.errors import StoreError
from checker.jobs import engine
from checker.model import Run
from checker.store import seats
from checker.words import RunStatus
from tests.fakes import in_threads
from tests.jobs.conftest import (
    enqueue,
    must_not_work,
    on_a_file,
    on_a_server,
    worker_process,
)
from tests.workers import PATIENCE, QUICK, Diary, Errands, wait_until, work_off, working


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

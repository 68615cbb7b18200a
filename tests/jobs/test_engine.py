"""What the engine knows, loses and forgets, and what becomes of the runs then."""

import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from checker import jobs
from checker.decisions import Desk
from checker.errors import InputError, StoreError
from checker.jobs import queue
from checker.model import Run
from checker.store import Store
from checker.words import RunStatus
from tests.fakes import Clock
from tests.jobs.conftest import begin_and_stop, enqueue, jobs_file, must_not_work, on_a_file
from tests.workers import PATIENCE, Diary, Errands, wait_until, work_off, working


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


class Broken(Errands):
    """Work that cannot even end a run."""

    def parts(self, run: Run) -> int:
        """Fail."""
        raise InputError("The document cannot be read.")

    def fail(self, run: Run, message: str) -> None:
        """Fail as well."""
        raise ZeroDivisionError


def test_a_fault_of_the_work_is_not_said_to_be_one_of_the_queue(waiting: Desk) -> None:
    enqueue(waiting)
    with pytest.raises(ZeroDivisionError):
        work_off(waiting, Broken(waiting))


def test_a_fault_of_the_queue_is_said_in_words(waiting: Desk) -> None:
    enqueue(waiting)
    with queue.opened(waiting.store, "local", 4, 0.02, lambda *_: None):
        pass
    with pytest.raises(StoreError, match="tables of the job engine beside"):  # it is closed
        queue.put("run-1", 1, [0])


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

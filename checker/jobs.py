"""
The work that waits: six functions over the table of runs, and one worker that carries them out one by one.

Never here: what the work is; tasks.py says so. Another engine may replace the inside of this file, not its functions.
"""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from checker.auth import User, require
from checker.decisions import Desk
from checker.errors import CheckerError, ConflictError, StoreError
from checker.model import Run
from checker.store import Tx, events, runs
from checker.text import storable
from checker.words import RunStatus

HOLD = timedelta(seconds=60)  # after this long without a sign of life a run is given to another worker
BEAT_SECONDS = 15.0
POLL_SECONDS = 0.5

Progress = Callable[[int, int], None]
Work = Callable[[Run, Progress], None]


class RunGone(ConflictError):
    """The run was cancelled, or given to another worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which extractor a run is to use."""

    extractor: str
    model: str | None
    prompt_hash: str | None


def enqueue(tx: Tx, desk: Desk, user: User, document_id: str, plan: Plan) -> Run:
    """Put the extraction of a document on the list, in the caller's transaction."""
    require(user, "extract")
    run = Run(
        id=desk.new_id(),
        document_id=document_id,
        extractor=plan.extractor,
        model=plan.model,
        prompt_hash=plan.prompt_hash,
        status=RunStatus.QUEUED,
        message="",
        done=0,
        total=0,
        worker=None,
        queued_by=user.name,
        queued_at=desk.now(),
        finished_at=None,
        input_tokens=0,
        output_tokens=0,
        skipped=(),
    )
    runs.insert(tx, run)
    told = {"document_id": document_id, "extractor": run.extractor, "model": run.model, "prompt_hash": run.prompt_hash}
    _record(tx, run.id, (user.name, "extract", run.queued_at), told)
    return run


def status(desk: Desk, run_id: str) -> Run:
    """Return how far a run is."""
    with desk.store.read() as tx:
        return runs.get(tx, run_id)


def cancel(desk: Desk, user: User, run_id: str) -> Run:
    """End a run that has not ended; a worker that is on it stops at its next step and stores nothing."""
    require(user, "extract")
    with desk.store.write() as tx:
        if runs.cancel(tx, run_id, desk.now()):
            _record(tx, run_id, (user.name, "cancel", desk.now()), {"status": RunStatus.CANCELLED.value})
        return runs.get(tx, run_id)


def retry(desk: Desk, user: User, run_id: str) -> Run:
    """Put a run that failed, was incomplete or cancelled back on the list."""
    require(user, "extract")
    with desk.store.write() as tx:
        if runs.put_back(tx, run_id, desk.now()):
            _record(tx, run_id, (user.name, "retry", desk.now()), {"status": RunStatus.QUEUED.value})
        return runs.get(tx, run_id)


def unfinished(desk: Desk) -> list[Run]:
    """Return the runs that wait or are being done, oldest first."""
    with desk.store.read() as tx:
        return runs.unfinished(tx)


def finish(tx: Tx, run: Run) -> bool:
    """Store how a run ended; False when it is no longer this worker's and nothing may be stored for it."""
    if run.finished_at is None or not runs.finish(tx, run):
        return False
    told = {"status": run.status.value, "message": run.message}
    _record(tx, run.id, (f"machine: {run.extractor}", "finish", run.finished_at), told)
    return True


def run_worker(desk: Desk, work: Work, stop: threading.Event, *, until_idle: bool = False) -> None:
    """Carry out waiting runs one after another until told to stop, or until nothing waits."""
    worker = worker_name(desk.new_id())
    release_the_dead(desk, worker)
    while not stop.is_set():
        try:
            found = _carry_out_next(desk, work, worker)
        except StoreError:
            if until_idle:
                raise
            logging.getLogger(__name__).warning("the store does not answer; the worker tries again", exc_info=True)
            found = False
        if not found and until_idle:
            return
        if not found:
            stop.wait(POLL_SECONDS)


def _carry_out_next(desk: Desk, work: Work, worker: str) -> bool:
    now = desk.now()
    with desk.store.write() as tx:
        run = runs.take(tx, worker, now, now + HOLD)
    if run:
        _carry_out(desk, work, run)
    return run is not None


def worker_name(token: str) -> str:
    """Return a name that tells on which machine and in which process a worker lives."""
    return f"{socket.gethostname()}/{os.getpid()}/{token}"


def release_the_dead(desk: Desk, worker: str) -> None:
    """Take back the runs of workers of this machine whose process is gone, without waiting for their hold to end."""
    with desk.store.write() as tx:
        for other in {run.worker for run in runs.unfinished(tx) if run.worker}:
            if _is_dead(other, worker):
                runs.release(tx, other)


def _is_dead(other: str, own: str) -> bool:
    host, pid, _ = other.rsplit("/", 2)
    own_host, own_pid, _ = own.rsplit("/", 2)
    if host != own_host or sys.platform == "win32":  # on Windows there is no harmless way to ask; the hold runs out
        return False
    return pid != own_pid and not _is_alive(int(pid))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _carry_out(desk: Desk, work: Work, run: Run) -> None:
    try:
        with _heartbeat(desk, run) as progress:
            work(run, progress)
    except RunGone:
        pass
    except CheckerError as error:
        _fail(desk, run, str(error))
    except Exception as error:  # the worker's outermost loop: one bad document must not stop the others
        logging.getLogger(__name__).exception("run %s of document %s failed", run.id, run.document_id)
        _fail(desk, run, f"Something went wrong that the tool does not know ({type(error).__name__}); the log has the details.")


def _fail(desk: Desk, run: Run, message: str) -> None:
    with desk.store.write() as tx:
        finish(tx, replace(run, status=RunStatus.FAILED, message=storable(message), finished_at=desk.now()))


@contextmanager
def _heartbeat(desk: Desk, run: Run) -> Iterator[Progress]:
    """Show that this worker lives while a single step takes long; yield the function that reports a step."""
    over = threading.Event()
    reached = (0, 0)

    def progress(done: int, total: int) -> None:
        nonlocal reached
        reached = (done, total)
        if not _report(desk, run, reached):
            raise RunGone(f"Run {run.id} was cancelled or taken over.")

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            with suppress(StoreError):  # one beat that is lost does no harm; the next one may get through
                if not _report(desk, run, reached):
                    return

    thread = threading.Thread(target=beat, name=f"heartbeat of run {run.id}", daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        over.set()
        thread.join()


def _report(desk: Desk, run: Run, reached: tuple[int, int]) -> bool:
    with desk.store.write() as tx:
        return runs.report(tx, run.id, run.worker or "", desk.now() + HOLD, reached)


def _record(tx: Tx, run_id: str, by: tuple[str, str, datetime], after: dict[str, Any]) -> None:
    """Write a line of a run's history."""
    actor, action, at = by
    entry = events.Entry(at=at, actor=actor, action=action, subject="run", subject_id=run_id, before={}, after=after)
    events.append(tx, [entry])

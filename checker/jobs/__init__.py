"""
The work that waits: put on the list, looked at, cancelled, tried again, carried out and ended, over the table of runs.

Never here: what the work is, which tasks says, or the durable engine under `run_worker`, which only engine.py knows.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from checker.auth import User, require
from checker.decisions import Desk
from checker.errors import StoreError
from checker.model import Maker, Run
from checker.store import Tx, events, runs, seats
from checker.words import RunStatus

STORE_SECONDS = 2.0  # between two attempts, when the store does not answer

_log = logging.getLogger(__name__)


class Ending(BaseException):
    """The worker ends. Not an error: nothing is written down for the step, and the next worker does it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many model calls a worker has under way, and how many seconds are between two looks for work, new or left behind."""

    at_once: int = 4
    look: float = 0.5
    mend: float = 10.0


# Does one thing, and when it is called again after a kill, returns what came of it the first time: nothing or a number.
Step = Callable[[str, Callable[[], int | None]], int | None]


Seated = Callable[[str | None], None]  # told the name of the seat that a worker has, None while others hold every seat


class Work(Protocol):
    """What a run consists of; every function may be called again for what was done already."""

    def parts(self, run: Run) -> int:
        """Return into how many parts the run falls."""
        ...

    def read(self, run: Run, part: int, step: Step) -> None:
        """Do one part and store what came of it; the last one ends the run."""
        ...

    def fail(self, run: Run, message: str) -> None:
        """End the run, because it cannot go on."""
        ...

    def hurry(self) -> None:
        """Break off what is on its way; the worker is to end."""
        ...

    def close(self) -> None:
        """Let go of connections; a worker may begin again after that."""
        ...


def enqueue(tx: Tx, desk: Desk, user: User, document_id: str, maker: Maker, *, by_batch: bool = False) -> Run:
    """Put the extraction of a document on the list, in the caller's transaction."""
    require(user, "extract")
    run = Run(
        id=desk.new_id(),
        document_id=document_id,
        extractor=maker.extractor,
        model=maker.model,
        prompt_hash=maker.prompt_hash,
        status=RunStatus.QUEUED,
        message="",
        done=0,
        total=0,
        tries=1,
        by_batch=by_batch,
        queued_by=user.name,
        queued_at=desk.now(),
        finished_at=None,
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
    """End a run that has not ended; a worker that is on it asks nothing more and stores nothing."""
    require(user, "extract")
    with desk.store.write() as tx:
        if runs.cancel(tx, run_id, desk.now()):
            _record(tx, run_id, (user.name, "cancel", desk.now()), {"status": RunStatus.CANCELLED.value})
        return runs.get(tx, run_id)


def retry(desk: Desk, user: User, run_id: str) -> Run:
    """Put a run that failed, was incomplete or cancelled back on the list; what was answered is not asked again."""
    require(user, "extract")
    with desk.store.write() as tx:
        if runs.put_back(tx, run_id, desk.now()):
            _record(tx, run_id, (user.name, "retry", desk.now()), {"status": RunStatus.QUEUED.value})
        return runs.get(tx, run_id)


def unfinished(desk: Desk) -> list[Run]:
    """Return the runs that wait or are being done, oldest first."""
    with desk.store.read() as tx:
        return runs.unfinished(tx)


def ended_badly(desk: Desk, limit: int | None = None) -> list[Run]:
    """Return the runs that failed or were incomplete and were the last of their documents, the one that ended last first."""
    with desk.store.read() as tx:
        return runs.ended(tx, runs.SHORT, limit)


def cancelled(desk: Desk, limit: int | None = None) -> list[Run]:
    """Return the runs that were cancelled and were the last of their documents, the one that was cancelled last first."""
    with desk.store.read() as tx:
        return runs.ended(tx, (RunStatus.CANCELLED,), limit)


def has_worker(desk: Desk) -> bool:
    """Whether somebody carries out waiting runs just now: a worker, an open app, a command that waits for its documents."""
    return seats.held(desk.store)


def run_worker(
    desk: Desk,
    work: Work,
    stop: threading.Event,
    *,
    until_idle: bool = False,
    pace: Pace | None = None,
    seated: Seated | None = None,
) -> None:
    """Carry out waiting runs until told to stop, or until nothing waits; where others hold every seat, they do it."""
    from checker.jobs.engine import Engine

    pace = pace or Pace()
    told = _told_once(seated)
    while not stop.is_set():
        pause = pace.look
        try:
            if until_idle and not _workable(desk):
                return
            Engine(desk, work, pace, told).run(stop, until_idle=until_idle)
        except StoreError:
            if until_idle:
                raise
            _log.warning("the store does not answer; the worker tries again", exc_info=True)
            pause = STORE_SECONDS
        except Exception:
            if until_idle:
                raise
            # Nobody would hear of a thread that has ended, and every document would wait for it.
            _log.exception("the worker met an error that the tool does not know; it begins again")
            pause = STORE_SECONDS
        stop.wait(pause)


def _told_once(seated: Seated | None) -> Seated:
    known: list[str | None] = []

    def tell(seat: str | None) -> None:
        if seated and known != [seat]:
            known[:] = [seat]
            seated(seat)

    return tell


def _workable(desk: Desk) -> bool:
    with desk.store.read() as tx:
        return bool(runs.workable(tx, limit=1))


def finish(tx: Tx, run: Run) -> bool:
    """Store how a run ended; False when it had ended before or was begun anew, and nothing may be stored for it."""
    if run.finished_at is None or not runs.finish(tx, run):
        return False
    told = {"status": run.status.value, "message": run.message}
    _record(tx, run.id, (f"machine: {run.extractor}", "finish", run.finished_at), told)
    return True


def _record(tx: Tx, run_id: str, by: tuple[str, str, datetime], after: dict[str, Any]) -> None:
    """Write a line of a run's history."""
    actor, action, at = by
    entry = events.Entry(at=at, actor=actor, action=action, subject="run", subject_id=run_id, before={}, after=after)
    events.append(tx, [entry])

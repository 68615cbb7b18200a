"""
Extraction runs and their model calls in the store; the table of runs is also the list of work to do.

Never here: the work itself, or when to try again.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from checker.errors import NotFound
from checker.model import ModelCall, Run, Skipped, Span
from checker.store import schema
from checker.store.database import Tx
from checker.words import RunStatus


def insert(tx: Tx, run: Run) -> None:
    """Store a new run."""
    tx.execute(schema.run.insert(), asdict(run) | {"skipped": _skipped(run.skipped)})


def get(tx: Tx, run_id: str) -> Run:
    """Return the run with this id."""
    row = tx.execute(select(schema.run).where(schema.run.c.id == run_id)).first()
    if row is None:
        raise NotFound(f"There is no extraction run {run_id!r}. Choose one from the list of documents.")
    return _run(row)


def of_document(tx: Tx, document_id: str) -> list[Run]:
    """Return the runs over a document, newest first."""
    query = select(schema.run).where(schema.run.c.document_id == document_id).order_by(schema.run.c.seq.desc())
    return [_run(row) for row in tx.execute(query)]


def unfinished(tx: Tx) -> list[Run]:
    """Return the runs that are still to be done or being done, oldest first."""
    query = select(schema.run).where(schema.run.c.finished_at.is_(None)).order_by(schema.run.c.seq)
    return [_run(row) for row in tx.execute(query)]


def take(tx: Tx, worker: str, now: datetime, until: datetime) -> Run | None:
    """Give the oldest run that nobody works on to this worker."""
    table = schema.run
    abandoned = or_(table.c.held_until.is_(None), table.c.held_until <= now)
    first = select(table.c.seq).where(table.c.finished_at.is_(None), abandoned).order_by(table.c.seq).limit(1).scalar_subquery()
    taken = {"status": RunStatus.RUNNING, "worker": worker, "held_until": until, "done": 0, "total": 0}
    run_id = tx.scalar(table.update().where(table.c.seq == first).values(taken).returning(table.c.id))
    return get(tx, run_id) if run_id else None


def release(tx: Tx, worker: str) -> None:
    """Give back every unfinished run that this worker held, because it is known to be gone."""
    table = schema.run
    held = (table.c.worker == worker) & table.c.finished_at.is_(None)
    tx.execute(table.update().where(held).values(status=RunStatus.QUEUED, worker=None, held_until=None))


def report(tx: Tx, run_id: str, worker: str, until: datetime, progress: tuple[int, int]) -> bool:
    """Note how far a worker got and that it lives; False when the run is no longer this worker's."""
    values = {"held_until": until, "done": progress[0], "total": progress[1]}
    return tx.execute(schema.run.update().where(_still(run_id, worker)).values(values)).rowcount == 1


def finish(tx: Tx, run: Run) -> bool:
    """Store how a run ended; False when it is no longer this worker's and nothing may be stored for it."""
    values = {name: getattr(run, name) for name in ("status", "message", "finished_at", "input_tokens", "output_tokens")}
    values |= {"skipped": _skipped(run.skipped), "held_until": None}
    return tx.execute(schema.run.update().where(_still(run.id, run.worker or "")).values(values)).rowcount == 1


def put_back(tx: Tx, run_id: str, now: datetime) -> bool:
    """Queue a run that failed, was incomplete or cancelled once more; False when it is in no such state."""
    table = schema.run
    again = {"status": RunStatus.QUEUED, "message": "", "worker": None, "held_until": None, "queued_at": now}
    ended = (table.c.id == run_id) & table.c.status.in_((RunStatus.FAILED, RunStatus.INCOMPLETE, RunStatus.CANCELLED))
    return tx.execute(table.update().where(ended).values(again | {"finished_at": None})).rowcount == 1


def cancel(tx: Tx, run_id: str, now: datetime) -> bool:
    """End a run that has not ended; False when it had."""
    table = schema.run
    values = {"status": RunStatus.CANCELLED, "finished_at": now, "message": "Cancelled.", "held_until": None}
    waiting = (table.c.id == run_id) & table.c.finished_at.is_(None)
    return tx.execute(table.update().where(waiting).values(values)).rowcount == 1


def add_calls(tx: Tx, run_id: str, calls: Sequence[ModelCall]) -> int:
    """Store the model calls of a run behind those of its earlier tries; return how many these were."""
    before = tx.scalar(select(func.count()).where(schema.model_call.c.run_id == run_id)) or 0
    rows = [{"run_id": run_id, **asdict(call), "position": before + index} for index, call in enumerate(calls)]
    if rows:
        tx.execute(schema.model_call.insert(), rows)
    return before


def calls_of(tx: Tx, run_id: str) -> list[ModelCall]:
    """Return the model calls of a run in their order."""
    table = schema.model_call
    rows = tx.execute(select(table).where(table.c.run_id == run_id).order_by(table.c.position))
    return [ModelCall(**{name: getattr(row, name) for name in ModelCall.__slots__}) for row in rows]


def _still(run_id: str, worker: str) -> Any:
    table = schema.run
    return (table.c.id == run_id) & (table.c.worker == worker) & table.c.finished_at.is_(None)


def _skipped(skipped: Sequence[Skipped]) -> list[list[Any]]:
    return [[each.span.start, each.span.end, each.reason] for each in skipped]


def _run(row: Row[Any]) -> Run:
    values = {name: getattr(row, name) for name in Run.__slots__}
    skipped = tuple(Skipped(span=Span(start, end), reason=reason) for start, end, reason in row.skipped)
    return Run(**values | {"status": RunStatus(row.status), "skipped": skipped})

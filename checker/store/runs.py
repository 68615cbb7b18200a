"""
Extraction runs in the store and what came of their parts; the table of runs is also the list of work to do.

Never here: the work itself, or when to try again.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, bindparam, func, select

from checker.errors import NotFound
from checker.model import Reading, Run, Skipped, Span
from checker.store import schema
from checker.store.database import Tx
from checker.words import RunStatus

_READING = TypeAdapter(Reading)
_ENDINGS = ("extractor", "prompt_hash", "status", "message", "finished_at")

# Made once: to build a statement takes longer than to carry it out.
_RUN, _PARTS = schema.run, schema.reading
_THIS = _RUN.c.id == bindparam("this")
_STILL = _THIS & (_RUN.c.tries == bindparam("try")) & _RUN.c.finished_at.is_(None)
_OF_RUN = _PARTS.c.run_id == bindparam("this")
_GET = select(_RUN).where(_THIS)
_BEGIN = _RUN.update().where(_STILL, _RUN.c.status == RunStatus.QUEUED)
_HOLD = _RUN.update().where(_STILL).values(done=_RUN.c.done).returning(_RUN.c.total)
_COUNT = _RUN.update().where(_STILL)
_FINISH = _RUN.update().where(_STILL)
_FORGET = _PARTS.delete().where(_OF_RUN)
_HAS = select(_PARTS.c.part).where(_OF_RUN, _PARTS.c.part == bindparam("this_part"))
_DONE = select(func.count()).select_from(_PARTS).where(_OF_RUN)
_READINGS = select(_PARTS.c.part, _PARTS.c.content).where(_OF_RUN).order_by(_PARTS.c.part)

SHORT = (RunStatus.FAILED, RunStatus.INCOMPLETE)  # ends of a run that left something unread


def insert(tx: Tx, run: Run) -> None:
    """Store a new run."""
    tx.execute(schema.run.insert(), asdict(run) | {"skipped": _skipped(run.skipped)})


def known(tx: Tx, ids: Collection[str]) -> set[str]:
    """Return those of these ids that are the id of a run."""
    return set(tx.scalars(select(_RUN.c.id).where(_RUN.c.id.in_(ids))))


def get(tx: Tx, run_id: str) -> Run:
    """Return the run with this id."""
    row = tx.execute(_GET, {"this": run_id}).first()
    if row is None:
        raise NotFound(f"There is no extraction run {run_id!r}; `checker jobs` and the page Add documents list them.")
    return _run(row)


def of_document(tx: Tx, document_id: str) -> list[Run]:
    """Return the runs over a document, newest first."""
    query = select(schema.run).where(schema.run.c.document_id == document_id).order_by(schema.run.c.seq.desc())
    return [_run(row) for row in tx.execute(query)]


def unfinished(tx: Tx) -> list[Run]:
    """Return the runs that are still to be done or being done, oldest first."""
    table = schema.run
    query = select(table).where(table.c.finished_at.is_(None)).order_by(table.c.seq)
    return [_run(row) for row in tx.execute(query)]


def open_ids(tx: Tx) -> set[str]:
    """Return the ids of the runs that have not ended."""
    return set(tx.scalars(select(_RUN.c.id).where(_RUN.c.finished_at.is_(None))))


def asking(tx: Tx) -> set[str]:
    """Return the ids of the unfinished runs that have asked a model something in this try."""
    call = schema.model_call
    query = select(_RUN.c.id).join(call, call.c.run_id == _RUN.c.id)
    return set(tx.scalars(query.where(_RUN.c.finished_at.is_(None), call.c.tries == _RUN.c.tries).distinct()))


def workable(tx: Tx, status: RunStatus | None = None, limit: int | None = None) -> list[Run]:
    """Return the unfinished runs that a worker can take up or has taken up, oldest first."""
    table = schema.run
    query = select(table).where(table.c.finished_at.is_(None), ~table.c.by_batch).order_by(table.c.seq).limit(limit)
    return [_run(row) for row in tx.execute(query.where(table.c.status == status) if status else query)]


def being_done(tx: Tx) -> int:
    """Return how many runs workers have begun and not ended."""
    table = schema.run
    begun = table.c.finished_at.is_(None) & (table.c.status == RunStatus.RUNNING) & ~table.c.by_batch
    return tx.scalar(select(func.count()).select_from(table).where(begun)) or 0


def ended(tx: Tx, statuses: Collection[RunStatus], limit: int | None = None) -> list[Run]:
    """Return the runs that ended so and were the last of their documents, the one that ended last first."""
    table, later = schema.run, schema.run.alias()
    newest = select(func.max(later.c.seq)).where(later.c.document_id == table.c.document_id).scalar_subquery()
    query = select(table).where(table.c.status.in_(statuses), table.c.seq == newest)
    return [_run(row) for row in tx.execute(query.order_by(table.c.finished_at.desc(), table.c.seq.desc()).limit(limit))]


def begin(tx: Tx, run: Run, total: int) -> bool:
    """Note that a waiting run is being done, in so many parts; False when another worker has begun it or it was cancelled."""
    values = {"status": RunStatus.RUNNING, "done": 0, "total": total}
    return tx.execute(_BEGIN, _still(run) | values).rowcount == 1


def has_reading(tx: Tx, run_id: str, part: int) -> bool:
    """Whether it is stored what came of a part."""
    return tx.scalar(_HAS, {"this": run_id, "this_part": part}) is not None


def deliver(tx: Tx, run: Run, part: int, reading: Reading | None) -> bool:
    """Store what came of a part, once, or nothing new; tell whether the run still goes on and every part is there now."""
    # The row of the run is taken first, so that of two last parts one sees the other.
    total = tx.scalar(_HOLD, _still(run))
    if total is None:
        return False
    if reading and not has_reading(tx, run.id, part):
        content = _READING.dump_python(reading, mode="json")
        tx.execute(_PARTS.insert(), {"run_id": run.id, "part": part, "content": content})
    done = tx.scalar(_DONE, {"this": run.id}) or 0
    tx.execute(_COUNT, _still(run) | {"done": done})
    return bool(done == total)


def parts_read(tx: Tx) -> dict[str, set[int]]:
    """Return of every unfinished run the parts of which it is stored what came of them."""
    table, run = schema.reading, schema.run
    query = select(table.c.run_id, table.c.part).join(run, run.c.id == table.c.run_id).where(run.c.finished_at.is_(None))
    found: dict[str, set[int]] = {}
    for row in tx.execute(query):
        found.setdefault(row.run_id, set()).add(row.part)
    return found


def readings(tx: Tx, run_id: str) -> dict[int, Reading]:
    """Return what came of the parts of a run so far, in their order."""
    return {row.part: _READING.validate_python(row.content) for row in tx.execute(_READINGS, {"this": run_id})}


def finish(tx: Tx, run: Run) -> bool:
    """Store how a run ended; False when it had ended before, or was begun anew."""
    values = {name: getattr(run, name) for name in _ENDINGS} | {"skipped": _skipped(run.skipped)}
    if tx.execute(_FINISH, _still(run) | values).rowcount != 1:
        return False
    _forget(tx, run.id)
    return True


def put_back(tx: Tx, run_id: str, now: datetime) -> bool:
    """Queue a run that failed, was incomplete or cancelled once more; False when it is in no such state."""
    ended = schema.run.c.status.in_((RunStatus.FAILED, RunStatus.INCOMPLETE, RunStatus.CANCELLED))
    return _anew(tx, run_id, ended, now)


def begin_anew(tx: Tx, run: Run, now: datetime) -> bool:
    """Queue a run again whose work was lost; False when it is not being done any more."""
    going_on = (_RUN.c.tries == run.tries) & _RUN.c.finished_at.is_(None)
    return _anew(tx, run.id, going_on, now)


def cancel(tx: Tx, run_id: str, now: datetime) -> bool:
    """End a run that has not ended; False when it had ended."""
    table = schema.run
    values = {"status": RunStatus.CANCELLED, "finished_at": now, "message": "Cancelled."}
    waiting = (table.c.id == run_id) & table.c.finished_at.is_(None)
    if tx.execute(table.update().where(waiting).values(values)).rowcount != 1:
        return False
    _forget(tx, run_id)
    return True


def _anew(tx: Tx, run_id: str, condition: ColumnElement[bool], now: datetime) -> bool:
    table = schema.run
    again: dict[str, Any] = {"status": RunStatus.QUEUED, "message": "", "queued_at": now, "finished_at": None}
    again |= {"tries": table.c.tries + 1, "done": 0, "total": 0}
    if tx.execute(table.update().where((table.c.id == run_id) & condition).values(again)).rowcount != 1:
        return False
    _forget(tx, run_id)
    return True


def _forget(tx: Tx, run_id: str) -> None:
    tx.execute(_FORGET, {"this": run_id})


def _still(run: Run) -> dict[str, Any]:
    return {"this": run.id, "try": run.tries}


def _skipped(skipped: Sequence[Skipped]) -> list[list[Any]]:
    return [[each.span.start, each.span.end, each.reason, each.alarm] for each in skipped]


def _run(row: Row[Any]) -> Run:
    values = {name: getattr(row, name) for name in Run.__slots__}
    skipped = tuple(Skipped(span=Span(start, end), reason=reason, alarm=alarm) for start, end, reason, alarm in row.skipped)
    return Run(**values | {"status": RunStatus(row.status), "skipped": skipped})

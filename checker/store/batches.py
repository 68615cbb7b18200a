"""
Batches in the store: written down before they are sent, with each request's place among the calls of its run.

Never here: a request's words, or a connection to a model's server.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select

from checker.budget import Spent
from checker.errors import NotFound
from checker.model import Run
from checker.store import locks, runs, schema
from checker.store.database import Store, Tx

_ROOM = 0x62617463  # "batc": the first number of PostgreSQL's advisory lock for those who send batches


class State(StrEnum):
    """Where a batch is."""

    SENDING = "sending"  # written down; its server has at most the file
    UNCLEAR = "unclear"  # its server has the file, and may have made a batch of it or not
    SENT = "sent"
    FETCHED = "fetched"  # ended, and what was answered is stored
    GONE = "gone"  # its server has it no more, or not all of its results
    LOST = "lost"  # never reached its server
    REFUSED = "refused"  # its server did not take it
    FULL = "full"  # its server had no room for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the answer to a request goes, and what was set aside for it."""

    run_id: str
    position: int
    tokens: int
    cost: float

    @property
    def aside(self) -> Spent:
        """What was set aside."""
        return Spent(tokens=self.tokens, cost=self.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Many requests to one model that are answered together; `requests` has the place of each by its key."""

    id: str
    model: str
    status: State
    remote_id: str | None
    files: tuple[str, ...]  # what lies at the server until it is deleted there, the uploaded one first
    message: str
    requests: dict[str, Place]
    answered: int
    created_at: datetime
    uploaded_at: datetime | None
    finished_at: datetime | None

    @property
    def run_ids(self) -> frozenset[str]:
        """The runs that asked."""
        return frozenset(each.run_id for each in self.requests.values())


def add(tx: Tx, batch: Batch) -> None:
    """Store a new batch."""
    tx.execute(schema.batch.insert(), asdict(batch))


def get(tx: Tx, batch_id: str) -> Batch:
    """Return the batch with this id."""
    row = tx.execute(select(schema.batch).where(schema.batch.c.id == batch_id)).first()
    if row is None:
        raise NotFound(f"There is no batch {batch_id!r}. `checker batches` lists those that there are.")
    return _batch(row)


def newest(tx: Tx, limit: int | None = None) -> list[Batch]:
    """Return the batches, newest first."""
    table = schema.batch
    return [_batch(row) for row in tx.execute(select(table).order_by(table.c.created_at.desc(), table.c.id).limit(limit))]


def unfinished(tx: Tx) -> list[Batch]:
    """Return the batches that are being sent or were sent, oldest first."""
    table = schema.batch
    return [_batch(row) for row in tx.execute(select(table).where(table.c.finished_at.is_(None)).order_by(table.c.created_at))]


def last_ended(tx: Tx, model: str) -> Batch | None:
    """Return the batch of a model that ended last."""
    table = schema.batch
    ended = select(table).where(table.c.model == model, table.c.finished_at.is_not(None))
    row = tx.execute(ended.order_by(table.c.finished_at.desc(), table.c.id).limit(1)).first()
    return _batch(row) if row else None


def uploaded(tx: Tx, batch_id: str, file: str, now: datetime) -> bool:
    """Note that the file is at the server, which from now on may make a batch of it; False when the batch was given up."""
    values = {"status": State.UNCLEAR, "files": [file], "uploaded_at": now}
    return _move(tx, batch_id, State.SENDING, values)


def sent(tx: Tx, batch_id: str, remote_id: str) -> bool:
    """Note under which id a batch's server knows it; False when it was given up meanwhile."""
    return _move(tx, batch_id, State.UNCLEAR, {"status": State.SENT, "remote_id": remote_id, "message": ""})


def note(tx: Tx, batch_id: str, answered: int, message: str) -> None:
    """Note how far a batch is."""
    _set(tx, batch_id, {"answered": answered, "message": message})


def finish(tx: Tx, batch: Batch) -> None:
    """Store how a batch ended."""
    _set(tx, batch.id, {name: getattr(batch, name) for name in ("status", "message", "answered", "files", "finished_at")})


def left_at_server(tx: Tx) -> dict[str, tuple[str, ...]]:
    """Return of every batch that has ended the files that still lie at its server."""
    table = schema.batch
    ended = select(table.c.id, table.c.files).where(table.c.finished_at.is_not(None)).order_by(table.c.finished_at)
    return {row.id: tuple(row.files) for row in tx.execute(ended) if row.files}


def keep_files(tx: Tx, batch_id: str, files: Sequence[str]) -> None:
    """Note which files of a batch still lie at its server."""
    _set(tx, batch_id, {"files": list(files)})


def waiting(tx: Tx) -> list[Run]:
    """Return the runs that wait for answers by batch, oldest first."""
    return [run for run in runs.unfinished(tx) if run.by_batch]


def any_work(tx: Tx) -> bool:
    """Whether a batch is under way or a run waits for one."""
    batch, run = schema.batch, schema.run
    under_way = select(func.count()).select_from(batch).where(batch.c.finished_at.is_(None))
    wait = select(func.count()).select_from(run).where(run.c.finished_at.is_(None), run.c.by_batch)
    return bool(tx.scalar(under_way) or tx.scalar(wait))


def release(tx: Tx, run: Run) -> bool:
    """Let a worker take up a run that waited; False when it ended or was begun anew."""
    table = schema.run
    same = (table.c.id == run.id) & (table.c.tries == run.tries) & table.c.finished_at.is_(None) & table.c.by_batch
    return tx.execute(table.update().where(same).values(by_batch=False)).rowcount == 1


@contextmanager
def alone(store: Store) -> Iterator[bool]:
    """Be the only process that sends and fetches for as long as the block takes; False when another one is."""
    with locks.beside(store, "batches") if store.is_file else locks.at_server(store, _ROOM, [0]) as held:
        yield bool(held)


def _move(tx: Tx, batch_id: str, state: State, values: dict[str, Any]) -> bool:
    table = schema.batch
    is_there = (table.c.id == batch_id) & (table.c.status == state)
    return tx.execute(table.update().where(is_there).values(values)).rowcount == 1


def _set(tx: Tx, batch_id: str, values: dict[str, Any]) -> None:
    table = schema.batch
    tx.execute(table.update().where(table.c.id == batch_id).values(values))


def _batch(row: Row[Any]) -> Batch:
    values = {name: getattr(row, name) for name in Batch.__slots__}
    places = {key: Place(**place) for key, place in row.requests.items()}
    return Batch(**values | {"status": State(row.status), "files": tuple(row.files), "requests": places})

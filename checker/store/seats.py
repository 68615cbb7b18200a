"""
Seats of workers: each is held by at most one process, and is free again the moment that its process ends.

Never here: what a worker does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select, text

from checker.store import locks
from checker.store.database import Store

_ROOM = 0x73656174  # "seat": the first number of PostgreSQL's advisory locks for seats
_OWN = "local"  # the one seat of a database in a file
_FILE = "worker"
_NAME = "worker-"
_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :room AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
MOST = 100  # workers at one database
LOOK_SECONDS = 0.1  # longer than somebody looks whether the seat is held


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A worker's seat; `is_held` says whether it still has it."""

    name: str
    is_held: Callable[[], bool]


@contextmanager
def taken(store: Store) -> Iterator[Seat | None]:
    """Take the first free seat for as long as the block takes; None when there is none, because others do the work."""
    with _in_file(store) if store.is_file else _at_server(store) as seat:
        yield seat


@contextmanager
def vacant(store: Store, name: str) -> Iterator[bool]:
    """Tell whether nobody holds this seat, because its process has ended; if so, nobody takes it while the block lasts."""
    with store.read() as tx:
        yield bool(tx.scalar(select(func.pg_try_advisory_xact_lock(_ROOM, _number(name)))))


def held(store: Store) -> bool:
    """Whether any worker has a seat just now."""
    if not store.is_file:
        with store.read() as tx:
            return bool(tx.scalar(_HELD, {"room": _ROOM}))
    return locks.is_held(store, _FILE)


@contextmanager
def _in_file(store: Store) -> Iterator[Seat | None]:
    with locks.beside(store, _FILE, LOOK_SECONDS) as held:
        yield Seat(name=_OWN, is_held=lambda: True) if held else None


@contextmanager
def _at_server(store: Store) -> Iterator[Seat | None]:
    with locks.at_server(store, _ROOM, range(1, MOST + 1)) as held:
        yield Seat(name=f"{_NAME}{held.number}", is_held=held.lives) if held else None


def _number(name: str) -> int:
    number = name.removeprefix(_NAME)
    return int(number) if number.isdecimal() else 0

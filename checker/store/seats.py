"""
Seats of workers: each is held by at most one process, and is free again the moment that its process ends.

Never here: what a worker does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from checker.store.database import Store

_ROOM = 0x73656174  # "seat": the first number of PostgreSQL's advisory locks for seats
_OWN = "local"  # the one seat of a database in a file
_NAME = "worker-"
MOST = 100  # workers at one database
# A machine that vanishes sends no word of its end: the server asks after it so soon, so often, so many times (seconds).
_KEEPALIVE = {"tcp_keepalives_idle": "20", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A worker's seat; `is_held` says whether it still has it."""

    name: str
    is_held: Callable[[], bool]


@contextmanager
def taken(store: Store) -> Iterator[Seat | None]:
    """Take the first free seat for as long as the block takes; None when there is none, because others do the work."""
    manager = _file(Path(f"{store.url.database}.worker")) if store.is_file else _server(store)
    with manager as seat:
        yield seat


@contextmanager
def vacant(store: Store, name: str) -> Iterator[bool]:
    """Tell whether nobody holds this seat, because its process has ended; if so, nobody takes it while the block lasts."""
    with store.read() as tx:
        yield bool(tx.scalar(select(func.pg_try_advisory_xact_lock(_ROOM, _number(name)))))


@contextmanager
def _file(path: Path) -> Iterator[Seat | None]:
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield None
        return
    try:
        yield Seat(name=_OWN, is_held=lambda: True)
    finally:
        lock.release()


@contextmanager
def _server(store: Store) -> Iterator[Seat | None]:
    with store.connection() as connection:  # the seat is held as long as this connection lives
        for setting, value in _KEEPALIVE.items():
            connection.scalar(select(func.set_config(setting, value, False)))  # noqa: FBT003 - whether only for a transaction
        names = (f"{_NAME}{number}" for number in range(1, MOST + 1))
        name = next((name for name in names if _sits(connection, name)), None)
        yield Seat(name=name, is_held=lambda: _lives(connection)) if name else None


def _sits(connection: Connection, name: str) -> bool:
    return bool(connection.scalar(select(func.pg_try_advisory_lock(_ROOM, _number(name)))))


def _lives(connection: Connection) -> bool:
    try:
        return not connection.invalidated and connection.scalar(select(1)) == 1
    except DBAPIError:
        return False


def _number(name: str) -> int:
    number = name.removeprefix(_NAME)
    return int(number) if number.isdecimal() else 0

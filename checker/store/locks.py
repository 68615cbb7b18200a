"""
Locks that one process holds at a time, and that are free again when it lets go or ends: a file beside the database, or its server's.

Never here: what is done under a lock.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from checker.store.database import Store

_POLL_SECONDS = 0.01
# A machine that vanishes sends no word of its end: the server asks after it so soon, so often, so many times (seconds).
_KEEPALIVE = {"tcp_keepalives_idle": "20", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lock of a database's server, held for as long as its connection lives."""

    number: int
    connection: Connection

    def lives(self) -> bool:
        """Whether it is still held."""
        try:
            return not self.connection.invalidated and self.connection.scalar(select(1)) == 1
        except DBAPIError:
            return False


@contextmanager
def beside(store: Store, name: str, patience: float = 0.0) -> Iterator[bool]:
    """
    Hold the lock of this name beside a database in a file for as long as the block takes; False when another holds it.

    With `patience` it is asked for again so many seconds, so that one who only looks keeps nobody from it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(_path(store, name), timeout=patience, poll_interval=_POLL_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def is_held(store: Store, name: str) -> bool:
    """Whether anybody holds the lock of this name beside a database in a file; those who look do not see each other."""
    path = _path(store, name)
    if not path.exists():
        return False
    try:
        from fcntl import LOCK_NB, LOCK_SH, flock
    except ImportError:  # on Windows, which shares no lock
        with beside(store, name) as free:
            return not free
    with path.open("rb") as file:
        try:
            flock(file, LOCK_SH | LOCK_NB)
        except (BlockingIOError, PermissionError):  # the latter from some file systems
            return True
    return False


def _path(store: Store, name: str) -> Path:
    return Path(f"{store.url.database}.{name}")


@contextmanager
def at_server(store: Store, room: int, numbers: Iterable[int]) -> Iterator[Held | None]:
    """Hold the first free lock of a room for as long as the block takes; None when others hold them all."""
    with store.connection() as connection:
        for setting, value in _KEEPALIVE.items():
            connection.scalar(select(func.set_config(setting, value, False)))  # noqa: FBT003 - whether only for a transaction
        number = next((each for each in numbers if connection.scalar(select(func.pg_try_advisory_lock(room, each)))), None)
        if number is None:
            yield None
            return
        try:
            yield Held(number=number, connection=connection)
        finally:
            _let_go(connection, room, number)


def _let_go(connection: Connection, room: int, number: int) -> None:
    """The server notices that a connection was closed only a while later, and the next one to come should not find it held."""
    with suppress(DBAPIError):  # it was lost, and the lock with it
        if not connection.invalidated:
            connection.scalar(select(func.pg_advisory_unlock(room, number)))

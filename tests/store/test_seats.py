"""Seats of workers: taken by one process at a time, and looked at without being taken."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checker.decisions import Desk
from checker.store import Store, seats
from tests.workers import PATIENCE

on_a_file = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


def test_somebody_has_a_seat_as_long_as_it_is_taken(desk: Desk) -> None:
    assert not seats.held(desk.store)
    with seats.taken(desk.store) as seat:
        assert seat
        assert seats.held(desk.store)
    assert not seats.held(desk.store)


@contextmanager
def looking(store: Store) -> Iterator[None]:
    """Be another process that looks just now whether the seat is held, as slowly as the block."""
    with Path(f"{store.url.database}.worker").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@on_a_file
def test_those_who_look_do_not_take_each_other_for_a_worker(store: Store) -> None:
    with looking(store):
        assert not seats.held(store)


@on_a_file
def test_a_worker_gets_a_free_seat_while_somebody_looks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "LOOK_SECONDS", PATIENCE)
    begun = threading.Event()

    def look() -> None:
        with looking(store):
            begun.set()
            threading.Event().wait(0.2)

    thread = threading.Thread(target=look)
    thread.start()
    assert begun.wait(PATIENCE)
    with seats.taken(store) as seat:
        assert seat
    thread.join()

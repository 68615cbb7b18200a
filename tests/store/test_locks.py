"""Locks of one process at a time: free again at once when let go, whatever happened meanwhile."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import psycopg
import pytest
from sqlalchemy import Connection

from checker.store import Store, locks
from tests.databases import MakeUrl

ROOM = 7_777


@pytest.fixture(name="stores")
def _stores(new_database: MakeUrl) -> Iterator[tuple[Store, Store]]:
    url = new_database()
    one, other = Store(url), Store(url)
    yield one, other
    one.close()
    other.close()


def held(store: Store) -> AbstractContextManager[object]:
    return locks.beside(store, "work") if store.is_file else locks.at_server(store, ROOM, [1])


def test_a_lock_that_was_let_go_is_free_at_once(stores: tuple[Store, Store]) -> None:
    one, other = stores
    for _ in range(3):
        with held(one) as first, held(other) as second:
            assert (bool(first), bool(second)) == (True, False)
        with held(other) as third:
            assert third


class Lingering:
    """A store whose server notices only at the end of the test that a connection was closed, as a busy one does a while later."""

    def __init__(self, store: Store, until: ExitStack) -> None:
        self.is_file = store.is_file
        self._store = store
        self._until = until

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a connection."""
        yield self._until.enter_context(self._store.connection())


@pytest.mark.postgresql
@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
def test_a_lock_is_free_before_the_server_has_noticed_that_its_connection_was_closed(stores: tuple[Store, Store]) -> None:
    one, other = stores
    with ExitStack() as until:
        with held(Lingering(one, until)) as first:  # type: ignore[arg-type] # it stands in for a store
            assert first
        with held(other) as second:
            assert second


def test_a_lock_is_free_after_an_error_too(stores: tuple[Store, Store]) -> None:
    one, other = stores
    with pytest.raises(ZeroDivisionError), held(one):
        raise ZeroDivisionError
    with held(other) as free:
        assert free


@pytest.mark.postgresql
@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
def test_of_several_locks_the_first_free_one_is_held_and_one_lost_with_its_connection_is_known_as_lost(
    stores: tuple[Store, Store],
) -> None:
    one, other = stores
    with locks.at_server(one, ROOM, [1, 2]) as first, locks.at_server(other, ROOM, [1, 2]) as second:
        assert first
        assert second
        assert (first.number, second.number, second.lives()) == (1, 2, True)
        with locks.at_server(other, ROOM, [1, 2]) as third:
            assert third is None
        with psycopg.connect(one.url.render_as_string(hide_password=False).replace("+psycopg", "")) as connection:
            query = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = 1"
            connection.execute(query, [ROOM])
        assert (first.lives(), second.lives()) == (False, True)

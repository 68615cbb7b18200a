"""
The store itself: one database, its transactions, and its schema brought up to date.

Never here: what is read or written; the other files of this folder do that, one for each family of tables.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy.orm  # noqa: F401 - the job engine needs it in a thread; half imported it breaks the queries of the others
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from checker.errors import StoreError, StoreTooNew
from checker.store.dialect import jobs_database, make_engines, parse_url, server_version, take_turn

Tx = Connection
MIGRATIONS = Path(__file__).parent / "migrations"


class Store:
    """One open database; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open the database at this address and bring an empty or older one up to date."""
        self.url = parse_url(url)
        self._write, self._read = make_engines(self.url)
        # SQLite's own waiting is unfair (seconds instead of milliseconds), so writers queue here first.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_file else nullcontext()
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Open a transaction that may write: one at a time, kept whole or not at all."""
        with _explained(str(self.url)), self._turn, self._write.begin() as tx:
            take_turn(tx)
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a transaction that sees one moment of the store and never makes a writer wait."""
        with _explained(str(self.url)), self._read.begin() as tx:
            yield tx

    @property
    def is_file(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.url.get_backend_name() == "sqlite"

    def engine_url(self) -> tuple[str, dict[str, Any]]:
        """Return where the engine of the jobs keeps its own tables, and how its driver is made."""
        return jobs_database(self.url)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a connection of its own, outside every transaction, that is closed and never given to anybody else."""
        with _explained(str(self.url)), self._write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()
            yield connection

    def version(self) -> str:
        """Return the database's name and version."""
        with self.read() as tx:
            return server_version(tx)

    def close(self) -> None:
        """Close every connection."""
        self._write.dispose()
        self._read.dispose()

    def _migrate(self) -> None:
        script = ScriptDirectory(str(MIGRATIONS))
        with self.write() as tx:
            current = MigrationContext.configure(tx).get_current_revision()
            if current == script.get_current_head():
                return
            if current is not None and current not in {each.revision for each in script.walk_revisions()}:
                raise StoreTooNew(
                    f"The database {self.url} is at revision {current!r}, which this version does not know; "
                    f"expected at most {script.get_current_head()!r}. Install the newer Claim Checker that wrote it."
                )
            config = Config(attributes={"connection": tx})
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            command.upgrade(config, "head")


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Say in words what a database complains about; a rule of the schema that is broken is an error of ours and stays so."""
    try:
        yield
    except IntegrityError:
        raise
    except NoConnectionFree as error:
        raise StoreError(
            f"All connections to the database {where} stayed in use: {error}. "
            "Ask less at the same time (CHECKER_PARALLEL_CALLS), or see what keeps the database busy."
        ) from error
    except DBAPIError as error:
        reason = str(error.orig).strip().split("\n", 1)[0]
        raise StoreError(
            f"The database {where} cannot be used: {reason}. Check that it is there, whole, and can be written."
        ) from error

"""Opening a database: brought up to date, refused with words, and guarded against what must never happen."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from checker.errors import CheckerError, ConfigError, StoreError, StoreTooNew
from checker.store import Store, Tx, claims, documents, events, schema
from checker.store.dialect import parse_url, sqlite_module
from tests.builders import NOON, make_claim, make_document, make_provenance
from tests.databases import MakeUrl
from tests.fakes import in_threads

SEARCH_AND_ALEMBIC = ("claim_search", "ix_claim_search", "archive_search", "ix_archived_check_search", "alembic_version")


def entry(subject_id: str = "x") -> events.Entry:
    return events.Entry(at=NOON, actor="ann", action="note", subject="claim", subject_id=subject_id, before={}, after={})


def test_the_migrations_make_the_schema_that_is_declared(store: Store) -> None:
    with store.read() as tx:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_declared}
        assert compare_metadata(MigrationContext.configure(tx, opts=options), schema.metadata) == []


def _is_declared(name: str | None, kind: str, parents: object) -> bool:
    is_search_column = kind == "column" and name == "search"
    return not (is_search_column or (name or "").startswith(SEARCH_AND_ALEMBIC))


def test_the_guards_of_single_rows_are_those_that_are_declared(store: Store) -> None:
    wanted = {str(each.name) for each in schema.claim.constraints if str(each.name).startswith("ck_")}
    with store.read() as tx:
        if tx.dialect.name == "sqlite":
            made = tx.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'claim'")) or ""
            assert all(name in made for name in wanted)
        else:
            found = tx.scalars(text("SELECT conname FROM pg_constraint WHERE conrelid = 'claim'::regclass AND contype = 'c'"))
            assert wanted <= set(found)


def test_an_open_database_is_opened_once_more_with_everything_in_it(database_url: str) -> None:
    first = Store(database_url)
    with first.write() as tx:
        documents.insert(tx, make_document())
    first.close()
    second = Store(database_url)
    with second.read() as tx:
        assert documents.get(tx, "document-1") == make_document()
    second.close()


def test_a_database_of_a_newer_version_is_refused_by_its_revision(database_url: str) -> None:
    opened = Store(database_url)
    known = _set_revision(opened, "9999")
    with pytest.raises(StoreTooNew, match="9999"):
        Store(database_url)
    _set_revision(opened, known)
    Store(database_url).close()
    opened.close()


def _set_revision(store: Store, revision: str) -> str:
    with store.write() as tx:
        before = tx.scalar(text("SELECT version_num FROM alembic_version"))
        tx.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    return str(before)


def test_an_empty_database_that_several_open_at_once_is_migrated_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    in_threads([lambda: Store(url).close()] * 6)
    command = [sys.executable, "-c", f"from checker.store import Store; Store({url!r}).close()"]
    for path in tmp_path.iterdir():
        path.unlink()
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [(b"", 0)] * 2


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path) -> None:
    Store(f"sqlite:///{tmp_path / 'a' / 'b' / 'checker.db'}").close()
    assert (tmp_path / "a" / "b" / "checker.db").is_file()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear Madam or Sir, " * 500)
    with pytest.raises(StoreError, match=r"letter\.db"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes() == b"Dear Madam or Sir, " * 500


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="file"):
        Store(f"sqlite:///{tmp_path / 'file' / 'checker.db'}")
    with pytest.raises(StoreError, match="file"):
        Store(f"sqlite:///{tmp_path / 'file' / 'folder' / 'checker.db'}")


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=tmp_path.name):
        Store(f"sqlite:///{tmp_path}")


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match=r"127\.0\.0\.1") as refusal:
        Store("postgresql://ann:secret@127.0.0.1:1/checker")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "checker.db",
        "mysql://ann@db/checker",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///x.db",
        "postgresql+asyncpg://x",
    ],
)
def test_an_address_that_leads_to_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="CHECKER_DATABASE_URL"):
        parse_url(url)


@pytest.mark.parametrize(
    "url", ["postgresql://ann@db/checker", "postgres://ann@db/checker", "postgresql+psycopg://ann@db/checker"]
)
def test_the_usual_ways_to_write_a_postgresql_address_are_understood(url: str) -> None:
    assert parse_url(url).drivername == "postgresql+psycopg"


def test_the_version_of_the_database_is_told(store: Store) -> None:
    assert store.version().split()[0] in {"SQLite", "PostgreSQL"}
    assert store.version().split()[1][0].isdigit()


def test_the_sqlite_that_is_used_has_no_known_fault() -> None:
    assert sqlite_module().sqlite_version_info >= (3, 51, 3)


# What must never happen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'eve'",
        "UPDATE event SET hash = hash",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 1",
        "UPDATE document SET text = 'other'",
        "UPDATE document SET sha256 = 'other'",
    ],
)
def test_history_and_texts_cannot_be_changed(store: Store, statement: str) -> None:
    with store.write() as tx:
        documents.insert(tx, make_document())
        events.append(tx, [entry()])
    with pytest.raises((IntegrityError, StoreError), match="never"), store.write() as tx:
        tx.execute(text(statement))
    assert _history_and_text(store) == (1, make_document().text)


@pytest.mark.postgresql
def test_the_history_cannot_be_emptied_at_a_stroke(store: Store) -> None:
    with store.write() as tx:
        events.append(tx, [entry()])
    statement = "TRUNCATE event" if store.version().startswith("PostgreSQL") else "DELETE FROM event WHERE true"
    with pytest.raises((IntegrityError, StoreError), match="never"), store.write() as tx:
        tx.execute(text(statement))
    with store.read() as tx:
        assert events.count(tx) == 1


REPLACE_DOCUMENT = """REPLACE INTO document SELECT seq, id, sha256, 'other', media_type, name, title, publisher, author, url,
    published_at, language, locators, warnings, added_by, added_at, reach FROM document"""


def test_that_every_connection_is_in_use_is_said_in_words(store: Store) -> None:
    for transaction in (store.read, store.write):
        with pytest.raises(StoreError, match=r"connections to the database .* stayed in use: QueuePool"), transaction():
            raise NoConnectionFree("QueuePool limit reached")  # as the library does before there is a transaction


@pytest.mark.parametrize("statement", ["REPLACE INTO event SELECT * FROM event", REPLACE_DOCUMENT])
def test_sqlite_cannot_replace_them_by_its_own_way_of_inserting(tmp_path: Path, statement: str) -> None:
    opened = Store(f"sqlite:///{tmp_path / 'checker.db'}")
    with opened.write() as tx:
        documents.insert(tx, make_document())
        events.append(tx, [entry()])
    with pytest.raises((IntegrityError, StoreError), match="never"), opened.write() as tx:
        tx.execute(text(statement))
    assert _history_and_text(opened) == (1, make_document().text)
    opened.close()


def _history_and_text(store: Store) -> tuple[int, str]:
    with store.read() as tx:
        return events.count(tx), documents.get(tx, "document-1").text


@pytest.mark.parametrize(
    "changes",
    [
        "status = 'verified'",
        "anchor = 'close'",
        '"start" = 5, "end" = 5',
        '"start" = -1',
        "anchor = 'lost'",
        "anchor = 'lost', \"start\" = NULL, \"end\" = NULL, status = 'accepted'",
        "document_id = 'none'",
    ],
)
def test_the_database_itself_refuses_a_claim_that_cannot_be(store: Store, changes: str) -> None:
    with store.write() as tx:
        _one_claim(tx)
    with pytest.raises(DBAPIError), store.write() as tx:
        tx.execute(text(f"UPDATE claim SET {changes}"))


def _one_claim(tx: Tx) -> None:
    documents.insert(tx, make_document())
    claims.insert(tx, [make_claim(provenance=make_provenance(run_id=None))])


# Transactions


def _write_two_and_fail(tx: Tx) -> None:
    documents.insert(tx, make_document())
    events.append(tx, [entry()])
    documents.insert(tx, make_document())


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(DBAPIError), store.write() as tx:
        _write_two_and_fail(tx)
    with store.read() as tx:
        assert (documents.titles(tx), events.count(tx)) == ({}, 0)


def test_a_reading_transaction_sees_one_moment_while_others_write(store: Store) -> None:
    with store.read() as tx:
        assert documents.titles(tx) == {}
        with store.write() as other:
            documents.insert(other, make_document())
        assert documents.titles(tx) == {}
    with store.read() as tx:
        assert documents.titles(tx) == {"document-1": "Labour figures"}


def test_a_reading_transaction_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, CheckerError)), store.read() as tx:
        documents.insert(tx, make_document())
    with store.read() as tx:
        assert documents.titles(tx) == {}


def test_writers_take_turns_and_the_history_has_no_gap(store: Store) -> None:
    def write() -> None:
        for _ in range(10):
            with store.write() as tx:
                events.append(tx, [entry(), entry()])

    in_threads([write] * 4)
    with store.read() as tx:
        assert (events.count(tx), list(events.broken_links(tx))) == (80, [])


def test_a_time_without_a_zone_is_not_stored(store: Store) -> None:
    with pytest.raises(Exception, match="no time zone"), store.write() as tx:
        documents.insert(tx, make_document(added_at=NOON.replace(tzinfo=None)))


def test_two_databases_do_not_see_each_other(new_database: MakeUrl) -> None:
    first, second = Store(new_database()), Store(new_database())
    with first.write() as tx:
        documents.insert(tx, make_document())
    with second.read() as tx:
        assert documents.titles(tx) == {}
    first.close()
    second.close()

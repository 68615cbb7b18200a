"""
The whole store as lines and back: every row of every table, the same from either database into either.

Never here: files, or a part of the store; exports hold parts. A backup holds internal notes and drafts and is never published.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

import orjson
from sqlalchemy import Date, Integer, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from checker.errors import InputError, StoreError
from checker.store import events, schema
from checker.store.database import Tx
from checker.store.moment import Moment

FORM = "claim-checker/backup/1"
BATCH = 500
SHOWN = 80  # characters of a line
Row = tuple[str, dict[str, Any]]
# What the database counts by itself comes about again as the rows are put in.
_KEPT = tuple(table for table in schema.metadata.sorted_tables if table is not schema.claim_count)
_KNOWN = {str(table.name): table for table in _KEPT}
_ANOTHER = "Take another copy of the file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds: rows by table, and the seal of its history."""

    rows: Mapping[str, int]
    seal: str


def dump(tx: Tx, made_at: datetime) -> Iterator[bytes]:
    """Yield the store as it is at one moment, line by line; the last line proves all before it."""
    digest, counted = hashlib.sha256(), Counter[str]()
    for line in _lines(tx, made_at, counted):
        digest.update(line)
        yield line
    yield _line({"rows": dict(counted), "sha256": digest.hexdigest()})


def _lines(tx: Tx, made_at: datetime, counted: Counter[str]) -> Iterator[bytes]:
    yield _line({"form": FORM, "revision": _revision(tx), "made_at": made_at, "seal": events.seal(tx)})
    for table in _KEPT:
        names = [str(column.name) for column in table.columns]
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
        for row in tx.execute(query):
            counted[str(table.name)] += 1
            yield _line([str(table.name), dict(zip(names, row, strict=True))])


def proved(lines: Iterable[bytes]) -> Kept:
    """Return what a backup holds; raises InputError unless every line is as it was written."""
    digest, counted, first, last = hashlib.sha256(), Counter[str](), None, b""
    for line in lines:
        first = first or _head(line)
        digest.update(last)
        counted.update(_named(last))
        last = line
    end = _read(last) if last else None
    if first is None or not isinstance(end, dict) or "sha256" not in end:
        raise InputError("The backup has no end: it was cut off. Take another copy of the file.")
    if end != {"rows": dict(counted), "sha256": digest.hexdigest()}:
        raise InputError(
            f"The backup is not as it was written: its SHA-256 is {digest.hexdigest()}, its last line says {end['sha256']}. "
            "Take another copy of the file."
        )
    return Kept(rows=dict(counted), seal=first["seal"])


def load(tx: Tx, lines: Iterable[bytes]) -> None:
    """Put a proved backup into an empty store of the same version; raises StoreError where it cannot be."""
    _refuse_unless_empty(tx)
    rest = iter(lines)
    revision = _head(next(rest))["revision"]
    if revision != _revision(tx):
        raise StoreError(
            f"The backup was made at revision {revision}, this version keeps its database at {_revision(tx)}. "
            "Restore it with the version that made it; the newer one then brings the database up to date."
        )
    for table, rows in groupby(_rows(rest), key=lambda row: row[0]):
        known = schema.metadata.tables[table]
        while several := list(islice(rows, BATCH)):
            _insert(tx, known, [_typed(known, values) for _, values in several])
    _count_on(tx)


def _insert(tx: Tx, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        tx.execute(table.insert(), rows)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise InputError(f"The backup holds rows of {table.name!r} that the database refuses: {why}. {_ANOTHER}") from None


def _refuse_unless_empty(tx: Tx) -> None:
    for table in _KEPT:
        if tx.execute(select(table).limit(1)).first() is not None:
            raise StoreError(
                f"The database {tx.engine.url.render_as_string(hide_password=True)} is not empty: there are rows in {table.name!r}. "
                "Name a new one in CHECKER_DATABASE_URL, so that nothing is written over."
            )


def _count_on(tx: Tx) -> None:
    """Let PostgreSQL number new rows after those that were put in; SQLite does so by itself."""
    if tx.dialect.name != "postgresql":
        return
    for table in _KEPT:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            newest = tx.scalar(select(func.max(column)))
            if newest:
                named = text("SELECT setval(pg_get_serial_sequence(:table, :column), :newest)")
                tx.execute(named, {"table": table.name, "column": column.name, "newest": newest})


def _rows(lines: Iterator[bytes]) -> Iterator[Row]:
    for line in lines:
        found = _read(line)
        if isinstance(found, list):
            yield _row(found)


def _row(found: list[Any]) -> Row:
    match found:
        case [str(name), dict(values)] if name in _KNOWN and values.keys() <= set(_KNOWN[name].columns.keys()):
            return name, values
    raise InputError(f"The backup holds a line that is no row of this version's tables: {str(found)[:SHOWN]}. {_ANOTHER}")


def _typed(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    try:
        return {name: _value(table, name, value) for name, value in values.items()}
    except ValueError as error:
        raise InputError(f"The backup holds a row of {table.name!r} with no day or time: {error}. {_ANOTHER}") from None


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if isinstance(value, str) and isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(value, str) and isinstance(kind, Date) else value


def _revision(tx: Tx) -> str:
    return str(tx.scalar(text("SELECT version_num FROM alembic_version")))


def _named(line: bytes) -> list[str]:
    found = _read(line) if line else None
    return [_row(found)[0]] if isinstance(found, list) else []


def _head(line: bytes) -> dict[str, Any]:
    found = _read(line)
    if not isinstance(found, dict) or found.get("form") != FORM:
        raise InputError(f"The file is no backup of Claim Checker; expected one that begins with {FORM!r}.")
    return found


def _read(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InputError(f"The backup holds a line that cannot be read: {error}. Take another copy of the file.") from None


def _line(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)

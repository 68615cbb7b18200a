"""
The archive of checks that others published: put in once each, and found again by their words.

Never here: a claim of this desk, or what a match means.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from checker.model import ArchivedCheck
from checker.store import dialect, schema, search
from checker.store.database import Tx

_CHECK = schema.archived_check
_FIELDS = tuple(ArchivedCheck.__slots__)
MOST_COUNTED = 2_000  # checks that hold a word; one that more hold tells little


def key_of(check: ArchivedCheck) -> str:
    """Return what is the same for two checks of the same claim at the same address."""
    said = " ".join(search.folded(check.claim)) or check.claim
    return hashlib.sha256(f"{check.url}\n{said}".encode()).hexdigest()


def known(tx: Tx, keys: Sequence[str]) -> set[str]:
    """Return those of these keys whose check is there."""
    return set(tx.scalars(select(_CHECK.c.key).where(_CHECK.c.key.in_(keys))))


def insert(tx: Tx, checks: Sequence[ArchivedCheck]) -> None:
    """Store checks that are not there yet."""
    if checks:
        tx.execute(_CHECK.insert(), [_row(check) for check in checks])


def count(tx: Tx) -> int:
    """Return how many checks there are."""
    return tx.scalar(select(func.count()).select_from(_CHECK)) or 0


def is_empty(tx: Tx) -> bool:
    """Whether there is no check."""
    return tx.scalar(select(_CHECK.c.seq).limit(1)) is None


def find(tx: Tx, words: str, limit: int) -> list[ArchivedCheck]:
    """Return checks that hold all these words, the last one perhaps unfinished, those imported last first."""
    asked = search.asked(words)
    return _found(tx, dialect.archived(tx, asked), limit) if asked else []


def with_any(tx: Tx, words: Sequence[str], limit: int) -> list[ArchivedCheck]:
    """Return checks that hold at least one of these words, those imported last first."""
    return _found(tx, dialect.archived_with_any(tx, words), limit) if words else []


def holding(tx: Tx, word: str) -> int:
    """Return how many checks hold a word, counted up to a limit."""
    found = select(_CHECK.c.seq).where(dialect.archived_with_any(tx, [word])).limit(MOST_COUNTED)
    return tx.scalar(select(func.count()).select_from(found.subquery())) or 0


def _found(tx: Tx, condition: Any, limit: int) -> list[ArchivedCheck]:
    columns = [_CHECK.c[name] for name in _FIELDS]
    return [_check(row) for row in tx.execute(select(*columns).where(condition).order_by(_CHECK.c.seq.desc()).limit(limit))]


def _row(check: ArchivedCheck) -> dict[str, Any]:
    values = {name: getattr(check, name) for name in _FIELDS} | {"broken": list(check.broken)}
    said = (check.claim, check.claimant or "", check.publisher)
    words = " ".join(dict.fromkeys(word for part in said for word in search.folded(part)))
    return values | {"key": key_of(check), "words": words}


def _check(row: Row[Any]) -> ArchivedCheck:
    return ArchivedCheck(**row._asdict() | {"broken": tuple(row.broken)})

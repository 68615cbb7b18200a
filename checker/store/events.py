"""
The history: events are only ever appended, each carrying the hash of the one before.

Never here: what happened to the claim itself; the caller changes it in the same transaction.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from checker.model import Event
from checker.store import schema
from checker.store.database import Tx

FIRST_HASH = "0" * 64
_EVENT = schema.event
_ENCODED = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
_NEWEST = select(func.max(_EVENT.c.seq))
_NEWEST_OF = _NEWEST.where(_EVENT.c.subject == bindparam("of_subject"), _EVENT.c.subject_id == bindparam("of_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be written into the history."""

    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: str
    before: dict[str, Any]
    after: dict[str, Any]


def append(tx: Tx, entries: Iterable[Entry]) -> None:
    """Write these entries to the end of the history, in their order."""
    last = tx.execute(select(schema.event.c.seq, schema.event.c.hash).order_by(schema.event.c.seq.desc()).limit(1)).first()
    seq, prev = (last.seq, last.hash) if last else (0, FIRST_HASH)
    rows = []
    for seq_now, entry in enumerate(entries, seq + 1):
        values = {name: getattr(entry, name) for name in Entry.__slots__}
        digest = fingerprint(seq_now, entry, prev)
        rows.append({"seq": seq_now, "prev_hash": prev, "hash": digest, **values})
        prev = digest
    if rows:
        tx.execute(schema.event.insert(), rows)


def fingerprint(seq: int, entry: Entry | Event, prev_hash: str) -> str:
    """Return the sha256 of an entry at its place in the chain."""
    said = (entry.actor, entry.action, entry.subject, entry.subject_id, entry.before, entry.after)
    return _digest(seq, entry.at, *said, prev_hash)


def _digest(seq: int, at: datetime, *said: Any) -> str:
    content = [seq, at.astimezone(UTC).isoformat(), *said]
    return hashlib.sha256(_ENCODED(content).encode()).hexdigest()


def history(tx: Tx, subject: str, subject_id: str) -> list[Event]:
    """Return all that happened to one thing, oldest first."""
    of_subject = (schema.event.c.subject == subject) & (schema.event.c.subject_id == subject_id)
    return [_event(row) for row in tx.execute(select(schema.event).where(of_subject).order_by(schema.event.c.seq))]


def histories(tx: Tx, subject: str, ids: Sequence[str]) -> list[Event]:
    """Return all that happened to several things of one kind, oldest first."""
    of_them = (schema.event.c.subject == subject) & schema.event.c.subject_id.in_(ids)
    return [_event(row) for row in tx.execute(select(schema.event).where(of_them).order_by(schema.event.c.seq))]


def told(tx: Tx, subject: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what several things of one kind are after all that happened to them, as the history says."""
    query = select(_EVENT.c.subject_id, _EVENT.c.after).where(_EVENT.c.subject == subject, _EVENT.c.subject_id.in_(ids))
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for subject_id, after in tx.execute(query.order_by(_EVENT.c.seq)).all():
        found[subject_id] |= after
    return found


def by_actor(tx: Tx, actor: str, since: datetime, limit: int) -> list[Event]:
    """Return the newest things that somebody did since then, oldest first."""
    query = select(schema.event).where(schema.event.c.actor == actor, schema.event.c.at >= since)
    return [_event(row) for row in tx.execute(query.order_by(schema.event.c.seq.desc()).limit(limit))][::-1]


def before_import(event: Event) -> list[Event]:
    """Return what an import brought along of the history elsewhere, as it was told there; nothing for other events."""
    told = event.after.get("imported", {}).get("history", ()) if event.action == "import" else ()
    return [Event(**each | {"at": datetime.fromisoformat(each["at"])}) for each in told]


def unfolded(past: Iterable[Event]) -> list[Event]:
    """Return these events, before each import what it brought along."""
    return [each for event in past for each in (*before_import(event), event)]


def seal(tx: Tx) -> str:
    """Return the hash of the newest line: noted elsewhere, it proves later that nothing was cut off or written anew."""
    return tx.scalar(select(schema.event.c.hash).order_by(schema.event.c.seq.desc()).limit(1)) or FIRST_HASH


def sealed(tx: Tx, beginning: str) -> bool:
    """Whether a line of the history has a hash that begins like this."""
    return (
        tx.scalar(select(schema.event.c.seq).where(schema.event.c.hash.startswith(beginning, autoescape=True)).limit(1))
        is not None
    )


def newest(tx: Tx) -> int:
    """Return the number of the newest line of the history, 0 before the first."""
    return tx.scalar(_NEWEST) or 0


def newest_of(tx: Tx, subject: str, subject_id: str) -> int:
    """Return the number of the newest line about one thing, 0 before the first."""
    return tx.scalar(_NEWEST_OF, {"of_subject": subject, "of_id": subject_id}) or 0


def broken_links(tx: Tx) -> Iterator[str]:
    """Yield a sentence for every place where the history is not as it was written."""
    seq, prev = 0, FIRST_HASH
    query = select(_EVENT).order_by(_EVENT.c.seq).execution_options(yield_per=1000)
    for several in tx.execute(query).partitions():
        for this, at, actor, action, subject, subject_id, before, after, prev_hash, digest in several:
            if this != seq + 1:
                yield f"Events {seq + 1} to {this - 1} are missing."
            elif prev_hash != prev:
                yield f"Event {this} does not follow the event before it."
            if _digest(this, at, actor, action, subject, subject_id, before, after, prev_hash) != digest:
                yield f"Event {this} ({action} of {subject} {subject_id}) was altered after it was written."
            seq, prev = this, digest


def count(tx: Tx) -> int:
    """Return how many events there are."""
    return tx.scalar(select(func.count()).select_from(schema.event)) or 0


def _event(row: Row[Any]) -> Event:
    return Event(**row._asdict())

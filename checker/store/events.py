"""
The history: events are only ever appended, each carrying the hash of the one before.

Never here: what happened to the claim itself; the caller changes it in the same transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, cast, func, select

from checker.model import Event
from checker.store import chain, schema
from checker.store.chain import FIRST_HASH, Head
from checker.store.database import Tx
from checker.store.dialect import Written

_EVENT = schema.event
_BEFORE, _AFTER = cast(_EVENT.c.before, Text), cast(_EVENT.c.after, Text)  # as they are kept
_HEAD = (_EVENT.c.seq, _EVENT.c.at, _EVENT.c.actor, _EVENT.c.action, _EVENT.c.subject, _EVENT.c.subject_id)
_HEAD_NAMES = tuple(column.name for column in _HEAD)
_NEWEST = select(func.max(_EVENT.c.seq))
_NEWEST_OF = _NEWEST.where(_EVENT.c.subject == bindparam("of_subject"), _EVENT.c.subject_id == bindparam("of_id"))

SELECTED = '"selected":true'  # as it is kept; in words its quotation marks would be escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be written into the history."""

    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: str
    before: dict[str, Any] | Written
    after: dict[str, Any] | Written


def ready(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries with their words as they are kept, so that less is left to do while the store is written to."""
    return [replace(each, before=chain.written(each.before), after=chain.written(each.after)) for each in entries]


def append(tx: Tx, entries: Iterable[Entry]) -> None:
    """Write these entries to the end of the history, in their order."""
    last = tx.execute(select(schema.event.c.seq, schema.event.c.hash).order_by(schema.event.c.seq.desc()).limit(1)).first()
    seq, prev = (last.seq, last.hash) if last else (0, FIRST_HASH)
    rows = []
    for seq_now, entry in enumerate(entries, seq + 1):
        head, before, after = _head(seq_now, entry), chain.written(entry.before), chain.written(entry.after)
        digest = chain.digest(head, before, after, prev)
        told = dict(zip(_HEAD_NAMES, head, strict=True))
        rows.append(told | {"before": before, "after": after, "prev_hash": prev, "hash": digest})
        prev = digest
    if rows:
        tx.execute(schema.event.insert(), rows)


def fingerprint(seq: int, entry: Entry | Event, prev_hash: str) -> str:
    """Return the hash of an entry at its place in the chain."""
    return chain.digest(_head(seq, entry), chain.written(entry.before), chain.written(entry.after), prev_hash)


def is_as_written(event: Event) -> bool:
    """Whether an event is what its own hash says, in whichever version it was written."""
    before, after = chain.written(event.before), chain.written(event.after)
    return chain.is_hash(event.hash, _head(event.seq, event), before, after, event.prev_hash)


def _head(seq: int, entry: Entry | Event) -> Head:
    return seq, entry.at, entry.actor, entry.action, entry.subject, entry.subject_id


def history(tx: Tx, subject: str, subject_id: str) -> list[Event]:
    """Return all that happened to one thing, oldest first."""
    of_subject = (schema.event.c.subject == subject) & (schema.event.c.subject_id == subject_id)
    return [_event(row) for row in tx.execute(select(schema.event).where(of_subject).order_by(schema.event.c.seq))]


def histories(tx: Tx, subject: str, ids: Sequence[str]) -> list[Event]:
    """Return all that happened to several things of one kind, oldest first."""
    of_them = (schema.event.c.subject == subject) & schema.event.c.subject_id.in_(ids)
    return [_event(row) for row in tx.execute(select(schema.event).where(of_them).order_by(schema.event.c.seq))]


def of_action(tx: Tx, action: str) -> list[tuple[str, str]]:
    """Return what each step of one kind was about and what it told of it, as it is kept, oldest first."""
    query = select(_EVENT.c.subject_id, _AFTER).where(_EVENT.c.action == action)
    return [(subject_id, after) for subject_id, after in tx.execute(query.order_by(_EVENT.c.seq)).all()]


def told(tx: Tx, subject: str, ids: Sequence[str] | Select[str]) -> dict[str, list[str]]:
    """Return what the history says that each of several things of one kind became, as it is kept, oldest first."""
    query = select(_EVENT.c.subject_id, _AFTER).where(_EVENT.c.subject == subject, _EVENT.c.subject_id.in_(ids))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for subject_id, after in tx.execute(query.order_by(_EVENT.c.subject_id, _EVENT.c.seq)).all():
        found[subject_id].append(after)
    return found


def by_actor(tx: Tx, actor: str, actions: Collection[str], since: datetime, limit: int) -> list[Event]:
    """Return the newest of these things that somebody did since then, oldest first; of claims that were added, those selected in a text."""
    one_by_one = (_EVENT.c.action != "propose") | _AFTER.contains(SELECTED)
    query = select(schema.event).where(_EVENT.c.actor == actor, _EVENT.c.at >= since, _EVENT.c.action.in_(actions), one_by_one)
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
    query = select(*_HEAD, _BEFORE, _AFTER, _EVENT.c.prev_hash, _EVENT.c.hash).order_by(_EVENT.c.seq)
    for several in tx.execute(query.execution_options(yield_per=1000)).partitions():
        for this, at, actor, action, subject, subject_id, before, after, prev_hash, digest in several:
            head = (this, at, actor, action, subject, subject_id)
            if this != seq + 1:
                yield f"Events {seq + 1} to {this - 1} are missing."
            elif prev_hash != prev:
                yield f"Event {this} does not follow the event before it."
            if not chain.is_hash(digest, head, before, after, prev_hash):
                yield f"Event {this} ({action} of {subject} {subject_id}) was altered after it was written."
            seq, prev = this, digest


def count(tx: Tx) -> int:
    """Return how many events there are."""
    return tx.scalar(select(func.count()).select_from(schema.event)) or 0


def _event(row: Row[Any]) -> Event:
    return Event(**row._asdict())

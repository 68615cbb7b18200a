"""
The same decision about many claims: each is taken for itself, what cannot be decided is named, and all are taken back together.

Never here: which claims; a person has looked at the list. Each claim is a transaction of its own, so that nobody waits for long.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checker import review
from checker.auth import User
from checker.decisions import Desk, Seen
from checker.errors import CheckerError, InputError
from checker.model import Claim
from checker.store import events
from checker.words import RejectReason

MOST = 500  # claims at a time: more than anybody can have looked at
_TOGETHER = frozenset({"accept", "reject", "assign", "undo"})
_LINES = 5_000  # of somebody's history that are looked at for their batches

Decide = Callable[[Seen], Claim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came of a decision about many claims; `left_out` says of each of the others why."""

    id: str
    done: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def accept(desk: Desk, user: User, several: Sequence[Seen]) -> Batch:
    """Accept these candidates as they are."""
    return _each(desk.new_id(), several, lambda seen: review.accept(desk, user, seen))


def reject(desk: Desk, user: User, several: Sequence[Seen], reason: RejectReason) -> Batch:
    """Turn these candidates down for one reason."""
    return _each(desk.new_id(), several, lambda seen: review.reject(desk, user, seen, reason))


def assign(desk: Desk, user: User, several: Sequence[Seen], to: str | None, note: str = "") -> Batch:
    """Hand these claims to a person, or to nobody."""
    return _each(desk.new_id(), several, lambda seen: review.assign(desk, user, seen, to, note))


def undo(desk: Desk, user: User, batch_id: str) -> Batch:
    """Take back what somebody decided together, as far as it still stands."""
    ids = _decided(desk, user, batch_id)
    several = [Seen(claim_id=claim_id, version=0) for claim_id in ids]
    return _each(batch_id, several, lambda seen: _undone(desk, user, seen.claim_id))


def newest(desk: Desk, user: User) -> tuple[str, int] | None:
    """Return the batch that somebody decided last and could still take back, and how many claims are in it."""
    with desk.store.read() as tx:
        past = events.by_actor(tx, user.name, _TOGETHER, desk.now() - review.UNDO_FOR, _LINES)
    undone = {event.after["undoes"] for event in past if event.action == "undo"}
    counted = Counter(
        event.after["batch"]
        for event in past
        if "batch" in event.after and event.action != "assign" and event.seq not in undone
    )
    last = next((event.after["batch"] for event in reversed(past) if event.after.get("batch") in counted), None)
    return (last, counted[last]) if last else None


def _decided(desk: Desk, user: User, batch_id: str) -> list[str]:
    with desk.store.read() as tx:
        past = events.by_actor(tx, user.name, _TOGETHER, desk.now() - review.UNDO_FOR, _LINES)
    return [event.subject_id for event in past if event.after.get("batch") == batch_id]


def _undone(desk: Desk, user: User, claim_id: str) -> Claim:
    claim = review.undo(desk, user, claim_id)
    review.release(desk, user, claim_id)  # undoing one claim puts it at hand; nobody has so many hands
    return claim


def _each(batch_id: str, several: Sequence[Seen], decide: Decide) -> Batch:
    if len(several) > MOST:
        raise InputError(f"{len(several):,} claims are too many to decide at once; expected at most {MOST}. Take fewer.")
    done, left_out = [], []
    for seen in several:
        try:
            done.append(decide(replace(seen, batch=batch_id)).id)
        except CheckerError as error:
            left_out.append((seen.claim_id, str(error)))
    return Batch(id=batch_id, done=tuple(done), left_out=tuple(left_out))

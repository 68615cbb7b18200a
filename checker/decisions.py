"""
One change to one claim: taken up as it was seen, saved with its line of history, and taken back again.

Never here: which decisions there are; review.py has one function for each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from checker.auth import User, require
from checker.checks import Held, held_again
from checker.errors import InputError, LeaseLost
from checker.model import Claim, Event, FactCheck, Lease, Scale, Span, plain, plain_value
from checker.store import Store, Tx, claims, documents, events, findings
from checker.text import normalise
from checker.words import AnchorStatus, Attribution, RejectReason, Status
from checker.workflow import Move, target_of

LONGEST_CLAIM = 2_000
LONGEST_NAME = 300
LONGEST_TEXT = 20_000
UNDOABLE = frozenset(
    {
        "accept",
        "reject",
        "edit",
        "reopen",
        "check",
        "submit",
        "approve",
        "approve_again",
        "send_back",
        "split",
        "merge",
        "snooze",
        "wake",
        "withdraw",
    }
)
APPROVALS = frozenset({"approve", "approve_again"})  # by somebody who did not write on the finding
WRITTEN = frozenset({"save_finding", "correct"})  # steps by which somebody becomes an author of a finding
# What happens beside the decisions: none of it stands between a decision and its undoing.
ASIDE = frozenset({"note", "assign", "take_in", "set_recheck", "keep_copy"})

# The words that the mechanical checks hold against the document.
CHECKED = frozenset({"text", "quote", "span", "claimant", "claimant_role", "attribution"})
BACK = frozenset({"undo", "rejoin"})  # puts earlier words back, whose checks the history has
_HELD = TypeAdapter(Held)

# What the history keeps of a claim, and how each value is read back from it.
_KEPT: dict[str, TypeAdapter[Any]] = {
    "status": TypeAdapter(Status),
    "text": TypeAdapter(str),
    "quote": TypeAdapter(str),
    "span": TypeAdapter(Span | None),
    "anchor": TypeAdapter(AnchorStatus),
    "claimant": TypeAdapter(str | None),
    "claimant_role": TypeAdapter(str | None),
    "claimed_at": TypeAdapter(str | None),
    "attribution": TypeAdapter(Attribution),
    "tags": TypeAdapter(tuple[str, ...]),
    "note": TypeAdapter(str),
    "reject_reason": TypeAdapter(RejectReason | None),
    "finding": TypeAdapter(FactCheck | None),
    "snoozed_until": TypeAdapter(datetime | None),
    "assigned_to": TypeAdapter(str | None),
    "assigned_note": TypeAdapter(str),
    "split_from": TypeAdapter(str | None),
    "merged_into": TypeAdapter(str | None),
    "recheck_by": TypeAdapter(date | None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where decisions happen: the store, the desk's rules, and the sources of time and ids."""

    store: Store
    scale: Scale
    four_eyes: bool
    lease_for: timedelta
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def lease(self, user: User, now: datetime) -> Lease:
        """Return a fresh hold for this user."""
        return Lease(user=user.name, session=user.session, until=now + self.lease_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The claim that somebody decides about, as they saw it."""

    claim_id: str
    version: int
    batch: str | None = None  # what is decided together has the same

    @property
    def together(self) -> dict[str, str]:
        """What the history says of it beside the changed values."""
        return {"batch": self.batch} if self.batch else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does what, when; `details` is what the history says of it beside the changed values."""

    at: datetime
    actor: str
    action: str
    details: dict[str, Any] = field(default_factory=dict)


Change = Callable[[Tx, Claim], Claim]


def take_up(tx: Tx, user: User, seen: Seen, now: datetime) -> Claim:
    """Return the claim to be changed, if it is still as it was seen and nobody else holds it."""
    claim = not_held_by_others(claims.get(tx, seen.claim_id), user, now)
    return claims.as_seen(claim, seen.version)


def not_held_by_others(claim: Claim, user: User, now: datetime, *, same_person: bool = False) -> Claim:
    """Return the claim, or say who holds it; a person's other sessions count as others unless asked not to."""
    lease = claim.lease
    if lease is None or lease.until <= now or (lease.user == user.name and (same_person or lease.session == user.session)):
        return claim
    raise LeaseLost(
        f"{lease.user} is on claim {claim.id} until {lease.until:%H:%M} UTC. Take the next one, or come back after that."
    )


def save(tx: Tx, act: Act, before: Claim, after: Claim) -> Claim:
    """Store a changed claim and its line of history; return it with its new version."""
    old, new = snapshot(before), snapshot(after)
    changed = [name for name in _KEPT if old[name] != new[name]]
    saved = claims.save(tx, replace(after, changed_at=act.at))
    if "finding" in changed and after.finding:
        findings.put(tx, after.id, after.finding)
    again = {} if act.action in BACK or CHECKED.isdisjoint(changed) else checks_of(tx, after)
    entry = events.Entry(
        at=act.at,
        actor=act.actor,
        action=act.action,
        subject="claim",
        subject_id=before.id,
        before={name: old[name] for name in changed},
        after={name: new[name] for name in changed} | again | act.details,
    )
    events.append(tx, [entry])
    return saved


def step(desk: Desk, user: User, seen: Seen, action: str, move: Move | None = None, change: Change | None = None) -> Claim:
    """Take one step with one claim, if the user may and the claim stands where it is possible."""
    require(user, action)
    move = replace(move or Move(actor=user.name), four_eyes=desk.four_eyes)
    act = Act(at=desk.now(), actor=user.name, action=action, details=seen.together | ({"why": move.why} if move.why else {}))
    with desk.store.write() as tx:
        claim = take_up(tx, user, seen, act.at)
        if action in APPROVALS:
            move = replace(move, authors=authors(events.history(tx, "claim", claim.id)))
        changed = change(tx, claim) if change else claim
        changed = replace(changed, status=target_of(changed, action, move), lease=None, snoozed_until=None)
        return save(tx, act, claim, changed)


def snapshot(claim: Claim) -> dict[str, Any]:
    """Return what the history keeps of a claim, as JSON values."""
    return {name: plain_value(getattr(claim, name)) for name in _KEPT}


def last_decision(past: Sequence[Event]) -> Event | None:
    """Return the newest decision that was not undone; what happened beside the decisions does not count."""
    return next((event for event in _standing(past) if event.action not in ASIDE), None)


def _standing(past: Sequence[Event]) -> Iterator[Event]:
    """Yield what was not undone, the newest first."""
    undone: set[int] = set()
    for event in reversed(past):
        if event.action == "undo":
            undone.add(event.after.get("undoes", 0))
        elif event.seq not in undone:
            yield event


def checks_of(tx: Tx, claim: Claim) -> dict[str, Any]:
    """Return what the history says of the mechanical checks of a claim in the words that it has now."""
    return {"checks": plain(held_again(documents.get(tx, claim.document_id), claim))}


def checked_last(past: Sequence[Event]) -> Held | None:
    """Return the checks of the newest words that a person gave a claim and that were not taken back; None for those proposed."""
    told = next((event.after["checks"] for event in _standing(past) if "checks" in event.after), None)
    return None if told is None else _HELD.validate_python(told)


def authors(past: Sequence[Event]) -> frozenset[str]:
    """Return everybody who wrote on the finding since it was last completed; what was taken back completed nothing."""
    names: set[str] = set()
    for event in _standing(events.unfolded(past)):
        if event.action in {"check", *APPROVALS}:
            break
        if event.action in WRITTEN:
            names.add(event.actor)
    return frozenset(names)


def still_stands(claim: Claim, decision: Event) -> bool:
    """Whether a claim is in every respect still as this decision left it."""
    now_is = snapshot(claim)
    return all(now_is[name] == value for name, value in decision.after.items() if name in now_is)


def restored(claim: Claim, before: dict[str, Any]) -> Claim:
    """Return the claim with these values of its history put back."""
    return replace(claim, **{name: _KEPT[name].validate_python(value) for name, value in before.items()})


def tidied(words: str | None, longest: int = LONGEST_TEXT, name: str = "text") -> str:
    """Return words without space around them, in one form; raises InputError when they are too long."""
    tidy = normalise(words or "").strip()
    if len(tidy) > longest:
        raise InputError(f"The {name} has {len(tidy):,} characters; expected at most {longest:,}. Shorten it.")
    return tidy

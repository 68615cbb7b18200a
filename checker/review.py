"""
What people do with candidates: each use case is one transaction that asks for permission and step, changes, and writes its event.

Never here: a page, a query, or a rule about steps; those stand in ui, store and workflow.py.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from checker import decisions, lineage
from checker.anchor import Index
from checker.auth import User, require
from checker.checks import Held
from checker.decisions import LONGEST_CLAIM, LONGEST_NAME, LONGEST_TEXT, Act, Desk, Seen, tidied
from checker.errors import InputError, InvalidTransition
from checker.model import Claim, Event, Proposal, Provenance, Span
from checker.store import Tx, claims, documents, events, queues
from checker.text import normalise
from checker.words import AnchorStatus, Attribution, Checkability, RejectReason, Status
from checker.workflow import ANCHORED, Move, target_of

BY_HAND = "by hand"
UNDO_FOR = timedelta(hours=12)
MOST_UNDONE = 100  # lines of history that are looked at
LONGEST_SNOOZE = timedelta(days=366)
WAITING = queues.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A claim's words as a reviewer left them; the quote must stand in the document."""

    text: str
    quote: str
    claimant: str | None
    claimant_role: str | None
    claimed_at: str | None
    attribution: Attribution
    tags: tuple[str, ...] = ()
    span: Span | None = None  # where the quote was selected, if it was; words may stand in a text more than once


def next_claim(desk: Desk, user: User, queue: claims.Queue) -> Claim | None:
    """Reserve the next claim of a queue that nobody else holds."""
    require(user, "lease")
    now = desk.now()
    with desk.store.write() as tx:
        return claims.lease_next(tx, queue, desk.lease(user, now), now)


def open_claim(desk: Desk, user: User, claim_id: str, *, take_over: bool = True) -> Claim:
    """Reserve this claim, or say who holds it; a page that was loaded anew takes it over from its user's other session."""
    return _held(desk, user, claim_id, same_person=take_over)


def renew(desk: Desk, user: User, claim_id: str) -> Claim:
    """Hold a claim for longer; raises LeaseLost when somebody else, or another session of the same person, has it."""
    return _held(desk, user, claim_id, same_person=False)


def release(desk: Desk, user: User, claim_id: str) -> None:
    """Give a claim back to the queue, if this session still holds it."""
    with desk.store.write() as tx:
        lease = claims.get(tx, claim_id).lease
        if lease and (lease.user, lease.session) == (user.name, user.session):
            claims.hold(tx, claim_id, None)


def release_all(desk: Desk, user: User) -> None:
    """Give back every claim that this session holds, as when it ends."""
    with desk.store.write() as tx:
        claims.release_session(tx, user.name, user.session)


def accept(desk: Desk, user: User, seen: Seen, wording: Wording | None = None) -> Claim:
    """Confirm a candidate, as it is or in better words."""

    def change(tx: Tx, claim: Claim) -> Claim:
        return _reworded(tx, claim, wording) if wording else claim

    return decisions.step(desk, user, seen, "accept", change=change)


def edit(desk: Desk, user: User, seen: Seen, wording: Wording) -> Claim:
    """Change a claim's words and leave its status as it is."""
    require(user, "edit")
    act = Act(at=desk.now(), actor=user.name, action="edit")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.status not in {Status.CANDIDATE, Status.ACCEPTED}:
            raise InvalidTransition(
                f"Claim {claim.id} is {claim.status.replace('_', ' ')}; only candidate and accepted claims can be edited. "
                "Reopen it first."
            )
        return decisions.save(tx, act, claim, _reworded(tx, claim, wording))


def reject(desk: Desk, user: User, seen: Seen, reason: RejectReason) -> Claim:
    """Turn a candidate down for a reason."""

    def change(_tx: Tx, claim: Claim) -> Claim:
        return replace(claim, reject_reason=reason)

    return decisions.step(desk, user, seen, "reject", Move(actor=user.name, reject_reason=reason), change)


def reopen(desk: Desk, user: User, seen: Seen, why: str) -> Claim:
    """Put a decided claim one step back, for a reason."""

    def change(_tx: Tx, claim: Claim) -> Claim:
        return replace(claim, reject_reason=None, merged_into=None)

    return decisions.step(desk, user, seen, "reopen", Move(actor=user.name, why=tidied(why)), change)


def snooze(desk: Desk, user: User, seen: Seen, until: datetime) -> Claim:
    """Put a claim away until a later time; nobody is handed it before."""
    require(user, "snooze")
    act = Act(at=desk.now(), actor=user.name, action="snooze")
    if not act.at < until <= act.at + LONGEST_SNOOZE:
        raise InputError(f"A claim can be put away until a time within {LONGEST_SNOOZE.days} days; {until} is not.")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.status not in WAITING:
            raise InvalidTransition(f"Claim {claim.id} is {claim.status.replace('_', ' ')}; it does not wait for anybody.")
        return decisions.save(tx, act, claim, replace(claim, snoozed_until=until, lease=None))


def wake(desk: Desk, user: User, seen: Seen) -> Claim:
    """Take a claim up again before the time until which it was put away."""
    require(user, "wake")
    act = Act(at=desk.now(), actor=user.name, action="wake")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.snoozed_until is None:
            raise InvalidTransition(f"Claim {claim.id} is not put away; it waits already.")
        return decisions.save(tx, act, claim, replace(claim, snoozed_until=None))


def assign(desk: Desk, user: User, seen: Seen, to: str | None, note: str = "") -> Claim:
    """Hand a claim to a person, with a note; to nobody, so that everybody may be handed it again."""
    require(user, "assign")
    act = Act(at=desk.now(), actor=user.name, action="assign", details=seen.together)
    name = tidied(to, LONGEST_NAME, "name") or None
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.status not in WAITING:
            raise InvalidTransition(f"Claim {claim.id} is {claim.status.replace('_', ' ')}; it does not wait for anybody.")
        told = tidied(note, LONGEST_TEXT, "note") if name else ""
        lease = claim.lease if name in {None, user.name} else None
        return decisions.save(tx, act, claim, replace(claim, assigned_to=name, assigned_note=told, lease=lease))


def save_note(desk: Desk, user: User, seen: Seen, note: str) -> Claim:
    """Keep a reviewer's internal words on a claim."""
    require(user, "edit")
    act = Act(at=desk.now(), actor=user.name, action="note")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        return decisions.save(tx, act, claim, replace(claim, note=tidied(note, LONGEST_TEXT, "note")))


def add_claim(desk: Desk, user: User, document_id: str, span: Span) -> Claim:
    """Add a claim that every extractor missed: the words that the reviewer selected, as a candidate."""
    require(user, "add_claim")
    now = desk.now()
    with desk.store.write() as tx:
        text = documents.get(tx, document_id).text
        quote = span.of(text)
        if span.end > len(text) or not quote.strip() or len(quote) > LONGEST_CLAIM:
            raise InputError(f"A claim needs 1 to {LONGEST_CLAIM:,} characters of the document; select the words once more.")
        proposal = Proposal(
            text=" ".join(quote.split()),
            quote=quote,
            span=span,
            anchor=AnchorStatus.EXACT,
            claimant=None,
            claimant_role=None,
            attribution=Attribution.AUTHOR_VOICE,
            checkability=Checkability.CHECKABLE,
            checkability_reason="selected by a reviewer",
        )
        claim = propose(desk.new_id(), document_id, proposal, made_by=by_hand(), now=now)
        claim = replace(claim, lease=desk.lease(user, now))
        claims.insert(tx, [claim])
        events.append(tx, [_proposed(claim, user.name, selected=True)])
        return claim


def withdraw(desk: Desk, user: User, claim_id: str) -> Claim:
    """Take back a claim that the user added by hand, as long as nobody has decided anything about it."""
    require(user, "withdraw")
    act = Act(at=desk.now(), actor=user.name, action="withdraw")
    with desk.store.write() as tx:
        claim = decisions.not_held_by_others(claims.get(tx, claim_id), user, act.at)
        last = decisions.last_decision(events.history(tx, "claim", claim_id))
        if last is None or last.actor != user.name or not last.after.get("selected"):
            raise InvalidTransition(
                f"Claim {claim_id} cannot be withdrawn: only whoever added a claim by hand can, before anything is decided about "
                "it. Reject it instead."
            )
        status = target_of(claim, act.action, Move(actor=user.name))
        return decisions.save(tx, act, claim, replace(claim, status=status, lease=None, snoozed_until=None))


def propose(claim_id: str, document_id: str, proposal: Proposal, *, made_by: Provenance, now: datetime) -> Claim:
    """Return the candidate that a proposal makes."""
    same = ("text", "quote", "span", "anchor", "claimant", "claimant_role", "attribution")
    return Claim(
        id=claim_id,
        document_id=document_id,
        status=Status.CANDIDATE,
        **{name: getattr(proposal, name) for name in same},
        claimed_at=None,  # when it was said; `time_reference` is when it holds
        tags=(),
        note="",
        reject_reason=None,
        proposal=proposal,
        provenance=made_by,
        finding=None,
        lease=None,
        version=1,
        added_at=now,
        changed_at=now,
    )


def proposed_by_machine(proposed: Sequence[Claim]) -> list[events.Entry]:
    """Return the history's first line of each of these claims."""
    return [_proposed(claim, f"machine: {claim.provenance.extractor}") for claim in proposed]


def proposed_by_hand(proposed: Sequence[Claim], user: User) -> list[events.Entry]:
    """Return the same of claims that a person wrote down."""
    return [_proposed(claim, user.name) for claim in proposed]


def undo(desk: Desk, user: User, claim_id: str) -> Claim:
    """Take back the user's own last decision on a claim, as long as nobody changed it after."""
    require(user, "undo")
    now = desk.now()
    with desk.store.write() as tx:
        claim = decisions.not_held_by_others(claims.get(tx, claim_id), user, now)
        last = decisions.last_decision(events.history(tx, "claim", claim_id))
        if last is None or not _is_theirs(last, user):
            raise InvalidTransition(f"There is no decision of {user.name} on claim {claim_id} that can be undone.")
        if not decisions.still_stands(claim, last):
            raise InvalidTransition(f"Claim {claim_id} was changed after your decision; reopen it instead of undoing.")
        restored = replace(decisions.restored(claim, last.before), lease=desk.lease(user, now))
        act = Act(at=now, actor=user.name, action="undo", details={"undoes": last.seq})
        lineage.rejoin(tx, act, last.after.get("into", ()))
        return decisions.save(tx, act, claim, restored)


def can_undo(desk: Desk, user: User, claim_id: str, actions: Collection[str]) -> bool:
    """Whether the newest decision on a claim is one of these, the user's own, and still stands, whoever holds the claim."""
    with desk.store.read() as tx:
        claim, last = claims.get(tx, claim_id), decisions.last_decision(events.history(tx, "claim", claim_id))
    return last is not None and last.action in actions and _is_theirs(last, user) and decisions.still_stands(claim, last)


def undoable(desk: Desk, user: User, actions: Collection[str]) -> list[tuple[str, str]]:
    """Return what somebody has decided or added of late and could still undo: action and claim, the newest last."""
    with desk.store.read() as tx:
        past = events.by_actor(tx, user.name, {*actions, "undo", "withdraw"}, desk.now() - UNDO_FOR, MOST_UNDONE)
    undone = {event.after["undoes"] for event in past if event.action == "undo"}
    withdrawn = {event.subject_id for event in past if event.action == "withdraw" and event.seq not in undone}
    left = [event for event in past if event.action in actions and event.seq not in undone]
    return [
        (event.action, event.subject_id) for event in left if event.action != "propose" or event.subject_id not in withdrawn
    ]


def checks(desk: Desk, claim: Claim) -> Held | None:
    """Return the mechanical checks of a claim that a person reworded, made on the words that it has now; None if nobody did."""
    return decisions.checked_last(history(desk, claim.id)) if claim.edited else None


def history(desk: Desk, claim_id: str) -> list[Event]:
    """Return all that happened to a claim, oldest first."""
    with desk.store.read() as tx:
        return events.history(tx, "claim", claim_id)


def _is_theirs(decision: Event, user: User) -> bool:
    return decision.actor == user.name and decision.action in decisions.UNDOABLE


def _held(desk: Desk, user: User, claim_id: str, *, same_person: bool) -> Claim:
    require(user, "lease")
    now = desk.now()
    with desk.store.write() as tx:
        claim = decisions.not_held_by_others(claims.get(tx, claim_id), user, now, same_person=same_person)
        lease = desk.lease(user, now)
        claims.hold(tx, claim_id, lease)
        return replace(claim, lease=lease)


def _reworded(tx: Tx, claim: Claim, wording: Wording) -> Claim:
    text = tidied(wording.text, LONGEST_CLAIM, "claim")
    if not text:
        raise InputError("The claim is empty. Write what is to be checked, or reject the claim.")
    words = replace(
        claim,
        text=text,
        claimant=tidied(wording.claimant, LONGEST_NAME, "claimant") or None,
        claimant_role=tidied(wording.claimant_role, LONGEST_NAME, "role") or None,
        claimed_at=tidied(wording.claimed_at, LONGEST_NAME, "date") or None,
        attribution=wording.attribution,
        tags=tuple(dict.fromkeys(tag for each in wording.tags if (tag := tidied(each, LONGEST_NAME, "tag")))),
    )
    settled = claim.anchor in ANCHORED and wording.quote == claim.quote and wording.span in {None, claim.span}
    return words if settled else _anchored_anew(tx, words, wording)


def _anchored_anew(tx: Tx, claim: Claim, wording: Wording) -> Claim:
    text, quote = documents.get(tx, claim.document_id).text, wording.quote
    if wording.span and quote.strip() and wording.span.of(text) == quote:
        return replace(claim, quote=quote, span=wording.span, anchor=AnchorStatus.EXACT)
    found = Index(text).find(normalise(quote).strip(), near=[claim.span] if claim.span else ())
    if found.span is None or found.status not in ANCHORED:
        raise InputError(f"The quote {quote.strip()[:80]!r} does not stand in the document. Copy it from the source text.")
    return replace(claim, quote=found.span.of(text), span=found.span, anchor=found.status)


def _proposed(claim: Claim, actor: str, **more: Any) -> events.Entry:
    told = {"document_id": claim.document_id, "run_id": claim.provenance.run_id, **more}
    return events.Entry(
        at=claim.added_at,
        actor=actor,
        action="propose",
        subject="claim",
        subject_id=claim.id,
        before={},
        after=decisions.snapshot(claim) | told,
    )


def by_hand() -> Provenance:
    """Return that a person wrote a claim down."""
    return Provenance(
        extractor=BY_HAND, model=None, prompt_hash=None, run_id=None, input_tokens=None, output_tokens=None, cost=None
    )

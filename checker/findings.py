"""
What people do with findings: drafted, completed, approved by somebody else or sent back, published, corrected, retracted.

Never here: what makes a finding complete, or which step is allowed; workflow.py says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from checker import decisions
from checker.auth import User, require
from checker.decisions import LONGEST_NAME, LONGEST_TEXT, Act, Change, Desk, Seen, tidied
from checker.errors import InputError, InvalidTransition
from checker.model import CORRECTED, Claim, Correction, Evidence, FactCheck, Reply, Verdict
from checker.store import Tx, claims, events
from checker.store.claims import Queue
from checker.words import CorrectionKind, Status
from checker.workflow import Move

COMPLETE = frozenset({Status.CHECKED, Status.PUBLISHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding as a reviewer left it, complete or not."""

    label_id: str | None = None
    keep_verdict: bool = False  # whether the verdict that stands, on a scale that this desk no longer uses, stays
    rationale: str = ""
    evidence: Sequence[Evidence] = ()
    reply: Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """How somebody wants to put a complete finding right."""

    kind: CorrectionKind
    why: str
    finding: Finding


def save(desk: Desk, user: User, seen: Seen, finding: Finding) -> Claim:
    """Keep a finding as a draft; what was checked before stays readable as an earlier version."""
    require(user, "save_finding")
    act = Act(at=desk.now(), actor=user.name, action="save_finding")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.status is not Status.ACCEPTED:
            raise InvalidTransition(
                f"Claim {claim.id} is {claim.status.replace('_', ' ')}; findings are written on accepted claims."
            )
        return decisions.save(tx, act, claim, replace(claim, finding=_draft(desk, user, claim, finding)))


def check(desk: Desk, user: User, seen: Seen) -> Claim:
    """Complete a finding: checked at once, or sent to review where the desk asks for a second pair of eyes."""
    action = "submit" if desk.four_eyes else "check"
    return decisions.step(desk, user, seen, action, change=None if desk.four_eyes else _dated(desk.now(), None))


def approve(desk: Desk, user: User, seen: Seen) -> Claim:
    """Approve somebody else's finding."""
    return decisions.step(desk, user, seen, "approve", change=_dated(desk.now(), user.name))


def approve_again(desk: Desk, user: User, seen: Seen) -> Claim:
    """Approve what somebody else corrected after its approval; it stays checked or published as it is."""

    def change(_tx: Tx, claim: Claim) -> Claim:
        finding = claim.finding
        if finding and finding.approved_by:
            raise InvalidTransition(f"{finding.approved_by} has approved the finding of claim {claim.id} as it stands.")
        return replace(claim, finding=replace(finding, approved_by=user.name)) if finding else claim

    return decisions.step(desk, user, seen, "approve_again", change=change)


def send_back(desk: Desk, user: User, seen: Seen, why: str) -> Claim:
    """Return a finding to be worked on, with a reason."""
    return decisions.step(desk, user, seen, "send_back", Move(actor=user.name, why=tidied(why)))


def wrote_on(desk: Desk, user: User, claim: Claim) -> bool:
    """Whether somebody wrote on a finding since it was last approved; nobody approves their own words."""
    with desk.store.read() as tx:
        return _wrote_on(tx, user, claim)


def approvable(desk: Desk, user: User) -> int:
    """Return how many findings wait for an approval that somebody may give: those that they wrote on wait for others."""
    now = desk.now()
    with desk.store.read() as tx:
        waiting = claims.waiting(tx, now)[Status.IN_REVIEW]
        theirs = claims.acted_on(tx, Queue(status=Status.IN_REVIEW), user.name, decisions.WRITTEN, now) if waiting else []
        return waiting - sum(_wrote_on(tx, user, each) for each in claims.several(tx, theirs).values())


def _wrote_on(tx: Tx, user: User, claim: Claim) -> bool:
    names = decisions.authors(events.history(tx, "claim", claim.id))
    return user.name in names or (claim.finding is not None and claim.finding.by == user.name)


def publish(desk: Desk, user: User, seen: Seen, url: str, review_errors: Sequence[str]) -> Claim:
    """Note where a finding was published, given where its ClaimReview breaks a rule; tasks.publish finds that out."""
    address = tidied(url, LONGEST_TEXT, "address")

    def change(_tx: Tx, claim: Claim) -> Claim:
        return replace(claim, finding=replace(claim.finding, url=address)) if claim.finding else claim

    move = Move(actor=user.name, public_url=address, review_errors=tuple(review_errors))
    return decisions.step(desk, user, seen, "publish", move, change)


def correct(desk: Desk, user: User, seen: Seen, correction: Mending) -> Claim:
    """Put a complete finding right: a new version that says what kind of correction it is, and why."""
    if correction.kind is CorrectionKind.RETRACTION:
        raise InputError("A retraction takes a finding back as a whole; retract it instead of correcting it.")

    def change(_tx: Tx, claim: Claim) -> Claim:
        before = claim.finding
        after = _draft(desk, user, claim, correction.finding)
        if before:  # a reply that came in is not taken back by a correction that says nothing of it
            after = replace(after, reply=after.reply or before.reply)
        if before and all(getattr(before, name) == getattr(after, name) for name in CORRECTED):
            raise InputError("Nothing in the finding was changed. Change what is to be corrected, then save it.")
        return _corrected(claim, after, _note(desk, user, claim, correction.kind, correction.why))

    return decisions.step(desk, user, seen, "correct", Move(actor=user.name, why=tidied(correction.why)), change)


def retract(desk: Desk, user: User, seen: Seen, why: str) -> Claim:
    """Take a published finding back in public; what was published stays readable as an earlier version."""

    def change(_tx: Tx, claim: Claim) -> Claim:
        return _corrected(claim, claim.finding, _note(desk, user, claim, CorrectionKind.RETRACTION, why))

    return decisions.step(desk, user, seen, "retract", Move(actor=user.name, why=tidied(why)), change)


def recheck_by(desk: Desk, user: User, seen: Seen, day: date | None) -> Claim:
    """Set the day from which a complete finding is to be looked at again; None where it need not be."""
    require(user, "set_recheck")
    act = Act(at=desk.now(), actor=user.name, action="set_recheck")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.status not in COMPLETE:
            raise InvalidTransition(f"Claim {claim.id} is {claim.status.replace('_', ' ')}; only a finding is looked at again.")
        return decisions.save(tx, act, claim, replace(claim, recheck_by=day))


def _note(desk: Desk, user: User, claim: Claim, kind: CorrectionKind, why: str) -> Correction:
    before = claim.finding.verdict if claim.finding else None
    return Correction(kind=kind, why=tidied(why), by=user.name, at=desk.now(), before=before)


def _corrected(claim: Claim, finding: FactCheck | None, note: Correction) -> Claim:
    before = claim.finding
    if finding is None or before is None:
        return claim
    after = replace(finding, version=before.version + 1, at=note.at, saved_at=note.at, url=before.url, correction=note)
    return replace(claim, finding=after)


def _draft(desk: Desk, user: User, claim: Claim, finding: Finding) -> FactCheck:
    before = claim.finding
    version = 1 if before is None else before.version + (before.at is not None)
    return FactCheck(
        version=version,
        verdict=_verdict(desk, before, finding),
        rationale=tidied(finding.rationale, LONGEST_TEXT, "rationale"),
        evidence=tuple(_tidy_evidence(row) for row in finding.evidence),
        by=user.name,
        saved_at=desk.now(),
        reply=_tidy_reply(finding.reply),
    )


def _verdict(desk: Desk, before: FactCheck | None, finding: Finding) -> Verdict | None:
    if finding.label_id:
        return desk.scale.verdict(finding.label_id)
    return before.verdict if before and finding.keep_verdict else None


def _tidy_evidence(row: Evidence) -> Evidence:
    words = ("url", "title", "publisher", "quote", "locator", "archived_url")
    changes: dict[str, Any] = {name: tidied(getattr(row, name), LONGEST_TEXT, f"evidence {name}") for name in words}
    return replace(row, **changes)


def _tidy_reply(reply: Reply | None) -> Reply | None:
    if reply is None:
        return None
    asked = tidied(reply.asked, LONGEST_NAME, "name of who was asked for a reply")
    answer = tidied(reply.answer, LONGEST_TEXT, "answer")
    tidy = replace(reply, asked=asked, answer=answer)
    return None if tidy == Reply(asked="") else tidy


def _dated(now: datetime, approver: str | None) -> Change:
    def change(_tx: Tx, claim: Claim) -> Claim:
        finding = claim.finding
        if finding is None:
            return claim
        if finding.at is not None:  # what was checked before a reopening stays as it was, and so does its correction
            finding = replace(finding, version=finding.version + 1, correction=None)
        return replace(claim, finding=replace(finding, at=now, approved_by=approver))

    return change

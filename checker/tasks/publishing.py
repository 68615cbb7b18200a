"""
A finding goes out: its record is proved as a ClaimReview before it counts as published, and what it still needs is told before.

Never here: the rules of a ClaimReview, or what a step needs.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from checker import decisions, findings
from checker.auth import User
from checker.decisions import Desk, Seen
from checker.errors import InputError
from checker.export import Context, record
from checker.export.claimreview import review
from checker.export.lint import Level, Surroundings, lint
from checker.model import Claim, Document
from checker.store import Tx, claims, documents, events
from checker.store import findings as findings_of
from checker.words import Status
from checker.workflow import GOALS, Move, is_web_address, readiness

NOWHERE = "https://check.invalid"


def publish(desk: Desk, user: User, seen: Seen, url: str, context: Context) -> Claim:
    """Note where a finding was published; raises InvalidTransition where its ClaimReview would break a rule, InputError where another claim has the address."""
    with desk.store.read() as tx:
        errors = _review_errors(tx, claims.get(tx, seen.claim_id), url, context, desk.now())
        others = [each for each in findings_of.published_under(tx, url.strip()) if each != seen.claim_id]
    if others:
        raise InputError(
            f"Claim {others[0]} is published under this address already, and who reads both could not tell them apart. "
            "Give this one an address of its own, or an anchor behind the address, such as #2."
        )
    return findings.publish(desk, user, seen, url, errors)


def ready(desk: Desk, user: User, claim_id: str, context: Context, url: str = "") -> Mapping[Status, tuple[str, ...]]:
    """Return what a claim still needs, as this user would find it, for each that lies ahead: in review, checked, published."""
    with desk.store.read() as tx:
        claim = claims.get(tx, claim_id)
        address = url or (claim.finding.url if claim.finding else None) or ""
        move = Move(
            actor=user.name,
            public_url=address,
            four_eyes=desk.four_eyes,
            authors=decisions.authors(events.history(tx, "claim", claim_id)),
            review_errors=_review_errors(tx, claim, address, context, desk.now()),
        )
    ahead = GOALS[GOALS.index(claim.status) + 1 :] if claim.status in GOALS else GOALS
    return {goal: readiness(claim, goal, move) for goal in ahead}


def _review_errors(tx: Tx, claim: Claim, url: str, context: Context, now: datetime) -> tuple[str, ...]:
    if claim.finding is None or claim.finding.verdict is None:
        return ()  # it still needs a finding, and a step says so itself
    # Where no address is given yet, the step says so itself; the rest is proved as if there were one.
    address = url.strip() if is_web_address(url.strip()) else f"{context.publisher_url.rstrip('/') or NOWHERE}/{claim.id}"
    finding = replace(claim.finding, url=address, at=claim.finding.at or now)
    there = replace(claim, status=Status.CHECKED, finding=finding)
    return _broken(there, documents.get(tx, claim.document_id), context, now)


def _broken(claim: Claim, document: Document, context: Context, now: datetime) -> tuple[str, ...]:
    around = Surroundings(publisher_url=context.publisher_url, today=now.date())
    try:
        found = lint(review(record(claim, document, context)), around)
    except InputError as error:
        return (str(error),)
    return tuple(each.message for each in found if each.level is Level.ERROR)

"""
A desk with work on it: documents, claims that wait, and the steps of a reviewer's day in short.

Never here: a test, or a rule of the domain.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from checker import findings, review
from checker.auth import Role, User
from checker.decisions import Desk, Seen
from checker.findings import Finding
from checker.model import Claim, Event
from checker.review import Wording, propose, proposed_by_machine
from checker.store import claims, documents, events, usage
from checker.store.claims import Queue
from checker.store.usage import Used
from checker.words import Status
from tests.builders import make_document, make_evidence, make_proposal, make_provenance

CANDIDATES = Queue(status=Status.CANDIDATE)
HOLD = timedelta(minutes=10)
ANN = User(name="ann", roles=frozenset({Role.REVIEWER}), session="ann-1")
BOB = User(name="bob", roles=frozenset({Role.REVIEWER}), session="bob-1")
EDITOR = User(name="eva", roles=frozenset({Role.EDITOR}), session="eva-1")
COMPLETE = Finding(label_id="false", rationale="The figure is the youth rate.", evidence=[make_evidence()])


def with_claims(desk: Desk, number: int) -> list[str]:
    """Store a document and this many candidates, as an extraction does; return their ids."""
    made_by = make_provenance(run_id=None)
    ids = [f"claim-{each}" for each in range(1, number + 1)]
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
        proposed = [
            propose(id_, "document-1", make_proposal(text=f"{id_} says."), made_by=made_by, now=desk.now()) for id_ in ids
        ]
        claims.insert(tx, proposed)
        events.append(tx, proposed_by_machine(proposed))
    return ids


def get(desk: Desk, claim_id: str = "claim-1") -> Claim:
    """Return a claim as it stands in the store."""
    with desk.store.read() as tx:
        return claims.get(tx, claim_id)


def at(desk: Desk, moment: datetime) -> Desk:
    """Return the same desk at another time."""
    return replace(desk, now=lambda: moment)


def seen(claim: Claim) -> Seen:
    """Return what a page remembers of the claim that it shows."""
    return Seen(claim_id=claim.id, version=claim.version)


def words_of(claim: Claim, **changes: object) -> Wording:
    """Return a claim's words as they are, with these changes."""
    names = ("text", "quote", "claimant", "claimant_role", "claimed_at", "attribution", "tags")
    return Wording(**{name: getattr(claim, name) for name in names} | changes)


def accepted(desk: Desk, user: User = ANN) -> Claim:
    """Accept the claim that was stored first."""
    return review.accept(desk, user, seen(get(desk)))


def with_finding(desk: Desk, user: User = ANN, finding: Finding = COMPLETE) -> Claim:
    """Accept it and write its finding."""
    return findings.save(desk, user, seen(accepted(desk, user)), finding)


def checked(desk: Desk, user: User = ANN) -> Claim:
    """Accept it, write its finding and complete it."""
    return findings.check(desk, user, seen(with_finding(desk, user)))


def used_by(desk: Desk, run_id: str) -> Used:
    """Return what a run has used up."""
    with desk.store.read() as tx:
        return usage.used(tx, [run_id]).get(run_id, Used())


def assert_history_is_whole(desk: Desk) -> None:
    """Every claim has one event for each of its versions, and the chain holds."""
    with desk.store.read() as tx:
        assert list(events.broken_links(tx)) == []
        for claim in claims.stream(tx, claims.Filter()):
            assert len(events.history(tx, "claim", claim.id)) == claim.version


def last(desk: Desk, claim_id: str = "claim-1") -> Event:
    """Return the newest line of a claim's history."""
    return review.history(desk, claim_id)[-1]

"""
One claim into several, and several into one: nothing is deleted, and each knows where it came from or went.

Never here: a page, or what else is decided about a claim.
"""

from collections.abc import Sequence
from dataclasses import replace

from checker import decisions
from checker.auth import User, require
from checker.decisions import LONGEST_CLAIM, Act, Desk, Seen, tidied
from checker.errors import InputError, InvalidTransition
from checker.model import Claim
from checker.store import Tx, claims, events
from checker.words import RejectReason, Status
from checker.workflow import Move, target_of

FEWEST_PARTS = 2
MOST_PARTS = 8


def split(desk: Desk, user: User, seen: Seen, texts: Sequence[str]) -> tuple[Claim, ...]:
    """Make several candidates of one: it keeps the first of these wordings, each other is a new claim with the same quote."""
    require(user, "split")
    words = _parts(texts)
    act = Act(at=desk.now(), actor=user.name, action="split")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        if claim.status is not Status.CANDIDATE:
            raise InvalidTransition(f"Claim {claim.id} is {claim.status.replace('_', ' ')}; only a candidate can be split.")
        others = [_part(claim, desk.new_id(), text, act) for text in words[1:]]
        claims.insert(tx, others)
        into = replace(act, details={"into": [each.id for each in others]})
        first = decisions.save(tx, into, claim, replace(claim, text=words[0]))
        events.append(tx, [_split_off(each, replace(act, details=decisions.checks_of(tx, each))) for each in others])
        return first, *others


def merge(desk: Desk, user: User, seen: Seen, into_id: str) -> Claim:
    """Reject a candidate as the same as another claim, and note it at both."""
    require(user, "merge")
    act = Act(at=desk.now(), actor=user.name, action="merge")
    with desk.store.write() as tx:
        claim = decisions.take_up(tx, user, seen, act.at)
        into = claims.get(tx, into_id)
        if into.id == claim.id or into.merged_into or into.status is Status.REJECTED:
            raise InputError(
                f"Claim {into_id} cannot take another one in. Choose a claim that is not rejected and not this one."
            )
        move = Move(actor=user.name, reject_reason=RejectReason.DUPLICATE)
        merged = replace(claim, reject_reason=RejectReason.DUPLICATE, merged_into=into.id, lease=None)
        saved = decisions.save(tx, act, claim, replace(merged, status=target_of(claim, "reject", move)))
        events.append(tx, [_taken_in(into, claim, act)])
        return saved


def rejoin(tx: Tx, act: Act, ids: Sequence[str]) -> None:
    """Take the parts of a split back, as long as nobody has touched any of them."""
    for part in [claims.get(tx, id_) for id_ in ids]:
        if part.version != 1 or part.status is not Status.CANDIDATE:
            raise InvalidTransition(f"Claim {part.id}, a part of it, was changed after; merge it instead of undoing the split.")
        back = replace(part, status=Status.REJECTED, reject_reason=RejectReason.DUPLICATE, merged_into=part.split_from)
        decisions.save(tx, replace(act, action="rejoin"), part, replace(back, lease=None))


def _parts(texts: Sequence[str]) -> list[str]:
    words = [text for each in texts if (text := tidied(each, LONGEST_CLAIM, "claim"))]
    if not FEWEST_PARTS <= len(words) <= MOST_PARTS or len(set(words)) < len(words):
        raise InputError(
            f"A split needs {FEWEST_PARTS} to {MOST_PARTS} different claims, one on each line; there are {len(set(words))}."
        )
    return words


def _part(claim: Claim, id_: str, text: str, act: Act) -> Claim:
    unpaid = replace(claim.provenance, input_tokens=None, output_tokens=None, cost=None)  # the whole share is the first one's
    new = replace(claim, id=id_, text=text, split_from=claim.id, provenance=unpaid, added_at=act.at, changed_at=act.at)
    return replace(new, note="", lease=None, version=1)


def _split_off(part: Claim, act: Act) -> events.Entry:
    return events.Entry(
        at=act.at,
        actor=act.actor,
        action="split_off",
        subject="claim",
        subject_id=part.id,
        before={},
        after={**decisions.snapshot(part), "document_id": part.document_id, "run_id": part.provenance.run_id, **act.details},
    )


def _taken_in(into: Claim, claim: Claim, act: Act) -> events.Entry:
    return events.Entry(
        at=act.at,
        actor=act.actor,
        action="take_in",
        subject="claim",
        subject_id=into.id,
        before={},
        after={"merged": claim.id, "words": claim.text},
    )

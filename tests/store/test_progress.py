"""What was done in a stretch of time and what has waited longest, alike on both databases."""

from dataclasses import replace
from datetime import timedelta

from checker import review
from checker.decisions import Desk
from checker.store import claims, progress
from checker.store.progress import Deed, Oldest
from checker.words import RejectReason, Status
from tests.builders import NOON
from tests.desks import ANN, BOB, get, seen, with_claims
from tests.fakes import Clock

HOUR = timedelta(hours=1)


def done(desk: Desk, start_hours: int = 0, end_hours: int = 24) -> dict[tuple[str, str], int]:
    with desk.store.read() as tx:
        found = progress.done(tx, NOON + start_hours * HOUR, NOON + end_hours * HOUR)
    return {(actor, action): number for (actor, action), number in found.items() if action != "propose"}


def oldest(desk: Desk) -> Oldest | None:
    with desk.store.read() as tx:
        return progress.oldest(tx, desk.now())


def test_each_person_and_each_thing_they_did_is_counted_in_its_stretch_of_time(desk: Desk, clock: Clock) -> None:
    with_claims(desk, 3)
    review.accept(desk, ANN, seen(get(desk, "claim-1")))
    clock.advance(hours=2)
    review.accept(desk, ANN, seen(get(desk, "claim-2")))
    review.reject(desk, BOB, seen(get(desk, "claim-3")), RejectReason.OPINION)

    assert done(desk) == {("ann", "accept"): 2, ("bob", "reject"): 1}
    assert done(desk, 0, 2) == {("ann", "accept"): 1}
    assert done(desk, 2, 3) == {("ann", "accept"): 1, ("bob", "reject"): 1}


def test_what_a_machine_proposed_is_counted_too(desk: Desk) -> None:
    with_claims(desk, 3)
    with desk.store.read() as tx:
        assert dict(progress.done(tx, NOON, NOON + HOUR)) == {("machine: llm-chain", "propose"): 3}


def test_what_was_taken_back_is_told_with_the_time_at_which_it_was_done(desk: Desk, clock: Clock) -> None:
    with_claims(desk, 2)
    review.accept(desk, ANN, seen(get(desk, "claim-1")))
    review.accept(desk, ANN, seen(get(desk, "claim-2")))
    clock.advance(hours=30)
    review.undo(desk, ANN, "claim-2")
    with desk.store.read() as tx:
        assert list(progress.taken_back(tx, NOON)) == [Deed(actor="ann", action="accept", at=NOON)]
        assert list(progress.taken_back(tx, NOON + HOUR)) == []


def test_things_done_come_in_the_order_of_time_and_only_those_asked_for(desk: Desk, clock: Clock) -> None:
    with_claims(desk, 2)
    for who, claim_id in ((BOB, "claim-1"), (ANN, "claim-2")):
        clock.advance(minutes=1)
        review.save_note(desk, who, seen(get(desk, claim_id)), "Ask.")
        review.accept(desk, who, seen(get(desk, claim_id)))
    with desk.store.read() as tx:
        found = progress.deeds(tx, {"accept"}, NOON, NOON + HOUR)
    assert [(each.actor, each.action, each.at - NOON) for each in found] == [
        ("bob", "accept", timedelta(minutes=1)),
        ("ann", "accept", timedelta(minutes=2)),
    ]


def test_the_oldest_is_the_one_that_came_in_first_wherever_it_waits(desk: Desk) -> None:
    assert oldest(desk) is None
    with_claims(desk, 2)
    review.accept(desk, ANN, seen(get(desk, "claim-1")))
    assert oldest(desk) == Oldest(claim_id="claim-2", status=Status.CANDIDATE, added_at=NOON)
    review.reject(desk, ANN, seen(get(desk, "claim-2")), RejectReason.OPINION)
    assert oldest(desk) == Oldest(claim_id="claim-1", status=Status.ACCEPTED, added_at=NOON)


def test_a_claim_that_was_put_away_waits_again_from_its_day_on(desk: Desk, clock: Clock) -> None:
    with_claims(desk, 1)
    with desk.store.write() as tx:
        claims.save(tx, replace(get(desk), snoozed_until=NOON + HOUR))
    assert oldest(desk) is None
    clock.advance(hours=1)
    assert oldest(desk) is not None

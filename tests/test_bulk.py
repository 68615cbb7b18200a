"""One decision about many claims: each counts for itself, what cannot be decided is named, and all are taken back together."""

from dataclasses import replace

import pytest

from checker import bulk, review
from checker.decisions import Desk, Seen
from checker.errors import InputError
from checker.store import claims
from checker.words import AnchorStatus, RejectReason, Status
from tests.desks import ANN, BOB, assert_history_is_whole, get, seen, with_claims
from tests.fakes import Clock


@pytest.fixture
def five(desk: Desk) -> Desk:
    with_claims(desk, 5)
    return desk


def all_of(desk: Desk) -> list[Seen]:
    with desk.store.read() as tx:
        return [seen(claim) for claim in claims.stream(tx, claims.Filter())]


def statuses(desk: Desk) -> list[Status]:
    return [get(desk, each.claim_id).status for each in all_of(desk)]


def test_each_claim_is_decided_for_itself_and_the_history_says_that_it_was_together(five: Desk) -> None:
    done = bulk.reject(five, ANN, all_of(five), RejectReason.OPINION)
    assert (len(done.done), done.left_out) == (5, ())
    assert {get(five, each).reject_reason for each in done.done} == {RejectReason.OPINION}
    last = [review.history(five, each)[-1] for each in done.done]
    assert {(event.action, event.after["batch"]) for event in last} == {("reject", done.id)}
    assert_history_is_whole(five)


def test_what_is_held_changed_or_not_in_its_document_is_left_out_and_named(five: Desk) -> None:
    several = all_of(five)
    review.open_claim(five, BOB, "claim-1")
    review.save_note(five, BOB, several[1], "changed")
    with five.store.write() as tx:
        claims.save(tx, replace(claims.get(tx, "claim-3"), span=None, anchor=AnchorStatus.LOST))
    several[2] = seen(get(five, "claim-3"))
    done = bulk.accept(five, ANN, several)
    assert done.done == ("claim-4", "claim-5")
    why = dict(done.left_out)
    assert "bob is on claim" in why["claim-1"]
    assert "was changed in the meantime" in why["claim-2"]
    assert "not in the document" in why["claim-3"]


def test_a_batch_is_taken_back_as_far_as_it_still_stands(five: Desk, clock: Clock) -> None:
    done = bulk.accept(five, ANN, all_of(five))
    assert bulk.newest(five, ANN) == (done.id, 5)
    clock.advance(minutes=5)
    review.reopen(five, BOB, seen(get(five, "claim-2")), "look again")
    back = bulk.undo(five, ANN, done.id)
    assert back.done == ("claim-1", "claim-3", "claim-4", "claim-5")
    assert [claim_id for claim_id, _ in back.left_out] == ["claim-2"]
    assert set(statuses(five)) == {Status.CANDIDATE}
    assert all(get(five, each).lease is None for each in back.done)
    assert_history_is_whole(five)


def test_nobody_takes_back_the_batch_of_somebody_else_or_one_of_yesterday(five: Desk, clock: Clock) -> None:
    done = bulk.accept(five, ANN, all_of(five))
    assert bulk.newest(five, BOB) is None
    assert bulk.undo(five, BOB, done.id).done == ()
    clock.advance(hours=13)
    assert bulk.newest(five, ANN) is None
    assert set(statuses(five)) == {Status.ACCEPTED}


def test_many_claims_are_assigned_at_once(five: Desk) -> None:
    done = bulk.assign(five, ANN, all_of(five), "bob", "yours")
    assert {get(five, each).assigned_to for each in done.done} == {"bob"}
    assert bulk.newest(five, ANN) is None  # assigned to nobody again instead


def test_more_than_anybody_can_have_looked_at_are_refused_and_nothing_changes(five: Desk) -> None:
    with pytest.raises(InputError, match="at most 500"):
        bulk.accept(five, ANN, all_of(five) * 101)
    assert set(statuses(five)) == {Status.CANDIDATE}

"""Taking decisions back: to exactly what stood before, one after another, and only one's own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import decisions, findings, review
from checker.decisions import Desk
from checker.errors import InvalidTransition, LeaseLost
from checker.model import Claim, Event
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import NOON, make_claim, make_finding
from tests.desks import (
    ANN,
    BOB,
    EDITOR,
    accepted,
    assert_history_is_whole,
    checked,
    get,
    seen,
    with_finding,
    words_of,
)
from tests.fakes import Clock
from tests.store import strategies as some


def standing(claim: Claim) -> Claim:
    """A claim without what every change moves on."""
    return replace(claim, version=0, lease=None, changed_at=NOON)


def test_several_steps_are_taken_back_one_by_one_to_exactly_what_stood_before(one: Desk, clock: Clock) -> None:
    stood = [standing(get(one))]
    wording = words_of(
        get(one), text="Better.", quote="The opposition disagrees.", tags=("a",), claimed_at="Monday", claimant=None
    )
    steps: list[Callable[[], Claim]] = [
        lambda: review.edit(one, ANN, seen(get(one)), wording),
        lambda: review.reject(one, ANN, seen(get(one)), RejectReason.OPINION),
        lambda: review.reopen(one, ANN, seen(get(one)), "no"),
        lambda: review.accept(one, ANN, seen(get(one)), words_of(get(one), text="Best.")),
    ]
    for step in steps:
        clock.advance(minutes=1)
        step()
        stood.append(standing(get(one)))
    while len(stood) > 1:
        stood.pop()
        clock.advance(minutes=1)
        review.undo(one, ANN, "claim-1")
        assert standing(get(one)) == stood[-1]
    with pytest.raises(InvalidTransition, match="no decision of ann"):
        review.undo(one, ANN, "claim-1")
    assert_history_is_whole(one)


def test_an_undone_check_is_a_draft_again(one: Desk) -> None:
    draft = with_finding(one)
    findings.check(one, ANN, seen(draft))
    assert standing(review.undo(one, ANN, "claim-1")) == standing(get(one)) == standing(draft)


def test_an_undone_approval_waits_for_approval_again(one: Desk) -> None:
    strict = replace(one, four_eyes=True)
    waiting = findings.check(strict, ANN, seen(with_finding(strict)))
    findings.approve(strict, EDITOR, seen(waiting))
    assert standing(review.undo(strict, EDITOR, "claim-1")) == standing(waiting)


def test_an_undone_claim_is_in_the_hands_of_who_undid_it(one: Desk, clock: Clock) -> None:
    accepted(one)
    claim = review.undo(one, ANN, "claim-1")
    assert claim.lease
    assert (claim.lease.user, claim.lease.session, claim.lease.until) == ("ann", "ann-1", clock() + one.lease_for)
    event = review.history(one, "claim-1")[-1]
    assert (event.action, event.before, event.after) == ("undo", {"status": "accepted"}, {"status": "candidate", "undoes": 2})


def test_what_was_undone_can_be_decided_again_and_undone_again(one: Desk) -> None:
    for _ in range(2):
        accepted(one)
        review.undo(one, ANN, "claim-1")
    review.reject(one, ANN, seen(get(one)), RejectReason.TRIVIAL)
    assert review.undo(one, ANN, "claim-1").status is Status.CANDIDATE
    assert_history_is_whole(one)


def test_a_note_in_between_stays_and_does_not_hinder(one: Desk) -> None:
    review.save_note(one, BOB, seen(accepted(one)), "look again")
    undone = review.undo(one, ANN, "claim-1")
    assert (undone.status, undone.note) == (Status.CANDIDATE, "look again")


def test_nobody_takes_back_what_somebody_else_decided(one: Desk) -> None:
    before = accepted(one)
    with pytest.raises(InvalidTransition, match="no decision of bob"):
        review.undo(one, BOB, "claim-1")
    assert get(one) == before


def test_what_others_built_upon_cannot_be_taken_back(one: Desk) -> None:
    before = with_finding(one, user=ANN)
    edited = review.edit(one, BOB, seen(before), words_of(before, text="Of Bob."))
    with pytest.raises(InvalidTransition):
        review.undo(one, ANN, "claim-1")
    assert get(one) == edited


def test_a_saved_finding_is_not_a_decision_to_be_taken_back(one: Desk) -> None:
    before = with_finding(one)
    with pytest.raises(InvalidTransition):
        review.undo(one, ANN, "claim-1")
    assert get(one) == before


def test_a_claim_that_somebody_else_holds_is_left_alone(one: Desk) -> None:
    checked(one)
    held = review.open_claim(one, BOB, "claim-1")
    with pytest.raises(LeaseLost, match="bob"):
        review.undo(one, ANN, "claim-1")
    assert get(one) == held


def test_a_candidate_of_the_machine_cannot_be_undone(one: Desk) -> None:
    with pytest.raises(InvalidTransition, match="no decision of ann"):
        review.undo(one, ANN, "claim-1")


# The two halves of the history: what it keeps, and what is read back


@given(
    place=some.places,
    finding=st.none() | some.findings,
    tags=st.lists(some.words, max_size=2).map(tuple),
    words=some.words,
    claimant=some.maybe_words,
    reason=some.reject_reasons,
)
def test_whatever_is_kept_of_a_claim_can_be_put_back(words: str, claimant: str | None, place: Any, **changes: Any) -> None:
    status, anchor, span = place
    claim = make_claim(
        status=status,
        anchor=anchor,
        span=span,
        text=words,
        note=words,
        claimant=claimant,
        finding=changes["finding"],
        tags=changes["tags"],
        reject_reason=changes["reason"],
    )
    other = make_claim(
        text="other", quote="other", anchor=AnchorStatus.SENTENCE, tags=("x",), finding=make_finding(rationale="other")
    )
    back = decisions.restored(other, decisions.snapshot(claim))
    assert decisions.snapshot(back) == decisions.snapshot(claim)
    assert back == replace(claim, version=back.version)


def event(seq: int, action: str, undoes: int | None = None) -> Event:
    after = {} if undoes is None else {"undoes": undoes}
    values: dict[str, Any] = {"subject": "claim", "subject_id": "c", "before": {}, "after": after, "prev_hash": "", "hash": ""}
    return Event(seq=seq, at=NOON, actor="ann", action=action, **values)


@pytest.mark.parametrize(
    ("past", "last"),
    [
        ([], None),
        ([event(1, "propose")], 1),
        ([event(1, "propose"), event(5, "accept"), event(6, "note")], 5),
        ([event(1, "propose"), event(5, "accept"), event(9, "undo", 5)], 1),
        ([event(1, "edit"), event(5, "accept"), event(9, "undo", 5), event(10, "undo", 1)], None),
        ([event(1, "edit"), event(5, "accept"), event(9, "undo", 5), event(10, "reject")], 10),
    ],
)
def test_the_last_decision_is_the_newest_that_still_counts(past: list[Event], last: int | None) -> None:
    found = decisions.last_decision(past)
    assert (found and found.seq) == last

"""What waits for whom, and until when: claims put away for later, and claims handed to a person."""

from datetime import timedelta

import pytest

from checker import review
from checker.decisions import Desk
from checker.errors import InputError, InvalidTransition
from checker.words import RejectReason
from tests.desks import ANN, BOB, CANDIDATES, EDITOR, get, seen
from tests.fakes import Clock

HOUR = timedelta(hours=1)


def test_a_claim_that_is_put_away_comes_back_by_undo_and_by_any_decision(one: Desk, clock: Clock) -> None:
    away = review.snooze(one, ANN, seen(get(one)), clock() + HOUR)
    assert (away.snoozed_until, away.lease) == (clock() + HOUR, None)
    assert review.undo(one, ANN, "claim-1").snoozed_until is None
    again = review.snooze(one, ANN, seen(get(one)), clock() + HOUR)
    assert review.accept(one, ANN, seen(again)).snoozed_until is None


def test_a_claim_that_is_put_away_is_taken_up_again_before_its_time(one: Desk, clock: Clock) -> None:
    away = review.snooze(one, ANN, seen(get(one)), clock() + HOUR)
    assert review.next_claim(one, BOB, CANDIDATES) is None
    awake = review.wake(one, BOB, seen(away))
    assert awake.snoozed_until is None
    assert review.next_claim(one, ANN, CANDIDATES)
    with pytest.raises(InvalidTransition, match="not put away"):
        review.wake(one, ANN, seen(get(one)))


@pytest.mark.parametrize("hours", [-1, 0, 24 * 367])
def test_a_claim_is_put_away_for_a_time_that_comes_within_a_year(one: Desk, clock: Clock, hours: int) -> None:
    with pytest.raises(InputError, match="within 366 days"):
        review.snooze(one, ANN, seen(get(one)), clock() + hours * HOUR)
    assert get(one).snoozed_until is None


def test_what_waits_for_nobody_is_neither_put_away_nor_assigned(one: Desk, clock: Clock) -> None:
    rejected = review.reject(one, ANN, seen(get(one)), RejectReason.OPINION)
    with pytest.raises(InvalidTransition, match="does not wait"):
        review.snooze(one, ANN, seen(rejected), clock() + HOUR)
    with pytest.raises(InvalidTransition, match="does not wait"):
        review.assign(one, ANN, seen(rejected), "bob")


def test_a_claim_is_assigned_with_a_note_and_to_nobody_again(one: Desk) -> None:
    held = review.open_claim(one, ANN, "claim-1")
    given = review.assign(one, ANN, seen(held), " bob ", "You know the figures.")
    assert (given.assigned_to, given.assigned_note, given.lease) == ("bob", "You know the figures.", None)
    free = review.assign(one, BOB, seen(given), None, "not said to anybody")
    assert (free.assigned_to, free.assigned_note) == (None, "")
    assert [event.action for event in review.history(one, "claim-1")] == ["propose", "assign", "assign"]


def test_an_assignment_does_not_stand_between_a_decision_and_its_undoing(one: Desk) -> None:
    accepted = review.accept(one, ANN, seen(get(one)))
    review.assign(one, EDITOR, seen(accepted), "bob")
    back = review.undo(one, ANN, "claim-1")
    assert (back.status, back.assigned_to) == ("candidate", "bob")

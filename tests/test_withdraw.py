"""A claim that was added by hand is taken back by whoever added it, as long as nobody decided about it."""

import pytest

from checker import review, tasks
from checker.decisions import Desk
from checker.errors import InvalidTransition, LeaseLost
from checker.ingest.claim_table import read_claim_table
from checker.model import Claim, Span
from checker.store import events
from checker.verifying import problems
from checker.words import RejectReason, Status
from tests.desks import ANN, BOB, get, seen, with_claims


@pytest.fixture
def added(desk: Desk) -> Claim:
    """Return a claim that Ann added, beside one that was proposed."""
    with_claims(desk, 1)
    claim = review.add_claim(desk, ANN, "document-1", Span(0, 4))
    review.release(desk, ANN, claim.id)
    return claim


def test_a_claim_that_one_added_is_withdrawn_and_undo_brings_it_back(desk: Desk, added: Claim) -> None:
    gone = review.withdraw(desk, ANN, added.id)
    assert (gone.status, gone.reject_reason) == (Status.REJECTED, None)

    back = review.undo(desk, ANN, added.id)
    assert (back.status, back.text) == (Status.CANDIDATE, added.text)
    with desk.store.read() as tx:
        assert [each.action for each in events.history(tx, "claim", added.id)] == ["propose", "withdraw", "undo"]
        assert list(problems(tx)) == []


@pytest.mark.parametrize("by", [ANN, BOB], ids=["proposed", "added by somebody else"])
def test_nobody_withdraws_what_they_did_not_add(desk: Desk, added: Claim, by: object) -> None:
    claim_id = "claim-1" if by is ANN else added.id
    with pytest.raises(InvalidTransition, match="Reject it instead"):
        review.withdraw(desk, ANN if by is ANN else BOB, claim_id)


def test_what_somebody_decided_about_is_not_withdrawn(desk: Desk, added: Claim) -> None:
    review.reject(desk, BOB, seen(get(desk, added.id)), RejectReason.TRIVIAL)
    with pytest.raises(InvalidTransition, match="cannot be withdrawn"):
        review.withdraw(desk, ANN, added.id)
    review.undo(desk, BOB, added.id)
    review.release(desk, BOB, added.id)
    assert review.withdraw(desk, ANN, added.id).status is Status.REJECTED


def test_a_claim_that_somebody_is_on_is_not_withdrawn_under_their_hands(desk: Desk, added: Claim) -> None:
    review.open_claim(desk, BOB, added.id)
    with pytest.raises(LeaseLost):
        review.withdraw(desk, ANN, added.id)


def test_a_big_import_does_not_push_earlier_decisions_out_of_what_can_be_undone(desk: Desk, added: Claim) -> None:
    lines = "\n".join(f'Report {number} says that "selected":true holds.' for number in range(2 * review.MOST_UNDONE))
    rows = read_claim_table(f"text\n{lines}".encode()).rows
    tasks.import_claims(desk, ANN, rows, "many.csv")
    assert len(rows) == 2 * review.MOST_UNDONE
    assert review.undoable(desk, ANN, {"propose"}) == [("propose", added.id)]


def test_what_one_added_of_late_can_be_undone_until_it_is_withdrawn(desk: Desk, added: Claim) -> None:
    assert review.undoable(desk, ANN, {"propose"}) == [("propose", added.id)]
    review.withdraw(desk, ANN, added.id)
    assert review.undoable(desk, ANN, {"propose"}) == []

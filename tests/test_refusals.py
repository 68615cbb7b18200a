"""What every decision refuses: a second press, another's claim, a person without a role, a claim that is not there."""

from collections.abc import Callable

import pytest

from checker import findings, review
from checker.auth import User
from checker.decisions import Desk, Seen
from checker.errors import InvalidTransition, LeaseLost, NotAllowed, NotFound, StaleVersion
from checker.model import Claim, Span
from checker.words import RejectReason, Status
from tests.desks import (
    ANN,
    BOB,
    CANDIDATES,
    COMPLETE,
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

Decision = Callable[[Desk, User, Seen], Claim]
DECISIONS: dict[str, tuple[Callable[[Desk], Claim], Decision]] = {
    "accept": (get, review.accept),
    "accept_edited": (get, lambda desk, user, at: review.accept(desk, user, at, words_of(get(desk), text="Other."))),
    "reject": (get, lambda desk, user, at: review.reject(desk, user, at, RejectReason.OPINION)),
    "edit": (get, lambda desk, user, at: review.edit(desk, user, at, words_of(get(desk), text="Other."))),
    "note": (get, lambda desk, user, at: review.save_note(desk, user, at, "note")),
    "reopen": (accepted, lambda desk, user, at: review.reopen(desk, user, at, "why not")),
    "save_finding": (accepted, lambda desk, user, at: findings.save(desk, user, at, COMPLETE)),
    "check": (with_finding, findings.check),
    "reopen_checked": (checked, lambda desk, user, at: review.reopen(desk, user, at, "why not")),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_second_press_of_the_same_key_is_recorded_once(one: Desk, name: str) -> None:
    prepare, decide = DECISIONS[name]
    at = seen(prepare(one))
    decided = decide(one, ANN, at)
    with pytest.raises(StaleVersion):
        decide(one, ANN, at)
    assert get(one) == decided
    assert_history_is_whole(one)


@pytest.mark.parametrize("name", DECISIONS)
def test_nobody_decides_about_a_claim_that_somebody_else_holds(one: Desk, name: str, clock: Clock) -> None:
    prepare, decide = DECISIONS[name]
    at = seen(prepare(one))
    held = review.open_claim(one, BOB, "claim-1")
    with pytest.raises(LeaseLost, match="bob"):
        decide(one, ANN, at)
    assert get(one) == held
    clock.advance(minutes=10)
    assert decide(one, ANN, at).version == at.version + 1


@pytest.mark.parametrize("name", DECISIONS)
def test_somebody_without_a_role_decides_nothing(one: Desk, name: str) -> None:
    prepare, decide = DECISIONS[name]
    before = prepare(one)
    with pytest.raises(NotAllowed):
        decide(one, User(name="eve", roles=frozenset(), session="s"), seen(before))
    assert get(one) == before


@pytest.mark.parametrize("name", DECISIONS)
def test_a_claim_that_is_not_there_is_named(one: Desk, name: str) -> None:
    with pytest.raises(NotFound, match="claim-99"):
        DECISIONS[name][1](one, ANN, Seen(claim_id="claim-99", version=1))


def test_what_needs_no_decision_needs_a_role_as_well(one: Desk) -> None:
    eve = User(name="eve", roles=frozenset(), session="s")
    refusals: list[Callable[[], object]] = [
        lambda: review.next_claim(one, eve, CANDIDATES),
        lambda: review.open_claim(one, eve, "claim-1"),
        lambda: review.renew(one, eve, "claim-1"),
        lambda: review.add_claim(one, eve, "document-1", Span(0, 5)),
        lambda: review.undo(one, eve, "claim-1"),
        lambda: review.withdraw(one, eve, "claim-1"),
    ]
    for refused in refusals:
        with pytest.raises(NotAllowed):
            refused()


def test_a_finding_that_is_completed_again_is_a_new_version_and_undo_takes_it_back(one: Desk, clock: Clock) -> None:
    first = findings.check(one, ANN, seen(with_finding(one)))
    back = review.reopen(one, ANN, seen(first), "new figures")
    clock.advance(days=1)
    again = findings.check(one, ANN, seen(back))
    assert first.finding is not None
    assert again.finding is not None
    assert (again.finding.version, again.finding.at) == (2, clock())
    undone = review.undo(one, ANN, again.id)
    assert (undone.finding, get(one).finding) == (first.finding, first.finding)


def test_a_key_that_is_not_allowed_changes_nothing(one: Desk) -> None:
    approver = review.next_claim(one, EDITOR, CANDIDATES)
    assert approver is not None
    with pytest.raises(InvalidTransition):
        findings.approve(one, EDITOR, seen(approver))
    assert get(one).status is Status.CANDIDATE

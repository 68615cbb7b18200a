"""Who opens a claim holds it; others see that, and nobody is robbed."""

from dataclasses import replace

import pytest

from checker import review
from checker.decisions import Desk
from checker.errors import LeaseLost
from checker.model import Lease
from checker.words import Status
from tests.desks import ANN, BOB, CANDIDATES, EDITOR, HOLD, get, seen, with_claims
from tests.fakes import Clock


def test_opening_a_claim_holds_it_and_says_so_to_others(one: Desk, clock: Clock) -> None:
    held = review.open_claim(one, ANN, "claim-1")
    assert held == get(one)
    with pytest.raises(LeaseLost, match=r"ann is on claim claim-1 until 12:10 UTC"):
        review.open_claim(one, BOB, "claim-1")
    clock.advance(minutes=10)
    assert review.open_claim(one, BOB, "claim-1").lease == Lease(user="bob", session="bob-1", until=clock() + HOLD)


def test_a_reloaded_page_takes_its_claim_along_and_the_old_one_cannot_take_it_back_by_renewing(one: Desk) -> None:
    review.open_claim(one, ANN, "claim-1")
    reloaded = replace(ANN, session="ann-2")
    held = review.open_claim(one, reloaded, "claim-1")
    assert held.lease
    assert held.lease.session == "ann-2"
    with pytest.raises(LeaseLost):
        review.renew(one, ANN, "claim-1")
    with pytest.raises(LeaseLost):
        review.accept(one, ANN, seen(held))
    assert review.accept(one, reloaded, seen(held)).status is Status.ACCEPTED


def test_a_hold_is_made_longer_as_long_as_nobody_else_has_the_claim(one: Desk, clock: Clock) -> None:
    review.open_claim(one, ANN, "claim-1")
    clock.advance(minutes=9)
    assert review.renew(one, ANN, "claim-1").lease == Lease(user="ann", session="ann-1", until=clock() + HOLD)
    clock.advance(minutes=11)
    review.open_claim(one, BOB, "claim-1")
    with pytest.raises(LeaseLost):
        review.renew(one, ANN, "claim-1")


def test_only_the_holder_gives_a_claim_back(one: Desk) -> None:
    held = review.open_claim(one, ANN, "claim-1")
    review.release(one, BOB, "claim-1")
    review.release(one, replace(ANN, session="ann-2"), "claim-1")
    assert get(one) == held
    review.release(one, ANN, "claim-1")
    assert get(one).lease is None
    assert get(one).version == 1


def test_a_session_that_ends_gives_back_all_that_it_holds_and_nothing_else(desk: Desk) -> None:
    with_claims(desk, 4)
    other_window = replace(ANN, session="ann-2")
    for user, claim_id in ((ANN, "claim-1"), (ANN, "claim-2"), (other_window, "claim-3"), (BOB, "claim-4")):
        review.open_claim(desk, user, claim_id)
    review.release_all(desk, ANN)
    holders = [lease and lease.session for lease in (get(desk, f"claim-{number}").lease for number in range(1, 5))]
    assert holders == [None, None, other_window.session, BOB.session]
    assert {get(desk, f"claim-{number}").version for number in range(1, 5)} == {1}


def test_the_queue_skips_what_somebody_else_holds(desk: Desk) -> None:
    with_claims(desk, 2)
    first, second = review.next_claim(desk, ANN, CANDIDATES), review.next_claim(desk, BOB, CANDIDATES)
    assert [first and first.id, second and second.id] == ["claim-1", "claim-2"]
    assert review.next_claim(desk, EDITOR, CANDIDATES) is None

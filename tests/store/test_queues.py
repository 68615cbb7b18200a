"""What a queue hands out and counts: its filters, its orders, what is put away, and what was handed to a person."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.errors import StaleVersion
from checker.model import Claim, Lease, Span
from checker.store import Store, Tx, claims, documents, schema
from checker.store.claims import Filter, Order, Queue
from checker.store.queues import WAITING
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import NOON, make_claim, make_document, make_proposal, make_provenance
from tests.databases import MakeUrl

ANN = Lease(user="ann", session="a", until=NOON + timedelta(minutes=10))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAIT = Queue(status=Status.CANDIDATE)


def claim(id_: str, **changes: Any) -> Claim:
    return make_claim(id=id_, **{"provenance": make_provenance(run_id=None), "proposal": make_proposal(flags=()), **changes})


@pytest.fixture
def filled(store: Store) -> Store:
    """Claims that differ in everything that a queue can be held to; their document has them in another order than they came."""
    with store.write() as tx:
        documents.insert(tx, make_document())
        documents.insert(tx, make_document(id="document-2", text="Other words."))
        made = [
            claim("old", added_at=NOON - 9 * DAY, claimant="Ann Ash", span=Span(40, 50)),
            claim("tagged", added_at=NOON - 2 * DAY, tags=("prices",), text="Wages rose by 3 percent.", span=Span(20, 30)),
            claim("elsewhere", added_at=NOON - 2 * DAY, document_id="document-2", claimant="Ann Ash"),
            claim("anns", added_at=NOON - 2 * DAY, assigned_to="ann"),
            claim("bens", added_at=NOON - 2 * DAY, assigned_to="ben", tags=("prices",)),
            claim("away", added_at=NOON - 2 * DAY, snoozed_until=NOON + HOUR),
            claim("back", added_at=NOON - HOUR, snoozed_until=NOON, proposal=make_proposal(flags=("names",))),
        ]
        claims.insert(tx, made)
    return store


def handed_out(tx: Tx, queue: Queue) -> list[str]:
    found: list[str] = []
    while taken := claims.lease_next(tx, replace(queue, skipping=tuple(found)), ANN, NOON):
        found.append(taken.id)
    return found


FREE = ["old", "tagged", "elsewhere", "anns", "back"]


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        (WAIT, FREE),
        (replace(WAIT, tag="prices"), ["tagged"]),
        (replace(WAIT, order=Order.OLDEST, tag="none"), []),
        (replace(WAIT, claimant="Ann Ash"), ["old", "elsewhere"]),
        (replace(WAIT, claimant="ann ash"), []),
        (replace(WAIT, words="percent wages"), ["tagged"]),
        (replace(WAIT, words="Ash"), ["old", "elsewhere"]),
        (replace(WAIT, words="?!"), []),
        (replace(WAIT, flag="names"), ["back"]),
        (replace(WAIT, added_before=NOON - 2 * DAY), ["old"]),
        (replace(WAIT, mine="ann"), ["anns"]),
        (replace(WAIT, document_id="document-1"), ["tagged", "anns", "back", "old"]),
        (replace(WAIT, order=Order.OLDEST), FREE),
        (replace(WAIT, order=Order.NEWEST), ["back", "tagged", "elsewhere", "anns", "old"]),
        (replace(WAIT, claimant="Ann Ash", document_id="document-2", words="ash", added_before=NOON), ["elsewhere"]),
    ],
)
def test_a_queue_hands_out_what_fits_in_its_order_and_says_how_much_that_is(
    filled: Store, queue: Queue, expected: list[str]
) -> None:
    with filled.write() as tx:
        assert handed_out(tx, queue) == expected
        assert claims.length(tx, replace(queue, user="ann"), NOON) == len(expected)


def test_what_was_handed_to_a_person_waits_for_them_alone_and_can_still_be_held_by_others(filled: Store) -> None:
    ben = Lease(user="ben", session="b", until=ANN.until)
    with filled.write() as tx:
        assert [claims.length(tx, replace(WAIT, user=name), NOON) for name in ("ann", "ben", "cleo", None)] == [5, 5, 4, 6]
        assert claims.length(tx, replace(WAIT, mine="ben"), NOON) == 1
        claims.hold(tx, "bens", ANN)
        assert claims.lease_next(tx, replace(WAIT, mine="ben"), ben, NOON) is None
        claims.hold(tx, "bens", None)
        taken = claims.lease_next(tx, replace(WAIT, mine="ben"), ben, NOON)
        assert taken
        assert taken.id == "bens"


def test_what_a_session_passed_over_is_not_counted_and_what_did_not_wait_anyway_is_not_counted_off(filled: Store) -> None:
    with filled.read() as tx:
        passed = replace(WAIT, user="ann", skipping=("old", "bens", "away", "none such"))
        assert claims.length(tx, passed, NOON) == len(FREE) - 1
        assert claims.length(tx, replace(passed, claimant="Ann Ash"), NOON) == 1


def test_what_is_put_away_neither_waits_nor_is_counted_before_its_time_and_then_does(filled: Store) -> None:
    last = NOON + HOUR - timedelta(microseconds=1)
    with filled.write() as tx:
        assert [claims.waiting(tx, at)[Status.CANDIDATE] for at in (NOON, last, NOON + HOUR)] == [6, 6, 7]
        assert [claims.length(tx, WAIT, at) for at in (NOON, last, NOON + HOUR)] == [6, 6, 7]
        found = claims.away(tx, WAIT, last)
        assert found
        assert (found.number, found.claim_id, found.until) == (1, "away", NOON + HOUR)
        assert claims.away(tx, WAIT, NOON + HOUR) is None
        assert claims.away(tx, replace(WAIT, document_id="document-2"), NOON) is None


def test_a_claim_that_is_put_away_for_somebody_else_is_not_offered_to_be_taken_up(filled: Store) -> None:
    with filled.write() as tx:
        claims.save(tx, replace(claims.get(tx, "away"), assigned_to="ben"))
        assert claims.away(tx, replace(WAIT, user="ann"), NOON) is None
        assert claims.away(tx, replace(WAIT, user="ben"), NOON)
        assert claims.waiting(tx, NOON)[Status.CANDIDATE] == 6
        assert claims.length(tx, replace(WAIT, user="ann"), NOON) == 5


# What the database itself counts

Step = Callable[[Tx, str], None]


def _changed(**changes: Any) -> Step:
    return lambda tx, id_: void(claims.save(tx, replace(claims.get(tx, id_), **changes)))


def void(_value: object) -> None:
    """Forget a value."""


STEPS: dict[str, Step] = {
    "accepted": _changed(status=Status.ACCEPTED, anchor=AnchorStatus.EXACT, span=Span(0, 4)),
    "rejected": _changed(status=Status.REJECTED, reject_reason=RejectReason.TRIVIAL, snoozed_until=None),
    "lost": _changed(status=Status.CANDIDATE, anchor=AnchorStatus.LOST, span=None),
    "found": _changed(anchor=AnchorStatus.NORMALISED, span=Span(0, 4)),
    "noted": _changed(note="n"),
    "put away": _changed(snoozed_until=NOON + HOUR),
    "gone": lambda tx, id_: void(tx.execute(schema.claim.delete().where(schema.claim.c.id == id_))),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(["a", "b", "c", "d"])), max_size=12))
def test_the_counts_that_are_kept_are_those_of_the_claims_whatever_happens_to_them(
    new_database: MakeUrl, steps: list[tuple[str, str]]
) -> None:
    store = Store(new_database())
    with store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [claim(id_) for id_ in "abc"])
        there = set("abc")
        for name, id_ in steps:
            if id_ not in there:
                claims.insert(tx, [claim(id_)])
                there.add(id_)
            else:
                STEPS[name](tx, id_)
                there -= {id_} if name == "gone" else set()
        stored = list(claims.stream(tx, Filter()))
        kept = [each for each in stored if each.anchor is not AnchorStatus.LOST]
        awake = Counter(each.status for each in kept if each.snoozed_until is None or each.status not in WAITING)
        assert claims.waiting(tx, NOON) == {status: awake[status] for status in Status}
        assert claims.waiting(tx, NOON + HOUR) == {status: sum(each.status is status for each in kept) for status in Status}
        assert claims.total(tx, Filter()) == len(stored)
        for status in Status:
            assert claims.total(tx, Filter(statuses=(status,))) == sum(each.status is status for each in stored)
    store.close()


def test_a_failed_transaction_leaves_the_counts_as_they_were(filled: Store) -> None:
    with filled.read() as tx:
        old = claims.get(tx, "old")

    def accept_twice() -> None:
        with filled.write() as tx:
            claims.save(tx, replace(old, status=Status.ACCEPTED))
            claims.save(tx, replace(old, status=Status.ACCEPTED))

    with pytest.raises(StaleVersion):
        accept_twice()
    with filled.read() as tx:
        assert claims.waiting(tx, NOON)[Status.ACCEPTED] == 0
        assert claims.total(tx, Filter()) == 7

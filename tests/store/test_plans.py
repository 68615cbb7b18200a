"""The indexes that keep queues, lists and counts quick at a million claims: how SQLite goes about each question."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from checker.model import Lease
from checker.store import Store, Tx, claims, documents, names, stored, topics
from checker.store.claims import Filter, Order, Queue
from checker.words import Status
from tests.builders import NOON, make_claim, make_document, make_provenance
from tests.store.plans import plans

ANN = Lease(user="ann", session="a", until=NOON + timedelta(minutes=10))
WAIT = Status.CANDIDATE
Ask = Callable[[Tx], object]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with one claim, so that a page can begin behind it."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'checker.db'}")
    with store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [make_claim(id="c1", provenance=make_provenance(run_id=None))])
    yield store
    store.close()


def lease(**queue: object) -> Ask:
    return lambda tx: claims.lease_next(tx, Queue(status=WAIT, **queue), ANN, NOON)  # type: ignore[arg-type]  # by name


def page(**wanted: object) -> Ask:
    return lambda tx: claims.page(tx, Filter(**wanted), 50, before="c1")  # type: ignore[arg-type]  # by name


def size(**wanted: object) -> Ask:
    return lambda tx: claims.size(tx, Filter(**wanted))  # type: ignore[arg-type]  # by name


SORTED = "USE TEMP B-TREE FOR ORDER BY"
ROWS: list[tuple[Ask, str]] = [
    (lease(), "SEARCH claim USING INDEX ix_claim_status_seq (status=?)"),
    (lease(order=Order.OLDEST), "SEARCH claim USING INDEX ix_claim_age (status=?)"),
    (page(), "SEARCH claim USING INTEGER PRIMARY KEY (rowid<?)"),
    (page(statuses=(Status.CHECKED,)), "SEARCH claim USING COVERING INDEX ix_claim_status_seq (status=? AND seq<?)"),
    (page(claimant="Jane"), "SEARCH claim USING COVERING INDEX ix_claim_claimant (claimant=? AND seq<?)"),
    (page(verdict="False"), "SEARCH claim USING COVERING INDEX ix_claim_verdict_name (verdict_name=? AND seq<?)"),
    (page(assigned_to="ann"), "SEARCH claim USING COVERING INDEX ix_claim_assigned_to (assigned_to=? AND seq<?)"),
    (page(flag="names"), "SEARCH claim USING COVERING INDEX ix_claim_flags (seq<?)"),
    (page(lost=True), "SEARCH claim USING COVERING INDEX ix_claim_lost (seq<?)"),
    (
        page(claimant="Jane", verdict="False", statuses=(Status.CHECKED,)),
        "SEARCH claim USING COVERING INDEX ix_claim_verdict_name (verdict_name=? AND seq<?)",
    ),
    (page(tag="prices"), "SEARCH claim_tag USING COVERING INDEX sqlite_autoindex_claim_tag_1 (tag=? AND claim_seq<?)"),
    (size(claimant="Jane"), "SEARCH claim USING COVERING INDEX ix_claim_claimant (claimant=?)"),
    (size(verdict="False"), "SEARCH claim USING COVERING INDEX ix_claim_verdict_name (verdict_name=?)"),
    (size(flag="names"), "SCAN claim USING COVERING INDEX ix_claim_flags"),
    (names.claimants, "SEARCH claim USING COVERING INDEX ix_claim_claimant (claimant>?)"),
    (names.people, "SEARCH event USING COVERING INDEX ix_event_actor (actor>?)"),
    (topics.known, "SEARCH claim_tag USING COVERING INDEX sqlite_autoindex_claim_tag_1 (tag>?)"),
]
RANKED: list[tuple[Ask, str]] = [
    (lease(order=Order.BEST), "SEARCH claim USING COVERING INDEX ix_claim_queue (status=?)"),
    (
        lease(order=Order.BEST, document_id="document-1"),
        "SEARCH claim USING COVERING INDEX ix_claim_queue (status=? AND document_id=?)",
    ),
    (lease(order=Order.BEST, flag="numbers"), "SEARCH claim USING COVERING INDEX ix_claim_flagged (status=?)"),
]


@pytest.mark.parametrize(("ask", "step"), ROWS)
def test_what_comes_first_stands_first_in_an_index_and_nothing_is_sorted(one: Store, ask: Ask, step: str) -> None:
    with one.write() as tx:
        found = plans(tx, ask)
    assert step in found
    assert SORTED not in found
    assert not [line for line in found if line.startswith("SCAN claim") and "INDEX" not in line]


@pytest.mark.parametrize(
    "wanted", [Filter(statuses=(Status.CHECKED, Status.PUBLISHED)), Filter(claimant="Jane"), Filter(words="rate")]
)
def test_an_export_reads_whole_claims_in_their_order_and_sorts_none(one: Store, wanted: Filter) -> None:
    with one.read() as tx:
        found = plans(tx, lambda tx: list(stored.stream(tx, wanted)))
    assert "SEARCH claim USING INTEGER PRIMARY KEY (rowid=?)" in found
    assert SORTED not in found


def test_a_search_is_read_in_the_order_of_its_index(one: Store) -> None:
    with one.write() as tx:
        found = plans(tx, page(words="rate"))
    assert any(line.startswith("SCAN claim_search VIRTUAL TABLE INDEX") and line.endswith(":M1<") for line in found)
    assert SORTED not in found


@pytest.mark.parametrize(("ask", "step"), RANKED)
def test_an_order_of_ones_own_is_reckoned_from_an_index_alone(one: Store, ask: Ask, step: str) -> None:
    with one.write() as tx:
        found = plans(tx, ask)
    assert step in found
    assert SORTED in found


@pytest.mark.parametrize(
    ("ask", "step"),
    [
        (
            lambda tx: claims.waiting(tx, NOON),
            "SEARCH claim USING COVERING INDEX ix_claim_aside (status=? AND snoozed_until>?)",
        ),
        (
            lambda tx: claims.length(tx, Queue(status=WAIT, user="ann"), NOON),
            "SEARCH claim USING COVERING INDEX ix_claim_aside (status=?)",
        ),
        (lambda tx: claims.size(tx, Filter()), "SCAN claim_count"),
        (lease(), "SCAN claim USING COVERING INDEX ix_claim_leased"),
    ],
)
def test_counts_look_only_at_what_is_held_handed_over_or_put_away(one: Store, ask: Ask, step: str) -> None:
    with one.write() as tx:
        found = plans(tx, ask)
    assert step in found
    assert not [line for line in found if line.endswith("SCAN claim")]

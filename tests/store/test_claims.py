"""The queue and its order, the lists and their filters, and the streams of all claims."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checker.errors import NotFound, StaleVersion
from checker.model import Claim, Lease, Span
from checker.store import Store, claims, documents, findings, lists, names, runs
from checker.store.claims import Filter, Mark, Order, Queue, Size
from checker.words import AnchorStatus, RunStatus, Status
from tests.builders import NOON, make_claim, make_document, make_finding, make_proposal, make_provenance, make_run, make_verdict

ANN = Lease(user="ann", session="a", until=NOON + timedelta(minutes=10))
BOB = Lease(user="bob", session="b", until=NOON + timedelta(minutes=10))
CANDIDATES = Queue(status=Status.CANDIDATE)


def claim(id_: str, worth: float | None = None, **changes: Any) -> Claim:
    values: dict[str, Any] = {"provenance": make_provenance(run_id=None), "proposal": make_proposal(checkworthiness=worth)}
    return make_claim(id=id_, **values | changes)


LOST = claim("lost", 1.0, anchor=AnchorStatus.LOST, span=None)


@pytest.fixture
def filled(store: Store) -> Store:
    with store.write() as tx:
        documents.insert(tx, make_document())
        documents.insert(tx, make_document(id="document-2", text="Other words.", title="Other"))
        several = [claim("c1", 0.2), claim("c2", 0.9), claim("c3"), claim("c4", 0.9, document_id="document-2"), LOST]
        claims.insert(tx, several)
    return store


def all_of(store: Store, queue: Queue) -> list[str]:
    """Take claims from a queue until it is empty, without giving one back."""
    taken: list[str] = []
    with store.write() as tx:
        while found := claims.lease_next(tx, replace(queue, skipping=tuple(taken)), ANN, NOON):
            taken.append(found.id)
    return taken


@pytest.mark.parametrize(
    ("queue", "order"),
    [
        (CANDIDATES, ["c1", "c2", "c3", "c4"]),
        (replace(CANDIDATES, order=Order.BEST), ["c2", "c4", "c3", "c1"]),  # c3, not scored, stands in the middle
        (replace(CANDIDATES, document_id="document-2"), ["c4"]),
        (replace(CANDIDATES, skipping=("c1", "c3")), ["c2", "c4"]),
        (Queue(status=Status.CHECKED), []),
    ],
)
def test_a_queue_is_handed_out_in_its_order_and_never_holds_what_is_not_in_its_document(
    filled: Store, queue: Queue, order: list[str]
) -> None:
    given_skips = queue.skipping
    with filled.read() as tx:
        assert claims.length(tx, queue, NOON) == len(order)
    if given_skips:
        with filled.write() as tx:
            assert claims.lease_next(tx, queue, ANN, NOON) == replace(claim("c2", 0.9), lease=ANN)
    else:
        assert all_of(filled, queue) == order


def test_a_claim_is_held_until_the_very_end_of_its_lease_and_no_longer(filled: Store) -> None:
    one = replace(CANDIDATES, document_id="document-2")
    with filled.write() as tx:
        assert claims.lease_next(tx, one, ANN, NOON)
        assert claims.lease_next(tx, one, BOB, ANN.until - timedelta(microseconds=1)) is None
        taken = claims.lease_next(tx, one, BOB, ANN.until)
        assert taken
        assert taken.lease == BOB


def test_a_reviewer_who_asks_again_gets_the_same_claim(filled: Store) -> None:
    with filled.write() as tx:
        assert claims.lease_next(tx, CANDIDATES, ANN, NOON) == claims.lease_next(tx, CANDIDATES, ANN, NOON)


def test_the_same_person_in_another_window_gets_another_claim(filled: Store) -> None:
    with filled.write() as tx:
        here = claims.lease_next(tx, CANDIDATES, ANN, NOON)
        there = claims.lease_next(tx, CANDIDATES, replace(ANN, session="other"), NOON)
        assert here
        assert there
        assert here.id != there.id


def test_what_waits_is_counted_by_status_without_what_was_lost(filled: Store) -> None:
    with filled.write() as tx:
        claims.save(tx, replace(claims.get(tx, "c1"), status=Status.ACCEPTED))
        counted = claims.waiting(tx, NOON)
    assert counted == {status: {"candidate": 3, "accepted": 1}.get(status.value, 0) for status in Status}


def test_a_claim_that_was_changed_since_is_not_overwritten(filled: Store) -> None:
    with filled.write() as tx:
        seen = claims.get(tx, "c1")
        assert claims.save(tx, replace(seen, note="first")).version == 2
    with pytest.raises(StaleVersion, match="c1"), filled.write() as tx:
        claims.save(tx, replace(seen, note="second"))
    with filled.read() as tx:
        assert claims.get(tx, "c1").note == "first"
        assert claims.as_seen(claims.get(tx, "c1"), 2).note == "first"
        with pytest.raises(StaleVersion, match="c1"):
            claims.as_seen(claims.get(tx, "c1"), 1)


@pytest.mark.parametrize("read", [claims.get, documents.get, runs.get])
@pytest.mark.parametrize("id_", ["none", "", "'; DROP TABLE claim; --"])
def test_an_id_that_nothing_has_is_named(filled: Store, read: Any, id_: str) -> None:
    with pytest.raises(NotFound) as refusal, filled.read() as tx:
        read(tx, id_)
    assert repr(id_) in str(refusal.value)


# Lists


@pytest.fixture
def worked(filled: Store) -> Store:
    with filled.write() as tx:
        c1, c2, c3, c4 = (claims.get(tx, id_) for id_ in ("c1", "c2", "c3", "c4"))
        claims.save(tx, replace(c1, status=Status.CHECKED, claimant="Bob", text="Bob hired 400.", tags=("work", "prices")))
        claims.save(tx, replace(c3, assigned_to="ann"))
        claims.save(tx, replace(c4, tags=("work",)))
        claims.save(tx, replace(c2, status=Status.ACCEPTED, claimant=None))
        findings.put(tx, "c1", make_finding(version=1, verdict=make_verdict("true")))
        findings.put(tx, "c1", make_finding(version=2, verdict=make_verdict("false")))
        findings.put(tx, "c2", make_finding(verdict=make_verdict("true"), at=None))
    return filled


FILTERS: list[tuple[Filter, set[str]]] = [
    (Filter(), {"c1", "c2", "c3", "c4", "lost"}),
    (Filter(statuses=(Status.CHECKED, Status.ACCEPTED)), {"c1", "c2"}),
    (Filter(verdict="False"), {"c1"}),
    (Filter(verdict="True"), {"c2"}),
    (Filter(document_id="document-2"), {"c4"}),
    (Filter(claimant="Bob"), {"c1"}),
    (Filter(claimant="bob"), set()),
    (Filter(lost=True), {"lost"}),
    (Filter(lost=False), {"c1", "c2", "c3", "c4"}),
    (Filter(words="hired"), {"c1"}),
    (Filter(words="hired", statuses=(Status.CANDIDATE,)), set()),
    (Filter(words=" \n"), {"c1", "c2", "c3", "c4", "lost"}),
    (Filter(words="?!"), set()),
    (Filter(words="?!", claimant="Bob"), set()),
    (Filter(tag="work"), {"c1", "c4"}),
    (Filter(tag="work", statuses=(Status.CANDIDATE,)), {"c4"}),
    (Filter(tag="work", words="hired"), {"c1"}),
    (Filter(tag="Work"), set()),
    (Filter(assigned_to="ann"), {"c3"}),
    (Filter(assigned_to="bob"), set()),
    (Filter(words="hir", claimant="Bob"), {"c1"}),
    (Filter(words="hired bo", claimant="Bob"), {"c1"}),
    (Filter(words="hir hired", claimant="Bob"), set()),  # only the last word may be unfinished
    (Filter(words="bob", verdict="False", claimant="Bob", lost=False, document_id="document-1"), {"c1"}),
]


@pytest.mark.parametrize(("wanted", "ids"), FILTERS)
def test_a_filter_finds_the_same_on_a_page_in_a_stream_and_in_a_count(worked: Store, wanted: Filter, ids: set[str]) -> None:
    with worked.read() as tx:
        assert {each.id for each in claims.page(tx, wanted, 100)} == ids
        assert {each.id for each in claims.stream(tx, wanted)} == ids
        assert claims.total(tx, wanted) == len(ids)
        assert claims.size(tx, wanted) == Size(number=len(ids))


def test_pages_tile_the_list_newest_first_and_the_stream_goes_the_other_way(worked: Store) -> None:
    with worked.read() as tx:
        whole = claims.page(tx, Filter(), 100)
        pages = [claims.page(tx, Filter(), 2)]
        while pages[-1]:
            pages.append(claims.page(tx, Filter(), 2, before=pages[-1][-1].id))
        assert [each for page in pages for each in page] == whole
        assert claims.page(tx, Filter(), 2, after="c1") == whole[2:4]
        assert [each.id for each in whole] == ["lost", "c4", "c3", "c2", "c1"]
        assert list(claims.stream(tx, Filter())) == whole[::-1]
        assert all(each == claims.get(tx, each.id) for each in whole)


def test_a_stream_longer_than_its_batches_brings_every_claim_once_in_order(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "STREAM_BATCH", 7)
    with filled.write() as tx:
        claims.insert(tx, [claim(f"many-{number:03}") for number in range(50)])
        for number in range(50):
            findings.put(tx, f"many-{number:03}", make_finding(rationale=str(number)))
    with filled.read() as tx:
        streamed = [each for each in claims.stream(tx, Filter()) if each.id.startswith("many")]
    assert [each.id for each in streamed] == [f"many-{number:03}" for number in range(50)]
    assert [each.finding and each.finding.rationale for each in streamed] == [str(number) for number in range(50)]


def test_everybody_who_said_something_is_listed_once_in_alphabetical_order(filled: Store) -> None:
    with filled.write() as tx:
        claims.insert(
            tx, [claim(f"n{number}", claimant=name) for number, name in enumerate(["zoe", "Adam", "adam", "zoe", None])]
        )
        assert names.claimants(tx) == ["Adam", "adam", "Jane Doe", "zoe"]


def test_the_marks_of_a_text_come_in_reading_order(filled: Store) -> None:
    with filled.write() as tx:
        claims.insert(tx, [claim("late", span=Span(40, 50)), claim("early", span=Span(1, 3))])
        marks = claims.marks(tx, "document-1")
    assert [mark.claim_id for mark in marks] == ["early", "c1", "c2", "c3", "late"]
    assert marks[0] == Mark(claim_id="early", span=Span(1, 3), status=Status.CANDIDATE)


def test_the_wordings_of_a_document_are_those_that_were_proposed_not_those_that_stand_now(filled: Store) -> None:
    with filled.write() as tx:
        claims.save(tx, replace(claims.get(tx, "c1"), text="Better words."))
        proposal = make_proposal()
        assert claims.wordings(tx, "document-1") == {(proposal.span, proposal.text)}


# Documents, as a list shows them


def test_documents_are_listed_newest_first_with_what_became_of_them(filled: Store) -> None:
    with filled.write() as tx:
        claims.save(tx, replace(claims.get(tx, "c1"), status=Status.ACCEPTED))
        runs.insert(tx, make_run(id="old", status=RunStatus.FAILED, message="no answer"))
        runs.insert(tx, make_run(id="new", status=RunStatus.RUNNING, message="", done=1, total=3, finished_at=None))
        second, first = documents.newest(tx)
    assert (second.id, second.claims, second.waiting, second.run_id, second.run_status) == ("document-2", 1, 1, None, None)
    assert (first.id, first.claims, first.waiting) == ("document-1", 4, 2)
    assert (first.run_id, first.run_status, first.run_done, first.run_total) == ("new", RunStatus.RUNNING, 1, 3)


def test_the_list_of_documents_can_be_cut(filled: Store) -> None:
    with filled.read() as tx:
        assert [each.id for each in documents.newest(tx, 1)] == ["document-2"]
        assert list(documents.titles(tx)) == ["document-2", "document-1"]

from datetime import datetime, timedelta
from typing import Any

import pytest

from checker.budget import Spent
from checker.decisions import Desk
from checker.model import Skipped, Span
from checker.store import Tx, calls, claims, documents, runs
from checker.store.claims import Queue
from checker.words import AnchorStatus, RunStatus, Status
from tests.builders import NOON, make_call, make_claim, make_document, make_proposal, make_provenance, make_run

SHORT = (RunStatus.FAILED, RunStatus.INCOMPLETE)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def add_run(tx: Tx, number: int, *, document: int | None = None, **changes: Any) -> None:
    """Add a run, with a document of its own unless it is told another's."""
    if document is None:
        documents.insert(tx, make_document(id=f"document-{number}", text=f"Text {number}."))
    whole = {"finished_at": at(number), "queued_at": NOON, **changes}
    runs.insert(tx, make_run(id=f"run-{number}", document_id=f"document-{document or number}", **whole))


def running(done: int, total: int) -> dict[str, Any]:
    return {"status": RunStatus.RUNNING, "finished_at": None, "done": done, "total": total}


def put(tx: Tx, *flags: tuple[str, ...], status: Status = Status.CANDIDATE, document: str = "document-1") -> None:
    documents.insert(tx, make_document(id=document, text=f"Text of {document}."))
    made = [
        make_claim(
            id=f"{document}-{number}",
            document_id=document,
            status=status,
            proposal=make_proposal(flags=each),
            provenance=make_provenance(run_id=None),
        )
        for number, each in enumerate(flags, 1)
    ]
    claims.insert(tx, made)


def test_a_queue_held_to_a_flag_hands_out_only_what_has_it(desk: Desk) -> None:
    with desk.store.write() as tx:
        put(tx, ("numbers",), ("names", "numbers"), ("number",), ())
        assert claims.length(tx, Queue(status=Status.CANDIDATE, flag="numbers"), NOON) == 2
        assert claims.length(tx, Queue(status=Status.CANDIDATE, flag="num%"), NOON) == 0
        assert claims.length(tx, Queue(status=Status.CANDIDATE, flag="number"), NOON) == 1


def test_flags_are_counted_for_what_fits_whatever_flag_is_asked_for(desk: Desk) -> None:
    with desk.store.write() as tx:
        put(tx, ("numbers",), ("names", "numbers"), ())
        put(tx, ("hedges",), status=Status.REJECTED, document="document-2")
        assert claims.flagged(tx, Queue(status=Status.CANDIDATE, flag="names"), NOON) == {"numbers": 2, "names": 1}
        assert claims.flagged(tx, Queue(status=Status.REJECTED, document_id="document-2"), NOON) == {"hedges": 1}


def test_a_claim_without_a_place_is_in_no_count_of_a_queue(desk: Desk) -> None:
    with desk.store.write() as tx:
        put(tx)
        lost = make_claim(span=None, anchor=AnchorStatus.LOST, provenance=make_provenance(run_id=None))
        claims.insert(tx, [lost])
        assert claims.flagged(tx, Queue(status=Status.CANDIDATE), NOON) == {}


def test_the_places_where_a_claim_is_said_again_are_told_apart_from_its_own(desk: Desk) -> None:
    proposal = make_proposal(also=(Span(0, 6),))
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [make_claim(proposal=proposal, provenance=make_provenance(run_id=None))])
        assert [(mark.span, mark.again) for mark in claims.marks(tx, "document-1")] == [
            (Span(0, 6), True),
            (proposal.span, False),
        ]


def test_where_nothing_is_under_way_there_is_no_progress(desk: Desk) -> None:
    with desk.store.write() as tx:
        add_run(tx, 1)
        assert documents.progress(tx) is None


def test_documents_that_ended_while_others_waited_belong_to_the_progress(desk: Desk) -> None:
    with desk.store.write() as tx:
        add_run(tx, 1, queued_at=at(-90), finished_at=at(-60))  # over before the others came
        add_run(tx, 2, queued_at=at(0), finished_at=at(2))
        add_run(tx, 3, queued_at=at(1), finished_at=at(5), status=RunStatus.FAILED)
        add_run(tx, 4, queued_at=at(3), finished_at=at(6), status=RunStatus.CANCELLED)
        add_run(tx, 5, queued_at=at(4), **running(done=1, total=4))
        add_run(tx, 6, queued_at=at(4), finished_at=None, status=RunStatus.QUEUED, done=0, total=0)
        found = documents.progress(tx)
    assert found == documents.Progress(total=4, ended=2, short=1, share=2.25 / 4)


def test_a_document_that_is_extracted_again_counts_once(desk: Desk) -> None:
    with desk.store.write() as tx:
        add_run(tx, 1, status=RunStatus.FAILED)
        add_run(tx, 2, document=1, **running(done=1, total=2))
        assert documents.progress(tx) == documents.Progress(total=1, ended=0, short=0, share=0.5)


@pytest.mark.parametrize("status", SHORT)
def test_what_was_left_short_is_the_newest_run_of_its_document(desk: Desk, status: RunStatus) -> None:
    with desk.store.write() as tx:
        add_run(tx, 1, status=status)
        add_run(tx, 2, status=status)
        add_run(tx, 3, document=1, status=RunStatus.DONE)
        add_run(tx, 4, status=RunStatus.CANCELLED)
        assert documents.left_short(tx) == ["run-2"]


def test_a_list_says_what_the_last_run_of_each_document_has_used_up(desk: Desk) -> None:
    with desk.store.write() as tx:
        add_run(tx, 1)
        add_run(tx, 2)
        for call in (
            make_call(input_tokens=100, output_tokens=20, cost=0.5),
            make_call(input_tokens=10, output_tokens=None, cost=None),
            make_call(input_tokens=900, output_tokens=90, cost=0.0, reused=True),
            make_call(outcome="over_budget", input_tokens=None, output_tokens=None, cost=None),
        ):
            calls.add(tx, "run-1", call, Spent())
        second, first = documents.newest(tx)
    assert (first.run_calls, first.run_reused, first.run_spent) == (2, 1, Spent(tokens=130, cost=0.5, unpriced=1))
    assert (second.run_calls, second.run_reused, second.run_spent) == (0, 0, Spent())


def test_the_ledger_is_of_the_newest_run_that_came_to_an_end(desk: Desk) -> None:
    left_out = (Skipped(span=Span(0, 3), reason="opinion", alarm=True),)
    with desk.store.write() as tx:
        add_run(tx, 1, status=RunStatus.INCOMPLETE, skipped=left_out, message="Half of it.")
        add_run(tx, 2, document=1, status=RunStatus.FAILED, message="Nothing.")
        assert documents.ledger(tx, "document-1") == documents.Ledger(skipped=left_out, message="Half of it.")
        assert documents.ledger(tx, "document-2") == documents.Ledger()

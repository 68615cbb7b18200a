"""Each decision: what it changes, what it writes down, and when it is refused."""

from dataclasses import replace
from typing import Any

import pytest

from checker import review
from checker.decisions import Desk
from checker.errors import InputError, InvalidTransition
from checker.model import Lease, Span
from checker.store import claims, documents
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import QUOTE, TEXT, make_claim, make_document, make_provenance
from tests.desks import ANN, BOB, HOLD, get, last, seen, words_of
from tests.fakes import Clock


def test_a_candidate_is_accepted_as_it_is(one: Desk, clock: Clock) -> None:
    before = get(one)
    clock.advance(minutes=1)
    claim = review.accept(one, ANN, seen(before))
    assert claim == get(one) == replace(before, status=Status.ACCEPTED, version=2, changed_at=clock())
    assert not claim.edited
    event = last(one)
    assert (event.actor, event.action, event.at) == ("ann", "accept", clock())
    assert (event.before, event.after) == ({"status": "candidate"}, {"status": "accepted"})


def test_a_candidate_is_accepted_in_better_words_and_the_difference_is_kept(one: Desk) -> None:
    wording = words_of(
        get(one), text="  Better.\r\n", claimant=" ", quote="The opposition disagrees.", tags=("b", " a ", "b", "")
    )
    claim = review.accept(one, ANN, seen(get(one)), wording)
    assert (claim.text, claim.claimant, claim.tags, claim.anchor) == ("Better.", None, ("b", "a"), AnchorStatus.EXACT)
    assert claim.span
    assert claim.span.of(TEXT) == claim.quote == "The opposition disagrees."
    assert claim.differences() == {
        "text": ("claim-1 says.", "Better."),
        "quote": (QUOTE, "The opposition disagrees."),
        "claimant": ("Jane Doe", ""),
    }
    assert last(one).before["text"] == "claim-1 says."


@pytest.mark.parametrize("reason", RejectReason)
def test_a_candidate_is_rejected_for_a_reason(one: Desk, reason: RejectReason) -> None:
    claim = review.reject(one, ANN, seen(get(one)), reason)
    assert (claim.status, claim.reject_reason) == (Status.REJECTED, reason)
    assert last(one).after == {"status": "rejected", "reject_reason": reason.value}


def test_a_rejected_claim_is_reopened_and_its_reason_is_gone(one: Desk) -> None:
    claim = review.reject(one, ANN, seen(get(one)), RejectReason.TRIVIAL)
    claim = review.reopen(one, BOB, seen(claim), " on second thought ")
    assert (claim.status, claim.reject_reason) == (Status.CANDIDATE, None)
    assert last(one).after == {"status": "candidate", "reject_reason": None, "why": "on second thought"}


def test_a_claim_can_be_edited_without_being_decided(one: Desk) -> None:
    claim = review.edit(one, ANN, seen(get(one)), words_of(get(one), text="Other words."))
    assert (claim.status, claim.text, claim.proposal.text) == (Status.CANDIDATE, "Other words.", "claim-1 says.")


def test_an_edit_keeps_the_claim_for_the_one_who_edits(one: Desk) -> None:
    held = review.open_claim(one, ANN, "claim-1")
    assert review.edit(one, ANN, seen(held), words_of(held, text="Other.")).lease == held.lease
    assert get(one).lease == held.lease


def test_a_decision_gives_the_claim_back(one: Desk) -> None:
    held = review.open_claim(one, ANN, "claim-1")
    assert review.accept(one, ANN, seen(held)).lease is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"text": " \n"}, "empty"),
        ({"text": "x" * 2001}, "2,001"),
        ({"claimant": "x" * 301}, "claimant"),
        ({"claimant_role": "x" * 301}, "role"),
        ({"claimed_at": "x" * 301}, "date"),
        ({"tags": ("x" * 301,)}, "tag"),
        ({"quote": "Words that nobody wrote there."}, "does not stand in the document"),
        ({"quote": ""}, "does not stand in the document"),
        ({"quote": " \n\x00"}, "does not stand in the document"),
    ],
)
def test_words_that_cannot_be_are_refused_and_nothing_changes(one: Desk, changes: dict[str, Any], word: str) -> None:
    before = get(one)
    with pytest.raises(InputError, match=word):
        review.accept(one, ANN, seen(before), words_of(before, **changes))
    assert get(one) == before
    assert len(review.history(one, "claim-1")) == 1


def test_a_claim_that_is_not_in_its_document_is_accepted_only_with_a_quote_that_is(desk: Desk) -> None:
    lost = make_claim(anchor=AnchorStatus.LOST, span=None, quote="gone", provenance=make_provenance(run_id=None))
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [lost])
    with pytest.raises(InvalidTransition, match="not in the document"):
        review.accept(desk, ANN, seen(lost))
    claim = review.accept(desk, ANN, seen(lost), words_of(lost, quote=QUOTE))
    assert (claim.status, claim.anchor, claim.span and claim.span.of(TEXT)) == (Status.ACCEPTED, AnchorStatus.EXACT, QUOTE)


@pytest.mark.parametrize(
    ("quote", "span"), [("e", Span(TEXT.rindex("e"), TEXT.rindex("e") + 1)), ("said on Monday", Span(0, 6))]
)
def test_a_quote_is_anchored_where_it_was_selected_or_by_its_words_if_the_place_says_others(
    one: Desk, quote: str, span: Span
) -> None:
    claim = review.edit(one, ANN, seen(get(one)), replace(words_of(get(one), quote=quote), span=span))

    assert (claim.quote, claim.anchor) == (quote, AnchorStatus.EXACT)
    assert claim.span is not None
    assert claim.span.of(TEXT) == quote
    assert (claim.span == span) is (span.of(TEXT) == quote)


def test_a_note_is_kept_and_can_be_emptied_again(one: Desk) -> None:
    claim = review.save_note(one, ANN, seen(get(one)), " call the ministry \x00")
    assert get(one).note == claim.note == "call the ministry"
    assert review.save_note(one, ANN, seen(claim), "").note == ""


def test_a_reviewer_adds_a_claim_that_was_missed_and_holds_it(one: Desk, clock: Clock) -> None:
    span = Span(TEXT.index("We hired"), TEXT.index("inspectors") + len("inspectors"))
    claim = review.add_claim(one, ANN, "document-1", span)
    assert get(one, claim.id) == claim
    assert (claim.quote, claim.anchor, claim.provenance.extractor) == ("We hired 400 inspectors", AnchorStatus.EXACT, "by hand")
    assert claim.lease == Lease(user="ann", session="ann-1", until=clock() + HOLD)
    assert (last(one, claim.id).actor, last(one, claim.id).action) == ("ann", "propose")


@pytest.mark.parametrize(
    "span", [Span(0, len(TEXT) + 1), Span(10**6, 10**6 + 5), Span(TEXT.index("\n\n"), TEXT.index("\n\n") + 2)]
)
def test_a_selection_that_is_not_in_the_text_or_empty_is_refused(one: Desk, span: Span) -> None:
    with pytest.raises(InputError, match="select the words"):
        review.add_claim(one, ANN, "document-1", span)

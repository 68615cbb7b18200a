"""Splitting and merging: nothing is lost on the way, and the way back is open until somebody goes on."""

import pytest

from checker import lineage, review
from checker.decisions import Desk
from checker.errors import InputError, InvalidTransition
from checker.store import claims, documents
from checker.words import RejectReason, Status
from tests.desks import ANN, BOB, assert_history_is_whole, get, seen, with_claims

TWO = ["Prices fell.", "Wages rose."]


@pytest.fixture
def three(desk: Desk) -> Desk:
    with_claims(desk, 3)
    return desk


def test_a_split_claim_keeps_the_first_wording_and_each_other_is_a_candidate_with_the_same_quote(three: Desk) -> None:
    before = get(three)
    first, second = lineage.split(three, ANN, seen(before), TWO)
    assert (first.id, first.text, first.split_from) == ("claim-1", "Prices fell.", None)
    assert (second.text, second.split_from, second.status) == ("Wages rose.", "claim-1", Status.CANDIDATE)
    assert second == get(three, second.id)
    assert (second.quote, second.span, second.proposal) == (before.quote, before.span, before.proposal)
    assert second.provenance.cost is None  # or a share of a call would be counted twice
    assert [event.action for event in review.history(three, second.id)] == ["split_off"]
    assert_history_is_whole(three)


def test_an_undone_split_leaves_the_claim_as_it_was_and_its_parts_rejected(three: Desk) -> None:
    before = get(three)
    _, second, third = lineage.split(three, ANN, seen(before), [*TWO, "Rents rose."])
    assert review.undo(three, ANN, "claim-1").text == before.text
    for part in (second, third):
        now = get(three, part.id)
        assert (now.status, now.reject_reason, now.merged_into) == (Status.REJECTED, RejectReason.DUPLICATE, "claim-1")
    with three.store.read() as tx:
        assert {mark.claim_id for mark in claims.marks(tx, "document-1") if mark.taken_back} == {second.id, third.id}
        assert [each.claims for each in documents.newest(tx)] == [3]
    assert_history_is_whole(three)


def test_a_split_whose_part_was_decided_cannot_be_undone_and_nothing_changes(three: Desk) -> None:
    first, second = lineage.split(three, ANN, seen(get(three)), TWO)
    review.accept(three, ANN, seen(second))
    with pytest.raises(InvalidTransition, match="was changed after"):
        review.undo(three, ANN, "claim-1")
    assert get(three).text == first.text
    assert get(three, second.id).status is Status.ACCEPTED


@pytest.mark.parametrize("texts", [[], ["One."], ["One.", " "], ["Same.", "Same."], [f"{n}." for n in range(9)]])
def test_a_split_needs_two_to_eight_different_claims(three: Desk, texts: list[str]) -> None:
    with pytest.raises(InputError, match="2 to 8 different claims"):
        lineage.split(three, ANN, seen(get(three)), texts)
    assert get(three).version == 1


def test_only_a_candidate_is_split(three: Desk) -> None:
    accepted = review.accept(three, ANN, seen(get(three)))
    with pytest.raises(InvalidTransition, match="only a candidate"):
        lineage.split(three, ANN, seen(accepted), TWO)


def test_a_merged_claim_is_rejected_as_a_duplicate_and_both_histories_tell_of_it(three: Desk) -> None:
    merged = lineage.merge(three, ANN, seen(get(three)), "claim-2")
    assert (merged.status, merged.reject_reason, merged.merged_into) == (Status.REJECTED, RejectReason.DUPLICATE, "claim-2")
    taken = review.history(three, "claim-2")[-1]
    assert (taken.action, taken.after) == ("take_in", {"merged": "claim-1", "words": merged.text})
    assert review.undo(three, ANN, "claim-1").merged_into is None


def test_a_claim_that_took_another_in_can_still_be_undone_itself(three: Desk) -> None:
    review.accept(three, ANN, seen(get(three, "claim-2")))
    lineage.merge(three, BOB, seen(get(three)), "claim-2")
    assert review.undo(three, ANN, "claim-2").status is Status.CANDIDATE


def test_nothing_is_merged_into_itself_or_into_a_rejected_claim(three: Desk) -> None:
    review.reject(three, ANN, seen(get(three, "claim-2")), RejectReason.TRIVIAL)
    for into in ("claim-1", "claim-2"):
        with pytest.raises(InputError, match="cannot take another one in"):
            lineage.merge(three, ANN, seen(get(three)), into)


def test_a_reopened_merge_stands_for_itself_again(three: Desk) -> None:
    merged = lineage.merge(three, ANN, seen(get(three)), "claim-2")
    assert review.reopen(three, BOB, seen(merged), "another year").merged_into is None

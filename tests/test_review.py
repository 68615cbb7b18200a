"""Each decision: what it changes, what it writes down, and when it is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checker import findings, review
from checker.auth import User
from checker.decisions import Desk, Seen
from checker.errors import InputError, InvalidTransition, LeaseLost, NotAllowed, NotFound, StaleVersion
from checker.findings import Finding
from checker.model import Claim, Event, Lease, Span
from checker.scales import SIX_POINT
from checker.store import claims, documents
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import QUOTE, TEXT, make_claim, make_document, make_evidence, make_provenance
from tests.desks import (
    ANN,
    BOB,
    CANDIDATES,
    COMPLETE,
    EDITOR,
    HOLD,
    accepted,
    assert_history_is_whole,
    checked,
    get,
    seen,
    with_claims,
    with_finding,
    words_of,
)
from tests.fakes import Clock


@pytest.fixture
def one(desk: Desk) -> Desk:
    with_claims(desk, 1)
    return desk


def last(desk: Desk, claim_id: str = "claim-1") -> Event:
    return review.history(desk, claim_id)[-1]


# Deciding


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


# Findings


def test_a_finding_is_kept_as_a_draft_and_then_completed(one: Desk, clock: Clock) -> None:
    draft = with_finding(one)
    assert draft.status is Status.ACCEPTED
    assert draft.finding
    assert (draft.finding.version, draft.finding.by, draft.finding.at, draft.finding.saved_at) == (1, "ann", None, clock())
    clock.advance(hours=1)
    done = findings.check(one, ANN, seen(draft))
    assert done == get(one)
    assert (done.status, done.finding) == (Status.CHECKED, replace(draft.finding, at=clock()))


@pytest.mark.parametrize(
    ("finding", "word"),
    [
        (Finding(), "a verdict; the finding still needs a rationale; the finding still needs at least one evidence row"),
        (replace(COMPLETE, label_id=None), "a verdict"),
        (replace(COMPLETE, rationale=" "), "a rationale"),
        (replace(COMPLETE, evidence=[]), "evidence"),
        (replace(COMPLETE, evidence=[make_evidence(url="javascript:alert(1)")]), "javascript"),
    ],
)
def test_half_a_finding_can_be_saved_but_not_completed(one: Desk, finding: Finding, word: str) -> None:
    draft = with_finding(one, finding=finding)
    with pytest.raises(InvalidTransition, match=word):
        findings.check(one, ANN, seen(draft))
    assert get(one) == draft


@pytest.mark.parametrize(
    ("finding", "word"),
    [
        (Finding(label_id="verified"), "verified"),
        (Finding(rationale="x" * 20_001), "rationale"),
        (Finding(evidence=[make_evidence(title="x" * 20_001)]), "title"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_and_nothing_changes(one: Desk, finding: Finding, word: str) -> None:
    claim = accepted(one)
    with pytest.raises(InputError, match=word):
        findings.save(one, ANN, seen(claim), finding)
    assert get(one) == claim


def test_a_draft_is_written_over_but_what_was_checked_stays_as_an_earlier_version(one: Desk) -> None:
    draft = findings.save(one, ANN, seen(with_finding(one)), replace(COMPLETE, rationale="Second draft."))
    assert draft.finding
    assert draft.finding.version == 1
    back = review.reopen(one, BOB, seen(findings.check(one, ANN, seen(draft))), "new figures")
    again = findings.save(one, BOB, seen(back), COMPLETE)
    assert again.finding
    assert (again.finding.version, again.finding.by, again.finding.at) == (2, "bob", None)
    kept = [event.after["finding"] for event in review.history(one, "claim-1") if event.after.get("finding")]
    assert [(each["version"], each["rationale"][:6]) for each in kept][-2:] == [(1, "Second"), (2, "The fi")]


def test_findings_are_written_on_accepted_claims_only(one: Desk) -> None:
    with pytest.raises(InvalidTransition, match="candidate"):
        findings.save(one, ANN, seen(get(one)), COMPLETE)


def test_a_desk_with_four_eyes_sends_a_finding_to_somebody_else(one: Desk, clock: Clock) -> None:
    strict = replace(one, four_eyes=True)
    waiting = findings.check(strict, ANN, seen(with_finding(strict)))
    assert waiting.status is Status.IN_REVIEW
    assert waiting.finding
    assert waiting.finding.at is None
    with pytest.raises(NotAllowed):
        findings.approve(strict, BOB, seen(waiting))
    own = User(name="ann", roles=EDITOR.roles, session="ann-2")
    with pytest.raises(InvalidTransition, match="ann wrote on this finding"):
        findings.approve(strict, own, seen(waiting))
    done = findings.approve(strict, EDITOR, seen(waiting))
    assert (done.status, done.finding) == (Status.CHECKED, replace(waiting.finding, at=clock(), approved_by="eva"))


def test_nobody_approves_a_finding_that_they_wrote_a_part_of(one: Desk) -> None:
    strict = replace(one, four_eyes=True)
    drafted = with_finding(strict, EDITOR)
    polished = findings.save(strict, BOB, seen(drafted), replace(COMPLETE, rationale="Polished."))
    waiting = findings.check(strict, BOB, seen(polished))
    with pytest.raises(InvalidTransition, match="eva wrote on this finding"):
        findings.approve(strict, EDITOR, seen(waiting))
    other = User(name="max", roles=EDITOR.roles, session="max-1")
    assert findings.approve(strict, other, seen(waiting)).status is Status.CHECKED


def test_a_quote_that_is_not_in_the_text_must_be_given_before_its_claim_is_accepted(one: Desk) -> None:
    with one.store.write() as tx:
        claims.insert(tx, [make_claim(id="doubtful", anchor=AnchorStatus.SENTENCE, provenance=make_provenance(run_id=None))])
    doubtful = get(one, "doubtful")
    with pytest.raises(InvalidTransition, match="Edit the quote"):
        review.accept(one, ANN, seen(doubtful))
    claim = review.accept(one, ANN, seen(doubtful), words_of(doubtful))
    assert (claim.status, claim.anchor, claim.quote) == (Status.ACCEPTED, AnchorStatus.EXACT, QUOTE)


def test_a_verdict_on_a_scale_that_is_no_longer_used_stays_until_another_is_given(one: Desk) -> None:
    draft = with_finding(one)
    moved = replace(one, scale=SIX_POINT)
    kept = findings.save(moved, ANN, seen(draft), Finding(keep_verdict=True, rationale="More words."))
    assert draft.finding
    assert kept.finding
    assert kept.finding.verdict == draft.finding.verdict
    changed = findings.save(moved, ANN, seen(kept), Finding(label_id="half_true", rationale="More words."))
    assert changed.finding
    assert changed.finding.verdict
    assert changed.finding.verdict.scale_id == "six-point"


def test_another_session_of_the_same_person_is_not_robbed_unless_asked_to(one: Desk) -> None:
    ann_too = replace(ANN, session="ann-2")
    review.open_claim(one, ANN, "claim-1")
    with pytest.raises(LeaseLost):
        review.open_claim(one, ann_too, "claim-1", take_over=False)
    lease = review.open_claim(one, ann_too, "claim-1").lease
    assert lease
    assert lease.session == "ann-2"


def test_a_finding_is_sent_back_with_a_reason(one: Desk) -> None:
    strict = replace(one, four_eyes=True)
    waiting = findings.check(strict, ANN, seen(with_finding(strict)))
    with pytest.raises(InvalidTransition, match="reason"):
        findings.send_back(strict, EDITOR, seen(waiting), " ")
    back = findings.send_back(strict, EDITOR, seen(waiting), "which region?")
    assert (back.status, back.finding, last(one).after["why"]) == (Status.ACCEPTED, waiting.finding, "which region?")


# Adding by hand


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


# Holding


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


# Refusals that hold for every decision

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

"""A finding is written, completed, sent for approval and sent back; half of one is kept and never counts."""

from dataclasses import replace

import pytest

from checker import findings, review
from checker.auth import User
from checker.decisions import Desk
from checker.errors import InputError, InvalidTransition, LeaseLost, NotAllowed
from checker.findings import Finding, Mending
from checker.model import Claim
from checker.scales import SIX_POINT
from checker.store import claims
from checker.words import AnchorStatus, CorrectionKind, Status
from tests.builders import QUOTE, make_claim, make_evidence, make_provenance
from tests.desks import ANN, BOB, COMPLETE, EDITOR, accepted, get, last, seen, with_finding, words_of
from tests.fakes import Clock


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
        (Finding(), "a verdict; the finding still needs a rationale; the finding still needs at least one source"),
        (replace(COMPLETE, label_id=None), "a verdict"),
        (replace(COMPLETE, rationale=" "), "a rationale"),
        (replace(COMPLETE, evidence=[]), "source"),
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


def approved(desk: Desk) -> Claim:
    """Bob wrote a finding, Eva approved it."""
    waiting = findings.check(desk, BOB, seen(with_finding(desk, BOB)))
    return findings.approve(desk, EDITOR, seen(waiting))


def waiting_again(desk: Desk) -> Claim:
    """What was checked is put back, and Bob sends it to review once more, with other words for the same."""
    back = review.reopen(desk, BOB, seen(get(desk)), "look again")
    saved = findings.save(desk, BOB, seen(back), replace(COMPLETE, rationale="The same, polished."))
    return findings.check(desk, BOB, seen(saved))


def test_whoever_corrected_a_finding_does_not_approve_it_afterwards(one: Desk) -> None:
    strict = replace(one, four_eyes=True)
    turned = Mending(finding=replace(COMPLETE, rationale="The other way round."), kind=CorrectionKind.CORRECTION, why="wrong")
    findings.correct(strict, EDITOR, seen(approved(strict)), turned)
    with pytest.raises(InvalidTransition, match="eva wrote on this finding"):
        findings.approve(strict, EDITOR, seen(waiting_again(strict)))


def test_an_approval_that_was_taken_back_makes_nobody_of_those_who_wrote(one: Desk) -> None:
    strict, other = replace(one, four_eyes=True), User(name="max", roles=EDITOR.roles, session="max-1")
    drafted = with_finding(strict, EDITOR)
    polished = findings.save(strict, BOB, seen(drafted), replace(COMPLETE, rationale="Polished."))
    findings.approve(strict, other, seen(findings.check(strict, BOB, seen(polished))))
    review.undo(strict, other, "claim-1")
    review.release_all(strict, other)
    with pytest.raises(InvalidTransition, match="eva wrote on this finding"):
        findings.approve(strict, EDITOR, seen(get(strict)))


def test_what_was_corrected_after_its_approval_is_not_published_before_somebody_else_has_seen_it(one: Desk) -> None:
    strict, other = replace(one, four_eyes=True), User(name="max", roles=EDITOR.roles, session="max-1")
    turned = Mending(finding=replace(COMPLETE, rationale="The other way round."), kind=CorrectionKind.CORRECTION, why="wrong")
    corrected = findings.correct(strict, EDITOR, seen(approved(strict)), turned)
    with pytest.raises(InvalidTransition, match="nobody has approved the finding as it stands now"):
        findings.publish(strict, EDITOR, seen(corrected), "https://checks.example/1", ())
    with pytest.raises(InvalidTransition, match="eva wrote on this finding"):
        findings.approve_again(strict, EDITOR, seen(corrected))
    again = findings.approve_again(strict, other, seen(corrected))
    assert corrected.finding
    assert (again.status, again.finding) == (Status.CHECKED, replace(corrected.finding, approved_by="max"))
    assert findings.publish(strict, EDITOR, seen(again), "https://checks.example/1", ()).status is Status.PUBLISHED


def test_what_was_corrected_in_public_is_approved_by_somebody_else_and_only_once(one: Desk) -> None:
    strict, other = replace(one, four_eyes=True), User(name="max", roles=EDITOR.roles, session="max-1")
    published = findings.publish(strict, EDITOR, seen(approved(strict)), "https://checks.example/1", ())
    turned = Mending(finding=replace(COMPLETE, rationale="The other way round."), kind=CorrectionKind.CORRECTION, why="wrong")
    corrected = findings.correct(strict, EDITOR, seen(published), turned)
    assert corrected.finding
    assert corrected.finding.approved_by is None
    with pytest.raises(NotAllowed):
        findings.approve_again(strict, BOB, seen(corrected))
    again = findings.approve_again(strict, other, seen(corrected))
    assert again.finding
    assert (again.status, again.finding.approved_by, again.finding.version) == (Status.PUBLISHED, "max", 2)
    with pytest.raises(InvalidTransition, match="max has approved the finding"):
        findings.approve_again(strict, other, seen(again))
    back = review.undo(strict, other, "claim-1")
    assert back.finding == corrected.finding


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

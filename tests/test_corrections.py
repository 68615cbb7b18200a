"""A finding after it was completed: published, put right in the open, taken back, and looked at again."""

from dataclasses import replace
from datetime import date

import pytest

from checker import findings, review, tasks
from checker.decisions import Desk
from checker.errors import InputError, InvalidTransition, NotAllowed
from checker.findings import Mending
from checker.model import Correction, Reply
from checker.store import findings as stored
from checker.store.lists import Filter
from checker.words import CorrectionKind, Status
from tests.desks import ANN, BOB, COMPLETE, EDITOR, assert_history_is_whole, checked, get, seen, with_finding
from tests.export.strategies import PUBLISHER
from tests.fakes import Clock

URL = "https://desk.example.org/1"
BETTER = replace(COMPLETE, label_id="half_true", rationale="The office has new figures.")
UNEXPLAINED = replace(BETTER, rationale="")


@pytest.fixture
def published(one: Desk) -> Desk:
    findings.publish(one, EDITOR, seen(checked(one)), URL, ())
    return one


def corrections(desk: Desk) -> tuple[Correction, ...]:
    with desk.store.read() as tx:
        return stored.corrections(tx, ["claim-1"]).get("claim-1", ())


def test_a_checked_finding_is_published_under_its_address_by_an_editor(one: Desk) -> None:
    done = checked(one)
    with pytest.raises(NotAllowed):
        findings.publish(one, ANN, seen(done), URL, ())
    with pytest.raises(InvalidTransition, match="public address is missing"):
        findings.publish(one, EDITOR, seen(done), "desk.example.org", ())
    claim = findings.publish(one, EDITOR, seen(done), f" {URL} ", ())
    assert (claim.status, claim.finding) == (Status.PUBLISHED, done.finding and replace(done.finding, url=URL))


@pytest.mark.parametrize("status", [Status.CHECKED, Status.PUBLISHED])
def test_a_correction_is_a_new_version_with_its_reason_and_the_verdict_that_stood_before(
    one: Desk, clock: Clock, status: Status
) -> None:
    before = checked(one)
    if status is Status.PUBLISHED:
        before = findings.publish(one, EDITOR, seen(before), URL, ())
    clock.advance(days=3)
    after = findings.correct(
        one, EDITOR, seen(before), Mending(kind=CorrectionKind.UPDATE, why=" New figures. ", finding=BETTER)
    )
    assert before.finding
    assert after.finding
    note = Correction(kind=CorrectionKind.UPDATE, why="New figures.", by="eva", at=clock(), before=before.finding.verdict)
    assert (after.status, after.finding.version, after.finding.url) == (status, 2, before.finding.url)
    assert after.finding.verdict == one.scale.verdict("half_true")
    assert (after.finding.at, after.finding.by) == (clock(), "eva")
    assert corrections(one) == (after.finding.correction,) == (note,)
    assert get(one) == after
    assert_history_is_whole(one)


def test_a_reply_that_came_in_is_not_lost_by_a_correction_that_says_nothing_of_it(one: Desk) -> None:
    reply = Reply(asked="The ministry", answer="It is wrong.")
    drafted = with_finding(one, finding=replace(COMPLETE, reply=replace(reply, asked=" The ministry ")))
    before = findings.check(one, ANN, seen(drafted))
    after = findings.correct(one, EDITOR, seen(before), Mending(kind=CorrectionKind.UPDATE, why="New.", finding=BETTER))
    assert (before.finding and before.finding.reply, after.finding and after.finding.reply) == (reply, reply)


def test_several_corrections_are_all_there_the_newest_first(published: Desk) -> None:
    for kind, why in ((CorrectionKind.TYPO, "first"), (CorrectionKind.CORRECTION, "second")):
        words = replace(COMPLETE, rationale=f"The {why}.")
        findings.correct(published, EDITOR, seen(get(published)), Mending(kind=kind, why=why, finding=words))
    findings.retract(published, EDITOR, seen(get(published)), "The source was forged.")
    assert [(note.kind, note.why) for note in corrections(published)] == [
        (CorrectionKind.RETRACTION, "The source was forged."),
        (CorrectionKind.CORRECTION, "second"),
        (CorrectionKind.TYPO, "first"),
    ]
    assert_history_is_whole(published)


def test_a_retracted_finding_keeps_its_words_and_address_and_nothing_leads_on(published: Desk) -> None:
    before = get(published).finding
    after = findings.retract(published, EDITOR, seen(get(published)), "The source was forged.")
    assert before
    assert after.finding
    assert (after.status, after.finding.rationale, after.finding.url) == (Status.RETRACTED, before.rationale, URL)
    with pytest.raises(InvalidTransition, match="no step leads on from there"):
        review.reopen(published, EDITOR, seen(after), "no")


def test_a_correction_that_changes_nothing_says_nothing_or_takes_all_back_is_refused(published: Desk) -> None:
    at = seen(get(published))
    with pytest.raises(InputError, match="Nothing in the finding was changed"):
        findings.correct(published, EDITOR, at, Mending(kind=CorrectionKind.TYPO, why="a typo", finding=COMPLETE))
    with pytest.raises(InvalidTransition, match="the reason is missing"):
        findings.correct(published, EDITOR, at, Mending(kind=CorrectionKind.TYPO, why=" ", finding=BETTER))
    with pytest.raises(InvalidTransition, match="a rationale"):
        findings.correct(published, EDITOR, at, Mending(kind=CorrectionKind.TYPO, why="a typo", finding=UNEXPLAINED))
    with pytest.raises(InputError, match="retract it instead"):
        findings.correct(published, EDITOR, at, Mending(kind=CorrectionKind.RETRACTION, why="all wrong", finding=BETTER))
    assert corrections(published) == ()


def test_a_draft_is_never_corrected(one: Desk) -> None:
    with pytest.raises(InvalidTransition, match="Cannot correct"):
        findings.correct(one, EDITOR, seen(get(one)), Mending(kind=CorrectionKind.TYPO, why="a typo", finding=BETTER))


def test_a_finding_is_looked_at_again_from_a_day_on(one: Desk) -> None:
    done = checked(one)
    again = findings.recheck_by(one, BOB, seen(done), date(2027, 1, 31))
    assert get(one).recheck_by == again.recheck_by == date(2027, 1, 31)
    assert findings.recheck_by(one, BOB, seen(again), None).recheck_by is None
    assert review.undo(one, ANN, "claim-1").status is Status.ACCEPTED


def test_what_is_not_complete_is_not_looked_at_again(one: Desk) -> None:
    with pytest.raises(InvalidTransition, match="only a finding"):
        findings.recheck_by(one, BOB, seen(get(one)), date(2027, 1, 31))


def test_the_record_of_a_corrected_finding_holds_what_it_was_before_whole(published: Desk) -> None:
    before = get(published)
    after = findings.correct(
        published, EDITOR, seen(before), Mending(kind=CorrectionKind.UPDATE, why="New figures.", finding=BETTER)
    )
    (made,) = tasks.records(published, EDITOR, Filter(), PUBLISHER)
    assert (made.finding, made.earlier) == (after.finding, (before.finding,))


def test_what_was_checked_before_a_draft_that_is_under_way_stays_behind_with_it(one: Desk) -> None:
    review.reopen(one, ANN, seen(checked(one)), "New figures.")
    findings.save(one, ANN, seen(get(one)), BETTER)
    (made,) = tasks.records(one, ANN, Filter(), PUBLISHER)
    assert (made.finding, made.earlier) == (None, ())

"""What the fields of the check page do beyond being saved: replies, sources that come back, and what is still missing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from checker import drafts as store_of_drafts
from checker import findings, review
from checker.decisions import Seen
from checker.drafts import fingerprint
from checker.model import Reply
from checker.store.drafts import Typed
from checker.words import Stance, Status
from tests.builders import make_evidence
from tests.ui.rooms import Room, choose, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def strict_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch, four_eyes="true") as opened:
        yield opened


def test_who_was_asked_for_a_reply_is_saved_and_an_open_deadline_is_said(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    app.button(key="open_reply").click().run()
    app.text_input(key=f"reply_asked_{first}").set_value("The ministry").run()
    today = room.desk.now().date()
    app.date_input(key=f"reply_deadline_{first}").set_value(today + timedelta(days=2)).run()
    assert "there is no answer yet, and a finding now would not wait for it" in words(app)
    app.date_input(key=f"reply_deadline_{first}").set_value(today - timedelta(days=2)).run()
    assert "no answer came" in words(app)
    app.text_area(key=f"reply_answer_{first}").set_value("It is wrong.").run()
    assert "no answer came" not in words(app)
    finding = room.claim(first).finding
    assert finding is not None
    assert finding.reply == Reply(asked="The ministry", deadline=today - timedelta(days=2), answer="It is wrong.")


def test_a_source_that_was_removed_comes_back_where_it_stood(room: Room) -> None:
    first = room.accepted()[0].id
    rows = [make_evidence(url=f"https://{name}.example", stance=Stance.SUPPORTS) for name in ("a", "b", "a")]
    findings.save(room.desk, room.user, room.seen(first), findings.Finding(evidence=rows))
    review.release(room.desk, room.user, first)
    app = room.page("check", claim=first)
    assert "Sources 1 and 3 have the same address." in words(app)
    app.button(key=f"out_{first}_1").click().run()
    assert "Removed: https://b.example" in words(app)
    app.button(key="put_back").click().run()
    finding = room.claim(first).finding
    assert finding is not None
    assert list(finding.evidence) == rows


def test_all_definitions_and_all_keys_are_shown_on_demand(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    labels = room.desk.scale.labels
    choose(app, f"label_{first}", "false")
    assert [each.definition in words(app) for each in labels] == [each.id == "false" for each in labels]
    app.button(key="define").click().run()
    app.button(key="flip_keys").click().run()
    assert all(each.definition in words(app) for each in labels)
    assert "show or hide what each verdict means" in words(app)
    app.button(key="no_verdict").click().run()
    finding = room.claim(first).finding
    assert finding is not None
    assert finding.verdict is None


def test_a_draft_from_another_machine_stands_in_its_field_until_it_is_saved(room: Room) -> None:
    first = room.accepted()[0].id
    at = room.desk.now()
    mine = {
        "rationale": Typed(words="Half of it.", over=fingerprint(""), at=at),
        "evidence/0/url": Typed(words="https://a.example", over=fingerprint(""), at=at),
    }
    store_of_drafts.keep(room.desk, room.user, first, mine)
    app = room.page("check")
    assert app.text_area(key=f"rationale_{first}").value == "Half of it."
    assert app.text_input(key=f"source_{first}_0_url").value == "https://a.example"
    assert "had not saved: rationale, address of source 1" in words(app)
    assert room.claim(first).finding is None
    choose(app, f"label_{first}", "false")
    finding = room.claim(first).finding
    assert finding is not None
    assert (finding.rationale, finding.evidence[0].url) == ("Half of it.", "https://a.example")
    assert "had not saved" not in words(app)
    assert store_of_drafts.kept(room.desk, room.user, first) == {}


def test_a_draft_over_something_older_is_shown_and_put_in_only_when_asked_to(room: Room) -> None:
    first = room.accepted()[0].id
    findings.save(room.desk, room.user, room.seen(first), findings.Finding(rationale="What stands now."))
    review.release(room.desk, room.user, first)
    old = Typed(words="Mine, from before.", over=fingerprint("What stood then."), at=room.desk.now())
    store_of_drafts.keep(room.desk, room.user, first, {"rationale": old})
    app = room.page("check", claim=first)
    assert app.text_area(key=f"rationale_{first}").value == "What stands now."
    assert "since then the rationale was changed: “Mine, from before.”" in words(app)
    app.button(key="draft_put_in").click().run()
    assert app.text_area(key=f"rationale_{first}").value == "Mine, from before."
    app.button(key="draft_drop").click().run()
    assert app.text_area(key=f"rationale_{first}").value == "What stands now."
    assert store_of_drafts.kept(room.desk, room.user, first) == {}


def test_a_draft_of_somebody_else_is_not_shown(room: Room) -> None:
    first = room.accepted()[0].id
    theirs = Typed(words="Ben's.", over=fingerprint(""), at=room.desk.now())
    store_of_drafts.keep(room.desk, replace(room.user, name="Ben"), first, {"rationale": theirs})
    app = room.page("check")
    assert app.text_area(key=f"rationale_{first}").value == ""
    assert "Ben's." not in words(app)


def test_what_went_back_to_triage_keeps_the_words_and_says_why_it_came_back(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    app.text_area(key=f"rationale_{first}").set_value("Half of it.").run()
    app.text_input(key=f"why_{first}").set_value("It is an opinion.").run()
    app.button(key="reopen").click().run()
    claim = room.claim(first)
    assert claim.status is Status.CANDIDATE
    assert claim.finding is not None
    assert claim.finding.rationale == "Half of it."
    review.accept(room.desk, room.user, room.seen(first))
    review.release(room.desk, room.user, first)
    again = room.page("check", claim=first)
    assert again.text_area(key=f"rationale_{first}").value == "Half of it."


def submitted(room: Room, *authors: str) -> str:
    claim_id = room.accepted()[0].id
    for name in authors:
        user = replace(room.user, name=name, session=f"session of {name}")
        finding = findings.Finding(label_id="false", rationale=f"By {name}.", evidence=[make_evidence()])
        findings.save(room.desk, user, room.seen(claim_id), finding)
        review.release(room.desk, user, claim_id)
    findings.check(room.desk, user, room.seen(claim_id))
    return claim_id


def test_nobody_who_wrote_on_a_finding_is_asked_to_approve_it(strict_room: Room) -> None:
    claim_id = submitted(strict_room, "ann", "Ben")
    assert "No finding waits for your approval" in words(strict_room.page("check", mode="approve"))
    app = strict_room.page("check", mode="approve", claim=claim_id)
    assert "You wrote on this finding" in words(app)
    assert not [each for each in app.button if each.key in {"approve", "send_back"}]


def test_an_approver_sees_what_was_changed_and_the_history(strict_room: Room) -> None:
    strict_room.add()
    first = strict_room.claims()[-1]
    edited = review.Wording(
        text=f"{first.text} So they say.",
        quote=first.quote,
        claimant=first.claimant,
        claimant_role=first.claimant_role,
        claimed_at=None,
        attribution=first.attribution,
    )
    ben = replace(strict_room.user, name="Ben", session="Ben's")
    claim = review.accept(strict_room.desk, ben, Seen(claim_id=first.id, version=first.version), edited)
    finding = findings.Finding(label_id="false", rationale="No.", evidence=[make_evidence()])
    claim = findings.save(strict_room.desk, ben, Seen(claim_id=claim.id, version=claim.version), finding)
    findings.check(strict_room.desk, ben, Seen(claim_id=claim.id, version=claim.version))
    app = strict_room.page("check", mode="approve", claim=claim.id)
    behind = json.loads(app.get_by_key("approval_behind").proto.json)["lines"]
    now = next(each for each in behind if each["badge"] == "Now")
    assert [words for words, marked in now["parts"] if marked] == ["So they say."]
    assert any("Sent to review by Ben" in each["parts"][0][0] for each in behind)


def test_the_author_is_told_why_a_finding_came_back(strict_room: Room) -> None:
    claim_id = submitted(strict_room, "Ben")
    app = strict_room.page("check", mode="approve")
    app.text_area(key=f"send_back_why_{claim_id}").set_value("One source is not enough.").run()
    app.button(key="send_back").click().run()
    assert not app.exception
    again = strict_room.page("check", claim=claim_id)
    assert "Sent back by ann on" in words(again)
    assert "One source is not enough." in words(again)

"""A complete finding on its record page: published, put right in the open, taken back, and looked at again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings, tasks
from checker.words import CorrectionKind, Status
from tests.builders import make_evidence
from tests.ui.rooms import Room, open_room, words

URL = "https://factdesk.example.org/2026/1"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Example Fact Desk")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://factdesk.example.org/")
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def checked(room: Room) -> str:
    claim_id = room.accepted()[0].id
    finding = findings.Finding(label_id="mostly_false", rationale="The rate was 4.6 percent.", evidence=[make_evidence()])
    findings.save(room.desk, room.user, room.seen(claim_id), finding)
    findings.check(room.desk, room.user, room.seen(claim_id))
    return claim_id


def publish(room: Room, claim_id: str, url: str = URL) -> str:
    app = room.page("records", record=claim_id)
    app.text_area(f"publish_{claim_id}").input(url)
    app.button("publish").click().run()
    assert not app.exception
    return words(app)


def test_a_checked_finding_is_published_and_the_page_says_so(room: Room, checked: str) -> None:
    said = publish(room, checked)
    claim = room.claim(checked)
    assert (claim.status, claim.finding and claim.finding.url) == (Status.PUBLISHED, URL)
    assert "Done: publish." in said
    assert f"at {URL}." in said


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("somewhere", "Give the web address under which the check is published"),
        ("https://elsewhere.example/1", "own address"),
        ("https://bit.ly/x", "shortener"),
    ],
)
def test_an_address_that_breaks_a_rule_of_claimreview_is_refused_in_words(room: Room, checked: str, url: str, why: str) -> None:
    assert why in publish(room, checked, url)
    assert room.claim(checked).status is Status.CHECKED


def test_a_correction_keeps_sources_that_have_no_address(room: Room) -> None:
    claim_id = room.accepted()[0].id
    book = make_evidence(url="", title="Labour yearbook", locator="p. 12")
    finding = findings.Finding(label_id="mostly_false", rationale="The rate was 4.6 percent.", evidence=[make_evidence(), book])
    findings.save(room.desk, room.user, room.seen(claim_id), finding)
    findings.check(room.desk, room.user, room.seen(claim_id))

    app = room.page("records", record=claim_id)
    app.button("correct").click().run()
    fields = {each.label: each for each in app.text_area}
    fields["Why, in public"].input("A slip of the pen.")
    fields["Rationale"].input("The rate was 4.7 percent.")
    app.radio[0].set_value(CorrectionKind.TYPO)
    app.button("save_correction").click().run()

    saved = room.claim(claim_id).finding
    assert saved
    assert saved.rationale == "The rate was 4.7 percent."
    assert [row.title for row in saved.evidence] == [make_evidence().title, "Labour yearbook"]


def test_a_correction_makes_a_new_version_that_says_why_and_what_stood_before(room: Room, checked: str) -> None:
    publish(room, checked)
    app = room.page("records", record=checked)
    app.button("correct").click().run()
    fields = {each.label: each for each in app.text_area}
    app.radio[0].set_value(CorrectionKind.CORRECTION)
    fields["Why, in public"].input("A table was misread.")
    fields["Rationale"].input("The rate was 3.1 percent.")
    app.selectbox[0].set_value("true")
    app.button("save_correction").click().run()
    assert not app.exception
    finding = room.claim(checked).finding
    assert finding is not None
    assert (finding.version, finding.rationale, finding.verdict and finding.verdict.name) == (
        2,
        "The rate was 3.1 percent.",
        "True",
    )
    assert [row.url for row in finding.evidence] == [make_evidence().url]
    assert "Correction by" in words(app)
    assert "A table was misread. Before: ▰▰▱▱▱ Mostly false." in words(app)


def test_a_correction_without_a_reason_is_refused_and_nothing_that_was_typed_is_lost(room: Room, checked: str) -> None:
    app = room.page("records", record=checked)
    app.button("correct").click().run()
    {each.label: each for each in app.text_area}["Rationale"].input("Better.")
    app.radio[0].set_value(CorrectionKind.TYPO)
    app.button("save_correction").click().run()
    assert "the reason is missing" in words(app)
    assert {each.label: each for each in app.text_area}["Rationale"].value == "Better."


def test_a_published_finding_is_retracted_with_its_reason(room: Room, checked: str) -> None:
    publish(room, checked)
    app = room.page("records", record=checked)
    app.text_area(f"retract_{checked}").input("The source was forged.")
    app.button("retract").click().run()
    assert room.claim(checked).status is Status.RETRACTED
    assert "Retraction by" in words(app)


def test_a_day_to_look_again_is_set_and_taken_away(room: Room, checked: str) -> None:
    app = room.page("records", record=checked)
    app.date_input(f"recheck_{checked}").set_value(date(2027, 1, 31))
    app.button("recheck").click().run()
    assert room.claim(checked).recheck_by == date(2027, 1, 31)
    app.date_input(f"recheck_{checked}").set_value(None)
    app.button("recheck").click().run()
    assert room.claim(checked).recheck_by is None


def test_check_says_what_is_due_until_somebody_has_looked_at_it_again(room: Room, checked: str) -> None:
    today = room.desk.now().date()
    findings.recheck_by(room.desk, room.user, room.seen(checked), today + timedelta(days=1))
    assert "due to be looked at again" not in words(room.page("check"))
    findings.recheck_by(room.desk, room.user, room.seen(checked), today)
    page = room.page("check")
    assert not page.exception
    assert "1 finding is due to be looked at again." in words(page)
    app = room.page("records", record=checked)
    app.button("still_stands").click().run()
    assert room.claim(checked).recheck_by == today + timedelta(days=365)
    assert "due to be looked at again" not in words(room.page("check"))


def test_what_was_corrected_in_public_says_so_until_somebody_else_approves_it_on_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_room(tmp_path, monkeypatch, four_eyes="true") as strict:
        eva, max_ = (replace(strict.user, name=name, session=name) for name in ("eva", "max"))
        claim_id = strict.accepted()[0].id
        finding = findings.Finding(label_id="mostly_false", rationale="The rate was 4.6 percent.", evidence=[make_evidence()])
        findings.save(strict.desk, eva, strict.seen(claim_id), finding)
        findings.check(strict.desk, eva, strict.seen(claim_id))
        findings.approve(strict.desk, max_, strict.seen(claim_id))
        assert not has_button(strict.page("records", record=claim_id), "approve_again")
        turned = findings.Mending(kind=CorrectionKind.CORRECTION, why="misread", finding=replace(finding, label_id="true"))
        findings.correct(strict.desk, eva, strict.seen(claim_id), turned)
        app = strict.page("records", record=claim_id)
        assert "Nobody else has approved it as it stands now" in words(app)
        app.button("approve_again").click().run()
        assert not app.exception
        assert "approved by ann" in words(app)
        assert "Nobody else has approved it" not in words(app)

        again = replace(turned, finding=replace(finding, rationale="Nearly."))
        findings.correct(strict.desk, strict.user, strict.seen(claim_id), again)
        own = strict.page("records", record=claim_id)
        assert "Nobody else has approved it as it stands now" in words(own)
        assert not has_button(own, "approve_again")


def test_a_correction_whose_kind_is_not_chosen_is_not_saved_and_says_so(room: Room, checked: str) -> None:
    app = room.page("records", record=checked)
    app.button("correct").click().run()
    app.text_area(f"correct_why_{checked}").input("A slip.")
    app.text_area(f"correct_rationale_{checked}").input("The rate was 4.7 percent.")
    app.button("save_correction").click().run()
    assert "What kind of correction it is, is not chosen yet." in words(app)
    finding = room.claim(checked).finding
    assert finding is not None
    assert finding.version == 1
    app.radio[0].set_value(CorrectionKind.TYPO)
    app.button("save_correction").click().run()
    assert not app.exception
    assert [each.why for each in tasks.corrections(room.desk, checked)] == ["A slip."]
    app.button("correct").click().run()
    assert (app.text_area(f"correct_why_{checked}").value, app.text_area(f"correct_rationale_{checked}").value) == (
        "",
        "The rate was 4.7 percent.",
    )


def has_button(app: AppTest, key: str) -> bool:
    return any(each.key == key for each in app.button)


def test_an_address_under_which_another_check_is_published_is_refused(room: Room) -> None:
    first, second = room.accepted()[:2]
    finding = findings.Finding(label_id="mostly_false", rationale="The rate was 4.6 percent.", evidence=[make_evidence()])
    for claim in (first, second):
        findings.save(room.desk, room.user, room.seen(claim.id), finding)
        findings.check(room.desk, room.user, room.seen(claim.id))
    publish(room, first.id)
    assert f"Claim {first.id} is published under this address already" in publish(room, second.id)
    assert room.claim(second.id).status is Status.CHECKED
    publish(room, second.id, f"{URL}#2")
    assert room.claim(second.id).status is Status.PUBLISHED

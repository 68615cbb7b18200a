from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings, review
from checker.store import claims
from checker.words import EvidenceKind, Stance, Status
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


def current(app: AppTest) -> str:
    claim_id = app.query_params["claim"]
    return claim_id if isinstance(claim_id, str) else claim_id[0]


def fill(app: AppTest, *, url: str = "https://stats.example.org/3") -> AppTest:
    claim_id = current(app)
    app.button(key="add_source").click().run()
    app.text_input(key=f"source_{claim_id}_0_url").set_value(url).run()
    choose(app, f"label_{claim_id}", "false")
    app.text_area(key=f"rationale_{claim_id}").set_value("The rate was 4.6 percent.").run()
    assert not app.exception
    return app


def submitted(room: Room, author: str) -> str:
    return sent(room, room.accepted()[0].id, author)


def sent(room: Room, claim_id: str, author: str) -> str:
    user = replace(room.user, name=author, session=f"session of {author}")
    finding = findings.Finding(label_id="false", rationale="No.", evidence=[make_evidence()])
    findings.save(room.desk, user, room.seen(claim_id), finding)
    findings.check(room.desk, user, room.seen(claim_id))
    return claim_id


def test_an_empty_queue_says_where_to_go(room: Room) -> None:
    app = room.page("check")
    assert "No accepted claim waits to be checked." in words(app)
    assert [each.value for each in app.page_link] == ["Triage", "Add documents", "Records"]


def test_the_machine_chooses_no_verdict_and_all_gaps_are_named(room: Room) -> None:
    room.accepted()
    app = room.page("check")
    assert app.session_state[f"label_{current(app)}"] is None
    said = words(app)
    for gap in ("a verdict", "a rationale", "at least one source with its web address"):
        assert f"Still needed: {gap}" in said


def test_each_field_is_saved_as_a_draft_when_it_is_left(room: Room) -> None:
    room.accepted()
    app = fill(room.page("check"))
    finding = room.claim(current(app)).finding
    assert finding is not None
    assert finding.verdict is not None
    assert (finding.verdict.name, finding.rationale, finding.at) == ("False", "The rate was 4.6 percent.", None)
    assert finding.evidence[0].url == "https://stats.example.org/3"
    assert finding.evidence[0].accessed_at == room.desk.now().date()
    assert "Draft saved on" in words(app)
    assert "Nothing is missing." in words(app)


def test_every_field_of_a_source_is_kept(room: Room) -> None:
    room.accepted()
    app = fill(room.page("check"))
    claim_id = current(app)
    typed = {"title": "Survey", "publisher": "Office", "locator": "table 2", "archived_url": "https://archive.example.org/1"}
    for name, value in typed.items():
        app.text_input(key=f"source_{claim_id}_0_{name}").set_value(value).run()
    app.text_area(key=f"source_{claim_id}_0_quote").set_value("It stood at 4.6 percent.").run()
    choose(app, f"source_{claim_id}_0_stance", Stance.UNDERMINES)
    app.selectbox(key=f"source_{claim_id}_0_kind").set_value(EvidenceKind.DATA).run()
    app.date_input(key=f"source_{claim_id}_0_accessed_at").set_value(date(2026, 5, 19)).run()
    finding = room.claim(claim_id).finding
    assert finding is not None
    (row,) = finding.evidence
    assert {name: getattr(row, name) for name in typed} == typed
    assert (row.quote, row.stance, row.kind) == ("It stood at 4.6 percent.", Stance.UNDERMINES, EvidenceKind.DATA)
    assert row.accessed_at == date(2026, 5, 19)


def test_marking_as_checked_leads_to_the_next_claim(room: Room) -> None:
    first, second, *_ = room.accepted()
    app = fill(room.page("check"))
    assert current(app) == first.id
    app.button(key="complete").click().run()
    assert not app.exception
    assert room.claim(first.id).status is Status.CHECKED
    assert current(app) == second.id
    assert "Marked as checked ·" in words(app)
    assert app.text_area(key=f"rationale_{second.id}").value == ""


def test_undo_brings_the_last_claim_back_with_its_finding(room: Room) -> None:
    first = room.accepted()[0]
    app = fill(room.page("check"))
    app.button(key="complete").click().run()
    app.button(key="undo").click().run()
    assert not app.exception
    assert current(app) == first.id
    assert room.claim(first.id).status is Status.ACCEPTED
    assert app.text_area(key=f"rationale_{first.id}").value == "The rate was 4.6 percent."


def test_an_incomplete_finding_is_not_checked_and_says_why(room: Room) -> None:
    first = room.accepted()[0]
    app = room.page("check")
    app.text_area(key=f"rationale_{first.id}").set_value("Only this.").run()
    app.button(key="complete").click().run()
    assert room.claim(first.id).status is Status.ACCEPTED
    assert "the finding still needs a verdict; the finding still needs at least one source with its web address" in words(app)


def test_a_bad_url_is_kept_as_typed_and_named_until_it_is_right(room: Room) -> None:
    first = room.accepted()[0]
    app = fill(room.page("check"), url="htp:/wrong")
    assert "a web address, which begins with http:// or https://, in place of 'htp:/wrong'" in words(app)
    assert "Not saved" not in words(app)
    finding = room.claim(first.id).finding
    assert finding is not None
    assert (finding.rationale, finding.evidence[0].url) == ("The rate was 4.6 percent.", "htp:/wrong")
    app.button(key="complete").click().run()
    assert room.claim(first.id).status is Status.ACCEPTED
    app.text_input(key=f"source_{first.id}_0_url").set_value("https://right.example").run()
    app.button(key="complete").click().run()
    assert room.claim(first.id).status is Status.CHECKED


def test_sources_can_be_reordered_and_removed(room: Room) -> None:
    first = room.accepted()[0]
    app = fill(room.page("check"))
    app.button(key="add_source").click().run()
    app.text_input(key=f"source_{first.id}_1_url").set_value("https://second.example").run()
    app.button(key=f"up_{first.id}_1").click().run()
    assert _urls(room, first.id) == ["https://second.example", "https://stats.example.org/3"]
    app.button(key=f"out_{first.id}_0").click().run()
    assert _urls(room, first.id) == ["https://second.example"]


def test_a_draft_is_there_again_in_a_new_browser_session(room: Room) -> None:
    first = room.accepted()[0]
    fill(room.page("check"))
    app = room.page("check", claim=first.id)
    assert app.text_area(key=f"rationale_{first.id}").value == "The rate was 4.6 percent."
    assert app.text_input(key=f"source_{first.id}_0_url").value == "https://stats.example.org/3"


def test_the_internal_note_is_saved_on_its_own(room: Room) -> None:
    first = room.accepted()[0]
    app = room.page("check")
    app.text_area(key=f"note_{first.id}").set_value("Call the office.").run()
    assert room.claim(first.id).note == "Call the office."


def test_two_reviewers_never_get_the_same_claim(room: Room) -> None:
    room.accepted()
    ann = room.page("check")
    ben = AppTest.from_file(str(Path(review.__file__).parent / "ui" / "main.py"), default_timeout=30)
    ben.run()
    ben.text_input(key="your_name").set_value("Ben").run()
    ben.switch_page("views/check.py").run()
    assert current(ann) != current(ben)


def test_a_claim_that_somebody_else_holds_is_said_to_be_theirs(room: Room) -> None:
    first = room.accepted()[0]
    review.open_claim(room.desk, replace(room.user, name="Ben", session="b"), first.id)
    app = room.page("check", claim=first.id)
    assert f"Ben is on claim {first.id}" in words(app)
    app.button(key="next_claim").click().run()
    assert current(app) != first.id


def test_a_claim_goes_back_to_triage_only_with_a_reason(room: Room) -> None:
    first = room.accepted()[0]
    app = room.page("check")
    app.button(key="reopen").click().run()
    assert room.claim(first.id).status is Status.ACCEPTED
    assert "the reason is missing" in words(app)
    app.text_input(key=f"why_{first.id}").set_value("It is an opinion.").run()
    app.button(key="reopen").click().run()
    assert room.claim(first.id).status is Status.CANDIDATE


def test_a_claim_put_off_makes_room_for_the_next(room: Room) -> None:
    first = room.accepted()[0]
    app = room.page("check")
    app.button(key="later").click().run()
    assert current(app) != first.id
    with room.desk.store.read() as tx:
        assert claims.get(tx, first.id).lease is None


def test_claims_put_off_are_told_of_when_nothing_else_is_left_and_only_while_they_wait(room: Room) -> None:
    ready = room.accepted()
    app = room.page("check")
    for _ in ready:
        app.button(key="later").click().run()
    assert "Nothing else is left" in words(app)
    assert "No accepted claim waits" not in words(app)
    assert app.button(key="again").label.startswith(f"Take up the {len(ready)} put off")

    review.reopen(room.desk, room.user, room.seen(ready[0].id), "not yet")
    app.run()
    assert app.button(key="again").label.startswith(f"Take up the {len(ready) - 1} put off")


def test_a_checked_claim_is_not_shown_for_checking(room: Room) -> None:
    first = room.accepted()[0]
    app = fill(room.page("check"))
    app.button(key="complete").click().run()
    assert "it is not to be checked" in words(room.page("check", claim=first.id))


def test_where_four_eyes_are_asked_for_the_finding_is_sent_to_review(strict_room: Room) -> None:
    first = strict_room.accepted()[0]
    app = fill(strict_room.page("check"))
    assert app.button(key="complete").label.startswith("Send to review")
    app.button(key="complete").click().run()
    assert strict_room.claim(first.id).status is Status.IN_REVIEW


def test_the_finding_of_somebody_else_can_be_approved(strict_room: Room) -> None:
    claim_id = submitted(strict_room, "Ben")
    app = strict_room.page("check", mode="approve")
    assert current(app) == claim_id
    app.button(key="approve").click().run()
    assert not app.exception
    claim = strict_room.claim(claim_id)
    assert claim.status is Status.CHECKED
    assert claim.finding is not None
    assert claim.finding.approved_by == "ann"


def test_the_finding_of_somebody_else_can_be_sent_back_with_a_reason(strict_room: Room) -> None:
    claim_id = submitted(strict_room, "Ben")
    app = strict_room.page("check", mode="approve")
    app.text_area(key=f"send_back_why_{claim_id}").set_value("One source is not enough.")
    app.button(key="send_back").click().run()
    assert strict_room.claim(claim_id).status is Status.ACCEPTED


def approve_says(room: Room) -> str:
    modes = next(each for each in room.page("check").get("segmented_control") if each.key == "check_mode")
    return str(modes.options[1])  # type: ignore[union-attr]


def test_only_findings_that_one_may_approve_oneself_are_counted(strict_room: Room) -> None:
    first, second, *_ = strict_room.accepted()
    sent(strict_room, first.id, "ann")
    sent(strict_room, second.id, "Ben")
    assert approve_says(strict_room) == "Approve 1"


def test_nobody_is_handed_their_own_finding_for_approval(strict_room: Room) -> None:
    claim_id = submitted(strict_room, "ann")
    assert "No finding waits for your approval" in words(strict_room.page("check", mode="approve"))
    app = strict_room.page("check", mode="approve", claim=claim_id)
    assert "somebody else approves it" in words(app)
    assert not [each for each in app.button if each.key == "approve"]


def _urls(room: Room, claim_id: str) -> list[str]:
    finding = room.claim(claim_id).finding
    return [row.url for row in finding.evidence] if finding else []

"""
What somebody else does while a page is open: nothing of theirs is overwritten, and nothing typed here is lost.

Never here: what a page does for one reviewer alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings, review
from checker.decisions import Desk, Seen
from tests.builders import make_user
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import claim, fill
from tests.ui.pressing import press
from tests.ui.rooms import Room, choose, open_room, words

FIRST, SECOND = "The tax rose to 4 percent.", "Prices fell in May."


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def noted_in_triage(desk: Desk, app: AppTest, note: str) -> None:
    """Write a note on the first claim from beside this session."""
    same = make_user("ann", session=app.session_state["session_id"])
    seen = Seen(claim_id="document-1-1", version=claim(desk, "document-1-1").version)
    review.save_note(desk, same, seen, note)


def noted_in_check(room: Room, app: AppTest, claim_id: str, note: str) -> None:
    """Write a note on a claim that is being checked, from beside this session."""
    same = replace(room.user, session=app.session_state["session_id"])
    review.save_note(room.desk, same, room.seen(claim_id), note)


def test_check_shows_a_note_that_somebody_else_wrote_meanwhile(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    noted_in_check(room, app, first, "theirs")
    app.run()
    assert app.text_area(key=f"note_{first}").value == "theirs"
    app.text_area(key=f"rationale_{first}").set_value("Mine.").run()
    assert room.claim(first).note == "theirs"


def test_check_shows_both_notes_and_keeps_mine_when_asked_to(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    noted_in_check(room, app, first, "theirs")
    app.text_area(key=f"note_{first}").set_value("mine").run()
    assert room.claim(first).note == "theirs"
    assert {"mine", "theirs"} <= set(shown(app, "meanwhile_note"))
    app.button(key="complete").click().run()
    assert room.claim(first).note == "theirs"
    app.button(key="keep_mine_note").click().run()
    assert room.claim(first).note == "mine"
    assert "while you were writing" not in words(app)


def saved_beside(room: Room, app: AppTest, claim_id: str, finding: findings.Finding) -> None:
    same = replace(room.user, name="Ben", session=app.session_state["session_id"])
    review.release(room.desk, replace(same, name="ann"), claim_id)
    findings.save(room.desk, same, room.seen(claim_id), finding)


def test_check_shows_both_findings_field_by_field_and_takes_theirs_when_asked_to(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    saved_beside(room, app, first, findings.Finding(label_id="false", rationale="Theirs."))
    app.text_area(key=f"rationale_{first}").set_value("Mine.").run()
    assert rationale(room, first) == "Theirs."
    assert app.text_area(key=f"rationale_{first}").value == "Mine."
    assert shown(app, "meanwhile_rationale") == ["Rationale", "Mine.", "Theirs."]
    assert "Ben saved this finding on" in words(app)
    assert "taken over from them: verdict" in words(app)  # only they had set one
    app.button(key="take_theirs_rationale").click().run()
    assert app.text_area(key=f"rationale_{first}").value == "Theirs."
    assert (rationale(room, first), verdict(room, first)) == ("Theirs.", ("five-point", "false"))


def test_what_only_one_of_two_people_wrote_is_put_together_without_a_question(room: Room) -> None:
    first = room.accepted()[0].id
    app = room.page("check")
    saved_beside(room, app, first, findings.Finding(label_id="false"))
    app.text_area(key=f"rationale_{first}").set_value("Mine.").run()
    assert (rationale(room, first), verdict(room, first)) == ("Mine.", ("five-point", "false"))
    assert "while you were writing" not in words(app)


def rationale(room: Room, claim_id: str) -> str | None:
    finding = room.claim(claim_id).finding
    return finding.rationale if finding else None


def test_a_verdict_on_another_scale_stays_until_one_on_this_scale_is_chosen(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = room.accepted()[0].id
    findings.save(room.desk, room.user, room.seen(first), findings.Finding(label_id="mostly_true"))
    review.release(room.desk, room.user, first)
    monkeypatch.setenv("CHECKER_SCALE", "evidence")
    app = room.page("check")
    assert "Verdict so far: Mostly true (five-point)" in words(app)
    assert app.session_state[f"label_{first}"] is None
    app.text_area(key=f"rationale_{first}").set_value("It is so.").run()
    assert verdict(room, first) == ("five-point", "mostly_true")
    choose(app, f"label_{first}", "supported")
    assert verdict(room, first) == ("evidence", "supported")
    assert "Verdict so far" not in words(app)


def verdict(room: Room, claim_id: str) -> tuple[str, str] | None:
    finding = room.claim(claim_id).finding
    found = finding.verdict if finding else None
    return (found.scale_id, found.label_id) if found else None


def test_triage_shows_a_note_that_somebody_else_wrote_meanwhile(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    noted_in_triage(filled, app, "theirs")
    app.run()
    assert app.text_area(key="note_document-1-1").value == "theirs"
    press(app, "accept_document-1-1")
    assert claim(filled, "document-1-1").note == "theirs"


def test_triage_says_what_somebody_else_noted_before_it_saves_over_it(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    noted_in_triage(filled, app, "theirs")
    app.text_area(key="note_document-1-1").set_value("mine")
    press(app, "accept_document-1-1")
    assert claim(filled, "document-1-1").note == "theirs"
    assert app.text_area(key="note_document-1-1").value == "mine"

    press(app, "accept_document-1-1")
    assert "somebody else wrote “theirs”" in shown(app, "message")[0]
    assert (claim(filled, "document-1-1").note, claim(filled, "document-1-1").status) == ("theirs", "candidate")

    app.text_area(key="note_document-1-1").set_value("mine and theirs")
    press(app, "accept_document-1-1")
    assert (claim(filled, "document-1-1").note, claim(filled, "document-1-1").status) == ("mine and theirs", "accepted")


def test_a_link_within_a_session_takes_no_claim_away_from_a_colleague_of_the_same_name(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    colleague = make_user("ann", session="the colleague's")
    review.open_claim(filled, colleague, "document-1-2")
    app = open_app()
    app.query_params["claim"] = "document-1-2"

    app.run()

    lease = claim(filled, "document-1-2").lease
    assert lease is not None
    assert lease.session == "the colleague's"
    assert shown(app, "message")[0].startswith(f"You, in another window, are on “{SECOND}” until ")
    assert shown(app, "card")[1] == FIRST


def test_undoing_a_skip_takes_no_claim_away_from_a_colleague_of_the_same_name(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "skip_document-1-1")
    review.open_claim(filled, make_user("ann", session="the colleague's"), "document-1-1")

    press(app, "undo")

    lease = claim(filled, "document-1-1").lease
    assert lease is not None
    assert lease.session == "the colleague's"


def test_a_page_that_is_loaded_anew_takes_its_claim_along(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    review.open_claim(filled, make_user("ann", session="before the reload"), "document-1-2")

    assert shown(open_app(claim="document-1-2"), "card")[1] == SECOND

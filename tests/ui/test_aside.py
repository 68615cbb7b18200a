"""Putting a claim away, splitting it, taking it for another: on the page, and taken back there too, also after a reload."""

import json
from datetime import UTC, datetime

import pytest

from checker.decisions import Desk
from checker.ui.triage import aside
from checker.words import RejectReason, Status
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import claim, fill, statuses
from tests.ui.pressing import button, buttons, press

FIRST, SECOND, THIRD = "The tax rose to 4 percent.", "The tax rose to 4 percent in May.", "Nine ports were closed."


def test_a_claim_is_put_away_and_the_next_one_is_there(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, THIRD)
    app = open_app()
    press(app, "to_snooze_document-1-1")
    press(app, "later0_document-1-1")
    assert not app.exception
    until = claim(filled, "document-1-1").snoozed_until
    assert until is not None
    assert 3_500 < (until - filled.now()).total_seconds() <= 3_600
    assert shown(app, "card")[1] == THIRD
    assert shown(app, "message")[0].startswith("Put away until ")
    press(app, "undo")
    assert claim(filled, "document-1-1").snoozed_until is None
    assert shown(app, "card")[1] == FIRST


# A Sunday evening in UTC, when it is Monday morning in Tokyo.
EVENING = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "zone", "expected"),
    [
        (0, "Asia/Tokyo", datetime(2026, 11, 22, 23, 30, tzinfo=UTC)),
        (1, None, datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        (1, "Asia/Tokyo", datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
        (2, "Europe/Berlin", datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
        (2, "Asia/Tokyo", datetime(2026, 11, 29, 23, 0, tzinfo=UTC)),
        (1, "no/where", datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        (1, "../etc/passwd", datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
    ],
)
def test_mornings_are_those_of_the_reviewer(number: int, zone: str | None, expected: datetime) -> None:
    assert aside.until(number, EVENING, zone) == expected


def test_the_parts_of_a_split_claim_come_one_after_another_before_the_queue_goes_on(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, THIRD)
    app = open_app()
    press(app, "to_split_document-1-1")
    assert app.text_area(key="parts_document-1-1").value == FIRST
    app.text_area(key="parts_document-1-1").input("A tax rose.\n\n It rose to 4 percent. ").run()
    press(app, "split_document-1-1")
    assert not app.exception
    assert shown(app, "card")[1] == "A tax rose."
    assert shown(app, "message") == ["Split into 2; the others come next. U to undo"]
    press(app, "accept_document-1-1")
    assert shown(app, "card")[1] == "It rose to 4 percent."
    press(app, "undo")
    press(app, "undo")
    assert shown(app, "card")[1] == FIRST
    with filled.store.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM claim WHERE merged_into = 'document-1-1'").scalar() == 1


def test_a_split_that_cannot_be_made_says_why_and_keeps_what_was_typed(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    press(app, "to_split_document-1-1")
    app.text_area(key="parts_document-1-1").input("Only one.").run()
    press(app, "split_document-1-1")
    assert "A split needs 2 to 8 different claims" in shown(app, "message")[0]
    assert app.text_area(key="parts_document-1-1").value == "Only one."


def test_a_claim_is_taken_for_the_likest_of_its_document_and_back(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, THIRD, SECOND)
    app = open_app()
    press(app, "to_merge_document-1-1")
    offered = [each["name"] for each in buttons(app) if each["key"].startswith("same")]
    assert [SECOND.rstrip(".").split()[-1] in offered[0], "ports" in offered[1], len(offered)] == [True, True, 2]
    press(app, "same1_document-1-1")
    merged = claim(filled, "document-1-1")
    assert (merged.status, merged.reject_reason, merged.merged_into) == (
        Status.REJECTED,
        RejectReason.DUPLICATE,
        "document-1-3",
    )
    press(app, "undo")
    assert statuses(filled, "document-1-1") == ["candidate"]


def test_what_was_decided_before_a_reload_can_be_undone_after_it_step_by_step(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND, THIRD)
    app = open_app()
    press(app, "accept_document-1-1")
    press(app, "to_reject_document-1-2")
    press(app, "reject2_document-1-2")
    press(app, "undo")
    press(app, "to_snooze_document-1-2")
    press(app, "later1_document-1-2")
    again = open_app()
    press(again, "undo")
    assert claim(filled, "document-1-2").snoozed_until is None
    press(again, "undo")
    assert statuses(filled, "document-1-1", "document-1-2") == ["candidate", "candidate"]
    assert button(again, "undo")["off"]


def test_nothing_is_decided_while_the_help_covers_the_claim(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    press(app, "to_keys_document-1-1")
    names = {each["key"].split("_")[0] for each in buttons(app)}
    assert not names & {"accept", "skip"}
    keys = json.loads(app.get_by_key("bar").proto.json)["press"]
    assert keys["escape"] == keys["?"] == "to_decide_document-1-1"
    press(app, "to_decide_document-1-1")
    assert shown(app, "card")[1] == FIRST

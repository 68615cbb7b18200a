"""The log of corrections as a page: read from the records, cut by days, offered as files for the public."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings
from checker.findings import Finding, Mending
from checker.words import CorrectionKind
from tests.builders import make_evidence
from tests.ui.rooms import Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def corrected(room: Room) -> str:
    """Check a claim and correct it; return its id."""
    claim_id = room.accepted()[0].id
    evidence = [make_evidence()]
    findings.save(room.desk, room.user, room.seen(claim_id), Finding(label_id="false", rationale="No.", evidence=evidence))
    findings.check(room.desk, room.user, room.seen(claim_id))
    better = Finding(label_id="half_true", rationale="In part.", evidence=evidence)
    mending = Mending(kind=CorrectionKind.UPDATE, why="New <b>figures</b>.", finding=better)
    findings.correct(room.desk, room.user, room.seen(claim_id), mending)
    return claim_id


def rows(app: AppTest) -> list[list[str]]:
    found: list[list[str]] = json.loads(app.get_by_key("corrections_table").proto.json)["rows"]
    return found


def test_the_records_lead_to_the_log_which_is_empty_at_first(room: Room) -> None:
    room.accepted()
    assert "Corrections" in [each.value for each in room.page("records").page_link]
    assert "No finding was corrected or retracted yet." in words(room.page("corrections"))


def test_a_correction_is_told_with_what_changed_and_both_verdicts_and_leads_to_its_record(room: Room) -> None:
    claim_id = corrected(room)
    app = room.page("corrections")
    assert not app.exception
    _, claim, *told = rows(app)[0]
    assert claim == room.claim(claim_id).text
    assert told == ["Update", "verdict, rationale", "New <b>figures</b>.", "▰▱▱▱▱ False", "▰▰▰▱▱ Half true", "ann"]
    app.selectbox(key="corrections_open").select(claim_id).run()
    assert any(each.value.startswith("Record: ") for each in app.page_link)
    assert len(app.get("download_button")) == 2


def test_days_without_a_correction_say_so(room: Room) -> None:
    corrected(room)
    app = room.page("corrections")
    app.date_input(key="corrections_until").set_value(date(2020, 1, 1)).run()
    assert "Nothing was corrected in these days." in words(app)
    app.date_input(key="corrections_until").set_value(None).run()
    assert len(rows(app)) == 1


def test_a_record_tells_its_corrections(room: Room) -> None:
    claim_id = corrected(room)
    assert "Update by ann: New <b>figures</b>." in words(room.page("records", record=claim_id))

"""The page that says what came in, waits and was done."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from checker import review
from checker.auth import User
from checker.words import RejectReason
from tests.desks import at
from tests.ui.rooms import Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def table(app: AppTest, key: str) -> dict[str, list[str]]:
    """Return a table of the page by its columns."""
    data: Any = json.loads(app.get_by_key(key).proto.json)
    return {head: [row[place] for row in data["rows"]] for place, head in enumerate(data["head"])}


def numbers(app: AppTest) -> dict[str, str]:
    return {each.label: each.value for each in app.metric}


def test_an_empty_desk_says_what_to_do(room: Room) -> None:
    app = room.page("overview")
    assert not app.exception
    assert "Add a document; what comes in, waits and is done will stand here, day by day." in words(app)
    assert not app.metric


def test_four_numbers_say_what_waits(room: Room) -> None:
    room.add()
    oldest = room.claims()[-1]
    review.accept(room.desk, room.user, room.seen(oldest.id))
    app = room.page("overview")
    assert not app.exception
    found = numbers(app)
    assert list(found) == ["To triage", "To check", "Oldest that waits", "Documents not read whole"]
    assert (found["To triage"], found["To check"], found["Documents not read whole"]) == ("2", "1", "0")
    assert "came in on" in words(app)


def test_where_no_decision_could_be_timed_it_says_so_in_place_of_an_empty_chart(room: Room) -> None:
    room.add()
    app = room.page("overview")
    assert not app.exception
    assert "No decision of these days could be timed yet." in words(app)
    assert not [each for each in app.get("vega_lite_chart") if "median time" in each.proto.alt]


def test_who_did_what_stands_in_a_plain_table_and_follows_each_change(room: Room) -> None:
    room.add()
    first, second, _ = room.claims()
    review.reject(room.desk, room.user, room.seen(first.id), RejectReason.OPINION)
    review.accept(room.desk, room.user, room.seen(second.id))
    assert table(room.page("overview"), "people_table") == {"Who": ["ann"], "Accepted": ["1"], "Rejected": ["1"]}

    review.undo(room.desk, room.user, second.id)
    review.reject(room.desk, room.user, room.seen(second.id), RejectReason.OPINION)
    app = room.page("overview")
    assert table(app, "people_table") == {"Who": ["ann"], "Rejected": ["2"]}
    assert table(app, "flow_table")["Came in"][0] == "3"
    assert table(app, "flow_table")["Rejected"][0] == "2"


def test_each_chart_has_a_name_and_a_table_that_says_the_same(room: Room) -> None:
    room.add()
    for number, claim in enumerate(room.claims()[:2]):
        now = datetime.now(UTC) - timedelta(minutes=1) + timedelta(seconds=5 * number)
        review.accept(at(room.desk, now), room.user, room.seen(claim.id))
    app = room.page("overview")
    assert [each.proto.alt for each in app.get("vega_lite_chart")] == [
        "Bars for each day: claims that came in above the line; those rejected, merged or checked below it",
        "A line of the median time per claim on each day, in seconds",
    ]
    assert len(table(app, "flow_table")["Day"]) == 30
    assert table(app, "times_table")["Median time per claim"] == ["5.0 s"]
    assert "pauses longer than 10 minutes" in words(app)


def test_without_a_zone_of_the_browser_days_are_those_of_utc(room: Room) -> None:
    room.add()
    assert "days begin at midnight in the time zone UTC." in words(room.page("overview"))


def test_a_name_is_never_markup(room: Room) -> None:
    room.add()
    hostile = "![x](https://evil.example/x.png) <b>bold</b> www.evil.example"
    user = User(name=hostile, roles=room.user.roles, session="another")
    review.accept(room.desk, user, room.seen(room.claims()[0].id))
    app = room.page("overview")
    assert table(app, "people_table")["Who"] == [hostile]
    assert not any("evil" in each.value for kind in (app.markdown, app.caption, app.html) for each in kind)


def test_the_outcomes_of_proposals_lead_to_their_page(room: Room) -> None:
    room.add()
    app = room.page("overview")
    found = table(app, "extractors_table")
    assert list(found) == ["Proposed by", "Waiting", "As proposed", "Edited", "Rejected"]
    assert found["Waiting"] == ["3"]

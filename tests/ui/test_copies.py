"""Copies and links on the pages: kept beside the source, told with their time, read as text."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings, tasks
from tests.builders import make_evidence
from tests.sources import Source, consulted
from tests.ui.rooms import Room, open_room, words

PATIENCE = 20  # seconds that a fetch may take on a busy machine
MARKUP = "<b>The rate</b> was ![4.6](http://127.0.0.1/x.png) percent."


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch, allow_private_addresses="true") as opened:
        yield opened


@pytest.fixture
def source() -> Iterator[Source]:
    with consulted() as opened:
        yield opened


def with_source(room: Room, source: Source) -> str:
    """Write a finding that rests on the source; return its claim's id."""
    claim_id = room.accepted()[0].id
    finding = findings.Finding(label_id="false", rationale="No.", evidence=[make_evidence(url=source.url, archived_url="")])
    findings.save(room.desk, room.user, room.seen(claim_id), finding)
    return claim_id


def press(app: AppTest, name: str) -> AppTest:
    next(each for each in app.button if each.label == name).click().run()
    assert not app.exception
    return app


def until(app: AppTest, said: str) -> AppTest:
    """Draw the page anew, as it does by itself, until this is said on it."""
    end = time.monotonic() + PATIENCE
    while said not in words(app) and time.monotonic() < end:
        time.sleep(0.05)
        app.run()
    assert said in words(app)
    return app


def test_a_copy_is_kept_beside_its_source_and_the_link_is_looked_at_again(room: Room, source: Source) -> None:
    app = room.page("check", claim=with_source(room, source))
    until(press(app, "Keep a copy"), "Copy kept ")
    assert "by ann" in words(app)
    source.text = "The rate was 4.6 percent.\nIt was revised."
    until(press(app, "Look at the links again"), "1 link looked at; 0 still there as before.")
    until(app, "Page changed, looked at ")
    assert "50 percent of the lines differ" in words(app)
    until(press(app, "Keep a newer copy"), f"(SHA-256 {hashlib.sha256(source.text.encode()).hexdigest()[:12]}…)")
    until(press(app, "Keep a newer copy"), "still has the words of the copy")


def test_while_a_source_is_fetched_one_goes_on_writing_and_may_call_it_off(room: Room, source: Source) -> None:
    claim_id = with_source(room, source)
    with source.slow():
        app = press(room.page("check", claim=claim_id), "Keep a copy")
        assert "The source is being fetched" in words(app)
        app.text_area(key=f"rationale_{claim_id}").set_value("Written meanwhile.").run()
        assert "The source is being fetched" in words(app)
        press(app, "Cancel")
        assert "being fetched" not in words(app)
    finding = room.claim(claim_id).finding
    assert finding
    assert finding.rationale == "Written meanwhile."
    app.run()
    assert "Copy kept " not in words(app)


def test_a_source_that_cannot_be_had_is_explained_and_no_copy_is_told_of(room: Room, source: Source) -> None:
    source.text = None
    app = press(room.page("check", claim=with_source(room, source)), "Keep a copy")
    until(app, "answered with status 404")
    assert "Not fetched: " in words(app)
    assert "Copy kept " not in words(app)
    press(app, "Dismiss")
    assert "Not fetched" not in words(app)


def test_the_text_of_a_copy_is_read_beside_its_source_as_plain_text_once_it_is_opened(room: Room, source: Source) -> None:
    claim_id = with_source(room, source)
    source.text = MARKUP
    kept = tasks.keep_copy(room.desk, room.settings, room.user, claim_id, source.url).copy
    app = room.page("check", claim=claim_id)
    assert MARKUP not in words(app)
    fold = f"fold_{claim_id}_0"
    assert app.session_state[fold] is False
    app.session_state[fold] = True
    app.run()
    assert MARKUP in words(app)
    assert f"SHA-256 {kept.sha256}" in words(app)
    assert "Consulted " in words(app)
    assert not any(MARKUP in each.value for each in app.markdown)


def test_a_row_without_an_address_has_nothing_to_keep(room: Room) -> None:
    app = room.page("check", claim=room.accepted()[0].id)
    app.button(key="add_source").click().run()
    assert not {"Keep a copy", "Look at the links again"} & {each.label for each in app.button}


def test_a_record_tells_of_copies_and_links_and_shows_a_copy_as_plain_text_when_asked(room: Room, source: Source) -> None:
    claim_id = with_source(room, source)
    source.text = MARKUP
    tasks.keep_copy(room.desk, room.settings, room.user, claim_id, source.url)
    app = room.page("records", record=claim_id)
    assert "Copy kept " in words(app)
    assert "Copy of a source kept by ann" in words(app)
    assert MARKUP not in words(app)
    app.button(key="read_copy_0").click().run()
    assert MARKUP in words(app)
    assert not any(MARKUP in each.value for each in app.markdown)
    app.button(key="read_copy_0").click().run()
    assert MARKUP not in words(app)
    source.text = None
    until(press(app, "Look at the links again"), "Link gone, looked at ")

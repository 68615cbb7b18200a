"""Checks of others beside the claim that is being checked."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import tasks
from checker.tasks import Source
from tests.test_archive import review
from tests.ui.rooms import Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def test_a_check_of_others_stands_beside_a_claim_like_it_and_sets_nothing(room: Room) -> None:
    claim = room.accepted()[0]
    hostile = review(claim.text, author={"name": "<b>Elsewhere</b> [x](javascript:alert(1))"})
    data = io.BytesIO(json.dumps(hostile).encode())
    tasks.archive_reviews(room.desk, room.user, data, Source(name="feed.json", sha256="0" * 64))
    app = room.page("check")
    said = words(app)
    assert f"Half true: “{claim.text}”" in said
    assert "<b>Elsewhere</b> [x](javascript:alert(1)) · 2026-03-04 · https://elsewhere.example/rents" in said
    (link,) = app.get("link_button")
    assert (link.proto.label, link.proto.url) == ("Open check 1 in a new tab", "https://elsewhere.example/rents")
    assert app.session_state[f"label_{claim.id}"] is None
    assert room.claim(claim.id).finding is None


def test_nothing_is_said_where_nobody_else_checked_it(room: Room) -> None:
    room.accepted()
    app = room.page("check")
    assert "Checked elsewhere" not in words(app)
    assert not app.get("link_button")

"""What was imported is at the desk like all else, and says where it came from."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from checker import tasks
from checker.decisions import Desk
from checker.export import private
from checker.scales import FIVE_POINT
from checker.store import Store
from checker.store.claims import Filter
from checker.tasks import Source
from tests.desks import EDITOR, checked, with_claims
from tests.export.strategies import PUBLISHER
from tests.fakes import Clock, SequentialIds
from tests.ui.rooms import Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture(name="_brought")
def _brought(room: Room, tmp_path: Path) -> None:
    """Two claims of another desk, of which one was checked there."""
    store = Store(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    desk = Desk(
        store=store,
        scale=FIVE_POINT,
        four_eyes=False,
        lease_for=timedelta(minutes=10),
        now=Clock(),
        new_id=SequentialIds(),
    )
    with_claims(desk, 2)
    checked(desk)
    file = io.BytesIO(b"".join(private.write(tasks.whole(desk, EDITOR, Filter()))))
    store.close()
    tasks.import_own(room.desk, room.user, file, PUBLISHER, Source(name="desk-private.jsonl", sha256="0" * 64))


@pytest.mark.usefixtures("_brought")
def test_a_record_tells_what_happened_before_it_was_imported_then_the_import(room: Room) -> None:
    said = words(room.page("records", record="claim-1"))
    places = [
        said.index(verb) for verb in ("Proposed by the machine", "Accepted by ann", "Marked as checked by ann", "Imported by")
    ]
    assert places == sorted(places)
    assert "“desk-private.jsonl”; what stands above happened before, elsewhere." in said


@pytest.mark.usefixtures("_brought")
def test_an_imported_candidate_waits_in_the_queue_like_any_other(room: Room) -> None:
    app = room.page("triage")
    assert not app.exception
    assert "claim-2" in app.query_params["claim"]


@pytest.mark.usefixtures("_brought")
@pytest.mark.parametrize("page", ["overview", "quality", "records", "check", "add", "export"])
def test_every_page_opens_on_what_was_imported(room: Room, page: str) -> None:
    assert not room.page(page).exception

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from checker import jobs
from checker.budget import Spent
from checker.decisions import Desk
from checker.store import calls, documents, runs, seats
from checker.words import RunStatus
from tests.builders import make_call, make_document, make_run
from tests.ui.conftest import OpenApp, shown

MODEL = "openai:example-model"


@pytest.fixture
def busy(filled: Desk) -> Any:
    """Hold the worker's seat, so that what is under way stays where it is."""
    with seats.taken(filled.store):
        yield filled


def add(desk: Desk, number: int, status: RunStatus, **changes: Any) -> None:
    now = desk.now()
    ended = None if status in (RunStatus.QUEUED, RunStatus.RUNNING) else now - timedelta(seconds=60 - number)
    whole = {"queued_at": now - timedelta(minutes=2), "finished_at": ended, "done": 0, "total": 0, "model": None, **changes}
    with desk.store.write() as tx:
        documents.insert(tx, make_document(id=f"document-{number}", text=f"Text {number}.", title=f"Document {number}"))
        runs.insert(tx, make_run(id=f"run-{number}", document_id=f"document-{number}", status=status, **whole))


def spend(desk: Desk, number: int, **changes: Any) -> None:
    with desk.store.write() as tx:
        call = make_call(**{"input_tokens": 1_500, "output_tokens": 237, "cost": 0.0021, "at": desk.now(), **changes})
        calls.add(tx, f"run-{number}", call, Spent(tokens=1_737, cost=0.0021))


def page(open_app: OpenApp) -> AppTest:
    app = open_app().switch_page("views/add.py").run()
    assert not app.exception
    return app


def told(app: AppTest, number: int) -> list[str]:
    return shown(app, f"about_document_document-{number}")


def statuses(desk: Desk, *numbers: int) -> list[RunStatus]:
    return [jobs.status(desk, f"run-{number}").status for number in numbers]


def test_the_progress_of_all_and_of_each_is_said_and_drawn(open_app: OpenApp, busy: Desk) -> None:
    add(busy, 1, RunStatus.DONE)
    add(busy, 2, RunStatus.FAILED, message="The account has no quota left.")
    add(busy, 3, RunStatus.RUNNING, done=1, total=4)
    add(busy, 4, RunStatus.QUEUED)
    app = page(open_app)

    assert shown(app, "progress") == ["2 of 4 documents, about 56 % · 1 not read whole"]
    assert told(app, 3)[-1] == "Extracting: part 1 of 4."
    assert told(app, 4)[-1] == "Waiting for its turn."
    assert told(app, 2)[-1] == "The account has no quota left."
    assert [bar.proto.value for bar in app.get("progress")] == [56, 0, 25]


def test_all_that_is_under_way_can_be_cancelled_at_once(open_app: OpenApp, busy: Desk) -> None:
    add(busy, 1, RunStatus.DONE)
    add(busy, 2, RunStatus.RUNNING, done=1, total=4)
    add(busy, 3, RunStatus.QUEUED)
    app = page(open_app)
    assert app.button(key="cancel_all").label == "Cancel all 2"
    app.button(key="cancel_all").click().run()

    assert not app.exception
    assert statuses(busy, 1, 2, 3) == [RunStatus.DONE, RunStatus.CANCELLED, RunStatus.CANCELLED]
    assert jobs.unfinished(busy) == []


def test_one_can_be_cancelled_while_the_others_go_on(open_app: OpenApp, busy: Desk) -> None:
    add(busy, 1, RunStatus.QUEUED)
    add(busy, 2, RunStatus.QUEUED)
    page(open_app).button(key="cancel_document-1").click().run()
    assert statuses(busy, 1, 2) == [RunStatus.CANCELLED, RunStatus.QUEUED]


def test_all_that_was_not_read_whole_can_be_tried_again_at_once(open_app: OpenApp, busy: Desk) -> None:
    add(busy, 1, RunStatus.FAILED)
    add(busy, 2, RunStatus.INCOMPLETE)
    add(busy, 3, RunStatus.CANCELLED)
    app = page(open_app)
    assert app.button(key="retry_all").label == "Try the 2 again that were not read whole"
    app.button(key="retry_all").click().run()

    assert not app.exception
    assert statuses(busy, 1, 2, 3) == [RunStatus.QUEUED, RunStatus.QUEUED, RunStatus.CANCELLED]


def test_what_a_documents_last_run_used_up_is_said(open_app: OpenApp, busy: Desk) -> None:
    for number in (1, 2, 3, 4):
        add(busy, number, RunStatus.DONE)
    spend(busy, 1)
    spend(busy, 1)
    spend(busy, 2, cost=None)
    spend(busy, 3, reused=True)
    app = page(open_app)

    assert "2 calls · 3,474 tokens · cost 0.0042" in told(app, 1)
    assert "1 call · 1,737 tokens · price not set" in told(app, 2)
    assert "no new call · 1 answer taken from earlier calls" in told(app, 3)
    assert not any("call" in line for line in told(app, 4))


def test_the_day_is_held_against_its_cap_where_one_is_set(
    open_app: OpenApp, busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_MAX_TOKENS_PER_DAY", "50000")
    add(busy, 1, RunStatus.DONE)
    spend(busy, 1)
    spend(busy, 1, at=busy.now() - timedelta(days=2))

    assert shown(page(open_app), "progress") == ["Today (UTC): 1,737 of 50,000 tokens"]


def test_without_a_cap_and_with_nothing_under_way_nothing_is_said_of_all(open_app: OpenApp, busy: Desk) -> None:
    add(busy, 1, RunStatus.DONE)
    with pytest.raises(KeyError):
        shown(page(open_app), "progress")


def test_an_empty_queue_shows_how_far_the_documents_are(open_app: OpenApp, busy: Desk) -> None:
    add(busy, 1, RunStatus.RUNNING, done=1, total=4)
    add(busy, 2, RunStatus.QUEUED)
    app = open_app()
    assert shown(app, "run_run-1") == ["Document 1 · 1 of 4 parts"]
    assert shown(app, "run_run-2") == ["Document 2 · waiting"]

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from checker.budget import Spent
from checker.decisions import Desk
from checker.store import calls, documents, runs
from checker.words import OnItsWay, Outcome, RunStatus
from tests.browser.conftest import Server
from tests.builders import make_call, make_document, make_run

pytestmark = pytest.mark.browser


def test_what_a_cancelled_extraction_takes_is_shown_as_soon_as_it_is_known(
    window: Callable[..., Page], server: Server, desk: Desk
) -> None:
    asked = make_call(outcome=OnItsWay.PENDING, input_tokens=None, output_tokens=None, cost=None, at=desk.now())
    with desk.store.write() as tx:
        documents.insert(tx, make_document(id="cancelled", title="Cancelled"))
        run = make_run(
            id="run", document_id="cancelled", status=RunStatus.CANCELLED, queued_at=desk.now(), finished_at=desk.now()
        )
        runs.insert(tx, run)
        asked = calls.add(tx, "run", asked, Spent(tokens=5_000))
    page = window()
    page.goto(f"{server.url}/add")
    row = page.locator(".st-key-about_document_cancelled")
    expect(row).to_contain_text("Cancelled")
    expect(row).not_to_contain_text("1,737 tokens")

    with desk.store.write() as tx:
        came = replace(asked, outcome=Outcome.OK, sent=True, input_tokens=1_500, output_tokens=237, cost=0.0021)
        calls.answered(tx, "run", came, Spent(tokens=1_737, cost=0.0021))
    expect(row).to_contain_text("1,737 tokens")

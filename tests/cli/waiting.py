"""
Documents whose extraction waits or has failed.

Never here: a test.
"""

from typing import Any

from checker import jobs, tasks
from checker.config import Settings
from checker.decisions import Desk
from checker.words import RunStatus
from tests.builders import make_draft
from tests.desks import ANN


def add(desk: Desk, title: str, *, by_batch: bool = False, **settings: Any) -> str:
    """Add a document whose extraction waits; return the run's id."""
    draft = make_draft(text=f"{title} fell by 3 percent.", title=title)
    added = tasks.ingest(desk, Settings(**settings), ANN, draft, by_batch=by_batch)
    assert added.run
    return added.run.id


def fail(desk: Desk, title: str) -> str:
    """Add a document whose extraction has failed; return the run's id."""
    run_id = add(desk, title, model="nobody:model")
    tasks.work_off(desk, Settings.load())
    assert jobs.status(desk, run_id).status is RunStatus.FAILED
    return run_id

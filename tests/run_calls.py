"""
The calls of one run, as tests make them: a run that is being done, what sends, and what is kept of it.

Never here: a test.
"""

from typing import Any

import pytest

from checker.budget import Price
from checker.config import Settings
from checker.decisions import Desk
from checker.extract import Send
from checker.model import ModelCall, Run
from checker.store import calls, documents, runs
from checker.tasks.calls import RunCalls
from checker.tasks.gate import Gate
from checker.tasks.heard import Heard
from checker.tasks.noting import Notes
from checker.words import RunStatus
from tests.builders import make_document, make_run

MODEL = "openai:example-model"
PRICES = {MODEL: Price(input=1_000_000, output=2_000_000)}  # 1 and 2 a token, so that sums are easy to see
NO_TOKENS: dict[str, Any] = {"input_tokens": None, "output_tokens": None, "cached_tokens": None}


def begin(desk: Desk, run_id: str = "run-1") -> Run:
    """Store a run that is being done."""
    begun = make_run(id=run_id, status=RunStatus.RUNNING, finished_at=None, queued_at=desk.now())
    with desk.store.write() as tx:
        if not documents.find_same(tx, make_document().sha256):
            documents.insert(tx, make_document())
        runs.insert(tx, begun)
    return begun


def asking(
    desk: Desk, run: Run, gate: Gate | None = None, step: Any = None, heard: Heard | None = None, **changes: Any
) -> RunCalls:
    """Return the calls of a run, each taken as a step that is not remembered; runs that share `heard` are of one worker."""
    settings = Settings.load(model=MODEL, prices=PRICES, **changes)
    return RunCalls(
        notes=Notes(desk=desk, settings=settings, run=run, heard=heard or Heard()),
        step=step or (lambda _name, do: do()),
        gate=gate or Gate(4),
    )


def sending(*answers: ModelCall) -> tuple[Send, list[int | None]]:
    """Return what sends, with these answers one after the other, and the limits that it was given."""
    limits: list[int | None] = []

    def send(limit: int | None) -> ModelCall:
        limits.append(limit)
        return answers[len(limits) - 1]

    return send, limits


def must_not_send(_limit: int | None) -> ModelCall:
    """Fail the test."""
    pytest.fail("the call was sent")


def kept(desk: Desk, run_id: str = "run-1") -> list[ModelCall]:
    """Return the calls of a run as they are kept."""
    with desk.store.read() as tx:
        return calls.of_run(tx, run_id)


def outcomes(desk: Desk, run_id: str = "run-1") -> list[str]:
    """Return what came of the calls of a run."""
    return [call.outcome for call in kept(desk, run_id)]


def counted(desk: Desk, run_id: str = "run-1") -> int:
    """Return the tokens that a run counts for under its cap."""
    with desk.store.read() as tx:
        return calls.spent_by(tx, run_id).tokens

"""
Documents are taken in and extracted in short, and what is in the store afterwards.

Never here: a test.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from checker import tasks
from checker.config import Settings
from checker.decisions import Desk
from checker.model import Claim, Draft, ModelCall, Reading
from checker.store import calls, claims, events
from checker.tasks import Metadata
from tests.builders import make_draft, make_proposal
from tests.desks import ANN
from tests.fakes import FakeExtractor
from tests.workers import work_off

OFFLINE = Settings()


def ingest(desk: Desk, draft: Draft | None = None, metadata: Metadata | None = None) -> tasks.Ingested:
    return tasks.ingest(desk, OFFLINE, ANN, draft or make_draft(), metadata)


def extract(desk: Desk, extractor: FakeExtractor, settings: Settings = OFFLINE) -> None:
    work_off(desk, tasks.ExtractionWork(desk, settings, lambda settings: replace(extractor, model=settings.model)))


def answering(*brought: ModelCall, asked: list[int] | None = None) -> Callable[[int], ModelCall]:
    """Return what answers the question of each part, and note for which part it was asked."""

    def answer(part: int) -> ModelCall:
        if asked is not None:
            asked.append(part)
        return brought[part]

    return answer


def reading_of(*texts: str, **rest: Any) -> Reading:
    return Reading(proposals=tuple(make_proposal(text=text) for text in texts), **rest)


def all_claims(desk: Desk) -> list[Claim]:
    with desk.store.read() as tx:
        return list(claims.stream(tx, claims.Filter()))


def history(desk: Desk, document_id: str) -> list[Any]:
    with desk.store.read() as tx:
        return events.history(tx, "document", document_id)


def calls_of(desk: Desk, run_id: str) -> Sequence[ModelCall]:
    with desk.store.read() as tx:
        return calls.of_run(tx, run_id)

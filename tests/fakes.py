"""
Small stand-ins for what a test must be able to steer: time, ids, a model's work.

Never here: anything that pretends to be a library.
"""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from checker.errors import CheckerError
from checker.model import Document, Extraction, Proposal
from tests.builders import NOON, make_proposal

Progress = Callable[[int, int], None]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **how_far: float) -> None:
        """Move on, in the words of timedelta: `advance(minutes=5)`."""
        self.time += timedelta(**how_far)


class SequentialIds:
    """Ids that count: id-1, id-2 …; safe between threads."""

    def __init__(self, name: str = "id") -> None:
        self._name = name
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        return f"{self._name}-{next(self._numbers)}"


@dataclass
class FakeExtractor:
    """An extractor that proposes what it is told to, in steps between which a test may act."""

    proposals: Sequence[Proposal] = (make_proposal(),)
    steps: int = 1
    problem: CheckerError | Exception | None = None
    between: Callable[[int], object] = lambda _step: None
    result: Extraction | None = None
    name: str = "fake"
    model: str | None = None
    prompt_hash: str | None = None
    documents: list[str] = field(default_factory=list)

    def extract(self, document: Document, progress: Progress) -> Extraction:
        """Return the proposals, after as many steps as were asked for."""
        self.documents.append(document.id)
        for step in range(self.steps):
            progress(step, self.steps)
            self.between(step)
        if self.problem:
            raise self.problem
        return self.result or Extraction(proposals=tuple(self.proposals))


def in_threads(work: Sequence[Callable[[], object]]) -> None:
    """Do all of this at the same time and wait for the end; the first failure is raised."""
    failures: list[BaseException] = []

    def guarded(each: Callable[[], object]) -> None:
        try:
            each()
        except BaseException as error:  # noqa: BLE001 - it is raised again below, in the thread of the test
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]

"""
Small stand-ins for what a test must be able to steer: time, ids, a model's work.

Never here: anything that pretends to be a library.
"""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checker.errors import CheckerError
from checker.extract import Calls
from checker.model import Document, Extraction, ModelCall, Proposal, Reading
from tests.builders import NOON, make_proposal, make_request


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
    """An extractor that proposes what it is told to, part by part; with an `answer` it asks for each part once."""

    proposals: Sequence[Proposal] = (make_proposal(),)  # of the first part
    steps: int = 1
    problem: CheckerError | Exception | None = None
    between: Callable[[int], object] = lambda _part: None
    pieces: Sequence[Reading] | None = None  # all parts, instead of proposals and steps
    answer: Callable[[int], ModelCall] | None = None
    name: str = "fake"
    model: str | None = None
    prompt_hash: str | None = None
    closed: int = 0

    def parts(self, document: Document) -> int:
        """Return how many parts every document has."""
        return len(self._pieces())

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        """Return a part, its claims with the call that brought them; a call that is not good leaves a problem."""
        self.between(part)
        if self.problem:
            raise self.problem
        piece, answer = self._pieces()[part], self.answer
        if answer is None:
            return piece
        call = calls.ask(make_request(key=f"{document.id}/{part}"), lambda _limit: answer(part))
        if call is None or call.outcome != "ok":
            return Reading(proposals=(), problems=(f"Part {part} was not read.",))
        return replace(piece, proposals=tuple(replace(each, call=call.position) for each in piece.proposals))

    def _pieces(self) -> Sequence[Reading]:
        if self.pieces is not None:
            return self.pieces
        return [Reading(proposals=() if part else tuple(self.proposals)) for part in range(self.steps)]

    def put_together(self, document: Document, readings: Sequence[Reading]) -> Extraction:
        """Return everything in the order of the pieces."""
        return Extraction(
            proposals=tuple(proposal for each in readings for proposal in each.proposals),
            skipped=tuple(skipped for each in readings for skipped in each.skipped),
            problems=tuple(problem for each in readings for problem in each.problems),
        )

    def close(self) -> None:
        """Count how often it was let go."""
        self.closed += 1


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

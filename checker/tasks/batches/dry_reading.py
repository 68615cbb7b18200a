"""
A run read without asking anything: what its answers bring so far, and what would have to be asked next.

Never here: a call, a batch, or anything that is kept.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from checker.config import Settings
from checker.decisions import Desk
from checker.extract import Extractor, Request, Send
from checker.extract.asking.outcome import Outcome
from checker.extract.asking.schema import Purpose
from checker.extract.spending.rules import stopped
from checker.model import ModelCall, Run
from checker.store import calls, documents

Build = Callable[[Settings], Extractor]

# What is asked later builds on the answers to what is asked earlier.
_ORDER = {purpose: number for number, purpose in enumerate((Purpose.EXTRACT, Purpose.REPAIR, Purpose.SECOND_READER))}


@dataclass(frozen=True, slots=True, kw_only=True)
class DryCalls:
    """The calls of one part, answered from the store where they can be; `missing` are the others that can be made now."""

    desk: Desk
    own: Sequence[ModelCall]  # what has come to the run since it was queued
    missing: list[Request] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)  # how often, by key

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        """Return what came of the call, the next time what came of it when it was made again; None when it is missing."""
        turn = self.asked[request.key]
        self.asked[request.key] += 1
        came = [call for call in self.own if call.key == request.key]
        if turn < len(came):
            return came[turn]
        if stopped(self.own, request.model):
            return None
        known = self._known(request)
        if known is None and all(_ORDER[Purpose(request.purpose)] <= _ORDER[Purpose(each.purpose)] for each in self.missing):
            self.missing.append(request)
        return known

    def wait(self, seconds: float) -> None:
        """Go on at once: nobody is asked."""

    def _known(self, request: Request) -> ModelCall | None:
        with self.desk.store.read() as tx:
            return calls.recall(tx, request.key)


def missing(desk: Desk, settings: Settings, run: Run, build: Build) -> Iterator[Request]:
    """Yield what has to be asked before the run can be read further; nothing when it can be read to its end."""
    with desk.store.read() as tx:
        document = documents.get(tx, run.document_id)
        own = calls.came_to_run(tx, run)
    settings = settings.model_copy(update={"model": run.model})
    # What an extractor has learned of the server's forms in one part must not spare a question in the next one:
    # whoever reads the parts later may read them in another order.
    learns = any(call.outcome == Outcome.FORM_REFUSED for call in own)
    extractor = build(settings)
    try:
        for part in range(extractor.parts(document)):
            if learns and part:
                extractor.close()
                extractor = build(settings)
            asked = DryCalls(desk=desk, own=own)
            extractor.read(document, part, asked)
            yield from asked.missing
    finally:
        extractor.close()

"""
One run of an extractor over a stored document, and what is kept of it.

Never here: how claims are found, or when a run is taken up.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from checker import jobs
from checker.auth import User
from checker.config import Settings
from checker.decisions import Desk
from checker.extract import Extractor, build_extractor
from checker.model import Claim, Document, Maker, ModelCall, Proposal, Provenance, Reading, Run, Span
from checker.review import propose, proposed_by_machine
from checker.store import Tx, calls, claims, documents, events, runs
from checker.tasks import at_once
from checker.tasks.calls import RunCalls
from checker.tasks.gate import Gate
from checker.tasks.heard import Heard
from checker.tasks.noting import Notes
from checker.text import storable
from checker.words import RunStatus

LOOK_SECONDS = 0.5  # between two looks for new work
HURRIED_SECONDS = 0.1  # the same, when somebody waits for the end

Build = Callable[[Settings], Extractor]


def extract_again(desk: Desk, settings: Settings, user: User, document_id: str, *, by_batch: bool = False) -> Run:
    """Put another extraction of a document on the list; claims that it proposed before are not doubled."""
    maker = maker_of(build_extractor(settings))
    with desk.store.write() as tx:
        documents.get(tx, document_id)
        return jobs.enqueue(tx, desk, user, document_id, maker, by_batch=by_batch)


def maker_of(extractor: Extractor) -> Maker:
    """Return what a run has to remember of its extractor."""
    return Maker(extractor=extractor.name, model=extractor.model, prompt_hash=extractor.prompt_hash)


def work_off(desk: Desk, settings: Settings) -> None:
    """Carry out every waiting run, here or with the worker that has the seat, then return."""
    run_worker(desk, settings, threading.Event(), until_idle=True)


def run_worker(
    desk: Desk, settings: Settings, stop: threading.Event, *, until_idle: bool = False, seated: jobs.Seated | None = None
) -> None:
    """Carry out waiting runs until told to stop, or until nothing waits; `seated` is told which seat this worker has."""
    work = ExtractionWork(desk, settings)
    pace = jobs.Pace(at_once=settings.parallel_calls, look=HURRIED_SECONDS if until_idle else LOOK_SECONDS)
    jobs.run_worker(desk, work, stop, until_idle=until_idle, pace=pace, seated=seated)


class ExtractionWork:
    """What a run consists of: the parts of its document, each read with the model that the run was queued for."""

    def __init__(self, desk: Desk, settings: Settings, build: Build = build_extractor) -> None:
        """Work at this desk; `build` makes the extractor of a run."""
        self._desk = desk
        self._settings = settings
        self._build = build
        self._gate = self._new_gate()
        self._heard = Heard()
        self._lock = threading.Lock()
        self._extractors: dict[str | None, Extractor] = {}

    def parts(self, run: Run) -> int:
        """Return into how many parts the document falls."""
        with self._desk.store.read() as tx:
            document = documents.get(tx, run.document_id)
        return self._extractor(run).parts(document)

    def read(self, run: Run, part: int, step: jobs.Step) -> None:
        """Read one part and store what it brings; the last one makes the run's claims."""
        notes = Notes(desk=self._desk, settings=self._settings_of(run), run=run, heard=self._heard)
        asks = RunCalls(notes=notes, step=step, gate=self._gate)
        with self._desk.store.read() as tx:
            known = runs.has_reading(tx, run.id, part)
            document = documents.get(tx, run.document_id)
        reading = None if known else _storable(self._extractor(run).read(document, part, asks))
        if reading and run.total == 1:  # there is no other part to wait for
            self._finish(run, document, [reading])
            return
        with self._desk.store.write() as tx:
            complete = runs.deliver(tx, run, part, reading)
        if complete:
            with self._desk.store.read() as tx:
                readings = list(runs.readings(tx, run.id).values())
            self._finish(run, document, readings)

    def fail(self, run: Run, message: str) -> None:
        """End the run, because it cannot go on."""
        with self._desk.store.write() as tx:
            jobs.finish(tx, self._ended(run, RunStatus.FAILED, message))

    def hurry(self) -> None:
        """Break off the calls that are on their way; the worker is to end."""
        self._gate.end()

    def close(self) -> None:
        """Let go of connections; a worker may begin again after that."""
        with self._lock:
            for extractor in self._extractors.values():
                extractor.close()
            self._extractors.clear()
            self._gate = self._new_gate()

    def _new_gate(self) -> Gate:
        return Gate(self._settings.parallel_calls)

    def _finish(self, run: Run, document: Document, readings: Sequence[Reading]) -> None:
        extractor = self._extractor(run)
        extraction = extractor.put_together(document, readings)
        status = RunStatus.INCOMPLETE if extraction.problems else RunStatus.DONE
        with self._desk.store.write() as tx:
            made = calls.of_run(tx, run.id)
            # What reads may have other settings than there were when the run was queued.
            read_by = replace(run, extractor=extractor.name, prompt_hash=extractor.prompt_hash)
            words = [*extraction.problems, *at_once.in_words(tx, run)]
            ended = self._ended(read_by, status, " ".join(words))
            if jobs.finish(tx, replace(ended, skipped=extraction.skipped)):
                making = Making(maker_of(extractor), made, extraction.proposals, run.id)
                _store_claims(tx, self._desk, run, making, extraction.proposals)

    def _ended(self, run: Run, status: RunStatus, message: str) -> Run:
        return replace(run, status=status, message=storable(message), finished_at=self._desk.now())

    def _extractor(self, run: Run) -> Extractor:
        with self._lock:
            if run.model not in self._extractors:
                self._extractors[run.model] = self._build(self._settings_of(run))
            return self._extractors[run.model]

    def _settings_of(self, run: Run) -> Settings:
        return self._settings.model_copy(update={"model": run.model})


def _store_claims(tx: Tx, desk: Desk, run: Run, making: "Making", proposals: Sequence[Proposal]) -> None:
    """Store the claims that were not proposed before, with what each took of its model call."""
    known = claims.wordings(tx, run.document_id)
    fresh = [each for each in _first_of_each(proposals) if (each.span, each.text) not in known]
    proposed: list[Claim] = [
        propose(desk.new_id(), run.document_id, each, made_by=making.by(each), now=desk.now()) for each in fresh
    ]
    claims.insert(tx, proposed)
    events.append(tx, proposed_by_machine(proposed))


class Making:
    """Who made the claims of a run, and which share of a model call each of them took."""

    def __init__(
        self, maker: Maker, made: Sequence[ModelCall], proposals: Sequence[Proposal], run_id: str | None = None
    ) -> None:
        """Share out these calls among these claims."""
        self._run_id = run_id
        self._maker = maker
        self._calls = {call.position: call for call in made}
        self._shares = Counter(each.call for each in proposals)

    def by(self, proposal: Proposal) -> Provenance:
        """Return who made this claim, with its share."""
        call = None if proposal.call is None else self._calls.get(proposal.call)
        share = self._shares[proposal.call]
        return Provenance(
            extractor=self._maker.extractor,
            model=self._maker.model,
            prompt_hash=self._maker.prompt_hash,
            run_id=self._run_id,
            input_tokens=_part(call.input_tokens, share) if call else None,
            output_tokens=_part(call.output_tokens, share) if call else None,
            cost=call.cost / share if call and call.cost is not None else None,
        )


def _part(tokens: int | None, share: int) -> int | None:
    return None if tokens is None else round(tokens / share)


def _storable(reading: Reading) -> Reading:
    """A model and its server may write what no database can hold."""
    return replace(
        reading,
        proposals=tuple(map(_storable_words, reading.proposals)),
        gaps=tuple(replace(each, message=storable(each.message)) for each in reading.gaps),
        problems=tuple(map(storable, reading.problems)),
    )


def _storable_words(proposal: Proposal) -> Proposal:
    values = {each.name: getattr(proposal, each.name) for each in fields(proposal)}
    changed: dict[str, Any] = {name: storable(value) for name, value in values.items() if type(value) is str}
    return replace(proposal, **changed)


def _first_of_each(proposals: Sequence[Proposal]) -> Iterable[Proposal]:
    first: dict[tuple[Span | None, str], Proposal] = {}
    for each in proposals:
        first.setdefault((each.span, each.text), each)
    return first.values()

"""
One run of an extractor over a stored document, and what is kept of it.

Never here: how claims are found, or when a run is taken up.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from checker import jobs
from checker.auth import User
from checker.config import Settings
from checker.decisions import Desk
from checker.extract import Extractor, build_extractor
from checker.model import Extraction, ModelCall, Proposal, Provenance, Run, Span
from checker.review import propose, proposed_by_machine
from checker.store import Tx, claims, documents, events, runs
from checker.text import storable
from checker.words import RunStatus

Build = Callable[[Settings], Extractor]


def extract_again(desk: Desk, settings: Settings, user: User, document_id: str) -> Run:
    """Put another extraction of a document on the list; claims that it proposed before are not doubled."""
    plan = plan_of(build_extractor(settings))
    with desk.store.write() as tx:
        documents.get(tx, document_id)
        return jobs.enqueue(tx, desk, user, document_id, plan)


def plan_of(extractor: Extractor) -> jobs.Plan:
    """Return what a run has to remember of its extractor."""
    return jobs.Plan(extractor=extractor.name, model=extractor.model, prompt_hash=extractor.prompt_hash)


def work_off(desk: Desk, settings: Settings) -> None:
    """Carry out every waiting run in this process, then return."""
    jobs.run_worker(desk, extraction_work(desk, settings), threading.Event(), until_idle=True)


def finish_runs(desk: Desk, settings: Settings, waited_for: Sequence[Run]) -> None:
    """Carry out waiting runs until these have ended, here or with another worker that took them first."""
    open_runs = {run.id for run in waited_for}
    while open_runs:
        work_off(desk, settings)
        open_runs &= {run.id for run in jobs.unfinished(desk)}
        if open_runs:
            time.sleep(jobs.POLL_SECONDS)


def start_worker(desk: Desk, settings: Settings) -> threading.Event:
    """Carry out waiting runs in a thread of this process until the returned event is set."""
    stop = threading.Event()
    work = extraction_work(desk, settings)
    threading.Thread(target=jobs.run_worker, args=(desk, work, stop), name="extraction worker", daemon=True).start()
    return stop


def extraction_work(desk: Desk, settings: Settings, build: Build = build_extractor) -> jobs.Work:
    """Return the function that carries out one run with the model that the run was queued for."""

    def work(run: Run, progress: jobs.Progress) -> None:
        extractor = build(settings.model_copy(update={"model": run.model}))
        with desk.store.read() as tx:
            document = documents.get(tx, run.document_id)
        extraction = extractor.extract(document, progress)
        with desk.store.write() as tx:
            store_extraction(tx, desk, run, plan_of(extractor), _storable(extraction))

    return work


def store_extraction(tx: Tx, desk: Desk, run: Run, plan: jobs.Plan, extraction: Extraction) -> None:
    """Store claims, ledger, calls and the end of a run in one transaction; nothing when the run is another worker's now."""
    done = replace(
        run,
        status=RunStatus.INCOMPLETE if extraction.problems else RunStatus.DONE,
        message=" ".join(extraction.problems),
        finished_at=desk.now(),
        input_tokens=run.input_tokens + sum(call.input_tokens or 0 for call in extraction.calls),
        output_tokens=run.output_tokens + sum(call.output_tokens or 0 for call in extraction.calls),
        skipped=extraction.skipped,
    )
    if not jobs.finish(tx, done):
        return
    earlier = runs.add_calls(tx, run.id, extraction.calls)
    known = claims.wordings(tx, run.document_id)
    fresh = [each for each in _first_of_each(extraction.proposals) if (each.span, each.text) not in known]
    fresh = [replace(each, call=None if each.call is None else each.call + earlier) for each in fresh]
    calls = {call.position + earlier: call for call in extraction.calls}
    proposed = [
        propose(desk.new_id(), run.document_id, each, made_by=_provenance(run, plan, each, calls), now=desk.now())
        for each in fresh
    ]
    claims.insert(tx, proposed)
    events.append(tx, proposed_by_machine(proposed))


def _storable(extraction: Extraction) -> Extraction:
    """A model and its server may write what no database can hold."""
    return replace(
        extraction,
        proposals=tuple(replace(each, **_storable_words(each)) for each in extraction.proposals),
        calls=tuple(replace(each, **_storable_words(each)) for each in extraction.calls),
        problems=tuple(map(storable, extraction.problems)),
    )


def _storable_words(thing: Proposal | ModelCall) -> dict[str, Any]:
    values = {name: getattr(thing, name) for name in type(thing).__slots__}
    return {name: storable(value) for name, value in values.items() if type(value) is str}


def _first_of_each(proposals: Sequence[Proposal]) -> Iterable[Proposal]:
    first: dict[tuple[Span | None, str], Proposal] = {}
    for each in proposals:
        first.setdefault((each.span, each.text), each)
    return first.values()


def _provenance(run: Run, plan: jobs.Plan, proposal: Proposal, calls: dict[int, ModelCall]) -> Provenance:
    call = None if proposal.call is None else calls.get(proposal.call)
    return Provenance(
        extractor=plan.extractor,
        model=plan.model,
        prompt_hash=plan.prompt_hash,
        run_id=run.id,
        input_tokens=call.input_tokens if call else None,
        output_tokens=call.output_tokens if call else None,
    )

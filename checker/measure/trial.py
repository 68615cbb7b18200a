"""
An extractor put to labelled documents, several at a time; each outcome is handed over as soon as it is there.

Never here: labels, figures, or a file.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice

from checker.errors import ExtractionError, ModelRejected, ModelUnavailable
from checker.extract import Extractor
from checker.extract.asking.outcome import Outcome
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.extract.spending.breaking import BreakableCalls, Stopped
from checker.measure.asking import Stop
from checker.measure.brought import Brought
from checker.measure.gold import GoldDocument
from checker.model import Document, Extraction

HOPELESS = frozenset({Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED})  # whatever is asked next
FAILURES = 3  # documents in a row without an answer, after which no more are asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried, and with what: a way to make the calls of a document, a clock, and how many calls go at once."""

    extractor: Extractor
    new_calls: Callable[[], CallBook]
    clock: Callable[[], float]
    parallel: int
    stop: Stop


def sample(documents: Sequence[GoldDocument], limit: int | None, seed: int) -> tuple[GoldDocument, ...]:
    """Return that many documents, chosen by chance, in their order; a higher limit keeps those of a lower one."""
    if limit is None or limit >= len(documents):
        return tuple(documents)
    chosen = list(range(len(documents)))
    random.Random(seed).shuffle(chosen)  # noqa: S311  the same documents each time, not a secret
    return tuple(documents[number] for number in sorted(chosen[:limit]))


def outcomes(trial: Trial, documents: Sequence[GoldDocument]) -> Iterator[Brought]:
    """Yield what came of each document as they get ready; raises ExtractionError when going on is of no use."""
    at_once = max(1, min(trial.parallel, len(documents)))
    within, failures, over = max(1, trial.parallel // at_once), 0, ""
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="eval")
    reading = (pool.submit(one, trial, each.document, within) for each in documents if not over)  # each begins when it is taken
    try:
        for found in _ready(reading, at_once):
            over = over or _over_budget(found)
            failures = failures + 1 if found.failed else 0
            yield found
            if failures == FAILURES and not over:
                raise ModelUnavailable(
                    f"{FAILURES} documents in a row got no answer, so no more were asked about. {found.failed}"
                )
        if over:
            raise ModelRejected(over)
    finally:
        trial.stop.set()
        pool.shutdown(cancel_futures=True)


def _ready(reading: "Iterator[Future[Brought]]", at_once: int) -> Iterator[Brought]:
    waiting = set(islice(reading, at_once))
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (each.result() for each in done)
        waiting |= set(islice(reading, len(done)))


def one(trial: Trial, document: Document, parallel: int = 1) -> Brought:
    """Return what an extractor brings for one document; that there was no answer, or not for all, is an outcome too."""
    began, calls, failed = trial.clock(), trial.new_calls(), ""

    def progress(done: int, total: int) -> None:
        if trial.stop.is_set():
            raise Stopped

    with trial.stop.ends(calls):
        try:
            extraction = extract(trial.extractor, document, BreakableCalls(calls), parallel=parallel, progress=progress)
        except ExtractionError as error:
            extraction, failed = Extraction(proposals=()), str(error)
    if any(call.outcome in HOPELESS for call in calls.calls):
        raise ModelRejected(failed or " ".join(extraction.problems))
    found = Brought(
        document_id=document.id,
        sha256=document.sha256,
        extraction=extraction,
        calls=calls.calls,
        seconds=trial.clock() - began,
        failed=failed,
    )
    over = _over_budget(found)
    return replace(found, extraction=Extraction(proposals=()), failed=over) if over else found


def _over_budget(found: Brought) -> str:
    """Why a document was not asked about in whole, where a cap forbade it."""
    return next((call.message for call in found.calls if call.outcome == Outcome.OVER_BUDGET), "")

"""
Runs by batch, moved on step by step: what their readings ask for is sent, what was answered is stored, what is read is released.

Every step may be the last one of its process: the next one goes on from what is stored. Never here: the Batch API, or a reading.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from checker import jobs
from checker.auth import User, require
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import ExtractionError, ModelRejected
from checker.extract import build_extractor
from checker.extract.batch import OpenService, at_half_price, open_service, require_batches
from checker.model import Run
from checker.store import Tx, batches, events
from checker.store.batches import Batch
from checker.tasks.batches.dry_reading import Build
from checker.tasks.batches.fetching import settle
from checker.tasks.batches.sending import Most, Sending
from checker.tasks.batches.tidying import tidy
from checker.tasks.extraction import work_off

LOOK_SECONDS = 30.0  # between two looks, when somebody waits for the end
WORKER_SECONDS = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How the batches stand after a step: what is under way, which runs wait, and what went wrong this time."""

    batches: tuple[Batch, ...] = ()
    runs: tuple[Run, ...] = ()
    moved: bool = False
    troubles: tuple[ExtractionError, ...] = ()

    @property
    def stuck(self) -> bool:
        """Whether something went wrong that waiting does not mend."""
        return any(isinstance(each, ModelRejected) for each in self.troubles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a step takes from outside."""

    build: Build = build_extractor
    opened: OpenService = open_service
    most: Most = field(default_factory=Most)


def require_offer(settings: Settings) -> None:
    """Raise an error in words unless the models can be asked in batches and their server says that it offers them."""
    require_batches(settings)
    with open_service(settings) as service:
        service.require_offer()


def priced(settings: Settings) -> Settings:
    """Return the settings with the prices of a batch, to reckon with before anything is sent."""
    require_batches(settings)
    return at_half_price(settings)


def advance(desk: Desk, settings: Settings, means: Means | None = None) -> Progress:
    """Move every run by batch on as far as it goes now; where another process is about it, only look."""
    with desk.store.read() as tx:
        if not batches.any_work(tx):
            return Progress()
    with batches.alone(desk.store) as alone:
        moved, troubles = _turn(desk, settings, means or Means()) if alone else (False, [])
    with desk.store.read() as tx:
        under_way, waiting = tuple(batches.unfinished(tx)), tuple(batches.waiting(tx))
    return Progress(batches=under_way, runs=waiting, moved=moved, troubles=tuple(troubles))


def _turn(desk: Desk, settings: Settings, means: Means) -> tuple[bool, Sequence[ExtractionError]]:
    """Fetch what has ended, then send what is missing; tell whether anything moved on, and what went wrong."""
    with desk.store.read() as tx:
        under_way = batches.unfinished(tx)
        models = [batch.model for batch in under_way] + [run.model for run in batches.waiting(tx)]
    if not models:
        return False, []
    settings = settings.model_copy(update={"model": models[0]})  # any of them names the server
    moved, troubles = False, []
    with means.opened(settings) as service:
        for batch in under_way:
            try:
                moved = settle(desk, settings, service, batch) or moved
            except ExtractionError as error:
                troubles.append(error)
        tidy(desk, service)
        sending = Sending(desk, settings, service, build=means.build, most=means.most)
        sending.send()
    return moved or sending.moved, [*troubles, *sending.troubles]


def wait(
    desk: Desk, settings: Settings, tell: Callable[[Progress], None], pause: Callable[[float], object] = time.sleep
) -> Progress:
    """Go on until no run waits for a batch any more, or something has to be mended first; carry out what is released."""
    while True:
        standing = advance(desk, settings)
        tell(standing)
        work_off(desk, settings)
        if standing.stuck or not standing.runs:
            return standing
        if not standing.moved:
            pause(LOOK_SECONDS)


def keep_advancing(desk: Desk, settings: Settings, stop: threading.Event) -> None:
    """Move the runs by batch on, again and again, until told to stop; what goes wrong is in the log."""
    while not stop.is_set():
        try:
            for trouble in advance(desk, settings).troubles:
                _log.warning("%s", trouble)
        except Exception:  # noqa: BLE001 - the thread's outermost loop: what goes wrong once must not end it
            _log.warning("the batches could not be looked at", exc_info=True)
        stop.wait(WORKER_SECONDS)


def listed(desk: Desk) -> list[Batch]:
    """Return all batches, newest first."""
    with desk.store.read() as tx:
        return batches.newest(tx)


def cancel(desk: Desk, user: User, batch_id: str) -> int:
    """Cancel the runs that wait for a batch, and return how many; the next step ends the batch at its server."""
    require(user, "extract")
    with desk.store.read() as tx:
        batch = batches.get(tx, batch_id)
        waiting = [run.id for run in batches.waiting(tx) if run.id in batch.run_ids]
    for run_id in waiting:
        jobs.cancel(desk, user, run_id)
    return len(waiting)


def in_flight(desk: Desk) -> int:
    """Return how many runs wait for a batch that is under way."""
    with desk.store.read() as tx:
        return len(_in_flight(tx) & {run.id for run in batches.waiting(tx)})


def ask_live(desk: Desk, user: User) -> list[Run]:
    """Let the worker ask at once, at the full price, for all runs by batch that no batch under way holds answers for."""
    require(user, "extract")
    with desk.store.write() as tx:
        asked = _in_flight(tx)
        released = [run for run in batches.waiting(tx) if run.id not in asked and batches.release(tx, run)]
        events.append(tx, [_released(run, user, desk) for run in released])
    return released


def _in_flight(tx: Tx) -> set[str]:
    return {run_id for batch in batches.unfinished(tx) for run_id in batch.run_ids}


def _released(run: Run, user: User, desk: Desk) -> events.Entry:
    return events.Entry(
        at=desk.now(),
        actor=user.name,
        action="ask_live",
        subject="run",
        subject_id=run.id,
        before={"by_batch": True},
        after={"by_batch": False},
    )

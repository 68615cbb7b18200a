"""
What the readings of all waiting runs ask for, sent in batches within the caps; a run that asks for nothing more is released.

Never here: how a reading finds out what to ask, or a line of a batch's file.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from checker.config import Settings
from checker.decisions import Desk
from checker.errors import CheckerError, ConfigError, ExtractionError, ModelRejected, StoreError
from checker.extract import Request
from checker.extract.batch import MOST_BYTES, MOST_REQUESTS, Service
from checker.extract.batch.lines import line
from checker.model import Run
from checker.store import batches, events
from checker.store.batches import Batch, State
from checker.tasks.at_once import read_to_its_end
from checker.tasks.batches.booking import Booking
from checker.tasks.batches.dry_reading import Build, missing
from checker.tasks.batches.fetching import drop
from checker.tasks.extraction import ExtractionWork

PAUSE = timedelta(minutes=15)  # after a batch that its server did not take
LIMIT_BYTES = 50  # of a line, for the longest answer, which is known only when the caps are looked at

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """How large one batch may be."""

    requests: int = MOST_REQUESTS
    size: int = MOST_BYTES


@dataclass(slots=True)
class _Pack:
    """Requests to one model that are to go together."""

    wanted: list[tuple[Run, Request]] = field(default_factory=list)
    size: int = 0

    def has_room(self, size: int, most: Most) -> bool:
        return not self.wanted or (len(self.wanted) < most.requests and self.size + size <= most.size)

    def add(self, run: Run, request: Request, size: int) -> None:
        self.wanted.append((run, request))
        self.size += size


class Sending:
    """One turn of sending; `moved` says whether anything went out or was released, `troubles` what went wrong."""

    def __init__(self, desk: Desk, settings: Settings, service: Service, *, build: Build, most: Most) -> None:
        self.moved = False
        self.troubles: list[ExtractionError] = []
        self._desk = desk
        self._settings = settings
        self._service = service
        self._build = build
        self._most = most
        self._packs: dict[str, _Pack] = {}
        self._rooms: dict[str, Most] = {}  # by model

    def send(self) -> None:
        """Send what is missing."""
        with self._desk.store.read() as tx:
            under_way = batches.unfinished(tx)
            waiting = batches.waiting(tx)
        in_flight = {run_id for batch in under_way for run_id in batch.run_ids}
        keys = {key for batch in under_way for key in batch.requests}
        for run in waiting:
            if run.id not in in_flight:
                self._take(run, keys)
        for model, pack in self._packs.items():
            self._dispatch(model, pack)

    def _take(self, run: Run, keys: set[str]) -> None:
        """Collect what a run asks for; what somebody else asks for just now will be there when it is read again."""
        asks = False
        for request in self._missing(run):
            asks = True
            if request.key not in keys:
                keys.add(request.key)
                self._collect(run, request)
        if not asks:
            self._release(run)

    def _missing(self, run: Run) -> Iterator[Request]:
        try:
            yield from missing(self._desk, self._settings, run, self._build)
        except (StoreError, ConfigError):
            raise
        except CheckerError as error:
            self._fail(run, str(error))
        except Exception as error:  # noqa: BLE001 - one bad document must not stop the others
            _log.exception("run %s of document %s failed", run.id, run.document_id)
            self._fail(
                run, f"Something went wrong that the tool does not know ({type(error).__name__}); the log has the details."
            )

    def _fail(self, run: Run, message: str) -> None:
        ExtractionWork(self._desk, self._settings, self._build).fail(run, message)

    def _release(self, run: Run) -> None:
        with self._desk.store.write() as tx:
            released = batches.release(tx, run)
            if released:
                events.append(tx, [read_to_its_end(run, self._desk.now())])
        self.moved = self.moved or released

    def _collect(self, run: Run, request: Request) -> None:
        most = self._room(request.model)
        size = len(line(request, None, self._settings)) + LIMIT_BYTES
        pack = self._packs.setdefault(request.model, _Pack())
        if not pack.has_room(size, most):
            self._dispatch(request.model, pack)
            pack = self._packs[request.model] = _Pack()
        if self._room(request.model).requests:
            pack.add(run, request, size)

    def _room(self, model: str) -> Most:
        """How much may go to a model at once: nothing for a while after it took nothing, and less where it had no room."""
        if model not in self._rooms:
            with self._desk.store.read() as tx:
                last = batches.last_ended(tx, model)
                busy = any(batch.model == model for batch in batches.unfinished(tx))
            self._rooms[model] = self._after(last, busy=busy)
        return self._rooms[model]

    def _after(self, last: Batch | None, *, busy: bool) -> Most:
        if last is None or last.finished_at is None or last.status not in (State.REFUSED, State.FULL):
            return self._most
        soon = self._desk.now() - last.finished_at < PAUSE
        if soon or (busy and last.status is State.FULL):
            return replace(self._most, requests=0)
        return replace(self._most, requests=max(1, len(last.requests) // 2)) if last.status is State.FULL else self._most

    def _dispatch(self, model: str, pack: _Pack) -> None:
        """Send a pack; after one that is not taken, or that is all there is room for, no other goes to its model."""
        batch, lines = self._written_down(model, pack)
        if batch is None:
            return
        if self._room(model) != self._most:
            self._close(model)
        try:
            self._sent(batch, lines)
        except ExtractionError as error:
            self.troubles.append(error)
            self._close(model)
            if isinstance(error, ModelRejected):
                drop(self._desk, batch, State.REFUSED, str(error))
        else:
            self.moved = True

    def _close(self, model: str) -> None:
        self._rooms[model] = replace(self._most, requests=0)

    def _written_down(self, model: str, pack: _Pack) -> tuple[Batch | None, list[bytes]]:
        with self._desk.store.write() as tx:
            booking = Booking(tx, self._settings, self._desk.now())
            for run, request in pack.wanted:
                booking.book(run, request)
            over = booking.give_up({run_id for each in batches.unfinished(tx) for run_id in each.run_ids})
            batch = self._batch(model, booking) if booking.places else None
            if batch:
                batches.add(tx, batch)
        self.moved = self.moved or over
        return batch, booking.lines

    def _batch(self, model: str, booking: Booking) -> Batch:
        return Batch(
            id=self._desk.new_id(),
            model=model,
            status=State.SENDING,
            remote_id=None,
            files=(),
            message="",
            requests=booking.places,
            answered=0,
            created_at=self._desk.now(),
            uploaded_at=None,
            finished_at=None,
        )

    def _sent(self, batch: Batch, lines: Sequence[bytes]) -> None:
        """Have the file at the server, and this written down, before a batch is made of it: only then it may be there."""
        file = self._service.upload(batch.id, lines)
        with self._desk.store.write() as tx:
            wanted = batches.uploaded(tx, batch.id, file, self._desk.now())
            if not wanted:  # another process took this one for dead
                batches.keep_files(tx, batch.id, [file])
        if wanted:
            self._made(batch, file)

    def _made(self, batch: Batch, file: str) -> None:
        remote = self._service.create(batch.id, file)
        with self._desk.store.write() as tx:
            wanted = batches.sent(tx, batch.id, remote.id)
        if not wanted:
            self._service.cancel(remote.id)

"""
A batch that was sent: looked for, looked at, taken back or given up, and its answers stored when it has ended.

Never here: what is sent, or how a line of the results is read.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from checker.budget import Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import ModelRejected, ModelUnavailable, NotAtServer
from checker.extract.batch import Service
from checker.extract.batch.remote import Remote
from checker.store import batches, calls
from checker.store.batches import Batch, State
from checker.tasks.batches.results import Results, keep, read
from checker.text import storable

GRACE = timedelta(minutes=15)  # in which a batch may still turn up whose making was not heard of
RESULTS_KEPT = timedelta(days=1)  # by a server at least; within it they may not be there yet
BATCH_KEPT = timedelta(days=2)  # within it the settings may name another server or account for a while
CANCELLING = "cancelling"
NEVER_ARRIVED = "It never reached its server; its requests go into another one."
UNCLEAR = (
    "its server did not say whether it took it; unless it turns up there within a quarter of an hour, "
    "its requests go into another one"
)
_UNKNOWN = "its server does not know the batch any more"
_NOT_YET = "The results of the batch {id} are not at its server; they are asked for again later."


def settle(desk: Desk, settings: Settings, service: Service, batch: Batch) -> bool:
    """Bring a batch up to date with its server; tell whether that moved its runs on."""
    if batch.remote_id is None:
        return _taken_back(desk, service, batch)
    needed = _is_needed(desk, batch)
    try:
        return _looked_at(desk, settings, service, batch, needed=needed)
    except NotAtServer:
        if needed and desk.now() - batch.created_at < BATCH_KEPT:
            raise
        keep(desk, settings, batch, Results(unanswered=None, summary="", why_lost=_UNKNOWN))
        return True
    except ModelRejected as error:
        if needed:
            raise
        drop(desk, batch, State.LOST, str(error))  # nobody waits for it, so nobody has to find out where it is
        return False


def drop(desk: Desk, batch: Batch, state: State, message: str) -> None:
    """Write down that none of a batch's requests was taken; they count as never made."""
    with desk.store.write() as tx:
        for place in batch.requests.values():
            call = calls.find(tx, place.run_id, place.position)
            if call and call.outcome == calls.PENDING:
                lost = replace(call, outcome=calls.INTERRUPTED, message=storable(message))
                calls.answered(tx, place.run_id, lost, Spent())
        stored = batches.get(tx, batch.id)  # with the files that it has at the server by now
        batches.finish(tx, replace(stored, status=state, message=storable(message), answered=0, finished_at=desk.now()))


def _taken_back(desk: Desk, service: Service, batch: Batch) -> bool:
    """A process ended, or was not answered, between writing a batch down and hearing that its server made it."""
    if batch.status is State.SENDING:
        uploads = _uploads(service, batch)
        with desk.store.write() as tx:
            batches.keep_files(tx, batch.id, uploads)
        drop(desk, batch, State.LOST, NEVER_ARRIVED)
        return False
    remote = service.find(batch.id, batch.files) or _withdrawn(desk, service, batch)
    if remote is None and _is_over(desk, batch):
        drop(desk, batch, State.LOST, NEVER_ARRIVED)
        return False
    with desk.store.write() as tx:
        if remote:
            batches.sent(tx, batch.id, remote.id)
        elif batch.message != UNCLEAR:
            batches.note(tx, batch.id, 0, UNCLEAR)
    return remote is not None


def _is_over(desk: Desk, batch: Batch) -> bool:
    return batch.uploaded_at is None or desk.now() - batch.uploaded_at >= GRACE


def _uploads(service: Service, batch: Batch) -> tuple[str, ...]:
    try:
        return service.uploads(batch.id)
    except ModelRejected:  # a server that lists no files keeps what it has of this one
        return ()


def _withdrawn(desk: Desk, service: Service, batch: Batch) -> Remote | None:
    """Once the time is over, take the file away, so that no batch is made of it later, and look once more."""
    if not _is_over(desk, batch):
        return None
    for file in batch.files:
        with suppress(ModelRejected):  # gone, or nothing that this server does: the time has to do
            service.delete(file)
    return service.find(batch.id, batch.files)


def _is_needed(desk: Desk, batch: Batch) -> bool:
    with desk.store.read() as tx:
        return any(run.id in batch.run_ids for run in batches.waiting(tx))


def _looked_at(desk: Desk, settings: Settings, service: Service, batch: Batch, *, needed: bool) -> bool:
    remote = service.look(batch.remote_id or "")
    if remote.queue_full:
        drop(desk, batch, State.FULL, remote.unanswered.message)
    elif remote.ended:
        _fetch(desk, settings, service, batch, remote)
    else:
        _note(desk, batch, remote)
        if not needed and remote.status != CANCELLING:
            service.cancel(remote.id)
    return remote.ended and not remote.queue_full


def _note(desk: Desk, batch: Batch, remote: Remote) -> None:
    if (batch.answered, batch.message) != (remote.answered, remote.status):
        with desk.store.write() as tx:
            batches.note(tx, batch.id, remote.answered, storable(remote.status))


def _fetch(desk: Desk, settings: Settings, service: Service, batch: Batch, remote: Remote) -> None:
    results = read(service, batch, remote)
    if results.lost(batch) and desk.now() - batch.created_at < RESULTS_KEPT:
        raise ModelUnavailable(_NOT_YET.format(id=batch.id))
    keep(desk, settings, batch, results)

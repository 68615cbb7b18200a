"""
A batch that is at its server: looked at, taken back, and its answers stored when it has ended.

Never here: what is sent, or how a line of the results is read.
"""

from dataclasses import dataclass, field, replace

from checker.budget import Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import ModelRejected
from checker.extract.batch import Remote, Service, at_half_price
from checker.extract.batch_lines import answered
from checker.extract.outcome import Reply
from checker.extract.rules import NOTHING_TAKEN, priced, usage_of
from checker.model import ModelCall
from checker.store import Tx, batches, calls
from checker.store.batches import Batch, Place, State
from checker.text import storable

CANCELLING = "cancelling"
NEVER_ARRIVED = "It never reached its server; its requests go into another one."


@dataclass(slots=True)
class _Results:
    """What the files of a batch hold, by key; `odd` lines answer nothing that was asked, or answer it again."""

    replies: dict[str, Reply] = field(default_factory=dict)
    odd: int = 0


def settle(desk: Desk, settings: Settings, service: Service, batch: Batch) -> bool:
    """Bring a batch up to date with its server; tell whether that moved its runs on."""
    if batch.remote_id is None:
        return _taken_back(desk, service, batch)
    needed = _is_needed(desk, batch)
    try:
        return _looked_at(desk, settings, service, batch, needed=needed)
    except ModelRejected as error:
        if needed:
            raise
        drop(desk, batch, State.LOST, str(error))  # nobody waits for it, so nobody has to find out where it is
        return False


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


def drop(desk: Desk, batch: Batch, state: State, message: str) -> None:
    """Write down that none of a batch's requests was taken; they count as never made."""
    with desk.store.write() as tx:
        for place in batch.requests.values():
            call = calls.find(tx, place.run_id, place.position)
            if call and call.outcome == calls.PENDING:
                calls.answered(tx, place.run_id, replace(call, outcome=calls.INTERRUPTED, message=storable(message)), Spent())
        batches.finish(tx, replace(batch, status=state, message=storable(message), answered=0, finished_at=desk.now()))


def _taken_back(desk: Desk, service: Service, batch: Batch) -> bool:
    """A process ended between writing a batch down and hearing of it: its server has it, or never saw it."""
    remote = service.find(batch.id)
    if remote is None:
        drop(desk, batch, State.LOST, NEVER_ARRIVED)
        return False
    with desk.store.write() as tx:
        batches.sent(tx, batch.id, remote.id)
    return True


def _is_needed(desk: Desk, batch: Batch) -> bool:
    with desk.store.read() as tx:
        return any(run.id in batch.run_ids for run in batches.waiting(tx))


def _note(desk: Desk, batch: Batch, remote: Remote) -> None:
    if (batch.answered, batch.message) != (remote.answered, remote.status):
        with desk.store.write() as tx:
            batches.note(tx, batch.id, remote.answered, storable(remote.status))


def _fetch(desk: Desk, settings: Settings, service: Service, batch: Batch, remote: Remote) -> None:
    """Store all that came of a batch, together with the note that it is stored."""
    results = _results(service, batch, remote)
    prices = at_half_price(settings)
    with desk.store.write() as tx:
        for key, place in batch.requests.items():
            _store(tx, prices, place, results.replies.get(key, remote.unanswered))
        ended = replace(batch, status=State.FETCHED, answered=len(results.replies), finished_at=desk.now())
        batches.finish(tx, replace(ended, message=storable(_summary(remote, results))))


def _results(service: Service, batch: Batch, remote: Remote) -> _Results:
    found = _Results()
    for key, reply in service.answers(remote):
        if key is None or key not in batch.requests or key in found.replies:
            found.odd += 1
        else:
            found.replies[key] = reply
    return found


def _summary(remote: Remote, results: _Results) -> str:
    said = remote.status if remote.status == "completed" else f"{remote.status}: {remote.unanswered.message}"
    odd = (
        f"; {results.odd} lines of its results were passed over: nobody asked for them, or they came twice"
        if results.odd
        else ""
    )
    return f"{said}{odd}"


def _store(tx: Tx, settings: Settings, place: Place, reply: Reply) -> None:
    call = calls.find(tx, place.run_id, place.position)
    if call is None:
        return
    came = priced(settings.prices, answered(call, reply))
    calls.answered(tx, place.run_id, came, _counted(came, place))


def _counted(call: ModelCall, place: Place) -> Spent:
    """What a call counts for under the caps; an answer without a count of its tokens counts as what was set aside."""
    if call.input_tokens is not None or call.output_tokens is not None:
        return Spent(tokens=usage_of(call).tokens, cost=call.cost or 0.0)
    return Spent() if call.outcome in NOTHING_TAKEN else place.aside

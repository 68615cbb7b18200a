"""
What came of the requests of a batch: taken from its files, and stored with the runs that asked.

Never here: when a batch is looked at, or how a line of a file is read.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from checker.budget import Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import NotAtServer
from checker.extract.asking.outcome import Outcome, Reply
from checker.extract.batch import Service, at_half_price
from checker.extract.batch.lines import answered
from checker.extract.batch.remote import Remote
from checker.extract.spending.rules import nothing_taken, priced, usage_of
from checker.model import ModelCall
from checker.store import Tx, batches, calls
from checker.store.batches import Batch, Place, State
from checker.tasks.extraction import ExtractionWork
from checker.text import storable

_LOST = "{what}: {lost:,} of {all:,} answers are lost, and may be billed all the same"
_RUN_FAILED = (
    "{lost:,} of the answers that this document waited for are lost: {what}. They may be billed all the same. "
    "`checker jobs retry {run}` asks for them again, in another batch."
)


@dataclass(slots=True)
class Results:
    """The replies of a batch by key; `odd` lines answer nothing that was asked, or answer it again."""

    unanswered: Reply | None  # what came of requests without a reply; None when nobody knows any more
    summary: str
    why_lost: str = "its server does not have its results any more"
    files: tuple[str, ...] = ()
    replies: dict[str, Reply] = field(default_factory=dict)
    odd: int = 0

    @property
    def answered(self) -> int:
        """How many requests the server came to, whatever it said; a line that says that it did not is no answer."""
        return sum(bool(reply.raw) or reply.outcome is not Outcome.UNAVAILABLE for reply in self.replies.values())

    def lost(self, batch: Batch) -> list[Place]:
        """Return the places of the requests whose answers are lost."""
        if self.unanswered:
            return []
        return [place for key, place in batch.requests.items() if key not in self.replies]


def read(service: Service, batch: Batch, remote: Remote) -> Results:
    """Return what the files of a batch hold; what stood in a file that is not there any more is lost."""
    found = Results(unanswered=remote.unanswered, summary=_end(remote), files=remote.files)
    for file in remote.files:
        try:
            _add(service, batch, file, found)
        except NotAtServer:
            found.unanswered = None
    return found


def _end(remote: Remote) -> str:
    """How a batch ended, in words; "completed" and "cancelled" say all."""
    told = remote.status in {"failed", "expired"}
    return f"{remote.status}: {remote.unanswered.message}" if told else remote.status


def _add(service: Service, batch: Batch, file: str, found: Results) -> None:
    for key, reply in service.answers(file):
        if key is None or key not in batch.requests or key in found.replies:
            found.odd += 1
        else:
            found.replies[key] = reply


def keep(desk: Desk, settings: Settings, batch: Batch, results: Results) -> None:
    """Store all that came of a batch, together with the note that it is stored; runs that lost an answer fail."""
    lost = results.lost(batch)
    # A process that ends in between finds the answers gone once more, and the runs that have failed waiting no more.
    _fail(desk, settings, batch, results)
    prices = at_half_price(settings)
    with desk.store.write() as tx:
        for key, place in batch.requests.items():
            reply = results.replies.get(key, results.unanswered)
            _store(tx, prices, place, reply)
        ended = replace(batch, status=State.GONE if lost else State.FETCHED, answered=results.answered)
        ended = replace(ended, files=(*batch.files, *results.files), finished_at=desk.now())
        batches.finish(tx, replace(ended, message=storable(_message(batch, results))))


def _fail(desk: Desk, settings: Settings, batch: Batch, results: Results) -> None:
    lost = Counter(place.run_id for place in results.lost(batch))
    with desk.store.read() as tx:
        waiting = [run for run in batches.waiting(tx) if run.id in lost]
    work = ExtractionWork(desk, settings)
    for run in waiting:
        work.fail(run, _RUN_FAILED.format(lost=lost[run.id], what=results.why_lost, run=run.id))


def _message(batch: Batch, results: Results) -> str:
    lost = len(results.lost(batch))
    said = _LOST.format(what=results.why_lost, lost=lost, all=len(batch.requests)) if lost else results.summary
    odd = f"; {results.odd} lines of its results were passed over: nobody asked for them, or they came twice"
    return f"{said}{odd if results.odd else ''}"


def _store(tx: Tx, settings: Settings, place: Place, reply: Reply | None) -> None:
    call = calls.find(tx, place.run_id, place.position)
    if call is None:
        return
    if reply is None:
        lost = replace(call, outcome=calls.INTERRUPTED, message="The answer is lost.", sent=True, may_be_billed=True)
        calls.answered(tx, place.run_id, lost, place.aside)
        return
    came = priced(settings.prices, answered(call, reply))
    calls.answered(tx, place.run_id, came, _counted(came, place))


def _counted(call: ModelCall, place: Place) -> Spent:
    """What a call counts for under the caps; an answer without a count of its tokens counts as what was set aside."""
    if call.input_tokens is not None or call.output_tokens is not None:
        return Spent(tokens=usage_of(call).tokens, cost=call.cost or 0.0)
    return Spent() if nothing_taken(call) else place.aside

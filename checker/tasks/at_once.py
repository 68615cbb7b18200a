"""
What a run that went by batch asked at once in the end, because its batches had not answered all that it asked.

Never here: a call, or what is asked.
"""

from collections.abc import Sequence
from datetime import datetime

from checker.extract.asking.outcome import Outcome
from checker.model import ModelCall, Run
from checker.store import Tx, calls, events

READ = "read_by_batch"  # the action of a run's history: from here on, everything that it asks is answered
_SINCE = frozenset({"extract", "retry", "ask_live", READ})
_CHANGED = "the prompt or the settings were changed after the batch was sent"
_OTHERWISE = "the document was read otherwise than when the batch was sent: in other pieces, or with other questions"
_ONCE_MORE = "an answer of the batch could not be used"


def read_to_its_end(run: Run, now: datetime) -> events.Entry:
    """Return the line of a run's history that says that its batches have answered everything."""
    return events.Entry(
        at=now,
        actor=f"machine: {run.extractor}",
        action=READ,
        subject="run",
        subject_id=run.id,
        before={"by_batch": True},
        after={"by_batch": False},
    )


def in_words(tx: Tx, run: Run) -> list[str]:
    """Return what has to be said of the calls of a run whose batches should have answered all of them."""
    history = [event.action for event in events.history(tx, "run", run.id) if event.action in _SINCE]
    if history[-1:] != [READ]:
        return []
    made = calls.made_by(tx, run)
    sent = [call for call in made if not call.reused]
    live = [call for call in sent if _went_out_at_once(call)]
    batched = [call for call in sent if not _went_out_at_once(call)]
    return [*_of_live(live, batched), *_of_unused(_unused(made, batched))]


def _went_out_at_once(call: ModelCall) -> bool:
    return call.seconds > 0  # which nobody knows of an answer of a batch


def _of_live(live: Sequence[ModelCall], batched: Sequence[ModelCall]) -> list[str]:
    if not live:
        return []
    words = f"{_number(len(live), 'call')} went out at once and at the full price, not in a batch, because"
    return [f"{words} {_reason(live, batched)}."]


def _reason(live: Sequence[ModelCall], batched: Sequence[ModelCall]) -> str:
    if {call.prompt_hash for call in live} - {call.prompt_hash for call in batched}:
        return _CHANGED
    asked = {call.key for call in batched}
    return _ONCE_MORE if all(call.key in asked for call in live) else _OTHERWISE


def _unused(made: Sequence[ModelCall], batched: Sequence[ModelCall]) -> list[ModelCall]:
    """The good answers to prompts that are others by now."""
    prompts = {call.purpose: call.prompt_hash for call in made}  # the last one of each purpose
    good = [call for call in batched if call.outcome == Outcome.OK]
    return [call for call in good if call.prompt_hash != prompts[call.purpose]]


def _of_unused(unused: Sequence[ModelCall]) -> list[str]:
    if not unused:
        return []
    return [f"{_number(len(unused), 'answer')} of a batch came in vain, because {_CHANGED}."]


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

"""
The history as a person would tell it: one sentence for each thing that happened to a claim, and times in words.

Never here: a widget, or a query.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from checker.model import Event
from checker.store.claims import Size
from checker.store.events import before_import
from checker.ui import viewer

BY_MACHINE = "machine: "

VERBS = {
    "propose": "Proposed",
    "accept": "Accepted",
    "reject": "Rejected",
    "withdraw": "Withdrawn",
    "edit": "Reworded",
    "reopen": "Reopened",
    "note": "Internal note changed",
    "save_finding": "Finding drafted",
    "check": "Marked as checked",
    "submit": "Sent to review",
    "send_back": "Sent back",
    "approve": "Approved",
    "approve_again": "Approved as corrected",
    "publish": "Published",
    "retract": "Retracted",
    "undo": "Undone",
    "split": "Split",
    "split_off": "Split off another claim",
    "rejoin": "Put back into the claim that it was split off",
    "merge": "Merged into another claim",
    "take_in": "Took another claim in",
    "correct": "Corrected",
    "keep_copy": "Copy of a source kept",
    "set_recheck": "Day of the next look set",
    "snooze": "Put away for later",
    "wake": "Taken up again before its time",
    "assign": "Assigned",
    "import": "Imported",
}

# Saved by itself whenever a field is left: a row of these is one stretch of work, not many events to read.
SAVED_BY_ITSELF = frozenset({"save_finding", "note"})

FIELDS = {
    "text": "wording",
    "quote": "quote",
    "claimant": "claimant",
    "claimant_role": "role",
    "claimed_at": "date of the claim",
    "attribution": "attribution",
    "tags": "tags",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One event, or several of the same kind by the same person in a row, told as one."""

    event: Event
    until: datetime
    times: int


def moment(at: datetime) -> str:
    """Return a time in words, in the viewer's zone, which is named."""
    here = viewer.local(at)
    return f"{here.day} {here:%B %Y} at {hour(at)}"


def hour(at: datetime) -> str:
    """Return the time of day in the viewer's zone, which is named."""
    here = viewer.local(at)
    return f"{here:%H:%M} {viewer.zone(here)}"


def count(number: int, thing: str, things: str | None = None) -> str:
    """Return a number with its noun in the right form."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def size(found: Size) -> str:
    """Return how many records a list holds, as far as they were counted."""
    return f"more than {found.number:,} records" if found.more else count(found.number, "record")


def either(words: Sequence[str]) -> str:
    """Return words as a choice between them."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def quoted(words: str | None) -> str:
    """Return words between quotation marks, or say that there are none."""
    return f"“{words}”" if words else "nothing"


def history(events: Sequence[Event]) -> list[str]:
    """Return what happened, oldest first, one sentence each; before an import what it brought along."""
    by_seq = {event.seq: event for event in events}
    elsewhere = [told for event in events for told in history(before_import(event))] if _was_imported(events) else []
    return [*elsewhere, *(sentence(stretch, by_seq) for stretch in stretches(events))]


def _was_imported(events: Sequence[Event]) -> bool:
    return any(event.action == "import" for event in events)


def stretches(events: Sequence[Event]) -> Iterator[Stretch]:
    """Yield the events in their order, those that were saved by themselves one after another taken together."""
    held: Stretch | None = None
    for event in events:
        if held and event.action in SAVED_BY_ITSELF and (event.action, event.actor) == (held.event.action, held.event.actor):
            whole = replace(held.event, before=event.before | held.event.before, after=held.event.after | event.after)
            held = Stretch(event=whole, until=event.at, times=held.times + 1)
            continue
        if held:
            yield held
        held = Stretch(event=event, until=event.at, times=1)
    if held:
        yield held


def sentence(stretch: Stretch, by_seq: Mapping[int, Event]) -> str:
    """Return one sentence: what, by whom, when; then what it changed."""
    event = stretch.event
    verb = VERBS.get(event.action, event.action.replace("_", " ").capitalize())
    head = f"{verb} by {who(event.actor)} on {moment(event.at)}"
    if stretch.times > 1:
        head += f", saved {stretch.times} times until {hour(stretch.until)}"
    if event.action == "undo":
        return f"{head}: {_undone(by_seq.get(event.after.get('undoes', 0)))}."
    details = "; ".join((*_DETAILS.get(event.action, _no_details)(event), *_together(event)))
    return _ended(f"{head}; {details}" if details else head)


def _ended(words: str) -> str:
    return words if words.endswith((".”", "!”", "?”", "…”")) else f"{words}."


def who(actor: str) -> str:
    """Return who did something; a machine is called one."""
    return f"the machine ({actor.removeprefix(BY_MACHINE)})" if actor.startswith(BY_MACHINE) else actor


def _undone(event: Event | None) -> str:
    if event is None:
        return "an earlier decision"
    return f"{VERBS.get(event.action, event.action).lower()} on {moment(event.at)}"


def _together(event: Event) -> Iterator[str]:
    if event.after.get("batch"):
        yield "together with others"


def _no_details(event: Event) -> Iterator[str]:
    return iter(())


def _first_words(event: Event) -> Iterator[str]:
    yield f"in the words {quoted(event.after.get('text'))}"


def _changed_words(event: Event) -> Iterator[str]:
    for field, name in FIELDS.items():
        if field in event.after:
            old, new = (_shown(field, values.get(field)) for values in (event.before, event.after))
            yield f"{name} changed from {old} to {new}"


def _reason(event: Event) -> Iterator[str]:
    yield f"reason: {str(event.after.get('reject_reason') or '').replace('_', ' ')}"


def _why(event: Event) -> Iterator[str]:
    if event.after.get("why"):
        yield f"reason: {quoted(event.after['why'])}"


def _drafted(event: Event) -> Iterator[str]:
    old, new = event.before.get("finding") or {}, event.after.get("finding") or {}
    before, after = _verdict(old), _verdict(new)
    if before != after:
        yield f"verdict changed from {before or 'none'} to {after or 'none'}"
    if old.get("rationale", "") != new.get("rationale", ""):
        yield "rationale written" if not old.get("rationale") else "rationale changed"
    if old.get("reply") != new.get("reply"):
        yield "right of reply noted" if not old.get("reply") else "right of reply changed"
    if old.get("evidence", []) != new.get("evidence", []):
        yield f"now with {count(len(new.get('evidence', [])), 'source')}"


def _found(event: Event) -> Iterator[str]:
    finding = event.after.get("finding")
    if finding:
        yield f"verdict {_verdict(finding)}, {count(len(finding['evidence']), 'source')}"


def _assigned(event: Event) -> Iterator[str]:
    to = event.after.get("assigned_to")  # what they were told stays between them
    yield f"to {to}" if to else "to nobody any more"


def _mended(event: Event) -> Iterator[str]:
    kind = ((event.after.get("finding") or {}).get("correction") or {}).get("kind")
    if kind:
        yield kind
    yield from _drafted(event)
    yield from _why(event)


def _looked_at(event: Event) -> Iterator[str]:
    yield f"from {event.after['recheck_by']} on" if event.after.get("recheck_by") else "none any more"


def _published(event: Event) -> Iterator[str]:
    if event.after.get("finding"):
        yield f"at {event.after['finding'].get('url')}"


def _copied(event: Event) -> Iterator[str]:
    copy = event.after["copy"]
    yield f"of {copy['url']}, whose SHA-256 begins with {copy['sha256'][:12]}"


def _put_away(event: Event) -> Iterator[str]:
    yield f"until {moment(datetime.fromisoformat(event.after['snoozed_until']))}"


def _imported(event: Event) -> Iterator[str]:
    told = event.after.get("imported", {})
    yield f"from the file {quoted(told.get('file'))}"
    yield "what stands above happened before, elsewhere" if told.get("history") else "of what happened before, nothing is known"


def _taken_in(event: Event) -> Iterator[str]:
    yield f"that said {quoted(event.after.get('words'))}"


def _verdict(finding: Mapping[str, Any]) -> str:
    return str((finding.get("verdict") or {}).get("name", ""))


def _shown(field: str, value: Any) -> str:
    if field == "attribution":
        return str(value).replace("_", " ")
    return quoted(", ".join(map(str, value)) if isinstance(value, list) else str(value or ""))


_DETAILS: dict[str, Callable[[Event], Iterator[str]]] = {
    "propose": _first_words,
    "accept": _changed_words,
    "edit": _changed_words,
    "reject": _reason,
    "reopen": _why,
    "send_back": _why,
    "retract": _why,
    "correct": _mended,
    "set_recheck": _looked_at,
    "keep_copy": _copied,
    "publish": _published,
    "save_finding": _drafted,
    "split": _changed_words,
    "split_off": _first_words,
    "take_in": _taken_in,
    "snooze": _put_away,
    "assign": _assigned,
    "import": _imported,
    "check": _found,
    "approve": _found,
}

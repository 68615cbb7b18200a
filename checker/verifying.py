"""
Whether the history is as it was written, and whether claims and documents are what it says: each thing that is not, named.

Never here: mending anything.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from checker import decisions
from checker.errors import InputError
from checker.model import Claim
from checker.store import Tx, claims, copies, documents, events, guards, lists

SEAL = r"[0-9a-f]{8,64}"
SHOWN = 80  # characters of a value


def problems(tx: Tx) -> Iterator[str]:
    """Yield a sentence for everything that is not as the tool left it."""
    yield from chain(_guards(tx), events.broken_links(tx), _claims(tx), _gone(tx), _documents(tx), _copies(tx))


def noted(tx: Tx, seal: str) -> bool:
    """Whether a seal that somebody noted, whole or its first characters, is still in the history."""
    if not re.fullmatch(SEAL, seal):
        raise InputError(f"{seal!r} is no seal; expected 8 to 64 of the characters 0-9 and a-f, as checker verify prints them.")
    return events.sealed(tx, seal) or events.FIRST_HASH.startswith(seal)


def _guards(tx: Tx) -> Iterator[str]:
    for name in guards.missing(tx):
        yield f"The guard {name!r} is missing from the database; somebody has taken it out."


def _claims(tx: Tx) -> Iterator[str]:
    for several in lists.batches(tx):
        told = events.told(tx, "claim", [claim.id for claim in several])
        for claim in several:
            yield from _compared(claim, told.get(claim.id, {}))


def _compared(claim: Claim, told: Mapping[str, Any]) -> Iterator[str]:
    if not told:
        yield f"Claim {claim.id} has no history; expected one line at least."
        return
    stands = decisions.snapshot(claim)
    for name in stands:
        if stands[name] != told.get(name) and _filled(stands[name]) != _filled(told.get(name)):
            yield f"Claim {claim.id}: {name.replace('_', ' ')} is {_short(stands[name])}, its history says {_short(told.get(name))}."


def _filled(value: Any) -> Any:
    """Return a value without what is empty in it: older lines of the history do not name what did not exist then."""
    if isinstance(value, Mapping):
        return {key: filled for key, each in value.items() if (filled := _filled(each)) is not None}
    if isinstance(value, list):
        return [_filled(each) for each in value] or None
    return None if value == "" else value


def _gone(tx: Tx) -> Iterator[str]:
    for claim_id in claims.gone(tx):
        yield f"Claim {claim_id} has a history and is no longer there; somebody has deleted it."


def _documents(tx: Tx) -> Iterator[str]:
    for document in documents.stream(tx):
        found = hashlib.sha256(document.text.encode()).hexdigest()
        if found != document.sha256:
            yield f"Document {document.id}: its text has the SHA-256 {found}, it was taken in with {document.sha256}."


def _copies(tx: Tx) -> Iterator[str]:
    for copy, text in copies.stream(tx):
        told = [
            event.after["copy"]["sha256"] for event in events.history(tx, "claim", copy.claim_id) if event.action == "keep_copy"
        ]
        found = hashlib.sha256(text.encode()).hexdigest()
        if found not in told or found != copy.sha256:
            yield f"Claim {copy.claim_id}: the copy of {_short(copy.url)} has the SHA-256 {found}; no line of the history says so."


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"

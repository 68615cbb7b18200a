"""
Whether the history is as it was written, and whether claims and documents are what it says: each thing that is not, named.

Never here: mending anything.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from checker.errors import InputError
from checker.model import Document, plain
from checker.store import Tx, claims, copies, documents, events, guards, people, standing
from checker.store.chain import FIRST_HASH
from checker.store.dialect import read_json
from checker.store.standing import Standing

SEAL = r"[0-9a-f]{8,64}"
COPY = ("url", "sha256", "final_url", "media_type", "fetched_at")  # what the history says of a copy
SHOWN = 80  # characters of a value


def problems(tx: Tx) -> Iterator[str]:
    """Yield a sentence for everything that is not as the tool left it."""
    for look in (_guards, events.broken_links, _claims, _gone, _documents, _copies, _people):
        yield from look(tx)


def noted(tx: Tx, seal: str) -> bool:
    """Whether a seal that somebody noted, whole or its first characters, is still in the history."""
    if not re.fullmatch(SEAL, seal):
        raise InputError(f"{seal!r} is no seal; expected 8 to 64 of the characters 0-9 and a-f, as checker verify prints them.")
    return events.sealed(tx, seal) or FIRST_HASH.startswith(seal)


def _guards(tx: Tx) -> Iterator[str]:
    for name in guards.missing(tx):
        yield f"The guard {name!r} is missing from the database; somebody has taken it out."


def _claims(tx: Tx) -> Iterator[str]:
    for several in standing.batches(tx):
        for each in several:
            if len(each.versions) > 1 or not _is_all_of(each.stands.decode(), each.told):
                yield from _compared(each)


def _is_all_of(stands: str, past: Sequence[str]) -> bool:
    """Whether a history is one line that says this to the letter, as of most claims; it goes on with what is kept once."""
    return len(past) == 1 and past[0].startswith(stands[:-1]) and past[0][len(stands) - 1] in ",}"


def _compared(each: Standing) -> Iterator[str]:
    if not each.told:
        yield f"Claim {each.claim_id} has no history; expected one line at least."
        return
    try:
        lines: list[dict[str, Any]] = [read_json(line) for line in each.told]
    except ValueError:
        yield f"Claim {each.claim_id}: a line of its history is no JSON."
        return
    yield from _differing(f"Claim {each.claim_id}", read_json(each.stands), _together(lines))
    yield from _earlier(each.claim_id, lines, [read_json(version) for version in each.versions[1:]])


def _together(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for line in lines:
        told |= line
    return told


def _differing(what: str, stands: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    for name, value in stands.items():
        if value != told.get(name) and _filled(value) != _filled(told.get(name)):
            yield f"{what}: {name.replace('_', ' ')} is {_short(value)}, its history says {_short(told.get(name))}."


def _earlier(claim_id: str, lines: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Hold the earlier versions of a finding against what the history said of them; an import may not have told."""
    told = {finding["version"]: finding for line in lines for finding in _findings_in(line)}
    for each in found:
        version = each["version"]
        if version in told and _filled(each) != _filled(told[version]):
            yield (
                f"Claim {claim_id}: version {version} of its finding is {_short(each)}, its history says {_short(told[version])}."
            )


def _findings_in(line: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    before = (event["after"] for event in line.get("imported", {}).get("history", ()))
    yield from (finding for each in (*before, line) if (finding := each.get("finding")))


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
    stream = documents.stream(tx)
    while several := list(islice(stream, documents.STREAM_BATCH)):
        told = events.told(tx, "document", [document.id for document in several])
        for document in several:
            yield from _document(document, told.get(document.id, []))


def _document(document: Document, past: Sequence[str]) -> Iterator[str]:
    found = hashlib.sha256(document.text.encode()).hexdigest()
    if found != document.sha256:
        yield f"Document {document.id}: its text has the SHA-256 {found}, it was taken in with {document.sha256}."
    try:
        told = _together(map(read_json, past))
    except ValueError:
        yield f"Document {document.id}: a line of its history is no JSON."
        return
    stands = {name: value for name, value in plain(document).items() if name in told}
    yield from _differing(f"Document {document.id}", stands, told)


def _copies(tx: Tx) -> Iterator[str]:
    told = set(_kept_copies(tx))
    for copy, text in copies.stream(tx):
        found = hashlib.sha256(text.encode()).hexdigest()
        line = (copy.claim_id, *_said(plain(copy)))
        if line not in told or found != copy.sha256:
            yield f"Claim {copy.claim_id}: the copy of {_short(copy.url)} has the SHA-256 {found}; no line of the history says so."
        told.discard(line)
    for claim_id, url, digest, *_ in sorted(told):
        yield f"Claim {claim_id}: the copy of {_short(url)} with the SHA-256 {digest} is not there as its history says."


def _kept_copies(tx: Tx) -> Iterator[tuple[str, ...]]:
    for claim_id, after in events.of_action(tx, "keep_copy"):
        with suppress(ValueError):  # a line that is no JSON is told of with its claim
            yield claim_id, *_said(read_json(after)["copy"])


def _said(copy: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(copy[name] for name in COPY)


def _people(tx: Tx) -> Iterator[str]:
    stand, named = people.as_told(tx), {person_id for person_id, _ in events.of_action(tx, "add_person")}
    past = events.told(tx, "person", sorted(named | stand.keys()))
    for person_id in sorted(named - stand.keys()):
        yield f"Person {person_id} has a history and is no longer there; somebody has deleted them."
    for person_id, person in sorted(stand.items()):
        yield from _person(f"Person {person_id} ({_short(person['name'])})", person, past.get(person_id, []))


def _person(who: str, person: Mapping[str, Any], past: Sequence[str]) -> Iterator[str]:
    if not past:
        yield f"{who} has a place here as {person['role']}, which no line of the history gave."
        return
    try:
        yield from _differing(who, person, _together(map(read_json, past)))
    except ValueError:
        yield f"{who}: a line of their history is no JSON."


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"

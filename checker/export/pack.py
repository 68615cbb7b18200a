"""
The replication pack: all that somebody else needs to follow how each record came about, as one archive.

Never here: reading the store. Internal words are withheld; the hashes of lines that held none can be computed again.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import orjson

from checker.errors import InputError
from checker.export.claimreview import sound_review
from checker.export.records import Record
from checker.export.tables import neutral
from checker.export.zipped import Outlet, member
from checker.model import Event, plain

WITHHELD = ("note", "assigned_to", "assigned_note")  # of the desk, not of the record
EVIDENCE = ("stance", "kind", "title", "publisher", "url", "archived_url", "accessed_at", "locator", "quote")
README = """# Replication pack

For each claim, in `claims/`:

- `ID.record.json`: the whole record, schema `claim-checker/record/1`.
- `ID.claimreview.json`: the same as ClaimReview of schema.org; missing where the claim cannot be one.
- `ID.evidence.tsv`: the sources that were consulted, one a line, separated by tabs.
- `ID.history.jsonl`: what happened to the claim, one line an event, oldest first.

In `documents/`, `SHA256.txt`: the text of each document as UTF-8; its name is the SHA-256 of its bytes. A quote is
`text[start:end]` of the record, counted in code points.

`SHA256SUMS` names the SHA-256 of every other file: `sha256sum -c SHA256SUMS`.

Each event carries its `hash` and that of the event before it in the desk's whole history (`prev_hash`). The hash is the SHA-256
of the JSON array of seq, at, actor, action, subject, subject_id, before, after, prev_hash, keys sorted, UTF-8, separators ", "
and ": ". Internal words are no part of this pack: `withheld` names what was taken out of a line, whose hash can then not be
computed again from here.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One claim with all that goes with it."""

    record: Record
    text: str
    history: tuple[Event, ...]


@dataclass(slots=True)
class _Archive:
    archive: ZipFile
    sums: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, data: bytes) -> None:
        """Write a file that is not there yet."""
        if name not in self.sums:
            self.sums[name] = hashlib.sha256(data).hexdigest()
            self.archive.writestr(member(name), data)


def write_pack(claims: Iterable[Packed]) -> Iterator[bytes]:
    """Yield the archive, claim by claim; the same data give the same bytes."""
    outlet = Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as file:
        archive = _Archive(file)
        archive.put("README.md", README.encode())
        for each in claims:
            for name, data in _files(each):
                archive.put(name, data)
            yield outlet.taken()
        told = "".join(f"{digest}  {name}\n" for name, digest in archive.sums.items())
        file.writestr(member("SHA256SUMS"), told)
    yield outlet.taken()


def _files(each: Packed) -> Iterator[tuple[str, bytes]]:
    record, name = each.record, f"claims/{_safe(each.record.id)}"
    yield f"documents/{record.document.sha256}.txt", each.text.encode()
    yield f"{name}.record.json", _json(record)
    with contextlib.suppress(InputError):  # the README says so; `checker export --format claimreview` says why
        yield f"{name}.claimreview.json", _json(sound_review(record))
    yield f"{name}.evidence.tsv", "".join(_evidence(record)).encode()
    yield f"{name}.history.jsonl", b"".join(orjson.dumps(told(event)) + b"\n" for event in each.history)


def told(event: Event) -> dict[str, Any]:
    """Return an event without the desk's internal words, and which were taken out."""
    values = plain(event)
    withheld = sorted({name for side in ("before", "after") for name in WITHHELD if values[side].get(name)})
    for side in ("before", "after"):
        values[side] = {name: value for name, value in values[side].items() if name not in withheld}
    return values | ({"withheld": withheld} if withheld else {})


def _evidence(record: Record) -> Iterator[str]:
    yield "\t".join(EVIDENCE) + "\n"
    for row in record.evidence:
        cells = (" ".join(str(getattr(row, name) or "").split()) for name in EVIDENCE)
        yield "\t".join(map(neutral, cells)) + "\n"


def _json(thing: Any) -> bytes:
    return orjson.dumps(thing, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _safe(claim_id: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_") else f"%{ord(char):02X}" for char in claim_id)

"""
The replication pack: all that somebody else needs to follow how each record came about, as one archive.

Never here: reading the store. Internal words are withheld; the hashes of lines that held none can be computed again.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import orjson

from checker.errors import InputError
from checker.export.claimreview import sound_review
from checker.export.records import Context, Record
from checker.export.tables import neutral
from checker.export.zipped import Outlet, member
from checker.model import Copy, Event, Evidence, plain

WITHHELD = frozenset({"note", "assigned_to", "assigned_note", "imported"})  # of the desk, not of the record
SIDES = ("before", "after")
EVIDENCE = ("stance", "kind", "title", "publisher", "url", "archived_url", "accessed_at", "locator", "quote")
COPIES = ("url", "final_url", "sha256", "media_type", "fetched_at", "by")
README = """# Replication pack

For each claim, in `claims/`:

- `ID.record.json`: the whole record, schema `claim-checker/record/2`.
- `ID.claimreview.json`: the same as ClaimReview of schema.org; missing where the claim cannot be one.
- `ID.evidence.tsv`: the sources that were consulted, one a line, separated by tabs.
- `ID.copies.tsv`: of which sources the desk keeps a copy of what it read, with the SHA-256 of that text; missing where of none.
  The texts are other people's and stay with the desk.
- `ID.history.jsonl`: what happened to the claim, one line an event, oldest first.

In `documents/`, `SHA256.txt`: the text of each document as UTF-8; its name is the SHA-256 of its bytes. A quote is
`text[start:end]` of the record, counted in code points.

`SHA256SUMS` names the SHA-256 of every other file: `sha256sum -c SHA256SUMS`.

Each event carries its `hash` and that of the event before it in the desk's whole history (`prev_hash`). The hash is the SHA-256
of three lines with a line feed between them: the JSON array of seq, at, actor, action, subject, subject_id, prev_hash; `before`;
`after`. All three are JSON in UTF-8 without spaces, keys in the order in which they stand here. Lines of older versions were hashed
as one JSON array of seq, at, actor, action, subject, subject_id, before, after, prev_hash, keys sorted, separators ", " and ": ".
Lines before an `import` were written, and hashed, in another database.
"""
PUBLIC = """
Internal words are no part of this pack: notes, who was told to look at the claim, and what a finding was before it was complete.
Every line of the history is there; `withheld` names what was taken out of a line, whose hash can then not be computed again from
here. Its `prev_hash` and `hash` still hold its place in the chain.
"""
PRIVATE = """
This pack is private: it holds the desk's internal notes (`ID.note.txt`), drafts of findings, and who was told what. Give it to
nobody outside the desk; `checker export --format pack` makes one for others.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One claim with all that goes with it."""

    record: Record
    text: str
    note: str
    history: tuple[Event, ...]
    copies: tuple[Copy, ...] = ()


@dataclass(slots=True)
class _Archive:
    archive: ZipFile
    sums: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, data: bytes) -> None:
        """Write a file that is not there yet."""
        if name not in self.sums:
            self.sums[name] = hashlib.sha256(data).hexdigest()
            self.archive.writestr(member(name), data)


def write_pack(claims: Iterable[Packed], context: Context, *, private: bool = False) -> Iterator[bytes]:
    """Yield the archive, claim by claim; the same data give the same bytes. Only a private one holds internal words."""
    outlet = Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as file:
        archive = _Archive(file)
        archive.put("README.md", (README + (PRIVATE if private else PUBLIC)).encode())
        for each in claims:
            for name, data in _files(each, private=private):
                archive.put(name, data)
            yield outlet.taken()
        told = "".join(f"{digest}  {name}\n" for name, digest in archive.sums.items())
        file.writestr(member("SHA256SUMS"), told)
    yield outlet.taken()


def _files(each: Packed, *, private: bool) -> Iterator[tuple[str, bytes]]:
    record, name = each.record, f"claims/{_safe(each.record.id)}"
    yield f"documents/{record.document.sha256}.txt", each.text.encode()
    yield f"{name}.record.json", _json(record)
    with contextlib.suppress(InputError):  # the README says so; `checker export --format claimreview` says why
        yield f"{name}.claimreview.json", _json(sound_review(record))
    yield f"{name}.evidence.tsv", "".join(_table(EVIDENCE, record.evidence)).encode()
    if each.copies:
        yield f"{name}.copies.tsv", "".join(_table(COPIES, each.copies)).encode()
    yield f"{name}.history.jsonl", b"".join(map(_line, each.history if private else map(told, each.history)))
    if private and each.note:
        yield f"{name}.note.txt", f"{each.note}\n".encode()


def _line(event: Event | dict[str, Any]) -> bytes:
    return orjson.dumps(event if isinstance(event, dict) else plain(event), option=orjson.OPT_APPEND_NEWLINE)


def told(event: Event) -> dict[str, Any]:
    """Return an event without the desk's internal words, and which were taken out."""
    values = plain(event)
    withheld = {name for side in SIDES for name, value in values[side].items() if _is_internal(name, value)}
    for side in SIDES:
        values[side] = {name: value for name, value in values[side].items() if not _is_internal(name, value)}
    return values | ({"withheld": sorted(withheld)} if withheld else {})


def _is_internal(name: str, value: Any) -> bool:
    """Whether this stays at the desk: its own words, and a finding that is a draft."""
    return bool(value) and (name in WITHHELD or (name == "finding" and not value.get("at")))


def _table(names: Sequence[str], rows: Iterable[Evidence | Copy]) -> Iterator[str]:
    yield "\t".join(names) + "\n"
    for values in map(plain, rows):
        cells = (" ".join(str(values[name] or "").split()) for name in names)
        yield "\t".join(map(neutral, cells)) + "\n"


def _json(thing: Any) -> bytes:
    return orjson.dumps(thing, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _safe(claim_id: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_") else f"%{ord(char):02X}" for char in claim_id)

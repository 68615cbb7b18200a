"""
An own export comes back: looked through first, then taken in as a whole or not at all; nothing that is here is written over.

Never here: how a line is read, or whether it fits together; export knows that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import IO, Any

from checker.auth import User, require
from checker.decisions import Desk
from checker.export import Context, Record, record
from checker.export.coming_back import whole_claim
from checker.export.own_lines import Fault, Line, read_own
from checker.export.own_rules import wrong_in_claim, wrong_in_document
from checker.export.private import WholeClaim, WholeDocument
from checker.model import Claim, Document, Event
from checker.store import Tx, claims, documents, events, findings
from checker.tasks.output import made_record
from checker.tasks.taking_in import Source, Storing

AT_ONCE = 500  # lines
MOST_TOLD = 1_000  # faults, and conflicts, of which the words are kept

_NO_TEXT = (
    "The text of its document {title!r} is not here, and public records do not hold it. "
    "Add the document first, or export with --private and import that."
)


@dataclass(slots=True)
class Tally:
    """What a file holds, held against the desk; `new` and `same` count by what it is."""

    new: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    wrong: int = 0
    conflicts: list[Fault] = field(default_factory=list)
    differing: int = 0

    def fault(self, line: int, why: str) -> None:
        """Note why a line cannot be taken in."""
        self.wrong += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(Fault(line=line, why=why))

    def conflict(self, line: int, why: str) -> None:
        """Note what is here already and stays as it is."""
        self.differing += 1
        if len(self.conflicts) < MOST_TOLD:
            self.conflicts.append(Fault(line=line, why=why))


def look_through(desk: Desk, user: User, file: IO[bytes], context: Context) -> Tally:
    """Return what importing an own export would do; nothing is stored."""
    require(user, "import_records")
    with desk.store.read() as tx:
        return _Reading(tx, file, context).to_the_end(None)


def import_own(desk: Desk, user: User, file: IO[bytes], context: Context, source: Source) -> Tally:
    """Store what an own export holds and is not here yet, all in one; where a line is wrong, nothing of it stays."""
    require(user, "import_records")
    with desk.store.write() as tx, tx.begin_nested() as attempt:
        tally = _Reading(tx, file, context).to_the_end(Storing(tx, desk, user, source))
        if tally.wrong:
            attempt.rollback()
    return tally


@dataclass(frozen=True, slots=True)
class _Known:
    """A document of the file: where its line begins, and its id here; None where another text has that id."""

    at: int
    here: str | None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A claim of the file that fits together; `record` is what it was read from where the file is public."""

    line: int
    whole: WholeClaim
    record: Record | None


class _Reading:
    """Goes through a file once and holds each line against what is here."""

    def __init__(self, tx: Tx, file: IO[bytes], context: Context) -> None:
        self._tx, self._file, self._context = tx, file, context
        self._tally = Tally()
        self._lines: dict[tuple[str, str], int] = {}  # of which thing there was one
        self._documents: dict[str, _Known] = {}
        self._last: Document | None = None

    def to_the_end(self, storing: Storing | None) -> Tally:
        """Return what came of every line; what is new is stored, if anything is to be, until a line is wrong."""
        lines = read_own(self._file)
        while some := list(islice(lines, AT_ONCE)):
            waiting = [found for each in some if (found := self._read(each, storing))]
            fresh = list(self._unlike(waiting))
            self._tally.new["claims"] += len(fresh)
            if storing and fresh and not self._tally.wrong:
                storing.claims(fresh)
        return self._tally

    def _read(self, line: Line | Fault, storing: Storing | None) -> _Waiting | None:
        if isinstance(line, Fault):
            self._tally.fault(line.line, line.why)
        elif isinstance(line.thing, WholeDocument):
            self._document(line, line.thing, storing)
        elif trouble := self._twice(line.number, "claim", _id_of(line.thing)):
            self._tally.fault(line.number, trouble)
        elif isinstance(line.thing, Record):
            return self._public(line.number, line.thing)
        else:
            return self._private(line.number, line.thing)
        return None

    def _twice(self, number: int, kind: str, its_id: str) -> str:
        first = self._lines.setdefault((kind, its_id), number)
        return "" if first == number else f"The {kind} {its_id} stands in line {first} already. Leave one of them out."

    def _document(self, line: Line, whole: WholeDocument, storing: Storing | None) -> None:
        document = whole.document
        trouble = self._twice(line.number, "document", document.id) or wrong_in_document(whole) or _altered(whole.history)
        if trouble:
            self._tally.fault(line.number, trouble)
        here = documents.find(self._tx, document.id) or documents.find_same(self._tx, document.sha256)
        if here is None:
            self._tally.new["documents"] += 1
            self._documents[document.id] = _Known(line.at, document.id)
            if storing and not self._tally.wrong:
                storing.document(whole)
        else:
            self._compare_document(line, document, here)
        if storing and not self._tally.wrong and (to := self._documents[document.id].here):
            storing.runs(replace(run, document_id=to) for run in whole.runs)
        self._last = document

    def _compare_document(self, line: Line, document: Document, here: Document) -> None:
        is_same_text = document.sha256 == here.sha256
        self._documents[document.id] = _Known(line.at, here.id if is_same_text else None)
        differing = _differing(replace(document, id=here.id), here)
        if differing:
            self._tally.conflict(line.number, f"The document {here.id} is here already and differs in {differing}. It stays.")
        else:
            self._tally.same["documents"] += 1

    def _private(self, number: int, whole: WholeClaim) -> _Waiting | None:
        known = self._documents.get(whole.claim.document_id)
        if known is None:
            self._tally.fault(number, f"Its document {whole.claim.document_id!r} stands in no line before it.")
            return None
        trouble = wrong_in_claim(whole, self._text(whole.claim.document_id, known)) or _altered(whole.history)
        if trouble:
            self._tally.fault(number, trouble)
        elif known.here is None:
            self._tally.conflict(number, f"Claim {whole.claim.id} is of a document that is here with another text. Left out.")
        else:
            return _Waiting(number, _placed(whole, known.here), None)
        return None

    def _text(self, document_id: str, known: _Known) -> str:
        """The text of a document whose line was read before, perhaps long before."""
        if self._last is None or self._last.id != document_id:
            back = self._file.tell()
            self._file.seek(known.at)
            found = next(read_own(self._file))
            self._file.seek(back)
            self._last = found.thing.document if isinstance(found, Line) and isinstance(found.thing, WholeDocument) else None
        return self._last.text if self._last else ""

    def _public(self, number: int, given: Record) -> _Waiting | None:
        document = self._stored(given.document.sha256)
        if document is None:
            self._tally.fault(number, _NO_TEXT.format(title=given.document.title))
            return None
        try:
            whole = whole_claim(given, document.id)
        except ValueError as error:
            self._tally.fault(number, f"Its place is none: {error}.")
            return None
        if trouble := wrong_in_claim(whole, document.text) or self._lost(given, whole, document):
            self._tally.fault(number, trouble)
            return None
        return _Waiting(number, whole, given)

    def _stored(self, sha256: str) -> Document | None:
        if self._last is None or self._last.sha256 != sha256:
            self._last = documents.find_same(self._tx, sha256)
        return self._last

    def _lost(self, given: Record, whole: WholeClaim, document: Document) -> str:
        """What would not come out again as it stands in the line."""
        made = _record_of(whole, document, self._context)
        if given.publisher != made.publisher:
            return f"It was published by {given.publisher.name}, not by this desk ({made.publisher.name}); see the settings."
        differing = _differing(replace(given, document=replace(given.document, id=document.id)), made)
        return f"It would not come out again as it is: this desk would say otherwise in {differing}." if differing else ""

    def _unlike(self, waiting: list[_Waiting]) -> Iterator[WholeClaim]:
        """The claims that are not here yet; of the others it is noted whether they are as the file says."""
        here = claims.several(self._tx, [each.whole.claim.id for each in waiting])
        versions = findings.versions(self._tx, list(here)) if here else {}
        for each in waiting:
            claim = here.get(each.whole.claim.id)
            if claim is None:
                yield each.whole
            elif differing := self._against(each, claim, versions.get(claim.id, ())[1:]):
                self._tally.conflict(each.line, f"Claim {claim.id} is here already and differs in {differing}. It stays.")
            else:
                self._tally.same["claims"] += 1

    def _against(self, each: _Waiting, claim: Claim, earlier: tuple[Any, ...]) -> str:
        if each.record is None:
            mine = replace(each.whole, history=())
            return _differing(mine.claim, replace(claim, lease=None)) or _differing(
                mine, WholeClaim(claim=mine.claim, earlier=earlier, history=())
            )
        document = documents.get(self._tx, claim.document_id)
        given = replace(each.record, document=replace(each.record.document, id=document.id))
        return _differing(given, made_record(self._tx, claim, document, self._context))


def _placed(whole: WholeClaim, document_id: str) -> WholeClaim:
    """A claim in the document that has its text here; nobody holds it."""
    if whole.claim.document_id == document_id and whole.claim.lease is None:
        return whole
    return replace(whole, claim=replace(whole.claim, document_id=document_id, lease=None))


def _differing(one: Any, other: Any) -> str:
    names = [each.name for each in fields(one) if getattr(one, each.name) != getattr(other, each.name)]
    return ", ".join(name.replace("_", " ") for name in names)


def _id_of(thing: WholeClaim | Record) -> str:
    return thing.claim.id if isinstance(thing, WholeClaim) else thing.id


def _altered(history: Iterable[Event]) -> str:
    for event in history:
        if not events.is_as_written(event):
            return f"Line {event.seq} of its history ({event.action}) was altered after it was written."
    return ""


def _record_of(whole: WholeClaim, document: Document, context: Context) -> Record:
    finding = whole.claim.finding
    mended = tuple(each.correction for each in (finding, *whole.earlier) if each and each.correction)
    return record(whole.claim, document, context, mended, whole.earlier)

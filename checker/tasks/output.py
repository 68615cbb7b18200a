"""
Stored claims become records, and a draft becomes claims that nobody stores.

Never here: a format.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from pydantic import SecretStr

from checker.auth import User, require
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import InputError
from checker.export import DEFAULT_STATUSES, FORMATS, PACKS, Context, Format, Record, fields, record
from checker.export.fields import Fields
from checker.export.pack import Packed
from checker.export.private import WholeClaim, WholeDocument
from checker.extract import build_extractor
from checker.extract.estimate import Estimate, estimate
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.extract.spending.breaking import BreakableCalls
from checker.extract.spending.purse import Purse
from checker.measure.decided import Decided, gold_lines
from checker.model import Claim, Correction, Document, Draft, Event, Extraction, Mended, ModelCall, Provenance
from checker.store import Tx, claims, copies, documents, events, findings, mended, order, runs, stored
from checker.tasks.extraction import Making, maker_of
from checker.tasks.intake import Metadata, make_document
from checker.tasks.outlays import noted
from checker.tasks.setup import new_id
from checker.words import Status

PUBLIC = (*DEFAULT_STATUSES, Status.RETRACTED)

AHEAD = 10  # documents that are read before their claims come
AT_ONCE = 500  # claims


def publisher(settings: Settings) -> Context:
    """Return who exports, with an empty list for what a format leaves out."""
    return Context(publisher_name=settings.publisher_name, publisher_url=settings.publisher_url)


def records(desk: Desk, user: User, wanted: claims.Filter, context: Context) -> Iterator[Record]:
    """Yield the records of all claims that fit, as they are at one moment."""
    require(user, "export")
    with desk.store.read() as tx:
        known: dict[str, Document] = {}
        for claim in claims.stream(tx, wanted):
            if claim.document_id not in known:
                known = {claim.document_id: documents.get(tx, claim.document_id)}  # claims of one document come together
            yield made_record(tx, claim, known[claim.document_id], context)


def hold_to_known(desk: Desk, wanted: claims.Filter) -> None:
    """Raise InputError where a filter names a document or a verdict that this desk does not know."""
    labels = [each.name for each in desk.scale.labels]
    with desk.store.read() as tx:
        if wanted.document_id and documents.find(tx, wanted.document_id) is None:
            raise InputError(
                f"No document has the id {wanted.document_id!r}. Its id stands in each record of it and in the address of its queue."
            )
        if wanted.verdict and wanted.verdict not in labels and not claims.page(tx, claims.Filter(verdict=wanted.verdict), 1):
            raise InputError(f"No verdict is called {wanted.verdict!r}. Choose one of {', '.join(labels)}.")


def to_export(
    desk: Desk, user: User, wanted: claims.Filter, format_id: str, context: Context
) -> Iterator[Record] | Iterator[Fields]:
    """Yield the records of all claims that fit, as this format needs them, for `export`."""
    return (record_fields if FORMATS[format_id].of_fields else records)(desk, user, wanted, context)


def written(desk: Desk, user: User, wanted: claims.Filter, form: Format, context: Context) -> Iterator[bytes]:
    """Yield all claims that fit in a format or as a pack, piece by piece."""
    require(user, "export" if form.public else "export_private")  # before the first piece, which may hold no record yet
    hold_to_known(desk, wanted)
    if form.id in PACKS:
        return form.write(packed(desk, user, wanted, context), context)
    return form.write(to_export(desk, user, wanted, form.id, context), context)


def record_fields(desk: Desk, user: User, wanted: claims.Filter, context: Context) -> Iterator[Fields]:
    """Yield the same as `records` as plain values, in a fraction of the time; for formats that need no more."""
    require(user, "export")
    with desk.store.read() as tx:
        known: dict[str, fields.Source] = {}
        for batch in stored.stream(tx, wanted):
            for number, claim in enumerate(batch):
                if claim["document_id"] not in known:
                    known = _sources(tx, batch[number:], context)
                yield fields.of_stored(claim, known[claim["document_id"]])


def _sources(tx: Tx, coming: Sequence[stored.Values], context: Context) -> dict[str, fields.Source]:
    """The documents of the claims that come next, a few: texts may be long."""
    ids = list(islice(dict.fromkeys(claim["document_id"] for claim in coming), AHEAD))
    return {id_: fields.source(document, context) for id_, document in documents.several(tx, ids).items()}


def packed(desk: Desk, user: User, wanted: claims.Filter, context: Context) -> Iterator[Packed]:
    """Yield all claims that fit with the text of their document and their history, as they are at one moment."""
    require(user, "export")
    with desk.store.read() as tx:
        for claim in claims.stream(tx, wanted):
            document = documents.get(tx, claim.document_id)
            past = events.unfolded(events.history(tx, "claim", claim.id))
            made = made_record(tx, claim, document, context)
            kept = tuple(copies.of_claims(tx, [claim.id]))
            yield Packed(record=made, text=document.text, note=claim.note, history=tuple(past), copies=kept)


def whole(desk: Desk, user: User, wanted: claims.Filter) -> Iterator[WholeDocument | WholeClaim]:
    """Yield all claims that fit with all that is internal, each document before the first claim of it, as they are at one moment."""
    require(user, "export_private")
    told: set[str] = set()
    with desk.store.read() as tx:
        found = claims.stream(tx, wanted)
        while some := list(islice(found, AT_ONCE)):
            ids = [claim.id for claim in some]
            past, versions = _pasts(tx, ids), findings.versions(tx, ids)
            for claim in some:
                if claim.document_id not in told:
                    told.add(claim.document_id)
                    yield _whole_document(tx, claim.document_id)
                earlier = versions.get(claim.id, ())[1:]
                yield WholeClaim(claim=replace(claim, lease=None), earlier=earlier, history=tuple(past[claim.id]))


def _whole_document(tx: Tx, document_id: str) -> WholeDocument:
    ended = [run for run in reversed(runs.of_document(tx, document_id)) if run.finished_at]
    return WholeDocument(
        document=documents.get(tx, document_id),
        reach=order.reach(tx, document_id) or 0,
        runs=tuple(ended),
        history=tuple(_elsewhere_too(events.history(tx, "document", document_id))),
    )


def _pasts(tx: Tx, ids: Sequence[str]) -> defaultdict[str, list[Event]]:
    past: defaultdict[str, list[Event]] = defaultdict(list)
    for event in _elsewhere_too(events.histories(tx, "claim", ids)):
        past[event.subject_id].append(event)
    return past


def _elsewhere_too(past: Sequence[Event]) -> Iterator[Event]:
    """What happened, in the place of an import what had happened before it."""
    return (event for event in events.unfolded(past) if event.action != "import")


def corrections(desk: Desk, claim_id: str) -> tuple[Correction, ...]:
    """Return what was corrected in the finding on a claim after it was completed, the newest first."""
    with desk.store.read() as tx:
        return findings.corrections(tx, [claim_id]).get(claim_id, ())


def corrections_log(
    desk: Desk, user: User, *, since: datetime | None = None, until: datetime | None = None, public: bool = True
) -> Iterator[Mended]:
    """Yield what was corrected and retracted, the newest first; in public only what stands on findings that leave the desk."""
    require(user, "export")
    with desk.store.read() as tx:
        for each in mended.stream(tx, since=since, until=until):
            if each.status in PUBLIC or not public:
                yield each


def made_record(tx: Tx, claim: Claim, document: Document, context: Context) -> Record:
    """Return the record of a claim, with what was corrected in its finding and what it was before."""
    if claim.finding is None or claim.finding.version == 1:
        return record(claim, document, context)
    versions = findings.versions(tx, [claim.id])[claim.id]
    put_right = tuple(each.correction for each in versions if each.correction)
    return record(claim, document, context, put_right, versions[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came of extracting without a store; `provenance` goes with the proposals, one for each."""

    document: Document
    extraction: Extraction
    extractor: str
    provenance: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What extracting from a document will take; nothing when the desk has the same text already."""

    document: Document
    is_known: bool
    estimate: Estimate


def gold(desk: Desk, user: User) -> Iterator[bytes]:
    """Yield what was decided about each document as a labelled one, to measure extractors against."""
    require(user, "export")
    with desk.store.read() as tx:
        ids = list(documents.titles(tx))
    for document_id in reversed(ids):
        with desk.store.read() as tx:
            runs_over = runs.of_document(tx, document_id)
            decided = Decided(
                document=documents.get(tx, document_id),
                claims=list(claims.stream(tx, claims.Filter(document_id=document_id))),
                skipped=next((run.skipped for run in runs_over if run.skipped), ()),
            )
        yield from gold_lines([decided])


def extract_only(settings: Settings, draft: Draft, billed: Callable[[Sequence[ModelCall]], object]) -> Extracted:
    """Return the claims of a draft; nothing is stored. `billed` is told the calls that were made, also where they brought nothing."""
    document = _document(settings, draft)
    extractor = build_extractor(settings)
    try:
        with noted(settings, "extract") as outlays:
            book = CallBook(settings, purse=Purse(outlays))
            try:
                extraction = extract(extractor, document, BreakableCalls(book), parallel=settings.parallel_calls)
            finally:
                billed(book.calls)
    finally:
        extractor.close()
    made = Making(maker_of(extractor), book.calls, extraction.proposals)
    return Extracted(
        document=document,
        extraction=extraction,
        extractor=extractor.model or extractor.name,
        provenance=tuple(map(made.by, extraction.proposals)),
    )


def estimate_only(settings: Settings, draft: Draft, desk: Desk | None = None) -> Expected:
    """Return what extracting from a draft will take, at this desk if one is given; nothing is sent, so no key is needed."""
    document = _document(settings, draft)
    if desk and _is_known(desk, document):
        return Expected(document=document, is_known=True, estimate=Estimate())
    extractor = build_extractor(settings.model_copy(update={"api_key": settings.api_key or SecretStr("not sent")}))
    try:
        return Expected(document=document, is_known=False, estimate=estimate(extractor, document, settings))
    finally:
        extractor.close()


def _document(settings: Settings, draft: Draft) -> Document:
    return make_document(draft, Metadata(), new_id(), settings.user, datetime.now(UTC))


def _is_known(desk: Desk, document: Document) -> bool:
    with desk.store.read() as tx:
        return documents.find_same(tx, document.sha256) is not None

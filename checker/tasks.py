"""
What the tool does with documents from end to end: the one place where reading, storing and extracting are joined.

Never here: how a file is read, a claim is found or a row is written.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from checker import jobs, scales
from checker.auth import Role, User, require
from checker.config import MEGABYTE, Settings, resource
from checker.decisions import Desk
from checker.errors import CheckerError, InputError
from checker.export import Context, Record, record
from checker.extract import Extractor, build_extractor
from checker.ingest.fetch import FetchLimits, fetch
from checker.ingest.files import find_files
from checker.ingest.files import read_bytes as read_file
from checker.ingest.readers import read, read_pasted
from checker.ingest.source import Limits
from checker.model import Document, Draft, Extraction, ModelCall, Proposal, Provenance, Run, Span, plain
from checker.review import LONGEST_NAME, propose, proposed_by_machine
from checker.store import Store, Tx, claims, documents, events, runs
from checker.text import normalise
from checker.words import RunStatus, Status

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: an id can be read out over the telephone
ID_LENGTH = 12
TITLE_LENGTH = 120

Build = Callable[[Settings], Extractor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a person says about a document; an empty field leaves what the document says itself."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What came of adding a document; `run` is None when its text was there before."""

    document: Document
    run: Run | None

    @property
    def is_new(self) -> bool:
        """Whether the text was not in the store before."""
        return self.run is not None


def new_id() -> str:
    """Return a random id of 12 letters and digits (60 bits)."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


def open_desk(settings: Settings) -> Desk:
    """Open the store that the settings name and return the desk that works on it."""
    scale = scales.scale(settings.scale)
    return Desk(
        store=Store(settings.url),
        scale=scale,
        four_eyes=settings.four_eyes,
        lease_for=timedelta(minutes=settings.lease_minutes),
        now=lambda: datetime.now(UTC),
        new_id=new_id,
    )


def local_user(settings: Settings, session: str) -> User:
    """Return the person at a desk without sign-in, who may do everything."""
    return User(name=settings.user, roles=frozenset(Role), session=session)


def limits(settings: Settings) -> Limits:
    """Return how much of a document is accepted."""
    return Limits(max_bytes=int(settings.max_megabytes * MEGABYTE), max_characters=settings.max_characters)


def read_source(settings: Settings, source: str) -> Draft:
    """Read a file or a url."""
    if is_url(source):
        return read_url(settings, source)
    return read(read_file(Path(source), limits=limits(settings)), Path(source).name, limits=limits(settings))


def read_url(settings: Settings, url: str) -> Draft:
    """Fetch and read a page or file; its address is kept with it."""
    allowed = FetchLimits(
        max_bytes=limits(settings).max_bytes,
        seconds=settings.fetch_timeout,
        allow_private=settings.allow_private_addresses,
    )
    fetched = fetch(url, limits=allowed)
    draft = read(fetched.data, fetched.name, limits=limits(settings), media_type=fetched.media_type)
    return replace(draft, url=fetched.url)


def read_bytes(settings: Settings, data: bytes, name: str) -> Draft:
    """Read the content of an uploaded file."""
    return read(data, name, limits=limits(settings))


def read_text(settings: Settings, text: str) -> Draft:
    """Read pasted text."""
    return read_pasted(text, limits=limits(settings))


def expand(sources: Sequence[str]) -> tuple[list[str], list[tuple[str, CheckerError]]]:
    """Return the single files, urls and `-` that these sources mean, and why others are left out."""
    singles: list[str] = []
    left_out: list[tuple[str, CheckerError]] = []
    for source in sources:
        if source == "-" or is_url(source):
            singles.append(source)
            continue
        found = find_files([Path(source)])
        singles += map(str, found.files)
        left_out += [(str(each.path), InputError(f"{each.path} was left out: {each.reason}.")) for each in found.left_out]
    return singles, left_out


def is_url(source: str) -> bool:
    """Whether a source is to be fetched from the web."""
    return source.lower().startswith(("http://", "https://"))


def extract_only(settings: Settings, draft: Draft) -> tuple[Document, Extraction, str]:
    """Return a document, its claims and the extractor's name; nothing is stored."""
    extractor = build_extractor(settings)
    document = make_document(draft, Metadata(), new_id(), settings.user, datetime.now(UTC))
    return document, extractor.extract(document, lambda *_: None), extractor.model or extractor.name


def ingest(desk: Desk, settings: Settings, user: User, draft: Draft, metadata: Metadata | None = None) -> Ingested:
    """Store a document and put its extraction on the list, both or neither; a text that is there already is only found."""
    require(user, "add_document")
    document = make_document(draft, metadata or Metadata(), desk.new_id(), user.name, desk.now())
    plan = plan_of(build_extractor(settings))
    with desk.store.write() as tx:
        if known := documents.find_same(tx, document.sha256):
            return Ingested(document=known, run=None)
        documents.insert(tx, document)
        described = {name: value for name, value in plain(document).items() if name not in {"text", "locators"}}
        events.append(tx, [_entry(document, (user.name, "add_document", document.added_at), {}, described)])
        return Ingested(document=document, run=jobs.enqueue(tx, desk, user, document.id, plan))


def make_document(draft: Draft, metadata: Metadata, document_id: str, added_by: str, added_at: datetime) -> Document:
    """Return the document that a draft makes, with what a person knows better put in."""
    known = {name: getattr(draft, name) for name in documents.METADATA} | _given(metadata)
    return Document(
        id=document_id,
        text=draft.text,
        sha256=hashlib.sha256(draft.text.encode()).hexdigest(),
        media_type=draft.media_type,
        name=draft.name,
        **known | {"title": known["title"] or _title(draft)},
        locators=draft.locators,
        warnings=draft.warnings,
        added_by=added_by,
        added_at=added_at,
    )


def correct_document(desk: Desk, user: User, document_id: str, metadata: Metadata) -> Document:
    """Replace what is known about a document; empty fields become empty, but a title stays."""
    require(user, "correct_document")
    wanted = dict.fromkeys(documents.METADATA) | _given(metadata)
    with desk.store.write() as tx:
        document = documents.get(tx, document_id)
        corrected = replace(document, **wanted | {"title": wanted["title"] or document.title})
        old, new = plain(document), plain(corrected)
        changed = [name for name in documents.METADATA if old[name] != new[name]]
        if changed:
            documents.set_metadata(tx, document_id, {name: getattr(corrected, name) for name in changed})
            before, after = ({name: values[name] for name in changed} for values in (old, new))
            events.append(tx, [_entry(document, (user.name, "correct_document", desk.now()), before, after)])
        return corrected


def extract_again(desk: Desk, settings: Settings, user: User, document_id: str) -> Run:
    """Put another extraction of a document on the list; claims that it proposed before are not doubled."""
    plan = plan_of(build_extractor(settings))
    with desk.store.write() as tx:
        documents.get(tx, document_id)
        return jobs.enqueue(tx, desk, user, document_id, plan)


def plan_of(extractor: Extractor) -> jobs.Plan:
    """Return what a run has to remember of its extractor."""
    return jobs.Plan(extractor=extractor.name, model=extractor.model, prompt_hash=extractor.prompt_hash)


def work_off(desk: Desk, settings: Settings) -> None:
    """Carry out every waiting run in this process, then return."""
    jobs.run_worker(desk, extraction_work(desk, settings), threading.Event(), until_idle=True)


def start_worker(desk: Desk, settings: Settings) -> threading.Event:
    """Carry out waiting runs in a thread of this process until the returned event is set."""
    stop = threading.Event()
    work = extraction_work(desk, settings)
    threading.Thread(target=jobs.run_worker, args=(desk, work, stop), name="extraction worker", daemon=True).start()
    return stop


def extraction_work(desk: Desk, settings: Settings, build: Build = build_extractor) -> jobs.Work:
    """Return the function that carries out one run with the model that the run was queued for."""

    def work(run: Run, progress: jobs.Progress) -> None:
        extractor = build(settings.model_copy(update={"model": run.model}))
        with desk.store.read() as tx:
            document = documents.get(tx, run.document_id)
        extraction = extractor.extract(document, progress)
        with desk.store.write() as tx:
            store_extraction(tx, desk, run, plan_of(extractor), extraction)

    return work


def store_extraction(tx: Tx, desk: Desk, run: Run, plan: jobs.Plan, extraction: Extraction) -> None:
    """Store claims, ledger, calls and the end of a run in one transaction; nothing when the run is another worker's now."""
    done = replace(
        run,
        status=RunStatus.INCOMPLETE if extraction.problems else RunStatus.DONE,
        message=" ".join(extraction.problems),
        finished_at=desk.now(),
        input_tokens=sum(call.input_tokens or 0 for call in extraction.calls),
        output_tokens=sum(call.output_tokens or 0 for call in extraction.calls),
        skipped=extraction.skipped,
    )
    if not runs.finish(tx, done):
        return
    runs.add_calls(tx, run.id, extraction.calls)
    known = claims.wordings(tx, run.document_id)
    fresh = [each for each in _first_of_each(extraction.proposals) if (each.span, each.text) not in known]
    calls = {call.position: call for call in extraction.calls}
    proposed = [
        propose(desk.new_id(), run.document_id, each, made_by=_provenance(run, plan, each, calls), now=desk.now())
        for each in fresh
    ]
    claims.insert(tx, proposed)
    events.append(tx, proposed_by_machine(proposed))


def sample_files() -> list[Path]:
    """Return the sample documents that come with the tool."""
    folder = resource("seeds/documents")
    return sorted(path for path in folder.iterdir() if path.is_file() and path.name != "README.md")


def load_samples(desk: Desk, settings: Settings, user: User) -> Iterator[tuple[str, Ingested | CheckerError]]:
    """Add the sample documents; yield for each file what came of it."""
    for path in sample_files():
        try:
            yield path.name, ingest(desk, settings, user, read_source(settings, str(path)))
        except CheckerError as error:
            yield path.name, error


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
            yield record(claim, known[claim.document_id], context)


def summary(desk: Desk) -> str:
    """Return in a sentence what waits at this desk."""
    with desk.store.read() as tx:
        candidates, documents_there = claims.waiting(tx)[Status.CANDIDATE], len(documents.titles(tx))
    return f"{candidates} candidates wait in {documents_there} documents."


def _first_of_each(proposals: Sequence[Proposal]) -> Iterable[Proposal]:
    first: dict[tuple[Span | None, str], Proposal] = {}
    for each in proposals:
        first.setdefault((each.span, each.text), each)
    return first.values()


def _provenance(run: Run, plan: jobs.Plan, proposal: Proposal, calls: dict[int, ModelCall]) -> Provenance:
    call = None if proposal.call is None else calls.get(proposal.call)
    return Provenance(
        extractor=plan.extractor,
        model=plan.model,
        prompt_hash=plan.prompt_hash,
        run_id=run.id,
        input_tokens=call.input_tokens if call else None,
        output_tokens=call.output_tokens if call else None,
    )


def _entry(document: Document, by: tuple[str, str, datetime], before: dict[str, Any], after: dict[str, Any]) -> events.Entry:
    actor, action, at = by
    return events.Entry(
        at=at,
        actor=actor,
        action=action,
        subject="document",
        subject_id=document.id,
        before=before,
        after=after,
    )


def _given(metadata: Metadata) -> dict[str, Any]:
    given = {name: getattr(metadata, name) for name in documents.METADATA}
    tidy = {name: normalise(value).strip()[:LONGEST_NAME] if isinstance(value, str) else value for name, value in given.items()}
    url = tidy["url"]
    if url and not url.lower().startswith(("http://", "https://")):
        raise InputError(f"{url!r} is no web address; expected one that begins with http:// or https://, or nothing.")
    return {name: value for name, value in tidy.items() if value}


def _title(draft: Draft) -> str:
    if any(locator.speaker for locator in draft.locators):  # the first line of a transcript says nothing about it
        return Path(draft.name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or draft.name
    line = " ".join(draft.text.strip().split("\n", 1)[0].split())
    return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"

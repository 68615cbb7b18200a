"""
A draft becomes a document of the desk, with what a person knows about it, and its extraction is put on the list.

Never here: reading, or extracting.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from checker import jobs
from checker.auth import User, require
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import CheckerError, InputError
from checker.extract import build_extractor
from checker.model import Document, Draft, Run, plain
from checker.store import claims, documents, events
from checker.tasks.extraction import maker_of
from checker.tasks.sources import is_url, read_source, sample_files
from checker.text import normalise
from checker.words import RunStatus, Status

TITLE_LENGTH = 120
LONGEST = {"title": 500, "publisher": 300, "author": 300, "url": 2_000, "language": 40}  # characters


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


def ingest(
    desk: Desk, settings: Settings, user: User, draft: Draft, metadata: Metadata | None = None, *, by_batch: bool = False
) -> Ingested:
    """Store a document and put its extraction on the list, both or neither; a text that is there already is only found."""
    require(user, "add_document")
    document = make_document(draft, metadata or Metadata(), desk.new_id(), user.name, desk.now())
    maker = maker_of(build_extractor(settings))
    with desk.store.write() as tx:
        if known := documents.find_same(tx, document.sha256):
            return Ingested(document=known, run=None)
        documents.insert(tx, document)
        events.append(tx, [added(document)])
        return Ingested(document=document, run=jobs.enqueue(tx, desk, user, document.id, maker, by_batch=by_batch))


def added(document: Document) -> events.Entry:
    """Return the history's first line of a document."""
    described = {name: value for name, value in plain(document).items() if name not in {"text", "locators"}}
    return _entry(document, (document.added_by, "add_document", document.added_at), {}, described)


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


def load_samples(desk: Desk, settings: Settings, user: User) -> Iterator[tuple[str, Ingested | CheckerError]]:
    """Add the sample documents; yield for each file what came of it."""
    for path in sample_files():
        try:
            yield path.name, ingest(desk, settings, user, read_source(settings, str(path)))
        except CheckerError as error:
            yield path.name, error


def unread(desk: Desk) -> list[tuple[str, str]]:
    """Return title and reason of the documents whose last extraction failed."""
    with desk.store.read() as tx:
        return [(each.title, each.run_message) for each in documents.newest(tx) if each.run_status is RunStatus.FAILED]


def summary(desk: Desk) -> str:
    """Return in a sentence what waits at this desk."""
    with desk.store.read() as tx:
        candidates, documents_there = claims.waiting(tx, desk.now())[Status.CANDIDATE], len(documents.titles(tx))
    return f"{candidates} candidates wait in {documents_there} documents."


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
    given = {name: _tidy(name, getattr(metadata, name)) for name in documents.METADATA}
    url = given["url"]
    if url and not is_url(str(url)):
        raise InputError(f"{url!r} is no web address; expected one that begins with http:// or https://, or nothing.")
    return {name: value for name, value in given.items() if value}


def _tidy(name: str, value: str | date | None) -> str | date | None:
    if not isinstance(value, str):
        return value
    tidy = " ".join(normalise(value).split())
    if len(tidy) > LONGEST[name]:
        raise InputError(f"The {name} has {len(tidy):,} characters; expected at most {LONGEST[name]:,}. Shorten it.")
    return tidy


def _title(draft: Draft) -> str:
    if any(locator.speaker for locator in draft.locators):  # the first line of a transcript says nothing about it
        return Path(draft.name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or draft.name
    line = " ".join(draft.text.strip().split("\n", 1)[0].split())
    return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"

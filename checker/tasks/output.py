"""
Stored claims become records, and a draft becomes claims that nobody stores.

Never here: a format.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from checker.auth import User, require
from checker.config import Settings
from checker.decisions import Desk
from checker.export import Context, Record, record
from checker.extract import build_extractor
from checker.model import Document, Draft, Extraction
from checker.store import claims, documents
from checker.tasks.intake import Metadata, make_document
from checker.tasks.setup import new_id


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


def extract_only(settings: Settings, draft: Draft) -> tuple[Document, Extraction, str]:
    """Return a document, its claims and the extractor's name; nothing is stored."""
    extractor = build_extractor(settings)
    document = make_document(draft, Metadata(), new_id(), settings.user, datetime.now(UTC))
    return document, extractor.extract(document, lambda *_: None), extractor.model or extractor.name

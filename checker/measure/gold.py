"""
Labelled documents: which sentences deserve a claim, what people made of them, and who said it.

Never here: how a file is written, or what an extractor proposed.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from checker.model import Document, Locator, Span

NOBODY = ""  # the author's own voice; None where nobody labelled who said it
_NEVER = datetime.min.replace(tzinfo=UTC)  # no desk added such a document


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldClaim:
    """A claim as people put it."""

    text: str
    claimant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSentence:
    """One labelled sentence; None stands for what nobody labelled."""

    span: Span
    positive: bool | None  # whether a claim is to be made of it
    label: str = ""  # the word that the file has for it, or the reason why not
    claims: tuple[GoldClaim, ...] | None = None
    alone: str | None = None  # the sentence as a person rewrote it to stand alone
    claimant: str | None = None  # who says the whole sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """One labelled document."""

    document: Document
    sentences: tuple[GoldSentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """All labelled documents of a file, and what was recognised of it."""

    name: str
    sha256: str
    recognised: str
    documents: tuple[GoldDocument, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a file says of a document beside its text."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: date | None = None
    language: str | None = None


def make_document(document_id: str, text: str, about: About, locators: tuple[Locator, ...] = ()) -> Document:
    """Return a labelled text as an extractor is given it."""
    return Document(
        id=document_id,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type="text/plain",
        name=document_id,
        title=about.title or "",
        publisher=about.publisher,
        author=about.author,
        url=about.url,
        published_at=about.published_at,
        language=about.language,
        locators=locators,
        warnings=(),
        added_by="",
        added_at=_NEVER,
    )

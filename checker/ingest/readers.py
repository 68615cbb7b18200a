"""
The one way from bytes to a draft, and the table of readers: a new format is a module and a line here.

Never here: the network, the file system, or how one format is read.
"""

from collections.abc import Callable
from dataclasses import replace
from email.message import Message

from checker.errors import EmptyText, TooLarge
from checker.ingest import docx, pdf, plain, sniff, transcript, webpage
from checker.ingest.encoding import decode
from checker.ingest.source import Limits, Piece, Source, check_accents, finish, silence
from checker.model import Draft
from checker.text import normalise

Reader = Callable[[Source], Draft]

READERS: dict[str, Reader] = {
    sniff.TEXT: plain.read_text,
    sniff.MARKDOWN: plain.read_markdown,
    sniff.HTML: webpage.read_html,
    sniff.PDF: pdf.read_pdf,
    sniff.DOCX: docx.read_docx,
    sniff.SRT: transcript.read_srt,
    sniff.VTT: transcript.read_vtt,
}

PASTED = "pasted text"
LONGEST_NAME = 200
MEGABYTE = 1_000_000


def read(data: bytes, name: str, *, limits: Limits, media_type: str | None = None) -> Draft:
    """Return the text of a document; raises InputError that says why there is none."""
    return read_opened(*opened(data, name, limits=limits, media_type=media_type))


def opened(data: bytes, name: str, *, limits: Limits, media_type: str | None = None) -> tuple[str, Source]:
    """Return what kind of document this is, with its text decoded when it is text; cheap beside reading it."""
    source = Source(data=data, name=_shown(name), limits=limits)
    _check_size(source)
    with silence():
        kind = sniff.binary_kind(data, source.name)
        return (kind, source) if kind else _as_text(source, media_type)


def read_opened(kind: str, source: Source) -> Draft:
    """Return the text of a document that was opened."""
    with silence():
        return READERS[kind](source)


def read_pasted(text: str, *, limits: Limits) -> Draft:
    """Return a text that somebody pasted, as it is."""
    return finish(Source(data=b"", name=PASTED, limits=limits), sniff.TEXT, [Piece(text=text)])


def _as_text(source: Source, media_type: str | None) -> tuple[str, Source]:
    header = Message()
    header["Content-Type"] = normalise(media_type or "").replace("\n", " ")
    text, warnings = decode(source.data, source.name, header.get_content_charset())
    check_accents(text, source.name)
    kind = sniff.text_kind(text, source.name, header.get_content_type() if media_type else None)
    return kind, replace(source, text=text, warnings=warnings)


def _shown(name: str) -> str:
    tidy = " ".join(normalise(name).split())
    return (tidy if len(tidy) <= LONGEST_NAME else f"…{tidy[-LONGEST_NAME + 1 :]}") or "document"


def _check_size(source: Source) -> None:
    size, limit = len(source.data), source.limits.max_bytes
    if not size:
        raise EmptyText(f"{source.name} is empty (0 bytes); choose another file, or paste the text.")
    if size > limit:
        raise TooLarge(
            f"{source.name} has {size / MEGABYTE:,.1f} MB, the limit is {limit / MEGABYTE:,.1f} MB; "
            "split it, or raise CHECKER_MAX_MEGABYTES."
        )

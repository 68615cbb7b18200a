"""
A PDF with a text layer becomes paragraphs with page locators.

Never here: recognising text in pictures, or running what a PDF carries.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from typing import TypeVar

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from checker.errors import EmptyText, TooLarge, UnsupportedMedia
from checker.ingest.lines import paragraphs
from checker.ingest.sniff import PDF
from checker.ingest.source import BROKEN_FILE, Facts, Source, finish, parsing
from checker.model import Draft

NAMED_PAGES = 5  # how many pages a warning counts out
MOST_PAGES = 3_000
UNPACKED_RATIO = 5  # the pages may unpack to this many times the largest file that is read
WIDE_GAP = 1.25  # times the usual distance of two lines
T = TypeVar("T")
_PROGRAM_TITLE = re.compile(
    r"(?:Microsoft \w+ - .*|.*\.(?:docx?|odt|rtf|tex|indd|pdf)|untitled|(?:un)?named document)", re.IGNORECASE
)


def read_pdf(source: Source) -> Draft:
    """Return the text layer of a PDF; raises EmptyText when it has none."""
    with parsing(source, "a PDF", PyPdfError, DependencyError):
        reader = PdfReader(BytesIO(source.data))
        _unlock(reader, source)
        pages = _page_texts(reader, source)
        facts = _facts(reader)
    bare = [number for number, page in enumerate(pages, 1) if not page.strip()]
    if len(bare) == len(pages):
        count = f"{len(pages)} page{'s' * (len(pages) != 1)}"
        raise EmptyText(f"{source.name} has no text layer (0 characters on {count}); run OCR on it first, or paste the text.")
    pieces, running = paragraphs(pages)
    return finish(source, PDF, pieces, facts=facts, warnings=_warnings(source, len(pages), bare, running))


def _unlock(reader: PdfReader, source: Source) -> None:
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnsupportedMedia(
            f"{source.name} is encrypted with a password; save a copy without a password and add that, or paste the text."
        )


def _page_texts(reader: PdfReader, source: Source) -> list[str]:
    texts: list[str] = []
    length = unpacked = 0
    for page in reader.pages:
        content = page.get_contents()
        unpacked += 0 if content is None else len(content.get_data())
        _check_pages(source, len(texts) + 1, unpacked)
        texts.append(_spaced_text(page))
        length += len(texts[-1])
        if length > source.limits.max_characters:
            raise TooLarge(
                f"{source.name} has more than {source.limits.max_characters:,} characters by page {len(texts)}; "
                "split it, or raise CHECKER_MAX_CHARACTERS."
            )
    return texts


def _check_pages(source: Source, pages: int, unpacked: int) -> None:
    if pages > MOST_PAGES:
        raise TooLarge(f"{source.name} has more than {MOST_PAGES:,} pages; split it, or paste the text.")
    limit = source.limits.max_bytes * UNPACKED_RATIO
    if unpacked > limit:
        raise TooLarge(
            f"{source.name} unpacks to more than {limit / 1e6:,.1f} MB by page {pages}; split it, or raise CHECKER_MAX_MEGABYTES."
        )


def _spaced_text(page: PageObject) -> str:
    """Return a page's lines with an empty one wherever the gap on the page is wider than usual."""
    parts: list[tuple[str, float]] = []

    def note(words: str, outer: list[float], inner: list[float], font: object, size: float) -> None:
        parts.append((words, inner[5] * outer[3] + outer[5]))

    plain = page.extract_text(visitor_text=note)
    if "".join(words for words, _ in parts) != plain:
        return plain  # pypdf put the words into another order than the one in which they came by
    lines = list(_placed_lines(parts))
    steps = sorted(above - below for (_, above), (_, below) in pairwise(lines) if above > below)
    usual = steps[len(steps) // 2] if steps else 0
    gaps = (above - below > usual * WIDE_GAP for (_, above), (_, below) in pairwise(lines))
    spaced = (f"\n{line}" if gap else line for (line, _), gap in zip(lines[1:], gaps, strict=True))
    return "\n".join([line for line, _ in lines[:1]] + list(spaced))


def _placed_lines(parts: list[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    line, height = "", 0.0
    for words, at in parts:
        for place, piece in enumerate(words.split("\n")):
            if place and line.strip():
                yield line, height
            line, height = (piece, at) if place or not line.strip() else (line + piece, height)
    if line.strip():
        yield line, height


def _facts(reader: PdfReader) -> Facts:
    found = _sound(lambda: reader.metadata)
    if found is None:
        return Facts()
    title = _text(_sound(lambda: found.title)) or ""
    created = _sound(lambda: found.creation_date)
    return Facts(
        title=None if _PROGRAM_TITLE.fullmatch(title.strip()) else title,
        author=_text(_sound(lambda: found.author)),
        published_at=created.date() if created else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None  # a PDF may hold anything where a text should be


def _sound(fact: Callable[[], T | None]) -> T | None:
    """Return what a PDF says about itself, or None when that is broken; its text is worth having all the same."""
    try:
        return fact()
    except (PyPdfError, *BROKEN_FILE):
        return None


def _warnings(source: Source, pages: int, bare: list[int], running: list[str]) -> list[str]:
    warnings = []
    if bare:
        named = ", ".join(f"p. {number}" for number in bare[:NAMED_PAGES]) + (", …" if len(bare) > NAMED_PAGES else "")
        warnings.append(f"{len(bare)} of {pages} pages have no text layer ({named}); what stands there was not read.")
    if running:
        shown = "; ".join(f"“{line[:80]}”" for line in running[:NAMED_PAGES])
        warnings.append(f"Lines that repeat at the edges of pages were left out: {shown}.")
    if b"%%EOF" not in source.data[-2048:]:
        warnings.append(f"{source.name} seems to be cut off; text at its end may be missing.")
    return warnings

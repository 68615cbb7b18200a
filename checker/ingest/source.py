"""
What every reader gets (a source with its limits) and how it hands over what it found (pieces and facts).

Never here: anything about one format.
"""

import logging
import re
import struct
import sys
import unicodedata
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache

from checker.errors import EmptyText, TooLarge, UnsupportedMedia
from checker.ingest import invisible
from checker.model import Draft, Locator
from checker.text import normalise

LONGEST_FACT = 300
MOST_ACCENTS = 100
NOISY_LIBRARIES = ("pypdf", "trafilatura", "htmldate", "courlan", "justext", "charset_normalizer", "docx")
# What parsers raise when a file is not what they expect, beside their own exceptions.
BROKEN_FILE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a document is accepted."""

    max_bytes: int
    max_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one document; `text` is filled in when they are text."""

    data: bytes
    name: str
    limits: Limits
    text: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words to be added to a text, what stands between them and the words before, and where they come from."""

    text: str
    before: str = "\n\n"
    label: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document says about itself, as it says it."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: str | date | None = None
    language: str | None = None


def finish(
    source: Source,
    media_type: str,
    pieces: Iterable[Piece],
    *,
    facts: Facts | None = None,
    warnings: Iterable[str] = (),
) -> Draft:
    """Return the pieces as one draft; raises EmptyText or TooLarge when they are no usable text."""
    text, locators = _join(pieces, source)
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise EmptyText(f"{source.name} has no text in it; choose another file, or paste the text.")
    known = facts or Facts()
    return Draft(
        text=text,
        media_type=media_type,
        name=source.name,
        title=_tidy(known.title),
        publisher=_tidy(known.publisher),
        author=_tidy(known.author),
        url=_address(known.url),
        published_at=_day(known.published_at),
        language=_language(known.language),
        locators=locators,
        warnings=(*source.warnings, *warnings, *invisible.warnings(text)),
    )


def _join(pieces: Iterable[Piece], source: Source) -> tuple[str, tuple[Locator, ...]]:
    parts: list[str] = []
    marks: dict[int, Piece] = {}
    length = 0
    for piece in pieces:
        if not source.text:  # else it was looked at as a whole
            check_accents(piece.text, source.name)
        words = normalise(piece.text).strip("\ufeff \t\n")
        if not words:
            continue
        before = piece.before if parts else ""
        length += len(before)
        if piece.label is not None:
            marks[length] = piece
        parts += (before, words)
        length += len(words)
        _check_length(length, source)
    return _settle("".join(parts), marks)


def check_accents(text: str, name: str) -> None:
    """Refuse towers of accents: putting them in order takes time that grows with the square of their height."""
    if not text.isascii() and _stacked().search(text):
        raise UnsupportedMedia(f"{name} stacks more than {MOST_ACCENTS} accents on one letter; that is no readable text.")


@cache
def _stacked() -> re.Pattern[str]:
    marks = "".join(each for each in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(each))
    return re.compile(f"[{re.escape(marks)}]{{{MOST_ACCENTS + 1}}}")


def _check_length(length: int, source: Source) -> None:
    if length > source.limits.max_characters:
        raise TooLarge(
            f"{source.name} has more than {source.limits.max_characters:,} characters of text; "
            "split it, or raise CHECKER_MAX_CHARACTERS."
        )


def _settle(joined: str, marks: dict[int, Piece]) -> tuple[str, tuple[Locator, ...]]:
    text = normalise(joined)
    if text == joined:
        starts = {start: start for start in marks}
    else:  # an accent at the seam of two pieces has merged with the letter before it
        starts = {start: min(len(normalise(joined[:start])), len(text) - 1) for start in marks}
    locators = (Locator(start=starts[at], label=each.label or "", speaker=each.speaker) for at, each in marks.items())
    return text, tuple(locators)


def _tidy(value: str | None) -> str | None:
    return " ".join(normalise(value).split())[:LONGEST_FACT].strip() or None if value else None


def _address(value: str | None) -> str | None:
    tidy = _tidy(value)
    return tidy if tidy and tidy.lower().startswith(("http://", "https://")) else None


def _language(value: str | None) -> str | None:
    tidy = (value or "").strip().replace("_", "-")
    return tidy if _LANGUAGE.fullmatch(tidy) else None


def _day(value: str | date | None) -> date | None:
    if value is None or isinstance(value, date):
        return value
    found = _DAY.match(value)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


@contextmanager
def parsing(source: Source, kind: str, *library_errors: type[Exception]) -> Iterator[None]:
    """Turn what a parser raises on a broken file into UnsupportedMedia that names the file."""
    broken: tuple[type[Exception], ...] = (*library_errors, *BROKEN_FILE)
    try:
        yield
    except MemoryError as error:
        raise TooLarge(f"{source.name} needs more memory to be read than there is; split it, or paste the text.") from error
    except broken as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise UnsupportedMedia(
            f"{source.name} cannot be read as {kind}: it is damaged or incomplete ({said}). "
            "Get a fresh copy of the file, or paste the text."
        ) from error


@contextmanager
def silence() -> Iterator[None]:
    """Keep the parsers' own log lines and warnings away from the terminal; what matters comes as draft warnings."""
    for library in NOISY_LIBRARIES:
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield

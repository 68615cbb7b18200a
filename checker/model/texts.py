"""
Documents, and places in their text, as frozen data.

Never here: anything that reads or writes, or decides a step.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: half-open, counted in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"Span({self.start}, {self.end}): expected 0 <= start < end")

    def of(self, text: str) -> str:
        """Return the words at this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where in the original a stretch of text began: a page, a time code, a speaker."""

    start: int
    label: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text as a reader found it, with what is known about it, before it is stored."""

    text: str
    media_type: str
    name: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: date | None = None
    language: str | None = None
    locators: tuple[Locator, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One ingested text; `text` is normalised once and never changes after."""

    id: str
    text: str
    sha256: str
    media_type: str
    name: str
    title: str
    publisher: str | None
    author: str | None
    url: str | None
    published_at: date | None
    language: str | None
    locators: tuple[Locator, ...]
    warnings: tuple[str, ...]
    added_by: str
    added_at: datetime

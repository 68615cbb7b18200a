"""
What came of the documents that somebody just added, and the fields for what they know about one.

Never here: how a document is read or stored.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from checker import tasks
from checker.errors import CheckerError
from checker.model import Document, Draft
from checker.tasks import Metadata
from checker.ui import lines
from checker.ui.drafts import Field
from checker.ui.lines import Line
from checker.ui.session import desk, settings, user

FIELDS = (
    ("title", "Title"),
    ("publisher", "Publisher"),
    ("author", "Author"),
    ("url", "Url"),
    ("published_at", "Published on"),
    ("language", "Language"),
)
EARLIEST = date(1450, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something to be read: its name, and how."""

    name: str
    read: Callable[[], Draft]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of one source: a document that is new, one that was there, or an error in words."""

    name: str
    document: Document | None = None
    is_new: bool = False
    error: str = ""


def take_in(sources: Sequence[Source], metadata: Metadata) -> list[TakenIn]:
    """Read and store each source; an error of one never loses the others."""
    outcomes = []
    with st.status(f"Reading {len(sources)} of {len(sources)}" if len(sources) > 1 else "Reading") as status:
        for number, source in enumerate(sources, start=1):
            status.update(label=f"Reading {number} of {len(sources)}")
            outcomes.append(_take_in(source, metadata))
        status.update(label="Read", state="complete")
    return outcomes


def _take_in(source: Source, metadata: Metadata) -> TakenIn:
    try:
        came = tasks.ingest(desk(), settings(), user(), source.read(), metadata)
    except CheckerError as error:
        return TakenIn(name=source.name, error=str(error))
    return TakenIn(name=source.name, document=came.document, is_new=came.is_new)


def show(outcomes: Sequence[TakenIn]) -> None:
    """Say what came of each source."""
    lines.show([line for outcome in outcomes for line in _told(outcome)], key="intake")


def _told(outcome: TakenIn) -> Iterator[Line]:
    if outcome.document is None:
        yield Line(kind="problem", icon="error", text=outcome.error)
    elif not outcome.is_new:
        yield Line(kind="plain", icon="content_copy", text=f"The same text is already here: {outcome.document.title}")
    else:
        yield Line(kind="good", icon="check", text=f"Added: {outcome.document.title}")
        for warning in outcome.document.warnings:
            yield Line(kind="warning", icon="warning", text=warning)


def metadata_fields(prefix: str, known: Document | None = None) -> Callable[[], Metadata]:
    """Draw the fields for what is known about a document; return the function that reads them."""
    columns = st.columns(3, gap="small")
    for number, (name, shown) in enumerate(FIELDS):
        with columns[number % 3]:
            _field(f"{prefix}_{name}", shown, getattr(known, name) if known else None)
    return lambda: Metadata(**{name: st.session_state[f"{prefix}_{name}"] or None for name, _ in FIELDS})


def typed_into(prefix: str) -> list[Field]:
    """Return the fields for what is known about a new document, as drafts know them."""
    return [
        Field(name=name, shown=shown.lower(), key=f"{prefix}_{name}", is_day=name == "published_at") for name, shown in FIELDS
    ]


def _field(key: str, shown: str, value: str | date | None) -> None:
    if key.endswith("_published_at"):
        st.session_state.setdefault(key, value)
        st.date_input(shown, value=None, key=key, format="YYYY-MM-DD", min_value=EARLIEST, max_value=date(9999, 12, 31))
        return
    st.session_state.setdefault(key, value or "")
    st.text_input(shown, key=key, placeholder="en" if key.endswith("_language") else None)

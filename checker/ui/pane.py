"""
The source text with its marks: drawn once for a document, then only told which mark is the active one.

Never here: what a click or a selection leads to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from streamlit.components.v2.types import ComponentRenderer

from checker.model import Document, Skipped, Span
from checker.store.claims import Mark
from checker.text import segments
from checker.ui import component
from checker.ui.reasons import left_out
from checker.words import Status

KEY = "pane"
SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Words that a reviewer selected in the source text."""

    document_id: str
    span: Span


def show(
    document: Document,
    marks: Sequence[Mark],
    skipped: Sequence[Skipped] = (),
    *,
    on_click: Callable[[], None],
    on_missed: Callable[[], None] | None = None,
) -> None:
    """Draw a document's text; the callbacks read `clicked` or `missed`."""
    _pane()(
        key=KEY,
        data=_data(document, marks, skipped) | {"adds": on_missed is not None},
        height="content",
        on_clicked_change=on_click,
        on_missed_change=on_missed or _nothing,
    )


def point(claim_id: str | None, statuses: Mapping[str, Status], *, skipped: bool = False) -> None:
    """Move the active mark, restyle marks whose status is not what was drawn, and show or hide the skipped sentences."""
    changed = {id_: status.value for id_, status in statuses.items()}
    _pointer()(key="pane_pointer", data={"active": claim_id, "statuses": changed, "skipped": skipped}, height="content")


def clicked(state: Any) -> list[str]:
    """Return the claims of the mark that was clicked, in the session's state."""
    ids = state[KEY].get("clicked")
    return [str(each) for each in ids] if isinstance(ids, list) else []


def missed(state: Any) -> Missed | None:
    """Return the words that were selected, in the session's state; what a browser sends is not trusted."""
    sent = state[KEY].get("missed")
    if not isinstance(sent, Mapping):
        return None
    start, end = sent.get("start"), sent.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        return None
    return Missed(document_id=str(sent.get("document")), span=Span(start, end))


def _data(document: Document, marks: Sequence[Mark], skipped: Sequence[Skipped]) -> dict[str, object]:
    reasons = {f"{SKIPPED}-{number}": each for number, each in enumerate(skipped)}
    spans = {mark.claim_id: mark.span for mark in marks} | {id_: each.span for id_, each in reasons.items()}
    return {
        "document": document.id,
        "text": document.text,
        "pieces": [[piece.end, *piece.ids] for piece in segments(document.text, spans)],
        "statuses": {mark.claim_id: mark.status.value for mark in marks},
        "reasons": {id_: left_out(each.reason) for id_, each in reasons.items()},
    }


def _nothing() -> None:
    return None


@cache
def _pane() -> ComponentRenderer:
    return component.make(
        "pane",
        "<div class='pane' role='document' tabindex='0' aria-label='Source text'></div>"
        "<div class='offer' hidden><button type='button'>Add a missed claim<kbd>M</kbd></button></div>",
    )


@cache
def _pointer() -> ComponentRenderer:
    return component.make("pointer")

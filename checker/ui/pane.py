"""
The source text with its marks: drawn once for a document, then only told which mark is the active one.

Never here: what a click or a selection leads to, or which sentences were left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from streamlit.components.v2.types import ComponentRenderer

from checker.model import Document, Skipped, Span
from checker.store.claims import Mark
from checker.text import segments
from checker.ui import component
from checker.ui.reasons import ALARM, UNREAD, left_out
from checker.words import Status

KEY = "pane"
SKIPPED = "skipped"
AGAIN = "+"  # before the id of a claim that the text says once more here


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Words that a reviewer selected in the source text, or a sentence of it that was left out."""

    document_id: str
    span: Span


def show(
    document: Document,
    marks: Sequence[Mark],
    skipped: Sequence[Skipped] = (),
    *,
    on_click: Callable[[], None],
    on_missed: Callable[[], None] | None = None,
    on_quoted: Callable[[], None] | None = None,
) -> None:
    """Draw a document's text; the callbacks read `clicked`, `missed` or `quoted`."""
    _pane()(
        key=KEY,
        data=_data(document, marks, skipped) | {"adds": on_missed is not None},
        height="content",
        on_clicked_change=on_click,
        on_missed_change=on_missed or _nothing,
        on_quoted_change=on_quoted or _nothing,
    )


def point(claim_id: str | None, statuses: Mapping[str, Status], *, skipped: bool = False, quoting: bool = False) -> None:
    """
    Move the active mark, restyle marks whose status is not what was drawn, and show or hide the skipped sentences.

    While somebody is `quoting`, selected words go into a quote.
    """
    changed = {id_: status.value for id_, status in statuses.items()}
    _pointer()(
        key="pane_pointer",
        data={"active": claim_id, "statuses": changed, "skipped": skipped, "quoting": quoting},
        height="content",
    )


def clicked(state: Any) -> list[str]:
    """Return the claims of the mark that was clicked, in the session's state."""
    ids = state[KEY].get("clicked")
    return [str(each) for each in ids] if isinstance(ids, list) else []


def missed(state: Any) -> Selected | None:
    """Return the words that are to be a claim, in the session's state."""
    return _selected(state[KEY].get("missed"))


def quoted(state: Any) -> Selected | None:
    """Return the words that are to be a quote, in the session's state."""
    return _selected(state[KEY].get("quoted"))


def _selected(sent: Any) -> Selected | None:  # what a browser sends is not trusted
    if not isinstance(sent, Mapping):
        return None
    start, end = sent.get("start"), sent.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        return None
    return Selected(document_id=str(sent.get("document")), span=Span(start, end))


def _data(document: Document, marks: Sequence[Mark], skipped: Sequence[Skipped]) -> dict[str, object]:
    ledger = {f"{SKIPPED}-{number}": each for number, each in enumerate(skipped)}
    named = {f"mark-{number}": f"{AGAIN * mark.again}{mark.claim_id}" for number, mark in enumerate(marks)}
    spans = dict(zip(named, (mark.span for mark in marks), strict=True)) | {id_: each.span for id_, each in ledger.items()}
    return {
        "document": document.id,
        "text": document.text,
        "pieces": [
            [piece.end, *dict.fromkeys(named.get(id_, id_) for id_ in piece.ids)] for piece in segments(document.text, spans)
        ],
        "statuses": {mark.claim_id: mark.status.value for mark in marks},
        "reasons": {id_: _reason(each) for id_, each in ledger.items()},
        "labels": dict(_labels(ledger)),
        "alarms": [id_ for id_, each in ledger.items() if each.alarm],
        "unread": [id_ for id_, each in ledger.items() if each.reason == UNREAD],
    }


def _reason(skipped: Skipped) -> str:
    return f"{left_out(skipped.reason)} {ALARM}" if skipped.alarm else left_out(skipped.reason)


def _labels(ledger: Mapping[str, Skipped]) -> Iterator[tuple[str, str]]:
    """What stands behind a sentence in the text; a stretch that was not read is told of once, at its end."""
    for (id_, each), after in zip_longest(ledger.items(), list(ledger.values())[1:]):
        if not (after and each.reason == after.reason == UNREAD and not each.alarm):
            yield id_, _reason(each)


def _nothing() -> None:
    return None


@cache
def _pane() -> ComponentRenderer:
    return component.make(
        "pane",
        "<div class='pane' role='document' tabindex='0' aria-label='Source text'></div>"
        "<p class='said' role='status'></p>"
        "<div class='offer' hidden><span></span><button type='button'><b></b><kbd>M</kbd></button></div>",
        parts=("selecting",),
    )


@cache
def _pointer() -> ComponentRenderer:
    return component.make("pointer")

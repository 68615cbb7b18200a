"""
Proposals whose quote is not in their document: they can be given a quote that is, or be rejected; never accepted.

Never here: claims that wait in the queue.
"""

from dataclasses import replace

import streamlit as st

from checker import review
from checker.decisions import Seen
from checker.model import Claim, Span
from checker.store import Tx, claims
from checker.ui import badges, lines, session
from checker.ui.lines import Line
from checker.ui.triage import card, wording
from checker.ui.triage.turn import change
from checker.words import RejectReason, Status


def count(tx: Tx, document_id: str) -> int:
    """Return how many proposals of a document could not be found in it."""
    return claims.total(tx, _wanted(document_id))


def show(document_id: str) -> None:
    """Draw the first of them with what can be done about it."""
    with session.desk().store.read() as tx:
        found = claims.page(tx, _wanted(document_id), limit=1)
        left = claims.total(tx, _wanted(document_id))
    if not found:
        st.text("Every proposal that is left stands in the text.")
        return
    claim = found[0]
    lines.show(_lines(claim, left), key="card")
    st.text_area("Quote, word for word from the text", key=_quote_key(claim.id), height=84, on_change="ignore")
    with st.container(key="decisions", horizontal=True, gap="xsmall"):
        st.button(
            "Save the quote", key=f"requote_{claim.id}", on_click=_requote, args=(claim.id, claim.version), type="primary"
        )
        st.button("Reject: not in source", key=f"drop_{claim.id}", on_click=_drop, args=(claim.id, claim.version))


def put_quote(document_id: str, quote: str, span: Span) -> None:
    """Put words that were selected in the text into the quote of the proposal that is shown."""
    with session.desk().store.read() as tx:
        found = claims.page(tx, _wanted(document_id), limit=1)
    for claim in found:
        st.session_state[_quote_key(claim.id)] = quote
        wording.select(claim.id, quote, span)


def _wanted(document_id: str) -> claims.Filter:
    return claims.Filter(statuses=(Status.CANDIDATE,), document_id=document_id, lost=True)


def _lines(claim: Claim, left: int) -> list[Line]:
    return [
        Line(kind="meta", text=f"{left:,} without a place in the text"),
        badges.ANCHORS[claim.anchor],
        badges.worded(claim),
        Line(kind="quote", text=claim.quote),
        Line(kind="quiet", text=card.said_by(claim)),
        card.made_by(claim),
    ]


def _quote_key(claim_id: str) -> str:
    return f"quote_{claim_id}"


def _requote(claim_id: str, version: int) -> None:
    with session.desk().store.read() as tx:
        claim = claims.get(tx, claim_id)
    quote = st.session_state.get(_quote_key(claim_id)) or ""
    words = replace(wording.read(claim), quote=quote, span=wording.selected(claim_id, quote))
    seen = Seen(claim_id=claim_id, version=version)
    if session.attempt(review.edit, session.desk(), session.user(), seen, words):
        session.say("Saved. The claim waits in the queue now.")
        change(mode="lost")


def _drop(claim_id: str, version: int) -> None:
    seen = Seen(claim_id=claim_id, version=version)
    if session.attempt(review.reject, session.desk(), session.user(), seen, RejectReason.NOT_IN_SOURCE):
        session.say("Rejected: not in source.")

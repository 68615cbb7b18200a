"""
Which claims come next: one document or all, as they came or the most check-worthy first; kept in the page's address.

Never here: the claims.
"""

import streamlit as st

from checker.ui.triage.turn import choose_queue, queue, titles

ALL = ""
ORDERS = {False: "As they stand in the text", True: "Most worth checking first"}


def show() -> None:
    """Draw the choice of the queue, folded away."""
    wanted, known = queue(), titles()
    scope = "one document" if wanted.document_id else "all documents"
    order = "best first" if wanted.best_first else "in order"
    with st.popover(f"Queue: {scope}, {order}", type="tertiary", key="queue_choice"):
        ids = [ALL, *known]
        here = wanted.document_id if wanted.document_id in known else ALL
        st.selectbox(
            "Document",
            ids,
            index=ids.index(here or ALL),
            format_func=lambda id_: known[id_] if id_ else "All documents",
            key="queue_document",
            on_change=_changed,
        )
        st.radio(
            "Order",
            list(ORDERS),
            index=int(wanted.best_first),
            format_func=ORDERS.__getitem__,
            key="queue_order",
            on_change=_changed,
        )


def _changed() -> None:
    choose_queue(st.session_state.get("queue_document") or None, best_first=bool(st.session_state.get("queue_order")))

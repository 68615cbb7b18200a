"""
Which claims come next: one document or all, all or those with a badge, in which order; kept in the page's address.

Never here: the claims.
"""

import streamlit as st

from checker.ui.reasons import badge
from checker.ui.session import escaped
from checker.ui.triage.turn import choose_queue, flagged, queue, titles

ALL = ""
ORDERS = {False: "As they stand in the text", True: "Most worth checking first"}


def show() -> None:
    """Draw the choice of the queue, folded away."""
    wanted, known, flags = queue(), titles(), flagged()
    scope = "one document" if wanted.document_id else "all documents"
    order = "best first" if wanted.best_first else "in order"
    name = f"Only “{escaped(badge(wanted.flag))}”" if wanted.flag else f"Queue: {scope}, {order}"
    with st.popover(name, type="tertiary", key="queue_choice"):
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
        names = [ALL, *flags] if not wanted.flag or wanted.flag in flags else [ALL, *flags, wanted.flag]
        st.selectbox(
            "Badge",
            names,
            index=names.index(wanted.flag or ALL),
            format_func=lambda code: f"{badge(code)} ({flags.get(code, 0):,})" if code else "With any badge or none",
            key="queue_flag",
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
    document_id, flag = (st.session_state.get(key) or None for key in ("queue_document", "queue_flag"))
    choose_queue(document_id, flag, best_first=bool(st.session_state.get("queue_order")))

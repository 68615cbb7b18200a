"""
Which claims come next: one document or all, all or those with a badge, how many of each, in which order; kept in the address.

Never here: the claims, or the formula of their order.
"""

from dataclasses import replace

import streamlit as st

from checker.store.claims import Queue
from checker.ui.reasons import badge
from checker.ui.session import escaped
from checker.ui.triage import sliders
from checker.ui.triage.turn import choose_queue, flagged, queue, titles

ALL = ""
ORDERS = {False: "As they stand in the text", True: "Most worth checking first"}
CUTS = (5, 10, 20, 50)


def show() -> None:
    """Draw the choice of the queue, folded away; opened, it pushes the claim down and covers nothing."""
    wanted = queue()
    with st.expander(_name(wanted), type="compact", key=sliders.FOLD, on_change="rerun"):
        _scope(wanted)
        first, second = st.columns(2, gap="small", vertical_alignment="bottom")
        with first:
            if st.session_state.get("queue_order") != wanted.best_first:  # a slider or a link may have changed it
                st.session_state["queue_order"] = wanted.best_first
            st.radio(
                "Order",
                list(ORDERS),
                format_func=ORDERS.__getitem__,
                key="queue_order",
                on_change=_changed,
            )
        with second:
            _cut(wanted)
        sliders.show(wanted)


def _name(wanted: Queue) -> str:
    if wanted.flag:
        return f"Only “{escaped(badge(wanted.flag))}”"
    scope = "one document" if wanted.document_id else "all documents"
    cut = f", best {wanted.best:,} of each" if wanted.best else ""
    return f"Queue: {scope}, {'best first' if wanted.best_first else 'in order'}{cut}"


def _scope(wanted: Queue) -> None:
    known, flags = titles(), flagged()
    ids = [ALL, *known]
    here = wanted.document_id if wanted.document_id in known else ALL
    first, second = st.columns(2, gap="small")
    with first:
        st.selectbox(
            "Document",
            ids,
            index=ids.index(here or ALL),
            format_func=lambda id_: known[id_] if id_ else "All documents",
            key="queue_document",
            on_change=_changed,
        )
    names = [ALL, *flags] if not wanted.flag or wanted.flag in flags else [ALL, *flags, wanted.flag]
    with second:
        st.selectbox(
            "Badge",
            names,
            index=names.index(wanted.flag or ALL),
            format_func=lambda code: f"{badge(code)} ({flags.get(code, 0):,})" if code else "With any badge or none",
            key="queue_flag",
            on_change=_changed,
        )


def _cut(wanted: Queue) -> None:
    offered = sorted({0, *CUTS, wanted.best or 0})
    st.selectbox(
        "Of each document",
        offered,
        index=offered.index(wanted.best or 0),
        format_func=lambda number: f"only the best {number:,}" if number else "every claim",
        key="queue_cut",
        on_change=_changed,
    )


def _changed() -> None:
    document_id, flag, cut = (st.session_state.get(key) or None for key in ("queue_document", "queue_flag", "queue_cut"))
    best_first = bool(st.session_state.get("queue_order"))
    choose_queue(replace(queue(), document_id=document_id, flag=flag, best=cut, best_first=best_first))

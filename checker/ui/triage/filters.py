"""
Which claims come next, on the page of triage and on that of checking: filters, order, cut and weights, kept in the address.

Never here: the claims, or the formula of their order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from checker.store import claims, documents, names, topics
from checker.store.claims import Order, Queue
from checker.ui import lines, prose, queues
from checker.ui.lines import Line
from checker.ui.queues import Choose
from checker.ui.reasons import badge
from checker.ui.session import desk
from checker.ui.triage import sliders

ORDERS = {
    Order.TEXT: "As they stand in the text",
    Order.BEST: "Most worth checking first",
    Order.OLDEST: "Waiting longest first",
    Order.NEWEST: "Newest first",
}
CUTS = (5, 10, 20, 50)
DAYS = (1, 3, 7, 30)
NAME = "Queue"  # the same whatever is chosen: a new name would be a new fold, shut, under the hand that moves a slider


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose: its name in the address, its title, what no choice means, and what there is."""

    name: str
    title: str
    nothing: str
    options: Sequence[Any]
    shown: Callable[[Any], str] = str
    free: bool = False  # something else may be typed


def show(wanted: Queue, choose: Choose) -> None:
    """Draw the choice of the queue, folded away; opened, it pushes the claim down and covers nothing."""
    with st.expander(NAME, type="compact", key=sliders.FOLD, on_change="rerun", expanded=sliders.are_open()):
        if sliders.are_open():
            _scope(wanted, choose)
            sliders.show(wanted, choose)
    if told := says(wanted):
        lines.show([Line(kind="meta", text=told)], key="queue_says")


def says(wanted: Queue) -> str:
    """Return in words to what a queue is held, and its order; nothing for all claims as they stand in the text."""
    held = [
        "yours" if wanted.mine else "",
        "one document" if wanted.document_id else "",
        f"topic “{wanted.tag}”" if wanted.tag else "",
        f"said by {wanted.claimant}" if wanted.claimant else "",
        f"badge “{badge(wanted.flag)}”" if wanted.flag else "",
        f"with “{wanted.words.strip()}”" if wanted.words.strip() else "",
        f"waiting longer than {prose.count(queues.days_waiting() or 0, 'day')}" if wanted.added_before else "",
        f"the best {wanted.best:,} of each document" if wanted.best else "",
    ]
    only = " · ".join(filter(None, held))
    ordered = "" if wanted.order is Order.TEXT else ORDERS[wanted.order]
    return " · ".join(filter(None, (f"Only: {only}" if only else "", ordered)))


def _scope(wanted: Queue, choose: Choose) -> None:
    order = Choice(name=queues.ORDER, title="Order", nothing=ORDERS[Order.TEXT], options=list(ORDERS), shown=ORDERS.__getitem__)
    cut = Choice(name=queues.CUT, title="Of each document", nothing="Every claim of a document", options=CUTS, shown=_cut)
    days = Choice(name=queues.DAYS, title="Waiting for", nothing="Waiting for any time", options=DAYS, shown=_longer)
    document, topic, claimant, flag = _known(wanted)
    rows = (
        ((document, wanted.document_id), (topic, wanted.tag)),
        ((claimant, wanted.claimant), (flag, wanted.flag)),
        ((days, queues.days_waiting()), (cut, wanted.best)),
    )
    _words(wanted, choose)
    for row in rows:
        for place, (choice, asked) in zip(st.columns(2, gap="small"), row, strict=True):
            with place:
                _draw(choice, asked, choose)
    first, second = st.columns(2, gap="small", vertical_alignment="bottom")
    with first:
        _draw(order, wanted.order, choose)
    with second:
        st.session_state["queue_mine"] = wanted.mine is not None
        st.checkbox("Only what is assigned to me", key="queue_mine", on_change=partial(_mine, choose))


def _known(wanted: Queue) -> tuple[Choice, Choice, Choice, Choice]:
    with desk().store.read() as tx:
        titles = documents.titles(tx, most=names.MOST)
        if wanted.document_id and wanted.document_id not in titles:
            titles |= documents.titles(tx, [wanted.document_id])
        flags = claims.flagged(tx, wanted, desk().now())
        tags, people = topics.known(tx), names.claimants(tx)
    return (
        Choice(name=queues.DOCUMENT, title="Document", nothing="All documents", options=list(titles), shown=_from(titles)),
        Choice(name=queues.TOPIC, title="Topic", nothing="Any topic", options=tags, free=True),
        Choice(name=queues.CLAIMANT, title="Claimant", nothing="Any claimant", options=people, free=True),
        Choice(name=queues.FLAG, title="Badge", nothing="With any badge or none", options=list(flags), shown=_badge(flags)),
    )


def _words(wanted: Queue, choose: Choose) -> None:
    st.session_state["queue_words"] = wanted.words
    st.text_input(
        "Words",
        type="search",
        key="queue_words",
        placeholder="Words of the claim, its quote or its claimant",
        on_change=partial(_changed, queues.WORDS, choose),
        label_visibility="collapsed",
    )


def _draw(choice: Choice, asked: Any, choose: Choose) -> None:
    key = f"queue_{choice.name}"
    st.session_state[key] = asked
    st.selectbox(
        choice.title,
        [*choice.options, asked] if asked is not None and asked not in choice.options else choice.options,
        index=None,
        format_func=choice.shown,
        key=key,
        placeholder=choice.nothing,
        on_change=partial(_changed, choice.name, choose),
        accept_new_options=choice.free,
        label_visibility="collapsed",
    )


def _from(titles: Mapping[str, str]) -> Callable[[str], str]:
    return lambda id_: titles.get(id_, id_)


def _badge(numbers: Mapping[str, int]) -> Callable[[str], str]:
    return lambda code: f"{badge(code)} ({numbers.get(code, 0):,})"


def _changed(name: str, choose: Choose) -> None:
    value = st.session_state[f"queue_{name}"]
    choose({name: str(value) if value and value != Order.TEXT else None})


def _mine(choose: Choose) -> None:
    choose({queues.MINE: queues.YES if st.session_state["queue_mine"] else None})


def _cut(number: int) -> str:
    return f"Only the best {number:,} of each document"


def _longer(days: int) -> str:
    return f"Waiting longer than {prose.count(days, 'day')}"

"""
The queue that an address asks for: one set of names for triage and checking, so that a link to a filtered queue works.

Never here: a widget, or the claims of the queue.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import streamlit as st

from checker import ranking, steering
from checker.ranking import Weights
from checker.store.claims import Order, Queue
from checker.ui import session
from checker.words import Status

DOCUMENT = "document"
TOPIC = "topic"
CLAIMANT = "claimant"
FLAG = "flag"
WORDS = "words"
DAYS = "days"
MINE = "mine"
ORDER = "order"
CUT = "cut"
WEIGHTS = "weights"
FILTERS = (DOCUMENT, TOPIC, CLAIMANT, FLAG, WORDS, DAYS, MINE)
NAMES = (*FILTERS, ORDER, CUT, WEIGHTS)
YES = "yes"
MOST_DIGITS = 6  # of a cut that are read
MOST_DAYS = 3_650

Changes = Mapping[str, str | None]
Choose = Callable[[Changes], None]


def asked(status: Status, skipping: tuple[str, ...] = ()) -> Queue:
    """Return the queue that the address asks for; what means nothing asks for nothing."""
    params, me = st.query_params, session.user().name
    days = days_waiting()
    return Queue(
        status=status,
        user=me,
        mine=me if params.get(MINE) == YES else None,
        document_id=params.get(DOCUMENT) or None,
        tag=params.get(TOPIC) or None,
        claimant=params.get(CLAIMANT) or None,
        flag=params.get(FLAG) or None,
        words=params.get(WORDS, ""),
        added_before=session.desk().now() - timedelta(days=days) if days else None,
        skipping=skipping,
        order=_order(params.get(ORDER, "")),
        weights=ranking.read(params.get(WEIGHTS, ""), steering.weights(session.desk())),
        best=number(params.get(CUT, "")),
    )


def days_waiting() -> int | None:
    """Return for how many days a claim must have waited, if the address asks for it."""
    days = number(st.query_params.get(DAYS, ""))
    return min(days, MOST_DAYS) if days else None


def number(words: str) -> int | None:
    """Return the number that these words are, if it is one above zero and not too long."""
    return int(words) or None if words.isascii() and words.isdecimal() and len(words) <= MOST_DIGITS else None


def written(weights: Weights) -> str | None:
    """Return weights as the address has them; the desk's own need not be said."""
    return None if weights == steering.weights(session.desk()) else ranking.written(weights)


def put(place: str, changes: Changes) -> None:
    """Change what the address asks for, and remember it for this page's next visit."""
    for name, value in changes.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
    st.session_state[_memory(place)] = _now()


def recall(place: str) -> None:
    """Ask for the queue of this page's last visit, unless the address asks for one itself; other pages forget addresses."""
    if not _now():
        for name, value in st.session_state.get(_memory(place), {}).items():
            st.query_params[name] = value
    st.session_state[_memory(place)] = _now()


def is_filtered() -> bool:
    """Whether the address holds the queue to some of the claims."""
    return any(name in st.query_params for name in FILTERS)


def everything() -> Changes:
    """Return the changes that take every filter off."""
    return dict.fromkeys(FILTERS)


def _order(words: str) -> Order:
    return Order(words) if words in set(Order) else Order.TEXT


def _now() -> dict[str, str]:
    return {name: st.query_params[name] for name in NAMES if st.query_params.get(name)}


def _memory(place: str) -> str:
    return f"{place}_queue"

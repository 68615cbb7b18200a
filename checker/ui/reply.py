"""
The right of reply on the check page: who was asked, until when they may answer, and what they said.

Never here: what saves it, or what a late answer means.
"""

import streamlit as st

from checker.decisions import LONGEST_NAME, LONGEST_TEXT
from checker.ui import finding
from checker.ui.evidence import EARLIEST, kept
from checker.ui.keys import Bar, Button


def draw(claim_id: str, bar: Bar) -> None:
    """Draw the fields of the right of reply, or the button that opens them while there is nothing in them."""
    if not is_open(claim_id):
        bar.draw(
            Button(
                name="Right of reply", cap="Y", key="open_reply", act=_open, args=(claim_id,), look="tertiary", decisive=False
            )
        )
        return
    with st.container(key="reply", border=True, gap="xsmall"):
        name = "Right of reply: who was asked `Y`"
        st.text_input(name, max_chars=LONGEST_NAME, **kept(claim_id, first_key(claim_id)))
        days = (("asked_at", "Asked on"), ("deadline", "Until"), ("answered_at", "Answered on"))
        for column, (day, shown) in zip(st.columns(3, gap="xsmall"), days, strict=True):
            key = finding.key(claim_id, f"reply_{day}")
            with column:
                st.date_input(shown, format="YYYY-MM-DD", value=None, min_value=EARLIEST, **kept(claim_id, key))
        answer = finding.key(claim_id, "reply_answer")
        st.text_area("Their answer, published", height=68, max_chars=LONGEST_TEXT, **kept(claim_id, answer))


def is_open(claim_id: str) -> bool:
    """Whether the fields are drawn."""
    return bool(st.session_state.get(_opened(claim_id)) or finding.has_reply(claim_id))


def first_key(claim_id: str) -> str:
    """Return the key of the field to begin with."""
    return finding.key(claim_id, "reply_asked")


def _open(claim_id: str) -> None:
    st.session_state[_opened(claim_id)] = True


def _opened(claim_id: str) -> str:
    return f"reply_open_{claim_id}"

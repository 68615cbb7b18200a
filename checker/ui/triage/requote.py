"""
A quote that is moved or widened by selecting other words in the text.

Never here: the fields of an edit, or what saving them does.
"""

import streamlit as st

from checker.decisions import LONGEST_CLAIM
from checker.store import documents
from checker.ui import pane, session
from checker.ui.triage import lost, wording
from checker.ui.triage.turn import turn


def quote_selected() -> None:
    """Put the selected words into the quote that is being edited."""
    selected, claim = pane.quoted(st.session_state), turn().claim
    if selected is None or claim is None or selected.document_id != claim.document_id:
        return
    with session.desk().store.read() as tx:
        quote = selected.span.of(documents.get(tx, claim.document_id).text)
    if len(quote) > LONGEST_CLAIM:
        session.say(f"A quote has at most {LONGEST_CLAIM:,} characters; {len(quote):,} are selected.", problem=True)
    elif turn().mode == "edit":
        wording.put_quote(claim.id, quote, selected.span)
    elif turn().mode == "lost":
        lost.put_quote(claim.document_id, quote, selected.span)

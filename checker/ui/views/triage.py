"""
The triage page: a document with its claims marked, and beside it the claim whose turn it is.

Never here: what a decision does, or a query that changes anything.
"""

from functools import partial

import streamlit as st

from checker.model import Claim
from checker.store import claims, documents
from checker.ui import ledger, lines, pane, queues, session
from checker.ui.triage import card, decide, filters, panel, previous, requote, waiting
from checker.ui.triage.turn import PLACE, change, choose_queue, follow_link, hold, queue, turn

WIDTHS = (57, 43)


def page() -> None:
    """Draw the claim whose turn it is, or what to do when none is."""
    queues.recall(PLACE)
    follow_link()
    claim = hold()
    claim = previous.shown() or claim
    if claim is None:
        waiting.show()
        return
    left, right = st.columns(WIDTHS, gap="large")
    with left:
        _source(claim)
    with right, st.container(key="panel"):
        filters.show(queue(), choose_queue)
        panel.show()
    _keep_lease()


def _source(claim: Claim) -> None:
    with session.desk().store.read() as tx:
        document = documents.get(tx, claim.document_id)
        marks = claims.marks(tx, document.id)
        found = documents.ledger(tx, document.id)
    left = ledger.left_out(found.skipped, marks)
    counted = ledger.count(left)
    change(drawn=tuple(marks), left_out=counted)
    lines.show([*card.document_lines(document), *ledger.unread_lines(counted, found.message)], key="document")
    pane.show(
        document,
        marks,
        left,
        on_click=decide.open_clicked,
        on_missed=decide.add_missed,
        on_quoted=requote.quote_selected,
    )


@partial(session.fragment, run_every=session.renewal())
def _keep_lease() -> None:
    claim = turn().claim
    if claim and not session.still_held(claim.id):
        st.rerun()


page()

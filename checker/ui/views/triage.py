"""
The triage page: a document with its claims marked, and beside it the claim whose turn it is.

Never here: what a decision does, or a query that changes anything.
"""

import streamlit as st

from checker.model import Claim, Skipped
from checker.store import claims, documents, runs
from checker.ui import lines, pane, session
from checker.ui.triage import card, decide, filters, panel, waiting
from checker.ui.triage.turn import change, follow_link, hold, turn
from checker.words import RunStatus

WIDTHS = (57, 43)
ENDED = (RunStatus.DONE, RunStatus.INCOMPLETE)


def page() -> None:
    """Draw the claim whose turn it is, or what to do when none is."""
    follow_link()
    claim = hold()
    if claim is None:
        waiting.show()
        return
    left, right = st.columns(WIDTHS, gap="large")
    with left:
        _source(claim)
    with right, st.container(key="panel"):
        filters.show()
        panel.show()
    _keep_lease()


def _source(claim: Claim) -> None:
    with session.desk().store.read() as tx:
        document = documents.get(tx, claim.document_id)
        marks = claims.marks(tx, document.id)
        past = runs.of_document(tx, document.id)
    skipped: tuple[Skipped, ...] = next((run.skipped for run in past if run.status in ENDED), ())
    change(drawn=tuple(marks))
    lines.show(card.document_lines(document), key="document")
    pane.show(document, marks, skipped, on_click=decide.open_clicked, on_missed=decide.add_missed)


@st.fragment(run_every=session.renewal())
def _keep_lease() -> None:
    claim = turn().claim
    if claim and not session.still_held(claim.id):
        st.rerun()


page()

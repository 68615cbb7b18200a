"""
The second pair of eyes: a finding as its author left it, to be approved or sent back.

Never here: the fields of a finding; an approver changes nothing in it.
"""

import streamlit as st

from checker import findings
from checker.decisions import Seen
from checker.model import Claim
from checker.store import documents
from checker.ui import checking, lines, notice, record
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, user


def draw(claim: Claim) -> None:
    """Show a finding that waits for approval, and the two ways on from it."""
    with desk().store.read() as tx:
        document = documents.get(tx, claim.document_id)
    report, aside = st.columns([3, 2], gap="large")
    with report:
        lines.show(record.told(claim, document), key="approval_report")
        record.draw_evidence(claim.finding)
    with aside:
        notice.show()
        _steps(claim)


def _steps(claim: Claim) -> None:
    if claim.finding and claim.finding.by == user().name:
        lines.show([Line(kind="plain", text="You wrote this finding; somebody else approves it.")], key="own_finding")
        st.button("Take the next one", key="next_claim", on_click=checking.leave)
        return
    seen = Seen(claim_id=claim.id, version=claim.version)
    bar = Bar()
    with st.container(horizontal=True, gap="small"):
        bar.draw(Button(name="Approve", cap="A", key="approve", act=_approve, args=(seen,), look="primary"))
        checking.draw_undo(bar)
    with st.form(f"send_back_{claim.id}", border=False):
        why = st.text_area("What is to be worked on", key=f"send_back_why_{claim.id}", height=96)
        if st.form_submit_button("Send back", key="send_back"):
            _send_back(seen, why or "")
    bar.bind(checking.token(claim.id), {})


def _approve(seen: Seen) -> None:
    if attempt(findings.approve, desk(), user(), seen):
        checking.moved_on(seen.claim_id, "Approved: the claim is checked · U to undo")


def _send_back(seen: Seen, why: str) -> None:
    if attempt(findings.send_back, desk(), user(), seen, why):
        checking.moved_on(seen.claim_id, "Sent back to its author · U to undo")
    st.rerun()

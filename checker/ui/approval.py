"""
The second pair of eyes: a finding as its author left it, to be approved or sent back.

Never here: the fields of a finding; an approver changes nothing in it.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

import streamlit as st

from checker import findings, review
from checker.decisions import LONGEST_TEXT, Seen
from checker.model import Claim
from checker.store import documents
from checker.ui import checking, differences, drafts, lines, notice, prose, record
from checker.ui.drafts import Field
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
        record.draw_evidence(claim)
    with aside, st.container(key="panel"), st.container():  # in one piece, or the panel squeezes its fields to nothing
        notice.show()
        _steps(claim)
        lines.show([*differences.told(claim), *_history(claim)], key="approval_behind")


def _history(claim: Claim) -> Iterator[Line]:
    yield Line(kind="heading", text="History")
    yield from (Line(kind="plain", text=each) for each in prose.history(review.history(desk(), claim.id)))


def _steps(claim: Claim) -> None:
    if findings.wrote_on(desk(), user(), claim):
        told = "You wrote on this finding; somebody else approves it."
        lines.show([Line(kind="plain", text=told)], key="own_finding")
        st.button("Take the next one", key="next_claim", on_click=checking.leave)
        return
    seen = Seen(claim_id=claim.id, version=claim.version)
    typed_into = drafts.begin(claim.id, partial(_fields, claim.id))
    bar = Bar()
    drafts.draw_notice(claim.id, typed_into)
    with st.container(horizontal=True, gap="small"):
        bar.draw(Button(name="Approve", cap="A", key="approve", act=_approve, args=(seen,), look="primary"))
        checking.draw_undo(bar)
    st.text_area("What is to be worked on `B`", key=_why_key(claim.id), height=96, max_chars=LONGEST_TEXT, on_change="ignore")
    bar.draw(Button(name="Send back", cap="Ctrl+Enter", key="send_back", act=_send_back, args=(seen,)))
    checking.draw_help_button(bar)
    checking.draw_help(checking.APPROVAL_KEYS)
    drafts.watch(claim.id, typed_into)
    bar.bind(checking.token(claim.id), {"b": _why_key(claim.id)})


def _fields(claim_id: str, _names: Collection[str] = ()) -> Sequence[Field]:
    return [Field(name="send_back", shown="what is to be worked on", key=_why_key(claim_id))]


def _why_key(claim_id: str) -> str:
    return f"send_back_why_{claim_id}"


def _approve(seen: Seen) -> None:
    checking.tried()
    if attempt(findings.approve, desk(), user(), seen):
        checking.moved_on(seen.claim_id, "Approved: the claim is checked · U to undo")


def _send_back(seen: Seen) -> None:
    checking.tried()
    why = st.session_state.get(_why_key(seen.claim_id)) or ""
    if attempt(findings.send_back, desk(), user(), seen, why):
        drafts.spent(seen.claim_id, _fields(seen.claim_id))
        checking.moved_on(seen.claim_id, "Sent back to its author · U to undo")

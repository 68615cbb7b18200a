"""
Check: an accepted claim beside its source, and its finding: evidence, verdict, rationale; then the next one.

Never here: the fields themselves, or which step is allowed.
"""

from functools import partial

import streamlit as st

from checker import review
from checker.errors import LeaseLost, NotFound
from checker.model import Claim
from checker.store import claims, documents
from checker.ui import (
    approval,
    badges,
    checking,
    choice,
    drafts,
    due,
    elsewhere,
    evidence,
    finding,
    lines,
    meanwhile,
    notice,
    pane,
    prose,
    queues,
    record,
    reply,
    returned,
    sources,
    whose,
)
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.session import desk, explain, fragment, label, renewal, still_held
from checker.ui.triage import filters
from checker.words import Status


def page() -> None:
    """Show the claim that is being checked, or say that none waits."""
    checking.begin()
    due.draw()
    if desk().four_eyes:
        checking.draw_modes()
    try:
        claim = checking.current()
    except (LeaseLost, NotFound) as error:
        notice.show()
        explain(error)
        st.button("Take the next claim", key="next_claim", on_click=checking.leave, type="primary")
        return
    if claim is None:
        _nothing()
    elif claim.status is Status.ACCEPTED:
        _desk(claim)
    elif claim.status is Status.IN_REVIEW:
        approval.draw(claim)
    else:
        _elsewhere(claim)


def _nothing() -> None:
    bar, (held, later) = Bar(), checking.waiting()
    with st.container(key="waiting"):
        notice.show()
        filters.show(checking.queue(), checking.choose_queue)
        away = checking.put_away()
        lines.show([*_why_nothing(held, later), *whose.put_away(away)], key="nothing")
        with st.container(horizontal=True, gap="small"):
            if away:
                bar.draw(
                    Button(
                        name="Take up the next of those put away", key="wake", act=checking.open_claim, args=(away.claim_id,)
                    )
                )
            if queues.is_filtered():
                bar.draw(Button(name="Go on without the filter", key="all_documents", act=_widen, look="primary"))
            if later:
                bar.draw(Button(name=f"Take up the {later:,} put off", cap="S", key="again", act=checking.look_again))
            checking.draw_undo(bar)
        with st.container(horizontal=True, gap="medium"):
            st.page_link("views/triage.py", label="Triage", icon=":material/rule:", help="")
            st.page_link("views/add.py", label="Add documents", icon=":material/add:", help="")
            st.page_link("views/records.py", label="Records", icon=":material/list:", help="")
    bar.bind(checking.token("nothing"), {})


def _why_nothing(held: int, later: int) -> list[Line]:
    if checking.approving():
        told = "No finding waits for your approval", "Nobody approves a finding of their own."
    elif later and not held:
        told = "Nothing else is left", f"{prose.count(later, 'claim')} put off until later."
    elif queues.is_filtered() and not held:
        told = "Nothing that fits the filter is left", "No accepted claim that fits waits to be checked."
    elif held:
        told = "Nothing is free right now", f"{held:,} accepted, each with another reviewer or in another window."
    else:
        told = "The queue is empty", "No accepted claim waits to be checked. Accept claims in Triage, or add a document."
    return [Line(kind="title", text=told[0]), Line(kind="quiet", text=told[1])]


def _widen() -> None:
    checking.choose_queue(queues.everything())


def _elsewhere(claim: Claim) -> None:
    notice.show()
    lines.show(
        [Line(kind="plain", text=f"This claim is {label(claim.status).lower()}; it is not to be checked.")], key="elsewhere"
    )
    with st.container(horizontal=True):
        st.button("Take the next claim", key="next_claim", on_click=checking.leave, type="primary")
        st.page_link(
            "views/records.py", label="Open its record", icon=":material/list:", query_params={"record": claim.id}, help=""
        )


def _desk(claim: Claim) -> None:
    source, fields = st.columns([5, 6], gap="medium")
    with source:
        _source(claim)
    with fields, st.container(key="panel"):
        filters.show(checking.queue(), checking.choose_queue)
        _fields(claim.id)
    _keep_lease(claim.id)


def _source(claim: Claim) -> None:
    with desk().store.read() as tx:
        document = documents.get(tx, claim.document_id)
        drawn = claims.marks(tx, claim.document_id)
    told = [
        badges.worded(claim),
        Line(kind="quote", text=claim.quote),
        Line(kind="meta", text=record.said_by(claim)),
        Line(kind="meta", text=" · ".join(filter(None, (document.title, document.publisher, document.url)))),
        *badges.draw(claim, review.checks(desk(), claim)),
    ]
    lines.show(told, key="check_claim", region="The claim")
    elsewhere.draw(claim)
    with st.container(key="check_source"):
        pane.show(document, drawn, on_click=_ignore)
        pane.point(claim.id, {mark.claim_id: mark.status for mark in drawn})


@partial(fragment, run_every=renewal())
def _keep_lease(claim_id: str) -> None:
    if not still_held(claim_id):
        st.rerun()


def _ignore() -> None:
    """A click on another claim's mark leads nowhere here: the finding in hand comes first."""


@fragment
def _fields(claim_id: str) -> None:
    checking.leave_fragment()
    notice.show()
    with desk().store.read() as tx:
        claim = claims.get(tx, claim_id)
    finding.begin(claim)
    typed_into = drafts.begin(claim_id, partial(finding.fields, claim_id))
    bar = Bar()
    checking.draw_help(checking.KEYS)
    returned.draw(claim)
    drafts.draw_notice(claim_id, typed_into)
    meanwhile.draw_taken(claim_id)
    choice.draw(claim_id)
    evidence.draw_rows(claim_id, bar)
    evidence.draw_verdict(claim_id, bar)
    evidence.draw_words(claim_id)
    reply.draw(claim_id, bar)
    drafts.watch(claim_id, typed_into, partial(evidence.draw_readiness, claim))
    with st.container(key="foot"):  # stays in sight, however many sources there are
        evidence.draw_problem(claim_id)
        checking.draw_actions(bar, claim)
    focus = {"n": finding.key(claim_id, "note"), "r": finding.key(claim_id, "rationale"), "y": reply.first_key(claim_id)}
    focus = focus if reply.is_open(claim_id) else {name: key for name, key in focus.items() if name != "y"}
    bar.bind(checking.token(claim_id), focus, _new_field(claim_id))


def _new_field(claim_id: str) -> str | None:
    """Return the field that somebody has just asked for, to lead them into it."""
    drawn = {*map(partial(sources.key, claim_id, name="url"), sources.rows(claim_id))}
    drawn |= {reply.first_key(claim_id)} if reply.is_open(claim_id) else set()
    key = finding.key(claim_id, "painted")
    before: set[str] = st.session_state.get(key, drawn)
    st.session_state[key] = drawn
    added = drawn - before
    return added.pop() if len(added) == 1 else None


page()

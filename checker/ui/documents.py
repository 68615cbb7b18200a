"""
The documents with what became of each: how far its extraction is, how many claims it has, and what can be done.

Never here: how a document is read, or a run is carried out.
"""

from collections.abc import Iterator
from datetime import timedelta

import streamlit as st

from checker import jobs, ranking, steering, tasks
from checker.store import calls, documents
from checker.store.documents import Listed
from checker.ui import intake, lines, progress, prose, spending
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, escaped, explained, fragment, say, settings, user
from checker.words import RunStatus

SHOWN = 20
LONGEST_MODEL = 32  # characters that a button has room for
EVERY = 1.0  # seconds between two looks at a running extraction
RUNNING = (RunStatus.QUEUED, RunStatus.RUNNING)
AGAIN = (RunStatus.FAILED, RunStatus.INCOMPLETE, RunStatus.CANCELLED)


def draw() -> None:
    """Show the newest documents; look again every second while something is extracted or a call is on its way."""
    busy = bool(jobs.unfinished(desk())) or _is_asked()
    fragment(_listed, run_every=EVERY if busy else None)(busy=busy)


def _listed(*, busy: bool) -> None:
    limit = st.session_state.setdefault("documents_shown", SHOWN)
    with desk().store.read() as tx:
        found, under_way, short = documents.newest(tx, limit + 1), documents.progress(tx), documents.left_short(tx)
    if st.session_state.pop(progress.CHANGED, False) or (busy and under_way is None and not _is_asked()):
        st.rerun()
    lines.show([Line(kind="heading", text="Documents" if found else "No documents yet")], key="documents_head")
    progress.draw(under_way, short)
    if not found:
        lines.show([Line(kind="quiet", text="Add one above; its claims will wait in Triage.")], key="documents_none")
    for each in found[:limit]:
        _row(each)
    if len(found) > limit:
        st.button(f"Show {SHOWN} more", key="more_documents", on_click=_more, type="tertiary")


def _is_asked() -> bool:
    """Whether a call is on its way, of which nobody knows yet what it takes."""
    since = desk().now() - timedelta(seconds=2 * settings().model_timeout)
    with desk().store.read() as tx:
        return calls.under_way(tx, since) > 0


def _row(document: Listed) -> None:
    with st.container(key=f"document_{document.id}"):
        about, actions = st.columns([5, 3], vertical_alignment="center")
        with about:
            lines.show(_about(document), key=f"about_document_{document.id}")
        with actions, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            _actions(document)
        if document.run_status in RUNNING:
            st.progress(document.run_done / document.run_total if document.run_total else 0.0)
        if st.session_state.get("correcting") == document.id:
            _correction(document.id, document.reach)


def _about(document: Listed) -> Iterator[Line]:
    yield Line(kind="strong", text=document.title)
    reach = ranking.REACH[document.reach] if document.reach else ""
    facts = [document.publisher, f"added {prose.moment(document.added_at)}", _claims(document), reach]
    yield Line(kind="meta", text=" · ".join(filter(None, facts)))
    if used := spending.of_run(document):
        yield Line(kind="meta", text=used, hint="What the last extraction of this document has used up.")
    if document.run_status in RUNNING:
        yield Line(kind="meta", icon="hourglass_top", text=_how_far(document))
    elif document.run_status in AGAIN:
        kind = "meta" if document.run_status is RunStatus.CANCELLED else "warning"
        yield Line(kind=kind, icon="warning", text=document.run_message or "The extraction did not end well.")


def _claims(document: Listed) -> str:
    if not document.claims:
        return "no claims found" if document.run_status is RunStatus.DONE else ""
    return f"{prose.count(document.claims, 'claim')}, {document.waiting:,} waiting"


def _how_far(document: Listed) -> str:
    if document.run_by_batch:
        return "Waiting for the answers to a batch."
    if document.run_status is RunStatus.QUEUED or not document.run_total:
        return "Waiting for its turn." if document.run_status is RunStatus.QUEUED else "Extracting."
    return f"Extracting: part {document.run_done:,} of {document.run_total:,}."


def _actions(document: Listed) -> None:
    if document.waiting:
        query = {"document": document.id}
        st.page_link(
            "views/triage.py", label=f"Triage {document.waiting:,}", icon=":material/rule:", query_params=query, help=""
        )
    if document.run_id and document.run_status in RUNNING:
        st.button(
            "Cancel",
            key=f"cancel_{document.id}",
            on_click=progress.change,
            args=(jobs.cancel, document.run_id),
            type="tertiary",
        )
    elif document.run_id and document.run_status in AGAIN:
        st.button(
            "Try again",
            key=f"retry_{document.id}",
            on_click=progress.change,
            args=(jobs.retry, document.run_id),
            type="tertiary",
        )
    if document.run_status not in RUNNING:
        st.button(_again_with(), key=f"again_{document.id}", on_click=_again, args=(document.id,), type="tertiary")
    st.button("Correct details", key=f"correct_{document.id}", on_click=_correct, args=(document.id,), type="tertiary")


def _again_with() -> str:
    model = settings().model
    if model and len(model) > LONGEST_MODEL:
        return "Extract again with the model of the settings"
    return f"Extract again with {escaped(model)}" if model else "Extract again with offline rules"


def _more() -> None:
    st.session_state["documents_shown"] += SHOWN


def _again(document_id: str) -> None:
    if attempt(tasks.extract_again, desk(), settings(), user(), document_id):
        say("Queued once more. No claim is doubled, and no question is paid for twice that was answered before.")
    st.session_state[progress.CHANGED] = True


def _correct(document_id: str | None) -> None:
    st.session_state["correcting"] = document_id


def _correction(document_id: str, reach: int) -> None:
    with desk().store.read() as tx:
        document = documents.get(tx, document_id)
    lines.show([Line(kind="warning", icon="warning", text=each) for each in document.warnings], key="correcting_warnings")
    with st.form(f"correction_{document_id}", border=True):
        metadata = intake.metadata_fields(f"known_{document_id}", document)
        step = st.selectbox(
            "Reach, for the order of the queue",
            range(len(ranking.REACH)),
            index=reach,
            format_func=lambda each: ranking.REACH[each].capitalize(),
            key=f"reach_{document_id}",
        )
        with st.container(horizontal=True):
            pressed = st.form_submit_button("Save", type="primary", key="save_correction")
            st.form_submit_button("Leave it as it is", type="tertiary", key="leave_correction", on_click=_correct, args=(None,))
    if not pressed:
        return
    with explained():
        tasks.correct_document(desk(), user(), document_id, metadata())
        steering.set_reach(desk(), user(), document_id, step)
        say("Saved.")
        _correct(None)
        st.rerun()

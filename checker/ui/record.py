"""
One record as a report: claim, quote, finding and evidence on the left; what was done about it on the right.

Never here: the list of records, or how a finding is written.
"""

from collections.abc import Iterator

import streamlit as st

from checker import review, tasks
from checker.decisions import Seen
from checker.export import Record
from checker.export import record as as_record
from checker.model import Claim, Document, Evidence, FactCheck, Reply
from checker.store import claims, documents
from checker.ui import badges, copies, lines, marks, mending, prose, spending, whose
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, label, say, settings, user
from checker.words import AnchorStatus, Stance, Status
from checker.workflow import TRANSITIONS

SIDES = (Stance.SUPPORTS, Stance.UNDERMINES, Stance.NEITHER)
NEXT = {Status.ACCEPTED: Status.CHECKED, Status.IN_REVIEW: Status.CHECKED, Status.CHECKED: Status.PUBLISHED}
PAGES = {Status.CANDIDATE: ("triage", "Triage"), Status.ACCEPTED: ("check", "Check"), Status.IN_REVIEW: ("check", "Check")}


def draw(claim_id: str) -> None:
    """Show one record with its history and what can be done with it."""
    with desk().store.read() as tx:
        claim = claims.get(tx, claim_id)
        document = documents.get(tx, claim.document_id)
    mending.draw_correction(claim)  # above all else, where whoever asked for it looks
    report, aside = st.columns([3, 2], gap="large")
    with report:
        lines.show(told(claim, document), key="record_report")
        draw_evidence(claim)
    with aside:
        _actions(claim)
        lines.show([*_ready(claim), *_behind(claim), *_history(claim_id)], key="record_history")


def told(claim: Claim, document: Document) -> Iterator[Line]:
    """Yield the claim, where it stands in its document, and what was found."""
    whole = as_record(claim, document, tasks.publisher(settings()), tasks.corrections(desk(), claim.id))
    yield Line(kind="meta", text=label(claim.status) + _reason(claim), icon=marks.status_icon(claim.status))
    yield from whose.told(claim)
    yield badges.worded(claim)
    yield Line(kind="meta", text=said_by(claim))
    yield Line(kind="quote", text=claim.quote)
    yield Line(kind="meta", text=_place(whole))
    yield from badges.draw(claim, review.checks(desk(), claim))
    finding = claim.finding
    if finding is None:
        if claim.status is not Status.REJECTED:
            yield Line(kind="quiet", text="Nothing has been found on it yet.")
        return
    verdict = marks.verdict_words(finding.verdict) if finding.verdict else "No verdict yet"
    yield Line(kind="heading", text=verdict if finding.at else f"{verdict} (draft)")
    yield Line(kind="plain", text=finding.rationale or "No rationale yet.")
    yield from _reply(finding.reply)
    yield Line(kind="meta", text=_signed(finding))
    if mending.waits_for_eyes(claim):
        told = "Nobody else has approved it as it stands now; whoever may approve and did not write on it can do so here."
        yield Line(kind="meta", icon="visibility", text=told)
    for correction in mending.corrections_told(whole.corrections):
        yield Line(kind="plain", icon="edit_note", text=correction)


def _reply(reply: Reply | None) -> Iterator[Line]:
    if reply is None:
        return
    days = {"asked on": reply.asked_at, "to answer until": reply.deadline, "answered on": reply.answered_at}
    facts = (f"{name} {day}" for name, day in days.items() if day)
    yield Line(kind="strong", text="Right of reply")
    yield Line(kind="meta", text=" · ".join([reply.asked or "Nobody named", *facts]))
    yield Line(kind="quote", text=reply.answer) if reply.answer else Line(kind="quiet", text="No answer yet.")


def draw_evidence(claim: Claim) -> None:
    """Show the consulted sources, each side under its own name, with what was kept of them and whether they are still there."""
    found = claim.finding.evidence if claim.finding else ()
    there = copies.known(claim.id)
    for side in SIDES:
        rows = [row for row in found if row.stance is side]
        if rows:
            name = "Neither supports nor undermines" if side is Stance.NEITHER else label(side)
            head = Line(kind="heading", text=f"{marks.STANCE[side][0]} {name}")
            lines.show([head, *(line for row in rows for line in _source(row, there))], key=f"record_{side}")
    copies.draw_links(claim.id, [row.url for row in found], there)
    copies.draw_texts(claim.id, there, {row.url: row.title for row in found})


def _source(row: Evidence, there: copies.Known) -> Iterator[Line]:
    yield Line(kind="strong", text=row.title or row.url or "A source without a title")
    facts = [label(row.kind), row.publisher, row.locator, f"accessed {row.accessed_at}" if row.accessed_at else None]
    yield Line(kind="meta", text=" · ".join(filter(None, facts)))
    if row.quote:
        yield Line(kind="quote", text=row.quote)
    for url in filter(None, (row.url, row.archived_url)):
        yield Line(kind="meta", text=url, icon="link" if url == row.url else "inventory_2")
        yield from copies.told(there, url)


def _reason(claim: Claim) -> str:
    return f": {claim.reject_reason.replace('_', ' ')}" if claim.reject_reason else ""


def said_by(claim: Claim) -> str:
    """Return who said it, in what role, in whose voice, and when."""
    who = ", ".join(filter(None, (claim.claimant, claim.claimant_role))) or "No claimant named"
    return " · ".join(filter(None, (who, label(claim.attribution).lower(), claim.claimed_at)))


def _place(whole: Record) -> str:
    document = whole.document
    named = " · ".join(
        filter(
            None,
            (document.title, document.publisher, str(document.published_at) if document.published_at else None, document.url),
        )
    )
    if whole.start is None:
        return f"{named}. These words are not in the document."
    at = f"characters {whole.start:,} to {whole.end:,}" + (f", {whole.locator}" if whole.locator else "")
    firm = {AnchorStatus.EXACT: "word for word", AnchorStatus.NORMALISED: "but for quotation marks, spaces or case"}
    also = ", ".join(f"{each.start:,} to {each.end:,}" for each in whole.also)
    exact = firm.get(whole.anchor, "the whole sentence; the exact words were not found")
    return f"{named} · {at} · {exact}" + (f" · also at characters {also}" if also else "")


def _signed(finding: FactCheck) -> str:
    when = f"checked on {prose.moment(finding.at)}" if finding.at else f"draft saved on {prose.moment(finding.saved_at)}"
    approved = f", approved by {finding.approved_by}" if finding.approved_by else ""
    return f"{finding.by}, {when}{approved}. Version {finding.version}."


def _behind(claim: Claim) -> Iterator[Line]:
    changed = claim.differences()
    yield Line(kind="heading", text="Changed from what was proposed")
    if not changed:
        yield Line(kind="quiet", text="Nothing; these are the words that were proposed.")
    for name, (old, new) in changed.items():
        yield Line(kind="meta", text=prose.FIELDS[name].capitalize())
        yield Line(kind="plain", text=f"Proposed: {prose.quoted(old)}")
        yield Line(kind="plain", text=f"Now: {prose.quoted(new)}")
    if claim.note:
        yield Line(kind="heading", text="Internal note, not published")
        yield Line(kind="plain", text=claim.note)
    yield Line(kind="heading", text="Where it comes from")
    made = claim.provenance
    prompts = made.prompt_hash and f"prompts {made.prompt_hash}"
    facts = (made.extractor, made.model, prompts, spending.share(made), f"claim {claim.id}")
    yield Line(kind="meta", text=" · ".join(filter(None, facts)))


def _history(claim_id: str) -> Iterator[Line]:
    yield Line(kind="heading", text="History")
    for sentence in prose.history(review.history(desk(), claim_id)):
        yield Line(kind="plain", text=sentence)


def _actions(claim: Claim) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if claim.status in PAGES and claim.anchor is not AnchorStatus.LOST:
            page, name = PAGES[claim.status]
            st.page_link(
                f"views/{page}.py", label=f"Open in {name}", icon=":material/open_in_new:", query_params={"claim": claim.id}
            )
        draw_reopening(claim)
        whose.draw_actions(claim)
        mending.draw_actions(claim)


def draw_reopening(claim: Claim) -> None:
    """Draw the way to put a claim back into the queue that it came from, if there is one."""
    if any(step.action == "reopen" and step.source is claim.status for step in TRANSITIONS):
        with st.popover("Put back into a queue", icon=":material/undo:", type="tertiary"):
            st.text_input("Why it goes back", key=f"why_{claim.id}")
            st.button("Put it back", key="reopen", on_click=_reopen, args=(claim.id, claim.version))


def _ready(claim: Claim) -> Iterator[Line]:
    """Yield what is still missing before the next step that makes the finding weigh more."""
    goal = NEXT.get(claim.status)
    if goal is None or (claim.status is Status.ACCEPTED and claim.finding is None):
        return
    for sentence in tasks.ready(desk(), user(), claim.id, tasks.publisher(settings()))[goal]:
        yield Line(kind="meta", icon="radio_button_unchecked", text=f"Before it is {label(goal).lower()}: {sentence}")


def _reopen(claim_id: str, version: int) -> None:
    why = st.session_state[f"why_{claim_id}"] or ""
    claim = attempt(review.reopen, desk(), user(), Seen(claim_id=claim_id, version=version), why)
    if claim:
        say(f"Reopened: the claim is {label(claim.status).lower()} again.")

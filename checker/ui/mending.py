"""
What can be done with a complete finding: note where it was published, put it right in the open, take it back, look at it again.

Never here: which step is allowed, or how a finding is first written.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from checker import findings, tasks
from checker.auth import may
from checker.decisions import LONGEST_TEXT, Seen
from checker.errors import InputError
from checker.findings import COMPLETE, Finding, Mending
from checker.model import Claim, Correction, Evidence
from checker.ui import drafts, lines, marks
from checker.ui.drafts import Field
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, escaped, explain, label, say, settings, user
from checker.ui.viewer import called, verdict_name
from checker.words import CorrectionKind, EvidenceKind, Stance, Status

KINDS = tuple(kind for kind in CorrectionKind if kind is not CorrectionKind.RETRACTION)
MEANS = {
    CorrectionKind.TYPO: "a slip of the pen; nothing that was said changes",
    CorrectionKind.CLARIFICATION: "the same, said more clearly",
    CorrectionKind.CORRECTION: "something was wrong",
    CorrectionKind.UPDATE: "something has changed since",
}
COLUMNS = {"kind": [each.value for each in EvidenceKind], "stance": [each.value for each in Stance]}
HEADS = {
    "url": "Address",
    "title": "Title",
    "publisher": "Publisher",
    "kind": "Kind",
    "quote": "Quote",
    "locator": "Place in it",
    "stance": "Stance",
    "accessed_at": "Consulted on",
    "archived_url": "Archived address",
}
A_YEAR = timedelta(days=365)
OPEN = "correcting"


def draw_actions(claim: Claim) -> None:
    """Draw what can be done with a finding that is checked or published."""
    if claim.status not in COMPLETE:
        return
    if claim.status is Status.CHECKED:
        _step("Publish", "public", "The address under which the check was published", claim, _publish)
    _approve_again(claim)
    st.button("Correct", key="correct", icon=":material/edit_note:", type="tertiary", on_click=_open, args=(claim.id,))
    if claim.status is Status.PUBLISHED:
        _step("Retract", "undo", "Why it is taken back; this is told in public", claim, _retract)
    _look_again(claim)


def waits_for_eyes(claim: Claim) -> bool:
    """Whether a complete finding stands as nobody has approved it, on a desk that asks for a second pair of eyes."""
    return desk().four_eyes and claim.status in COMPLETE and claim.finding is not None and not claim.finding.approved_by


def _approve_again(claim: Claim) -> None:
    if waits_for_eyes(claim) and may(user(), "approve_again") and not findings.wrote_on(desk(), user(), claim):
        told = "Approve as it stands"
        st.button(
            told, key="approve_again", icon=":material/visibility:", type="tertiary", on_click=_approve, args=(_seen(claim),)
        )


def _approve(seen: Seen) -> None:
    if attempt(findings.approve_again, desk(), user(), seen):
        say("Approved as it stands now. It stands in the history.")


def _step(name: str, icon: str, asked: str, claim: Claim, act: Callable[[Seen, str], Claim | None]) -> None:
    key = f"{name.lower()}_{claim.id}"
    with st.popover(name, icon=f":material/{icon}:", type="tertiary"):
        st.text_area(asked, key=key, height=68, max_chars=LONGEST_TEXT)
        st.button(f"{name} it", key=name.lower(), on_click=_take, args=(_seen(claim), key, name, act))


def _take(seen: Seen, key: str, name: str, act: Callable[[Seen, str], Claim | None]) -> None:
    if act(seen, st.session_state[key] or ""):
        say(f"Done: {name.lower()}. It stands in the history.")


def _publish(seen: Seen, url: str) -> Claim | None:
    return attempt(tasks.publish, desk(), user(), seen, url, tasks.publisher(settings()))


def _retract(seen: Seen, why: str) -> Claim | None:
    return attempt(findings.retract, desk(), user(), seen, why)


def _look_again(claim: Claim) -> None:
    today = desk().now().date()
    if claim.recheck_by and claim.recheck_by <= today:
        later = (_seen(claim), today + A_YEAR)
        st.button("It still stands", key="still_stands", icon=":material/check:", on_click=_set, args=later)
    name = f"Look again on {claim.recheck_by}" if claim.recheck_by else "Look again"
    with st.popover(name, icon=":material/event_repeat:", type="tertiary"):
        key = f"recheck_{claim.id}"
        st.date_input("From this day on Check says that it is due", value=claim.recheck_by, key=key, format="YYYY-MM-DD")
        st.button("Set the day", key="recheck", on_click=_set_day, args=(_seen(claim), key))


def _set_day(seen: Seen, key: str) -> None:
    _set(seen, st.session_state[key])


def _set(seen: Seen, day: date | None) -> None:
    if attempt(findings.recheck_by, desk(), user(), seen, day):
        say(f"It waits to be looked at again from {day} on." if day else "It is not looked at again.")


def draw_correction(claim: Claim) -> None:
    """Draw the fields of a correction, filled with the finding as it stands, if somebody asked for them."""
    finding = claim.finding
    if st.session_state.get(OPEN) != claim.id or finding is None or claim.status not in COMPLETE:
        return
    stands = finding.verdict.label_id if finding.verdict and finding.verdict.scale_id == desk().scale.id else None
    labels = {each.id: called(each) for each in desk().scale.labels}
    typed_into = drafts.begin(claim.id, partial(_typed_into, claim))
    drafts.draw_notice(claim.id, typed_into)
    why_key, rationale_key = (each.key for each in typed_into)
    st.session_state.setdefault(rationale_key, finding.rationale)
    with st.form(f"correct_{claim.id}_{claim.version}", border=True):
        lines.show([Line(kind="heading", text="Correct the finding")], key="correcting_about")
        kind = st.radio("What kind of correction", KINDS, index=None, format_func=lambda each: f"{label(each)}: {MEANS[each]}")
        why = st.text_area("Why, in public", height=68, max_chars=LONGEST_TEXT, key=why_key, persist_state="session")
        keep = verdict_name(finding.verdict, desk().scale) if finding.verdict else "no verdict"
        index = list(labels).index(stands) if stands else None
        verdict = st.selectbox(
            "Verdict", labels, index=index, format_func=lambda each: escaped(labels[each]), placeholder=f"stays: {keep}"
        )
        rationale = st.text_area("Rationale", height=160, max_chars=LONGEST_TEXT, key=rationale_key, persist_state="session")
        rows = st.data_editor(
            [_shown(row) for row in finding.evidence] or [_shown(Evidence(url=""))],
            num_rows="dynamic",
            hide_index=True,
            column_config={name: st.column_config.Column(label=head) for name, head in HEADS.items()}
            | {name: st.column_config.SelectboxColumn(HEADS[name], options=words) for name, words in COLUMNS.items()}
            | {"accessed_at": st.column_config.DateColumn(HEADS["accessed_at"], format="YYYY-MM-DD")},
            key=f"correct_rows_{claim.id}_{claim.version}",
            alt="The sources that were consulted, one a row",
        )
        pressed = st.form_submit_button("Save the correction", type="primary", key="save_correction")
    st.button("Leave it as it is", key="leave_correction", type="tertiary", on_click=_open, args=(None,))
    drafts.watch(claim.id, typed_into)
    if pressed and kind:
        new = Finding(label_id=verdict, keep_verdict=verdict is None, rationale=rationale, evidence=_evidence(rows))
        _save(claim, Mending(kind=kind, why=why, finding=new), typed_into)
    elif pressed:
        explain(InputError("What kind of correction it is, is not chosen yet. Choose one, then save it."))


def _typed_into(claim: Claim, _names: Collection[str] = ()) -> Sequence[Field]:
    rationale = claim.finding.rationale if claim.finding else ""
    return [
        Field(name="correction_why", shown="why it is corrected", key=f"correct_why_{claim.id}"),
        Field(name="correction_rationale", shown="rationale", key=f"correct_rationale_{claim.id}", standing=rationale),
    ]


def _save(claim: Claim, mending: Mending, typed_into: Sequence[Field]) -> None:
    if attempt(findings.correct, desk(), user(), _seen(claim), mending):
        drafts.spent(claim.id, typed_into)
        for each in typed_into:
            del st.session_state[each.key]
        _open(None)
        say(f"{label(mending.kind)} saved as a new version; the earlier one stays readable.")
    st.rerun()


def _open(claim_id: str | None) -> None:
    st.session_state[OPEN] = claim_id


def _shown(row: Evidence) -> dict[str, Any]:
    return asdict(row) | {"kind": row.kind.value, "stance": row.stance.value}


def _evidence(rows: Iterable[Mapping[str, Any]]) -> list[Evidence]:
    filled = [{each.name: row.get(each.name) for each in fields(Evidence) if row.get(each.name)} for row in rows]
    return [_row({"url": "", **values}) for values in filled if values.keys() - COLUMNS.keys()]  # a book has no address


def _row(values: dict[str, Any]) -> Evidence:
    kind, stance = values.pop("kind", EvidenceKind.SECONDARY), values.pop("stance", Stance.NEITHER)
    return Evidence(**values, kind=EvidenceKind(kind), stance=Stance(stance))


def _seen(claim: Claim) -> Seen:
    return Seen(claim_id=claim.id, version=claim.version)


def corrections_told(corrections: Sequence[Correction]) -> list[str]:
    """Return the corrections of a finding in words, the newest first."""
    return [
        f"{each.at:%Y-%m-%d} {label(each.kind)} by {each.by}: {each.why}"
        + (f" Before: {marks.verdict_words(each.before)}." if each.before else "")
        for each in corrections
    ]

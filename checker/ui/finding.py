"""
The finding on one claim while somebody writes it: what stands in its fields, kept as a draft whenever one is left.

Never here: how a field looks; what is typed stays in the session until the store has it.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import streamlit as st

from checker import findings, review
from checker.decisions import Seen
from checker.errors import CheckerError
from checker.model import Claim, Evidence, FactCheck, Verdict
from checker.ui.session import desk, user
from checker.words import EvidenceKind, Stance

WORDS = ("url", "title", "publisher", "quote", "locator", "archived_url")
THEIRS = "somebody else saved a finding on this claim meanwhile. Copy your words, and load the page anew to see theirs."
FIELDS = tuple(field.name for field in fields(Evidence))


def key(claim_id: str, name: str) -> str:
    """Return the session key of a field of this claim's finding; each claim has its own, so nothing slips to the next."""
    return f"{name}_{claim_id}"


def row_key(claim_id: str, row: int, name: str) -> str:
    """Return the session key of a field of one evidence row."""
    return f"source_{claim_id}_{row}_{name}"


def begin(claim: Claim) -> None:
    """Fill the fields with what changed in the store; what was typed here and is not saved stays as it is."""
    state, first = st.session_state, key(claim.id, "seen") not in st.session_state
    new_finding = first or state[key(claim.id, "stored")] != claim.finding
    new_note = first or state[key(claim.id, "stored_note")] != claim.note
    if not first and new_finding and written(claim.id) != state[key(claim.id, "kept")]:
        state[key(claim.id, "problem")] = THEIRS
        return
    if new_finding:
        _fill_finding(claim)
    if new_note:
        _fill_note(claim, touched=not first and _note_touched(claim.id))
    state[key(claim.id, "seen")] = claim.version


def _fill_finding(claim: Claim) -> None:
    state, finding, verdict = st.session_state, claim.finding, claim.finding and claim.finding.verdict
    state[key(claim.id, "stored")] = finding
    state[key(claim.id, "label")] = verdict.label_id if verdict and verdict.scale_id == desk().scale.id else None
    state[key(claim.id, "rationale")] = finding.rationale if finding else ""
    _set_rows(claim.id, finding.evidence if finding else ())
    state[key(claim.id, "kept")] = written(claim.id)


def _fill_note(claim: Claim, *, touched: bool) -> None:
    state = st.session_state
    state[key(claim.id, "stored_note")] = claim.note
    if touched:  # said once: after that they know what they replace
        told = f"the note, because meanwhile somebody else wrote “{claim.note}” in its place. Put the two together."
        state[key(claim.id, "problem")] = told
    else:
        state[key(claim.id, "note")] = claim.note


def _note_touched(claim_id: str) -> bool:
    typed: str = st.session_state[key(claim_id, "note")] or ""
    stored: str = st.session_state[key(claim_id, "stored_note")]
    return typed.strip() != stored.strip()


def other_scale(claim_id: str) -> Verdict | None:
    """Return the stored verdict, if it is on another scale than the desk's."""
    finding: FactCheck | None = st.session_state[key(claim_id, "stored")]
    verdict = finding.verdict if finding else None
    return verdict if verdict and verdict.scale_id != desk().scale.id else None


def rows(claim_id: str) -> list[int]:
    """Return the evidence rows in their order, each by its number."""
    found: list[int] = st.session_state[key(claim_id, "rows")]
    return found


def row(claim_id: str, number: int) -> Evidence:
    """Return what stands in one evidence row."""
    return Evidence(**{name: _value(claim_id, number, name) for name in FIELDS})


def written(claim_id: str) -> findings.Finding:
    """Return the finding as it stands in the fields; rows in which nothing was written are not part of it."""
    state = st.session_state
    evidence = [row(claim_id, number) for number in rows(claim_id)]
    label_id = state[key(claim_id, "label")]
    return findings.Finding(
        label_id=label_id,
        keep_verdict=label_id is None and other_scale(claim_id) is not None,
        rationale=state[key(claim_id, "rationale")] or "",
        evidence=[each for each in evidence if any(getattr(each, name).strip() for name in WORDS)],
    )


def add_row(claim_id: str) -> None:
    """Put an empty evidence row, accessed today, at the end."""
    number = max(rows(claim_id), default=-1) + 1
    _fill(claim_id, number, Evidence(url="", accessed_at=desk().now().date()))
    st.session_state[key(claim_id, "rows")] = [*rows(claim_id), number]


def remove_row(claim_id: str, number: int) -> None:
    """Take an evidence row out."""
    st.session_state[key(claim_id, "rows")] = [each for each in rows(claim_id) if each != number]
    keep(claim_id)


def raise_row(claim_id: str, number: int) -> None:
    """Put an evidence row before the one above it."""
    order = list(rows(claim_id))
    at = order.index(number)
    order.insert(max(at - 1, 0), order.pop(at))
    st.session_state[key(claim_id, "rows")] = order
    keep(claim_id)


def keep(claim_id: str) -> bool:
    """Save what was typed as a draft; what cannot be saved stays in its field, and why is said. True when all is saved."""
    state, finding = st.session_state, written(claim_id)
    if finding == state[key(claim_id, "kept")]:
        return key(claim_id, "problem") not in state
    state.pop(key(claim_id, "problem"), None)
    try:
        _save(claim_id, finding)
    except CheckerError as error:
        state[key(claim_id, "problem")] = str(error)
        return False
    state[key(claim_id, "kept")] = finding
    return True


def keep_note(claim_id: str) -> None:
    """Save the internal note."""
    state = st.session_state
    try:
        claim = review.save_note(desk(), user(), seen(claim_id), state[key(claim_id, "note")] or "")
    except CheckerError as error:
        state[key(claim_id, "problem")] = str(error)
        return
    if written(claim_id) == state[key(claim_id, "kept")]:
        state.pop(key(claim_id, "problem"), None)
    _saved(claim)


def seen(claim_id: str) -> Seen:
    """Return the claim in the version that this session last saw."""
    return Seen(claim_id=claim_id, version=st.session_state[key(claim_id, "seen")])


def problem(claim_id: str) -> str | None:
    """Return why something that was typed is not saved, if so."""
    found: str | None = st.session_state.get(key(claim_id, "problem"))
    return found


def _save(claim_id: str, finding: findings.Finding) -> None:
    _saved(findings.save(desk(), user(), seen(claim_id), finding))


def _saved(claim: Claim) -> None:
    st.session_state[key(claim.id, "seen")] = claim.version
    st.session_state[key(claim.id, "stored")] = claim.finding
    st.session_state[key(claim.id, "stored_note")] = claim.note


def _set_rows(claim_id: str, evidence: Sequence[Evidence]) -> None:
    for number, each in enumerate(evidence):
        _fill(claim_id, number, each)
    st.session_state[key(claim_id, "rows")] = list(range(len(evidence)))


def _fill(claim_id: str, number: int, evidence: Evidence) -> None:
    for name in FIELDS:
        st.session_state[row_key(claim_id, number, name)] = getattr(evidence, name)


def _value(claim_id: str, number: int, name: str) -> Any:
    value = st.session_state.get(row_key(claim_id, number, name))
    if name in WORDS:
        return value or ""
    if name == "kind":
        return EvidenceKind(value or EvidenceKind.SECONDARY)
    if name == "stance":
        return Stance(value or Stance.NEITHER)
    return value if isinstance(value, date) else None

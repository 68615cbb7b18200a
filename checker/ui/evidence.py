"""
The fields of a finding: evidence rows, verdict, rationale, internal note, and what is still missing.

Never here: what happens to what is typed; finding.py keeps it.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from checker.decisions import LONGEST_TEXT
from checker.model import Claim
from checker.ui import finding, lines, marks, prose
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.session import desk, escaped, label
from checker.words import EvidenceKind, Stance
from checker.workflow import missing

EARLIEST = date(1990, 1, 1)


def draw_rows(claim_id: str, bar: Bar) -> None:
    """Draw the evidence rows, each with its fields, and the button for another one."""
    numbers = finding.rows(claim_id)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        lines.show(
            [Line(kind="heading", text=prose.count(len(numbers), "source") if numbers else "Sources")], key="sources_head"
        )
        bar.draw(Button(name="Add a source", cap="V", key="add_source", act=finding.add_row, args=(claim_id,), decisive=False))
    for position, number in enumerate(numbers):
        with st.container(key=f"source_{claim_id}_{number}", border=True, gap="xsmall"):
            _row(claim_id, number, first=position == 0)


def _row(claim_id: str, number: int, *, first: bool) -> None:
    field = partial(_field, claim_id, number)
    place, steps = st.columns([5, 2], gap="xsmall", vertical_alignment="center")
    with place:
        st.text_input("Address", placeholder="https://", max_chars=LONGEST_TEXT, **field("url"))
    with steps, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        _step("Up", f"up_{claim_id}_{number}", finding.raise_row, (claim_id, number), off=first)
        _step("Remove", f"out_{claim_id}_{number}", finding.remove_row, (claim_id, number))
    _pair(claim_id, number, ("title", "Title"), ("publisher", "Publisher"))
    stance, kind, day = st.columns([6, 3, 3], gap="xsmall", vertical_alignment="center")
    with stance:
        st.segmented_control("Stance", list(Stance), format_func=marks.stance_words, wrap=False, **field("stance"))
    with kind:
        st.selectbox("Kind of source", list(EvidenceKind), format_func=label, **field("kind"))
    with day:
        st.date_input("Accessed on", format="YYYY-MM-DD", value=None, min_value=EARLIEST, **field("accessed_at"))
    words = "Quote: what it says, in its own words"
    st.text_area("Quote", height=68, placeholder=words, max_chars=LONGEST_TEXT, **field("quote"))
    _pair(claim_id, number, ("locator", "Page, table or time code"), ("archived_url", "Archived copy: https://"))


def _step(name: str, key: str, act: Callable[..., None], args: tuple[str, int], *, off: bool = False) -> None:
    st.button(name, key=key, type="tertiary", on_click=act, args=args, disabled=off)


def _pair(claim_id: str, number: int, *named: tuple[str, str]) -> None:
    for column, (name, shown) in zip(st.columns(2, gap="xsmall"), named, strict=True):
        with column:
            st.text_input(shown, placeholder=shown, max_chars=LONGEST_TEXT, **_field(claim_id, number, name))


def _field(claim_id: str, number: int, name: str) -> dict[str, Any]:
    return _kept(claim_id, finding.row_key(claim_id, number, name)) | {"label_visibility": "collapsed"}


def _kept(claim_id: str, key: str) -> dict[str, Any]:
    return {"key": key, "on_change": finding.keep, "args": (claim_id,), "persist_state": "session"}


def draw_verdict(claim_id: str) -> None:
    """Draw the scale and the definition of the chosen step; nothing is chosen before a person chooses."""
    steps = {each.id: each for each in desk().scale.labels}
    stands = finding.other_scale(claim_id)
    if stands:
        lines.show([Line(kind="plain", text=f"Verdict so far: {stands.name} ({stands.scale_id})")], key="other_scale")
    key = finding.key(claim_id, "label")
    st.segmented_control("Verdict", list(steps), format_func=lambda each: escaped(steps[each].name), **_kept(claim_id, key))
    chosen = steps.get(st.session_state[key] or "")
    if chosen:
        lines.show([Line(kind="quiet", text=chosen.definition)], key="definition")


def draw_words(claim_id: str) -> None:
    """Draw the rationale and the internal note."""
    key = finding.key(claim_id, "rationale")
    size = len(st.session_state[key] or "")
    name = f"Rationale, published `R` · {prose.count(size, 'character')}"
    st.text_area(name, height=130, max_chars=LONGEST_TEXT, **_kept(claim_id, key))
    with st.container(key="internal"):
        note = finding.key(claim_id, "note")
        kept = _kept(claim_id, note) | {"on_change": finding.keep_note}
        st.text_area("Internal note, not published `N`", height=68, max_chars=LONGEST_TEXT, **kept)


def readiness(claim: Claim) -> list[Line]:
    """Return what is still missing, whether all is saved, and what cannot be."""
    problem = finding.problem(claim.id)
    told = [Line(kind="problem", icon="error", text=f"Not saved: {problem}")] if problem else []
    gaps = missing(claim.finding)
    told += [Line(kind="meta", icon="radio_button_unchecked", text=f"Still needed: {gap}") for gap in gaps]
    if not gaps and not problem:
        told.append(Line(kind="good", icon="check", text="Nothing is missing."))
    if claim.finding:
        told.append(Line(kind="meta", text=f"Draft saved on {prose.moment(claim.finding.saved_at)}."))
    return told

"""
The fields in which a reviewer puts a claim into better words; a draft stays until it is saved.

Never here: what saving does.
"""

from typing import Any

import streamlit as st

from checker.decisions import LONGEST_CLAIM, LONGEST_NAME
from checker.export.claimreview import iso_day
from checker.model import Claim, Span
from checker.review import Wording
from checker.ui import session
from checker.ui.drafts import Field
from checker.ui.triage.turn import shortened
from checker.words import Attribution
from checker.workflow import ANCHORED

LIKE_A_DAY = "2026-03-14"
FIELDS = ("text", "quote", "claimant", "claimant_role", "claimed_at", "attribution", "tags")

SHOWN = {
    "text": "claim",
    "quote": "quote",
    "claimant": "claimant",
    "claimant_role": "role",
    "claimed_at": "date",
    "tags": "tags",
}
NAMES = {**SHOWN, "attribution": "attribution"}


def show(claim: Claim) -> None:
    """Draw the fields, filled with the draft or with the claim as it stands."""
    for name in FIELDS:
        st.session_state.setdefault(_key(name, claim.id), _shown(claim, name))
    _area("Claim, in words that stand alone", "text", claim, 104)
    _area("Quote, word for word from the text", "quote", claim, 84)
    first, second = st.columns(2, gap="small")
    with first:
        _line("Claimant", "claimant", claim)
        _line("Said on", "claimed_at", claim, like=f"As a day: {LIKE_A_DAY}")
    with second:
        _line("Role", "claimant_role", claim)
        st.selectbox(
            "Attribution",
            list(Attribution),
            format_func=session.label,
            key=_key("attribution", claim.id),
            on_change="ignore",
            persist_state="page",
        )
    _line("Tags, separated by commas", "tags", claim)


def first(claim: Claim) -> str:
    """Return the key of the field to begin with: the quote, while it does not stand in the text."""
    return _key("text" if claim.anchor in ANCHORED else "quote", claim.id)


def read(claim: Claim) -> Wording:
    """Return what stands in the fields; a field that was never drawn is as the claim has it."""
    words = typed(claim)
    tags = tuple(part.strip() for part in (words["tags"] or "").split(","))
    return Wording(**words | {"tags": tags, "span": selected(claim.id, words["quote"])})


def standing(claim: Claim) -> dict[str, Any]:
    """Return what the claim has in each field."""
    return {name: _shown(claim, name) for name in FIELDS}


def typed(claim: Claim) -> dict[str, Any]:
    """Return what stands in each field; of one that was never drawn, what the claim has."""
    return {name: st.session_state.get(_key(name, claim.id), _shown(claim, name)) for name in FIELDS}


def told(name: str, value: Any) -> str:
    """Return what stands in a field as people read it."""
    return session.label(value).lower() if name == "attribution" else str(value)


def no_day(before: Claim, saved: Claim) -> str:
    """Return a hint for a date that was just written in words which no reader of an export takes for a day."""
    words = saved.claimed_at
    if not words or words == before.claimed_at or iso_day(words):
        return ""
    return f". “{shortened(words)}” is kept as words; a day is written like {LIKE_A_DAY}"


def is_open(claim_id: str) -> bool:
    """Whether the fields hold something of this claim."""
    return any(_key(name, claim_id) in st.session_state for name in FIELDS)


def put(claim_id: str, name: str, value: Any) -> None:
    """Put something else into a field."""
    st.session_state[_key(name, claim_id)] = value


def put_quote(claim_id: str, quote: str, span: Span) -> None:
    """Put words that were selected in the text into the quote."""
    st.session_state[_key("quote", claim_id)] = quote
    select(claim_id, quote, span)


def select(claim_id: str, quote: str, span: Span) -> None:
    """Remember where a quote was selected."""
    st.session_state[_key("selected", claim_id)] = (quote, span)


def selected(claim_id: str, quote: str) -> Span | None:
    """Return where this quote was selected, as long as nobody has changed it since."""
    words, span = st.session_state.get(_key("selected", claim_id), ("", None))
    return span if words == quote else None


def fields(claim: Claim) -> list[Field]:
    """Return the fields that words are typed into, with the claim's own words in them."""
    return [field(claim.id, name, _shown(claim, name)) for name in SHOWN]


def field(claim_id: str, name: str, standing: str = "") -> Field:
    """Return one of them."""
    return Field(name=f"edit/{name}", shown=f"{SHOWN[name]} in the edit (E)", key=_key(name, claim_id), standing=standing)


def forget(claim_id: str) -> None:
    """Drop the draft."""
    for name in (*FIELDS, "selected"):
        st.session_state.pop(_key(name, claim_id), None)


def _area(label: str, name: str, claim: Claim, height: int) -> None:
    st.text_area(
        label,
        key=_key(name, claim.id),
        height=height,
        max_chars=LONGEST_CLAIM,
        on_change="ignore",
        persist_state="page",
    )


def _line(label: str, name: str, claim: Claim, like: str | None = None) -> None:
    st.text_input(
        label,
        placeholder=like,
        key=_key(name, claim.id),
        max_chars=LONGEST_NAME,
        on_change="ignore",
        persist_state="page",
    )


def _key(name: str, claim_id: str) -> str:
    return f"edit_{name}_{claim_id}"


def _shown(claim: Claim, name: str) -> Any:
    if name == "attribution":
        return claim.attribution
    return ", ".join(claim.tags) if name == "tags" else getattr(claim, name) or ""

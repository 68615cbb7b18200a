"""
What is typed in triage and not saved: the note and the fields of an edit, put back where a page was lost.

Never here: what saves them.
"""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from checker.model import Claim
from checker.ui import drafts
from checker.ui.drafts import Field
from checker.ui.triage import aside, wording


def note_key(claim_id: str) -> str:
    """Return the key of the field that holds a claim's note."""
    return f"note_{claim_id}"


def begin(claim: Claim) -> Sequence[Field]:
    """Put drafts back into the fields of this claim before these are drawn; the note's field is filled already."""
    return drafts.begin(claim.id, partial(_fields, claim))


def note_saved(claim: Claim) -> None:
    """Forget the draft of a note that is saved."""
    drafts.saved(claim.id, _fields(claim))


def words_saved(claim: Claim) -> None:
    """Forget the drafts of an edit that is saved, and empty its fields."""
    drafts.spent(claim.id, wording.fields(claim))
    wording.forget(claim.id)


def given_up(claim_id: str, name: str) -> None:
    """Forget the draft of one field of an edit, in whose place something else is taken."""
    if name in wording.SHOWN:
        drafts.spent(claim_id, [wording.field(claim_id, name)])


def parts_spent(claim: Claim) -> None:
    """Forget the draft of a split that was made, and empty its field."""
    drafts.spent(claim.id, [_parts(claim)])
    st.session_state.pop(aside.parts_key(claim.id), None)


def _fields(claim: Claim, _names: Collection[str] = ()) -> list[Field]:
    note = Field(name="note", shown="note", key=note_key(claim.id), standing=claim.note)
    return [note, *wording.fields(claim), _parts(claim)]


def _parts(claim: Claim) -> Field:
    return Field(name="parts", shown="claims that it is split into", key=aside.parts_key(claim.id), standing=claim.text)

"""
What is typed in triage and not saved: the note and the fields of an edit, put back where a page was lost.

Never here: what saves them.
"""

from collections.abc import Collection, Sequence
from functools import partial

from checker.model import Claim
from checker.ui import drafts
from checker.ui.drafts import Field
from checker.ui.triage import wording


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


def _fields(claim: Claim, _names: Collection[str] = ()) -> list[Field]:
    return [Field(name="note", shown="note", key=note_key(claim.id), standing=claim.note), *wording.fields(claim)]

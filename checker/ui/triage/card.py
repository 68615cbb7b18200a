"""
What is said of a claim beside its document: its words, its quote, where it comes from, and what deserves a second look.

Never here: a widget that changes anything.
"""

from collections.abc import Iterator, Sequence

from checker.checks import Held
from checker.model import Claim, Document
from checker.review import BY_HAND
from checker.store.claims import Mark
from checker.ui import badges, record, spending
from checker.ui.lines import Line
from checker.workflow import ANCHORED

PROMPT_LENGTH = 8


def document_lines(document: Document) -> Iterator[Line]:
    """Yield the title of a document and where it comes from."""
    yield Line(kind="title", text=document.title)
    published = f"{document.published_at.day} {document.published_at:%B %Y}" if document.published_at else None
    about = [document.publisher, document.author, published, document.url or document.name]
    yield Line(kind="meta", text=" · ".join(each for each in about if each))


def claim_lines(claim: Claim, place: str, here: Sequence[Line] = (), now: Held | None = None) -> Iterator[Line]:
    """
    Yield all that a reviewer sees of a claim, most important first.

    `here` says why it stands where it stands, `now` are the checks that were made again after an edit.
    """
    yield Line(kind="meta", text=place)
    yield badges.worded(claim)
    yield Line(kind="quote", text=claim.quote)
    yield Line(kind="quiet", text=said_by(claim))
    if claim.proposal.time_reference:
        yield Line(kind="quiet", text=f"About the time: {claim.proposal.time_reference}")
    yield from badges.draw(claim, now)
    yield from here
    if claim.edited:
        yield Line(
            kind="quiet", icon="edit", text="Changed since it was proposed: " + ", ".join(map(_field, claim.differences()))
        )
    yield made_by(claim)


def quote_lines(claim: Claim) -> Iterator[Line]:
    """Yield why a quote has to be given before the claim can be accepted, if so."""
    if claim.anchor not in ANCHORED:
        yield Line(
            kind="warning",
            icon="warning",
            text="The quote that was given does not stand in the text. Copy the words that say it, or keep the sentence, then save.",
        )
        yield from badges.given(claim)


def place(claim: Claim, marks: Sequence[Mark], waiting: str) -> str:
    """Return where a claim stands in its document, and how many wait."""
    ids = [mark.claim_id for mark in marks if not (mark.again or (mark.taken_back and mark.claim_id != claim.id))]
    position = f"{ids.index(claim.id) + 1} of {len(ids)} in this document · " if claim.id in ids else ""
    return position + waiting


def said_by(claim: Claim) -> str:
    """Return who said it, how, and when."""
    return f"— {record.said_by(claim)}" + ("" if claim.claimed_at else " · day not given")


def made_by(claim: Claim) -> Line:
    """Return who made the claim's first wording, honest about machines; its version and cost stand in the hint."""
    made = claim.provenance
    if made.extractor == BY_HAND:
        return Line(kind="meta", text="Added by hand")
    if not made.model:
        return Line(kind="meta", text="Proposed by rules, not by an LLM", hint=made.extractor)
    prompt = f"prompt {made.prompt_hash[:PROMPT_LENGTH]}" if made.prompt_hash else ""
    return Line(kind="meta", text=f"Proposed by {made.model}", hint=" · ".join(filter(None, (prompt, spending.share(made)))))


def _field(name: str) -> str:
    return {"text": "claim", "claimant_role": "role"}.get(name, name)

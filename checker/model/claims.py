"""
A claim as it stands, who holds it, and what happened to it, as frozen data.

Never here: anything that reads or writes, or decides a step.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from checker.model.extraction import Provenance
from checker.model.findings import FactCheck
from checker.model.proposals import Proposal
from checker.model.texts import Span
from checker.words import AnchorStatus, Attribution, RejectReason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A time-limited hold of one reviewer, in one browser session, on one claim."""

    user: str
    session: str
    until: datetime


WORDING = ("text", "quote", "claimant", "claimant_role", "attribution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable statement, as it stands now; `proposal` is how it was first put."""

    id: str
    document_id: str
    status: Status
    text: str
    quote: str
    span: Span | None
    anchor: AnchorStatus
    claimant: str | None
    claimant_role: str | None
    claimed_at: str | None
    attribution: Attribution
    tags: tuple[str, ...]
    note: str
    reject_reason: RejectReason | None
    proposal: Proposal
    provenance: Provenance
    finding: FactCheck | None
    lease: Lease | None
    version: int
    added_at: datetime
    changed_at: datetime
    snoozed_until: datetime | None = None  # nobody is handed it before
    assigned_to: str | None = None
    assigned_note: str = ""  # what they were told
    split_from: str | None = None
    merged_into: str | None = None
    recheck_by: date | None = None  # the day from which its finding is to be looked at again

    @property
    def edited(self) -> bool:
        """Whether a person changed any word of what was proposed."""
        return bool(self.differences())

    def differences(self) -> dict[str, tuple[str, str]]:
        """Return field by field what was proposed and what stands now, where they differ."""
        pairs = {name: (getattr(self.proposal, name), getattr(self, name)) for name in WORDING}
        return {name: (str(old or ""), str(new or "")) for name, (old, new) in pairs.items() if old != new}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the history: who changed what, when, from what to what; chained to the line before."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    prev_hash: str
    hash: str

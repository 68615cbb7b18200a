"""
What an extractor or a reviewer puts forward, and what is left out, as frozen data.

Never here: anything that reads or writes, or decides a step.
"""

from dataclasses import dataclass

from checker.model.texts import Span
from checker.words import AnchorStatus, Attribution, Checkability, ClaimType


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How much a sentence deserves checking, 0 to 1, as a scorer says without an LLM; `why` names what weighed most."""

    value: float
    why: tuple[str, ...]
    scorer: str  # its name, and the first digits of its weights' sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A claim as an extractor or a reviewer first put it; kept as it was for good."""

    text: str
    quote: str
    span: Span | None
    anchor: AnchorStatus
    claimant: str | None
    claimant_role: str | None
    attribution: Attribution
    checkability: Checkability
    checkability_reason: str = ""
    claim_type: ClaimType | None = None
    checkworthiness: float | None = None
    why: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()  # the mechanical checks that were made; `flags` names those that failed
    details: tuple[str, ...] = ()  # why a check failed, in a sentence that names the words, each after its code
    quote_given: str = ""  # the words given as the quote, where they do not stand in the document
    time_reference: str | None = None
    ambiguity: str | None = None
    call: int | None = None  # which model call of the run it came from
    also: tuple[Span, ...] = ()  # where else the document says the same
    remarks: tuple[str, ...] = ()  # what a second reader said, each after its code
    score: Score | None = None  # None where no scorer knows the language


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A sentence that an extractor left out, and why: the ledger that makes a miss visible."""

    span: Span
    reason: str
    alarm: bool = False  # it holds a figure and mostly a name, as few sentences without a claim do

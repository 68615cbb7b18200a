"""
The things of the domain as frozen data.

Never here: anything that reads or writes, or decides a step; only the standard library is imported.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from checker.errors import InputError
from checker.words import (
    AnchorStatus,
    Attribution,
    Checkability,
    ClaimType,
    EvidenceKind,
    RejectReason,
    RunStatus,
    Stance,
    Status,
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: half-open, counted in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"Span({self.start}, {self.end}): expected 0 <= start < end")

    def of(self, text: str) -> str:
        """Return the words at this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where in the original a stretch of text began: a page, a time code, a speaker."""

    start: int
    label: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text as a reader found it, with what is known about it, before it is stored."""

    text: str
    media_type: str
    name: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: date | None = None
    language: str | None = None
    locators: tuple[Locator, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One ingested text; `text` is normalised once and never changes after."""

    id: str
    text: str
    sha256: str
    media_type: str
    name: str
    title: str
    publisher: str | None
    author: str | None
    url: str | None
    published_at: date | None
    language: str | None
    locators: tuple[Locator, ...]
    warnings: tuple[str, ...]
    added_by: str
    added_at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One call to a model: what was asked, what came of it, word for word, and what it used up."""

    position: int  # among the calls of its run
    key: str  # the same for all calls that ask just the same of the same model
    purpose: str  # `extract`, `repair` or `second_reader`
    model: str
    prompt_hash: str
    outcome: str
    raw: str
    message: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None  # of the input; known to the provider from an earlier call
    seconds: float
    cost: float | None  # None where the price list does not name the model
    at: datetime
    sent: bool = True  # False for what stands in the place of a call that did not go out, or that is still on its way
    reused: bool = False  # the answer to an earlier call that asked just the same; nothing was sent or spent
    may_be_billed: bool = False  # no answer came, and nobody knows whether the server read what was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of a document for which the model gave no answer, and why."""

    span: Span
    sentences: int
    outcome: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that came of one part of a document."""

    proposals: tuple[Proposal, ...]
    skipped: tuple[Skipped, ...] = ()
    gaps: tuple[Gap, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one run of an extractor over a document brought."""

    proposals: tuple[Proposal, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What proposes claims: an extractor, its model and the version of its prompts."""

    extractor: str
    model: str | None
    prompt_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One extraction of one document."""

    id: str
    document_id: str
    extractor: str
    model: str | None
    prompt_hash: str | None
    status: RunStatus
    message: str
    done: int
    total: int
    tries: int
    by_batch: bool  # waits for the answers to a batch; no worker takes it up before
    queued_by: str
    queued_at: datetime
    finished_at: datetime | None
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who made a claim's first wording, and what that used up: a share of the model call that it came from."""

    extractor: str
    model: str | None
    prompt_hash: str | None
    run_id: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One consulted source."""

    url: str
    title: str = ""
    publisher: str = ""
    kind: EvidenceKind = EvidenceKind.SECONDARY
    quote: str = ""
    locator: str = ""
    stance: Stance = Stance.NEITHER
    accessed_at: date | None = None
    archived_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The right of reply: whoever a finding is about was asked, until when they may answer, and what they said."""

    asked: str
    asked_at: date | None = None
    deadline: date | None = None
    answer: str = ""
    answered_at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One step of a verdict scale; `value` is None where the label has no place between true and false."""

    id: str
    name: str
    value: int | None
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A named, ordered set of verdict labels; a higher value is nearer to true."""

    id: str
    name: str
    labels: tuple[Label, ...]

    def verdict(self, label_id: str) -> "Verdict":
        """Return the verdict that this label means; raises InputError for a label that the scale does not have."""
        label = next((each for each in self.labels if each.id == label_id), None)
        if label is None:
            known = ", ".join(each.id for each in self.labels)
            raise InputError(f"{label_id!r} is no label of the scale {self.name!r}; expected one of {known}.")
        values = [each.value for each in self.labels if each.value is not None]
        return Verdict(
            scale_id=self.id,
            label_id=label.id,
            name=label.name,
            value=label.value,
            worst=min(values),
            best=max(values),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The value of a finding, with its scale as it was when a person set it."""

    scale_id: str
    label_id: str
    name: str
    value: int | None
    worst: int
    best: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """The finding on a claim; `at` is None while it is a draft."""

    version: int
    verdict: Verdict | None
    rationale: str
    evidence: tuple[Evidence, ...]
    by: str
    saved_at: datetime
    at: datetime | None = None
    approved_by: str | None = None
    url: str | None = None
    reply: Reply | None = None


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


def plain(thing: Any) -> dict[str, Any]:
    """Return a dataclass of this module as a dictionary of JSON values."""
    return {each.name: _plain_value(getattr(thing, each.name)) for each in fields(thing)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if is_dataclass(value):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value

"""
Extraction runs, the calls that they make and what comes of them, as frozen data.

Never here: anything that reads or writes, or decides a step.
"""

from dataclasses import dataclass
from datetime import datetime

from checker.model.proposals import Proposal, Skipped
from checker.model.texts import Span
from checker.words import RunStatus


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

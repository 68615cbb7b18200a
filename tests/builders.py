"""
The things of the domain, ready made: each function returns one whole, consistent example with the changes asked for.

Never here: a database, a file or chance; the same call always brings the same thing.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from checker.auth import Role, User
from checker.extract import Request
from checker.model import Claim, Document, Draft, Evidence, FactCheck, ModelCall, Proposal, Provenance, Run, Span, Verdict
from checker.scales import FIVE_POINT
from checker.words import (
    AnchorStatus,
    Attribution,
    Checkability,
    ClaimType,
    EvidenceKind,
    OnItsWay,
    Outcome,
    RunStatus,
    Stance,
    Status,
)

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)

TEXT = (
    "Labour figures are out.\n\n"
    'Unemployment fell to 3.1 percent in March, Labour Minister Jane Doe said on Monday. "We hired 400 inspectors," she added.\n\n'
    "The opposition disagrees.\n"
)
QUOTE = "Unemployment fell to 3.1 percent in March"


def make_draft(**changes: Any) -> Draft:
    """Return a text as a reader would hand it over."""
    draft = Draft(
        text=TEXT,
        media_type="text/plain",
        name="labour.txt",
        title="Labour figures",
        publisher="Example News",
        author="Ann Writer",
        url="https://news.example.com/labour",
        published_at=date(2026, 5, 18),
        language="en",
    )
    return replace(draft, **changes)


def make_document(**changes: Any) -> Document:
    """Return a stored document; its sha256 follows its text."""
    text = changes.get("text", TEXT)
    document = Document(
        id="document-1",
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type="text/plain",
        name="labour.txt",
        title="Labour figures",
        publisher="Example News",
        author="Ann Writer",
        url="https://news.example.com/labour",
        published_at=date(2026, 5, 18),
        language="en",
        locators=(),
        warnings=(),
        added_by="ann",
        added_at=NOON,
    )
    return replace(document, **changes)


def span_of(quote: str, text: str = TEXT) -> Span:
    """Return where the quote first stands in the text; raises ValueError if it does not."""
    start = text.index(quote)
    return Span(start, start + len(quote))


def make_proposal(**changes: Any) -> Proposal:
    """Return a claim as an extractor put it; when only the quote is changed, the span follows it if it is in TEXT."""
    quote = changes.get("quote", QUOTE)
    proposal = Proposal(
        text="Unemployment [in Exampleland] fell to 3.1 percent in March [2026].",
        quote=quote,
        span=span_of(quote) if quote in TEXT else span_of(QUOTE),
        anchor=AnchorStatus.EXACT,
        claimant="Jane Doe",
        claimant_role="Labour Minister",
        attribution=Attribution.INDIRECT_QUOTE,
        checkability=Checkability.CHECKABLE,
        checkability_reason="Official figures exist.",
        claim_type=ClaimType.QUANTITY,
        checkworthiness=0.8,
        why=("a number",),
        flags=("words_added",),
        time_reference="March",
        ambiguity=None,
        call=0,
    )
    return replace(proposal, **changes)


def make_provenance(**changes: Any) -> Provenance:
    """Return where a model's claim came from."""
    provenance = Provenance(
        extractor="llm-chain",
        model="openai:example-model",
        prompt_hash="0123456789ab",
        run_id="run-1",
        input_tokens=900,
        output_tokens=120,
        cost=0.004,
    )
    return replace(provenance, **changes)


def make_evidence(**changes: Any) -> Evidence:
    """Return one consulted source."""
    evidence = Evidence(
        url="https://stats.example.org/labour/2026-03",
        title="Labour force survey, March 2026",
        publisher="Statistics Office",
        kind=EvidenceKind.DATA,
        quote="The unemployment rate stood at 4.6 percent.",
        locator="table 2",
        stance=Stance.UNDERMINES,
        accessed_at=date(2026, 5, 19),
        archived_url="https://archive.example.org/labour-2026-03",
    )
    return replace(evidence, **changes)


def make_verdict(label_id: str = "mostly_false") -> Verdict:
    """Return a verdict of the five-point scale."""
    return FIVE_POINT.verdict(label_id)


def make_finding(**changes: Any) -> FactCheck:
    """Return a complete finding; `at=None` makes it a draft."""
    finding = FactCheck(
        version=1,
        verdict=make_verdict(),
        rationale="The figure is the youth rate of one region. The national rate was 4.6 percent.",
        evidence=(make_evidence(),),
        by="ann",
        saved_at=NOON,
        at=NOON,
        approved_by=None,
        url=None,
    )
    return replace(finding, **changes)


def make_claim(**changes: Any) -> Claim:
    """Return a candidate of `make_document()`; its words are those of its proposal unless changed."""
    proposal = changes.get("proposal", make_proposal())
    claim = Claim(
        id="claim-1",
        document_id="document-1",
        status=Status.CANDIDATE,
        text=proposal.text,
        quote=proposal.quote,
        span=proposal.span,
        anchor=proposal.anchor,
        claimant=proposal.claimant,
        claimant_role=proposal.claimant_role,
        claimed_at=None,
        attribution=proposal.attribution,
        tags=(),
        note="",
        reject_reason=None,
        proposal=proposal,
        provenance=make_provenance(),
        finding=None,
        lease=None,
        version=1,
        added_at=NOON,
        changed_at=NOON,
    )
    return replace(claim, **changes)


def make_checked_claim(**changes: Any) -> Claim:
    """Return a claim at status checked with a complete finding."""
    return make_claim(**{"status": Status.CHECKED, "finding": make_finding(), **changes})


def make_run(**changes: Any) -> Run:
    """Return a finished extraction run of `make_document()`."""
    run = Run(
        id="run-1",
        document_id="document-1",
        extractor="llm-chain",
        model="openai:example-model",
        prompt_hash="0123456789ab",
        status=RunStatus.DONE,
        message="",
        done=1,
        total=1,
        tries=1,
        by_batch=False,
        queued_by="ann",
        queued_at=NOON,
        finished_at=NOON,
        skipped=(),
    )
    return replace(run, **changes)


def make_request(**changes: Any) -> Request:
    """Return a call that a reading wants to make."""
    request = Request(
        key="key-1",
        purpose="extract",
        model="openai:example-model",
        prompt_hash="0123456789ab",
        form="json_schema",
        system="Find claims.",
        human="[s1] Unemployment fell.",
        input_tokens=900,
        answer_tokens=300,
    )
    return replace(request, **changes)


def make_call(**changes: Any) -> ModelCall:
    """Return a call to a model that was answered, or what stands in the place of one that was not sent."""
    unsent = changes.get("reused") or changes.get("outcome") in (OnItsWay.PENDING, Outcome.OVER_BUDGET)
    call = ModelCall(
        position=0,
        key="key-1",
        purpose="extract",
        model="openai:example-model",
        prompt_hash="0123456789ab",
        outcome="ok",
        raw="{}",
        message="",
        input_tokens=900,
        output_tokens=120,
        cached_tokens=0,
        seconds=0.5,
        cost=None,
        at=NOON,
        sent=not unsent,
    )
    return replace(call, **changes)


def make_user(name: str = "ann", *roles: Role, session: str = "session-1") -> User:
    """Return somebody at the desk; a reviewer unless told otherwise."""
    return User(name=name, roles=frozenset(roles or (Role.REVIEWER,)), session=session)

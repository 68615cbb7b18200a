"""
Claims and documents of every shape, for the laws of the exports.

Never here: a test.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from checker.export.records import Context, Record, record
from checker.model import (
    Claim,
    Correction,
    Document,
    Evidence,
    FactCheck,
    Locator,
    Proposal,
    Provenance,
    Reply,
    Score,
    Span,
    Verdict,
)
from checker.scales import SCALES
from checker.words import AnchorStatus, CorrectionKind, RejectReason, Status
from tests.builders import make_claim, make_document

PUBLISHER = Context(publisher_name="Example Fact Desk", publisher_url="https://factdesk.example.org/")

# Without a clock: a busy machine is no failure.
steady = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

words = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "-5", "＝A1", "\t=x", "</script>", "<!--", "'", '"', "a\r\nb", "\u2028", " @x"]
)
some_words = words.filter(lambda text: bool(text.strip()))
maybe_words = st.none() | words
moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
verdicts: st.SearchStrategy[Verdict] = st.sampled_from(
    [scale.verdict(label.id) for scale in SCALES.values() for label in scale.labels]
)
documents: st.SearchStrategy[Document] = st.builds(
    lambda document, text: replace(document, text=text, sha256=make_document(text=text).sha256),
    st.builds(
        Document,
        text=words,
        published_at=st.none() | days,
        added_at=moments,
        locators=st.just((Locator(start=0, label="page 1"),)),
    ),
    st.text(min_size=1, max_size=120),
)
evidence = st.builds(Evidence, url=words, title=words, publisher=words, quote=words, accessed_at=st.none() | days)
findings = st.builds(
    FactCheck,
    version=st.integers(1, 9),
    verdict=verdicts,
    rationale=words,
    evidence=st.lists(evidence, max_size=3).map(tuple),
    by=words,
    saved_at=moments,
    at=moments,
    approved_by=maybe_words,
    url=st.none(),
    reply=st.none() | st.builds(Reply, asked=words, asked_at=st.none() | days, deadline=st.none() | days, answer=words),
)
corrections = st.builds(
    Correction, kind=st.sampled_from(CorrectionKind), why=words, by=words, at=moments, before=st.none() | verdicts
)
counts = st.none() | st.integers(0, 10**9)
counts_from_0, lengths = st.integers(0, 10**6), st.integers(1, 10**6)
provenances = st.builds(
    Provenance,
    extractor=words,
    model=maybe_words,
    prompt_hash=maybe_words,
    run_id=maybe_words,
    input_tokens=counts,
    output_tokens=counts,
    cost=st.none() | st.floats(0, 10**6),
)
proposals = st.builds(
    Proposal,
    text=words,
    quote=words,
    span=st.none(),
    claimant=maybe_words,
    claimant_role=maybe_words,
    checkability_reason=words,
    checkworthiness=st.none() | st.floats(0, 1),
    why=st.lists(words, max_size=2).map(tuple),
    flags=st.lists(words, max_size=2).map(tuple),
    checks=st.lists(words, max_size=2).map(tuple),
    remarks=st.lists(words, max_size=2).map(tuple),
    also=st.lists(st.builds(lambda start, length: Span(start, start + length), counts_from_0, lengths), max_size=2).map(tuple),
    quote_given=words,
    score=st.none() | st.builds(Score, value=st.floats(0, 1), why=st.lists(words, max_size=2).map(tuple), scorer=words),
)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    """A stretch of this text."""
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


@st.composite
def claims_of(draw: st.DrawFn, document: Document) -> Claim:
    """A claim of this document at any status, with or without a finding."""
    span = draw(st.none() | spans(document.text))
    return make_claim(
        id=draw(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)),
        document_id=document.id,
        status=draw(st.sampled_from(Status)),
        text=draw(words),
        quote=span.of(document.text) if span else "",
        span=span,
        anchor=draw(st.sampled_from(AnchorStatus)),
        claimant=draw(maybe_words),
        claimant_role=draw(maybe_words),
        claimed_at=draw(maybe_words),
        tags=tuple(draw(st.lists(words, max_size=3))),
        note=draw(words),
        reject_reason=draw(st.none() | st.sampled_from(RejectReason)),
        proposal=draw(proposals),
        provenance=draw(provenances),
        finding=draw(st.none() | findings),
        added_at=draw(moments),
        changed_at=draw(moments),
        split_from=draw(maybe_words),
        merged_into=draw(maybe_words),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    """What leaves the tool about any claim of any document."""
    document = draw(documents)
    mended = tuple(draw(st.lists(corrections, max_size=2)))
    earlier = tuple(draw(st.lists(findings, max_size=2)))
    return record(draw(claims_of(document)), document, PUBLISHER, mended, earlier)


@st.composite
def checked_records(draw: st.DrawFn) -> Record:
    """A record that is whole: checked or published, with words, a rationale, and a verdict of a built-in scale."""
    document = draw(documents)
    claim = replace(
        draw(claims_of(document)),
        status=draw(st.sampled_from([Status.CHECKED, Status.PUBLISHED])),
        text=draw(some_words),
        finding=draw(findings),
    )
    return record(claim, document, PUBLISHER)

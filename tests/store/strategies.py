"""
Documents, claims and findings of every shape that can be stored, for the laws of the store.

Never here: a test.
"""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from checker.model import (
    Document,
    Evidence,
    FactCheck,
    Gap,
    Lease,
    Locator,
    ModelCall,
    Proposal,
    Provenance,
    Reading,
    Reply,
    Score,
    Skipped,
    Span,
    Verdict,
)
from checker.scales import SCALES
from checker.text import normalise
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import make_document

HOSTILE = (
    "'; DROP TABLE claim; --",
    "\"quoted\" “curly” «guillemets» 'single'",
    "مرحبا بالعالم \u202eright to left\u202c שלום",
    "👩‍👩‍👧‍👦 🇺🇦 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \U0010fffd",
    "line\nline\ttab \\n \\u0000 %s {0} {{x}} :name ?",
    "<script>alert(1)</script> </textarea> &amp;",
    "null",
    "[1, 2]",
    "é e\u0301 ﬁ ² ½ İ ß",
    "long " * 20_000,
)
words = st.text(max_size=60).map(normalise) | st.sampled_from(HOSTILE)
some_words = words.filter(lambda text: bool(text.strip()))
maybe_words = st.none() | words
zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))])
moments = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=zones)  # noqa: DTZ001 - Hypothesis adds the zone
days = st.dates(min_value=date(1000, 1, 1))
counts = st.none() | st.integers(0, 2**31 - 1)
costs = st.none() | st.floats(0, 1e9)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 10**6), st.integers(1, 10**6))

verdicts: st.SearchStrategy[Verdict] = st.sampled_from(
    [scale.verdict(label.id) for scale in SCALES.values() for label in scale.labels]
)
locators = st.builds(Locator, start=st.integers(0, 10**6), label=words, speaker=maybe_words)
evidence = st.builds(
    Evidence,
    url=words,
    title=words,
    publisher=words,
    quote=words,
    locator=words,
    accessed_at=st.none() | days,
    archived_url=words,
)
findings = st.builds(
    FactCheck,
    version=st.integers(1, 3),
    verdict=st.none() | verdicts,
    rationale=words,
    evidence=st.lists(evidence, max_size=3).map(tuple),
    by=words,
    saved_at=moments,
    at=st.none() | moments,
    approved_by=maybe_words,
    url=maybe_words,
    reply=st.none() | st.builds(Reply, asked=words, asked_at=st.none() | days, deadline=st.none() | days, answer=words),
)
proposals = st.builds(
    Proposal,
    text=words,
    quote=words,
    span=st.none() | spans,
    claimant=maybe_words,
    claimant_role=maybe_words,
    checkability_reason=words,
    checkworthiness=st.none() | st.floats(0, 1),
    why=st.lists(words, max_size=3).map(tuple),
    flags=st.lists(words, max_size=3).map(tuple),
    time_reference=maybe_words,
    ambiguity=maybe_words,
    call=counts,
    also=st.lists(spans, max_size=2).map(tuple),
    remarks=st.lists(words, max_size=2).map(tuple),
    score=st.none() | st.builds(Score, value=st.floats(0, 1), why=st.lists(words, max_size=3).map(tuple), scorer=words),
)
provenances = st.builds(
    Provenance,
    extractor=words,
    model=maybe_words,
    prompt_hash=maybe_words,
    run_id=st.none(),
    input_tokens=counts,
    output_tokens=counts,
    cost=costs,
)
leases = st.builds(Lease, user=words, session=words, until=moments)
_anchored = st.tuples(st.sampled_from(list(Status)), st.sampled_from(list(AnchorStatus)[:-1]), spans)
_lost = st.tuples(st.sampled_from([Status.CANDIDATE, Status.REJECTED]), st.just(AnchorStatus.LOST), st.none())
places = _anchored | _lost
reject_reasons = st.none() | st.sampled_from(list(RejectReason))
arranged = st.fixed_dictionaries(
    {
        "snoozed_until": st.none() | moments,
        "assigned_to": maybe_words,
        "assigned_note": words,
        "split_from": st.none() | st.just("claim-1"),
        "merged_into": st.none() | st.just("claim-2"),
        "recheck_by": st.none() | days,
    }
)
skipped = st.builds(Skipped, span=spans, reason=words, alarm=st.booleans())
calls = st.builds(
    ModelCall,
    position=st.just(0),
    key=st.text("0123456789abcdef", min_size=64, max_size=64),
    purpose=st.sampled_from(["extract", "repair", "second_reader"]),
    model=words,
    prompt_hash=words,
    outcome=words,
    raw=words,
    message=words,
    input_tokens=counts,
    output_tokens=counts,
    cached_tokens=counts,
    seconds=st.floats(0, 1e6),
    cost=costs,
    at=moments,
    sent=st.booleans(),
    reused=st.booleans(),
)
gaps = st.builds(Gap, span=spans, sentences=st.integers(1, 40), outcome=words, message=words)
readings = st.builds(
    Reading,
    proposals=st.lists(proposals, max_size=2).map(tuple),
    skipped=st.lists(skipped, max_size=2).map(tuple),
    gaps=st.lists(gaps, max_size=2).map(tuple),
    problems=st.lists(words, max_size=2).map(tuple),
)
documents: st.SearchStrategy[Document] = st.builds(
    lambda text, **known: make_document(text=text, **known),
    text=some_words,
    media_type=words,
    name=words,
    title=words,
    publisher=maybe_words,
    author=maybe_words,
    url=maybe_words,
    published_at=st.none() | days,
    language=maybe_words,
    locators=st.lists(locators, max_size=3).map(tuple),
    warnings=st.lists(words, max_size=3).map(tuple),
    added_by=words,
    added_at=moments,
)

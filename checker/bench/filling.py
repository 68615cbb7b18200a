"""
Desks full of made-up claims for benchmarks: candidates that wait, or claims that were all reviewed.

Never here: a measurement, or words of anybody.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from checker import review
from checker.bench.texts import PEOPLE, sentences
from checker.decisions import Desk
from checker.model import Claim, Document, Evidence, FactCheck, Proposal, Provenance, Span
from checker.scales import FIVE_POINT
from checker.store import claims, documents, events, findings
from checker.words import AnchorStatus, Attribution, Checkability, RejectReason, Status

EACH = 50  # claims of a document
AT_ONCE = 20  # documents of a transaction
LONG_CLAIMS = 300
LONG_LINES = 525  # about 50,000 characters
LONG = "long"  # the id of the long document
REVIEWED = (Status.CHECKED, Status.PUBLISHED, Status.REJECTED)
NOTE = "Measured, not read."
_BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_MADE_BY = Provenance(
    extractor="benchmark", model=None, prompt_hash=None, run_id=None, input_tokens=None, output_tokens=None, cost=None
)


def waiting(desk: Desk, number: int) -> None:
    """Add a long document with its claims, and beside it so many candidates in documents of their own."""
    _add(desk, [_document(LONG, _text(0, LONG_LINES))], LONG_CLAIMS)
    _fill(desk, number)


def reviewed(desk: Desk, number: int) -> None:
    """Add so many claims, each with a decision, and with a finding unless it was rejected."""
    _fill(desk, number, REVIEWED)


def complete(desk: Desk, number: int) -> None:
    """Add so many claims that are checked or published, each with its finding."""
    _fill(desk, number, (Status.CHECKED, Status.PUBLISHED))


def _fill(desk: Desk, number: int, decided: tuple[Status, ...] = ()) -> None:
    whole, rest = divmod(number, EACH)
    for first in range(0, whole, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, whole))
        _add(desk, [_document(f"d{each}", _text(each, EACH)) for each in numbers], EACH, decided)
    if rest:
        _add(desk, [_document(f"d{whole}", _text(whole, EACH))], rest, decided)


def _add(desk: Desk, added: list[Document], each: int, decided: tuple[Status, ...] = ()) -> None:
    with desk.store.write() as tx:
        made = []
        for document in added:
            documents.insert(tx, document)
            found = list(_claims(document))
            made += [found[at * len(found) // each] for at in range(each)]
        if decided:
            made = [_decided(claim, number, decided) for number, claim in enumerate(made)]
        claims.insert(tx, made)
        events.append(tx, review.proposed_by_machine(made))
        findings.insert(tx, [(claim.id, claim.finding) for claim in made if claim.finding])


def _claims(document: Document) -> Iterator[Claim]:
    start = 0
    for number, line in enumerate(document.text.split("\n\n")):
        proposal = Proposal(
            text=line,
            quote=line,
            span=Span(start, start + len(line)),
            anchor=AnchorStatus.EXACT,
            claimant=PEOPLE[number % len(PEOPLE)],
            claimant_role=None,
            attribution=Attribution.AUTHOR_VOICE,
            checkability=Checkability.CHECKABLE,
            checkworthiness=(number * 37 % 100) / 100,
            flags=("numbers",) if not number % 10 else (),
        )
        start += len(line) + 2
        yield review.propose(f"{document.id}-{number}", document.id, proposal, made_by=_MADE_BY, now=_BEGAN)


def _decided(claim: Claim, number: int, statuses: tuple[Status, ...]) -> Claim:
    status = statuses[number % len(statuses)]
    if status is Status.REJECTED:
        return replace(claim, status=status, reject_reason=RejectReason.TRIVIAL)
    label = FIVE_POINT.labels[number // len(statuses) % len(FIVE_POINT.labels)]
    finding = FactCheck(
        version=1,
        verdict=FIVE_POINT.verdict(label.id),
        rationale=NOTE,
        evidence=(Evidence(url=f"https://example.org/{claim.id}"),),
        by=PEOPLE[number % len(PEOPLE)],
        saved_at=_BEGAN,
        at=_BEGAN,
    )
    return replace(claim, status=status, finding=finding)


def _document(id_: str, text: str) -> Document:
    return Document(
        id=id_,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type="text/plain",
        name=f"{id_}.txt",
        title=f"Report {id_}",
        publisher=None,
        author=None,
        url=None,
        published_at=None,
        language="en",
        locators=(),
        warnings=(),
        added_by="benchmark",
        added_at=_BEGAN,
    )


def _text(number: int, lines: int) -> str:
    return "\n\n".join(islice(sentences(EACH * number), lines))

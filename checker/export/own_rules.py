"""
Whether a line of an own export fits together: one table of rules for claims, one for documents; each says what is wrong, or nothing.

Never here: how a line is read (own_lines.py), or what is at a desk already.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from checker.export.private import WholeClaim, WholeDocument
from checker.model import Claim, Event, FactCheck, Run, Span, Verdict
from checker.ranking import REACH
from checker.words import AnchorStatus, Status
from checker.workflow import is_web_address, missing

LONGEST_ID = 32  # characters
SHOWN = 80  # of a value
BIGGEST = 2**31 - 1  # of a number that both databases hold
HAVE_FINDINGS = frozenset({Status.IN_REVIEW, Status.CHECKED, Status.PUBLISHED, Status.RETRACTED})
NEVER_LOST = frozenset(Status) - {Status.CANDIDATE, Status.REJECTED}


def wrong_in_document(whole: WholeDocument) -> str:
    """Return what is wrong in a document, in a sentence; nothing where all is well."""
    return next(filter(None, (rule(whole) for rule in DOCUMENT_RULES)), "")


def wrong_in_claim(whole: WholeClaim, text: str) -> str:
    """Return what is wrong in a claim of a document with this text; nothing where all is well."""
    return next(filter(None, (rule(whole, text) for rule in CLAIM_RULES)), "")


def fits_text(claim: Claim, text: str) -> bool:
    """Whether the places that a claim names are in the text, and its quote stands there word for word where it says so."""
    spans = filter(None, (claim.span, claim.proposal.span, *claim.proposal.also))
    if any(span.end > len(text) for span in spans):
        return False
    return claim.anchor is not AnchorStatus.EXACT or (claim.span is not None and claim.span.of(text) == claim.quote)


def _document_id(whole: WholeDocument) -> str:
    return _id("document", whole.document.id)


def _digest(whole: WholeDocument) -> str:
    found = hashlib.sha256(whole.document.text.encode()).hexdigest()
    told = whole.document.sha256
    return "" if found == told else f"Its text has the SHA-256 {found}, the line says {told}: the text was altered."


def _runs(whole: WholeDocument) -> str:
    return next(filter(None, (_run(run, whole.document.id) for run in whole.runs)), "")


def _run(run: Run, document_id: str) -> str:
    if run.finished_at is None:
        return f"Its extraction {run.id} has not ended; expected finished_at."
    if run.document_id != document_id:
        return f"Its extraction {run.id} is of the document {run.document_id!r}."
    return _id("extraction", run.id) or _numbers(run.done, run.total, run.tries) or _zones(run.queued_at, run.finished_at)


def _document_moments(whole: WholeDocument) -> str:
    is_step = 0 <= whole.reach < len(REACH)
    return _zones(whole.document.added_at) or (
        "" if is_step else f"Its reach is {whole.reach}; expected 0 to {len(REACH) - 1}."
    )


def _document_history(whole: WholeDocument) -> str:
    return _history(whole.history, "document", whole.document.id)


DOCUMENT_RULES: tuple[Callable[[WholeDocument], str], ...] = (
    _document_id,
    _digest,
    _runs,
    _document_moments,
    _document_history,
)


def _claim_id(whole: WholeClaim, text: str) -> str:
    claim = whole.claim
    run_id = claim.provenance.run_id
    linked = [each for each in (claim.split_from, claim.merged_into) if each]
    return (
        _id("claim", claim.id)
        or next(filter(None, (_id("claim", each) for each in linked)), "")
        or (_id("extraction", run_id) if run_id is not None else "")
    )


def _place(whole: WholeClaim, text: str) -> str:
    claim = whole.claim
    if (claim.anchor is AnchorStatus.LOST) is not (claim.span is None):
        return f"Its anchor is {claim.anchor}, but its place is {_shown(claim.span)}."
    if claim.anchor is AnchorStatus.LOST and claim.status in NEVER_LOST:
        return f"It is {claim.status.replace('_', ' ')}, but its quote is not in the document."
    return "" if fits_text(claim, text) else "Its quote does not stand in the text of its document where the line says."


def _reason(whole: WholeClaim, text: str) -> str:
    claim = whole.claim
    is_rejected = claim.status is Status.REJECTED
    return "It is rejected without a reason; expected reject_reason." if is_rejected and not claim.reject_reason else ""


def _claim_numbers(whole: WholeClaim, text: str) -> str:
    claim, made = whole.claim, whole.claim.provenance
    return _numbers(claim.version, made.input_tokens, made.output_tokens, *(each.version for each in _findings(whole)))


def _claim_moments(whole: WholeClaim, text: str) -> str:
    claim, found = whole.claim, _findings(whole)
    of_findings = (at for each in found for at in (each.saved_at, each.at, each.correction.at if each.correction else None))
    return _zones(claim.added_at, claim.changed_at, claim.snoozed_until, *of_findings)


def _complete(whole: WholeClaim, text: str) -> str:
    claim = whole.claim
    if claim.status not in HAVE_FINDINGS:
        return ""
    gaps = missing(claim.finding)
    if gaps:
        return f"It is {claim.status.replace('_', ' ')}, but its finding still needs {' and '.join(gaps)}."
    is_open = claim.finding is not None and claim.finding.at is None and claim.status is not Status.IN_REVIEW
    return f"It is {claim.status.replace('_', ' ')}, but its finding is a draft." if is_open else ""


def _versions(whole: WholeClaim, text: str) -> str:
    numbers = [each.version for each in _findings(whole)]
    if numbers != sorted(set(numbers), reverse=True) or (numbers and numbers[-1] < 1):
        return f"The versions of its finding are {', '.join(map(str, numbers))}; expected each once, the newest first."
    if whole.earlier and (whole.claim.finding is None or any(each.at is None for each in whole.earlier)):
        return "An earlier version of its finding was never complete, or there is no newest one."
    return ""


def _verdicts(whole: WholeClaim, text: str) -> str:
    given = (each.verdict for each in _findings(whole))
    before = (each.correction.before for each in _findings(whole) if each.correction)
    return next(filter(None, map(_off_scale, filter(None, (*given, *before)))), "")


def _claim_history(whole: WholeClaim, text: str) -> str:
    return _history(whole.history, "claim", whole.claim.id)


def _address(whole: WholeClaim, text: str) -> str:
    wrong = next((each.url for each in _findings(whole) if each.url and not is_web_address(each.url)), None)
    return (
        f"It was published at {wrong[:SHOWN]!r}; expected a web address, which begins with http:// or https://."
        if wrong
        else ""
    )


CLAIM_RULES: tuple[Callable[[WholeClaim, str], str], ...] = (
    _claim_id,
    _place,
    _reason,
    _claim_numbers,
    _claim_moments,
    _complete,
    _address,
    _versions,
    _verdicts,
    _claim_history,
)


def _findings(whole: WholeClaim) -> Iterator[FactCheck]:
    if whole.claim.finding:
        yield whole.claim.finding
    yield from whole.earlier


def _off_scale(verdict: Verdict) -> str:
    steps = {each.name: each.value for each in verdict.steps}
    if steps and (verdict.name not in steps or steps[verdict.name] != verdict.value):
        return f"Its verdict {verdict.name!r} ({_shown(verdict.value)}) is not on its scale: {', '.join(steps)}."
    values = [value for value in steps.values() if value is not None] or [verdict.worst, verdict.best]
    if (verdict.worst, verdict.best) != (min(values), max(values)) or verdict.worst >= verdict.best:
        return f"Its verdict's scale goes from {verdict.worst} to {verdict.best}, which its steps do not."
    is_within = verdict.value is None or verdict.worst <= verdict.value <= verdict.best
    return "" if is_within else f"Its verdict {verdict.value} is not between {verdict.worst} and {verdict.best}."


def _history(events: Iterable[Event], subject: str, subject_id: str) -> str:
    for event in events:
        if (event.subject, event.subject_id) != (subject, subject_id):
            return f"Line {event.seq} of its history is about {event.subject} {event.subject_id}."
        if trouble := _zones(event.at):
            return trouble
    return ""


def _id(kind: str, value: str) -> str:
    is_one = value.strip() and len(value) <= LONGEST_ID
    return "" if is_one else f"{value!r} is no id of a {kind}; expected 1 to {LONGEST_ID} characters."


def _numbers(*values: int | None) -> str:
    return next((f"{value} is no number that can be kept." for value in values if value and not 0 <= value <= BIGGEST), "")


def _zones(*moments: datetime | None) -> str:
    return next((f"The time {at} cannot be kept; expected one with its zone." for at in moments if at and not _is_kept(at)), "")


def _is_kept(at: datetime) -> bool:
    try:
        return at.tzinfo is not None and at.astimezone(UTC).year > 0
    except OverflowError:
        return False


def _shown(value: Span | int | None) -> str:
    return "missing" if value is None else str(value)

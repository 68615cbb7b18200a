"""
ClaimReview, the fact-checkers' JSON-LD of schema.org: one object a record, in the profile that Google documents.

Never here: the rules that a finished object must keep (lint.py), or what other readers want of it (profiles.py).
"""

import re
from datetime import date
from typing import Any
from urllib.parse import quote

from checker.errors import InputError
from checker.export.advice import PLACEHOLDERS
from checker.export.lint import Level, Surroundings, lint
from checker.export.records import DEFAULT_STATUSES, Record
from checker.model import FactCheck, Verdict
from checker.words import Attribution

EXPLANATION = 300  # characters: about two sentences

# What a claimant's name says of its kind: the last such word of the phrase that the name begins with.
ORGANISATION = (
    "academy|agency|alliance|army|assembly|association|authority|bank|board|bureau|cabinet|cent(?:re|er)|chamber|commission|committee"
    "|company|corporation|council|court|department|federation|foundation|fund|gmbh|government|group|inc|institut(?:e|ion)|kremlin"
    "|league|ltd|ministry|movement|nations|office|organi[sz]ation|parliament|party|police|senate|society|survey|union|university"
)
PERSON = (
    "chair(?:man|woman|person)?|chancellor|chief|commissioner|director|governor|head|leader|mayor|member|minister|officer|official"
    "|president|professor|secretary|senator|spokes(?:man|woman|person)"
)
KINDS = re.compile(rf"\b(?:(?P<organisation>{ORGANISATION})|(?P<person>{PERSON}))\b", re.IGNORECASE)


def sound_review(record: Record) -> dict[str, Any]:
    """Return the record as a ClaimReview without a single error; raises InputError."""
    found = review(record)
    problems = lint(found, Surroundings(publisher_url=record.publisher.url))
    errors = [each.message for each in problems if each.level is Level.ERROR]
    if errors:
        raise InputError(" ".join(errors))
    return found


def review(record: Record) -> dict[str, Any]:
    """Return the record as a ClaimReview; raises InputError when something that it must have is missing."""
    finding, verdict = _checked(record)
    return filled(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "claimReviewed": record.text,
            "url": _url(record),
            "datePublished": _day(finding),
            "author": _author(record),
            "itemReviewed": _claim(record),
            "reviewRating": _rating(verdict, finding.rationale),
        }
    )


def _checked(record: Record) -> tuple[FactCheck, Verdict]:
    if record.status not in DEFAULT_STATUSES:
        raise InputError(
            f"It is {record.status.replace('_', ' ')}; only checked and published claims become ClaimReviews. Complete its check, or leave it out."
        )
    if record.finding is None or record.finding.verdict is None:
        raise InputError("It has no verdict, and a ClaimReview must have one. Complete its check.")
    return record.finding, record.finding.verdict


def _url(record: Record) -> str:
    given = record.finding.url if record.finding else None
    if not given and not record.publisher.url:
        raise InputError("It has no public url, and no publisher's address is set to make one from. Set it (publisher_url).")
    return given or f"{record.publisher.url.rstrip('/')}/claims/{quote(record.id, safe='')}"


def _author(record: Record) -> dict[str, Any]:
    if not record.publisher.name and not record.publisher.url:
        raise InputError(
            "Nobody is named who publishes the check. Set the publisher's name and address (publisher_name, publisher_url)."
        )
    return filled({"@type": "Organization", "name": record.publisher.name, "url": record.publisher.url})


def _day(finding: FactCheck) -> str | None:
    return finding.at.date().isoformat() if finding.at else None


def _claim(record: Record) -> dict[str, Any]:
    return filled(
        {
            "@type": "Claim",
            "author": _claimant(record),
            "datePublished": iso_day(record.claimed_at),
            "appearance": _appearance(record),
        }
    )


def _appearance(record: Record) -> dict[str, Any]:
    document = record.document
    return filled(
        {
            "@type": "CreativeWork",
            "url": document.url if document.url and document.url.startswith(("http://", "https://")) else None,
            "headline": document.title,
            "datePublished": document.published_at.isoformat() if document.published_at else None,
        }
    )


def _claimant(record: Record) -> dict[str, Any] | None:
    name = (record.claimant or "").strip()
    if not name or name.casefold() in PLACEHOLDERS or record.attribution is Attribution.ANONYMOUS:
        return None
    if is_organisation(name, record.claimant_role, record.attribution):
        return {"@type": "Organization", "name": name}
    return filled({"@type": "Person", "name": name, "jobTitle": record.claimant_role})


def is_organisation(name: str, role: str | None, attribution: Attribution) -> bool:
    """Whether a claimant is taken for an organisation: only people hold a role; bodies, studies and acronyms do not."""
    if role and role.strip():
        return False
    kinds = list(KINDS.finditer(re.split(r"\s(?:of|for|at|in)\s", name)[0]))
    if kinds:
        return kinds[-1].lastgroup == "organisation"
    return attribution is Attribution.DOCUMENT_OR_STUDY or re.fullmatch(r"[A-Z]{2,6}", name) is not None


def _rating(verdict: Verdict, rationale: str) -> dict[str, Any]:
    numbers = {"ratingValue": verdict.value, "bestRating": verdict.best, "worstRating": verdict.worst}
    words = {"alternateName": verdict.name, "ratingExplanation": explanation(rationale)}
    return filled({"@type": "Rating", **(numbers if verdict.value is not None else {}), **words})


def explanation(rationale: str) -> str | None:
    """Return the rationale if it is short, else its first sentences that are; None if not even the first is."""
    text = " ".join(rationale.split())
    ends = [match.end() for match in re.finditer(r"[.!?…][\"'”’)\]]*(?=\s|$)", text)]
    fitting = [end for end in [*ends, len(text)] if end <= EXPLANATION]
    return (text[: max(fitting)] or None) if fitting else None


def iso_day(words: str | None) -> str | None:
    """Return the day that these words are, as readers of a ClaimReview take it; None where they are none."""
    try:
        return date.fromisoformat((words or "").strip()).isoformat()
    except ValueError:
        return None


def filled(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields in which something stands."""
    return {key: value for key, value in fields.items() if value is not None and not _blank(value)}


def _blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()

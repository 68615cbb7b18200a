"""
For whom a ClaimReview is written: what each kind of reader wants of it, and what stands around the objects in the file.

Never here: how a record becomes a ClaimReview (claimreview.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from checker.errors import InputError
from checker.export.claimreview import filled, sound_review
from checker.export.jsonld import NUMBERS
from checker.export.records import Context, LeftOut, Record
from checker.model import Correction, Evidence

Review = dict[str, Any]

ARRAY = (b"[\n", b",\n", b"\n]\n")
FEED = (b'{"@context":"https://schema.org","@type":"DataFeed","dataFeedElement":[\n', b",\n", b"\n]}\n")
SCRIPT = (b'<script type="application/ld+json">\n', b"\n</script>\n")
DUKE_KEYS = ("@context", "@type", "claimReviewed", "datePublished", "url", "author", "itemReviewed", "reviewRating")


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of reader: how it is called, what a ClaimReview is for it, and the begin, middle and end of a file."""

    id: str
    says: str
    shape: Callable[[Review, Record], Review]
    frame: tuple[bytes, bytes, bytes] = ARRAY


def _as_it_is(review: Review, record: Record) -> Review:
    return review


def _duke(review: Review, record: Record) -> Review:
    rating = {key: str(value) if key in NUMBERS else value for key, value in review["reviewRating"].items()}
    return {key: review[key] for key in DUKE_KEYS if key in review} | {"reviewRating": rating}


def _item(review: Review, record: Record) -> Review:
    return {"@type": "DataFeedItem", "item": [review]}


def _enriched(review: Review, record: Record) -> Review:
    claim = {"@type": "Claim", "@id": f"{review['url']}#claim-{quote(record.id, safe='')}", **review["itemReviewed"]}
    more = {
        "dateModified": _changed(record),
        "citation": [_citation(each) for each in record.evidence if each.url.strip()] or None,
        "correction": [_correction(each) for each in record.corrections] or None,
    }
    return review | {"itemReviewed": claim} | filled(more)


def _changed(record: Record) -> str | None:
    moments = [each.at for each in record.corrections]
    moments += [record.finding.at] if record.finding and record.finding.at else []
    return max(moments).isoformat() if moments else None


def _citation(row: Evidence) -> Review:
    publisher = {"@type": "Organization", "name": row.publisher} if row.publisher.strip() else None
    return filled(
        {
            "@type": "CreativeWork",
            "url": row.url,
            "name": row.title,
            "publisher": publisher,
            "text": row.quote,
            "archivedAt": row.archived_url,
        }
    )


def _correction(each: Correction) -> Review:
    return {"@type": "CorrectionComment", "name": each.kind.value, "text": each.why, "datePublished": each.at.isoformat()}


_PROFILES = (
    Profile("google", "As Google documents it: a JSON array, ratings are numbers.", _as_it_is),
    Profile(
        "duke",
        "As Fact-Check Insights of Duke University takes it: ratings are texts, and nothing beyond its properties.",
        _duke,
    ),
    Profile(
        "datafeed", "A DataFeed of schema.org, one DataFeedItem a claim, for aggregators that fetch a whole feed.", _item, FEED
    ),
    Profile("enriched", "With an @id of the claim, dateModified, the evidence as citation, and corrections.", _enriched),
)
PROFILES: dict[str, Profile] = {each.id: each for each in _PROFILES}


def write(records: Iterable[Record], context: Context) -> Iterator[bytes]:
    """Yield the ClaimReviews in the profile of the context; what cannot be one is put down in `context.left_out`."""
    profile = profile_of(context.profile)
    begin, between, end = _framed(profile.frame) if context.html else profile.frame
    before = begin
    for record in records:
        try:
            review = sound_review(record)
        except InputError as reason:
            context.left_out.append(LeftOut(claim_id=record.id, why=str(reason)))
            continue
        yield before + _unbreakable(orjson.dumps(profile.shape(review, record)))
        before = between
    yield end if before is between else _empty(profile, html=context.html)


def profile_of(profile_id: str) -> Profile:
    """Return the profile with this id; raises InputError."""
    if profile_id not in PROFILES:
        raise InputError(f"{profile_id!r} is no profile of ClaimReview; expected one of {', '.join(PROFILES)}.")
    return PROFILES[profile_id]


def _framed(frame: tuple[bytes, bytes, bytes]) -> tuple[bytes, bytes, bytes]:
    """The same in elements of a page: each ClaimReview in its own, so that it can go to its own page; a feed in one."""
    begin, end = SCRIPT
    if frame is ARRAY:
        return begin, end + begin, end
    return begin + frame[0], frame[1], frame[2] + end.lstrip()


def _empty(profile: Profile, *, html: bool) -> bytes:
    if html:
        return b""
    return b"[]\n" if profile.frame is ARRAY else profile.frame[0].rstrip() + profile.frame[2].lstrip()


def _unbreakable(line: bytes) -> bytes:
    """The same JSON, without a character that could end the element of a page into which it is put."""
    for character, escape in ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026")):
        line = line.replace(character, escape)
    return line

"""
Anybody's ClaimReview read as a check that was published elsewhere: plain words and one address, or why it is left out.

Never here: how a file is read (reviews.py), a rule (lint.py), or storing anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from checker.errors import InputError
from checker.export.jsonld import Review, child, claimants, host_of, is_date, listed
from checker.export.lint import Level, Surroundings, lint
from checker.export.linting import UNREADABLE
from checker.export.reviews import Found, read
from checker.model import ArchivedCheck
from checker.text import normalise

LONGEST = {"claim": 5_000, "verdict": 500, "url": 2_000, "publisher": 300, "claimant": 300}  # characters
NEEDED = {"claim": "CR010", "url": "CR012", "verdict": "CR021"}  # and the rule that asks for it
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a check is imported from, by whom and when."""

    file: str
    imported_by: str
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What stands at one place of a file: a check, or the rule that it breaks and why it is left out."""

    place: str
    check: ArchivedCheck | None = None
    rule: str = ""
    why: str = ""


def read_archive(file: IO[bytes], origin: Origin) -> Iterator[Taken]:
    """Yield every ClaimReview of a file as a check, or why there is none at its place."""
    around = Surroundings(today=origin.imported_at.date())
    is_empty = True
    try:
        for found in read(file, origin.file):
            is_empty = False
            yield _taken(found, origin, around)
    except InputError as error:
        is_empty = False
        yield Taken(place="file", rule=UNREADABLE, why=str(error))
    if is_empty:
        yield Taken(
            place="file",
            rule=UNREADABLE,
            why="It holds neither a ClaimReview nor records of this tool. Give a file that holds one or the other.",
        )


def _taken(found: Found, origin: Origin, around: Surroundings) -> Taken:
    if found.review is None:
        return Taken(place=found.place, rule=UNREADABLE, why=found.trouble)
    check = _check(found.review, found.place, origin)
    for name, rule in NEEDED.items():
        if not getattr(check, name):
            return Taken(place=found.place, rule=rule, why=f"Its {name} is missing or cannot be used.")
    for name, most in LONGEST.items():
        if len(getattr(check, name) or "") > most:
            return Taken(place=found.place, rule="length", why=f"Its {name} has more than {most:,} characters.")
    errors = (each.rule for each in lint(found.review, around) if each.level is Level.ERROR)
    return Taken(place=found.place, check=replace(check, broken=tuple(dict.fromkeys(errors))))


def _check(review: Review, place: str, origin: Origin) -> ArchivedCheck:
    url = review.get("url")
    address = url.strip() if isinstance(url, str) and host_of(url.strip()) else ""
    item = child(review, "itemReviewed")
    return ArchivedCheck(
        claim=_words(review.get("claimReviewed")),
        claimant=", ".join(_names(claimants(review))) or None,
        claimed_at=_day(item.get("datePublished")),
        verdict=_words(child(review, "reviewRating").get("alternateName")),
        url=address,
        publisher=", ".join(_names(listed(review.get("author")))) or host_of(address),
        published_at=_day(review.get("datePublished")),
        broken=(),
        file=origin.file,
        place=place,
        imported_by=origin.imported_by,
        imported_at=origin.imported_at,
    )


def _names(authors: list[Any]) -> Iterator[str]:
    for each in authors:
        name = _words(each.get("name") if isinstance(each, dict) else each)
        if name:
            yield name


def _words(value: Any) -> str:
    text = next((each for each in listed(value) if isinstance(each, str)), "")
    return " ".join(normalise(_UNWRITABLE.sub(" ", text)).split())


def _day(value: Any) -> str | None:
    return value[: len("2026-05-20")] if is_date(value) else None

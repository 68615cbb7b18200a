"""
How each rule that makes a ClaimReview invalid looks for what it forbids: functions that yield where, and what is there.

Never here: a rule's words or level (lint.py). Anything may be given; nothing but the shape of JSON is taken for granted.
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from checker.export.jsonld import (
    NUMBERS,
    Review,
    child,
    claimants,
    host_of,
    is_date,
    is_text,
    leaves,
    listed,
    number,
    shown_as,
    three_numbers,
    within,
    words,
)
from checker.model import Scale

DATE = re.compile(r"date([A-Z]|$)")  # and no dateline
Places = Iterator[tuple[str, str]]

AUTHOR_TYPES = frozenset(
    {"Organization", "NewsMediaOrganization", "NGO", "EducationalOrganization", "ResearchOrganization", "Person"}
)
SHORTENERS = frozenset(
    {"bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly"}
    | {"shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "trib.al", "v.gd", "wp.me"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the one ClaimReview; a rule that needs something that is not given finds nothing."""

    publisher_url: str = ""
    scale: Scale | None = None
    today: date | None = None
    shared_urls: AbstractSet[str] = frozenset()


Search = Callable[[Review, Surroundings], Places]


def context(review: Review, around: Surroundings) -> Places:
    """@context is schema.org."""
    found = [each.get("@vocab") if isinstance(each, dict) else each for each in listed(review.get("@context"))]
    given = [each for each in found if isinstance(each, str)]
    if not any(re.fullmatch(r"https?://schema\.org/?", each) for each in given):
        yield "@context", shown_as(review.get("@context"))


def kind(review: Review, around: Surroundings) -> Places:
    """@type is ClaimReview."""
    if "ClaimReview" not in listed(review.get("@type")):
        yield "@type", shown_as(review.get("@type"))


def claim_text(review: Review, around: Surroundings) -> Places:
    """The claim is text."""
    if not is_text(review.get("claimReviewed")):
        yield "claimReviewed", shown_as(review.get("claimReviewed"))


def address(review: Review, around: Surroundings) -> Places:
    """The url is an absolute address."""
    if not host_of(review.get("url")):
        yield "url", shown_as(review.get("url"))


def own_host(review: Review, around: Surroundings) -> Places:
    """The url is the publisher's."""
    own, host = host_of(around.publisher_url), host_of(review.get("url"))
    if own and host and not within(host, own):
        yield "url", f"is on {host}, the publisher on {own}"


def shortener(review: Review, around: Surroundings) -> Places:
    """The url is no short one."""
    if (host := host_of(review.get("url"))).removeprefix("www.") in SHORTENERS:
        yield "url", f"is on the shortener {host}"


def rating_object(review: Review, around: Surroundings) -> Places:
    """The rating is a Rating."""
    if "Rating" not in listed(child(review, "reviewRating").get("@type")):
        yield "reviewRating", shown_as(review.get("reviewRating"))


def rating_words(review: Review, around: Surroundings) -> Places:
    """The verdict stands in words."""
    rating = child(review, "reviewRating")
    if not is_text(rating.get("alternateName")) and not is_text(rating.get("name")):
        yield "reviewRating.alternateName", shown_as(rating.get("alternateName"))


def numbers(review: Review, around: Surroundings) -> Places:
    """Ratings are numbers."""
    rating = child(review, "reviewRating")
    for key in NUMBERS:
        if key in rating and number(rating[key]) is None:
            yield f"reviewRating.{key}", shown_as(rating[key])


def best_over_worst(review: Review, around: Surroundings) -> Places:
    """The best rating is above the worst."""
    _, best, worst = three_numbers(review)
    if best is not None and worst is not None and best <= worst:
        yield "reviewRating.bestRating", f"is {best} and worstRating is {worst}"


def worst_from_one(review: Review, around: Surroundings) -> Places:
    """The worst rating is at least 1."""
    _, _, worst = three_numbers(review)
    if worst is not None and worst < 1:
        yield "reviewRating.worstRating", f"is {worst}"


def value_within(review: Review, around: Surroundings) -> Places:
    """The value lies on the scale."""
    value, best, worst = three_numbers(review)
    if value is None or best is None or worst is None:
        return
    if not worst <= value <= best:
        yield "reviewRating.ratingValue", f"is {value} on a scale from {worst} to {best}"


def on_scale(review: Review, around: Surroundings) -> Places:
    """Number and words are those of the declared scale."""
    value, _, _ = three_numbers(review)
    name = child(review, "reviewRating").get("alternateName")
    if around.scale is None or not is_text(name):
        return
    values = {label.name: label.value for label in around.scale.labels}
    if name not in values:
        yield "reviewRating.alternateName", f"{shown_as(name)}, no label of the scale {around.scale.name!r}"
    elif value != values[name]:
        yield "reviewRating.ratingValue", f"is {value}, but {name!r} stands for {values[name]}"


def author(review: Review, around: Surroundings) -> Places:
    """Who made the check is named."""
    for each in listed(review.get("author")) or [None]:
        found = each if isinstance(each, dict) else {}
        if not AUTHOR_TYPES & set(words(found.get("@type"))) or not (is_text(found.get("name")) or host_of(found.get("url"))):
            yield "author", shown_as(each)


def claimant_name(review: Review, around: Surroundings) -> Places:
    """The claim's author has a name."""
    for each in claimants(review):
        if not isinstance(each, dict) or not is_text(each.get("name")):
            yield "itemReviewed.author", shown_as(each)


def dates(review: Review, around: Surroundings) -> Places:
    """Dates are written as the standard wants."""
    for where, value in leaves(review, ""):
        if DATE.match(where.rpartition(".")[2]) and not is_date(value):
            yield where, shown_as(value)

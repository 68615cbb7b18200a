"""
How each rule that only makes a ClaimReview better looks for what it advises against.

Never here: a rule's words or level (lint.py), or a rule that makes a ClaimReview invalid (rules.py).
"""

import re

from checker.export.jsonld import (
    NUMBERS,
    Review,
    child,
    claimants,
    holds,
    host_of,
    is_date,
    is_text,
    later,
    leaves,
    listed,
    shown_as,
    within,
)
from checker.export.rules import Places, Surroundings
from checker.scales import SCALES

MARKUP = re.compile(
    r"&(?:[a-z]{2,8}|#[0-9]{1,6}|#x[0-9a-f]{1,6});|</?(?:p|br|b|i|em|strong|a|span|div)(?:\s[^>]*)?/?>", re.IGNORECASE
)
CLAIM_LENGTH = 75  # characters, advised by Google
NAME_LENGTH = 40  # characters
PLACEHOLDERS = frozenset(
    {
        "unknown",
        "anonymous",
        "various",
        "various sources",
        "multiple sources",
        "multiple people",
        "several",
        "many",
        "none",
        "n/a",
    }
    | {
        "na",
        "-",
        "?",
        "nobody",
        "social media",
        "social media users",
        "internet",
        "internet users",
        "viral post",
        "viral posts",
    }
)
VERDICT_WORDS = frozenset(label.name.casefold() for scale in SCALES.values() for label in scale.labels) | {"fake", "fact check"}


def long_claim(review: Review, around: Surroundings) -> Places:
    """The claim is short."""
    text = review.get("claimReviewed")
    if isinstance(text, str) and len(text) >= CLAIM_LENGTH:
        yield "claimReviewed", f"has {len(text)} characters"


def verdict_in_claim(review: Review, around: Surroundings) -> Places:
    """The claim does not carry its verdict: as its first word before a colon or dash, or as the rating's very words."""
    text, name = review.get("claimReviewed"), child(review, "reviewRating").get("alternateName")
    if not isinstance(text, str):
        return
    head = re.split(r"\s*(?:[:–—]|\s-\s)", text, maxsplit=1)[0].strip().casefold().replace("-", " ")
    if (head in VERDICT_WORDS and head != text.strip().casefold()) or (is_text(name) and holds(text, name)):
        yield "claimReviewed", shown_as(text)


def no_appearance(review: Review, around: Surroundings) -> Places:
    """Where the claim was made is said."""
    claim = child(review, "itemReviewed")
    if not claim.get("appearance") and not claim.get("firstAppearance"):
        yield "itemReviewed", "has neither appearance nor firstAppearance"


def no_date(review: Review, around: Surroundings) -> Places:
    """The day of the check is said."""
    if not review.get("datePublished"):
        yield "datePublished", shown_as(review.get("datePublished"))


def no_same_as(review: Review, around: Surroundings) -> Places:
    """It is said who the claim's author is."""
    for each in claimants(review):
        if isinstance(each, dict) and not each.get("sameAs"):
            yield "itemReviewed.author", "has no sameAs"


def long_name(review: Review, around: Surroundings) -> Places:
    """The verdict is short."""
    name = child(review, "reviewRating").get("alternateName")
    if isinstance(name, str) and len(name) > NAME_LENGTH:
        yield "reviewRating.alternateName", f"has {len(name)} characters"


def shared_url(review: Review, around: Surroundings) -> Places:
    """The url is of this check only."""
    if isinstance(review.get("url"), str) and review["url"] in around.shared_urls:
        yield "url", f"{shown_as(review['url'])}, as in another ClaimReview"


def no_explanation(review: Review, around: Surroundings) -> Places:
    """The verdict is explained."""
    if not child(review, "reviewRating").get("ratingExplanation"):
        yield "reviewRating.ratingExplanation", "is missing"


def some_numbers(review: Review, around: Surroundings) -> Places:
    """The three numbers come together."""
    rating = child(review, "reviewRating")
    absent = [key for key in NUMBERS if key not in rating]
    if 0 < len(absent) < len(NUMBERS):
        yield "reviewRating", f"has no {' and no '.join(absent)}"


def placeholder(review: Review, around: Surroundings) -> Places:
    """The claim's author is not a word for nobody."""
    for each in claimants(review):
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str) and name.strip().casefold() in PLACEHOLDERS:
            yield "itemReviewed.author", shown_as(name)


def claim_date(review: Review, around: Surroundings) -> Places:
    """The claim came before its check."""
    made, checked = child(review, "itemReviewed").get("datePublished"), review.get("datePublished")
    if is_date(made) and is_date(checked) and later(made, checked):
        yield "itemReviewed.datePublished", f"is {made}, and the check is of {checked}"
    elif is_date(made) and around.today and later(made, around.today.isoformat()):
        yield "itemReviewed.datePublished", f"is {made}, and today is {around.today}"


def own_appearance(review: Review, around: Surroundings) -> Places:
    """The claim did not appear on the checker's own host."""
    own, claim = host_of(around.publisher_url), child(review, "itemReviewed")
    for key in ("appearance", "firstAppearance"):
        for each in listed(claim.get(key)):
            host = host_of(each.get("url") if isinstance(each, dict) else each)
            if own and host and within(host, own):
                yield f"itemReviewed.{key}", f"is on {host}, the publisher's own"


def markup(review: Review, around: Surroundings) -> Places:
    """No text holds tags or entities of HTML."""
    texts = {"claimReviewed": review.get("claimReviewed")}
    texts |= {f"reviewRating.{key}": child(review, "reviewRating").get(key) for key in ("alternateName", "ratingExplanation")}
    for where, value in texts.items():
        if isinstance(value, str) and MARKUP.search(value):
            yield where, shown_as(value)


def empty(review: Review, around: Surroundings) -> Places:
    """No text is empty."""
    for where, value in leaves(review, ""):
        if isinstance(value, str) and not value.strip():
            yield where, "is empty"

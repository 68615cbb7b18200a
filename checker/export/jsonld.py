"""
Reading JSON-LD of which nothing is known but that it is JSON: values, texts, numbers, dates, hosts.

Never here: what a ClaimReview should hold.
"""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeGuard
from urllib.parse import urlsplit

Review = dict[str, Any]

NUMBERS = ("ratingValue", "bestRating", "worstRating")
SHOWN = 80  # characters of a value in a message


def shown_as(value: Any) -> str:
    """Return what stands there, for a message."""
    if value is None:
        return "is missing"
    shown = repr(value)
    return f"is {shown}" if len(shown) <= SHOWN else f"is {shown[: SHOWN - 1]}…"


def listed(value: Any) -> list[Any]:
    """Return a value as a list; one value is a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def words(value: Any) -> list[str]:
    """Return the texts among the values."""
    return [each for each in listed(value) if isinstance(each, str)]


def child(review: Review, key: str) -> dict[str, Any]:
    """Return the object under this key; an empty one if there is none."""
    value = review.get(key)
    return value if isinstance(value, dict) else {}


def claimants(review: Review) -> list[Any]:
    """Return the claim's authors, whatever they are."""
    return listed(child(review, "itemReviewed").get("author"))


def is_text(value: Any) -> TypeGuard[str]:
    """Whether this is a text that is not empty."""
    return isinstance(value, str) and bool(value.strip())


def number(value: Any) -> Decimal | None:
    """Return a JSON number, or a text that is written as one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, float):
        return Decimal(str(value)) if math.isfinite(value) else None
    return Decimal(value) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(value)) else None


def three_numbers(review: Review) -> list[Decimal | None]:
    """Return value, best and worst rating, as far as they are numbers."""
    rating = child(review, "reviewRating")
    return [number(rating.get(key)) for key in NUMBERS]


def host_of(value: Any) -> str:
    """Return the host of an absolute http(s) address, else an empty text."""
    if not isinstance(value, str) or re.search(r"[\s\x00-\x20<>\"]", value):
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""


def within(host: str, own: str) -> bool:
    """Whether a host is this one or below it."""
    own = own.removeprefix("www.")
    return host == own or host.endswith(f".{own}")


def holds(text: str, words: str) -> bool:
    """Whether these words stand in the text as whole words."""
    return re.search(rf"(?<!\w){re.escape(words.strip())}(?!\w)", text, re.IGNORECASE) is not None


def leaves(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Yield every value that holds no other, and the path to it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, where)
    else:
        yield where, value


def is_date(value: Any) -> TypeGuard[str]:
    """Whether this is an ISO 8601 date or time that exists."""
    if not isinstance(value, str):
        return False
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", value):
        return _parses(date.fromisoformat, f"{value}-01-01"[:10])
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return _parses(date.fromisoformat, value)
    return bool(re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", value)) and _parses(datetime.fromisoformat, value)


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def later(one: str, other: str) -> bool:
    """Whether one date is later than another, as far as both say."""
    common = min(len(one), len(other), len("2026-05-20"))
    return one[:common] > other[:common]

"""
Reading JSON-LD of which nothing is known but that it is JSON: values, texts, numbers, dates, hosts.

Never here: what a ClaimReview should hold.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeGuard
from urllib.parse import urlsplit

Review = dict[str, Any]

NUMBERS = ("ratingValue", "bestRating", "worstRating")
SHOWN = 80  # characters of a value in a message
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
NO_ADDRESS = re.compile(r"[\s\x00-\x20<>\"]")
MONTH = re.compile(r"[0-9]{4}(-[0-9]{2})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


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
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(str(value)) if math.isfinite(value) else None
    return Decimal(value) if NUMBER.fullmatch(value) else None


def three_numbers(review: Review) -> list[Decimal | None]:
    """Return value, best and worst rating, as far as they are numbers."""
    rating = child(review, "reviewRating")
    return [number(rating.get(key)) for key in NUMBERS]


def host_of(value: Any) -> str:
    """Return the host of an absolute http(s) address, else an empty text."""
    return _host(value) if isinstance(value, str) else ""


@lru_cache(maxsize=1024)
def _host(address: str) -> str:
    if NO_ADDRESS.search(address):
        return ""
    try:
        parts = urlsplit(address)
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


def leaves(value: Any, where: str) -> list[tuple[str, Any]]:
    """Return every value that holds no other, and the path to it."""
    found: list[tuple[str, Any]] = []
    _gather(value, where, found)
    return found


def _gather(value: Any, where: str, found: list[tuple[str, Any]]) -> None:
    if isinstance(value, dict):
        for key, each in value.items():
            _gather(each, f"{where}.{key}" if where else key, found)
    elif isinstance(value, list):
        for each in value:
            _gather(each, where, found)
    else:
        found.append((where, value))


def is_date(value: Any) -> TypeGuard[str]:
    """Whether this is an ISO 8601 date or time that exists."""
    if not isinstance(value, str):
        return False
    if MONTH.fullmatch(value):
        return _parses(date.fromisoformat, f"{value}-01-01"[:10])
    if DAY.fullmatch(value):
        return _parses(date.fromisoformat, value)
    return bool(MOMENT.match(value)) and _parses(datetime.fromisoformat, value)


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

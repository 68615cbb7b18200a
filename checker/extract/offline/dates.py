"""
What day, week, month or year "yesterday", "on Tuesday" or "last week" is, counted from the date of a document; certain ones only.

Never here: a guess; "last Tuesday" may be one of two days, so it is none here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
)
_WEEK = 7
_PART_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
_RELATIVE = re.compile(
    rf"\b(?:(?P<near>yesterday|today(?!['’]s)|tomorrow|last night|tonight)|(?P<which>last|this|next) (?P<unit>week|month|year)"
    rf"|(?P<before>[\w’']+) (?P<day>{'|'.join(_DAYS)}){_PART_OF_DAY})(?P<end>['’]s)?\b(?! (?:morning|afternoon|evening|night)s\b)",
    re.IGNORECASE,
)
_ALREADY = re.compile(r"[, (]+(?:\d{1,2}(?: [A-Z]|[./]\d)|[A-Z][a-z]{2,8}\.? \d)|\s*\[")
_AHEAD = re.compile(r"\b(?:will|would|shall|next|expected|due|scheduled|plans?|set to|(?:is|are|was|were) to|to be)\b|['’]ll\b")
_PAST = re.compile(
    r"\b(?:was|were|had|did|said|told|[a-z]{2,}ed|met|won|lost|rose|fell|came|went|took|gave|made|found|wrote|hit|left|cut)\b"
)
_SAID = re.compile(r"(?:said|says|announced|reported|confirmed|(?:said|announced|reported|confirmed) on)$")
_ANY = frozenset(("a", "every", "each", "any", "the", "of", "black", "good", "easter", "one"))
_UNCERTAIN = frozenset(
    ("last", "next", "this", "by", "until", "till", "from", "since", "for", "to", "through", "before", "after")
)
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1, "last night": -1, "tonight": 0}
_REACH = 60  # characters before a weekday in which a verb tells past from future
_STEP = {"last": -1, "this": 0, "next": 1}


@dataclass(frozen=True, slots=True)
class Dated:
    """Where a relative date ends, what it says, and the date that it means; None where that is not certain."""

    end: int
    words: str
    date: str | None


def relative_dates(words: str, published: date, *, spoken: bool = False) -> Iterator[Dated]:
    """Yield the relative dates of a sentence; in somebody's words, spoken some time before, only months and years are certain."""
    for found in _RELATIVE.finditer(words):
        if found["day"] and (not found["day"][0].isupper() or found["before"].lower() in _ANY):
            continue
        if not _ALREADY.match(words, found.end()):
            exact = not (spoken and found["unit"] not in ("month", "year"))
            yield Dated(found.end(), _said(found), _meant(words, found, published) if exact else None)


def _said(found: re.Match[str]) -> str:
    on = found["before"] is None or found["before"].lower() in ("on", "last", "next", "this")
    return found.group() if on else found.group()[len(found["before"]) + 1 :]


def _meant(words: str, found: re.Match[str], published: date) -> str | None:
    if found["near"]:
        return _day(published + timedelta(days=_NEAR[found["near"].lower()]))
    if found["unit"]:
        return _UNITS[found["unit"].lower()](published, _STEP[found["which"].lower()])
    if found["before"].lower() in _UNCERTAIN or not _is_past(words, found):
        return None
    back = (published.weekday() - _DAYS.index(found["day"].title())) % _WEEK
    return _day(published - timedelta(days=back))


def _is_past(words: str, found: re.Match[str]) -> bool:
    before, beside = words[: found.start("day")].rstrip(), words[max(0, found.start() - _REACH) : found.end() + _REACH // 2]
    if _SAID.search(before):
        return True
    settled = found["before"].lower() == "on" or (found["before"].islower() or found["before"][0].isdigit())
    return settled and _AHEAD.search(beside) is None and _PAST.search(beside) is not None


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _week(published: date, step: int) -> str:
    first = published + timedelta(days=_WEEK * step - published.weekday())
    last = first + timedelta(days=_WEEK - 1)
    if first.month == last.month:
        return f"{first.day}–{_day(last)}"
    return f"{_day(first)} – {_day(last)}" if first.year != last.year else f"{_day(first).rsplit(' ', 1)[0]} – {_day(last)}"


def _month(published: date, step: int) -> str:
    year, month = divmod(published.year * 12 + published.month - 1 + step, 12)
    return f"{_MONTHS[month]} {year}"


_UNITS: dict[str, Callable[[date, int], str]] = {
    "week": _week,
    "month": _month,
    "year": lambda published, step: str(published.year + step),
}

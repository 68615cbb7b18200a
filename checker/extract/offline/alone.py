"""
A claim put so that it stands alone: whom its first pronoun means, who says it, what day "on Tuesday" was, each in [brackets].

Never here: anything that is not certain, or a word of our own outside brackets.
"""

from collections.abc import Iterator
from datetime import date

from checker.extract.offline.claimants import Voice
from checker.extract.offline.dates import relative_dates
from checker.model import Span
from checker.words import Attribution

_OLDEST, _NEWEST = 1000, 9998  # years that can be counted from


def stand_alone(text: str, span: Span, voice: Voice, published: date | None) -> str:
    """Return the words at a span with what is certain added in brackets."""
    words = span.of(text)
    if "[" in words or "]" in words:  # brackets of the document: beside them ours would not be told from its own
        return words
    changes = sorted([*_named(text, span, voice), *_dated(text, span, voice, published)])
    parts, at = [_spoken(text, span, voice)], span.start
    for start, end, added in changes:
        parts += [text[at:start], added]
        at = end
    return "".join([*parts, text[at : span.end]])


def unsettled(quote: str, published: date | None, *, spoken: bool) -> str | None:
    """Return the first relative date of which it is not certain what it means, though the date of the document is known."""
    if published is None or not _countable(published):
        return None
    return next((found.words for found in relative_dates(quote, published, spoken=spoken) if found.date is None), None)


def is_spoken(span: Span, voice: Voice) -> bool:
    """Tell whether the words at a span are somebody's own, not a report of them."""
    return voice.attribution == Attribution.DIRECT_QUOTE and (span == voice.words or not (voice.words or voice.mention))


def _countable(published: date) -> bool:
    return _OLDEST < published.year < _NEWEST


def _spoken(text: str, span: Span, voice: Voice) -> str:
    said = voice.claimant is not None and is_spoken(span, voice) and voice.claimant not in span.of(text)
    return f"[{voice.claimant} said:] " if said else ""


def _named(text: str, span: Span, voice: Voice) -> Iterator[tuple[int, int, str]]:
    mention, meant = voice.mention, voice.meant or voice.claimant
    if mention and meant and span.start <= mention.start and mention.end <= span.end:
        yield mention.start, mention.end, f"[{meant}]"


def _dated(text: str, span: Span, voice: Voice, published: date | None) -> Iterator[tuple[int, int, str]]:
    if published is None or not _countable(published):
        return
    for found in relative_dates(span.of(text), published, spoken=is_spoken(span, voice)):
        if found.date:
            yield span.start + found.end, span.start + found.end, f" [{found.date}]"

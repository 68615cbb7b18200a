"""
From a quote to the stretch of a document that holds it, or to none: exact on three levels of typography, never fuzzy.

Never here: likeness, thresholds, or changing a quote until it fits.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from checker.model import Span
from checker.text import Mapped, fold, sentences
from checker.words import AnchorStatus

# Marks that belong to the letter before them, and scripts that put no space between words.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u3098\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"(?:[^\W{_UNSPACED}]|[{_MARKS}])"
_MONEY = "$¢£¤¥\u20a0-\u20bf"
# What may not be cut: a word with its hyphens and contractions, a number with its sign, grouping, decimals and unit.
_TOKEN = re.compile(
    rf"""
    [a-z]++ (?=[ .,;:!?)"])  # most words; nothing that may belong to one follows
    |
    (?: (?<![^\s(\["']) [-–+] (?=[{_MONEY}]?\d) )?
    (?: [{_MONEY}] (?=\d) )?
    (?: \d{{1,3}} (?:[ ]\d{{3}})+ (?!\w) | {_LETTER}+ )
    (?:
        (?: (?<=\d) [.,:/–'] (?=\d) | - | (?<!\b[cdjlmnst]) (?<!\bqu) (?<!ll) ' (?!s\b) ) {_LETTER}+
    )*
    (?: (?<=\d) (?: [ ]?[%‰] | [{_MONEY}] ) )?
    | [{_UNSPACED}][{_MARKS}]*
    | [\U0001f1e6-\U0001f1ff]{{2}}
    | [^\w\s]
    """,
    re.VERBOSE,
)
_ONE_DASH = str.maketrans("–—", "--")
_JOINER = "\u200d"
_SKIN = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_VARIANTS = re.compile("[\ufe00-\ufe0f]*")
_TERMINAL = ".!?…。！？｡؟۔।"
_CLOSERS = "\"'”’“»)]」』）0123456789["


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where a quote stands in a document, and how firmly."""

    span: Span | None
    status: AnchorStatus


def anchor(text: str, quote: str, *, near: Sequence[Span] = ()) -> Anchor:
    """Find a quote in a text, in the named sentences before the rest; for many quotes keep an `Index`."""
    return Index(text).find(quote, near=near)


@dataclass(frozen=True, slots=True)
class _Tokens:
    starts: Sequence[int]
    ends: Sequence[int]

    def cut(self, place: int) -> int | None:
        """Return the end of the token that this place would cut, if there is one."""
        at = bisect_left(self.starts, place) - 1
        return self.ends[at] if at >= 0 and place < self.ends[at] else None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text in one string, each between spaces; where each begins in it, and the number of its token."""

    text: str
    places: Sequence[int]
    tokens: Sequence[int]


class Index:
    """A document made ready for finding quotes in it: each map is made once, when it is first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def mapped(self) -> Mapped:
        """The text in folded typography; short and long dashes still differ."""
        return fold(self.text)

    @cached_property
    def folded(self) -> str:
        """The folded text with one kind of dash, on the same offsets."""
        return self.mapped.text.translate(_ONE_DASH)

    @cached_property
    def tokens(self) -> _Tokens:
        """What may not be cut, in places of the folded text."""
        found = [match.span() for match in _TOKEN.finditer(self.mapped.text)]
        return _Tokens(array("q", [start for start, _ in found]), array("q", [end for _, end in found]))

    @cached_property
    def raw_tokens(self) -> _Tokens:
        """What may not be cut, in places of the text itself."""
        offsets = self.mapped.offsets
        starts = array("q", [offsets[start] for start in self.tokens.starts])
        return _Tokens(starts, array("q", [offsets[end - 1] + 1 for end in self.tokens.ends]))

    @cached_property
    def words(self) -> _Words:
        """The words and numbers, with the ends of sentences, so that no quote joins two of them."""
        return _words(self)

    def find(self, quote: str, *, near: Sequence[Span] = ()) -> Anchor:
        """Find a quote in the named sentences, else in the whole text, else fall back to the sentences."""
        named = _joined(self.text, near)
        span = self._search(quote, named) if any(char.isalnum() for char in quote) else None
        if span:
            same = span.of(self.text) == quote
            return Anchor(span=span, status=AnchorStatus.EXACT if same else AnchorStatus.NORMALISED)
        if named:
            return Anchor(span=named[0], status=AnchorStatus.SENTENCE)
        return Anchor(span=None, status=AnchorStatus.LOST)

    def _search(self, quote: str, named: Sequence[Span]) -> Span | None:
        needle = Index(quote.strip())
        tiers: tuple[Callable[[Index, Span], Span | None], ...] = (self._raw, self._typography, self._wording)
        found = (tier(needle, area) for area in self._areas(named, len(quote)) for tier in tiers)
        return next((span for span in found if span), None)

    def _areas(self, named: Sequence[Span], length: int) -> Iterator[Span]:
        yield from named
        # A mention that reaches out of the named sentences, or comes after them, goes before an earlier one.
        if named and named[0].start > length:
            yield Span(named[0].start - length, len(self.text))
        if self.text:
            yield Span(0, len(self.text))

    def _raw(self, needle: "Index", area: Span) -> Span | None:
        at = self.text.find(needle.text, area.start, area.end)
        while at >= 0:
            end = at + len(needle.text)
            blocked = self.raw_tokens.cut(at)
            if not blocked and not self.raw_tokens.cut(end) and self._whole(at, end):
                return Span(at, end)
            at = self.text.find(needle.text, blocked or at + 1, area.end)
        return None

    def _typography(self, needle: "Index", area: Span) -> Span | None:
        low, high = self._within(area)
        quote = needle.folded.strip()
        at = self.folded.find(quote, low, high)
        while at >= 0:
            blocked = self.tokens.cut(at)
            span = None if blocked else self._span(at, at + len(quote))
            if span:
                return span
            at = self.folded.find(quote, blocked or at + 1, high)
        return None

    def _wording(self, needle: "Index", area: Span) -> Span | None:
        words, quote = self.words, needle.words.text
        low, high = (self._place(position) for position in self._within(area))
        at = words.text.find(quote, low - 1, high) if needle.words.places else -1
        while at >= 0:
            first = words.tokens[bisect_left(words.places, at + 1)]
            last = words.tokens[bisect_left(words.places, at + len(quote)) - 1]
            span = self._span(self.tokens.starts[first], self.tokens.ends[last])
            if span:
                return span
            at = words.text.find(quote, at + 1, high)
        return None

    def _place(self, position: int) -> int:
        """Return where in the string of words the first word at or after a folded position begins."""
        number = bisect_left(self.tokens.starts, position)
        at = bisect_left(self.words.tokens, number)
        return self.words.places[at] if at < len(self.words.places) else len(self.words.text)

    def _within(self, area: Span) -> tuple[int, int]:
        offsets = self.mapped.offsets
        return bisect_left(offsets, area.start), bisect_left(offsets, area.end)

    def _span(self, start: int, end: int) -> Span | None:
        offsets = self.mapped.offsets
        halved = any(0 < place < len(offsets) and offsets[place - 1] == offsets[place] for place in (start, end))
        if halved or self.tokens.cut(end):
            return None
        span = self.mapped.original(start, end)
        variants = _VARIANTS.match(self.text, span.end)
        whole = Span(span.start, variants.end() if variants else span.end)
        return whole if self._whole(whole.start, whole.end) else None

    def _whole(self, start: int, end: int) -> bool:
        """Tell whether no character as a reader sees it is cut in two at either end."""
        text, after = self.text, self.text[end : end + 1]
        if _is_mark(text[start]) or _is_mark(after) or (after and after in _SKIN):
            return False
        glued_before = text[start - 1 : start] == _JOINER and unicodedata.category(text[start]) == "So"
        return not glued_before and not (after == _JOINER and unicodedata.category(text[end - 1]) == "So")


def _is_mark(char: str) -> bool:
    return bool(char) and unicodedata.category(char).startswith("M")


def _joined(text: str, near: Sequence[Span]) -> list[Span]:
    inside = sorted(Span(span.start, min(span.end, len(text))) for span in near if span.start < len(text))
    groups: list[Span] = []
    for span in inside:
        last = groups[-1] if groups else None
        if last and (span.start <= last.end or text[last.end : span.start].isspace()):
            groups[-1] = Span(last.start, max(last.end, span.end))
        else:
            groups.append(span)
    return groups


def _words(index: Index) -> _Words:
    ends, end = iter(_sentence_ends(index.text)), 0
    parts, places, numbers, length = [""], array("q"), array("q"), 1
    for number, (start, stop) in enumerate(zip(index.tokens.starts, index.tokens.ends, strict=True)):
        form = _form(index.folded[start:stop])
        if not form:
            continue
        crossed = False
        while end <= index.raw_tokens.starts[number]:
            crossed, end = bool(numbers), next(ends)
        if crossed:
            parts.append(".")
            length += 2
        parts.append(form)
        places.append(length)
        numbers.append(number)
        length += len(form) + 1
    return _Words(" ".join([*parts, ""]), places, numbers)


def _form(token: str) -> str:
    if len(token) == 1 and not token.isalnum():
        return token if unicodedata.category(token)[0] == "S" else ""
    return token.replace(" %", "%").replace(" ‰", "‰").replace(" ", "\u00a0")


def _sentence_ends(text: str) -> Iterator[int]:
    for before, after in pairwise(sentences(text)):
        if text[before.start : before.end].rstrip(_CLOSERS)[-1:] in _TERMINAL:
            yield after.start
    yield len(text) + 1

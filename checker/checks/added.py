"""
The words of a claim that its quote does not have: what was added or changed.

Never here: whether that matters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.model import Span
from checker.text import Mapped, fold

_LETTER = r"[\w\u0300-\u036f]"  # folding takes the accents from their letters
_WORD = re.compile(rf"\d{{1,3}}(?:[, ]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)+|{_LETTER}+(?:'{_LETTER}+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[, ]\d{3})+")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_TIES = frozenset(("-", "–", "—", " ", ""))


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    start: int
    end: int


def added_words(claim: str, quote: str) -> list[Span]:
    """Return the stretches of the claim whose words are not in the quote, what stands in brackets among them."""
    mapped, known = fold(claim), fold(quote).text
    words = _Quoted(known)
    brackets = [match.span() for match in _BRACKETED.finditer(claim) if fold(match.group()).text not in known]
    spans = sorted([Span(*bracket) for bracket in brackets] + list(_new(mapped, words)))
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last and (span.start < last.end or not _WORD.search(fold(claim[last.end : span.start]).text)):
            merged[-1] = Span(last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return merged


class _Quoted:
    """The words of a quote: those that stand alone, compounds written in one, and neighbours written together."""

    def __init__(self, text: str) -> None:
        units = list(_units(text))
        self.alone = {unit[0].form for unit in units if len(unit) == 1}
        self.compounds = {_joined(unit) for unit in units if len(unit) > 1}
        self.pairs = {one.form + other.form for one, other in _neighbours(text, [word for unit in units for word in unit])}

    def has(self, unit: Sequence[_Word]) -> bool:
        whole = _joined(unit)
        if whole in self.alone or whole in self.compounds or (len(unit) == 1 and whole in self.pairs):
            return True
        return len(unit) > 1 and all(one.form + other.form in self.pairs for one, other in pairwise(unit))


def _new(claim: Mapped, quoted: _Quoted) -> Iterator[Span]:
    units = list(_units(claim.text))
    apart = [unit[0] for unit in units if len(unit) == 1]
    split = {word for pair in _neighbours(claim.text, apart) if _joined(pair) in quoted.compounds for word in pair}
    for unit in units:
        if unit[0] not in split and not quoted.has(unit):
            yield claim.original(unit[0].start, unit[-1].end)


def _neighbours(text: str, words: Sequence[_Word]) -> Iterator[tuple[_Word, _Word]]:
    return (pair for pair in pairwise(words) if text[pair[0].end : pair[1].start] in _TIES)


def _units(text: str) -> Iterator[list[_Word]]:
    """Yield the words of a folded text; those that a hyphen ties are one unit."""
    unit: list[_Word] = []
    for found in _WORD.finditer(text):
        if unit and text[unit[-1].end : found.start()] != "-":
            yield unit
            unit = []
        unit.append(_Word(_form(found.group()), found.start(), found.end()))
    if unit:
        yield unit


def _form(word: str) -> str:
    return re.sub("[, ]", "", word) if _GROUPED.fullmatch(word) else word.removesuffix("'s")


def _joined(words: Sequence[_Word]) -> str:
    return "".join(word.form for word in words)

"""
A document made ready for holding claims against it, and the checks as a table.

Never here: where a quote stands, or what becomes of a claim that fails.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from checker.checks import alone, differences, voice
from checker.checks.cue_words import CUES
from checker.checks.figures import figures
from checker.checks.languages import code, language_of
from checker.checks.names import Known, is_calendar, names
from checker.checks.reading import Reading
from checker.checks.wording import folded, tokens
from checker.model import Span
from checker.words import Attribution

_SAMPLE = 20_000  # characters that are read to tell a document's language
_BLOCK = 8_000  # characters of a document that are read at a time
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_NAMED = re.compile(r"[^\W\d_]-?\d")
_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LAST_DAY = 31
_UNSIGNED = frozenset({Attribution.ANONYMOUS, Attribution.DOCUMENT_OR_STUDY})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One claim beside its quote."""

    claim: Reading
    outside: Reading  # the claim without what it adds in brackets
    bracketed: Reading | None
    quote: Reading
    beside: str
    span: Span | None
    claimant: str
    attribution: Attribution


class Reference:
    """Holds claims against one document; what depends on the document only is found out once."""

    def __init__(self, text: str, header: str = "", *, author: str = "", language: str | None = None) -> None:
        self._text = text
        self._header = header
        self._author = author
        self.language = language_of(tokens(folded(text[:_SAMPLE])), code(language))

    def flags(
        self, claim: str, quote: str, span: Span | None, *, claimant: str | None, attribution: Attribution, beside: str
    ) -> tuple[str, ...]:
        """Return the codes of the checks that fail; `beside` is the text from one sentence before the quote to one after it."""
        case = self._case(claim, quote, beside, span=span, claimant=claimant or "", attribution=attribution)
        return tuple(check for check, (made, fails) in _CHECKS.items() if made(case.claim, self.language) and fails(self, case))

    def checks(self, claim: str) -> tuple[str, ...]:
        """Return the codes of the checks that can be made on a claim in its language."""
        said = _claimed(claim, self.language)
        return tuple(check for check, (made, _) in _CHECKS.items() if made(said, self.language))

    def _case(
        self, claim: str, quote: str, beside: str, *, span: Span | None, claimant: str, attribution: Attribution
    ) -> _Case:
        whole = _claimed(claim, self.language)
        added = [found.group() for found in _BRACKETED.finditer(claim) if found.group() not in quote] if "[" in claim else []
        kept = _BRACKETED.sub(lambda found: found.group() if found.group() in quote else " ", claim) if added else claim
        return _Case(
            claim=whole,
            outside=Reading(kept, whole.language) if added else whole,
            bracketed=Reading(" ".join(added), whole.language) if added else None,
            quote=_reading(quote, self.language),
            beside=beside,
            span=span,
            claimant=claimant,
            attribution=attribution,
        )

    def numbers_fail(self, case: _Case) -> bool:
        """Tell whether a number is neither beside the quote nor, if it stands in brackets, anywhere."""
        said, added = _demanded(case.outside), _demanded(case.bracketed) if case.bracketed else ()
        quoted = case.quote.figures.values
        said, added = _missing(said, quoted), _missing(added, quoted)
        if not said and not added:
            return False
        known = quoted | _reading(case.beside, self.language).figures.values
        return bool(_missing(said, known)) or not all(self._resolved(each, known, case) for each in _missing(added, known))

    def names_fail(self, case: _Case) -> bool:
        """Tell whether a name is nowhere in the document or in what is known about it."""
        found = [name for name in names(case.claim.text, case.claim.language) if not self._known.holds(name)]
        if not found:
            return False
        spelled = self._known.spelled_out(case.claim.text)
        return any(name not in spelled and not self._resolves(name, case) for name in found)

    def voice_fails(self, case: _Case) -> bool:
        """Tell whether somebody's words are given to nobody, or to the author."""
        if case.span is None or (case.claimant and not self._is_author(case.claimant)):
            return False
        if not case.claimant and case.attribution in _UNSIGNED:
            return False
        sentence = voice.sentence_around(self._text, case.span)
        if case.claimant and voice.mentions(sentence, case.claimant):
            return False
        quoted = not voice.is_word_or_name(case.quote.text) and self._quotations.hold(case.span)
        return quoted or voice.reported(_reading(sentence, self.language))

    def _is_author(self, claimant: str) -> bool:
        return bool(self._author) and voice.names_same(claimant, self._author)

    def _resolves(self, name: str, case: _Case) -> bool:
        """Tell whether a month or a day is known in its short form, or comes from the date of the document."""
        if not is_calendar(name):
            return False
        return self._known.holds_short(name) or (
            bool(self._dated) and case.bracketed is not None and name in case.bracketed.text
        )

    def _resolved(self, values: frozenset[float], known: frozenset[float], case: _Case) -> bool:
        """Tell whether a number in brackets is in the document, or may come from counting from its date."""
        if self._dated and case.bracketed:
            year = float(self._dated["year"])
            if any(abs(value - year) <= 1 or year - value in known for value in values):
                return True
            if any(value <= _LAST_DAY for value in values) and _is_dated(case.bracketed):
                return True
        return not values.isdisjoint(self._values)

    @cached_property
    def _dated(self) -> re.Match[str] | None:
        return _DATE.search(self._header)

    @cached_property
    def _known(self) -> Known:
        return Known(lambda: (self._header, *_blocks(self._text)), self.language)

    @cached_property
    def _values(self) -> frozenset[float]:
        return frozenset[float]().union(
            *(figures(block, self.language).values for block in (self._header, *_blocks(self._text)))
        )

    @cached_property
    def _quotations(self) -> voice.Quotations:
        return voice.Quotations(self._text)


def _blocks(text: str) -> Iterator[str]:
    """Yield a text in pieces of some thousand characters that end between words."""
    start = 0
    while start < len(text):
        end = start + _BLOCK
        gap = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) if end < len(text) else -1
        end = gap if gap > start else end
        yield text[start:end]
        start = end


def _missing(figures_said: Sequence[frozenset[float]], known: frozenset[float]) -> list[frozenset[float]]:
    return [readings for readings in figures_said if readings.isdisjoint(known)]


def _demanded(claimed: Reading) -> Sequence[frozenset[float]]:
    """Return the numbers of a claim but those in names, such as COVID-19."""
    if not claimed.figures.said:
        return ()
    text = claimed.text
    for name in names(text, claimed.language) if _NAMED.search(text) else ():
        if any(char.isdigit() for char in name):
            text = text.replace(name, " ")
    if text is claimed.text:
        return claimed.figures.said
    left = set(figures(text, claimed.language).said)
    return [readings for readings in claimed.figures.said if readings in left]


def _is_dated(text: Reading) -> bool:
    """Tell whether a day of a month may stand in a text; of other languages the months are not known here."""
    return text.language != "en" or _YEAR.search(text.text) is not None or any(map(is_calendar, names(text.text, "en")))


@lru_cache(maxsize=64)
def _claimed(claim: str, source: str) -> Reading:
    words = tokens(folded(claim))
    return Reading(claim, language_of(words, source), words)


@lru_cache(maxsize=64)
def _reading(text: str, language: str) -> Reading:
    return Reading(text, language)


def _compared(case: _Case) -> differences.Pair:
    beside = _reading(case.beside, case.quote.language) if case.bracketed else case.quote
    return differences.Pair(claim=case.outside, bracketed=case.bracketed, quote=case.quote, beside=beside)


def _always(claim: Reading, source: str) -> bool:
    return True


def _tells_names(claim: Reading, source: str) -> bool:
    return claim.language == source and claim.text != claim.text.lower()


def _has_cues(claim: Reading, source: str) -> bool:
    return claim.language in CUES and source in CUES


def _can_point(claim: Reading, source: str) -> bool:
    return claim.language in CUES


_Made = Callable[[Reading, str], bool]
_Fails = Callable[[Reference, _Case], bool]
_CHECKS: dict[str, tuple[_Made, _Fails]] = {
    "numbers": (_always, Reference.numbers_fail),
    "names": (_tells_names, Reference.names_fail),
    "negation": (_has_cues, lambda _, case: differences.negation(_compared(case))),
    "hedges": (_has_cues, lambda _, case: differences.hedges(_compared(case))),
    "standing_alone": (_can_point, lambda _, case: alone.dangles(case.claim)),
    "attribution": (_always, Reference.voice_fails),
}

"""
A document made ready for holding claims against it, and the checks as a table.

Never here: where a quote stands, or what becomes of a claim that fails.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import islice

from checker.checks import alone, case, claimants, culprits, differences, voice
from checker.checks.case import Case, Held, Stated
from checker.checks.demands import demanded, is_dated, missing
from checker.checks.figures import Readings, in_folded
from checker.checks.languages import code, language_of
from checker.checks.names import Known, is_calendar, names
from checker.checks.passage import Passage
from checker.checks.wording import blocks, first_block, folded, tokens
from checker.words import Attribution

_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_LAST_DAY = 31
# Measured on 4,206 claims that people wrote: up to 0.3 % have a smaller share; of claims from another text, 87 to 99 % do.
_LEAST_SHARED = 0.4
_FEW_WORDS = 3  # with fewer words that carry meaning, a share says nothing
_UNSIGNED = frozenset({Attribution.ANONYMOUS, Attribution.DOCUMENT_OR_STUDY})


class Reference:
    """Holds claims against one document; what depends on the document only is found out once."""

    def __init__(self, text: str, header: str = "", *, author: str = "", language: str | None = None) -> None:
        self._text = text
        self._header = header
        self._author = author
        self._first = folded(first_block(text))
        self.language = language_of(tokens(self._first), code(language))

    def held(self, stated: Stated) -> Held:
        """Make the checks that can be made on a claim, in its language."""
        read = self._case(stated)
        made = tuple(check for check, (can, _, _) in _CHECKS.items() if can(read, self.language))
        failed = tuple(check for check in made if _CHECKS[check][1](self, read))
        details = tuple(f"{check}: {_CHECKS[check][2](self, read)}" for check in failed)
        return Held(made=made, failed=failed, details=details)

    def strange_numbers(self, stated: Stated) -> list[float]:
        """Return the numbers for which the check of them fails, of those with two readings the larger one."""
        return sorted({max(readings) for readings in self.unfounded(self._case(stated))})

    def _case(self, stated: Stated) -> Case:
        claim, quote = stated.claim, stated.quote
        whole = _claimed(claim, self.language)
        added = [found.group() for found in _BRACKETED.finditer(claim) if found.group() not in quote] if "[" in claim else []
        kept = _BRACKETED.sub(lambda found: found.group() if found.group() in quote else " ", claim) if added else claim
        return Case(
            stated=stated,
            claim=whole,
            outside=Passage(kept, whole.language) if added else whole,
            bracketed=Passage(" ".join(added), whole.language) if added else None,
            quote=_reading(quote, self.language),
        )

    def numbers_fail(self, case: Case) -> bool:
        """Tell whether a number is neither beside the quote nor, if it stands in brackets, anywhere."""
        return bool(self.unfounded(case))

    def unfounded(self, case: Case) -> list[Readings]:
        """Return those numbers."""
        said, added = demanded(case.outside), demanded(case.bracketed) if case.bracketed else ()
        if not said and not added:
            return []
        quoted = case.quote.figures.values
        said, added = missing(said, quoted), missing(added, quoted)
        if not said and not added:
            return []
        known = quoted | _reading(case.stated.beside, self.language).figures.values
        unresolved = (each for each in missing(added, known) if not self._resolved(each, known, case))
        return [*missing(said, known), *unresolved]

    def names_fail(self, case: Case) -> bool:
        """Tell whether a name is nowhere in the document or in what is known about it."""
        return bool(self.strange_names(case))

    def strange_names(self, case: Case) -> list[str]:
        """Return those names."""
        found = [name for name in names(case.claim.text, case.claim.language) if not self._known.holds(name)]
        if not found:
            return []
        spelled = self._known.spelled_out(case.claim.text)
        return [name for name in found if name not in spelled and not self._resolves(name, case)]

    def wording_fails(self, case: Case) -> bool:
        """Tell whether the claim's own words are mostly others than those of the quote and the sentences beside it."""
        if case.claim.plain in case.quote.plain:
            return False
        words, quoted = case.outside.stems, case.quote.stems
        enough = _LEAST_SHARED * len(words)
        if len(words) < _FEW_WORDS or len(words & quoted) >= enough:
            return False
        return len(words & self._around(case)) < enough

    def _around(self, case: Case) -> frozenset[str]:
        """What the words of a claim may begin with: those of its quote, of the sentences beside it, of an acronym spelled out."""
        spelled = Passage(" ".join(self._known.spelled_out(case.outside.text)), self.language).stems
        return case.quote.stems | _reading(case.stated.beside, self.language).stems | spelled

    def strange_words(self, case: Case) -> list[str]:
        """Return the words of a claim that are none of those."""
        return case.outside.unlike(self._around(case))

    def claimant_fails(self, case: Case) -> bool:
        """Tell whether the claimant, or the claimant's role, holds a name that is nowhere in the document or beside it."""
        role = case.stated.role or ""
        return not (self.knows_claimant(case) and claimants.is_known_role(role, self._known, holds=self._has))

    def knows_claimant(self, case: Case) -> bool:
        """Tell whether all names of the claimant are known."""
        unsigned = case.stated.attribution in _UNSIGNED
        return claimants.is_known(case.stated.claimant or "", self._known, unsigned=unsigned, holds=self._has)

    def strange_in(self, words: str) -> list[str]:
        """Return the names of a claimant, or in a role, that are nowhere in the document."""
        return claimants.strange(words, self._known)

    def voice_fails(self, case: Case) -> bool:
        """Tell whether somebody's words are given to nobody, or to the author."""
        return bool(self.voice_of(case))

    def voice_of(self, case: Case) -> str:
        """Return what shows that these are somebody else's words, if anything does."""
        span, claimant = case.stated.span, case.stated.claimant or ""
        if span is None or (claimant and not self._is_author(claimant)):
            return ""
        if not claimant and case.stated.attribution in _UNSIGNED:
            return ""
        sentence = voice.sentence_around(self._text, span)
        if claimant and voice.mentions(sentence, claimant):
            return ""
        if not voice.is_word_or_name(case.quote.text) and self._quotations.hold(span):
            return voice.IN_MARKS
        said = voice.reporting(_reading(sentence, self.language))
        return f"“{said}” stands beside the quote" if said else ""

    def _is_author(self, claimant: str) -> bool:
        return bool(self._author) and voice.names_same(claimant, self._author)

    def _resolves(self, name: str, case: Case) -> bool:
        """Tell whether a month or a day is known in its short form, or comes from the date of the document."""
        if not is_calendar(name):
            return False
        return self._known.holds_short(name) or (
            bool(self._dated) and case.bracketed is not None and name in case.bracketed.text
        )

    def _resolved(self, values: Readings, known: Readings, case: Case) -> bool:
        """Tell whether a number in brackets is in the document, or may come from counting from its date."""
        if self._dated and case.bracketed:
            year = float(self._dated["year"])
            if any(abs(value - year) <= 1 or year - value in known for value in values):
                return True
            if any(value <= _LAST_DAY for value in values) and is_dated(case.bracketed):
                return True
        return not values.isdisjoint(self._values)

    @cached_property
    def _dated(self) -> re.Match[str] | None:
        return _DATE.search(self._header)

    @cached_property
    def _known(self) -> Known:
        return Known(lambda: (self._header, *blocks(self._text)), self._folded(), self.language)

    @cached_property
    def _values(self) -> Readings:
        return Readings().union(*(in_folded(plain, tokens(plain), self.language).values for plain in self._folded()))

    @cached_property
    def _lower(self) -> str:
        return f"{self._header}\n{self._text}".lower()

    def _has(self, words: str) -> bool:
        """Tell whether these letters stand anywhere in the document or in what is known about it."""
        return words in self._text or words.lower() in self._lower

    def _folded(self) -> Iterator[str]:
        """Yield what is known about the document, and its text piece by piece."""
        yield folded(self._header)
        yield self._first
        yield from map(folded, islice(blocks(self._text), 1, None))

    @cached_property
    def _quotations(self) -> voice.Quotations:
        return voice.Quotations(self._text)


@lru_cache(maxsize=64)
def _claimed(claim: str, source: str) -> Passage:
    words = tokens(folded(claim))
    return Passage(claim, language_of(words, source), words)


@lru_cache(maxsize=64)
def _reading(text: str, language: str) -> Passage:
    return Passage(text, language)


def _compared(case: Case) -> differences.Pair:
    beside = _reading(case.stated.beside, case.quote.language) if case.bracketed else case.quote
    return differences.Pair(claim=case.outside, bracketed=case.bracketed, quote=case.quote, beside=beside)


def _claimed_by(known: Reference, case: Case) -> str:
    claimant, role = case.stated.claimant or "", case.stated.role or ""
    what, words = ("the role", role) if known.knows_claimant(case) else ("the claimant", claimant)
    return culprits.somebody(words, known.strange_in(words), what)


_Can = Callable[[Case, str], bool]
_Fails = Callable[[Reference, Case], bool]
_Says = Callable[[Reference, Case], str]
_CHECKS: dict[str, tuple[_Can, _Fails, _Says]] = {
    "numbers": (
        case.always,
        Reference.numbers_fail,
        lambda known, each: culprits.numbers(each.claim, each.quote, known.unfounded(each)),
    ),
    "wording": (case.shares_words, Reference.wording_fails, lambda known, each: culprits.words(known.strange_words(each))),
    "names": (
        case.tells_names,
        Reference.names_fail,
        lambda known, each: culprits.names(each.claim.text, known.strange_names(each)),
    ),
    "claimant": (case.names_somebody, Reference.claimant_fails, _claimed_by),
    "negation": (
        case.has_cues,
        lambda _, each: differences.negation(_compared(each)),
        lambda _, each: culprits.differ(*differences.negations(_compared(each))),
    ),
    "hedges": (
        case.has_cues,
        lambda _, each: differences.hedges(_compared(each)),
        lambda _, each: culprits.differ(*differences.hedged(_compared(each))),
    ),
    "standing_alone": (
        case.can_point,
        lambda _, each: alone.dangles(each.claim),
        lambda _, each: culprits.dangling(alone.dangling(each.claim)),
    ),
    "attribution": (
        case.always,
        Reference.voice_fails,
        lambda known, each: culprits.voice(known.voice_of(each), each.stated.claimant),
    ),
}

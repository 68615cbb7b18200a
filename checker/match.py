"""
Likeness of claims: which of one document say the same, and how alike two wordings are.

Never here: claims of two documents made one, or a difference in a number, a date, a name or a "not" taken for none.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from checker.checks.cue_words import CUES
from checker.checks.cues import Cue
from checker.checks.figures import is_number_word
from checker.checks.languages import language_of
from checker.checks.names import names
from checker.checks.numerals import NUMERALS
from checker.checks.passage import Passage
from checker.checks.wording import base, folded, is_word, tokens
from checker.model import Proposal

ENOUGH = 0.8  # of the words of both: from there on two claims may say the same
_SAMPLE = 200  # claims that are read to tell in which language most of them are
_ONE_IN = 5  # words may then be another
_MOST_TRIED = 32  # claims with a rare word in common that one is compared with
_ARTICLES: dict[str, frozenset[str]] = {
    "en": frozenset({"the", "a", "an", "that"}),
    "de": frozenset({"der", "die", "das", "den", "dem", "des", "ein", "eine", "einen"}),
    "fr": frozenset({"le", "la", "les", "l'", "un", "une"}),
    "es": frozenset({"el", "la", "los", "las", "un", "una"}),
    "it": frozenset({"il", "lo", "la", "i", "gli", "le", "l'", "un", "una"}),
    "pt": frozenset({"o", "a", "os", "as", "um", "uma"}),
}
# A claim that has one of these more than another is about fewer or other cases.
_NARROWS = frozenset(
    "only all every each some most many few more less least former ex future planned proposed so-called alone first last new old "
    "nur alle jeder einige manche seul tous toutes certains solo todos algunos tutti alcuni apenas alguns tylko wszyscy лише всі".split()
)
_WEIGHING = frozenset({Cue.NEGATION, Cue.DENIAL, Cue.ABOUT, Cue.NEARLY, Cue.PERHAPS, Cue.HEARSAY, Cue.POINTER})


@cache
def _weighty() -> frozenset[str]:
    """Words that change what is said, in any language: a claim may be too short to tell its own."""
    rows = CUES.values()
    hedged = (
        phrases for row in rows for phrases in (row.negation, row.denial, row.about, row.nearly, row.perhaps, row.hearsay)
    )
    return _NARROWS.union(*hedged, *(numerals.words for numerals in NUMERALS.values()))


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What a claim says, as far as its words tell: what must be the same, and the words in their order."""

    key: Hashable
    words: tuple[str, ...]
    first: str  # a capital letter tells nothing there, so that it may be a name


def alike(one: str, other: str) -> float:
    """Return how many of their words two texts share, from 0 to 1 (F1 of the words)."""
    ours, theirs = Counter(_words(one)), Counter(_words(other))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def repeats(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the first of those that say the same, in their order, with the places of the others in `also`."""
    return tuple(_with_places(proposals[first], [proposals[each] for each in rest]) for first, *rest in groups(proposals))


def groups(proposals: Sequence[Proposal]) -> list[list[int]]:
    """Return which proposals of one document say the same, each as a list of places, the first of them first."""
    spoken = [tokens(folded(each.text)) for each in proposals]
    language = language_of([word for words in spoken[:_SAMPLE] for word in words])
    found = [_said(each, words, language) for each, words in zip(proposals, spoken, strict=True)]
    common = Counter(word for said in found for word in set(said.words))
    known = _Known(common)
    joined: dict[int, list[int]] = {}
    at_same_place: dict[Hashable, int] = {}
    for at, (proposal, said) in enumerate(zip(proposals, found, strict=True)):
        same = at_same_place.get((proposal.span, folded(proposal.text))) if proposal.span else None
        first = known.like(said) if same is None else same
        if first is None:
            first = at
            known.add(at, said)
        joined.setdefault(first, []).append(at)
        at_same_place.setdefault((proposal.span, folded(proposal.text)), first)
    return list(joined.values())


def _with_places(first: Proposal, rest: Sequence[Proposal]) -> Proposal:
    places = {span for each in (first, *rest) for span in (each.span, *each.also) if span and span != first.span}
    return replace(first, also=tuple(sorted(places))) if places else first


class _Known:
    """The claims that are unlike all before them, to be found by their rarest words."""

    def __init__(self, common: Mapping[str, int]) -> None:
        self._common = common
        self._exact: dict[Hashable, int] = {}
        self._by_word: defaultdict[Hashable, list[tuple[int, _Said]]] = defaultdict(list)

    def add(self, at: int, said: _Said) -> None:
        self._exact[said.key, said.words] = at
        for word in self._rarest(said.words):
            self._by_word[said.key, word].append((at, said))

    def like(self, said: _Said) -> int | None:
        """Return the first claim that says the same, if there is one."""
        exact = self._exact.get((said.key, said.words))
        if exact is not None:
            return exact
        tried = {at: other for word in self._rarest(said.words) for at, other in self._by_word[said.key, word][-_MOST_TRIED:]}
        return min((at for at, other in tried.items() if _same(said, other)), default=None)

    def _rarest(self, words: Sequence[str]) -> list[str]:
        """Two lists that share enough words share one of these."""
        different = sorted(set(words), key=lambda word: (self._common[word], word))
        return different[: len(words) // _ONE_IN + 1]


def _same(one: _Said, other: _Said) -> bool:
    """Tell whether one claim has all words of the other in their order, and few more, of which none narrows it."""
    shorter, longer = sorted((one, other), key=lambda said: len(said.words))
    if len(shorter.words) < ENOUGH * len(longer.words):
        return False
    more = _more(shorter.words, longer.words)
    return more is not None and longer.first not in more and _weighty().isdisjoint(more)


def _more(shorter: Sequence[str], longer: Sequence[str]) -> list[str] | None:
    """Return the words that the longer list has between those of the shorter one; None if it has them in another order, or not all."""
    rest = iter(shorter)
    awaited = next(rest, None)
    more = []
    for word in longer:
        if word == awaited:
            awaited = next(rest, None)
        else:
            more.append(word)
    return more if awaited is None else None


def _said(proposal: Proposal, found: list[str], usual: str) -> _Said:
    language = language_of(found, usual)
    reading = Passage(proposal.text, language, found)
    key = (
        folded(proposal.claimant or "").strip(),
        tuple(folded(name) for name in names(proposal.text, language)),
        tuple(tuple(sorted(readings)) for readings in reading.figures.said),
        tuple(seen.cue for seen in reading.cues if seen.cue in _WEIGHING),
    )
    words = [base(word) for word in found if is_word(word)]
    silent = _ARTICLES.get(language, frozenset())
    kept = tuple(word for word in words if word not in silent and not word[0].isdigit() and not is_number_word(word, language))
    return _Said(key, kept, words[0] if words else "")


def _words(text: str) -> list[str]:
    return [base(word) for word in tokens(folded(text)) if is_word(word)]

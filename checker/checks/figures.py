"""
The numbers of a text, in words and in figures, with all the values that each of them may have.

Never here: a unit, the meaning of a date, or a comparison.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checker.checks.numerals import ANY_MAGNITUDE, MYRIADS, NO_WORDS, NUMERALS, Numerals
from checker.checks.wording import folded, tokens

Readings = frozenset[float]


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a text that say how many, each with its values; and the values of words that need not be meant as numbers."""

    said: tuple[Readings, ...]
    hinted: Readings

    @property
    def values(self) -> Readings:
        """All values that the text may mean."""
        return self.hinted.union(*self.said)


# Not within a word of a script that puts spaces between words, and not the middle of a longer number.
_DIGITS = re.compile(
    r"""
    (?<![a-z\d\u00c0-\u1fff\u2c00-\u2dff]) (?<!\d[.,])
    (?P<digits> \d{1,3} (?:[ ']\d{3})+ (?!\d) (?:[.,]\d+)? | \d+ (?:[.,]\d+)* )
    (?: (?P<tie>[ -]?) (?P<word>[^\W\d_]+) )?
    """,
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_DASH_BEFORE = re.compile(r"(?:1[5-9]|20)\d\d[-–]$")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_CENTURY = 100
_YEAR_PART = 2  # digits
_SHARES = ("half", "third", "quarter")


def numbers(text: str, language: str) -> set[float]:
    """Return the values of the numbers in a text: figures, grouped or not, number words, "5 million", "2010s"."""
    return set().union(*figures(text, language).said)


def figures(text: str, language: str) -> Figures:
    """Return the numbers of a text in the given language; in one that is not known, those in figures."""
    plain = folded(text)
    return in_folded(plain, tokens(plain), language)


def is_number_word(word: str, language: str) -> bool:
    """Tell whether a folded word is a number, or part of one, in a language."""
    numerals = NUMERALS.get(language, NO_WORDS)
    return word in numerals.words or word in numerals.magnitudes or word in numerals.ones or word in _SHARES


def in_folded(plain: str, words: Sequence[str], language: str) -> Figures:
    """Return the numbers of a folded text whose words are given as well."""
    numerals = NUMERALS.get(language, NO_WORDS)
    written = (each for each in _written(words, numerals) if each > 1)
    hints = {float(numerals.hints[word]) for word in words if word in numerals.hints}
    digits = _digits(plain, language) if _DIGIT.search(plain) else ()
    return Figures((*digits, *(frozenset({each}) for each in written)), frozenset(hints))


def _digits(plain: str, language: str) -> Iterator[Readings]:
    for found in _DIGITS.finditer(plain):
        *others, last = _figure(found["digits"], found["tie"] or "", found["word"] or "", language)
        if len(found["digits"]) == _YEAR_PART and _DASH_BEFORE.search(plain, max(0, found.start() - 5), found.start()):
            last |= {float(plain[found.start() - 5 : found.start() - 3] + found["digits"])}
        yield from (*others, last)


@lru_cache(maxsize=4096)
def _figure(digits: str, tie: str, word: str, language: str) -> tuple[Readings, ...]:
    """Return what a figure may mean before the word after it; of a date or a version, each part is a number."""
    readings = _values(digits, language)
    parts = [readings] if readings else [frozenset({float(part)}) for part in re.split("[.,]", digits)]
    return (*parts[:-1], _with_word(parts[-1], word, tie, language))


def _values(digits: str, language: str) -> Readings:
    """Return what a figure may mean: "1.200" is 1200 in one language, 1.2 in another."""
    plain = digits.replace(" ", "").replace("'", "")
    marks = [char for char in plain if char in ".,"]
    if len(set(marks)) > 1:
        whole, _, part = plain.rpartition(marks[-1])
        return _one(re.sub("[.,]", "", whole), part) if marks.count(marks[-1]) == 1 else frozenset()
    if len(marks) > 1:
        return _one(re.sub("[.,]", "", plain)) if _GROUPED.fullmatch(plain) else frozenset()
    whole, _, part = plain.partition(marks[0]) if marks else (plain, "", "")
    if marks and _GROUPED.fullmatch(plain) and not (language == "en" and marks[0] == "."):
        return _one(whole + part) if language == "en" else _one(whole + part) | _one(whole, part)
    return _one(whole, part)


def _one(whole: str, part: str = "0") -> Readings:
    return frozenset({round(float(f"{whole}.{part or 0}"), 6)})


def _with_word(readings: Readings, word: str, tie: str, language: str) -> Readings:
    """Take in the word after a figure: a magnitude, or the "s" of a decade."""
    numerals = NUMERALS.get(language)
    factor = numerals.magnitudes.get(word) if numerals and (len(word) > 1 or not tie) else None  # "5m", but "5 m" are metres
    if factor:
        return frozenset(round(value * factor, 6) for value in readings)
    if word == "s" and not tie:
        return readings | {value + 1900 for value in readings if value < _CENTURY}
    loose = MYRIADS.get(word[:1]) or (None if numerals else ANY_MAGNITUDE.get(word))
    return readings | {round(value * loose, 6) for value in readings} if loose else readings


def _written(words: Sequence[str], numerals: Numerals) -> Iterator[float]:
    """Add up numbers in words: a word that no longer fits into the number before it begins another."""
    if numerals.words.keys().isdisjoint(words) and numerals.magnitudes.keys().isdisjoint(words):
        return
    total, part = 0.0, 0.0
    for at, word in enumerate(words):
        value, factor = numerals.words.get(word), numerals.magnitudes.get(word)
        if factor and (part or (not total and at and words[at - 1] in numerals.ones)):
            part, total = _multiplied(part or 1, total, factor)
        elif value is not None and not (part or total):
            part = value
        elif value is not None and _fits(part, value):
            part = _added(part, value)
        elif not (word in numerals.links and (part or total) and not part % 10):
            yield total + part
            total, part = 0.0, float(value or 0)
    yield total + part


def _multiplied(part: float, total: float, factor: int) -> tuple[float, float]:
    return (part * factor, total) if factor <= _CENTURY else (0.0, total + part * factor)


_VINGT = (4, 20)  # "quatre-vingts"
_SCORES, _TEENS = (60, 80), range(10, 20)  # "soixante-dix"


def _added(part: float, value: int) -> float:
    return 80.0 if (part, value) == _VINGT else part + value


def _fits(part: float, value: int) -> bool:
    if (part, value) == _VINGT or (part % 100 in _SCORES and value in _TEENS):
        return True
    return not part or (part > value > 0 and not part % 10 ** len(str(value)))

"""
Whether a sentence holds what deserves checking, and whether claims that stand on it say any of that.

Never here: why it was passed over, or what becomes of it.
"""

import re
from collections.abc import Iterable

from checker.checks.figures import numbers
from checker.checks.languages import language_of
from checker.checks.names import is_calendar, names
from checker.checks.passage import Passage
from checker.checks.wording import folded, tokens

# A number with one of these is a quantity, however small it is; so is one that a letter without case follows: 5人.
_UNIT = re.compile(
    r"[%‰٪$€£¥₹]|(?<=\d)[\u3040-\u9fff\uac00-\ud7af]|(?<=\d)[ -]?"
    r"(?:per ?cent|prozent|procent|pour ?cent|por ?cien|por ?cento|процент|відсот|प्रतिशत|फ\u093c?ीसदी|(?:في|ب) ?ال(?:مئة|مائة))"
)
_HAN_NUMBER = re.compile(r"百分之|[一二两兩三四五六七八九十百千][十百千万萬亿億][一二两兩三四五六七八九十百千万萬亿億]*")
# "By Maren Ostby, Harwick Courier, 12 March 2025": names and a date, and nothing that is said of them.
_BYLINE = re.compile(r"(?:by|von|par|por|di|da|av|af|door) (?=.*\b(?:19|20)\d\d\b)", re.IGNORECASE)
_LONGEST_DAY = 31
_YEARS = range(1900, 2100)
_LARGE = 10  # from there on a number has two digits
_SAID_AGAIN = 0.25  # of the words of a sentence that carry meaning


def alarm(sentence: str, language: str = "") -> bool:
    """Tell whether a sentence that was passed over holds a number and a name, or a quantity where capitals tell no names."""
    spoken = _language(sentence, language)
    values = numbers(sentence, spoken)
    if _is_byline(sentence, values):
        return False
    if values and not all(map(is_calendar, names(sentence, spoken))):
        return True
    return not _tells_names(sentence) and _is_quantity(sentence, values)


def says_again(sentence: str, claims: Iterable[str], language: str = "") -> bool:
    """Tell whether claims say something of a sentence: one of its numbers, or a good part of its words."""
    whole = _reading(sentence, language)
    said = [_reading(claim, language) for claim in claims]
    if any(not whole.figures.values.isdisjoint(each.figures.values) for each in said):
        return True
    shared = whole.stems.intersection(*[frozenset[str]().union(*(each.stems for each in said))])
    translated = all(each.language != whole.language for each in said)
    return bool(shared) and (translated or len(shared) >= _SAID_AGAIN * len(whole.stems))


def _reading(text: str, language: str) -> Passage:
    return Passage(text, _language(text, language))


def _language(text: str, expected: str) -> str:
    return language_of(tokens(folded(text)), expected)


def _is_byline(sentence: str, values: set[float]) -> bool:
    """Tell whether a line only names who wrote a text and when."""
    named = all(word[0].isupper() or word[0].isdigit() for word in sentence.split()[1:] if word[0].isalnum())
    dated = all(value <= _LONGEST_DAY or value in _YEARS for value in values)
    return _BYLINE.match(sentence) is not None and named and dated and not _UNIT.search(sentence)


def _tells_names(sentence: str) -> bool:
    """Tell whether capital letters stand out: not in a script without case, in capitals only, or in none."""
    capitals = sum(map(str.isupper, sentence))
    small = sum(map(str.islower, sentence))
    others = sum(map(str.isalpha, sentence)) - capitals - small
    return 0 < capitals < small and others <= capitals + small


def _is_quantity(sentence: str, values: set[float]) -> bool:
    large = any(value >= _LARGE or value % 1 for value in values)
    plain = folded(sentence)
    return large or _HAN_NUMBER.search(plain) is not None or (bool(values) and _UNIT.search(plain) is not None)

"""
What a claim's words show when they are held against its quote: words that were added, and mechanical checks that fail.

Never here: a judgement whether a claim is true, or anything that deletes or changes a claim.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checker.model import Span
from checker.text import fold

CHECKS: dict[str, str] = {
    "numbers": "A number of the claim is neither in the quote nor in the sentences beside it.",
    "names": "A name in the claim does not occur in the document.",
    "negation": "The claim says “not” where the quote does not, or the other way round.",
    "standing_alone": "The claim holds a word such as “she”, “this” or “yesterday” that cannot be understood without the text.",
}

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['’-]\w+)*")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_QUOTED = re.compile('"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]')


def added_words(claim: str, quote: str) -> list[Span]:
    """Return the stretches of the claim whose words are not in the quote, what stands in brackets among them."""
    known = {_plain(word.group()) for word in _WORD.finditer(quote)}
    brackets = [match.span() for match in _BRACKETED.finditer(claim) if match.group() not in quote]
    words = [match.span() for match in _WORD.finditer(claim) if _plain(match.group()) not in known]
    merged: list[Span] = []
    for start, end in sorted([*brackets, *words]):
        last = merged[-1] if merged else None
        if last and not _WORD.search(claim, last.end, start):
            merged[-1] = Span(last.start, max(last.end, end))
        else:
            merged.append(Span(start, end))
    return merged


def _plain(word: str) -> str:
    return fold(word).text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    claim: str  # without what stands in brackets
    quote: str
    context: str
    document: str


def flags(claim: str, quote: str, context: str, *, document: str = "") -> tuple[str, ...]:
    """Return the codes of the checks that fail; the context is what stands around the quote, headline and date included."""
    pair = _Pair(claim=_outside_brackets(claim, quote), quote=quote, context=context, document=document)
    return tuple(code for code, fails in _FAILS.items() if fails(pair))


def _outside_brackets(claim: str, quote: str) -> str:
    return _BRACKETED.sub(lambda found: found.group() if found.group() in quote else " ", claim)


_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), start=2)},
}
_MAGNITUDES: dict[str, int] = {
    **dict.fromkeys(("hundred",), 10**2),
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "bn", "b"), 10**9),
    **dict.fromkeys(("trillion", "tn"), 10**12),
}
_NUMBER = re.compile(
    rf"""
    (?<![\w.,]) (?:
        (?P<digits> \d{{1,3}}(?:[,\u0020\u00a0\u202f]\d{{3}})+(?!\d) | \d+ ) (?P<part> [.,]\d+ )?
      | (?P<ten> {_TENS.replace(" ", "|")} ) (?: [-\u2010\u2011 ] (?P<one> {_UNITS.replace(" ", "|")} ) )? \b
      | (?P<word> {_UNITS.replace(" ", "|")} ) \b
    )
    (?: [-\s]? (?P<magnitude> {"|".join(_MAGNITUDES)} ) \b )?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def numbers(text: str) -> set[float]:
    """Return the values of the numbers in a text: figures, grouped or not, simple number words, "5 million", "2010s"."""
    return {value for found in _NUMBER.finditer(text) if (value := _value(found)) is not None}


def _value(found: re.Match[str]) -> float | None:
    factor = _MAGNITUDES.get((found["magnitude"] or "").lower(), 1)
    if found["digits"]:
        whole = re.sub(r"\D", "", found["digits"])
        return round(float(whole + (found["part"] or "").replace(",", ".")) * factor, 6)
    word = (found["word"] or "").lower()
    if word in ("zero", "one") and factor == 1:
        return None  # "one of them" is no figure
    small = (
        _NUMBER_WORDS[word]
        if word
        else _NUMBER_WORDS[found["ten"].lower()] + _NUMBER_WORDS.get((found["one"] or "").lower(), 0)
    )
    return float(small * factor)


def _numbers_fail(pair: _Pair) -> bool:
    return bool(numbers(pair.claim) - numbers(pair.quote) - numbers(pair.context))


_NAME = re.compile(r"(?<![\w'’])[^\W\d_a-z][\w]*")
_STARTS = re.compile(r"(?:^|[.!?:]\s+|[\"“«„]\s*)\W*$")


def _names_fail(pair: _Pair) -> bool:
    return any(not any(name in text for text in (pair.quote, pair.context, pair.document)) for name in _names(pair.claim))


def _names(claim: str) -> Iterator[str]:
    for found in _NAME.finditer(claim):
        if found.group()[0].isupper() and not _STARTS.search(claim, 0, found.start()):
            yield found.group()


_NEGATION = re.compile(
    r"\b(?:not|never|none|nobody|nothing|neither|nor|without|cannot|no(?!\.?\s*\d))\b|n['’]t\b",
    re.IGNORECASE,
)


def _negation_fails(pair: _Pair) -> bool:
    return bool(_NEGATION.search(pair.claim)) != bool(_NEGATION.search(pair.quote))


_DANGLING = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:he|she|it|they|this|these|those)\b"
    r"|.*\b(?:yesterday|today|tomorrow|tonight|here|(?:last|this|next) (?:week|month|year|night))\b",
    re.IGNORECASE | re.DOTALL,
)


def _dangles(pair: _Pair) -> bool:
    return _DANGLING.match(_QUOTED.sub(" ", pair.claim)) is not None


_FAILS: dict[str, Callable[[_Pair], bool]] = {
    "numbers": _numbers_fail,
    "names": _names_fail,
    "negation": _negation_fails,
    "standing_alone": _dangles,
}

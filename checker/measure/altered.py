"""
Quotes altered on purpose, to see that none of them is taken for the document's words: a number, a negation, a name.

Never here: how a quote is searched.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from checker.anchor import Index
from checker.measure.likeness import contains, words
from checker.model import Span
from checker.text import sentences
from checker.words import AnchorStatus

_FIRM = (AnchorStatus.EXACT, AnchorStatus.NORMALISED)
_DIGIT = re.compile(r"\d(?!.*\d)", re.DOTALL)
_NEGATION = re.compile(r"\s+not\b|n['’]t\b|\bnever\s+", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|does|do|did|must|may|might)\b", re.IGNORECASE
)
_FIRST_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
_STRANGER = "Quillmar"  # a name that is in no document


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How many altered quotes were looked for, and which of them were taken for words of the document."""

    number: int
    accepted: tuple[str, ...]


def tried(text: str, quotes: Sequence[Span]) -> Tried:
    """Alter the words at these places in each way and look for them in the document."""
    index, known = Index(text), words(text)
    lines, names = sentences(text), _NAME.findall(text)
    number, accepted = 0, []
    for span in dict.fromkeys(quotes):
        near = [line for line in lines if line.start < span.end and span.start < line.end]
        for altered in _altered(span.of(text), names):
            if not contains(known, words(altered)):  # it may be what the document says elsewhere
                number += 1
                accepted += [altered] if index.find(altered, near=near).status in _FIRM else []
    return Tried(number=number, accepted=tuple(accepted))


def _altered(quote: str, names: Sequence[str]) -> Iterator[str]:
    for alter in _WAYS:
        changed = alter(quote, names)
        if changed is not None and changed != quote:
            yield changed


def _number(quote: str, names: Sequence[str]) -> str | None:
    found = _DIGIT.search(quote)
    return f"{quote[: found.start()]}{(int(found.group()) + 1) % 10}{quote[found.end() :]}" if found else None


def _negation(quote: str, names: Sequence[str]) -> str | None:
    cue = _NEGATION.search(quote)
    if cue:
        return quote[: cue.start()] + quote[cue.end() :]
    verb = _VERB.search(quote) or _FIRST_WORD.search(quote)
    return f"{quote[: verb.end()]} not{quote[verb.end() :]}" if verb else None


def _name(quote: str, names: Sequence[str]) -> str | None:
    found = _NAME.search(quote)
    if not found:
        return None
    other = next((name for name in names if name != found.group()), _STRANGER)
    return quote[: found.start()] + other + quote[found.end() :]


_WAYS: tuple[Callable[[str, Sequence[str]], str | None], ...] = (_number, _negation, _name)

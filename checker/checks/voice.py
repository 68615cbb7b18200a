"""
Whether a stretch of a document stands in somebody else's voice than its author's: in quotation marks, or beside "X said".

Never here: who that is; a reader of the document finds that out.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from checker.checks.cues import Cue
from checker.checks.passage import Passage
from checker.checks.wording import folded, tokens
from checker.model import Span

_MARK = re.compile('["“”„«»‹›「」『』]|\n')
_CLOSED_BY = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "”": "”", "‹": "›", "「": "」", "『": "』"}
_CARRIES_ON = frozenset("“„«「")  # a quotation that is not closed in its paragraph goes on in the next one
_FEW_WORDS = 4  # a shorter quotation may be a name or a single word that the author borrows
IN_MARKS = "The quote stands in quotation marks"
_REACH = 240  # characters of a sentence to each side of a quote that are read
_STOP_WITHIN = 3  # characters at the end of a quote that may be the end of its sentence
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"“„«‘'(\[]?[^\Wa-z\d_])|\n")
_SELF = frozenset("i we ich wir je nous yo nosotros io noi eu nós ja my я ми j'".split())


class Quotations:
    """Where a document stands in quotation marks."""

    def __init__(self, text: str) -> None:
        found = list(_quotations(text))
        self._starts = array("q", [start for start, _ in found])
        self._ends = array("q", [end for _, end in found])

    def hold(self, span: Span) -> bool:
        """Tell whether most of a span stands inside one pair of marks."""
        at = bisect_right(self._starts, span.start + (span.end - span.start) // 2) - 1
        if at < 0:
            return False
        inside = min(span.end, self._ends[at]) - max(span.start, self._starts[at])
        return 5 * inside >= 4 * (span.end - span.start)


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    start, mark = -1, ""
    for found in _MARK.finditer(text):
        char = found.group()
        if start < 0:
            opens = char in _CLOSED_BY and not (char == '"' and text[found.start() - 1 : found.start()].isalnum())
            start, mark = (found.start(), char) if opens else (-1, "")
        elif char in _CLOSED_BY[mark]:
            yield start, found.end()
            start = -1
        elif char == "\n":
            if mark in _CARRIES_ON or text[start - 1 : start] in ("", "\n"):
                yield start, found.start()
            start = -1


def sentence_around(text: str, span: Span) -> str:
    """Return the sentence that a span stands in, of a long one what is near."""
    first, last = max(0, span.start - _REACH), span.end + _REACH
    begins = max((stop.end() for stop in _STOP.finditer(text, first, span.start + 1)), default=first)
    ends = _STOP.search(text, max(span.start, span.end - _STOP_WITHIN), last)
    return text[min(begins, span.start) : max(span.end, ends.start() if ends else last)]


def reporting(sentence: Passage) -> str:
    """Return the verb of saying, or "according to", by which a sentence says that these are somebody's words."""
    found = (
        " ".join(sentence.words[seen.start : seen.end])
        for seen in sentence.cues
        if seen.cue is Cue.ACCORDING
        or (seen.cue is Cue.SAID and _SELF.isdisjoint(sentence.words[max(0, seen.start - 2) : seen.start]))
    )
    return next(found, "")


def is_word_or_name(quote: str) -> bool:
    """Tell whether a quote is too short to be somebody's statement."""
    return len(quote.split()) < _FEW_WORDS


def mentions(sentence: str, name: str) -> bool:
    """Tell whether a sentence names somebody, by any word of the name that is not the first."""
    return not set(tokens(folded(sentence))).isdisjoint(tokens(folded(name))[-1:])


def names_same(one: str, other: str) -> bool:
    """Tell whether two names are of the same person or body, as far as all words of the shorter one tell."""
    parts: Sequence[set[str]] = sorted((set(tokens(folded(one))), set(tokens(folded(other)))), key=len)
    return bool(parts[0]) and parts[0] <= parts[1]

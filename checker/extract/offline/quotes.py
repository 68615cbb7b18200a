"""
What stands in quotation marks in a document, and who speaks where the document itself is divided by speakers.

Never here: who said a quotation; claimants.py finds that out.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.model import Document, Span

MASK = "\ufffc"  # stands for each quoted character where only the words around quotations are read

# A single mark opens before a word and closes after one, but not after an s that may be a genitive: "the workers’ rights".
_MARK = re.compile(r'["“”„«»]|(?<![\w’])‘(?=\w)|(?<=[,.!?…\w])(?<!s)’(?!\w)|(?<=s)’(?=\W*$|[,.;:])')
_OPENS = '"“„«'
_CLOSED_BY = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’"}

_LABEL = re.compile(
    r"(?P<name>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|the|von|van|de|der|for)){0,4})(?: ?\([^()]{1,40}\))?: +(?=\S)"
)
_NO_SPEAKER = re.compile(
    r"(?:note|source|photo|image|video|update|correction|read|see|watch|related|editor|listen|tags?|topics?|share|question|answer"
    r"|q|a|re|warning|example|figure|table|contact|email|date|location|where|when|who|what|why|how)\b",
    re.IGNORECASE,
)
_ASKS = re.compile("Q|QUESTION|Question")  # somebody of the press, whom nobody names
_FEW_LABELS = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in quotation marks, marks included; quotations that go on over a paragraph share a chain."""

    span: Span
    chain: int


def quotations(text: str, lines: Sequence[Span]) -> list[Quotation]:
    """Return what is quoted in each paragraph; a paragraph that begins a quotation may leave it open for the next one."""
    found: list[Quotation] = []
    chain, continues = 0, False
    for at, line in enumerate(lines):
        goes_on = at + 1 < len(lines) and text[lines[at + 1].start] in _OPENS
        spans = list(_in_line(text, line, goes_on=goes_on))
        for span in spans:
            chain += not (continues and span.start == line.start)
            continues = False
            found.append(Quotation(span, chain))
        continues = bool(spans) and spans[-1].end == line.end and text[line.end - 1] not in '"”“»'
    return found


def _in_line(text: str, line: Span, *, goes_on: bool) -> Iterator[Span]:
    start = -1
    for mark in _MARK.finditer(text, line.start, line.end):
        if start < 0:
            start = mark.start() if mark.group() in _CLOSED_BY else -1
        elif mark.group() in _CLOSED_BY[text[start]]:
            if mark.start() > start + 1:
                yield Span(start, mark.end())
            start = -1
    if start >= 0 and text[start] not in _OPENS:
        return
    if start == line.start or (start > 0 and goes_on and line.end - start > 1):
        yield Span(start, line.end)


def masked(text: str, quoted: Sequence[Quotation]) -> str:
    """Return the text with every quoted character masked; all places stay the same."""
    parts, end = [], 0
    for quotation in quoted:
        parts += [text[end : quotation.span.start], MASK * (quotation.span.end - quotation.span.start)]
        end = quotation.span.end
    return "".join([*parts, text[end:]])


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody begins to speak; `words` is where the label ends, if there is one in the text."""

    start: int
    words: int
    speaker: str | None


class Turns:
    """Who speaks where, in a transcript; knows nobody in any other text."""

    def __init__(self, document: Document, lines: Sequence[Span]) -> None:
        self._turns = _located(document) or _labelled(document.text, lines)
        self._starts = [turn.start for turn in self._turns]

    def at(self, sentence: Span) -> tuple[str | None, int]:
        """Return who speaks a sentence, and where its words begin after a label."""
        at = bisect_right(self._starts, sentence.start) - 1
        if at < 0:
            return None, sentence.start
        turn = self._turns[at]
        words = turn.words if turn.start == sentence.start and turn.words < sentence.end else sentence.start
        return turn.speaker, words


def _located(document: Document) -> list[Turn]:
    turns = []
    for locator in sorted(document.locators, key=lambda each: each.start):
        label = _LABEL.match(document.text, locator.start)
        named = label and locator.speaker and label["name"] == locator.speaker
        turns.append(Turn(locator.start, label.end() if label and named else locator.start, locator.speaker))
    return turns if any(turn.speaker for turn in turns) else []


def _labelled(text: str, lines: Sequence[Span]) -> list[Turn]:
    labels = [(line, label) for line in lines if (label := _LABEL.match(text, line.start, line.end))]
    turns = [Turn(line.start, label.end(), _speaker(label["name"])) for line, label in labels if _opens_a_turn(label["name"])]
    repeated = Counter(turn.speaker for turn in turns if turn.speaker)
    often = [speaker for speaker, times in repeated.items() if times > 1]
    spoken = repeated.total() >= _FEW_LABELS or any(map(str.isupper, often))
    return turns if spoken and often and 4 * len(turns) >= len(lines) else []


def _opens_a_turn(label: str) -> bool:
    return _ASKS.fullmatch(label) is not None or not _NO_SPEAKER.match(label)


def _speaker(label: str) -> str | None:
    return None if _ASKS.fullmatch(label) else label

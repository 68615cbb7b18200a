"""
A document cut into parts that one call can take: numbered sentences, whole paragraphs, and what is shown beside them.

Never here: how a part is written down for a model, or a call.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate

from checker.checks import header
from checker.extract.names import Mentions, mentions
from checker.model import Document, Span
from checker.text import one_line, sentences

MOST_SENTENCES = 40
MOST_TOKENS = 1200
CONTEXT_SENTENCES = 3
BYTES_PER_TOKEN = 4  # near enough in all scripts; counting exactly would need the network
ROOM = (MOST_TOKENS - 3) * BYTES_PER_TOKEN  # bytes of a sentence that fills one call
LONGEST_CHARACTER = 4  # bytes
# How a document is cut; part of the prompts' version.
CUT = f"{MOST_SENTENCES} sentences, {MOST_TOKENS} tokens, {CONTEXT_SENTENCES} before"


class Use(Enum):
    """What becomes of a sentence: it is asked about, it is only shown beside one that is, or it is not sent."""

    ASKED = auto()
    BESIDE = auto()
    KEPT_BACK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One sentence, or a part of a very long one, as the model is shown it: one line."""

    id: str
    span: Span
    shown: str
    paragraph: int
    use: Use = Use.ASKED

    @property
    def asked(self) -> bool:
        """Whether the model is to account for it."""
        return self.use is Use.ASKED

    @property
    def tokens(self) -> int:
        """About how many tokens the line takes."""
        return len(self.shown.encode()) // BYTES_PER_TOKEN + 3


@dataclass(frozen=True, slots=True)
class Chunk:
    """The targets from `first` up to, not including, `last`."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A document as it is sent: what is known about it, its numbered sentences, and the names in them."""

    header: tuple[str, ...]
    targets: tuple[Target, ...]
    mentions: Mentions

    def of(self, chunk: Chunk) -> tuple[Target, ...]:
        """Return the targets of a chunk."""
        return self.targets[chunk.first : chunk.last]

    def asked(self, chunk: Chunk) -> tuple[Target, ...]:
        """Return the targets of a chunk that the model is asked about."""
        return tuple(target for target in self.of(chunk) if target.asked)

    def halves(self, chunk: Chunk) -> tuple[Chunk, Chunk] | None:
        """Return the halves of a chunk, by what is asked; None where that is a single sentence."""
        asked = [at for at in range(chunk.first, chunk.last) if self.targets[at].asked]
        middle = asked[len(asked) // 2] if len(asked) > 1 else chunk.first
        return (Chunk(chunk.first, middle), Chunk(middle, chunk.last)) if len(asked) > 1 else None

    def at(self, span: Span) -> Chunk:
        """Return the sentences that a span reaches into."""
        first = bisect_right(self.targets, span.start, key=lambda target: target.span.end)
        return Chunk(first, bisect_left(self.targets, span.end, key=lambda target: target.span.start))

    def beside(self, span: Span) -> Span:
        """Return the stretch of the document that holds a span, with one sentence before and after."""
        at = self.at(span)
        around = self.of(Chunk(max(0, at.first - 1), at.last + 1))
        return Span(around[0].span.start, around[-1].span.end)

    def before(self, chunk: Chunk) -> tuple[Target, ...]:
        """Return the sentences that are shown with a chunk but not asked about."""
        near = self.targets[max(0, chunk.first - CONTEXT_SENTENCES) : chunk.first]
        return tuple(target for target in near if target.use is not Use.KEPT_BACK)


def outline(document: Document) -> Outline:
    """Number a document's sentences; the same document always gets the same numbers."""
    targets = tuple(_targets(document.text))
    return Outline(header=header(document), targets=targets, mentions=mentions(target.shown for target in targets))


def chunks(targets: Sequence[Target]) -> list[Chunk]:
    """
    Cut the targets into chunks of whole paragraphs, as large as they may be; a larger paragraph is cut.

    Only what is asked about counts, so that each chunk holds some of it unless no target does.
    """
    sizes = _Sizes(targets)
    found: list[Chunk] = []
    for block in _blocks(targets, sizes):
        joined = Chunk(found[-1].first, block.last) if found else block
        if found and sizes.fit(joined):
            found[-1] = joined
        else:
            found.append(block)
    return found


def _targets(text: str) -> Iterator[Target]:
    number, paragraph, end = 0, 0, 0
    for sentence in sentences(text):
        paragraph += "\n" in text[end : sentence.start]
        end = sentence.end
        for span in _pieces(text, sentence):
            shown = one_line(span.of(text))
            if shown:
                number += 1
                yield Target(id=f"s{number}", span=span, shown=shown, paragraph=paragraph)


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    """Cut what is too long for one call, between words if there are any."""
    if LONGEST_CHARACTER * (sentence.end - sentence.start) <= ROOM:
        yield sentence
        return
    start = sentence.start
    while start < sentence.end:
        end = min(start + _room(text, start), sentence.end)
        gap = text.rfind(" ", start + (end - start) // 2, end) if end < sentence.end else -1
        end = gap if gap > start else end
        yield Span(start, end)
        start = end


def _room(text: str, start: int) -> int:
    """How many characters from here on fill one call."""
    return len(text[start : start + ROOM].encode()[:ROOM].decode("utf-8", "ignore"))


class _Sizes:
    """How many sentences are asked about, and how many tokens they take, before each target."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._sentences = [0, *accumulate(target.asked for target in targets)]
        self._tokens = [0, *accumulate(target.tokens if target.asked else 0 for target in targets)]

    def fit(self, chunk: Chunk) -> bool:
        """Tell whether a chunk may be as large."""
        sentences = self._sentences[chunk.last] - self._sentences[chunk.first]
        return sentences <= MOST_SENTENCES and self._tokens[chunk.last] - self._tokens[chunk.first] <= MOST_TOKENS


def _blocks(targets: Sequence[Target], sizes: _Sizes) -> Iterator[Chunk]:
    first = 0
    for at in range(1, len(targets) + 1):
        ends = at == len(targets) or targets[at].paragraph != targets[first].paragraph
        if ends or not sizes.fit(Chunk(first, at + 1)):
            yield Chunk(first, at)
            first = at

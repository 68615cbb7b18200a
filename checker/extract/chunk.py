"""
A document cut into parts that one call can take: numbered sentences, whole paragraphs, and what is shown beside them.

Never here: how a part is written down for a model, or a call.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from checker.extract.names import Mentions, mentions
from checker.model import Document, Span
from checker.text import sentences, strip_invisible

MOST_SENTENCES = 40
MOST_TOKENS = 1200
CONTEXT_SENTENCES = 3
LONGEST_HEADER = 300  # characters of a title or a name
BYTES_PER_TOKEN = 4  # near enough in all scripts; counting exactly would need the network
ROOM = (MOST_TOKENS - 3) * BYTES_PER_TOKEN  # bytes of a sentence that fills one call
LONGEST_CHARACTER = 4  # bytes
# How a document is cut; part of the prompts' version.
CUT = f"{MOST_SENTENCES} sentences, {MOST_TOKENS} tokens, {CONTEXT_SENTENCES} before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One sentence, or a part of a very long one, as the model is shown it: one line."""

    id: str
    span: Span
    shown: str
    paragraph: int

    @property
    def tokens(self) -> int:
        """About how many tokens the line takes."""
        return len(self.shown.encode()) // BYTES_PER_TOKEN + 3


@dataclass(frozen=True, slots=True)
class Chunk:
    """The targets from `first` up to, not including, `last`."""

    first: int
    last: int

    def halves(self) -> "tuple[Chunk, Chunk] | None":
        """Return the two halves; None for a single sentence."""
        middle = (self.first + self.last) // 2
        return (Chunk(self.first, middle), Chunk(middle, self.last)) if middle > self.first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A document as it is sent: what is known about it, its numbered sentences, and the names in them."""

    header: tuple[str, ...]
    targets: tuple[Target, ...]
    mentions: Mentions

    def of(self, chunk: Chunk) -> tuple[Target, ...]:
        """Return the targets of a chunk."""
        return self.targets[chunk.first : chunk.last]

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
        return self.targets[max(0, chunk.first - CONTEXT_SENTENCES) : chunk.first]


def outline(document: Document) -> Outline:
    """Number a document's sentences; the same document always gets the same numbers."""
    targets = tuple(_targets(document.text))
    return Outline(header=header(document), targets=targets, mentions=mentions(target.shown for target in targets))


def header(document: Document) -> tuple[str, ...]:
    """Return what is known about a document, a line each."""
    return tuple(_header(document))


def chunks(targets: Sequence[Target]) -> list[Chunk]:
    """Cut the targets into chunks of whole paragraphs, as large as they may be; a larger paragraph is cut."""
    tokens = [0, *accumulate(target.tokens for target in targets)]
    found: list[Chunk] = []
    for block in _blocks(targets, tokens):
        joined = Chunk(found[-1].first, block.last) if found else block
        if found and _fits(joined, tokens):
            found[-1] = joined
        else:
            found.append(block)
    return found


def _header(document: Document) -> Iterator[str]:
    published = document.published_at.isoformat() if document.published_at else None
    known = {
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "published": published,
        "url": document.url,
    }
    for name, value in known.items():
        line = one_line(value or "")
        if line:
            yield f"{name}: {line[:LONGEST_HEADER]}"


def one_line(words: str) -> str:
    """Return words as they may be shown to a model: on one line, without what nobody sees."""
    return " ".join(strip_invisible(words).split())


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


def _blocks(targets: Sequence[Target], tokens: Sequence[int]) -> Iterator[Chunk]:
    first = 0
    for at in range(1, len(targets) + 1):
        ends = at == len(targets) or targets[at].paragraph != targets[first].paragraph
        if ends or not _fits(Chunk(first, at + 1), tokens):
            yield Chunk(first, at)
            first = at


def _fits(chunk: Chunk, tokens: Sequence[int]) -> bool:
    """Tell whether a chunk may be as large; `tokens` says how many there are before each target."""
    return chunk.last - chunk.first <= MOST_SENTENCES and tokens[chunk.last] - tokens[chunk.first] <= MOST_TOKENS

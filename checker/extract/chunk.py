"""
A document cut into parts that one call can take: whole paragraphs, numbered sentences, a fence that no text can forge.

Never here: instructions to the model, or a call.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from checker.model import Document, Span
from checker.text import sentences, strip_invisible

MOST_SENTENCES = 40
MOST_TOKENS = 1200
CONTEXT_SENTENCES = 3
LONGEST_HEADER = 300  # characters of a title or a name
BYTES_PER_TOKEN = 4  # near enough in all scripts; counting exactly would need the network

# What shapes the message besides the prompt; part of the prompt's version.
SHAPE = f"message 1; {MOST_SENTENCES} sentences, {MOST_TOKENS} tokens, {CONTEXT_SENTENCES} before"


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
    """A document as it is sent: what is known about it, and its numbered sentences."""

    header: tuple[str, ...]
    targets: tuple[Target, ...]

    def of(self, chunk: Chunk) -> tuple[Target, ...]:
        """Return the targets of a chunk."""
        return self.targets[chunk.first : chunk.last]

    def at(self, span: Span) -> Chunk:
        """Return the sentences that a span reaches into."""
        first = bisect_right(self.targets, span.start, key=lambda target: target.span.end)
        return Chunk(first, bisect_left(self.targets, span.end, key=lambda target: target.span.start))

    def before(self, chunk: Chunk) -> tuple[Target, ...]:
        """Return the sentences that are shown with a chunk but not asked about."""
        return self.targets[max(0, chunk.first - CONTEXT_SENTENCES) : chunk.first]


def outline(document: Document) -> Outline:
    """Number a document's sentences; the same document always gets the same numbers."""
    return Outline(header=tuple(_header(document)), targets=tuple(_targets(document.text)))


def chunks(targets: Sequence[Target]) -> list[Chunk]:
    """Cut the targets into chunks of whole paragraphs, as large as they may be; a larger paragraph is cut."""
    found: list[Chunk] = []
    for block in _blocks(targets):
        joined = Chunk(found[-1].first, block.last) if found else block
        if found and _fits(targets[joined.first : joined.last]):
            found[-1] = joined
        else:
            found.append(block)
    return found


def message(plan: Outline, chunk: Chunk, code: str) -> str:
    """Return one chunk as the model is sent it; every line of the document stands behind a mark of ours."""
    context = [f"[context] {target.shown}" for target in plan.before(chunk)]
    lines = [f"BEGIN {code}", *plan.header, *context]
    for _, paragraph in groupby(plan.of(chunk), key=lambda target: target.paragraph):
        lines += ["", *(f"[{target.id}] {target.shown}" for target in paragraph)]
    return "\n".join([*lines, "", f"END {code}"])


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
        line = _one_line(value or "")
        if line:
            yield f"{name}: {line[:LONGEST_HEADER]}"


def _one_line(words: str) -> str:
    return " ".join(strip_invisible(words).text.split())


def _targets(text: str) -> Iterator[Target]:
    number, paragraph, end = 0, 0, 0
    for sentence in sentences(text):
        paragraph += "\n" in text[end : sentence.start]
        end = sentence.end
        for span in _pieces(text, sentence):
            shown = _one_line(span.of(text))
            if shown:
                number += 1
                yield Target(id=f"s{number}", span=span, shown=shown, paragraph=paragraph)


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    """Cut what is too long for one call, between words if there are any."""
    start = sentence.start
    while start < sentence.end:
        end = min(start + _room(text, start), sentence.end)
        gap = text.rfind(" ", start + (end - start) // 2, end) if end < sentence.end else -1
        end = gap if gap > start else end
        yield Span(start, end)
        start = end


def _room(text: str, start: int) -> int:
    """How many characters from here on fill one call."""
    most = (MOST_TOKENS - 3) * BYTES_PER_TOKEN
    return len(text[start : start + most].encode()[:most].decode("utf-8", "ignore"))


def _blocks(targets: Sequence[Target]) -> Iterator[Chunk]:
    first = 0
    for at in range(1, len(targets) + 1):
        ends = at == len(targets) or targets[at].paragraph != targets[first].paragraph
        if ends or not _fits(targets[first : at + 1]):
            yield Chunk(first, at)
            first = at


def _fits(targets: Sequence[Target]) -> bool:
    return len(targets) <= MOST_SENTENCES and sum(target.tokens for target in targets) <= MOST_TOKENS

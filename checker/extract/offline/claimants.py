"""
Who says each sentence of an English text: its own reporter, whom its quotation belongs to, or nobody.

Never here: a guess; where the rules do not settle it, the claimant is None.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.extract.offline.names import is_anonymous, is_study
from checker.extract.offline.people import People
from checker.extract.offline.quotes import Quotation
from checker.extract.offline.reporting import reporter
from checker.model import Span
from checker.words import Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """In whose voice a sentence stands; `words` is what is quoted of it, `mention` where a pronoun or title means somebody, `meant` whom."""

    claimant: str | None = None
    role: str | None = None
    attribution: Attribution = Attribution.AUTHOR_VOICE
    words: Span | None = None
    mention: Span | None = None
    meant: str | None = None


_NOT_OF_A_NAME = re.compile("[\\[\\]\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PRONOUN = re.compile(r"(?:He|She|His|Her)\b(?!['’])")
_OWNING = ("His", "Her")


def voices(text: str, plain: str, sentences: Sequence[Span], quoted: Sequence[Quotation]) -> list[Voice]:
    """Return one voice for each sentence; `plain` is the text with its quotations masked."""
    people, inside = People(text), _Inside(quoted)
    own, begun = [], []
    for sentence in sentences:
        own.append(_own(text, plain, sentence, inside.parts(sentence), people))
        begun.append(None if own[-1] else _begun(plain, sentence, people))
    pairs = list(zip(sentences, own, strict=True))
    chains = {chain: voice for sentence, voice in pairs if voice for chain in inside.chains(sentence)}
    found: list[Voice] = []
    for sentence, voice in pairs:
        found.append(voice or _borrowed(text, sentence, inside, chains, found[-1] if found else Voice()))
    return [replace(voice, mention=who[0], meant=who[1]) if who else voice for voice, who in zip(found, begun, strict=True)]


def quoted_voices(text: str, sentences: Sequence[Span], quoted: Sequence[Quotation]) -> list[Voice]:
    """Return the voices of a text in a language whose cue words are not known: quotations stay quotations, by nobody named."""
    inside = _Inside(quoted)
    return [_borrowed(text, sentence, inside, {}, Voice()) for sentence in sentences]


class _Inside:
    """Which quotations a sentence touches."""

    def __init__(self, quoted: Sequence[Quotation]) -> None:
        self._quoted = quoted
        self._ends = [quotation.span.end for quotation in quoted]

    def parts(self, sentence: Span) -> list[Span]:
        """Return what of the sentence is quoted, marks included."""
        return [Span(max(q.span.start, sentence.start), min(q.span.end, sentence.end)) for q in self._touching(sentence)]

    def chains(self, sentence: Span) -> list[int]:
        """Return the chains that go on beyond the sentence, or make up most of it."""
        return [q.chain for q in self._touching(sentence) if not _holds(sentence, q.span) or _mostly([q.span], sentence)]

    def _touching(self, sentence: Span) -> Iterator[Quotation]:
        at = bisect_right(self._ends, sentence.start)
        while at < len(self._quoted) and self._quoted[at].span.start < sentence.end:
            yield self._quoted[at]
            at += 1


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _mostly(parts: Sequence[Span], sentence: Span) -> bool:
    return 2 * sum(part.end - part.start for part in parts) >= sentence.end - sentence.start


def _is_direct(text: str, sentence: Span, parts: Sequence[Span]) -> bool:
    """Tell whether a sentence quotes a whole statement: from its first word on, or after "said:"; not only some words of one."""
    if not parts:
        return False
    introduced = text[sentence.start : parts[0].start].rstrip().endswith((":", ","))
    return parts[0].start == sentence.start or (introduced and _mostly(parts, sentence))


def _own(text: str, plain: str, sentence: Span, parts: Sequence[Span], people: People) -> Voice | None:
    cue = reporter(plain, sentence)
    if cue is None:
        return None
    actor = cue.actor.of(text)
    named = people.named(actor, cue.role.of(text) if cue.role else None)
    direct = not cue.disowned and _is_direct(text, sentence, parts)
    return Voice(
        claimant=_plain(named.name),
        role=_plain(named.role),
        attribution=_attribution(actor, direct=direct),
        words=_bare(text, parts[0]) if direct and len(parts) == 1 else None,
        mention=cue.actor if named.looked_up else None,
        meant=_plain(named.name) if named.looked_up else None,
    )


def _plain(name: str | None) -> str | None:
    """Return a name without brackets, which are ours, and without characters that nobody sees."""
    return _NOT_OF_A_NAME.sub("", name).strip() or None if name else None


def _begun(plain: str, sentence: Span, people: People) -> tuple[Span, str] | None:
    """Return the pronoun that a sentence in the author's voice begins with, and whom it means for certain."""
    pronoun = _PRONOUN.match(plain, sentence.start, sentence.end)
    person = people.meant(pronoun.group().lower()) if pronoun else None
    people.pass_by(plain[sentence.start : sentence.end], person)
    if not (pronoun and person):
        return None
    return Span(*pronoun.span()), f"{person}’s" if pronoun.group() in _OWNING else person


def _attribution(actor: str, *, direct: bool) -> Attribution:
    if is_anonymous(actor):
        return Attribution.ANONYMOUS
    if is_study(actor):
        return Attribution.DOCUMENT_OR_STUDY
    return Attribution.DIRECT_QUOTE if direct else Attribution.INDIRECT_QUOTE


def _borrowed(text: str, sentence: Span, inside: _Inside, chains: Mapping[int, Voice], before: Voice) -> Voice:
    """Return the voice of a quoted sentence that does not say itself who speaks."""
    parts = inside.parts(sentence)
    if not _mostly(parts, sentence):
        return Voice()
    voice = next((chains[chain] for chain in inside.chains(sentence) if chain in chains), None)
    if voice is None and len(parts) == 1 and _holds(parts[0], sentence):
        goes_on = (
            before.attribution == Attribution.DIRECT_QUOTE and "\n" not in text[max(0, sentence.start - 2) : sentence.start]
        )
        voice = before if goes_on else None
    words = _bare(text, parts[0]) if len(parts) == 1 else None
    if voice is None or voice.claimant is None:
        return Voice(attribution=Attribution.DIRECT_QUOTE, words=words)
    return Voice(claimant=voice.claimant, role=voice.role, attribution=Attribution.DIRECT_QUOTE, words=words)


def _bare(text: str, part: Span) -> Span | None:
    """Return a quoted stretch without its marks and the comma before the verb."""
    words = part.of(text)
    kept = words.strip(' "“”„«»‘’').removesuffix(",")
    return Span(part.start + words.index(kept), part.start + words.index(kept) + len(kept)) if kept else None

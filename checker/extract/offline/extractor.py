"""
The extractor without a model: sentences, plain rules for who says what, and a readable score; the same text, the same claims.

Never here: rewriting beyond what is certain, or anything that says it understood the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checker.checks import Reference, Stated, header, reference
from checker.errors import EmptyText
from checker.extract import Calls
from checker.extract.offline.alone import is_spoken, stand_alone
from checker.extract.offline.claimants import Voice, quoted_voices, voices
from checker.extract.offline.kinds import LONGEST, Sentence, count_words, is_row, reason_to_skip
from checker.extract.offline.quotes import Turns, masked, quotations
from checker.extract.offline.unclear import YEAR, ambiguity, time_of
from checker.extract.offline.worth import Worth, weigh
from checker.extract.together import together
from checker.model import Document, Extraction, Proposal, Reading, Skipped, Span
from checker.scorer import Scorer, applies, scorer
from checker.text import paragraphs, sentences
from checker.words import AnchorStatus, Attribution, Checkability, ClaimType

_FEW_WORDS = 3
_MOST = 0.75  # of the letters of a text, in lines that end with full stops: the short ones without are headings

_LIST_MARK = re.compile(r"(?:[-–•*·]|[0-9]{1,3}[.)])\s+(?=\S)")
_AGENCY = r"\((?:AP|AFP|Reuters|UPI|PA|dpa|CNN|BBC|Bloomberg)\)"
_DATELINE = re.compile(
    rf"(?:[A-Z][A-Z.’' -]{{2,40}}(?:, [A-Z][\w. ]{{1,30}})?(?: {_AGENCY})?|{_AGENCY}) ?[—–-]+ (?=\S)"  # its place may be cut off at "Minn."
)

_TYPES: dict[str, ClaimType] = {
    "future": ClaimType.PLEDGE_OR_PREDICTION,
    "percent": ClaimType.QUANTITY,
    "money": ClaimType.QUANTITY,
    "figure": ClaimType.QUANTITY,
    "number_word": ClaimType.QUANTITY,
    "comparison": ClaimType.COMPARISON,
    "change": ClaimType.COMPARISON,
    "cause": ClaimType.CAUSAL,
    "happened": ClaimType.EVENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One sentence as it was read."""

    span: Span  # without the label of a transcript
    whole: Span
    voice: Voice
    worth: Worth
    english: bool
    alone: bool
    titled: bool


class OfflineExtractor:
    """Finds claims with rules and a small scorer: nothing leaves the machine, nothing is downloaded, no language model is asked."""

    model: str | None = None
    prompt_hash: str | None = None

    def __init__(self, chosen: Scorer | None = None) -> None:
        """Load the scorer of this installation unless one is given; raises ConfigError if its weights cannot be used."""
        self._scorer = chosen or scorer()
        self.name = f"offline rules, scorer {self._scorer.name}"

    def parts(self, document: Document) -> int:
        """Return 1: who "she" is stands anywhere before, so a document is read in one go; raises EmptyText."""
        if not sentences(document.text):
            raise EmptyText(
                f"{document.name} has no sentence in it ({len(document.text)} characters); paste or choose another text."
            )
        return 1

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        """Return a claim or a reason for each sentence; nothing is asked."""
        spans = sentences(document.text)
        held = reference(document, header(document))
        proposals, skipped = [], []
        for number, read in enumerate(_readings(document, spans, self._scorer)):
            reason = _reason(document.text, read)
            if reason:
                skipped.append(Skipped(span=read.whole, reason=reason))
            else:
                proposals.append(_proposal(document, read, held, _around(spans, number)))
        return Reading(proposals=tuple(proposals), skipped=tuple(skipped))

    def put_together(self, document: Document, readings: Sequence[Reading]) -> Extraction:
        """Return what was found, with repeats as one claim."""
        return together(document, sentences(document.text), readings)

    def close(self) -> None:
        """Let go of nothing."""


def _around(spans: Sequence[Span], at: int) -> Span:
    return Span(spans[max(0, at - 1)].start, spans[min(len(spans) - 1, at + 1)].end)


def _readings(document: Document, spans: Sequence[Span], scorer: Scorer) -> Iterator[_Read]:
    text, english = document.text, applies(document.language, document.text)
    lines = paragraphs(text)
    quoted = quotations(text, lines)
    heard = voices(text, masked(text, quoted), spans, quoted) if english else quoted_voices(text, spans, quoted)
    turns, titled = Turns(document, lines), _is_titled(text, lines)
    starts, ends = {line.start for line in lines}, {line.end for line in lines}
    heads = [turns.at(span) for span in spans]
    said = [_without_mark(text, begin, span.end) for span, (_, begin) in zip(spans, heads, strict=True)]
    own = [
        voice if voice.claimant and not voice.mention else _spoken(speaker, voice)
        for voice, (speaker, _) in zip(heard, heads, strict=True)
    ]
    words = [(voice.words or span).of(text)[:LONGEST] for voice, span in zip(own, said, strict=True)]
    worths = weigh(words, scorer, english=english)
    for span, inner, voice, worth, (speaker, _) in zip(spans, said, own, worths, heads, strict=True):
        yield _Read(
            span=inner,
            whole=span,
            voice=voice,
            worth=worth,
            english=english,
            alone=span.start in starts and span.end in ends,
            titled=titled and speaker is None,
        )


def _without_mark(text: str, start: int, end: int) -> Span:
    item = _LIST_MARK.match(text, start, end) or _DATELINE.match(text, start, end)
    return Span(item.end() if item else start, end)


def _spoken(speaker: str | None, voice: Voice) -> Voice:
    return Voice(claimant=speaker, attribution=Attribution.DIRECT_QUOTE) if speaker else voice


def _is_titled(text: str, lines: Sequence[Span]) -> bool:
    prose = [line for line in lines if not is_row(line.of(text))]
    ended = [line for line in prose if text[line.end - 1] in '.!?…"”’»)。！？।']
    return len(prose) > 1 and (2 * len(ended) >= len(prose) or _letters(ended) >= _MOST * _letters(prose))


def _letters(lines: Sequence[Span]) -> int:
    return sum(line.end - line.start for line in lines)


def _reason(text: str, read: _Read) -> str | None:
    words = read.span.of(text)
    sentence = Sentence(
        words=words,
        before=text[read.whole.start : read.span.start],
        alone=read.alone,
        titled=read.titled,
        reported=read.voice.attribution != Attribution.AUTHOR_VOICE,
        worth=read.worth,
    )
    return reason_to_skip(sentence)


def _proposal(document: Document, read: _Read, held: Reference, around: Span) -> Proposal:
    text, voice, score = document.text, read.voice, read.worth.score
    known = voice.words if voice.claimant else None  # what nobody is known to have said needs the words around it
    span = known if known and count_words(known.of(text)) >= _FEW_WORDS else read.span
    quote = span.of(text)
    published = _counted_from(document, read)
    claim = stand_alone(text, span, voice, published)
    checkability, reason = _checkability(read.worth)
    found = held.held(
        Stated(
            claim=claim,
            quote=quote,
            span=span,
            beside=around.of(text),
            attribution=voice.attribution,
            claimant=voice.claimant,
            role=voice.role,
        )
    )
    return Proposal(
        text=claim,
        quote=quote,
        span=span,
        anchor=AnchorStatus.EXACT,
        claimant=voice.claimant,
        claimant_role=voice.role,
        attribution=voice.attribution,
        checkability=checkability,
        checkability_reason=reason,
        claim_type=next((kind for code, kind in _TYPES.items() if code in read.worth.features), None),
        checkworthiness=score.value if score else None,
        why=score.why if score else (),
        score=score,
        flags=found.failed,
        checks=found.made,
        details=found.details,
        time_reference=time_of(quote),
        ambiguity=ambiguity(published, claim, quote, spoken=is_spoken(span, voice)) if read.english else None,
    )


def _checkability(found: Worth) -> tuple[Checkability, str]:
    if "future" in found.features:
        return Checkability.NOT_YET, "about the future"
    if "opinion" in found.features:
        return Checkability.PARTLY, "a judgement is mixed in"
    return Checkability.CHECKABLE, ""


def _counted_from(document: Document, read: _Read) -> date | None:
    """Return the day that "last week" is counted from; none in a sentence that speaks of another year."""
    day = document.published_at if read.english else None
    years = {int(found) for found in YEAR.findall(read.whole.of(document.text))}
    return day if day and years <= {day.year} else None

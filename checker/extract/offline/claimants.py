"""
Who said what in English reported speech, by rules: "X said", "said X, the minister", "according to X", "she added that".

Never here: a guess; where the rules do not settle it, the claimant is None.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.extract.offline.names import People, is_actor, is_anonymous, is_study
from checker.extract.offline.quotes import MASK, Quotation
from checker.model import Span
from checker.words import Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """In whose voice a sentence stands; `words` is what is quoted of it, `mention` where a pronoun or title names the claimant."""

    claimant: str | None = None
    role: str | None = None
    attribution: Attribution = Attribution.AUTHOR_VOICE
    words: Span | None = None
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class _Cue:
    """A claimant as the sentence names it, not yet looked up."""

    actor: Span
    role: Span | None = None


# These take a clause with or without "that"; the others need "that", a quotation, or a place at the end of the clause.
_PLAIN = "said|says|say|told|tells|added|adds|insisted|insists|explained|explains|stressed|claimed|claims"
_OTHER = (
    "reported|reports|stated|states|announced|warned|warns|argued|argues|noted|notes|admitted|confirmed|confirms|denied|denies|"
    "wrote|writes|tweeted|posted|acknowledged|acknowledges|emphasi[sz]ed|underlined|pointed out|revealed|suggested|suggests|"
    "estimated|estimates|replied|declared|testified|alleged|alleges|asserted|maintained|predicted|concluded|concludes|"
    "recalled|complained|promised|vowed|pledged|found|finds|showed|shows|recounted|assured|asked"
)
_VERB = re.compile(rf"\b(?:(?P<plain>{_PLAIN})|(?P<other>{_OTHER}))\b")
_CLAUSE = re.compile(rf"(?: \w+){{0,4}},? that\b| ?[,:]? ?{MASK}|\s*[.,]?\s*$|\s*: ")
_ACCORDING = re.compile(r"\b[Aa]ccording to ")
_STOPS_ACTOR = re.compile(
    rf"[,.;:!?—–(){MASK}](?=\W|$|{MASK})| (?:on|at|during|after|when|while|before|to|who|which|that|but|with|from|by|as|if|is|was|has|had|are"
    r"|were|will|last|published|released|issued|seen|obtained|in (?:a|an|the|his|her|an|[0-9]{4}|January|February|March|April|May|June|July|August|September|October"
    r"|November|December))\b|$",
)
_LEFT = re.compile(rf"[^,;:—–(){MASK}]*$")
_APPOSITION = re.compile(rf"(?P<actor>[^,;:—–(){MASK}]{{2,80}}), (?P<role>[^,;:—–(){MASK}]{{2,100}}), *$")
_ROLE_AFTER = re.compile(rf", (?P<role>(?:[^\s,;:.!?{MASK}]+ ){{0,9}}[^\s,;:.!?{MASK}]+)(?=[,.;{MASK}]|$)")
_LEAD_IN = re.compile(
    r"\s*(?:(?:and|but|however|meanwhile|also|later|earlier|yesterday|today|then|still|yet|so|while|as|although|because|where)\s+"
    r"|(?:on|in|by|since|at|last|this|late)\s+(?:[\w'’]+\s+){1,4}?(?=the |an? |he |she |they |it |[A-Z]))+",
    re.IGNORECASE,
)
_ADVERBS = re.compile(
    r"(?:\s+(?:also|later|previously|repeatedly|recently|once|again|further|then|has|had|have|himself|herself))*\s*$"
)
_LOOSE_END = re.compile(r"\b(?:with|of|to|for|by|from|in|at|on)\s+$", re.IGNORECASE)
_NEEDS_MORE = (" was", " is", " were", " are", " be", " been", " who", " that", " which", " to", " and", " not")
_AFTER_ACTOR = ("", ",", ".", ";", ":", "!", "?", MASK, "i", "o", "a", "d", "w", "t")
_VISIBLE = re.compile(r"\S")
_LONGEST = 1500  # characters; nothing longer is a sentence
_WINDOW = 160  # characters to each side of a verb that are read


def voices(text: str, plain: str, sentences: Sequence[Span], quoted: Sequence[Quotation]) -> list[Voice]:
    """Return one voice for each sentence; `plain` is the text with its quotations masked."""
    people, inside = People(text), _Inside(quoted)
    own = [_own(text, plain, sentence, inside.parts(sentence), people) for sentence in sentences]
    pairs = list(zip(sentences, own, strict=True))
    chains = {chain: voice for sentence, voice in pairs if voice for chain in inside.chains(sentence)}
    found: list[Voice] = []
    for sentence, voice in pairs:
        found.append(voice or _borrowed(text, sentence, inside, chains, found[-1] if found else Voice()))
    return found


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
    cue = _cue(plain, sentence)
    if cue is None:
        people.pass_by(plain[sentence.start : sentence.end])
        return None
    actor = cue.actor.of(text)
    named = people.named(actor, cue.role.of(text) if cue.role else None)
    direct = _is_direct(text, sentence, parts)
    return Voice(
        claimant=named.name,
        role=named.role,
        attribution=_attribution(actor, direct=direct),
        words=_bare(text, parts[0]) if direct and len(parts) == 1 else None,
        mention=cue.actor if named.looked_up else None,
    )


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
        voice = before if before.attribution == Attribution.DIRECT_QUOTE else None
    words = _bare(text, parts[0]) if len(parts) == 1 else None
    if voice is None or voice.claimant is None:
        return Voice(attribution=Attribution.DIRECT_QUOTE, words=words)
    return Voice(claimant=voice.claimant, role=voice.role, attribution=Attribution.DIRECT_QUOTE, words=words)


def _bare(text: str, part: Span) -> Span | None:
    """Return a quoted stretch without its marks and the comma before the verb."""
    words = part.of(text)
    kept = words.strip(' "“”„«»').removesuffix(",")
    return Span(part.start + words.index(kept), part.start + words.index(kept) + len(kept)) if kept else None


def _cue(plain: str, sentence: Span) -> _Cue | None:
    if sentence.end - sentence.start > _LONGEST:
        return None
    for verb in _VERB.finditer(plain, sentence.start, sentence.end):
        cue = _subject(plain, sentence, verb) or _inverted(plain, sentence, verb)
        if cue:
            return cue
    according = _ACCORDING.search(plain, sentence.start, sentence.end)
    actor = _actor_after(plain, according.end(), sentence.end) if according else None
    return _Cue(actor) if actor else None


def _subject(plain: str, sentence: Span, verb: re.Match[str]) -> _Cue | None:
    if verb["other"] and not _CLAUSE.match(plain, verb.end(), sentence.end):
        return None
    start = max(sentence.start, verb.start() - _WINDOW)
    end = _end_before(plain, start, verb.start())
    left = _LEFT.search(plain, start, end)
    if left and (actor := _actor(plain, left.start(), end)):
        return _Cue(actor)
    apposed = _APPOSITION.search(plain, start, end)
    actor = _actor(plain, *apposed.span("actor")) if apposed else None
    return _Cue(actor, Span(*apposed.span("role"))) if apposed and actor else None


def _end_before(plain: str, start: int, verb: int) -> int:
    adverbs = _ADVERBS.search(plain, start, verb)
    return adverbs.start() if adverbs else verb


def _actor(plain: str, start: int, end: int) -> Span | None:
    lead = _LEAD_IN.match(plain, start, end)
    if lead and _LOOSE_END.search(plain, start, lead.end()):
        return None
    first = _VISIBLE.search(plain, lead.end() if lead else start, end)
    words = plain[first.start() : end].rstrip() if first else ""
    return Span(first.start(), first.start() + len(words)) if first and is_actor(words) else None


def _inverted(plain: str, sentence: Span, verb: re.Match[str]) -> _Cue | None:
    before = plain[max(sentence.start, verb.start() - _WINDOW) : verb.start()].rstrip()
    spoken = before.endswith((MASK, ",", "?", "!")) or (verb["plain"] and not before.endswith(_NEEDS_MORE))
    if not spoken or verb.group().startswith("t"):
        return None
    actor = _actor_after(plain, verb.end(), sentence.end)
    if actor is None or plain[actor.end : sentence.end].strip()[:1] not in _AFTER_ACTOR:
        return None
    role = _ROLE_AFTER.match(plain, actor.end, sentence.end)
    return _Cue(actor, Span(*role.span("role")) if role else None)


def _actor_after(plain: str, start: int, end: int) -> Span | None:
    stop = _STOPS_ACTOR.search(plain, start, min(end, start + _WINDOW))
    return _actor(plain, start, stop.start()) if stop else None

"""
Who reports in one English sentence: "X said", "said X, the minister", "the minister, X, told", "according to X".

Never here: who "she" or "the minister" is; names.py knows.
"""

import re
from dataclasses import dataclass, replace

from checker.extract.offline.names import is_actor, is_full_name, is_study
from checker.extract.offline.quotes import MASK
from checker.extract.offline.verbs import FOLLOWING, INVERTED, PARTICIPLE, STUDY_VERBS, VERBS
from checker.model import Span


@dataclass(frozen=True, slots=True)
class Reporter:
    """A claimant as the sentence names it, not yet looked up."""

    actor: Span
    role: Span | None = None
    disowned: bool = False  # "denied that she said": what follows are not their words


_UNABBREVIATED = "".join(
    rf"(?<!\b{each})" for each in "Sen Rep Gov Dr Mr Mrs Ms Prof Gen Lt Col Capt Sgt St Maj Hon Rev [A-Z]".split()
)
_WORD = re.compile(r"\b[a-z]{3,}\b")
_QUOTED_BY = re.compile(r" (?:was|is|were|are|has been|have been) (?:later )?quoted (?:[^.;]{0,60} )?as (?:saying|telling)\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to ")
_STOPS_ACTOR = re.compile(
    _UNABBREVIATED
    + rf"[,.;:!?—–(){MASK}](?=\W|$|{MASK})| (?:on|at|during|after|when|while|before|to|who|which|that|but|with|from|by|as|if|is|was|has|had|are"
    r"|were|will|last|published|released|issued|seen|obtained|compiled|gathered|collected|prepared|in (?:a|an|the|his|her|an|[0-9]{4}|January|February|March|April|May|June|July|August|September|October"
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
    r"(?:\s+(?:also|later|previously|repeatedly|recently|once|again|further|then|has|had|have|himself|herself|[a-z]+ly))*\s*$"
)
# What stands before a verb of saying that nobody did: "never said", "did not say"; and before one that somebody denies.
_UNSAID = re.compile(r"\b(?:never|not|nor|neither|\w+n['’]t)(?:\s+(?:\w+ly|once|ever|actually))?\s*$", re.IGNORECASE)
_DESCRIBES = re.compile(r"\b(?:the|an?|this|that|his|her|its|their|of|all)\s+$", re.IGNORECASE)  # "the alleged", "its claims"
_DISOWNED = re.compile(r"\b(?:den(?:y|ies|ied)|disputes?|disputed|rejects?|rejected)\b[^.;:]{0,60}$", re.IGNORECASE)
_COORDINATED = re.compile(r" (?:and|but|then)\s*$")
_DESCRIBED = re.compile(r"\b(?:[Tt]he|[Hh]er|[Hh]is|[Ii]ts|[Tt]heir|[Aa]n?) [^,]+$|(?<=['’]s )[a-z][^,]+$")
_DESCRIPTION = re.compile(
    rf" (?P<role>(?:the|her|his|its|their|an?|[A-Z][\w’']+['’]s) [^,;:.{MASK}]{{2,80}}), (?P<name>[^,;:.{MASK}]{{3,50}})(?=[,.{MASK}]|$)"
)
_NAME_PART = r"[^\W\d_a-z][\w.'’&-]*"
_LEADING = re.compile(
    rf"(?:(?:He|She|They|It)|(?:[Tt]he (?:[\w’'-]+ ){{0,2}}?[a-z]+)|{_NAME_PART}(?: {_NAME_PART}){{0,6}})(?= [a-z]+(?:ed|s|t|ew|id|oke|ot|aw|old|ent|an)\b)"
)
_LOOSE_END = re.compile(r"\b(?:with|of|to|for|by|from|in|at|on)\s+$", re.IGNORECASE)
_NEEDS_MORE = (" was", " is", " were", " are", " be", " been", " who", " that", " which", " to", " and", " not")
_AFTER_ACTOR = ("", ",", ".", ";", ":", "!", "?", MASK, "i", "o", "a", "d", "w", "t")
_TELLS_NOBODY = STUDY_VERBS - {"said", "blamed"}  # "It shows that…", "it says much"
_VISIBLE = re.compile(r"\S")
_LONGEST = 1500  # characters; nothing longer is a sentence
_TAIL = 30  # characters that may follow "…, the minister wrote"
_WINDOW = 160  # characters to each side of a verb that are read


def reporter(plain: str, sentence: Span) -> Reporter | None:
    """Return who reports in a sentence of a text whose quotations are masked."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    for word in _WORD.finditer(plain, sentence.start, sentence.end):
        kind = VERBS.get(word.group())
        if kind and (
            _UNSAID.search(plain, sentence.start, word.start()) or _DESCRIBES.search(plain, sentence.start, word.start())
        ):
            continue
        if kind and (found := _subject(plain, sentence, word, kind) or _inverted(plain, sentence, word, kind)):
            disowned = kind == "denies" or _DISOWNED.search(plain, sentence.start, word.start()) is not None
            return replace(found, disowned=disowned)
    return _quoted_by(plain, sentence) or _according(plain, sentence) or _participial(plain, sentence)


def _quoted_by(plain: str, sentence: Span) -> Reporter | None:
    found = _QUOTED_BY.search(plain, sentence.start, sentence.end)
    return _before(plain, sentence, found.start()) if found else None


def _according(plain: str, sentence: Span) -> Reporter | None:
    found = _ACCORDING.search(plain, sentence.start, sentence.end)
    actor = _actor_after(plain, found.end(), sentence.end) if found else None
    return Reporter(actor) if actor else None


def _participial(plain: str, sentence: Span) -> Reporter | None:
    """Return the subject of "The minister resigned, saying that…"."""
    return _leading(plain, sentence) if PARTICIPLE.search(plain, sentence.start, sentence.end) else None


def _subject(plain: str, sentence: Span, word: re.Match[str], kind: str) -> Reporter | None:
    found = _before(plain, sentence, word.start())
    if found is None or (word.group() in _TELLS_NOBODY and found.actor.of(plain).lower() == "it"):
        return None
    start = min(found.actor.start, found.role.start if found.role else found.actor.start)
    before = plain[sentence.start : start].rstrip()
    after_quote = kind in INVERTED and (before.endswith(MASK) or (before.endswith(",") and sentence.end - word.end() < _TAIL))
    studied = word.group() in STUDY_VERBS and is_study(found.actor.of(plain))
    fits = after_quote or studied or FOLLOWING[kind].match(plain, word.end(), sentence.end)
    return found if fits else None


def _before(plain: str, sentence: Span, verb: int) -> Reporter | None:
    """Return the subject that ends before a verb."""
    start = max(sentence.start, verb - _WINDOW)
    end = _end_before(plain, start, verb)
    left = _LEFT.search(plain, start, end)
    if left is None:
        return None
    if actor := _actor(plain, left.start(), end):
        return Reporter(actor)
    if _COORDINATED.search(plain, left.start(), end):
        return _leading(plain, sentence)
    apposed = _APPOSITION.search(plain, start, end)
    return _apposed(plain, apposed) if apposed else None


def _apposed(plain: str, apposed: re.Match[str]) -> Reporter | None:
    """Return the person of "Jane Doe, the minister," or "the minister, Jane Doe,"."""
    actor, role = _actor(plain, *apposed.span("actor")), Span(*apposed.span("role"))
    described = _DESCRIBED.search(plain, *apposed.span("actor"))
    if described and is_full_name(role.of(plain)):
        return Reporter(role, Span(described.start(), described.end()))
    return Reporter(actor, role) if actor else None


def _leading(plain: str, sentence: Span) -> Reporter | None:
    """Return the subject that a sentence begins with, before its first verb."""
    lead = _LEAD_IN.match(plain, sentence.start, sentence.end)
    start = lead.end() if lead else sentence.start
    name = _LEADING.match(plain, start, sentence.end)
    actor = _actor(plain, start, name.end()) if name else None
    return Reporter(actor) if actor else None


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


def _inverted(plain: str, sentence: Span, word: re.Match[str], kind: str) -> Reporter | None:
    before = plain[max(sentence.start, word.start() - _WINDOW) : word.start()].rstrip()
    spoken = before.endswith((MASK, ",", "?", "!")) or (kind == "says" and not before.endswith(_NEEDS_MORE))
    if kind not in INVERTED or not spoken or word.group().startswith("t"):
        return None
    described = _DESCRIPTION.match(plain, word.end(), sentence.end)
    if described and is_full_name(described["name"]):
        return Reporter(Span(*described.span("name")), Span(*described.span("role")))
    actor = _actor_after(plain, word.end(), sentence.end)
    if actor is None or plain[actor.end : sentence.end].strip()[:1] not in _AFTER_ACTOR:
        return None
    role = _ROLE_AFTER.match(plain, actor.end, sentence.end)
    return Reporter(actor, Span(*role.span("role")) if role else None)


def _actor_after(plain: str, start: int, end: int) -> Span | None:
    stop = _STOPS_ACTOR.search(plain, start, min(end, start + _WINDOW))
    return _actor(plain, start, stop.start()) if stop else None

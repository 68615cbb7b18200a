"""
What a reader of a claim alone could not tell: who "she" is, what "these" are, which day "on Tuesday" was.

Never here: finding out what was meant; claimants.py and alone.py do, where it is certain.
"""

import re
from datetime import date

from checker.extract.offline.alone import unsettled
from checker.extract.offline.names import title_words

_TIME = re.compile(
    r"\b(?:(?:on )?(?:(?:last|this|next|past) (?:week|month|year|decade|night|\w+day)|yesterday|today|tomorrow"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?:,? \d{4})?"
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)|(?:in|since|by|from) (?:1[89]|20)\d\d)\b",
)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")

_TIMES = (
    "year|month|week|day|decade|century|morning|afternoon|evening|night|time|spring|summer|autumn|fall|winter|season|quarter"
)
_CLEAR = rf"{_TIMES}|country|nation|world|planet|kind|sort|way|point|means|[a-z]+ly|always|never|often|also|now|all|not|one|mon|tues|wednes|thurs|fri|satur|sun"
_VERBS = "are|were|have|had|do|did|will|would|can|could|may|might|must|should|is|was|has|rose|fell|grew|cost|costs|came|went|made|makes|led"
_FIRST = re.compile(
    rf"\W*(?:(?:and|but|so|that|because|then|also|still|yet|now|however|therefore|of course|for example|for instance|in fact),? )*"
    rf"(?P<word>he|she|it|they|his|her|its|their|you|your|that|this(?! (?:{_TIMES})\b)|these|those(?! (?:who|that|in|of|with|from)\b))\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(r"\W*it(?:['’]s| is| was| has been| takes| took| seems) (?:\S+ ){1,5}?(?:that|to|who)\b", re.IGNORECASE)
_POINTING = re.compile(rf"\b(?P<word>these|those) (?:{_VERBS})\b", re.IGNORECASE)
_ONE_OF_MANY = re.compile(
    rf"\b(?P<word>(?:this|these|such)(?= (?!(?:{_CLEAR}|{_VERBS}|as|an?|that)\b|(?:{_TIMES}|{_CLEAR})s\b)[a-z])"
    rf"|those(?= (?!(?:{_VERBS}|who|that|in|of|with|from|living|{_TIMES})\b|(?:{_TIMES})s\b)[a-z]+(?! (?:who|that|which|in|of|with|from)\b))"
    r"|that(?= (?:figure|number|amount|sum|total|claim|decision|proposal|plan|law|bill|deal|agreement|region|period|policy|report)\b))\b"
    r"|\b(?:all|half|most|some|none|part|any|each|one|two) of (?P<part>it|them|that|these|those)\b(?! [a-z]+ing\b)",
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"[^\W\d_a-z][\w’'.-]+|\b(?:man|woman|boy|girl|child|driver|person|victim|suspect|\w+er|\w+or|\w+ist|\w+ian|\w+ant|who)\b"
)
_SEVERAL = re.compile(
    r"\b\w{2,}s\b|[^\W\d_a-z]\w+|\b(?:people|men|women|children|police|everybody|anybody|everyone|anyone|who|one)\b"
)
_SMALL_FIRST = re.compile(
    r"[\W_]*(?:[A-Z][a-z]{0,3}\b |(?:When|While|Since|Before|After|Although|Because|There|Where|Under|Over) )"
)
_LEAD_IN = re.compile(
    r"\W*(?:in|with|during|for|on|at|after|by|despite|under|like|as|since|before|until|through)\b", re.IGNORECASE
)
_PREFIX = re.compile(r"\[[^\[\]]* said:\] ")


def ambiguity(published: date | None, claim: str, quote: str, *, spoken: bool) -> str | None:
    """Return what a reader of the claim could not tell, None where nothing is seen."""
    said = _PREFIX.match(claim)
    return _pointing(claim[said.end() if said else 0 :]) or _undated(published, quote, spoken=spoken)


def time_of(quote: str) -> str | None:
    """Return the first words of a quote that say when."""
    found = _TIME.search(quote)
    return found.group() if found else None


def _undated(published: date | None, quote: str, *, spoken: bool) -> str | None:
    time = time_of(quote)
    if time and published is None and not YEAR.search(time):
        return f"“{time}” counts from a date that is not certain"
    unclear = unsettled(quote, published, spoken=spoken)
    return f"which date “{unclear}” is" if unclear else None


def _pointing(claim: str) -> str | None:
    first = _FIRST.match(claim)
    if first and not _EMPTY_IT.match(claim):
        return f"who or what “{first['word']}” is"
    if pointing := _POINTING.search(claim):
        return f"what “{pointing['word']}” are"
    if one := _ONE_OF_MANY.search(claim):
        return f"what “{one['word'] or one['part']}” points to"
    return _unnamed(claim)


def _unnamed(claim: str) -> str | None:
    """Return what "he" or "them" lacks where nobody comes before whom it could mean."""
    person, people = _PERSON.search(claim), _PEOPLE.search(claim)
    if person and not (_NAMED.search(before := _before(claim, person)) or title_words(before)):
        return f"who “{person.group()}” is"
    if people and not _SEVERAL.search(_before(claim, people)):
        return f"who or what “{people.group()}” are"
    return None


def _before(claim: str, pronoun: re.Match[str]) -> str:
    """Return what a pronoun may stand for: the words before it; all others too in "In her first speech, the mayor"."""
    small = _SMALL_FIRST.match(claim)
    start = small.end() if small and small.end() <= pronoun.start() else 0
    rest = claim[pronoun.end() :] if _LEAD_IN.match(claim) else ""
    return f"{claim[start : pronoun.start()]} {rest}"

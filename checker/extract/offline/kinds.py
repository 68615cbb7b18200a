"""
Sentences that are no claims, and why: a table of reasons with the rule that sees each, tried in order.

Never here: how much a claim deserves checking; worth.py says that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from checker.extract.offline.judgements import judges, only_tells_when, praises, says_nothing
from checker.extract.offline.worth import Worth

REASONS: dict[str, str] = {
    "boilerplate": "Part of the page, not of the text: a byline, a subscription notice, a list of links.",
    "caption_or_credit": "The caption or the credit of a picture.",
    "table_row": "A row of a table; what its figures mean stands in its head.",
    "heading": "A headline or a heading; the text says it again or says more.",
    "question": "A question.",
    "greeting": "A greeting, thanks or a farewell.",
    "instruction": "Asks somebody to do something.",
    "too_short": "Too short to say anything that can be checked.",
    "too_long": "Longer than a sentence can be; the text has no full stops here.",
    "opinion": "A judgement or a wish, with nothing in it that can be counted or looked up.",
    "pledge": "A promise of what the speaker will do, with nothing in it that can be checked today.",
    "prediction": "About the future, with nothing in it that can be checked today.",
    "first_person_experience": "Somebody's own experience, which nobody else can look up.",
    "no_checkable_content": "Too little in it deserves checking: by its words and signs checked claims seldom look so.",
}
LEAST_WORTH = 0.25  # of those above, three in five deserved checking in debates; rank them and cut by budget
LONGEST = 1500  # characters of one sentence
_FEW_WORDS = 4
_LONGEST_HEADING = 18  # words
_LONGEST_CAPTION = 40

_WORD = re.compile(r"[\w%]+")
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_BOILERPLATE = re.compile(
    r"(?:(?-i:By [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})(?:,? [^.]{0,40})?$|(?:last )?updated\b.{0,60}$|published\b.{0,40}$|(?:first )?posted(?::| on\b| at\b).{0,40}$|read (?:more|also)\b|see also\b"
    r"|click\b|subscribe\b|sign up\b|follow us\b|share (?:this|on)\b|advertisement\b|copyright\b|©|all rights reserved|related:|tags?:|(?:prepared|compiled) (?:by|for)\b.{0,60}$"
    r"|this (?:story|article) (?:was|has been|originally)\b|we use cookies|cookies?\b.{0,60}settings|reporting by\b|editing by\b"
    r"|.{3,120}\bcontributed to th(?:is|e) (?:report|story|article)|(?:https?://|www\.)\S+$|\(?(?:reuters|ap|afp|bloomberg)\)?\s*[-–—]?$|source:|listen to\b)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:photo(?:graph)?|image|picture|illustration|foto|photo credit|credit|video|graphic)s?\s*(?::|by\b|courtesy\b|/)"
    r"|\bgetty images\b|\bfile (?:photo|picture|image)\b|/\s?(?:EPA|AFP|AP|Reuters|Getty|Shutterstock|dpa|PA|TASS|Unsplash)\b"
    r"|\((?:photo|AP photo|pictured|left|right|centre|center)\b|©\s?\w+",
    re.IGNORECASE,
)
_QUESTION = re.compile("[?？؟][\"'”’»)\\]」』]*$")
_GREETING = re.compile(
    r"(?:thank(?:s| you)\b|good (?:morning|afternoon|evening|night)\b|hello\b|hi\b|welcome\b|ladies and gentlemen\b|god bless\b"
    r"|congratulations\b|goodbye\b|yes\b[,.]?|no\b[,.]|okay\b|well, thank)",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"(?:let(?:'s|’s| me| us)\b|please\b|imagine\b|consider\b|remember\b|look\b|listen\b|vote\b|join\b|don(?:'t|’t)\b|do not\b|make sure\b"
    r"|note that\b|read\b|see\b|visit\b|call\b|contact\b|ignore\b|try\b)",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    r"(?:\w+,? )?(?:I|we) (?:\w+ly )?(?:saw|remember|met|grew up|went|was|felt|heard|know|knew|visited|love|loved|want|thank|am|had|can|have to)\b"
    r"|my (?:wife|husband|father|mother|family|friends?|kids|children|son|daughter)\b",
    re.IGNORECASE,
)
_LIFE = re.compile(
    r"(?:\w+,? )?(?:I|we)(?:’ve|'ve| have)? (?:(?:never|always|now) )?(?:lived?|seen|heard|known|worked|taught|voted)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?"
    r"|thousands?|millions?|billions?|dozens?|half|a third|a quarter|twice|double|triple)\b(?: (?:a|of|and|point|[a-z]+(?:y|red|nd|on)))? "
    r"(?:degrees?|per ?cent|metres?|meters?|kilometres?|kilometers?|miles?|litres?|liters?|gallons?|tonnes?|tons?|kilos?|kilograms?"
    r"|hectares?|acres?|euros?|dollars?|pounds?|watts?|megawatts?|gigawatts?)\b",
    re.IGNORECASE,
)
_OWN_PLEDGE = re.compile(
    r"\W*(?:(?:and|but|so|now|well|because),? )*(?:I|we)(?:['’]ll| will| shall|(?:['’](?:m|re)| am| are) going to)\b",
    re.IGNORECASE,
)
_CELLS = re.compile(r"(?:[^|]*\|){2}|[^\t]+(?:\t+[^\t]+){2}")
_LIST_ITEM = re.compile(r"\s*[-–•*·]\s")
_HARD = frozenset({"figure", "money", "percent", "date", "number_word"})
_COUNTED = _HARD - {"number_word", "date"}  # "said on Monday that she was surprised" judges, "fifteen years too late" as well
_MEASURED = _HARD - {"number_word"}  # "for thirty years" makes nobody's own life checkable
_TELLING = frozenset({*_HARD, "comparison", "change", "public_record", "name", "harm", "cause"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence with all that the rules look at."""

    words: str
    before: str  # what stands before the words in their sentence: the mark of a list, a label
    alone: bool  # it is the only sentence of its line
    titled: bool  # the lines of this text end with full stops, so one that does not is a heading
    reported: bool
    worth: Worth


def reason_to_skip(sentence: Sentence) -> str | None:
    """Return the code of the first reason that fits, None for a claim."""
    return next((code for code, fits in _RULES.items() if fits(sentence)), None)


def count_words(words: str) -> int:
    """Count words; two characters of a script without spaces count as one."""
    return len(_WORD.findall(_DENSE.sub(" ", words))) + len(_DENSE.findall(words)) // 2


def _is_boilerplate(sentence: Sentence) -> bool:
    return _BOILERPLATE.match(sentence.words) is not None


def is_row(line: str) -> bool:
    """Tell whether a line is a row of a table: three cells at least."""
    return _CELLS.match(line) is not None


def _is_credit(sentence: Sentence) -> bool:
    return _CREDIT.search(sentence.words) is not None and count_words(sentence.words) < _LONGEST_CAPTION


def _is_heading(sentence: Sentence) -> bool:
    ended = sentence.words.rstrip("\"'”’»)]」』 ")[-1:] in tuple(".!?…:;。！？؟।")
    short = count_words(sentence.words) <= _LONGEST_HEADING
    listed = _LIST_ITEM.match(sentence.before) is not None
    leads_in = sentence.words.endswith(":") and not sentence.reported
    return sentence.titled and sentence.alone and (leads_in or not ended) and short and not listed


def _is_soft(sentence: Sentence) -> bool:
    return _HARD.isdisjoint(sentence.worth.features)


def _is_opinion(sentence: Sentence) -> bool:
    told = "opinion" in sentence.worth.features and _TELLING.isdisjoint(sentence.worth.features)
    praised = _is_soft(sentence) and praises(sentence.words)
    return told or praised or (_is_uncounted(sentence) and judges(sentence.words))


def _is_uncounted(sentence: Sentence) -> bool:
    return _COUNTED.isdisjoint(sentence.worth.features)


def _is_experience(sentence: Sentence) -> bool:
    measured = not _MEASURED.isdisjoint(sentence.worth.features)
    lived = not measured and _LIFE.match(sentence.words) is not None
    return lived or (_is_soft(sentence) and _EXPERIENCE.match(sentence.words) is not None)


def _is_ahead(sentence: Sentence) -> bool:
    return "future" in sentence.worth.features and "happened" not in sentence.worth.features


def _is_pledge(sentence: Sentence) -> bool:
    return "pledged" in sentence.worth.features and _is_ahead(sentence)


def _is_own(sentence: Sentence) -> bool:
    return not sentence.reported or _OWN_PLEDGE.match(sentence.words) is not None


def _is_fragment(sentence: Sentence) -> bool:
    few = count_words(sentence.words) < _FEW_WORDS and (_is_soft(sentence) or count_words(sentence.words) < _FEW_WORDS - 1)
    return few or only_tells_when(sentence.words)


def _is_idle(sentence: Sentence) -> bool:
    score = sentence.worth.score
    if _is_uncounted(sentence) and says_nothing(sentence.words):
        return True
    if _QUANTITY.search(sentence.words):
        return False
    return score.value < LEAST_WORTH if score else _is_soft(sentence) and not sentence.reported


_RULES: dict[str, Callable[[Sentence], bool]] = {
    "boilerplate": _is_boilerplate,
    "caption_or_credit": _is_credit,
    "too_long": lambda it: len(it.words) > LONGEST,
    "table_row": lambda it: is_row(it.words),
    "heading": _is_heading,
    "question": lambda it: _QUESTION.search(it.words) is not None,
    "greeting": lambda it: _is_soft(it) and _GREETING.match(it.words) is not None,
    "instruction": lambda it: not it.reported and _is_soft(it) and _INSTRUCTION.match(it.words) is not None,
    "too_short": _is_fragment,
    "opinion": _is_opinion,
    "pledge": lambda it: _is_own(it) and _is_soft(it) and _is_pledge(it),
    "prediction": lambda it: not it.reported and _is_soft(it) and _is_ahead(it),
    "first_person_experience": _is_experience,
    "no_checkable_content": _is_idle,
}

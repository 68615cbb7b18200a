"""
What makes a sentence worth checking, as a table of plain features with weights, and what they add up to.

Never here: whether a claim can be checked at all, or which sentences are left out.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a sentence has or has not: its weight, and how to see it."""

    weight: float
    pattern: re.Pattern[str]
    any_language: bool = False


def _cue(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = f"(?:{'|'.join(_MONTHS)})"
_NO_MONTH_BEFORE = "".join(f"(?<!{month} )" for month in _MONTHS)  # "August 21" is a date, no figure

# Weights set by hand on ClaimBuster's screened sentences and on news; the codes are shown to reviewers.
FEATURES: dict[str, Feature] = {
    "figure": Feature(
        1.3, re.compile(rf"(?<![\w./]){_NO_MONTH_BEFORE}(?!(?:1[89]|20)\d\d\b|\d{{1,2}} {_MONTH})\d"), any_language=True
    ),
    "number_word": Feature(
        0.7,
        _cue(
            "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|half|third|quarter|twice"
        ),
    ),
    "money": Feature(
        0.9,
        re.compile(
            r"[$€£¥₴₽]\s?\d|\d\s?[€₴₽]|\b(?:dollars?|euros?|pounds?|billions?|millions?|trillions?|mln|mrd|bn)\b", re.IGNORECASE
        ),
        any_language=True,
    ),
    "percent": Feature(
        1.1,
        re.compile(r"\d\s?%|\b(?:per ?cent|percent(?:age)?|prozent|pour cent|por ciento)\b", re.IGNORECASE),
        any_language=True,
    ),
    "date": Feature(
        0.5,
        re.compile(
            r"\b(?:1[89]|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
            r"|\b(?:January|February|April|June|July|August|September|October|November|December|"
            r"yesterday|(?:last|this|past) (?:week|month|year|decade)|years? ago|since)\b",
        ),
        any_language=True,
    ),
    "comparison": Feature(
        0.8,
        _cue(
            r"(?:more|less|fewer|greater|higher|lower|larger|bigger|faster|worse) than|highest|lowest|largest|biggest|fastest|record|"
            r"first|only|doubled|tripled|twice|increas\w+|decreas\w+|rose|risen|rising|fell|fallen|dropped|declin\w+(?! to\b)|grew|grown|"
            r"cut|lost|gained|least|most|every|never|majority|(?:second|third)-\w+est|(?:long|tall|old|young|cheap|rich|poor|deep|short|"
            r"wide|strong|weak|safe|fast|slow|hott)est",
        ),
    ),
    "name": Feature(0.5, re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]*[a-z]\w*|(?<![\w.])[A-Z]{2,}\b")),
    "policy": Feature(
        0.6,
        _cue(
            r"tax(?:es)?|budget|deficit|debt|spending|law|bill|vot(?:ed|es|ing)|legislation|policy|treaty|sanctions?|troops?|military|"
            r"weapons?|war|econom\w+|unemployment|jobs?|inflation|wages?|trade|oil|energy|immigra\w+|border|court|welfare|"
            r"social security|medicare|pensions?|government|program|schools?|housing|rent|police",
        ),
    ),
    "public_record": Feature(0.6, _cue("voted|vetoed|sponsored|signed|convicted|indicted|sentenced|appointed|resigned")),
    "harm": Feature(
        0.5,
        _cue(
            r"kill\w*|died|deaths?|dead|injur\w+|wounded|murder\w*|crimes?|attack\w*|disease|cancer|virus|vaccin\w+|hospitals?|"
            r"poverty|health|fraud|corrupt\w*|abus\w+|flood\w*|fire|earthquake",
        ),
    ),
    "cause": Feature(0.3, _cue(r"because of|led to|caused?|causes|due to|as a result|responsible for|thanks to")),
    "happened": Feature(
        0.5,
        _cue(
            r"was|were|had|has|have been|did|met|signed|passed|voted|opposed|supported|sent|built|created|said|told|reported|made|"
            r"took|gave|went|began|announced|found|won|arrested|\w{3,}ed",
        ),
    ),
    "hedged": Feature(-0.4, _cue(r"may|might|could|perhaps|possibly|probably|seems?|apparently|likely|maybe")),
    "first_person": Feature(-0.7, _cue(r"I|I'm|I've|I'd|I'll|me|my|myself")),
    "addressed": Feature(-0.5, _cue(r"you|your|you're|let's|let me")),
    "future": Feature(-0.5, _cue(r"will|going to|shall|we'll|I'll|they'll|would")),
    "opinion": Feature(
        -0.9,
        _cue(
            r"think|believe|feel|hope|should|must|ought|need to|needs to|want|wants|important|necessary|good|bad|better|best|great|"
            r"terrible|wrong|right|proud|sure|matters?|deserve\w*|fair|unfair|beautiful|wonderful|strong",
        ),
    ),
}
BIAS = -1.7
ATTRIBUTED = 0.6  # somebody is named who said it
_SHORT = 0.6  # taken off below `_FEW` words
_FEW = 7
_SHOWN = 3  # codes that are said to the reviewer
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Worth:
    """How much a sentence deserves checking, 0 to 1, and the features that it has, weightiest first."""

    score: float
    features: tuple[str, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """The codes that weighed most for it."""
        return tuple(code for code in self.features if code == "attributed" or FEATURES[code].weight > 0)[:_SHOWN]


def worth(words: str, *, attributed: bool, english: bool) -> Worth:
    """Weigh one sentence."""
    seen = [code for code, feature in FEATURES.items() if (english or feature.any_language) and feature.pattern.search(words)]
    weights = {code: FEATURES[code].weight for code in seen} | ({"attributed": ATTRIBUTED} if attributed else {})
    short = _SHORT if english and len(_WORD.findall(words)) < _FEW else 0.0
    total = BIAS + sum(weights.values()) - short
    ordered: Sequence[str] = sorted(weights, key=lambda code: (-abs(weights[code]), code))
    return Worth(round(1 / (1 + math.exp(-total)), 3), tuple(ordered))

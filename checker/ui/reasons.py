"""
Why a claim was put forward and why a sentence was left out: the words for every code that an extractor gives.

Never here: the rules that give the codes.
"""

from checker.extract.offline_kinds import REASONS

# Features that the rules see, and what a model says when asked why a claim matters.
WHY = {
    "addressed": "speaks to somebody",
    "attributed": "somebody is named who said it",
    "cause": "a cause is given",
    "comparison": "a comparison",
    "date": "a date",
    "election": "about an election",
    "figure": "a figure",
    "first_person": "speaks of oneself",
    "future": "about the future",
    "happened": "says what happened",
    "harm": "about harm to people",
    "health": "about health",
    "hedged": "said with reserve",
    "money": "a sum of money",
    "name": "a name",
    "number_word": "a number in words",
    "opinion": "a judgement",
    "percent": "a percentage",
    "policy": "about policy",
    "powerful_claimant": "said by somebody powerful",
    "public_money": "about public money",
    "public_record": "stands in public records",
    "viral": "spreads widely",
}
LEFT_OUT = {
    **REASONS,
    "vague": "Too vague to be checked.",
    "rhetoric": "Rhetoric; it states nothing.",
    "personal": "Somebody's own experience or feeling.",
    "furniture": "Part of the page, not of the text.",
    "repeat": "Says again what another sentence says.",
    "no_claim": "States nothing that can be checked.",
    "unaccounted": "The model said nothing about this sentence.",
    "unanswered": "The model gave no answer for this part of the document.",
}


def why(code: str) -> str:
    """Return why a claim was put forward; a code that no extractor of today gives is shown as words."""
    return WHY.get(code, _spaced(code))


def left_out(code: str) -> str:
    """Return why a sentence was left out."""
    return LEFT_OUT.get(code, _spaced(code))


def _spaced(code: str) -> str:
    return code.replace("_", " ")

"""
The words for every code that an extractor gives: why a claim is here, what its badges are called, why a sentence is not.

Never here: the rules that give the codes.
"""

from checker.extract.offline.kinds import REASONS
from checker.scorer import WORDS

# What a scorer saw in a sentence, and what a model says when asked why a claim matters.
WHY = {
    **WORDS,
    "election": "about an election",
    "health": "about health",
    "powerful_claimant": "said by somebody powerful",
    "public_money": "about public money",
    "viral": "spreads widely",
}
# What a badge is called; what it means says checker.checks.
BADGES = {
    "quote_not_found": "Quote not found",
    "numbers": "Numbers differ",
    "wording": "Words differ",
    "names": "Unknown name",
    "claimant": "Unknown claimant",
    "negation": "Negation differs",
    "hedges": "Hedge differs",
    "standing_alone": "Does not stand alone",
    "attribution": "Attribution lost",
    "meaning_changed": "Meaning changed",
    "roles_swapped": "Roles swapped",
    "scope_changed": "Scope changed",
    "attribution_changed": "Attribution changed",
    "not_in_quote": "Not in the quote",
    "ambiguous": "Ambiguous",
}
UNREAD = "unanswered"  # the code of sentences that nobody has read
ALARM = "It holds a figure that could be checked."
LEFT_OUT = {
    **REASONS,
    "vague": "Too vague to be checked.",
    "rhetoric": "Rhetoric; it states nothing.",
    "personal": "Somebody's own experience or feeling.",
    "furniture": "Part of the page, not of the text.",
    "repeat": "Says again what another sentence says.",
    "out_of_scope": "About something that this desk does not check.",
    "below_the_cut": "Ranked too low for the model to be asked about.",
    "named": "A claim draws on it, but quotes another sentence.",
    "unsaid": "A claim stands on it, but says nothing of its numbers and names.",
    "no_claim": "States nothing that can be checked.",
    "unaccounted": "The model said nothing about this sentence.",
    UNREAD: "The model gave no answer for this part of the document.",
}


def why(code: str) -> str:
    """Return why a claim was put forward; a code that no extractor of today gives is shown as words."""
    return WHY.get(code, _spaced(code))


def badge(code: str) -> str:
    """Return what the badge of a check that failed, or of a second reader's remark, is called."""
    return BADGES.get(code, _spaced(code).capitalize())


def left_out(code: str) -> str:
    """Return why a sentence was left out."""
    return LEFT_OUT.get(code, _spaced(code))


def _spaced(code: str) -> str:
    return code.replace("_", " ")

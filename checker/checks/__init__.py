"""
What a claim's words show when they are held against its quote: words that were added, and mechanical checks that fail.

Never here: a judgement whether a claim is true, or anything that deletes or changes a claim.
"""

from checker.checks.added import added_words
from checker.checks.case import Held, Stated, details_of
from checker.checks.figures import numbers
from checker.checks.languages import spoken_in
from checker.checks.names import names
from checker.checks.passing import alarm, says_again
from checker.checks.reference import Reference
from checker.checks.source import QUOTE_NOT_FOUND, header, held_again, reference

__all__ = [
    "CHECKS",
    "QUOTE_NOT_FOUND",
    "SECOND_READER",
    "Held",
    "Reference",
    "Stated",
    "added_words",
    "alarm",
    "details_of",
    "explain",
    "header",
    "held_again",
    "names",
    "numbers",
    "reference",
    "says_again",
    "spoken_in",
]

CHECKS: dict[str, str] = {
    "quote_not_found": "The words given as the quote do not stand in the document.",
    "numbers": "A number of the claim is neither in the quote nor in the sentences beside it, or, in brackets, not in the document.",
    "wording": "Most words of the claim stand neither in its quote nor in the sentences beside it.",
    "names": "A name in the claim does not occur in the document.",
    "claimant": "A name of the claimant, or in the claimant's role, does not occur in the document.",
    "negation": "The claim says “not” where the quote does not, or the other way round.",
    "hedges": "The claim is surer than the quote, or less sure: a word such as “about”, “may” or “reportedly” stands in one only.",
    "standing_alone": "The claim holds a word such as “she”, “this” or “yesterday” that cannot be understood without the text.",
    "attribution": "The quote stands in quotation marks or beside “said”, but the claim is given to nobody, or to the author.",
}
SECOND_READER: dict[str, str] = {
    "meaning_changed": "A second reading found that the claim does not say the same as the quote.",
    "roles_swapped": "A second reading found that the claim swaps who did it and whom it was done to.",
    "scope_changed": "A second reading found that the claim is about more, or fewer, cases than the quote.",
    "attribution_changed": "A second reading found that somebody else says this in the document.",
    "not_in_quote": "A second reading found that the claim says something that the quote does not say.",
}


def explain(code: str) -> str:
    """Return what a code means, in one sentence for a reviewer; of an unknown one, its own words."""
    known = CHECKS.get(code) or SECOND_READER.get(code)
    return known or f"{code.replace('_', ' ').strip().capitalize() or 'Unnamed check'}."

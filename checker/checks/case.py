"""
One claim beside its quote, as the checks read it: what is asked, which checks can be made on it, and what came of them.

Never here: a document, or a check itself.
"""

from collections.abc import Collection
from dataclasses import dataclass

from checker.checks.cue_words import CUES
from checker.checks.languages import small_words
from checker.checks.passage import Passage
from checker.model import Span
from checker.words import Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A claim as it is to be held against a document; `beside` is the text from one sentence before its quote to one after."""

    claim: str
    quote: str
    span: Span | None
    beside: str
    attribution: Attribution
    claimant: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The codes of the checks that could be made on a claim, and of those that failed; `details` say of each why, after its code."""

    made: tuple[str, ...]
    failed: tuple[str, ...]
    details: tuple[str, ...] = ()


def details_of(held: Held, codes: Collection[str]) -> tuple[str, ...]:
    """Return what was said of these checks."""
    return tuple(each for each in held.details if each.partition(":")[0] in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One claim beside its quote, each as it is read."""

    stated: Stated
    claim: Passage
    outside: Passage  # the claim without what it adds in brackets
    bracketed: Passage | None
    quote: Passage


def always(case: Case, source: str) -> bool:
    """A check that asks for nothing."""
    return True


def shares_words(case: Case, source: str) -> bool:
    """Words can be compared in one language whose small words are known."""
    return case.claim.language == source and bool(small_words(source))


def tells_names(case: Case, source: str) -> bool:
    """Names are told by capital letters, and differ between languages."""
    return case.claim.language == source and case.claim.text != case.claim.text.lower()


def names_somebody(case: Case, source: str) -> bool:
    """There is a claimant or a role, in the language of the document."""
    return case.claim.language == source and bool(case.stated.claimant or case.stated.role)


def has_cues(case: Case, source: str) -> bool:
    """The cues of both languages are known."""
    return case.claim.language in CUES and source in CUES


def can_point(case: Case, source: str) -> bool:
    """The cues of the claim's language are known."""
    return case.claim.language in CUES

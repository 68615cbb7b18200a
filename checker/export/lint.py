"""
The rules that a ClaimReview must keep, as one table, and the function that applies them to whatever is given.

Never here: how a rule looks for what it forbids (rules.py, advice.py), or how a ClaimReview is made (claimreview.py).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from checker.export import advice, rules
from checker.export.rules import Surroundings

__all__ = ["LINT_RULES", "Level", "Rule", "Surroundings", "Violation", "lint", "lint_all"]


class Level(StrEnum):
    """Whether a broken rule makes a ClaimReview invalid or only poorer."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what is expected, what to do where it is not so, and the function that finds where."""

    id: str
    expected: str
    todo: str
    find: rules.Search

    @property
    def level(self) -> Level:
        """How much it matters, told by the id."""
        return Level.ERROR if self.id.startswith("CR") else Level.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One place where a ClaimReview breaks a rule."""

    rule: str
    level: Level
    where: str
    what: str
    expected: str
    todo: str

    @property
    def message(self) -> str:
        """All of it in two sentences."""
        return f"{self.where} {self.what}; expected: {self.expected}. {self.todo} ({self.rule})."


LINT_RULES = (
    Rule("CR001", "@context is https://schema.org", "Set it to https://schema.org", rules.context),
    Rule("CR002", "@type is ClaimReview", "Set it to ClaimReview", rules.kind),
    Rule("CR010", "claimReviewed is text that is not empty", "Put the claim there as plain words", rules.claim_text),
    Rule("CR012", "url is an absolute http(s) address", "Give the address of the published check", rules.address),
    Rule("CR013", "url is on the publisher's host or below it", "Use the publisher's own address", rules.own_host),
    Rule("CR014", "url leads straight to the check", "Use the address that the shortener leads to", rules.shortener),
    Rule("CR020", "reviewRating is an object of @type Rating", "Add the rating", rules.rating_object),
    Rule("CR021", "the rating has its verdict in words, as alternateName", "Add alternateName", rules.rating_words),
    Rule("CR022", "ratings are numbers in ASCII digits with a decimal point", "Write a number such as 3 or 2.5", rules.numbers),
    Rule("CR023", "bestRating is greater than worstRating", "Swap them, or leave all three numbers out", rules.best_over_worst),
    Rule("CR024", "worstRating is 1 or more", "Start the scale at 1, or leave all three numbers out", rules.worst_from_one),
    Rule("CR025", "ratingValue lies between worstRating and bestRating", "Mend the value or the scale", rules.value_within),
    Rule("CR027", "number and words agree with the declared scale", "Take both from one label of the scale", rules.on_scale),
    Rule("CR030", "author is an Organization or a Person with name or url", "Name who made the check", rules.author),
    Rule("CR040", "the claim's author has a name", "Add the name, or leave the author out", rules.claimant_name),
    Rule("CR050", "dates are ISO 8601, such as 2026-05-20", "Write the day as YYYY-MM-DD", rules.dates),
    Rule("W01", "claimReviewed has fewer than 75 characters", "Shorten it if its meaning allows", advice.long_claim),
    Rule("W02", "claimReviewed does not carry the verdict", "Leave only what was claimed", advice.verdict_in_claim),
    Rule("W03", "the claim has an appearance or a firstAppearance", "Say where it was made", advice.no_appearance),
    Rule("W04", "datePublished is there", "Add the day of the check", advice.no_date),
    Rule("W05", "the claim's author has a sameAs address", "Add an address that says who it is", advice.no_same_as),
    Rule("W06", "alternateName has at most 40 characters", "Put the rest into ratingExplanation", advice.long_name),
    Rule("W07", "every check has a url of its own", "Give each its own address or anchor", advice.shared_url),
    Rule("W08", "ratingExplanation is there", "Add one or two sentences", advice.no_explanation),
    Rule("W10", "all three rating numbers are there, or none", "Add what is missing or leave all out", advice.some_numbers),
    Rule("W11", "the claim's author is somebody", "Leave the author out where nobody is known", advice.placeholder),
    Rule("W12", "the claim was made before the check, and not in the future", "Mend the date", advice.claim_date),
    Rule("W13", "the claim appeared elsewhere than with its checker", "Give the address of the claim", advice.own_appearance),
    Rule("W14", "nothing is empty", "Leave the property out", advice.empty),
    Rule("W15", "texts are plain, without HTML", "Write the characters themselves", advice.markup),
)


def lint(review: dict[str, Any], around: Surroundings | None = None) -> list[Violation]:
    """Return every place where this ClaimReview breaks a rule, in the order of the rules."""
    around = around or Surroundings()
    return [_violation(rule, where, what) for rule in LINT_RULES for where, what in rule.find(review, around)]


def lint_all(reviews: Iterable[dict[str, Any]], around: Surroundings | None = None) -> list[list[Violation]]:
    """Return the violations of each, with addresses that several share."""
    everything = list(reviews)
    count = Counter(review["url"] for review in everything if isinstance(review.get("url"), str))
    shared = frozenset(url for url, times in count.items() if times > 1)
    around = replace(around or Surroundings(), shared_urls=shared)
    return [lint(review, around) for review in everything]


def _violation(rule: Rule, where: str, what: str) -> Violation:
    return Violation(rule=rule.id, level=rule.level, where=where, what=what, expected=rule.expected, todo=rule.todo)

"""
From one claim of a model to a proposal tied to the text and held against it, and what is wrong with it.

Never here: a call, or a claim dropped because it could not be placed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from checker.checks import QUOTE_NOT_FOUND, Stated, details_of, explain
from checker.extract.asking.message import Failed
from checker.extract.asking.schema import Found
from checker.extract.chunk import Target
from checker.extract.plan import Plan
from checker.model import Proposal
from checker.words import AnchorStatus
from checker.workflow import ANCHORED

CHECKWORTHINESS = {"low": 0.25, "medium": 0.5, "high": 0.85}
SAME_LANGUAGE = frozenset(
    {"wording", "names", "claimant"}
)  # are only checked where claim and document are seen to be in one language
HOLD_IN_TRANSLATION = frozenset({"numbers", "standing_alone", "attribution"})

# What is wrong, as the model is told; other checks go by the sentence that the reviewer reads.
WRONG = {
    QUOTE_NOT_FOUND: "quote not found",
    "wording": "most of its words are not in the quote",
    "names": "a name is not in the document",
    "claimant": "a name of the claimant, or in the role, is not in the document",
    "negation": "says “not” where the quote does not, or the other way round",
    "hedges": "is surer or less sure than the quote",
    "standing_alone": "holds a word such as “she”, “this” or “yesterday” that is not resolved",
    "attribution": "is somebody's words, but no claimant is named",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A claim with its place, and the sentences that the model named for it, known and unknown."""

    proposal: Proposal
    ids: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any check found something."""
        return bool(self.proposal.flags)


def placed(plan: Plan, targets: Mapping[str, Target], found: Found, call: int | None) -> Placed:
    """Tie a claim to the document, in the sentences that it names by their ids before all others."""
    ids = tuple(dict.fromkeys(each for each in found.sentence_ids if each in targets))
    anchor = plan.anchor(found.quote, [targets[each].span for each in ids])
    quote = anchor.span.of(plan.index.text) if anchor.span else found.quote
    proposal = Proposal(
        text=found.claim,
        quote=quote,
        span=anchor.span,
        anchor=anchor.status,
        claimant=found.claimant,
        claimant_role=found.claimant_role,
        attribution=found.attribution,
        checkability=found.checkability,
        checkability_reason=found.reason,
        claim_type=found.claim_type,
        checkworthiness=CHECKWORTHINESS[found.checkworthiness],
        why=tuple(dict.fromkeys(found.why)),
        quote_given="" if anchor.status in ANCHORED else found.quote,
        time_reference=found.time_reference,
        ambiguity=found.ambiguity,
        call=call,
    )
    unknown = tuple(dict.fromkeys(each for each in found.sentence_ids if each not in targets))
    return Placed(proposal=proposal, ids=ids, unknown=unknown)


def checked(plan: Plan, item: Placed, *, translates: bool) -> Placed:
    """Hold a claim against its quote, the sentences beside it, and the document with what is known about it."""
    found = plan.reference.held(_stated(plan, item.proposal))
    made = found.made
    if translates and not SAME_LANGUAGE.isdisjoint(made):  # too short to be seen to be a translation
        made = tuple(code for code in made if code in HOLD_IN_TRANSLATION)
    lost = () if item.proposal.anchor in ANCHORED else (QUOTE_NOT_FOUND,)
    flags = (*lost, *(code for code in found.failed if code in made))
    checks, details = (QUOTE_NOT_FOUND, *made), details_of(found, flags)
    return replace(item, proposal=replace(item.proposal, flags=flags, checks=checks, details=details))


def _stated(plan: Plan, claim: Proposal) -> Stated:
    return Stated(
        claim=claim.text,
        quote=claim.quote,
        span=claim.span,
        beside=plan.outline.beside(claim.span).of(plan.index.text) if claim.span else "",
        claimant=claim.claimant,
        role=claim.claimant_role,
        attribution=claim.attribution,
    )


def failure(plan: Plan, item: Placed) -> Failed:
    """Return a claim that failed, as the model is shown it, with what is wrong in words of ours."""
    claim = item.proposal
    wrong = [reason for code in claim.flags for reason in _wrong(plan, code, claim)]
    if item.unknown:
        wrong.append("some of the ids are none of the targets'")
    return Failed(ids=item.ids, quote=claim.quote_given, claim=claim.text, wrong="; ".join(wrong))


def _wrong(plan: Plan, code: str, claim: Proposal) -> list[str]:
    """Say what is wrong; a number without grouping, which is read in one way in all languages."""
    if code == "numbers":
        strange = plan.reference.strange_numbers(_stated(plan, claim))
        return [f"number {value:.15g} is not in the quote" for value in strange]
    return [WRONG.get(code) or explain(code)]


def rank(claim: Proposal) -> tuple[int, int]:
    """Return how far a claim is from proved: the quote first, then the number of checks that failed."""
    places = {AnchorStatus.EXACT: 0, AnchorStatus.NORMALISED: 0, AnchorStatus.SENTENCE: 1, AnchorStatus.LOST: 2}
    return places[claim.anchor], len(claim.flags)

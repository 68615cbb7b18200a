"""
Which step leads from which status to which, and what it needs: one table, walked by page, command line and import alike.

Never here: a step that is carried out; review.py does that.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from checker.errors import InvalidTransition
from checker.model import Claim, Evidence, FactCheck, Reply
from checker.words import AnchorStatus, RejectReason, Status

ANCHORED = frozenset({AnchorStatus.EXACT, AnchorStatus.NORMALISED})  # the quote itself stands in the document
SHOWN = 80  # characters of a wrong address


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a person brings along when asking for a step."""

    actor: str
    why: str = ""
    reject_reason: RejectReason | None = None
    public_url: str | None = None
    four_eyes: bool = False
    authors: frozenset[str] = frozenset()  # who wrote on the finding that is to be approved
    review_errors: tuple[str, ...] | None = None  # of its ClaimReview; None where nobody has looked


Guard = Callable[[Claim, Move], tuple[str, ...]]  # what is missing, one phrase each


def anchored(claim: Claim, move: Move) -> tuple[str, ...]:
    """The claim's words must be in the document."""
    if claim.anchor in ANCHORED and claim.span:
        return ()
    return ("its quote is not in the document. Edit the quote so that it stands there word for word, or reject the claim",)


def has_reject_reason(claim: Claim, move: Move) -> tuple[str, ...]:
    """A rejection must say why, by its code."""
    return () if move.reject_reason else ("a reason is missing. Choose one of " + ", ".join(RejectReason),)


def says_why(claim: Claim, move: Move) -> tuple[str, ...]:
    """A step back must be explained."""
    return () if move.why.strip() else ("the reason is missing. Say in a few words why",)


def missing(finding: FactCheck | None) -> tuple[str, ...]:
    """Return what a finding still needs before it is complete, one phrase each."""
    evidence = finding.evidence if finding else ()
    wanted = {
        "a verdict": finding and finding.verdict,
        "a rationale": finding and finding.rationale.strip(),
        "at least one source with its web address": any(row.url.strip() for row in evidence),
    }
    return (*(name for name, present in wanted.items() if not present), *map(_address_wanted, _no_addresses(evidence)))


def remarks(finding: FactCheck | None, today: date) -> tuple[str, ...]:
    """Return what deserves a thought before a finding is completed, one sentence each; nothing of it stands in the way."""
    return (*_said_twice(finding.evidence), *_reply_awaited(finding.reply, today)) if finding else ()


def _said_twice(evidence: Sequence[Evidence]) -> list[str]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(evidence, 1):
        if row.url.strip():
            places[row.url.strip().rstrip("/")].append(str(number))
    return [f"Sources {' and '.join(numbers)} have the same address." for numbers in places.values() if len(numbers) > 1]


def _reply_awaited(reply: Reply | None, today: date) -> list[str]:
    if reply is None:
        return []
    if not reply.asked.strip():
        return ["Who was asked for a reply is not said."]
    if reply.asked_at and reply.deadline and reply.deadline < reply.asked_at:
        return ["The deadline for the reply lies before the day on which it was asked for."]
    return _answer_awaited(reply, today)


def _answer_awaited(reply: Reply, today: date) -> list[str]:
    if reply.answer.strip() or reply.answered_at:
        return []
    if reply.deadline is None:
        return [f"{reply.asked} was asked for a reply, without a deadline; there is no answer yet."]
    if reply.deadline < today:
        return [f"{reply.asked} had until {reply.deadline} to reply; no answer came."]
    return [
        f"{reply.asked} has until {reply.deadline} to reply; there is no answer yet, and a finding now would not wait for it."
    ]


def is_web_address(url: str) -> bool:
    """Whether a url leads to the web, to the host that one reads in it."""
    return url.isprintable() and re.fullmatch(r"https?://[^\s/?#@\\]+([/?#]\S*)?", url, re.IGNORECASE) is not None


def _no_addresses(evidence: Sequence[Evidence]) -> list[str]:
    return [url for row in evidence for url in (row.url, row.archived_url) if url.strip() and not is_web_address(url)]


def _address_wanted(url: str) -> str:
    shown = url if len(url) <= SHOWN else url[:SHOWN] + "…"
    return f"a web address, which begins with http:// or https://, in place of {shown!r}"


def finding_complete(claim: Claim, move: Move) -> tuple[str, ...]:
    """A finding needs verdict, rationale and evidence."""
    return tuple(f"the finding still needs {gap}" for gap in missing(claim.finding))


def one_pair_of_eyes(claim: Claim, move: Move) -> tuple[str, ...]:
    """The short way is only for desks that do not ask for a second pair of eyes."""
    return ("this desk asks for a second pair of eyes. Send it to review instead",) if move.four_eyes else ()


def other_eyes(claim: Claim, move: Move) -> tuple[str, ...]:
    """Nobody approves a finding of their own."""
    if move.actor in move.authors or (claim.finding and claim.finding.by == move.actor):
        return (f"nobody approves their own words, and {move.actor} wrote on this finding. Ask somebody else to approve it",)
    return ()


def approved_as_it_stands(claim: Claim, move: Move) -> tuple[str, ...]:
    """What was corrected after its approval is seen by a second pair of eyes before it is published."""
    if not move.four_eyes or (claim.finding and claim.finding.approved_by):
        return ()
    return ("nobody has approved the finding as it stands now. Have somebody who did not write on it approve it on its record",)


def has_public_url(claim: Claim, move: Move) -> tuple[str, ...]:
    """What is published can be found somewhere."""
    if is_web_address(move.public_url or ""):
        return ()
    return ("the public address is missing. Give the web address under which the check is published",)


def clean_review(claim: Claim, move: Move) -> tuple[str, ...]:
    """What is published breaks no rule of a ClaimReview."""
    if move.review_errors is None:
        return ("its ClaimReview was not held against the rules. Publish it through the desk",)
    return tuple(f"its ClaimReview breaks a rule: {each.removesuffix('.')}" for each in move.review_errors)


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step and what it needs."""

    action: str
    source: Status
    target: Status
    guards: tuple[Guard, ...] = ()


TRANSITIONS = (
    Transition("accept", Status.CANDIDATE, Status.ACCEPTED, (anchored,)),
    Transition("reject", Status.CANDIDATE, Status.REJECTED, (has_reject_reason,)),
    Transition("withdraw", Status.CANDIDATE, Status.REJECTED),  # by whoever added it by hand
    Transition("reopen", Status.REJECTED, Status.CANDIDATE, (says_why,)),
    Transition("reopen", Status.ACCEPTED, Status.CANDIDATE, (says_why,)),
    Transition("check", Status.ACCEPTED, Status.CHECKED, (one_pair_of_eyes, finding_complete)),
    Transition("submit", Status.ACCEPTED, Status.IN_REVIEW, (finding_complete,)),
    Transition("send_back", Status.IN_REVIEW, Status.ACCEPTED, (says_why,)),
    Transition("approve", Status.IN_REVIEW, Status.CHECKED, (finding_complete, other_eyes)),
    Transition("approve_again", Status.CHECKED, Status.CHECKED, (finding_complete, other_eyes)),
    Transition("approve_again", Status.PUBLISHED, Status.PUBLISHED, (finding_complete, other_eyes)),
    Transition("reopen", Status.CHECKED, Status.ACCEPTED, (says_why,)),
    Transition(
        "publish", Status.CHECKED, Status.PUBLISHED, (finding_complete, approved_as_it_stands, has_public_url, clean_review)
    ),
    Transition("correct", Status.CHECKED, Status.CHECKED, (says_why, finding_complete)),
    Transition("correct", Status.PUBLISHED, Status.PUBLISHED, (says_why, finding_complete)),
    Transition("retract", Status.PUBLISHED, Status.RETRACTED, (says_why,)),
)

GOALS = (Status.IN_REVIEW, Status.CHECKED, Status.PUBLISHED)  # what a finding can get ready for
FIRST: dict[Status, str] = {  # what comes first where no step leads straight to one of them
    Status.CANDIDATE: "nobody has accepted the claim yet. Accept it in triage first",
    Status.ACCEPTED: "its finding is not checked yet. Complete the check first",
    Status.REJECTED: "the claim was rejected. Put it back into triage and accept it first",
    Status.IN_REVIEW: "its finding still waits for approval. Have it approved first",
    Status.CHECKED: "its finding is checked already. Put it back among the accepted claims first, with the reason",
    Status.PUBLISHED: "its finding is published already. Correct it, or retract it",
    Status.RETRACTED: "its finding was retracted, and nothing leads on from there",
}


def target_of(claim: Claim, action: str, move: Move) -> Status:
    """Return the status that this action leads to, or say why it cannot be done."""
    step = next((each for each in TRANSITIONS if each.action == action and each.source is claim.status), None)
    if step is None:
        possible = ", ".join(each.action.replace("_", " ") for each in TRANSITIONS if each.source is claim.status)
        leads_on = f"where only {possible} is possible" if possible else "no step leads on from there"
        raise InvalidTransition(
            f"Cannot {action.replace('_', ' ')} claim {claim.id}: it is {claim.status.replace('_', ' ')}, {leads_on}."
        )
    if problems := _problems(step, claim, move):
        raise InvalidTransition(f"Cannot {action.replace('_', ' ')} claim {claim.id}: {'; '.join(problems)}.")
    return step.target


def readiness(claim: Claim, goal: Status, move: Move) -> tuple[str, ...]:
    """Return what is missing before a claim can take the step to one of GOALS, a sentence each; nothing where it stands there."""
    if claim.status is goal:
        return ()
    steps = [step for step in TRANSITIONS if step.target is goal and step.source is not goal]
    step = next((each for each in steps if each.source is claim.status), None)
    phrases = _problems(step or steps[0], claim, move)
    if step is None:
        phrases = (FIRST[claim.status], *phrases)
    return tuple(f"{phrase[0].upper()}{phrase[1:]}." for phrase in phrases)


def _problems(step: Transition, claim: Claim, move: Move) -> tuple[str, ...]:
    return tuple(problem for guard in step.guards for problem in guard(claim, move))

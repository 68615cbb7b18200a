"""
A second look at the claims of one chunk, in one call: it can add remarks, and nothing else.

Never here: a claim that is changed or taken away, or a call of its own accord.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.config import SecondReader
from checker.extract import Calls
from checker.extract.asking.conversation import Conversation, Said, Topic
from checker.extract.asking.message import Chosen, of_claims
from checker.extract.asking.outcome import Outcome, shortened
from checker.extract.asking.parsing import parsed_remarks
from checker.extract.asking.schema import Purpose, Remark
from checker.extract.gaps import since, why
from checker.extract.place import CHECKWORTHINESS
from checker.extract.plan import Plan
from checker.model import Proposal, Span

REMARK_TOKENS = 40  # of an answer, about
LONGEST_REASON = 200  # characters; 15 words were asked for
_CHOSEN = {SecondReader.OFF: 2.0, SecondReader.HIGH: CHECKWORTHINESS["high"], SecondReader.ALL: 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The claims after the second look, and what went wrong with it."""

    claims: tuple[Proposal, ...]
    problems: tuple[str, ...] = ()


def look(plan: Plan, conversation: Conversation, calls: Calls, which: SecondReader, claims: Sequence[Proposal]) -> Looked:
    """Have the claims that the desk chose looked over; one that is not in the document has nothing to be compared with."""
    chosen = [at for at, claim in enumerate(claims) if claim.span and (claim.checkworthiness or 0) >= _CHOSEN[which]]
    if not chosen:
        return Looked(claims=tuple(claims))
    shown = [claims[at] for at in chosen]
    said = conversation.ask(calls, _topic(plan, shown))
    if said.outcome is not Outcome.OK:
        return Looked(claims=tuple(claims), problems=(_unanswered(plan, shown, said),))
    remarks, faults = parsed_remarks(said.raw)
    changed = dict(zip(chosen, _remarked(shown, remarks), strict=True))
    after = tuple(changed.get(at, claim) for at, claim in enumerate(claims))
    return Looked(claims=after, problems=_faulty(faults))


def _topic(plan: Plan, claims: Sequence[Proposal]) -> Topic:
    chosen = [_chosen(plan, claim, claim.span) for claim in claims if claim.span]
    return Topic(
        purpose=Purpose.SECOND_READER,
        message=of_claims(plan.outline, chosen),
        answer_tokens=REMARK_TOKENS * len(chosen),
    )


def _chosen(plan: Plan, claim: Proposal, span: Span) -> Chosen:
    role = f" ({claim.claimant_role})" if claim.claimant_role else ""
    who = f"{claim.claimant}{role}" if claim.claimant else "the document's author"
    return Chosen(claim=claim.text, voice=f"{claim.attribution}: {who}", quote=claim.quote, sentences=plan.outline.at(span))


def _remarked(claims: Sequence[Proposal], remarks: Iterable[Remark]) -> list[Proposal]:
    """Give each claim the remarks under its number; a number that was not asked about has no claim."""
    by_number: dict[int, dict[str, str]] = {}
    for each in remarks:
        by_number.setdefault(each.number, {}).setdefault(each.code, shortened(each.reason, LONGEST_REASON))
    return [_with(claim, by_number.get(number, {})) for number, claim in enumerate(claims, 1)]


def _with(claim: Proposal, said: dict[str, str]) -> Proposal:
    flags = tuple(dict.fromkeys((*claim.flags, *said)))
    return replace(claim, flags=flags, remarks=(*claim.remarks, *(f"{code}: {reason}" for code, reason in said.items())))


def _unanswered(plan: Plan, claims: Sequence[Proposal], said: Said) -> str:
    count = "1 claim" if len(claims) == 1 else f"{len(claims):,} claims"
    first = min(claim.span for claim in claims if claim.span)
    where = since(plan.index.text, first)
    return f"The second reader did not look at {count}, {where}: {why(said.outcome, said.message)}."


def _faulty(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count:,} of the second reader's remarks could not be read and {'was' if count == 1 else 'were'} left out.",)

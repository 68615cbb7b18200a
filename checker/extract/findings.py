"""
What is known of one chunk so far: claims, reasons, what could not be read; and the ledger in the end.

Never here: a call, or a sentence that is in neither a claim nor the ledger.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from checker.checks import alarm, says_again
from checker.extract.asking.outcome import Outcome
from checker.extract.asking.parsing import Faulty, Parsed
from checker.extract.chunk import Chunk, Outline
from checker.extract.place import Placed
from checker.extract.plan import Plan
from checker.model import Skipped

UNACCOUNTED = "unaccounted"  # the model said nothing about the sentence
UNANSWERED = "unanswered"  # the model gave no answer for this part of the document
MOST_QUOTED = 3  # sentences; a quote that reaches into more of them says of none what is claimed
NAMED = "named"  # a claim draws on the sentence, but quotes another
BELOW_THE_CUT = "below_the_cut"  # the pre-filter kept it back
UNSAID = "unsaid"  # a claim names or quotes the sentence, but says nothing of what deserves checking in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking about some targets; the answer is None where there is none that can be used."""

    chunk: Chunk
    outcome: Outcome
    message: str = ""
    answer: Parsed | None = None
    call: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of a chunk so far; `reasons` are the model's for the sentences that it left out, by id."""

    claims: tuple[Placed, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    faulty: tuple[Faulty, ...] = ()
    unread: tuple[Asked, ...] = ()
    problems: tuple[str, ...] = ()


def ids_of(outline: Outline, chunks: Iterable[Chunk]) -> set[str]:
    """Return the ids of all targets in these chunks that are asked about."""
    return {target.id for chunk in chunks for target in outline.asked(chunk)}


def ids_under(outline: Outline, claims: Iterable[Placed]) -> set[str]:
    """Return the ids of all sentences that the quotes of these claims account for."""
    spans = {each.proposal.span for each in claims if each.proposal.span}
    reached = (outline.at(span) for span in spans)
    return ids_of(outline, (each for each in reached if each.last - each.first <= MOST_QUOTED))


def unaccounted(outline: Outline, chunk: Chunk, found: Findings) -> set[str]:
    """Return the ids of the targets that nothing was said about, though there was an answer."""
    unread = ids_of(outline, (part.chunk for part in found.unread))
    named = {id_ for each in found.claims for id_ in each.ids}
    return ids_of(outline, [chunk]) - unread - found.reasons.keys() - named - ids_under(outline, found.claims)


def ledger(plan: Plan, chunk: Chunk, found: Findings) -> Iterator[Skipped]:
    """Yield every target of a chunk that no claim's quote reaches into, with the reason for it or the lack of one."""
    quoted = ids_under(plan.outline, found.claims)
    unread = dict.fromkeys(ids_of(plan.outline, (part.chunk for part in found.unread)), UNANSWERED)
    for target in plan.outline.of(chunk):
        if not target.asked:
            yield Skipped(span=target.span, reason=BELOW_THE_CUT)
        elif target.id not in quoted:
            named = [each.proposal.text for each in found.claims if target.id in each.ids]
            reason = drawn_on(target.shown, named, plan.reference.language) if named else found.reasons.get(target.id)
            yield Skipped(span=target.span, reason=unread.get(target.id) or reason or UNACCOUNTED)


def drawn_on(sentence: str, claims: Sequence[str], language: str) -> str:
    """Return how these claims, which name a sentence, deal with it."""
    return UNSAID if alarm(sentence, language) and not says_again(sentence, claims, language) else NAMED


def first_reasons(answer: Parsed, ids: Iterable[str]) -> dict[str, str]:
    """Return the first reason that an answer gives for each of these sentences."""
    given = {each.id: str(each.reason) for each in reversed(answer.skipped)}
    return {id_: given[id_] for id_ in ids if id_ in given}


def in_words(faulty: Sequence[Faulty]) -> list[str]:
    """Return a sentence about claims that could not be kept, because they were not in the agreed form."""
    if not faulty:
        return []
    count = "1 claim of the model was" if len(faulty) == 1 else f"{len(faulty):,} claims of the model were"
    return [f"{count} not in the agreed form and could not be kept ({faulty[0].reason})."]

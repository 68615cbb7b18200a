"""
What is asked again about a chunk, and what the second answer changes.

Never here: a call, or a good claim that is lost.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from checker.extract.asking.message import Failed
from checker.extract.asking.outcome import Outcome
from checker.extract.asking.parsing import Faulty
from checker.extract.chunk import Chunk
from checker.extract.findings import Asked, Findings, ids_of, ids_under, unaccounted
from checker.extract.gaps import since, why
from checker.extract.merging import PAIRED, merged
from checker.extract.place import Placed, failure
from checker.extract.plan import Plan
from checker.match import alike

MOST_SHOWN = 30  # items; a model that got more wrong is not helped by a longer list
# What an unusable second answer leaves of the first one: that it was not in the agreed form.
_AS_BEFORE = frozenset({Outcome.OK, Outcome.INVALID, Outcome.TRUNCATED, Outcome.CONTEXT_TOO_LONG})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What is asked again: the sentences that it is about, and the items that failed."""

    asked: frozenset[str]
    failed: tuple[Failed, ...]


def needed(plan: Plan, chunk: Chunk, found: Findings) -> Repair | None:
    """Return what has to be asked again; None if nothing failed."""
    known = ids_of(plan.outline, [chunk])
    failed = [each for each in found.claims if each.failed]
    asked = set(_concerned(plan, chunk, found, failed)) & known
    if not asked and (failed or found.faulty):
        asked = known  # nobody knows which sentences they are about
    items = [*_whole(found), *(failure(plan, each) for each in failed), *map(_as_failed, found.faulty)]
    return Repair(asked=frozenset(asked), failed=tuple(items[:MOST_SHOWN])) if asked else None


def _concerned(plan: Plan, chunk: Chunk, found: Findings, failed: Sequence[Placed]) -> Iterator[str]:
    yield from ids_of(plan.outline, (part.chunk for part in found.unread if part.outcome is Outcome.INVALID))
    yield from unaccounted(plan.outline, chunk, found)
    yield from ids_under(plan.outline, failed)
    for ids in (*(each.ids for each in failed), *(each.ids for each in found.faulty)):
        yield from ids


def _whole(found: Findings) -> Iterator[Failed]:
    for part in found.unread:
        if part.outcome is Outcome.INVALID:
            yield Failed(ids=(), quote="", claim="", wrong=part.message)


def _as_failed(item: Faulty) -> Failed:
    return Failed(ids=item.ids, quote=item.quote, claim=item.claim, wrong=item.reason)


def joined(plan: Plan, found: Findings, again: Findings, asked: Collection[str]) -> Findings:
    """Return the first answer with all that the second one brings; its reasons count for what it was asked about."""
    settled = [each for each in found.faulty if _is_settled(each, again.claims)]
    return Findings(
        claims=tuple(merged(found.claims, again.claims, plan.reference.language)),
        reasons={id_: reason for id_, reason in again.reasons.items() if id_ in asked} | found.reasons,
        faulty=(*(each for each in found.faulty if each not in settled), *again.faulty),
        unread=tuple(part for part in found.unread if part.outcome is not Outcome.INVALID),
        problems=(*found.problems, *again.problems),
    )


def _is_settled(item: Faulty, claims: Iterable[Placed]) -> bool:
    """Whether some claim of the second answer is about the same, by its words or by its sentences."""
    return any(set(item.ids) & set(each.ids) or alike(item.claim, each.proposal.text) >= PAIRED for each in claims)


def unanswered(plan: Plan, found: Findings, part: Asked, asked: Collection[str]) -> Findings:
    """Return the first answer with what became of the attempt to have it put right."""
    if part.outcome not in _AS_BEFORE:
        found = replace(found, unread=tuple(_now(each, part) for each in found.unread))
    left = set(asked) - ids_of(plan.outline, (each.chunk for each in found.unread))
    return replace(found, problems=(*found.problems, _problem(plan, part, left))) if left else found


def _now(before: Asked, again: Asked) -> Asked:
    """Return what is to be said of a part that could not be used the first time, and did not come the second time."""
    return replace(before, outcome=again.outcome, message=again.message) if before.outcome is Outcome.INVALID else before


def _problem(plan: Plan, part: Asked, left: Collection[str]) -> str:
    first = next(target.span for target in plan.outline.of(part.chunk) if target.id in left)
    count = "1 sentence" if len(left) == 1 else f"{len(left):,} sentences"
    reason = why(part.outcome, part.message)
    return f"What failed the checks in {count}, {since(plan.index.text, first)}, could not be asked about again: {reason}."

"""
How proposals stood up to review, in words and tables: each extractor, model and prompt version for itself.

Never here: a query, a page, or anything about a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from checker.measure.likeness import changed_share
from checker.model import Maker
from checker.store.quality import AS_IT_WAS, DECIDED, EDITED, LOST, REJECTED, WAITING, Standing
from checker.ui import prose
from checker.ui.lines import Line
from checker.ui.reasons import badge
from checker.ui.session import label

NO_BADGE = "No badge"


def name(maker: Maker) -> str:
    """Return who proposed, in a line."""
    return " · ".join(filter(None, (maker.extractor, maker.model, maker.prompt_hash and f"prompts {maker.prompt_hash}")))


def changes(edits: Iterable[tuple[Maker, str, str]]) -> dict[Maker, list[float]]:
    """Return for each maker how much of its wording each edit changed."""
    found: defaultdict[Maker, list[float]] = defaultdict(list)
    for maker, before, after in edits:
        found[maker].append(changed_share(before, after))
    return dict(found)


def table(standings: Sequence[Standing]) -> dict[str, list[str]]:
    """Return one row for each maker."""
    return {
        "Proposed by": [name(each.maker) for each in standings],
        "Documents": [f"{each.documents:,}" for each in standings],
        "Proposed": [f"{each.proposed:,}" for each in standings],
        "Waiting": [f"{each.outcomes.get(WAITING, 0):,}" for each in standings],
        "As proposed": [part(each.outcomes, AS_IT_WAS) for each in standings],
        "Edited": [part(each.outcomes, EDITED) for each in standings],
        "Rejected": [part(each.outcomes, REJECTED) for each in standings],
        "Added by hand": [f"{each.added_by_hand:,}" for each in standings],
    }


def badges(found: Standing) -> dict[str, list[str]]:
    """Return one row for each badge, and one for the claims without any, of the claims that were decided."""
    rows = {badge(flag): outcomes for flag, outcomes in found.flagged.items() if decided(outcomes)}
    rows[NO_BADGE] = found.unflagged
    return {
        "Badge": list(rows),
        "Decided": [f"{decided(each):,}" for each in rows.values()],
        "As proposed": [part(each, AS_IT_WAS) for each in rows.values()],
        "Edited": [part(each, EDITED) for each in rows.values()],
        "Rejected": [part(each, REJECTED) for each in rows.values()],
    }


def told(found: Standing, changed: Sequence[float]) -> Iterator[Line]:
    """Yield what there is to know about one maker."""
    yield Line(kind="heading", text=name(found.maker))
    yield Line(kind="plain", text=f"{_outcomes(found)}{_left(found.outcomes)}")
    if changed:
        yield Line(kind="meta", text=_edited(changed))
    if found.reasons:
        reasons = ", ".join(f"{label(reason).lower()} {number:,}" for reason, number in found.reasons.items())
        yield Line(kind="meta", text=f"Rejected as: {reasons}.")
    if found.added_by_hand:
        added = prose.count(found.added_by_hand, "claim was", "claims were")
        yield Line(kind="meta", text=f"{added} added by hand to the {prose.count(found.documents, 'document')} that it read.")


def decided(outcomes: Mapping[str, int]) -> int:
    """Return how many claims were accepted or rejected."""
    return sum(outcomes.get(each, 0) for each in DECIDED)


def part(outcomes: Mapping[str, int], outcome: str) -> str:
    """Return how many of the decided claims came out so, and their share."""
    number, of = outcomes.get(outcome, 0), decided(outcomes)
    return f"{number:,} ({number / of:.0%})" if of else f"{number:,}"


def _outcomes(found: Standing) -> str:
    if not found.decided:
        return f"{prose.count(found.proposed, 'claim')} proposed, none decided yet."
    accepted = f"{part(found.outcomes, AS_IT_WAS)} accepted as proposed, {part(found.outcomes, EDITED)} edited"
    return f"Of {prose.count(found.decided, 'decided claim')}: {accepted}, {part(found.outcomes, REJECTED)} rejected."


def _left(outcomes: Mapping[str, int]) -> str:
    left = (
        (outcomes.get(WAITING, 0), "waits", "wait"),
        (outcomes.get(LOST, 0), "is not in its document", "are not in their document"),
    )
    said = [f"{number:,} {one if number == 1 else many}" for number, one, many in left if number]
    return f" {', '.join(said)}." if said else ""


def _edited(changed: Sequence[float]) -> str:
    if len(changed) == 1:
        return f"1 was put in other words; {changed[0]:.0%} of the words changed."
    return f"{len(changed):,} were put in other words; half of the edits changed {median(changed):.0%} of the words or more."

"""
What a desk decides about the order of its queue: the weights of the formula, the reach of documents, whose claims weigh more.

Never here: the formula, or a query.
"""

from collections.abc import Iterable
from dataclasses import asdict

from checker import ranking
from checker.auth import User, require
from checker.decisions import Desk
from checker.errors import InputError, NotFound, StaleVersion
from checker.ranking import Weights
from checker.store import events, order

LONGEST_ENTRY = 300
MOST_ENTRIES = 500


def weights(desk: Desk) -> Weights:
    """Return the weights that this desk has chosen, or those that it began with."""
    with desk.store.read() as tx:
        return order.weights(tx)


def set_weights(desk: Desk, user: User, chosen: Weights) -> None:
    """Make these weights the desk's own: its queue stands in their order unless somebody moves a slider."""
    require(user, "set_weights")
    with desk.store.write() as tx:
        before = order.weights(tx)
        if before != chosen:
            order.set_weights(tx, chosen)
            events.append(tx, [_entry(desk, user, ("set_weights", "desk", order.WEIGHTS), asdict(before), asdict(chosen))])


def set_reach(desk: Desk, user: User, document_id: str, step: int) -> None:
    """Set how many people a document reaches, as a step of `ranking.REACH`."""
    require(user, "set_reach")
    if step not in range(len(ranking.REACH)):
        raise InputError(f"{step} is no step of reach; expected 0 ({ranking.REACH[0]}) to {len(ranking.REACH) - 1}.")
    with desk.store.write() as tx:
        before = order.reach(tx, document_id)
        if before is None:
            raise NotFound(f"There is no document {document_id!r}. Choose one from the list of documents.")
        if before != step:
            order.set_reach(tx, document_id, step)
            about = ("set_reach", "document", document_id)
            events.append(tx, [_entry(desk, user, about, {"reach": before}, {"reach": step})])


def claimants(desk: Desk) -> dict[str, int]:
    """Return the desk's table of claimants: words of a name or a role, and their step of `ranking.LEVELS`."""
    with desk.store.read() as tx:
        return order.claimant_levels(tx)


def set_claimants(desk: Desk, user: User, entries: Iterable[tuple[str, int]], seen: ranking.Levels) -> dict[str, int]:
    """Replace the desk's table of claimants, as it was seen when it was changed; the queue follows at once."""
    require(user, "set_claimants")
    levels = ranking.tidy_levels(entries)
    _check(levels)
    with desk.store.write() as tx:
        before = order.claimant_levels(tx)
        if before not in (seen, levels):
            raise StaleVersion(
                "Somebody else changed the table of claimants meanwhile. Expected it as you had seen it. "
                "Look at both, then save the one that is to stand."
            )
        if before != levels:
            order.set_claimant_levels(tx, levels)
            events.append(tx, [_entry(desk, user, ("set_claimants", "desk", "claimants"), dict(before), dict(levels))])
    return levels


def _check(levels: ranking.Levels) -> None:
    if len(levels) > MOST_ENTRIES:
        raise InputError(f"The table of claimants has {len(levels):,} entries; expected at most {MOST_ENTRIES}.")
    for words, step in levels.items():
        if len(words) > LONGEST_ENTRY:
            raise InputError(f"{words[:40]!r}… has {len(words):,} characters; expected at most {LONGEST_ENTRY}. Shorten it.")
        if step not in range(len(ranking.LEVELS)):
            raise InputError(f"{step} is no level of a claimant; expected 0 to {len(ranking.LEVELS) - 1}.")


def _entry(desk: Desk, user: User, about: tuple[str, str, str], before: dict[str, int], after: dict[str, int]) -> events.Entry:
    action, subject, subject_id = about
    return events.Entry(
        at=desk.now(), actor=user.name, action=action, subject=subject, subject_id=subject_id, before=before, after=after
    )

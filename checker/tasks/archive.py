"""
Checks that others published go into the archive, apart from all records of this desk, and are found again beside a claim.

Never here: a claim, a verdict or a status of this desk; a match sets nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from checker import match
from checker.auth import User, require
from checker.decisions import Desk
from checker.export.archived import Origin, Taken, read_archive
from checker.model import ArchivedCheck
from checker.store import Tx, archive, events, search
from checker.tasks.taking_in import Source

AT_ONCE = 500  # checks
MOST_TOLD = 1_000  # places that are left out, of which the words are kept
RAREST = 4  # words of a claim by which it is looked for
TRIED = 500  # checks that are held against a claim
SHOWN = 3
ENOUGH = 0.5  # of the words of both


@dataclass(slots=True)
class Archived:
    """What a file of ClaimReviews holds, held against the archive; `broken` counts by rule those that are taken all the same."""

    new: int = 0
    known: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    left_out: list[Taken] = field(default_factory=list)
    left: int = 0
    first: list[ArchivedCheck] = field(default_factory=list)  # of the new ones, to be shown


def look_through_reviews(desk: Desk, user: User, file: IO[bytes], name: str) -> Archived:
    """Return what archiving the ClaimReviews of a file would do; nothing is stored."""
    require(user, "import_archive")
    with desk.store.read() as tx:
        return _gathered(tx, file, Origin(file=name, imported_by=user.name, imported_at=desk.now()), store=False)


def archive_reviews(desk: Desk, user: User, file: IO[bytes], source: Source) -> Archived:
    """Put the ClaimReviews of a file into the archive that are not in it, with one line of history."""
    require(user, "import_archive")
    now = desk.now()
    with desk.store.write() as tx:
        found = _gathered(tx, file, Origin(file=source.name, imported_by=user.name, imported_at=now), store=True)
        if found.new:
            counts = {"new": found.new, "known": found.known, "left_out": found.left}
            entry = events.Entry(
                at=now,
                actor=user.name,
                action="import",
                subject="archive",
                subject_id=source.sha256[:32],
                before={},
                after={"file": source.name, "sha256": source.sha256, **counts},
            )
            events.append(tx, [entry])
    return found


def search_archive(desk: Desk, words: str, limit: int) -> list[ArchivedCheck]:
    """Return the checks of others that hold all these words."""
    with desk.store.read() as tx:
        return archive.find(tx, words, limit)


def checked_elsewhere(desk: Desk, text: str) -> list[ArchivedCheck]:
    """Return the checks of others whose claim shares most of its words with this one, the likest first."""
    with desk.store.read() as tx:
        if archive.is_empty(tx):
            return []
        found = archive.with_any(tx, _rarest(tx, text), TRIED)
    likeness = [(match.alike(text, each.claim), each) for each in found]
    alike = sorted((pair for pair in likeness if pair[0] >= ENOUGH), key=lambda pair: -pair[0])
    return [each for _, each in alike[:SHOWN]]


def _rarest(tx: Tx, text: str) -> Sequence[str]:
    counted = {word: archive.holding(tx, word) for word in dict.fromkeys(search.asked(text))}
    held = [word for word, number in counted.items() if number]
    return sorted(held, key=lambda word: counted[word])[:RAREST]


def _gathered(tx: Tx, file: IO[bytes], origin: Origin, *, store: bool) -> Archived:
    found, seen, places = Archived(), set[str](), read_archive(file, origin)
    while some := list(islice(places, AT_ONCE)):
        fresh = _fresh(tx, found, seen, some)
        found.new += len(fresh)
        found.first += fresh[: SHOWN - len(found.first)]
        found.broken.update(rule for check in fresh for rule in check.broken)
        if store:
            archive.insert(tx, fresh)
    return found


def _fresh(tx: Tx, found: Archived, seen: set[str], some: Iterable[Taken]) -> list[ArchivedCheck]:
    by_key: dict[str, ArchivedCheck] = {}
    for taken in some:
        if taken.check is None:
            found.left += 1
            found.left_out += [taken][: MOST_TOLD - len(found.left_out)]
        elif (key := archive.key_of(taken.check)) in seen:
            found.known += 1
        else:
            seen.add(key)
            by_key[key] = taken.check
    here = archive.known(tx, list(by_key))
    found.known += len(here)
    return [check for key, check in by_key.items() if key not in here]

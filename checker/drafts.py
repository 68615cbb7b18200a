"""
What people have typed and not saved: kept while they type, restored when a page is lost, forgotten once it is saved.

Never here: a page, or a decision; no history has a word of it.
"""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checker.auth import User, require
from checker.decisions import LONGEST_TEXT, Desk
from checker.errors import InputError
from checker.store import claims, drafts
from checker.store.drafts import Typed
from checker.text import normalise

MOST_FIELDS = 200
LONGEST_DRAFT = 10 * LONGEST_TEXT  # characters of all fields together
LONGEST_PAGE = 2_000_000  # characters of what is typed on a page, as a document that is pasted; a browser keeps little more


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Drafts by what is to become of them: put back into their fields, or only shown, because what they stood over changed."""

    restored: Mapping[str, Typed]
    offered: Mapping[str, Typed]


def keep(desk: Desk, user: User, place: str, typed: Mapping[str, Typed]) -> None:
    """Keep what somebody has typed about a claim or on a page; of two drafts of a field, the newer one stays."""
    require(user, "add_document" if drafts.is_page(place) else "lease")
    with desk.store.write() as tx:
        if not drafts.is_page(place):
            claims.get(tx, place)
        whole = newest(drafts.get(tx, user.name, place), typed)
        length, most = sum(len(each.words) for each in whole.values()), longest(place)
        if len(whole) > MOST_FIELDS or length > most:
            raise InputError(
                f"A draft of {len(whole)} fields with {length:,} characters is too large to be kept; "
                f"expected at most {MOST_FIELDS} and {most:,}. Save some of it."
            )
        drafts.put(tx, user.name, place, whole)


def longest(place: str) -> int:
    """Return how many characters of what is typed in one place are kept."""
    return LONGEST_PAGE if drafts.is_page(place) else LONGEST_DRAFT


def kept(desk: Desk, user: User, place: str) -> dict[str, Typed]:
    """Return what somebody has typed about a claim, or on a page, and not saved."""
    with desk.store.read() as tx:
        return drafts.get(tx, user.name, place)


def forget(desk: Desk, user: User, place: str, names: Collection[str]) -> None:
    """Forget the drafts of these fields."""
    with desk.store.write() as tx:
        before = drafts.get(tx, user.name, place)
        left = {name: each for name, each in before.items() if name not in names}
        if left != before:
            drafts.put(tx, user.name, place, left)


def newest(*sides: Mapping[str, Typed]) -> dict[str, Typed]:
    """Return field by field the draft that was typed last; the first one where two are of the same time."""
    found: dict[str, Typed] = {}
    for side in sides:
        found |= {name: each for name, each in side.items() if name not in found or each.at > found[name].at}
    return found


def sort_out(typed: Mapping[str, Typed], standing: Mapping[str, str]) -> Sorted:
    """Return which drafts go back into their fields, given what stands saved in each; what is saved by now is neither."""
    open_ = {name: each for name, each in typed.items() if not same(each.words, standing.get(name, ""))}
    restored = {name: each for name, each in open_.items() if each.over == fingerprint(standing.get(name, ""))}
    return Sorted(restored=restored, offered={name: each for name, each in open_.items() if name not in restored})


def same(typed: str, standing: str) -> bool:
    """Whether saving what was typed would leave a field as it stands."""
    return normalise(typed).strip() == normalise(standing).strip()


def fingerprint(words: str) -> str:
    """Return a short sign of words, the same as the browser makes."""
    return f"{zlib.crc32(words.encode('utf-8', 'replace')):08x}"

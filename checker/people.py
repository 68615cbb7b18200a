"""
Who has a place at a desk that asks who comes: added and removed by an admin, each time told in the history.

Never here: how somebody proves who they are.
"""

import unicodedata
from dataclasses import replace
from typing import Any

from checker.auth import Role, User, require
from checker.decisions import Desk, tidied
from checker.errors import InputError, NotFound
from checker.store import Tx, events, people
from checker.store.people import Person

LONGEST_NAME = 80
LONGEST_ADDRESS = 254
JOINERS = "\u200c\u200d"  # they print nothing, but Persian and Hindi names are written with them


def add(desk: Desk, user: User, email: str, name: str, role: Role) -> Person:
    """Give somebody a place, or another name or role; raises InputError for a name that somebody else has."""
    require(user, "add_person")
    address, called = _address(email), _name(name)
    with desk.store.write() as tx:
        before = people.find(tx, address)
        after = Person(id=before.id if before else desk.new_id(), email=address, name=called or address, role=role)
        _check_name(tx, after)
        return _changed(tx, desk, user, "add_person", before, after)


def remove(desk: Desk, user: User, email: str) -> Person:
    """Take somebody's place away; their decisions stay theirs."""
    require(user, "remove_person")
    with desk.store.write() as tx:
        before = people.find(tx, email)
        if before is None or before.left_at:
            raise NotFound(f"Nobody at this desk has the address {email!r}. See who has: checker people")
        return _changed(tx, desk, user, "remove_person", before, replace(before, left_at=desk.now()))


def here(desk: Desk) -> list[Person]:
    """Return who has a place at this desk, in the order of their addresses."""
    with desk.store.read() as tx:
        return [each for each in people.everybody(tx) if each.left_at is None]


def find(desk: Desk, email: str) -> Person | None:
    """Return who has a place under this address, if somebody has."""
    with desk.store.read() as tx:
        found = people.find(tx, email)
    return found if found and found.left_at is None else None


def _changed(tx: Tx, desk: Desk, user: User, action: str, before: Person | None, after: Person) -> Person:
    if before != after:
        people.put(tx, after)
        told = {"before": _told(before) if before else {}, "after": _told(after)}
        events.append(
            tx,
            [events.Entry(at=desk.now(), actor=user.name, action=action, subject="person", subject_id=after.id, **told)],
        )
    return after


def _told(person: Person) -> dict[str, Any]:
    left = person.left_at.isoformat() if person.left_at else None
    return {"email": person.email, "name": person.name, "role": person.role.value, "left_at": left}


def _address(email: str) -> str:
    address = tidied(email, LONGEST_ADDRESS, "address")
    name, _, host = address.rpartition("@")
    if not name or not host or any(each.isspace() for each in address):
        raise InputError(f"{email!r} is no e-mail address; expected one such as ann@example.org.")
    if not email.strip().isascii():
        raise InputError(
            f"{email!r} has other letters than a to z; expected the address as mail servers write it, with xn-- names."
        )
    return address.lower()


def _name(name: str) -> str:
    called = " ".join(tidied(name, LONGEST_NAME, "name").split())
    if hidden := next((each for each in called if not each.isprintable() and each not in JOINERS), None):
        raise InputError(
            f"The name holds U+{ord(hidden):04X}, which prints nothing; expected letters only. Type the name anew."
        )
    return called


def _check_name(tx: Tx, person: Person) -> None:
    """Refuse a name that reads like one that somebody else has or had, because the history tells people apart by their names."""
    for other in people.everybody(tx):
        had = [other.name, *(event.after["name"] for event in events.history(tx, "person", other.id))]
        like = next((each for each in had if _read(each) == _read(person.name)), None)
        if other.id != person.id and like:
            is_or_was = "is" if like == other.name else "was"
            raise InputError(
                f"{other.email} {is_or_was} called {like!r} here already, and the history tells people apart by their names. "
                "Give another name."
            )


def _read(name: str) -> str:
    """A name as the eye reads it: without case, and without what prints nothing."""
    return "".join(each for each in unicodedata.normalize("NFKC", name) if each.isprintable()).casefold()

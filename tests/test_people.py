"""Who has a place at a desk that asks who comes: given and taken by admins only, each time told, on both databases."""

import pytest

from checker import people
from checker.auth import Role
from checker.decisions import Desk
from checker.errors import InputError, NotAllowed, NotFound
from checker.store import events
from checker.store.people import everybody
from tests.builders import make_user
from tests.desks import ANN, EDITOR

ADMIN = make_user("root", Role.ADMIN)


def actions(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as tx:
        assert list(events.broken_links(tx)) == []
        told = [each for person in everybody(tx) for each in events.history(tx, "person", person.id)]
    return [(each.action, each.after["role"]) for each in told]


def test_somebody_who_was_added_is_found_in_whatever_case_their_address_is_written(desk: Desk) -> None:
    added = people.add(desk, ADMIN, "Ann@Example.org", "Ann", Role.EDITOR)

    assert people.find(desk, "ANN@example.ORG") == added
    assert people.here(desk) == [added]
    assert (added.email, added.name, added.role) == ("ann@example.org", "Ann", Role.EDITOR)


@pytest.mark.parametrize("alike", ["sam.kim@straße.example", "ſam.kim@strasse.example", "sam.Kim@strasse.example"])
def test_an_address_that_only_looks_like_another_is_another(desk: Desk, alike: str) -> None:
    people.add(desk, ADMIN, "sam.kim@strasse.example", "Sam", Role.ADMIN)

    assert people.find(desk, alike) is None
    with pytest.raises(InputError, match="a to z"):
        people.add(desk, ADMIN, alike, "Sam Kim", Role.REVIEWER)


def test_adding_somebody_again_changes_their_name_and_role_and_is_told_once(desk: Desk) -> None:
    for role in (Role.REVIEWER, Role.EDITOR, Role.EDITOR):
        people.add(desk, ADMIN, "ann@example.org", "Ann", role)

    assert [each.role for each in people.here(desk)] == [Role.EDITOR]
    assert actions(desk) == [("add_person", "reviewer"), ("add_person", "editor")]


def test_whoever_was_removed_is_found_no_more_and_may_come_back(desk: Desk) -> None:
    first = people.add(desk, ADMIN, "ann@example.org", "Ann", Role.REVIEWER)
    people.remove(desk, ADMIN, "ann@example.org")

    assert (people.find(desk, "ann@example.org"), people.here(desk)) == (None, [])
    with pytest.raises(NotFound, match="checker people"):
        people.remove(desk, ADMIN, "ann@example.org")
    assert people.add(desk, ADMIN, "ann@example.org", "Ann", Role.REVIEWER).id == first.id
    assert [each for each, _ in actions(desk)] == ["add_person", "remove_person", "add_person"]


def test_nobody_but_an_admin_gives_or_takes_a_place(desk: Desk) -> None:
    people.add(desk, ADMIN, "ann@example.org", "Ann", Role.REVIEWER)
    for user in (ANN, EDITOR):
        with pytest.raises(NotAllowed):
            people.add(desk, user, "eve@example.org", "Eve", Role.ADMIN)
        with pytest.raises(NotAllowed):
            people.remove(desk, user, "ann@example.org")


def test_two_people_cannot_have_one_name_not_even_that_of_somebody_who_left(desk: Desk) -> None:
    people.add(desk, ADMIN, "ann@example.org", "Ann", Role.REVIEWER)
    people.remove(desk, ADMIN, "ann@example.org")

    with pytest.raises(InputError, match="called 'Ann' here already"):
        people.add(desk, ADMIN, "other@example.org", "ann", Role.REVIEWER)


@pytest.mark.parametrize("alike", ["ANN", "Ａｎｎ", "A\u200dnn", " Ann "])
def test_a_name_that_reads_like_that_of_another_is_refused(desk: Desk, alike: str) -> None:
    people.add(desk, ADMIN, "ann@example.org", "Ann", Role.REVIEWER)

    with pytest.raises(InputError, match="called 'Ann' here already"):
        people.add(desk, ADMIN, "other@example.org", alike, Role.REVIEWER)


def test_a_name_that_somebody_had_stays_theirs_in_the_history_and_they_may_take_it_back(desk: Desk) -> None:
    for name in ("Ann", "Anna"):
        people.add(desk, ADMIN, "ann@example.org", name, Role.REVIEWER)

    with pytest.raises(InputError, match="was called 'Ann' here already"):
        people.add(desk, ADMIN, "other@example.org", "Ann", Role.REVIEWER)
    assert people.add(desk, ADMIN, "ann@example.org", "Ann", Role.REVIEWER).name == "Ann"


@pytest.mark.parametrize("name", ["nnA\u202e", "A\u200bnn", "A\u2066nn"])
def test_a_name_with_signs_that_print_nothing_is_refused_by_their_number(desk: Desk, name: str) -> None:
    with pytest.raises(InputError, match=r"U\+(202E|200B|2066)"):
        people.add(desk, ADMIN, "ann@example.org", name, Role.REVIEWER)


def test_a_name_is_written_with_the_joiners_of_its_script(desk: Desk) -> None:
    assert people.add(desk, ADMIN, "ann@example.org", "علی‌رضا", Role.REVIEWER).name == "علی‌رضا"


@pytest.mark.parametrize("address", ["", "ann", "@example.org", "ann@", "a nn@example.org", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_refused(desk: Desk, address: str) -> None:
    with pytest.raises(InputError):
        people.add(desk, ADMIN, address, "Ann", Role.REVIEWER)


def test_somebody_without_a_name_is_called_by_their_address(desk: Desk) -> None:
    assert people.add(desk, ADMIN, "ann@example.org", " ", Role.REVIEWER).name == "ann@example.org"

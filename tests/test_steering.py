"""What a desk decides about the order of its queue: kept, told in the history, and only by those who may."""

from dataclasses import replace

import pytest

from checker import ranking, steering
from checker.auth import Role
from checker.decisions import Desk
from checker.errors import InputError, NotAllowed, NotFound, StaleVersion
from checker.model import Event
from checker.ranking import DEFAULT
from checker.store import events, order
from tests.builders import make_user
from tests.desks import ANN, EDITOR, with_claims


def told(desk: Desk, subject: str, subject_id: str) -> list[Event]:
    with desk.store.read() as tx:
        assert list(events.broken_links(tx)) == []
        return events.history(tx, subject, subject_id)


def test_the_weights_of_a_desk_are_kept_and_every_change_is_told(desk: Desk) -> None:
    assert steering.weights(desk) == DEFAULT
    chosen = replace(DEFAULT, reach=9)
    for _ in range(2):
        steering.set_weights(desk, EDITOR, chosen)
    assert steering.weights(desk) == chosen
    [event] = told(desk, "desk", order.WEIGHTS)
    assert (event.actor, event.action, event.before["reach"], event.after["reach"]) == ("eva", "set_weights", 3, 9)


def test_a_reviewer_sets_neither_the_weights_nor_the_claimants_of_the_desk(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        steering.set_weights(desk, ANN, DEFAULT)
    with pytest.raises(NotAllowed):
        steering.set_claimants(desk, ANN, [("Prime Minister", 3)], {})


def test_the_reach_of_a_document_is_kept_and_every_change_is_told(desk: Desk) -> None:
    ids = with_claims(desk, 2)
    for _ in range(2):
        steering.set_reach(desk, ANN, "document-1", 4)
    [event] = told(desk, "document", "document-1")
    assert (event.action, event.before, event.after) == ("set_reach", {"reach": 0}, {"reach": 4})
    with desk.store.read() as tx:
        assert {getattr(order.standing(tx, id_, DEFAULT), "reach", None) for id_ in ids} == {4}


@pytest.mark.parametrize("step", [-1, len(ranking.REACH)])
def test_a_reach_that_does_not_exist_is_refused(desk: Desk, step: int) -> None:
    with_claims(desk, 1)
    with pytest.raises(InputError, match="no step of reach"):
        steering.set_reach(desk, ANN, "document-1", step)


def test_the_reach_of_no_document_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        steering.set_reach(desk, ANN, "nowhere", 1)


def test_the_table_of_claimants_is_kept_and_every_change_is_told(desk: Desk) -> None:
    for _ in range(2):
        kept = steering.set_claimants(desk, make_user("al", Role.ADMIN), [("Prime  Minister", 3), ("prime minister", 4)], {})
    assert steering.claimants(desk) == kept == {"prime minister": 4}
    [event] = told(desk, "desk", "claimants")
    assert (event.action, event.before, event.after) == ("set_claimants", {}, {"prime minister": 4})


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([("x" * 301, 2)], "301 characters"),
        ([("Ann", 5)], "no level"),
        ([("Ann", -1)], "no level"),
        ([(f"Ann {number}", 2) for number in range(501)], "501 entries"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_whole(desk: Desk, entries: list[tuple[str, int]], why: str) -> None:
    with pytest.raises(InputError, match=why):
        steering.set_claimants(desk, EDITOR, entries, {})
    assert steering.claimants(desk) == {}


def test_a_table_that_was_seen_before_somebody_else_changed_it_overwrites_nothing(desk: Desk) -> None:
    seen = steering.claimants(desk)
    theirs = steering.set_claimants(desk, make_user("al", Role.ADMIN), [("mayor", 3)], seen)
    with pytest.raises(StaleVersion, match="Somebody else changed the table of claimants"):
        steering.set_claimants(desk, EDITOR, [("minister", 4)], seen)
    assert steering.claimants(desk) == theirs == {"mayor": 3}
    assert steering.set_claimants(desk, EDITOR, [("minister", 4)], theirs) == {"minister": 4}

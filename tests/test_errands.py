"""What is fetched while somebody goes on writing: done once, told in words, called off, and not lost with a server."""

import threading
import time
from collections.abc import Callable

import pytest

from checker.auth import Role, User
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import FetchRefused, InputError, LinkGone, NotAllowed
from checker.model import Copy, Draft, Errand
from checker.store import copies, errands, events
from checker.tasks.errands import MOST_TRIES, Taken, call_off, carry_out, run_errands, send_for, take
from checker.words import ErrandKind, LinkState
from tests.builders import make_evidence
from tests.desks import ANN, checked, with_claims
from tests.fakes import Clock

URL = make_evidence().url
SETTINGS = Settings()
NOBODY = User(name="guest", roles=frozenset[Role](), session="guest-1")
PATIENCE = 20  # seconds that a thread may take


def page(_settings: Settings, url: str) -> Draft:
    return Draft(text="The rate was 4.6 percent.", media_type="text/html", name="labour", url=url)


def answering(error: Exception) -> Callable[[Settings, str], Draft]:
    def read(_settings: Settings, _url: str) -> Draft:
        raise error

    return read


@pytest.fixture
def one(desk: Desk) -> Desk:
    with_claims(desk, 1)
    checked(desk)
    return desk


def ask(desk: Desk, kind: ErrandKind = ErrandKind.COPY) -> None:
    send_for(desk, ANN, "claim-1", URL if kind is ErrandKind.COPY else "", kind)


def taken(desk: Desk) -> Taken:
    found = take(desk, SETTINGS)
    assert found
    return found


def asked(desk: Desk) -> list[Errand]:
    with desk.store.read() as tx:
        return errands.of_claim(tx, "claim-1")


def kept(desk: Desk) -> list[Copy]:
    with desk.store.read() as tx:
        return copies.of_claims(tx, ["claim-1"])


def test_what_was_sent_for_is_kept_in_the_name_of_whoever_asked(one: Desk, clock: Clock) -> None:
    ask(one)
    assert [each.is_open for each in asked(one)] == [True]
    clock.advance(seconds=5)
    carry_out(one, SETTINGS, taken(one), read=page)
    assert [(copy.url, copy.by, copy.fetched_at) for copy in kept(one)] == [(URL, "ann", clock())]
    assert [(each.is_open, each.went_well, each.said) for each in asked(one)] == [(False, True, "")]
    with one.store.read() as tx:
        assert [each.actor for each in events.history(tx, "claim", "claim-1") if each.action == "keep_copy"] == ["ann"]
    assert take(one, SETTINGS) is None


def test_the_same_words_once_more_are_told_and_not_kept_twice(one: Desk) -> None:
    for _ in range(2):
        ask(one)
        carry_out(one, SETTINGS, taken(one), read=page)
    assert (len(kept(one)), [each.said for each in asked(one)]) == (
        1,
        ["It still has the words of the copy that was kept before."],
    )


def test_asking_twice_is_asking_once(one: Desk) -> None:
    ask(one)
    ask(one)
    taken(one)
    ask(one)
    assert take(one, SETTINGS) is None
    assert len(asked(one)) == 1


@pytest.mark.parametrize("error", [LinkGone("It answered with status 404."), RuntimeError("a bug")])
def test_what_stands_in_the_way_is_said_and_nothing_is_kept(one: Desk, error: Exception) -> None:
    ask(one)
    carry_out(one, SETTINGS, taken(one), read=answering(error))
    said = "status 404" if isinstance(error, LinkGone) else "its log says more"
    assert [(each.is_open, each.went_well, said in each.said) for each in asked(one)] == [(False, False, True)]
    assert kept(one) == []
    ask(one)
    assert [(each.is_open, each.said) for each in asked(one)] == [(True, "")]


@pytest.mark.parametrize("read", [page, answering(FetchRefused("It leads to 10.0.0.1."))])
def test_what_was_called_off_while_it_was_fetched_is_not_kept(one: Desk, read: Callable[[Settings, str], Draft]) -> None:
    ask(one)
    under_way = taken(one)
    call_off(one, ANN, "claim-1", URL, ErrandKind.COPY)
    carry_out(one, SETTINGS, under_way, read=read)
    assert (asked(one), kept(one)) == ([], [])


def test_what_a_server_was_on_when_it_died_is_taken_up_by_the_next(one: Desk, clock: Clock) -> None:
    ask(one)
    died = taken(one)
    assert take(one, SETTINGS) is None
    clock.advance(minutes=5)
    carry_out(one, SETTINGS, taken(one), read=page)
    carry_out(one, SETTINGS, died, read=page)  # it was not dead after all
    assert (len(kept(one)), [each.tries for each in asked(one)]) == (1, [2])


def test_what_every_server_dies_of_is_given_up_in_words(one: Desk, clock: Clock) -> None:
    ask(one)
    for _ in range(MOST_TRIES):
        taken(one)
        clock.advance(minutes=5)
    carry_out(one, SETTINGS, taken(one), read=page)
    assert ["stopped 3 times" in each.said for each in asked(one)] == [True]
    assert kept(one) == []


def test_a_look_at_the_links_tells_how_many_still_stand(one: Desk) -> None:
    ask(one, ErrandKind.LOOK)
    carry_out(one, SETTINGS, taken(one), read=page)
    assert [each.said for each in asked(one)] == ["2 links looked at; 2 still there as before."]
    with one.store.read() as tx:
        assert {(look.state, look.by) for look in copies.looks(tx, "claim-1").values()} == {(LinkState.THERE, "ann")}


def test_a_link_that_is_refused_does_not_count_as_looked_at(one: Desk) -> None:
    def refused(settings: Settings, url: str) -> Draft:
        if url == URL:
            raise FetchRefused("It leads to 10.0.0.1.")
        return page(settings, url)

    ask(one, ErrandKind.LOOK)
    carry_out(one, SETTINGS, taken(one), read=refused)
    assert [each.said for each in asked(one)] == ["1 link looked at; 1 still there as before; 1 link not looked at."]


def test_only_evidence_is_sent_for_and_only_by_those_who_may(one: Desk) -> None:
    with pytest.raises(InputError, match="no source of claim"):
        send_for(one, ANN, "claim-1", "https://elsewhere.example", ErrandKind.COPY)
    with pytest.raises(NotAllowed):
        send_for(one, NOBODY, "claim-1", URL, ErrandKind.COPY)
    assert asked(one) == []


def test_the_app_carries_out_what_is_sent_for_and_ends_when_told(one: Desk) -> None:
    ask(one)
    stop = threading.Event()
    worker = threading.Thread(target=run_errands, args=(one, SETTINGS, stop), kwargs={"read": page})
    worker.start()
    until = time.monotonic() + PATIENCE
    while asked(one)[0].is_open and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    worker.join(PATIENCE)
    assert not worker.is_alive()
    assert [(each.is_open, each.went_well) for each in asked(one)] == [(False, True)]

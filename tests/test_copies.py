"""Sources are kept as they were and looked at again: what is stored, what is told, and that no finding changes by it."""

import hashlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from checker import review, verifying
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import EmptyText, FetchRefused, InputError, LinkGone, LinkNotReached, StoreError
from checker.ingest.fetch import fetch
from checker.model import Copy, Draft, Look
from checker.store import copies, events
from checker.tasks.copies import Kept, keep_copy, look_at_links, share_that_differs
from checker.words import LinkState, Status
from tests.builders import make_evidence
from tests.databases import behind_the_guards
from tests.desks import ANN, COMPLETE, checked, get, with_claims, with_finding
from tests.fakes import Clock
from tests.ingest.pages import LIMITS, Pages, Rerouted, answering, fetch_page, public, serve

URL = make_evidence().url
ARCHIVED = make_evidence().archived_url
TEXT = "The rate was 4.6 percent.\nThe youth rate was 3.1 percent."
SETTINGS = Settings()


class Web:
    """Pages that answer with a text, or with what stands in the way of it."""

    def __init__(self, **pages: str | InputError) -> None:
        self.pages: dict[str, str | InputError] = {URL: TEXT, ARCHIVED: TEXT, **pages}

    def read(self, _settings: Settings, url: str) -> Draft:
        found = self.pages[url]
        if isinstance(found, InputError):
            raise found
        return Draft(text=found, media_type="text/html", name="labour", url=f"{url}#final")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def network() -> Iterator[Rerouted]:
    yield from serve(ThreadingHTTPServer(("127.0.0.1", 0), Pages))


@pytest.fixture
def one(desk: Desk) -> Desk:
    with_claims(desk, 1)
    checked(desk)
    return desk


def keep(desk: Desk, web: Web, url: str = URL) -> Kept:
    return keep_copy(desk, SETTINGS, ANN, "claim-1", url, read=web.read)


def look(desk: Desk, web: Web) -> Look:
    return {each.url: each for each in look_at_links(desk, SETTINGS, ANN, "claim-1", read=web.read)}[URL]


def kept(desk: Desk) -> list[Copy]:
    with desk.store.read() as tx:
        return copies.of_claims(tx, ["claim-1"])


def test_a_copy_holds_the_words_their_sum_and_who_kept_them_when(one: Desk, web: Web, clock: Clock) -> None:
    copy = keep(one, web).copy
    assert kept(one) == [copy]
    assert copy == Copy(
        claim_id="claim-1",
        url=URL,
        final_url=f"{URL}#final",
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        media_type="text/html",
        fetched_at=clock(),
        by="ann",
    )
    with one.store.read() as tx:
        assert copies.text(tx, copy) == TEXT


def test_keeping_a_copy_stands_in_the_history_and_in_nobodys_way(one: Desk, web: Web) -> None:
    before = get(one)
    keep(one, web)
    assert get(one) == before
    with one.store.read() as tx:
        last = events.history(tx, "claim", "claim-1")[-1]
    assert (last.action, last.actor, last.after["copy"]["url"]) == ("keep_copy", "ann", URL)
    assert review.undo(one, ANN, "claim-1").status is Status.ACCEPTED


def test_the_same_words_are_kept_once_and_other_words_beside_them(one: Desk, web: Web, clock: Clock) -> None:
    first = keep(one, web)
    clock.advance(days=1)
    assert keep(one, web) == replace(first, is_new=False)
    web.pages[URL] = "Something else."
    second = keep(one, web)
    assert second.is_new
    assert kept(one) == [first.copy, second.copy]
    with one.store.read() as tx:
        assert copies.newest(tx, "claim-1") == {URL: second.copy}
        assert [copies.text(tx, copy) for copy in kept(one)] == [TEXT, "Something else."]


def test_a_source_that_cannot_be_had_is_explained_and_nothing_is_kept(one: Desk, web: Web) -> None:
    web.pages[URL] = LinkGone("It answered with status 404.")
    with pytest.raises(LinkGone, match="status 404"):
        keep(one, web)
    assert kept(one) == []


def test_only_what_is_evidence_on_the_claim_is_fetched(one: Desk, web: Web) -> None:
    with pytest.raises(InputError, match=r"no source of claim claim-1\. Save it as evidence first"):
        keep(one, web, "https://elsewhere.example")
    assert kept(one) == []


@pytest.mark.parametrize(
    ("found", "state", "said"),
    [
        (TEXT, LinkState.THERE, "with the same text as the copy"),
        (TEXT.replace("3.1", "3.2"), LinkState.CHANGED, "has changed: 50 percent of the lines differ"),
        ("\n".join(reversed(TEXT.splitlines())), LinkState.CHANGED, "in another order"),
        (LinkGone("It answered with status 410."), LinkState.GONE, "status 410"),
        (LinkNotReached("It answered with status 503."), LinkState.NOT_REACHED, "status 503"),
        (FetchRefused("It leads to 10.0.0.1."), LinkState.REFUSED, "10.0.0.1"),
        (EmptyText("There is no text in it."), LinkState.UNREAD, "no text"),
    ],
)
def test_a_look_tells_what_became_of_a_source_and_changes_nothing_else(
    one: Desk, web: Web, found: str | InputError, state: LinkState, said: str
) -> None:
    keep(one, web)
    before, past = get(one), review.history(one, "claim-1")
    web.pages[URL] = found
    told = look(one, web)
    assert (told.state, said in told.said, told.by) == (state, True, "ann")
    assert (get(one), review.history(one, "claim-1")) == (before, past)
    assert len(kept(one)) == 1


def test_without_a_copy_a_look_says_that_there_is_nothing_to_hold_it_against(one: Desk, web: Web) -> None:
    told = look(one, web)
    assert (told.state, told.differs, "no copy was kept" in told.said) == (LinkState.THERE, None, True)


def test_the_last_look_at_each_address_is_kept_those_of_web_archives_too(one: Desk, web: Web, clock: Clock) -> None:
    look(one, web)
    clock.advance(days=1)
    web.pages[URL] = LinkGone("It is gone.")
    look(one, web)
    with one.store.read() as tx:
        last = copies.looks(tx, "claim-1")
    assert {url: (each.state, each.at) for url, each in last.items()} == {
        URL: (LinkState.GONE, clock()),
        ARCHIVED: (LinkState.THERE, clock()),
    }


def test_a_claim_without_a_finding_has_nothing_to_look_at(desk: Desk, web: Web) -> None:
    with_claims(desk, 1)
    assert look_at_links(desk, SETTINGS, ANN, "claim-1", read=web.read) == []


def test_copies_of_a_draft_can_be_kept_too(desk: Desk, web: Web) -> None:
    with_claims(desk, 1)
    with_finding(desk, finding=COMPLETE)
    assert keep(desk, web).is_new


def test_a_copy_that_somebody_altered_is_named(one: Desk, web: Web) -> None:
    keep(one, web)
    with one.store.read() as tx:
        assert list(verifying.problems(tx)) == []
    altered = hashlib.sha256(b"Forged.").hexdigest()
    behind_the_guards(one.store, f"UPDATE evidence_copy SET text = 'Forged.', sha256 = '{altered}'")
    with one.store.read() as tx:
        assert [(altered in each, "claim-1" in each) for each in verifying.problems(tx)] == [(True, True), (False, True)]


ALTERED = {
    "its text": "UPDATE evidence_copy SET text = 'Forged.'",
    "its address": "UPDATE evidence_copy SET url = 'https://forged.example'",
    "when it was read": "UPDATE evidence_copy SET fetched_at = '2020-01-01 00:00:00'",
    "that it is there": "DELETE FROM evidence_copy",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED)
def test_what_was_done_to_a_copy_past_its_guards_is_named(one: Desk, web: Web, statement: str) -> None:
    keep(one, web)
    behind_the_guards(one.store, statement)
    with one.store.read() as tx:
        found = list(verifying.problems(tx))
    assert [each for each in found if "Claim claim-1: the copy of" in each], found


NEVER = r"(copies of sources are|a row of evidence_copy is) never (changed|replaced|deleted)"
REFUSED = ["UPDATE evidence_copy SET text = 'Forged.'", "UPDATE evidence_copy SET sha256 = ''", "DELETE FROM evidence_copy"]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_itself_refuses_to_change_or_delete_a_copy(one: Desk, web: Web, statement: str) -> None:
    copy = keep(one, web).copy
    with pytest.raises((StoreError, IntegrityError), match=NEVER), one.store.write() as tx:
        tx.exec_driver_sql(statement)
    with one.store.read() as tx:
        assert copies.text(tx, copy) == TEXT


def test_the_database_itself_refuses_to_put_another_copy_in_place_of_one(one: Desk, web: Web) -> None:
    copy = keep(one, web).copy
    forged = "SELECT seq, claim_id, url, by, final_url, sha256, media_type, 'Forged.', fetched_at FROM evidence_copy"
    by_server = one.store.url.get_backend_name() == "postgresql"
    replacing = "TRUNCATE evidence_copy" if by_server else f"INSERT OR REPLACE INTO evidence_copy {forged}"
    with pytest.raises((StoreError, IntegrityError), match=NEVER), one.store.write() as tx:
        tx.exec_driver_sql(replacing)
    with one.store.read() as tx:
        assert copies.text(tx, copy) == TEXT


lines = st.lists(st.sampled_from(["a", "b", "c", "d  d", ""]), max_size=8)


@given(lines, lines)
def test_the_share_that_differs_is_a_share_the_same_from_both_sides_and_nothing_where_all_is_the_same(
    old: list[str], new: list[str]
) -> None:
    share = share_that_differs("\n".join(old), "\n".join(new))
    assert 0 <= share <= 1
    assert share == share_that_differs("\n".join(new), "\n".join(old))
    assert (share == 0) == (sorted(filter(None, old)) == sorted(filter(None, new)))


def no_such_name(code: int) -> Callable[[str, int], list[str]]:
    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(code, "no answer")

    return resolve


@pytest.mark.parametrize(("path", "kind"), [("/missing", LinkGone), ("/broken", LinkNotReached), ("/picture", FetchRefused)])
def test_what_a_server_answers_tells_gone_from_not_reached_and_refused(
    network: Rerouted, path: str, kind: type[FetchRefused]
) -> None:
    with pytest.raises(FetchRefused) as told:
        fetch_page(path, network)
    assert told.type is kind


@pytest.mark.parametrize(("code", "kind"), [(socket.EAI_NONAME, LinkGone), (socket.EAI_AGAIN, LinkNotReached)])
def test_a_name_that_does_not_exist_is_gone_and_one_that_was_not_answered_for_is_not(
    network: Rerouted, code: int, kind: type[FetchRefused]
) -> None:
    with pytest.raises(kind):
        fetch("http://news.example/", limits=LIMITS, resolver=no_such_name(code), network=network)


def test_an_address_within_the_house_is_refused_and_never_called_gone(network: Rerouted) -> None:
    with pytest.raises(FetchRefused) as told:
        fetch("http://news.example/", limits=LIMITS, resolver=answering(["10.0.0.1"]), network=network)
    assert told.type is FetchRefused
    assert network.dialled == []
    assert fetch("http://news.example/", limits=LIMITS, resolver=public, network=network).data

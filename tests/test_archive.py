"""The archive of checks that others published: read from any file, kept apart, found by words and beside a claim; on both databases."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import tasks
from checker.decisions import Desk
from checker.export.archived import LONGEST, Origin, read_archive
from checker.export.jsonld import host_of
from checker.store import Store, archive, claims, events
from checker.store.claims import Filter
from checker.tasks import Archived, Source
from checker.words import Status
from tests.builders import NOON
from tests.desks import ANN, EDITOR, with_claims
from tests.export.strategies import PUBLISHER, steady

ORIGIN = Origin(file="feed.json", imported_by="ann", imported_at=NOON)


def review(claim: str = "Rents in Harbourtown rose by 14 percent last year.", **changes: Any) -> dict[str, Any]:
    """Return a ClaimReview of somebody else."""
    whole = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim,
        "url": "https://elsewhere.example/rents",
        "datePublished": "2026-03-04",
        "author": {"@type": "Organization", "name": "Elsewhere Checks"},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ada Kern"}, "datePublished": "2026-03-01"},
        "reviewRating": {"@type": "Rating", "alternateName": "Half true"},
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def archived(desk: Desk, *reviews: dict[str, Any], name: str = "feed.json", data: bytes = b"") -> Archived:
    given_ = data or json.dumps(list(reviews)).encode()
    looked = tasks.look_through_reviews(desk, ANN, io.BytesIO(given_), name)
    done = tasks.archive_reviews(desk, ANN, io.BytesIO(given_), Source(name=name, sha256="0" * 64))
    assert (looked.new, looked.known, looked.left_out) == (done.new, done.known, done.left_out)
    return done


def test_a_check_of_others_is_kept_with_what_it_says_and_where_it_came_from(desk: Desk) -> None:
    assert archived(desk, review()).new == 1
    (check,) = tasks.search_archive(desk, "rents harbour", 9)
    assert (check.claim, check.claimant, check.claimed_at) == (review()["claimReviewed"], "Ada Kern", "2026-03-01")
    assert (check.verdict, check.publisher, check.published_at) == ("Half true", "Elsewhere Checks", "2026-03-04")
    assert (check.url, check.file, check.place) == ("https://elsewhere.example/rents", "feed.json", "[0]")
    assert (check.imported_by, check.imported_at, check.broken) == (ANN.name, desk.now(), ())


def feed(reviews: list[dict[str, Any]]) -> bytes:
    items = [{"@type": "DataFeedItem", "item": each} for each in reviews]
    return json.dumps({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": items}).encode()


def lines(reviews: list[dict[str, Any]]) -> bytes:
    return "\n".join(map(json.dumps, reviews)).encode()


def page(reviews: list[dict[str, Any]]) -> bytes:
    return f"<html><script type='application/ld+json'>{json.dumps(reviews)}</script></html>".encode()


FORMS: dict[str, tuple[str, Callable[[list[dict[str, Any]]], bytes]]] = {
    "a list": ("a.json", lambda reviews: json.dumps(reviews).encode()),
    "JSON Lines": ("a.jsonl", lines),
    "a DataFeed": ("a.json", feed),
    "JSON-LD in HTML": ("a.html", page),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_in_which_claimreviews_are_published_is_read(form: str) -> None:
    name, written = FORMS[form]
    data = written([review(), review("Bread costs twice as much.", url="https://elsewhere.example/bread")])
    found = list(read_archive(io.BytesIO(data), Origin(file=name, imported_by="ann", imported_at=NOON)))
    assert [each.check is not None for each in found] == [True, True], found


def test_the_same_claim_at_the_same_address_is_kept_once(desk: Desk) -> None:
    again = review("RENTS in Harbourtown rose by 14 percent last year")
    other = review(url="https://elsewhere.example/other")
    assert (archived(desk, review(), again, other).new, archived(desk, review(), again, other).known) == (2, 3)
    with desk.store.read() as tx:
        assert archive.count(tx) == 2


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"claimReviewed": None}, "CR010"),
    ({"claimReviewed": " "}, "CR010"),
    ({"claimReviewed": 7}, "CR010"),
    ({"url": None}, "CR012"),
    ({"url": "javascript:alert(1)"}, "CR012"),
    ({"url": 'https://a.example/"><b>'}, "CR012"),
    ({"url": "data:text/html,x"}, "CR012"),
    ({"reviewRating": None}, "CR021"),
    ({"reviewRating": {"@type": "Rating", "ratingValue": 1}}, "CR021"),
    ({"claimReviewed": "x" * (LONGEST["claim"] + 1)}, "length"),
]


@pytest.mark.parametrize(("changes", "rule"), BROKEN)
def test_what_cannot_be_used_is_left_out_with_its_rule_and_the_rest_is_taken(
    desk: Desk, changes: dict[str, Any], rule: str
) -> None:
    done = archived(desk, review(**{"url": "https://elsewhere.example/x"} | changes), review())
    assert (done.new, [(each.place, each.rule) for each in done.left_out]) == (1, [("[0]", rule)])


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"{oops", "not JSON"), (b"[]", "neither a ClaimReview nor records"), (b"<p>", "neither a ClaimReview nor records")],
)
def test_a_file_without_a_claimreview_is_told(desk: Desk, data: bytes, why: str) -> None:
    done = archived(desk, data=data)
    assert (done.new, done.left, why in done.left_out[0].why) == (0, 1, True)


def test_a_check_that_breaks_another_rule_is_taken_with_the_rule_noted(desk: Desk) -> None:
    done = archived(desk, review(datePublished="yesterday", author=None))
    (check,) = tasks.search_archive(desk, "rents", 9)
    assert dict(done.broken) == {"CR030": 1, "CR050": 1}
    assert (check.broken, check.published_at, check.publisher) == (("CR030", "CR050"), None, "elsewhere.example")


@steady
@given(st.recursive(st.none() | st.integers() | st.text(max_size=20), lambda each: st.lists(each, max_size=3)))
def test_whatever_stands_where_words_should_nothing_but_plain_words_and_web_addresses_come_of_it(value: Any) -> None:
    for name in review():
        data = json.dumps(review(**{name: value})).encode()
        for taken in read_archive(io.BytesIO(data), ORIGIN):
            if taken.check:
                told = (taken.check.claim, taken.check.verdict, taken.check.publisher, taken.check.claimant or "")
                assert not any(char < " " or char == "\x7f" for words in told for char in words)
                assert host_of(taken.check.url)


def test_the_archive_is_no_record_of_ours(desk: Desk) -> None:
    with_claims(desk, 1)
    archived(desk, review())
    with desk.store.read() as tx:
        assert claims.total(tx, Filter()) == 1
        assert [(each.action, each.after["new"]) for each in events.history(tx, "archive", "0" * 32)] == [("import", 1)]
    assert [each.id for each in tasks.records(desk, EDITOR, Filter(statuses=tuple(Status)), PUBLISHER)] == ["claim-1"]


def test_a_search_needs_all_words_and_takes_the_last_as_begun(desk: Desk) -> None:
    archived(desk, review(), review("Bread costs twice as much.", url="https://elsewhere.example/bread"))
    found = {
        words: len(tasks.search_archive(desk, words, 9)) for words in ("elsewhere", "bread twi", "bread rents", "KERN", "")
    }
    assert found == {"elsewhere": 2, "bread twi": 1, "bread rents": 0, "KERN": 2, "": 0}


@pytest.mark.parametrize("words", ['"', 'a" OR "b', "*", "NEAR(", "'x' & 'y'", ":*", "%", "\\", "NOT rents"])
def test_no_words_of_a_search_are_obeyed(desk: Desk, words: str) -> None:
    archived(desk, review())
    assert tasks.search_archive(desk, words, 9) == []
    assert tasks.checked_elsewhere(desk, words) == []


def test_much_the_same_claim_is_found_beside_a_claim_the_likest_first(desk: Desk) -> None:
    near = review("Rents in Harbourtown rose by 4 percent.", url="https://elsewhere.example/4")
    far = review("Rents are a burden for many.", url="https://elsewhere.example/far")
    many = [review(f"Harbourtown built {n} flats last year.", url=f"https://elsewhere.example/{n}f") for n in range(30)]
    archived(desk, near, review(), far, *many)
    found = tasks.checked_elsewhere(desk, "Rents in Harbourtown rose by 14 percent last year, [says the mayor].")
    assert [each.url for each in found][:2] == ["https://elsewhere.example/rents", "https://elsewhere.example/4"]
    assert "https://elsewhere.example/far" not in [each.url for each in found]


def test_an_empty_archive_has_nothing_beside_a_claim(store: Store, desk: Desk) -> None:
    assert tasks.checked_elsewhere(desk, "Rents rose.") == []

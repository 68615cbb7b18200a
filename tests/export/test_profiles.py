"""ClaimReviews for each kind of reader, and as elements of a page."""

import io
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import InputError
from checker.export import export, profiles
from checker.export.lint import Level, Surroundings
from checker.export.linting import lint_file
from checker.export.profiles import DUKE_KEYS, PROFILES
from checker.export.records import Record
from tests.export.golden import context, examples, path_of_profile
from tests.export.strategies import checked_records, records, steady

every_profile = pytest.mark.parametrize("profile", PROFILES)


def written(given_records: list[Record], profile: str, *, html: bool = False) -> bytes:
    return b"".join(profiles.write(given_records, replace(context(), profile=profile, html=html)))


def members(given_records: list[Record], profile: str) -> list[dict[str, Any]]:
    found = orjson.loads(written(given_records, profile))
    return [item for each in found["dataFeedElement"] for item in each["item"]] if isinstance(found, dict) else found


@every_profile
def test_a_profile_is_what_it_was_before(profile: str) -> None:
    assert written(examples(), profile) == path_of_profile(profile).read_bytes()


@every_profile
@steady
@given(given_records=st.lists(checked_records(), max_size=3))
def test_our_own_linter_finds_no_error_in_any_profile(profile: str, given_records: list[Record]) -> None:
    around = Surroundings(publisher_url=context().publisher_url)
    for html in (False, True):
        found = list(lint_file(io.BytesIO(written(given_records, profile, html=html)), "file", around))
        assert [each.message for one in found for each in one.violations if each.level is Level.ERROR] == []
        assert sum(one.is_review for one in found) == len(given_records)


@every_profile
@pytest.mark.parametrize("html", [False, True])
def test_nothing_to_write_is_a_whole_file(profile: str, html: bool) -> None:
    found = written([], profile, html=html)
    assert (
        found == b""
        if html
        else orjson.loads(found) in ([], {"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": []})
    )


def test_duke_gets_ratings_as_texts_and_nothing_beyond_its_properties() -> None:
    found = members(examples(), "duke")
    assert all(set(each) <= set(DUKE_KEYS) for each in found)
    numbers = [
        each["reviewRating"][key]
        for each in found
        for key in ("ratingValue", "bestRating", "worstRating")
        if key in each["reviewRating"]
    ]
    assert numbers
    assert all(isinstance(number, str) for number in numbers)


def test_a_feed_holds_one_item_for_each_claim() -> None:
    feed = orjson.loads(written(examples(), "datafeed"))
    assert (feed["@type"], {each["@type"] for each in feed["dataFeedElement"]}) == ("DataFeed", {"DataFeedItem"})
    assert [each["item"][0]["@type"] for each in feed["dataFeedElement"]] == ["ClaimReview"] * len(
        members(examples(), "google")
    )


def test_the_enriched_profile_cites_the_evidence_and_names_the_claim_and_its_corrections() -> None:
    found = members(examples(), "enriched")
    by_id = {each["itemReviewed"]["@id"].rpartition("#claim-")[2]: each for each in found}
    kept = {each.id: each for each in examples()}
    for claim_id, review in by_id.items():
        assert [row["url"] for row in review["citation"]] == [row.url for row in kept[claim_id].evidence]
        told = [each["text"] for each in review.get("correction", [])]
        assert told == [each.why for each in kept[claim_id].corrections]
    assert any(each.get("correction") for each in found)
    assert all(each["dateModified"] for each in found)


@steady
@given(st.lists(records(), max_size=3))
def test_profiles_differ_in_words_and_never_in_which_claims_they_hold(given_records: list[Record]) -> None:
    counts = {len(members(given_records, profile)) for profile in PROFILES}
    assert len(counts) == 1


@pytest.mark.parametrize(("profile", "elements"), [("google", 4), ("duke", 4), ("enriched", 4), ("datafeed", 1)])
def test_in_a_page_each_claimreview_stands_in_an_element_of_its_own_but_a_feed_in_one(profile: str, elements: int) -> None:
    assert len(members(examples(), "google")) == 4
    page = written(examples(), profile, html=True)
    assert (page.count(b"<script type="), page.count(b"</script>")) == (elements, elements)


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        InputError, match="'bing' is no profile of ClaimReview; expected one of google, duke, datafeed, enriched"
    ):
        list(export([], "claimreview", replace(context(), profile="bing")))

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import InputError
from checker.export import profiles
from checker.export.claimreview import EXPLANATION, explanation, is_organisation, review
from checker.export.lint import Level, Surroundings, lint
from checker.export.records import Context, Publisher, Record, record
from checker.words import Attribution, Status
from tests.builders import make_checked_claim, make_claim, make_document, make_finding, make_verdict
from tests.export.strategies import PUBLISHER, checked_records, records, steady


def made(**changes: Any) -> dict[str, Any]:
    return review(record(make_checked_claim(**changes), make_document(), PUBLISHER))


def context() -> Context:
    return replace(PUBLISHER, left_out=[])


def written(given_records: list[Record], around: Context) -> list[dict[str, Any]]:
    found = orjson.loads(b"".join(profiles.write(given_records, around)))
    assert isinstance(found, list)
    return found


@steady
@given(checked_records())
def test_a_checked_record_becomes_a_claimreview_without_an_error(given_record: Record) -> None:
    found = lint(review(given_record), Surroundings(publisher_url=PUBLISHER.publisher_url))
    assert [each.message for each in found if each.level is Level.ERROR] == []


@steady
@given(st.lists(records(), max_size=4))
def test_every_record_is_either_written_or_left_out_with_a_reason(given_records: list[Record]) -> None:
    around = context()
    found = written(given_records, around)
    assert len(found) + len(around.left_out) == len(given_records)
    assert all(each.why for each in around.left_out)


@steady
@given(checked_records())
def test_numbers_come_all_three_or_not_at_all(given_record: Record) -> None:
    rating = review(given_record)["reviewRating"]
    assert given_record.verdict is not None
    present = {"ratingValue", "bestRating", "worstRating"} & set(rating)
    assert len(present) == (0 if given_record.verdict.value is None else 3)
    assert rating["alternateName"] == given_record.verdict.name


@steady
@given(checked_records())
def test_no_words_can_end_the_script_element(given_record: Record) -> None:
    block = b"".join(profiles.write([given_record], replace(context(), html=True))).decode()
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>\n")
    assert not set("<>&") & set(inside)
    assert orjson.loads(inside) == review(given_record)


def test_a_finding_is_written_under_its_own_url() -> None:
    assert made(finding=make_finding(url="https://factdesk.example.org/2026/a"))["url"] == "https://factdesk.example.org/2026/a"


def test_without_a_url_of_its_own_the_address_is_made_from_the_publishers() -> None:
    assert made(id="a b/c")["url"] == "https://factdesk.example.org/claims/a%20b%2Fc"


@pytest.mark.parametrize(
    ("changes", "publisher", "why"),
    [
        ({}, Publisher(name="Example Fact Desk", url=""), "no public url"),
        ({"finding": make_finding(url="https://a.example/1")}, Publisher(name="", url=""), "Nobody is named"),
        ({"finding": make_finding(url="https://elsewhere.example/1")}, None, "CR013"),
        ({"finding": make_finding(url="ftp://factdesk.example.org/1")}, None, "CR012"),
        ({"status": Status.RETRACTED}, None, "It is retracted"),
        ({"status": Status.IN_REVIEW}, None, "It is in review"),
        ({"finding": None}, None, "has no verdict"),
        ({"finding": make_finding(at=None)}, None, "has no verdict"),
        ({"finding": make_finding(verdict=replace(make_verdict(), worst=0))}, None, "CR024"),
        ({"text": "  "}, None, "CR010"),
    ],
)
def test_what_cannot_be_a_claimreview_is_left_out_and_said(
    changes: dict[str, Any], publisher: Publisher | None, why: str
) -> None:
    around = context()
    one = record(make_checked_claim(**changes), make_document(), around)
    other = record(make_checked_claim(id="claim-2"), make_document(), around)
    found = written([replace(one, publisher=publisher or one.publisher), other], around)
    assert [each["url"] for each in found] == ["https://factdesk.example.org/claims/claim-2"]
    assert [each.claim_id for each in around.left_out] == ["claim-1"]
    assert why in around.left_out[0].why


def test_nothing_to_write_is_an_empty_array() -> None:
    assert b"".join(profiles.write([], context())) == b"[]\n"


def test_a_review_of_an_unchecked_claim_is_refused() -> None:
    with pytest.raises(InputError, match="It is candidate"):
        review(record(make_claim(), make_document(), PUBLISHER))


@pytest.mark.parametrize(
    ("claimant", "role", "attribution", "author"),
    [
        ("Jane Doe", "Minister", Attribution.DIRECT_QUOTE, {"@type": "Person", "name": "Jane Doe", "jobTitle": "Minister"}),
        ("Jane Doe", None, Attribution.DIRECT_QUOTE, {"@type": "Person", "name": "Jane Doe"}),
        ("OECD", None, Attribution.INDIRECT_QUOTE, {"@type": "Organization", "name": "OECD"}),
        (None, "Minister", Attribution.DIRECT_QUOTE, None),
        (" Unknown ", None, Attribution.INDIRECT_QUOTE, None),
        ("a source", None, Attribution.ANONYMOUS, None),
    ],
)
def test_only_a_known_claimant_is_named(
    claimant: str | None, role: str | None, attribution: Attribution, author: dict[str, str] | None
) -> None:
    found = made(claimant=claimant, claimant_role=role, attribution=attribution)
    assert found["itemReviewed"].get("author") == author


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ministry of Labour", True),
        ("Office of the President", True),
        ("European Commission", True),
        ("European Commission President", False),
        ("the head of the Office of the President", False),
        ("a spokesperson for the Ministry of Defence", False),
        ("President of the European Commission Ursula von der Leyen", False),
        ("NATO", True),
        ("Ann Lee", False),
        ("", False),
    ],
)
def test_a_name_tells_an_organisation_from_a_person(name: str, expected: bool) -> None:
    assert is_organisation(name, None, Attribution.INDIRECT_QUOTE) is expected


def test_a_study_is_no_person() -> None:
    assert is_organisation("Lancet paper", None, Attribution.DOCUMENT_OR_STUDY)


@pytest.mark.parametrize(
    ("claimed_at", "day"), [("2026-05-18", "2026-05-18"), ("last Monday", None), ("2026-02-30", None), (None, None)]
)
def test_the_day_of_the_claim_is_written_when_it_is_a_day(claimed_at: str | None, day: str | None) -> None:
    assert made(claimed_at=claimed_at)["itemReviewed"].get("datePublished") == day


def test_the_document_is_where_the_claim_appeared() -> None:
    expected = {
        "@type": "CreativeWork",
        "url": "https://news.example.com/labour",
        "headline": "Labour figures",
        "datePublished": "2026-05-18",
    }
    assert made()["itemReviewed"]["appearance"] == expected


def test_a_document_without_a_web_address_still_has_its_headline() -> None:
    found = review(record(make_checked_claim(), make_document(url="labour.txt", published_at=None), PUBLISHER))
    assert found["itemReviewed"]["appearance"] == {"@type": "CreativeWork", "headline": "Labour figures"}


@steady
@given(st.text(max_size=700))
def test_an_explanation_is_the_beginning_of_the_rationale_and_short(rationale: str) -> None:
    found = explanation(rationale)
    whole = " ".join(rationale.split())
    assert found is None or (whole.startswith(found) and 0 < len(found) <= EXPLANATION)
    assert len(whole) > EXPLANATION or (found or "") == whole


def test_a_long_rationale_is_cut_after_a_sentence() -> None:
    assert explanation(f"One is short. Two too. {'word ' * 80}end.") == "One is short. Two too."


def test_a_rationale_without_a_short_sentence_gives_no_explanation() -> None:
    assert explanation("word " * 100) is None


def test_a_claimreview_carries_its_own_context_and_type() -> None:
    found = made()
    assert (found["@context"], found["@type"], found["datePublished"]) == ("https://schema.org", "ClaimReview", "2026-05-20")
    assert found["author"] == {"@type": "Organization", "name": "Example Fact Desk", "url": "https://factdesk.example.org/"}

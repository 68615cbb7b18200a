"""What is added in brackets so that a claim stands alone, and what is left out because it is not certain."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.extract.offline.dates import relative_dates
from checker.model import Proposal
from tests.extract.test_offline import read
from tests.strategies import prose

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PUBLISHED = date(2026, 11, 18)  # a Wednesday


def claims(text: str, published: date | None = PUBLISHED) -> list[Proposal]:
    return list(read(text, published_at=published).proposals)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Taxes rose yesterday.", "17 November 2026"),
        ("Taxes rose last night.", "17 November 2026"),
        ("Taxes rose last week.", "9–15 November 2026"),
        ("Taxes rise this week.", "16–22 November 2026"),
        ("Taxes rose last month.", "October 2026"),
        ("Taxes rise this month.", "November 2026"),
        ("Taxes rose last year.", "2025"),
        ("Taxes will rise next year.", "2027"),
        ("Taxes rose on Tuesday.", "17 November 2026"),
        ("Taxes rose on Wednesday.", "18 November 2026"),
        ("Taxes rose on Thursday.", "12 November 2026"),
        ("Taxes rose on Tuesday night.", "17 November 2026"),
        ("The council will pay, it said Monday.", "16 November 2026"),
    ],
)
def test_a_relative_date_that_is_certain_is_counted_from_the_date_of_the_document(words: str, meant: str) -> None:
    assert [found.date for found in relative_dates(words, PUBLISHED)] == [meant]


@pytest.mark.parametrize(
    "words",
    [
        "The council will meet on Tuesday.",
        "It fell last Tuesday.",
        "It must be paid by Friday.",
        "Talks that were to begin on Friday failed.",
    ],
)
def test_a_relative_date_that_may_be_two_days_is_none(words: str) -> None:
    assert [found.date for found in relative_dates(words, PUBLISHED)] == [None]


@pytest.mark.parametrize(
    "words",
    [
        "It fell on Tuesday, 10 November.",
        "It fell on Tuesdays.",
        "It fell on a Tuesday.",
        "It fell.",
        "It falls at today’s pace.",
        "It sails on Monday nights.",
    ],
)
def test_what_is_dated_already_or_no_date_is_left_as_it_is(words: str) -> None:
    assert list(relative_dates(words, PUBLISHED)) == []


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        (date(2026, 12, 9), "30 November – 6 December 2026"),
        (date(2027, 1, 6), "28 December 2026 – 3 January 2027"),
        (date(2026, 11, 15), "2–8 November 2026"),
    ],
)
def test_a_week_may_lie_in_two_months_or_years(published: date, meant: str) -> None:
    assert [found.date for found in relative_dates("It fell last week.", published)] == [meant]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(9000, 1, 1)), st.sampled_from(DAYS))
def test_a_weekday_in_the_past_is_the_last_one_on_or_before_the_date_of_the_document(published: date, day: str) -> None:
    (found,) = relative_dates(f"It fell on {day}.", published)
    meant = datetime.strptime(str(found.date), "%d %B %Y").replace(tzinfo=UTC).date()
    assert 0 <= (published - meant).days < len(DAYS)
    assert DAYS[meant.weekday()] == day


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Taxes rose by 5% last week.", "Taxes rose by 5% last week [9–15 November 2026]."),
        ("Last year's deficit was 5% of output.", "Last year's [2025] deficit was 5% of output."),
        ("Anna Holm won 40% of the vote. Holm paid. She lost 12 seats in Oslo.", "[Anna Holm] lost 12 seats in Oslo."),
        (
            "Karl Holm met Mayor Anna Lee in Oslo in 2024. She said that the tunnel cost 5 million euros.",
            "[Anna Lee] said that the tunnel cost 5 million euros.",
        ),
    ],
)
def test_what_is_certain_stands_in_brackets_and_passes_the_checks(text: str, claim: str) -> None:
    last = claims(text)[-1]
    assert last.text == claim
    assert last.flags == ()


def test_a_pronoun_that_may_mean_two_people_stays_and_is_said_to_be_ambiguous() -> None:
    last = claims("Mayor Anna Holm met Mayor Mary Lee. She lost 12 seats in Oslo in 2024.")[-1]
    assert last.text.startswith("She")
    assert last.ambiguity == "who or what “She” is"


def test_a_day_that_is_not_certain_is_said_to_be_ambiguous() -> None:
    (claim,) = claims("The ministry cut 300 jobs last Tuesday.")
    assert (claim.text, claim.ambiguity) == (claim.quote, "which date “last Tuesday” is")


def test_days_in_somebodys_own_words_are_left_out_but_years_are_counted() -> None:
    texts = [claim.text for claim in claims("“Last year 300 people died here. Yesterday 12 died in Oslo,” said Anna Holm.")]
    assert texts == [
        "[Anna Holm said:] Last year [2025] 300 people died here.",
        "[Anna Holm said:] Yesterday 12 died in Oslo",
    ]


@given(prose(80))
def test_without_its_brackets_a_claim_has_only_characters_of_its_quote_in_their_order(text: str) -> None:
    for claim in claims(f"{text}\nSales rose 5% last week."):
        if "[" not in claim.quote:
            left = iter(claim.quote)
            assert all(char in left for char in re.sub(r"^\[[^\[\]]* said:\] | ?\[[^\[\]]*\]", "", claim.text))


@pytest.mark.parametrize(
    "sentence",
    [
        "Speaking in 2011, the mayor said 500 people died last year.",
        "The report of 2004 says that 500 people died this year.",
        "In 1950 the king died on Monday, after 12 years.",
    ],
)
def test_nothing_is_counted_from_the_date_of_the_document_where_another_year_is_spoken_of(sentence: str) -> None:
    (found,) = claims(sentence)
    assert "[" not in found.text


def test_he_after_somebodys_words_may_be_somebody_in_them() -> None:
    found = claims("Mr John Roe said Peter Poe stole 9 million dollars. He was jailed for 12 years.")
    assert "[John Roe]" not in found[-1].text


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["A-", "Ann-Lee’", "B&", "Jane Doe, the minister, said it. ", "The minister said it. Ann Lee. "]
)
def test_a_long_run_of_what_looks_like_names_is_read_in_seconds(unit: str) -> None:
    assert read(unit * (150_000 // len(unit)))

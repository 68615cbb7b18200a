"""Sentences that judge, feel or tell nothing are left out with a reason; with a quantity in them they are proposed."""

import pytest

from tests.extract.test_offline import read, reasons

PLACE = "The harbour of Larvik took in 40 million crowns in 2024."


def reason(sentence: str) -> str | None:
    return next((why for words, why in reasons(f"{PLACE} {sentence}").items() if words.startswith(sentence[:20])), None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ida Holm called the plan of the council reckless.",
        "Mayor Ida Holm called the plan of the council “a slap in the face”.",
        "Mayor Ida Holm said on Monday that she was “shocked” by the vote of the council.",
        "Mayor Ida Holm said the council was very disappointed by the vote on the school in Oslo, and she was sad.",
        "Mayor Ida Holm told the council in Oslo that it was a disgrace.",
        "The union dismissed the budget of the ministry as “pure fantasy”.",
    ],
)
def test_how_somebody_feels_about_something_is_an_opinion(sentence: str) -> None:
    assert reason(sentence) == "opinion"


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ida Holm declined to comment on the vote of the council.",
        "The ministry of finance did not immediately respond to a request for comment.",
        "The police spokesman in Oslo could not be reached on Monday.",
        "Mayor Ida Holm has not said whether the school in Oslo closes.",
        "Mayor Ida Holm rejected the allegations.",
    ],
)
def test_that_nobody_answered_is_no_claim(sentence: str) -> None:
    assert reason(sentence) == "no_checkable_content"


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ida Holm called the plan, which costs 12 million crowns, reckless.",
        "The ministry, which lost 12 million crowns in 2024, declined to comment.",
        "Mayor Ida Holm said the hospital in Oslo had “no beds left” in May 2024.",
        "Mayor Ida Holm called the police in Oslo 14 times.",
    ],
)
def test_a_quantity_or_a_fact_beside_a_judgement_is_proposed(sentence: str) -> None:
    assert reason(sentence) is None


def test_a_turn_broken_off_after_a_stretch_of_time_is_too_short() -> None:
    text = "HALE: Over the last 15, over the last 20 years. Crime fell by 14 percent.\n\nSTONE: No.\n\nHALE: In the last two years. It did."
    assert [why for words, why in reasons(text).items() if "years" in words] == ["too_short", "too_short"]


def test_what_a_speaker_will_do_is_a_pledge_though_somebody_is_named() -> None:
    text = "HALE: And I will never raise taxes on families in our country.\n\nSTONE: Taxes rose 5 percent.\n\nHALE: They fell 2 percent."
    assert next(iter(reasons(text).values())) == "pledge"


def test_what_somebody_else_is_said_to_promise_is_proposed() -> None:
    assert len(read("Mayor Ida Holm said that the council would close 14 schools in Oslo.").proposals) == 1

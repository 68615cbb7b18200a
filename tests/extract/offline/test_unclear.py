"""What a reader of a claim alone could not tell is said beside it."""

import pytest

from checker.extract.offline.unclear import ambiguity


def unclear(claim: str) -> str | None:
    return ambiguity(None, claim, claim, spoken=False)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("Its driver, a teacher of 71, died at the scene.", "who or what “Its” is"),
        ("That made 12 schools close.", "who or what “That” is"),
        ("Of course, this costs 5 million euros.", "who or what “this” is"),
        ("[Ida Holm said:] You promised 5,000 nurses.", "who or what “You” is"),
        ("[Ida Holm said:] In four years this mayor has doubled the debt.", "what “this” points to"),
        ("Ida Holm disputed that figure of 5 million.", "what “that” points to"),
        ("Replacing all of it takes until 2041.", "what “it” points to"),
        ("Taxes rose, and these are 5 percent higher.", "what “these” are"),
        ("[Ida Holm said:] We first wrote to them in 2011.", "who or what “them” are"),
        ("By his own count he has set eleven million letters.", "who “his” is"),
    ],
)
def test_words_that_point_out_of_a_claim_are_told(claim: str, said: str) -> None:
    assert unclear(claim) == said


@pytest.mark.parametrize(
    "claim",
    [
        "Sales fell 5 percent, and this time nobody noticed.",
        "It is known that 12 schools closed.",
        "Ida Holm said her council had closed 12 schools.",
        "In her first speech, the mayor promised 12 schools.",
        "A woman of 40 lost her leg.",
        "Farmers said they lost 5 million euros.",
        "Those who paid lost 5 million euros.",
        "All of the shops lost 5 percent.",
        "The dam was built such that it holds 5 million litres.",
    ],
)
def test_words_that_stand_for_something_in_the_claim_are_no_matter(claim: str) -> None:
    assert unclear(claim) is None

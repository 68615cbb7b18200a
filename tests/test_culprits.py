import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.checks import Held, Reference, Stated
from checker.words import Attribution
from tests.builders import span_of

TEXT = (
    "Exampletown, 3 May 2026. Unemployment fell to 14 % in March, Jane Doe of the Labour Office said. About 1,200 people found work.\n\n"
    '"We did not cut taxes at all in 2025," she added. Grain ships carried 5 million tonnes, the ministry confirmed.'
)
FELL, PEOPLE = "Unemployment fell to 14 % in March", "About 1,200 people found work"
TAXES, SHIPS = "We did not cut taxes at all in 2025", "Grain ships carried 5 million tonnes"


def held(claim: str, quote: str, claimant: str | None = "Jane Doe", role: str | None = None) -> Held:
    stated = Stated(
        claim=claim,
        quote=quote,
        span=span_of(quote, TEXT),
        beside=quote,
        attribution=Attribution.AUTHOR_VOICE,
        claimant=claimant,
        role=role,
    )
    return Reference(TEXT).held(stated)


def told(found: Held) -> dict[str, str]:
    return {code: why.strip() for code, _, why in (each.partition(":") for each in found.details)}


@pytest.mark.parametrize(
    ("claim", "quote", "code", "why"),
    [
        ("Unemployment fell to 40 % in March.", FELL, "numbers", "The claim says 40 %, the quote 14 %."),
        ("Grain ships carried 7 million tonnes.", SHIPS, "numbers", "The claim says 7 million, the quote 5 million."),
        ("Nine hundred grain ships carried 5 million tonnes.", SHIPS, "numbers", "900; neither the quote nor"),
        ("Unemployment fell to 14 % in March, Ann Meyer said.", FELL, "names", "“Ann Meyer” is not named in the document."),
        ("Unemployment fell to 14 % in Corfu and in Delft.", FELL, "names", "“Corfu” and “Delft” are not named"),
        ("Exactly 1,200 people found work.", PEOPLE, "hedges", "The quote says “about”, the claim does not."),
        ("People cut taxes in 2025.", TAXES, "negation", "The quote says “not”, the claim does not."),
        ("Grain ships never carried 5 million tonnes.", SHIPS, "negation", "The claim says “never”, the quote does not."),
        ("She did not cut taxes in 2025.", TAXES, "standing_alone", "What “she” stands for cannot be understood"),
        ("Pirates sank golden vessels.", SHIPS, "wording", "“pirates”, “sank”, “golden” and “vessels” stand neither"),
    ],
)
def test_a_check_that_fails_says_at_which_words(claim: str, quote: str, code: str, why: str) -> None:
    assert why in told(held(claim, quote))[code]


@pytest.mark.parametrize(
    ("claimant", "role", "why"),
    [
        ("Minister Ann Meyer", None, "“Minister Ann Meyer” is not named in the document (the claimant)."),
        ("Jane Doe", "Minister of Truth", "“Truth” is not named in the document (the role)."),
    ],
)
def test_an_unknown_claimant_is_named_or_the_role(claimant: str, role: str | None, why: str) -> None:
    assert told(held(FELL, FELL, claimant, role))["claimant"] == why


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        (FELL, "“said” stands beside the quote, but the claim is given to nobody."),
        (TAXES, "The quote stands in quotation marks, but the claim is given to nobody."),
    ],
)
def test_words_given_to_nobody_say_what_shows_that_they_are_somebodys(quote: str, why: str) -> None:
    assert told(held(quote, quote, claimant=None))["attribution"] == why


@given(
    st.lists(
        st.sampled_from(
            "she never about 14 % 40 Meyer Ann not [May] “cut” taxes ships 5 million 2,5 nine hundred May no".split()
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([FELL, PEOPLE, TAXES, SHIPS]),
    st.sampled_from([None, "Jane Doe", "Ann Meyer", "x", "市長"]),
)
def test_every_check_that_fails_says_one_sentence(words: list[str], quote: str, claimant: str | None) -> None:
    found = held(" ".join(words), quote, claimant)

    assert [each.partition(":")[0] for each in found.details] == list(found.failed)
    assert all(each.endswith(".") and each.count("“") == each.count("”") for each in found.details)

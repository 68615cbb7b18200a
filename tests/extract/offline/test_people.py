"""Whom "she", "his" and "the company" mean, and what is no part of a name."""

import pytest

from tests.extract.test_offline import read


def last(text: str) -> str:
    return read(text).proposals[-1].text


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Lannis Orr is a painter. He sold 40 pictures in 2019. Orr lives in Oslo.", "[Lannis Orr] sold"),
        ("Lannis Orr is a painter. His 40 pictures were sold in 2019. Orr lives in Oslo.", "[Lannis Orr’s] 40"),
        ("Lannis Orr is a painter. In addition to that, Orr sang. He sold 40 pictures in 2019.", "[Lannis Orr] sold"),
    ],
)
def test_a_text_about_one_person_tells_whom_its_pronouns_mean(text: str, begins: str) -> None:
    assert [claim.text for claim in read(text).proposals if claim.text.startswith(begins)]


@pytest.mark.parametrize(
    "text",
    [
        "Lannis Orr is a painter. Orr met his sister; she wrote. He sold 40 pictures in 2019.",
        "Lannis Orr met Tamsin Vale. Orr sang, Vale wrote. He sold 40 pictures in 2019.",
        "Years later the museum bought what Lannis Orr painted. Orr lives. The dealer left. He sold 40 pictures in 2019.",
        "Guards stood at the Iron Curtain. We saw the Curtain. We left. He sold 40 pictures in 2019.",
    ],
)
def test_where_somebody_else_may_be_meant_a_pronoun_stays(text: str) -> None:
    assert last(text).startswith("He ")


@pytest.mark.parametrize(
    ("sentence", "claimant", "role"),
    [
        ("Sen. Dale R. Whitlock, the top member, said the bill costs $310.", "Dale R. Whitlock", "top member"),
        ("“The bill costs $310,” said Sen. Marta Kowal, D-Harrisburg.", "Marta Kowal", "Sen"),
        ("Analysts at Brandt Capital said the bank lost $310. Brandt Capital agreed.", "Analysts at Brandt Capital", None),
        ("The limit is 50 grams, the Commission's report shows.", "the Commission's report", None),
        ("Its president, Tomas Greer, said the league lost $310.", "Tomas Greer", "president"),
        ("Forty percent of voters said they paid $310 in 2024.", None, None),
        ("The company said that sales fell by $310 in 2024.", None, None),
        ("The alleged Jane Doe told reporters that taxes rose 5 percent.", None, None),
    ],
)
def test_a_claimant_is_who_speaks_and_no_more(sentence: str, claimant: str | None, role: str | None) -> None:
    found = read(sentence).proposals[0]
    assert (found.claimant, found.claimant_role) == (claimant, role)


def test_initials_of_an_office_mean_who_holds_it() -> None:
    text = (
        "European Commission President Ursa Lynd said taxes rose 5 percent. “They cost 12 million,” explained the EC President."
    )
    assert read(text).proposals[-1].claimant == "Ursa Lynd"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["“", '"', "[", ", ", "In a ", "“a” ", "was the ", "the alleged ", "all of ", "those "])
def test_a_long_run_of_marks_or_small_words_is_read_in_seconds(unit: str) -> None:
    assert read(unit * (150_000 // len(unit)) + " Sales rose 5 percent.")


@pytest.mark.timeout(60)
def test_thousands_of_one_surname_are_read_in_seconds() -> None:
    names = [f"{chr(65 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)} Doe" for n in range(3000)]
    assert read(" ".join(f"{name} ran 5 km. Doe paid. He won." for name in names))

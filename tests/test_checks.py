from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.checks import CHECKS, SECOND_READER, Reference, explain
from checker.checks.case import Held, Stated
from checker.model import Span
from checker.words import Attribution
from tests.strategies import prose, spans_in

QUOTE = "more than three countries did send 1,200 troops to Ukraine"
BESIDE = f"On August 21, Jane Doe said that {QUOTE}."
DOCUMENT = f"{BESIDE} A photo of Timo Rex and a ship of the North Sea Fleet, from 1987, and a note on COVID-19, stood below."
HEADER = "title: Troops for Ukraine\npublisher: Example News\npublished: 2026-03-05"


def failed(
    claim: str, quote: str = QUOTE, beside: str = BESIDE, document: str = DOCUMENT, header: str = HEADER
) -> tuple[str, ...]:
    reference = Reference(document, header, language="en")
    at = document.find(quote)
    span = Span(at, at + len(quote)) if quote and at >= 0 else None
    return held(
        reference, claim, quote, span, beside=beside, claimant="somebody", attribution=Attribution.INDIRECT_QUOTE
    ).failed


def held(reference: Reference, claim: str, quote: str, span: Span | None = None, **changes: Any) -> Held:
    known: dict[str, Any] = {"beside": "", "attribution": Attribution.AUTHOR_VOICE, **changes}
    return reference.held(Stated(claim=claim, quote=quote, span=span, **known))


@given(prose())
def test_a_claim_in_the_words_of_its_quote_fails_no_comparison(text: str) -> None:
    assert set(failed(text, text, text, document=text)) <= {"standing_alone"}


@given(prose(), prose(), prose(), st.data())
def test_any_claim_on_any_text_is_checked_without_fail(claim: str, quote: str, text: str, data: st.DataObject) -> None:
    reference = Reference(text, quote, author=claim)
    span = data.draw(spans_in(len(text))) if text else None
    found = held(reference, claim, quote, span, beside=text, claimant=quote, role=claim)
    assert set(found.failed) <= set(found.made) <= set(CHECKS)


@pytest.mark.parametrize(
    ("claim", "flags"),
    [
        (QUOTE, ()),
        ("more than 3 countries did send 1200 troops to Ukraine", ()),
        ("Jane Doe said that more than three countries did send 1,200 troops", ()),
        ("more than four countries did send 1,200 troops to Ukraine", ("numbers",)),
        ("three countries did send 12,000 troops to Ukraine", ("numbers",)),
        ("three countries did send troops to Poland", ("names",)),
        ("Poland has sent troops", ("wording", "names")),
        ("the mayor closed every hospital in town", ("wording",)),
        ("the mayor closed a hospital, and three countries did send troops", ()),
        ("the photo shows [Jane Doe and a] ship", ("wording",)),
        ("Jane Roe said that three countries did send troops", ("names",)),
        ("three countries did not send troops to Ukraine", ("negation",)),
        ("three countries didn’t send troops to Ukraine", ("negation",)),
        ("three countries [never] did send troops to Ukraine", ("negation",)),
        ("about three countries did send troops to Ukraine", ("hedges",)),
        ("three countries may have sent troops to Ukraine", ("hedges",)),
        ("three countries reportedly did send troops to Ukraine", ("hedges",)),
        ("She did send 1,200 troops to Ukraine", ("standing_alone",)),
        ("three countries did send troops yesterday", ("standing_alone",)),
        ("more than three countries “did it here”", ()),
        ("[Jane Doe said that] it did not send 9 troops to Oslo", ("numbers", "names", "negation", "standing_alone")),
    ],
)
def test_each_check_fails_for_its_own_reason_only(claim: str, flags: tuple[str, ...]) -> None:
    assert failed(claim) == flags


@pytest.mark.parametrize(
    ("claim", "flags"),
    [
        ("three countries did send troops [like in 1987]", ()),
        ("three countries did send troops in 1987", ("numbers",)),
        ("three countries did send troops [like in 1988]", ("numbers",)),
        ("three countries did send troops [on 4 March 2026]", ()),
        ("three countries did send troops [in 2025]", ()),
        ("three countries did send troops [in 2023]", ()),  # three years ago, says the sentence
        ("three countries did send [12] troops", ("numbers",)),
        ("three countries did send troops on 4 March", ("numbers", "names")),
    ],
)
def test_a_number_in_brackets_may_come_from_anywhere_in_the_document_or_from_its_date(
    claim: str, flags: tuple[str, ...]
) -> None:
    assert failed(claim) == flags


@pytest.mark.parametrize(
    "claim",
    [
        "the North Sea Fleet sent a ship",
        "NSF sent a ship",
        "Timo’s photo",
        "the Ukrainian photo of T. Rex",
        "COVID-19 stood below, Example News wrote",
        "it was in Aug. that Doe said so",
    ],
)
def test_a_name_that_the_document_has_in_some_form_is_known(claim: str) -> None:
    assert "names" not in failed(claim)


@pytest.mark.parametrize(
    "claim", ["a note on COVID-21", "Troops came in the B52", "the South Sea Fleet sent a ship", "Tinus Rex"]
)
def test_a_name_that_the_document_has_not_is_seen(claim: str) -> None:
    assert "names" in failed(claim)


def test_an_acronym_may_be_spelled_out() -> None:
    text = "The EPA said that 45 sites closed."
    assert failed("the Environmental Protection Agency said so", "45 sites closed", text, document=text) == ()
    assert failed("the Federal Trade Commission said so", "45 sites closed", text, document=text) == ("wording", "names")


@pytest.mark.parametrize(
    ("claim", "quote", "flags"),
    [
        ("The plan passed", "The plan never passed", ("negation",)),
        ("The plan failed to pass", "The plan did not pass", ()),
        ("The plan did not pass", "The plan failed to pass", ()),
        ("The plan passed", "The plan passed, but the tax did not rise", ()),
        ("The plan did not pass", "The plan passed, but the tax did not rise", ("negation",)),
        ("No. 5 passed", "No. 5 passed", ()),
        ("The plan passed", "No, the plan passed", ()),
        ("The plan passed in Rome and Oslo", "The plan passed not only in Rome", ()),
        ("The plan could have passed", "The plan could not have passed", ("negation", "hedges")),
        ("About 40 died", "Some 40 died", ()),
        ("40 died", "Nearly 40 died", ("hedges",)),
        ("40 died", "It may rain, and 40 died", ()),
        ("40 died in May", "40 died in May", ()),
        ("40 died", "40 died in May", ()),
        ("It is about time", "time", ()),
        ("The fee possibly rose", "The fee may have risen", ()),
        ("The police said the fee rose", "The fee allegedly rose", ()),
        ("The fee rose", "The fee allegedly rose", ("hedges",)),
    ],
)
def test_a_negation_or_hedge_stands_in_the_claim_if_it_does_in_the_quote(
    claim: str, quote: str, flags: tuple[str, ...]
) -> None:
    text = f"{quote}. Rome and Oslo agreed, police said."
    found = failed(claim, quote, text, document=text)
    assert set(found) - {"standing_alone", "wording"} == set(flags)


@pytest.mark.parametrize(
    "claim",
    [
        "He sent troops",
        "In 2014, they sent troops",
        "However, his plan failed",
        "This is wrong",
        "Troops came last week",
        "We sent troops",
        "These tools are sold",
        "It rose",
    ],
)
def test_a_claim_that_points_out_of_itself_does_not_stand_alone(claim: str) -> None:
    assert "standing_alone" in failed(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "Jane Doe said she sent troops",
        "She [Jane Doe] sent troops",
        "Troops came last week [1 March]",
        "[Jane Doe said:] We sent troops",
        "It is illegal to send troops",
        "Those who sent troops left",
        "‘He sent them here’, Jane Doe said",
        "Voters say they left",
    ],
)
def test_a_pronoun_that_something_in_the_claim_explains_is_no_reason(claim: str) -> None:
    assert "standing_alone" not in failed(claim)


def voiced(text: str, quote: str, claimant: str | None, attribution: Attribution, author: str = "Ann Lee") -> bool:
    at = text.index(quote)
    reference = Reference(text, author=author, language="en")
    span = Span(at, at + len(quote))
    return "attribution" in held(reference, quote, quote, span, beside=text, claimant=claimant, attribution=attribution).failed


SAID = [
    "The plan is old. Jane Doe said the plan costs ten million. It rained.",
    "“Well, the plan costs ten million,” Doe said.",
    'The minister: "Yes, the plan costs ten million." Then she left.',
    "According to Jane Doe, the plan costs ten million.",
    "He left. „Und the plan costs ten million now“, so Doe.",
    "“The plan is good.\n\n“And the plan costs ten million”, she said.",
]


@pytest.mark.parametrize("text", SAID)
def test_what_somebody_said_is_neither_nobodys_nor_the_authors(text: str) -> None:
    quote = "the plan costs ten million"
    assert voiced(text, quote, None, Attribution.AUTHOR_VOICE)
    assert voiced(text, quote, None, Attribution.DIRECT_QUOTE)
    assert voiced(text, quote, "Ann Lee", Attribution.AUTHOR_VOICE)
    assert not voiced(text, quote, "Jane Doe", Attribution.INDIRECT_QUOTE)
    assert not voiced(text, quote, None, Attribution.ANONYMOUS)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe said so. The plan costs ten million. It is old, she said.",
        'The so-called "plan" costs ten million.',
        "The plan costs ten million, and the United States paid.",
        "I said the plan costs ten million.",
        'A 5" pipe. The plan costs ten million for a 6" pipe.',
    ],
)
def test_what_the_author_says_may_be_the_authors(text: str) -> None:
    quote = text[text.lower().index("costs") :][:17]
    assert not voiced(text, quote, None, Attribution.AUTHOR_VOICE)


def test_an_author_who_is_quoted_by_name_in_the_text_is_the_claimant() -> None:
    text = "“The plan costs ten million”, Ann Lee said."
    assert not voiced(text, "The plan costs ten million", "Ann Lee", Attribution.DIRECT_QUOTE)


def test_every_code_has_a_sentence_for_people_and_an_unknown_one_its_own_words() -> None:
    assert not set(CHECKS) & set(SECOND_READER)
    for code, sentence in {**CHECKS, **SECOND_READER}.items():
        assert explain(code) == sentence
        assert sentence.endswith(".")
    assert explain("older_check") == "Older check."
    assert set(held(Reference(DOCUMENT), QUOTE, QUOTE, claimant="Jane Doe").made) == set(CHECKS) - {"quote_not_found"}


def test_a_hostile_claim_is_checked_in_one_pass() -> None:
    for filler in ("a ", "1 ", "A ", "1,1", "[", "] [", '"', ". ", "not ", "A-", "U.", "111 ", "“", "five "):
        text = filler * 5_000
        assert isinstance(failed(text, text, text, document=text), tuple)

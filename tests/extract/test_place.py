from typing import Any

import pytest

from checker.extract.place import CHECKWORTHINESS
from checker.model import Extraction, Locator, Proposal
from checker.words import AnchorStatus
from tests.builders import TEXT, make_document, span_of
from tests.extract.answers import Body, answer, claim
from tests.extract.scripted import extracted, first_then

QUOTE = "Unemployment fell to 3.1 percent in March"


def _placed(first: Body, text: str = TEXT) -> Extraction:
    """One answer about a whole document, and none to what is asked about it again."""
    return extracted(make_document(text=text), first_then(first, None))[0]


def _proposal(*ids: str, **changes: Any) -> Proposal:
    (proposal,) = _placed(answer(claim(*ids, **changes))).proposals
    return proposal


def test_an_exact_quote_is_the_words_at_its_span() -> None:
    proposal = _proposal("s2")
    assert (proposal.anchor, proposal.span, proposal.quote) == (AnchorStatus.EXACT, span_of(QUOTE), QUOTE)
    assert "quote_not_found" not in proposal.flags


def test_a_quote_in_other_typography_becomes_the_words_of_the_source() -> None:
    proposal = _proposal("s3", quote="“We hired 400 inspectors,”")
    assert proposal.anchor is AnchorStatus.NORMALISED
    assert proposal.span
    assert proposal.quote == proposal.span.of(TEXT)
    assert "400 inspectors" in proposal.quote


def test_a_changed_quote_falls_back_to_its_sentence_and_is_flagged() -> None:
    proposal = _proposal("s2", quote="Unemployment fell to 3.2 percent in March")
    assert proposal.anchor is AnchorStatus.SENTENCE
    assert proposal.quote == "Unemployment fell to 3.1 percent in March, Labour Minister Jane Doe said on Monday."
    assert proposal.flags[0] == "quote_not_found"


@pytest.mark.parametrize("ids", [["s99"], [""], ["[s2]"], ["2"]])
def test_an_invented_quote_without_a_sentence_is_lost_and_keeps_the_words_of_the_model(ids: list[str]) -> None:
    proposal = _proposal(*ids, quote="The mayor stole 5 million")
    assert (proposal.anchor, proposal.span, proposal.quote) == (AnchorStatus.LOST, None, "The mayor stole 5 million")
    assert "quote_not_found" in proposal.flags


def test_a_quote_is_found_even_under_a_wrong_id() -> None:
    assert _proposal("s99").span == span_of(QUOTE)
    assert _proposal("s4").span == span_of(QUOTE)


def test_of_two_mentions_the_one_in_the_named_sentence_is_taken() -> None:
    text = "Rents rose by 5%.\nIn May, rents rose by 5%."
    (proposal,) = _placed(answer(claim("s2", quote="rents rose by 5%")), text=text).proposals
    assert proposal.span
    assert proposal.span.start > text.index("\n")


def test_fields_are_carried_over_and_levels_become_numbers() -> None:
    proposal = _proposal("s2", checkworthiness="low", why=["health", "health"], ambiguity="Which March?")
    assert proposal.checkworthiness == CHECKWORTHINESS["low"] == 0.25
    assert (proposal.why, proposal.ambiguity, proposal.call) == (("health",), "Which March?", 0)
    assert (proposal.claimant, proposal.claim_type, proposal.time_reference) == ("Jane Doe", "quantity", "March")


def test_a_number_that_is_nowhere_near_the_quote_is_flagged() -> None:
    assert "numbers" in _proposal("s2", claim="Unemployment fell to 7.9 percent in March.").flags
    assert "numbers" not in _proposal("s2", claim="Unemployment fell to 3.1 percent in March.").flags


def test_the_same_words_about_the_same_stretch_are_one_claim() -> None:
    twice = answer(claim("s2"), claim("s2", claim="unemployment [in  Exampleland] fell to 3.1 percent in March [2026]."))
    assert len(_placed(twice).proposals) == 1


def test_two_claims_about_the_same_stretch_stay_two() -> None:
    assert len(_placed(answer(claim("s2"), claim("s2", claim="Jane Doe spoke on Monday."))).proposals) == 2


def test_the_ledger_tells_left_out_from_forgotten() -> None:
    placed = _placed(answer(claim("s2"), skipped={"s1": "furniture", "s2": "opinion"}))
    reasons = {skipped.span.of(TEXT): skipped.reason for skipped in placed.skipped}
    assert reasons == {
        "Labour figures are out.": "furniture",
        '"We hired 400 inspectors," she added.': "unaccounted",
        "The opposition disagrees.": "unaccounted",
    }


def test_a_sentence_under_the_words_of_a_claim_is_accounted_for_and_one_that_is_only_named_is_listed() -> None:
    placed = _placed(answer(claim("s4"), skipped={"s1": "no_claim", "s3": "no_claim"}))
    assert [skipped.reason for skipped in placed.skipped] == ["no_claim", "no_claim", "named"]


def test_a_sentence_that_a_claim_names_and_draws_on_raises_no_alarm_and_one_that_it_passes_over_does() -> None:
    text = "In 2014, Ida Lund cut 45 jobs in Leeds.\nShe closed the harbour on Monday."
    second = {"quote": "closed the harbour", "claimant": None, "claimant_role": None}
    drawn = claim("s1", "s2", **second, claim="[Ida Lund, who cut 45 jobs in Leeds,] closed the harbour.")
    empty = claim("s1", "s2", **second, claim="[Somebody] closed the harbour.")
    assert [(each.reason, each.alarm) for each in _placed(answer(drawn), text=text).skipped] == [("named", False)]
    assert [(each.reason, each.alarm) for each in _placed(answer(empty), text=text).skipped] == [("unsaid", True)]


def test_a_claimant_whom_nobody_named_is_flagged_and_a_speaker_or_the_author_is_not() -> None:
    flagged = {name: "claimant" in _proposal("s2", claimant=name).flags for name in ("Jane Doe", "Olga Smirnova", "somebody")}
    assert flagged == {"Jane Doe": False, "Olga Smirnova": True, "somebody": False}
    document = make_document(author="Ann Lee", locators=(Locator(start=0, label="00:00:01", speaker="Timo Rex"),))
    said = answer(*(claim("s2", claimant=each, claim=f"Figures are out, says {each}.") for each in ("Ann Lee", "Timo Rex")))
    found = extracted(document, first_then(said, None))[0].proposals
    assert [("claimant" in each.flags, "claimant" in each.checks) for each in found] == [(False, True)] * 2


def test_a_translated_claimant_is_not_looked_for() -> None:
    said = answer(claim("s2", claimant="Olga Smirnova"))
    (found,) = extracted(make_document(), first_then(said, None), claims_language="German")[0].proposals
    assert "claimant" not in found.checks


def test_the_first_reason_for_a_sentence_counts() -> None:
    said = answer()
    said["skipped"] = [{"id": "s1", "reason": "opinion"}, {"id": "s1", "reason": "vague"}]
    assert _placed(said).skipped[0].reason == "opinion"

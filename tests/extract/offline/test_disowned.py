"""Words that somebody is said not to have spoken, praise without content, and things that are only pointed at."""

import pytest

from checker.model import Proposal
from tests.builders import make_document
from tests.extract.test_offline import extracted


def proposed(text: str) -> list[Proposal]:
    return list(extracted(make_document(text=text)).proposals)


def reasons(text: str) -> list[str]:
    return [each.reason for each in extracted(make_document(text=text)).skipped]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe never said that 400 ports were closed in 2024.",
        "Jane Doe did not say that 400 ports were closed in 2024.",
        "Jane Doe hasn’t ever said that 400 ports were closed in 2024.",
        "A fake Jane Doe said that 400 ports were closed in 2024.",
        "A deepfake of Jane Doe said 400 ports were closed in 2024.",
    ],
)
def test_nobody_is_named_for_words_that_they_did_not_say(text: str) -> None:
    assert [each.claimant for each in proposed(text)] == [None]


def test_a_denied_quotation_stays_in_its_sentence_and_is_not_put_into_the_mouth_of_who_denies_it() -> None:
    text = "Jane Doe denied that she said: “We closed 400 ports in 2024.”"
    assert [each.text for each in proposed(text)] == [text]


def test_what_somebody_says_about_not_saying_is_still_theirs() -> None:
    text = "Jane Doe said that she had never closed 400 ports in 2024."
    assert [each.claimant for each in proposed(text)] == ["Jane Doe"]


def test_a_closed_quotation_in_a_paragraph_of_its_own_belongs_to_nobody_who_spoke_before() -> None:
    text = "“We closed 400 ports in 2024,” Jane Doe said.\n\n“We opened 200 schools in 2023.”"
    assert [each.claimant for each in proposed(text)] == ["Jane Doe", None]


def test_no_brackets_of_ours_stand_beside_those_of_the_document_and_none_in_a_name() -> None:
    first, second = proposed(
        "Mayor [Ada Kern] said that rents rose by 14 percent. She said [again] that 400 ports were closed."
    )
    assert first.claimant == "Mayor Ada Kern"
    assert second.text == second.quote


def test_characters_that_nobody_sees_are_no_part_of_a_name() -> None:
    (found,) = proposed("Mayor Ada \u202eKern\u202c said that rents rose by 14 percent in 2024.")
    assert found.claimant is None or found.claimant.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "“We are proud of our world-class service and our amazing team in Harbourtown,” said Tom Kent, the chief executive.",
        "He praised the city as the best place to live in Norland.",
        "The minister thanked the people of Harbourtown for their patience.",
    ],
)
def test_praise_and_thanks_without_a_figure_are_opinions(text: str) -> None:
    assert reasons(text) == ["opinion"]


def test_praise_with_a_figure_is_proposed() -> None:
    assert len(proposed("The minister praised the port, where trade rose by 14 percent in 2024.")) == 1


@pytest.mark.parametrize("text", ["The plant warms the lake by two degrees.", "The dam holds three million litres of water."])
def test_a_quantity_in_words_with_its_unit_is_proposed_however_low_its_score(text: str) -> None:
    assert len(proposed(text)) == 1


def test_what_is_only_pointed_at_is_said_to_be_unclear() -> None:
    (found,) = proposed("The minister said in 2024 that these rose by 4 percent.")
    assert found.ambiguity == "what “these” are"

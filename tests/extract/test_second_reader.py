from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.config import Settings
from checker.extract.chain import ModelChain
from checker.model import Extraction
from checker.text import sentences
from tests.extract.answers import Body, answer, claim, every_sentence
from tests.extract.chains import PLAIN, plain
from tests.extract.scripted import Failed, Script, extracted

SENTENCES = {f"s{number}": span.of(PLAIN) for number, span in enumerate(sentences(PLAIN), 1)}
WORTH = ("low", "high", "medium", "high")


def _remark(number: object, code: str = "roles_swapped", reason: str = "Not who, whom.") -> Body:
    return {"number": number, "code": code, "reason": reason}


def _script(second: Any) -> Script:
    def script(body: Body) -> Any:
        if body["purpose"] == "second_reader":
            return second
        said = every_sentence(body)
        rated = [{**each, "checkworthiness": worth} for each, worth in zip(said["claims"], WORTH, strict=False)]
        return {**said, "claims": rated}

    return script


def _without_remarks(extraction: Extraction) -> list[object]:
    return [replace(each, flags=(), remarks=()) for each in extraction.proposals]


def test_who_reads_a_second_time_is_part_of_the_version() -> None:
    readers: list[dict[str, str]] = [
        {},
        {"second_reader": "high"},
        {"second_reader": "all"},
        {"second_reader": "all", "second_reader_model": "openai:other"},
    ]
    desks = [Settings.load(model="openai:m", base_url="http://127.0.0.1:1/v1", **each) for each in readers]
    assert len({ModelChain(each).prompt_hash for each in desks}) == len(readers)


def test_without_the_setting_nobody_reads_a_second_time() -> None:
    assert extracted(plain(), _script(None))[1].purposes == ["extract"]


@pytest.mark.parametrize(("which", "shown"), [("high", [2, 4]), ("all", [1, 2, 3, 4])])
def test_the_chosen_claims_are_shown_in_one_call_with_quote_voice_and_sentences(which: str, shown: list[int]) -> None:
    extraction, calls = extracted(plain(), _script({"remarks": []}), second_reader=which)
    assert calls.purposes == ["extract", "second_reader"]
    lines = calls.asked[1].human.split("\n")
    claims = [extraction.proposals[number - 1] for number in shown]
    assert [line for line in lines if "claim: " in line] == [f"[{n}] claim: {each.text}" for n, each in enumerate(claims, 1)]
    assert f"[1] quote: {claims[0].quote}" in lines
    assert "[1] voice: indirect_quote: the document's author" in lines
    assert f"[1] sentences: s{shown[0]}" in lines
    assert [line for line in lines if line.startswith("[s")] == [f"[{id_}] {words}" for id_, words in SENTENCES.items()]
    assert calls.asked[1].system != calls.asked[0].system
    assert calls.asked[1].prompt_hash != calls.asked[0].prompt_hash


def test_a_remark_is_a_badge_with_its_reason_on_its_own_claim_and_nothing_else_changes() -> None:
    remarks = [_remark(1), _remark(2, "scope_changed", "All,\nnot some."), _remark(2), _remark(2, "roles_swapped", "Twice.")]
    extraction, _ = extracted(plain(), _script({"remarks": remarks}), second_reader="high")
    assert [each.remarks for each in extraction.proposals] == [
        (),
        ("roles_swapped: Not who, whom.",),
        (),
        ("scope_changed: All, not some.", "roles_swapped: Not who, whom."),
    ]
    assert [each.flags for each in extraction.proposals] == [(), ("roles_swapped",), (), ("scope_changed", "roles_swapped")]
    assert _without_remarks(extraction) == _without_remarks(extracted(plain(), _script(None))[0])


numbers = st.integers(-2, 9) | st.booleans() | st.text(max_size=2) | st.none()
codes = st.sampled_from(("meaning_changed", "not_in_quote", "delete_it"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(_remark, numbers, codes, st.text(max_size=20)), max_size=6))
def test_whatever_the_second_reader_says_no_claim_is_changed_added_or_taken_away(remarks: list[Body]) -> None:
    extraction, _ = extracted(plain(), _script({"remarks": remarks}), second_reader="all")
    assert _without_remarks(extraction) == _without_remarks(extracted(plain(), _script(None))[0])
    given_to = {each["number"] for each in remarks if type(each["number"]) is int and each["code"] != "delete_it"}
    assert {n for n, each in enumerate(extraction.proposals, 1) if each.remarks} == given_to & {1, 2, 3, 4}


def test_remarks_in_a_wrong_form_are_said_to_be_missing() -> None:
    extraction, _ = extracted(plain(), _script({"remarks": [_remark(1), _remark(2, "boring")]}), second_reader="all")
    assert extraction.problems == ("1 of the second reader's remarks could not be read and was left out.",)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("Fine!", "not in the agreed form"),
        (Failed("refused", "No."), "refused to answer (No.)"),
        (Failed("truncated"), "was cut off"),
        (Failed("over_budget", "The cap is reached."), "The cap is reached."),
        (None, "the run had stopped"),
    ],
)
def test_a_second_reader_that_does_not_answer_is_a_problem_and_the_claims_stand(second: Any, says: str) -> None:
    extraction, _ = extracted(plain(), _script(second), second_reader="high")
    (problem,) = extraction.problems
    assert problem.startswith("The second reader did not look at 2 claims, from “Unemployment fell")
    assert says in problem
    assert len(extraction.proposals) == 4


def test_a_claim_that_is_not_in_the_document_is_not_shown() -> None:
    lost = answer(claim("s99", quote="The mayor left", claim="The mayor left."))
    _, calls = extracted(plain(), lambda body: lost if body["purpose"] == "extract" else answer(), second_reader="all")
    assert "second_reader" not in calls.purposes


def test_another_model_is_asked_under_its_own_name() -> None:
    changes = {"second_reader": "all", "second_reader_model": "openai:small"}
    _, calls = extracted(plain(), _script({"remarks": []}), **changes)
    assert [request.model for request in calls.asked] == ["openai:m", "openai:small"]

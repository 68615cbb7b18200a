import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.extract.merging import PAIRED, merged
from checker.extract.place import Placed, rank
from checker.match import alike
from checker.model import Proposal, Span
from checker.words import AnchorStatus
from tests.builders import make_document, make_proposal
from tests.extract.answers import Body, answer, claim, every_sentence, no_sentence, targets
from tests.extract.chains import PLAIN, plain
from tests.extract.scripted import Failed, extracted, first_then

UNEMPLOYMENT = "Unemployment fell to 3.1 percent in March."
EXPORTS = "Exports rose by 4 percent in May."
REST = {"s1": "no_claim", "s4": "opinion"}


def _claim(id_: str, quote: str, **changes: Any) -> Body:
    plain_words = {"claimant": None, "claimant_role": None, "attribution": "author_voice"}
    return claim(id_, quote=quote, **{"claim": quote, **plain_words, **changes})


GOOD = _claim("s2", UNEMPLOYMENT)
OTHER = _claim("s3", EXPORTS)


def _texts(proposals: tuple[Proposal, ...]) -> list[str]:
    return [each.text for each in proposals]


def test_an_answer_without_a_fault_is_not_asked_about_again() -> None:
    extraction, calls = extracted(plain(), first_then(answer(GOOD, OTHER, skipped=REST), None))
    assert calls.purposes == ["extract"]
    assert extraction.problems == ()
    assert [each.flags for each in extraction.proposals] == [(), ()]


def test_a_number_is_read_and_told_as_the_document_writes_numbers() -> None:
    text = "Die Stadt hat nach dem Brand in der Altstadt 1.500 Wohnungen gebaut und nicht mehr."
    wrong = _claim("s1", text, claim=text.replace("1.500", "1.600"))
    _, calls = extracted(make_document(text=text, language="de"), first_then(answer(wrong), None))
    assert "number 1600 is not in the quote" in calls.asked[1].human
    assert "1500" not in calls.asked[1].human


@pytest.mark.parametrize(
    ("first", "shown", "wrong"),
    [
        (answer(GOOD, {**OTHER, "quote": "Exports rose by 5 percent"}, skipped=REST), "s3", "quote not found"),
        (
            answer(GOOD, {**OTHER, "claim": "Exports rose by 45 percent in May."}, skipped=REST),
            "s3",
            "number 45 is not in the quote",
        ),
        (
            answer(GOOD, {**OTHER, "claim": "Exports from Norway rose by 4 percent."}, skipped=REST),
            "s3",
            "a name is not in the document",
        ),
        (
            answer(GOOD, {**OTHER, "claimant": "Olga Smirnova"}, skipped=REST),
            "s3",
            "a name of the claimant, or in the role, is not in the document",
        ),
        (answer(GOOD, {**OTHER, "claim": "Exports did not rise by 4 percent."}, skipped=REST), "s3", "says “not” where"),
        (answer(GOOD, {**OTHER, "claim": "It rose by 4 percent in May."}, skipped=REST), "s3", "such as “she”"),
        (answer(GOOD, {**OTHER, "claim_type": "gossip"}, skipped=REST), "s3", "claim_type: is none of the allowed codes"),
        (answer(GOOD, skipped=REST), "s3", "[account for] s3"),
        (answer(GOOD, skipped={**REST, "s3": "dull"}), "s3", "[account for] s3"),
        (
            answer(GOOD, OTHER, claim("s99", quote="Nobody left", claim="Nobody left."), skipped=REST),
            "s1 s2 s3 s4",
            "ids are none",
        ),
    ],
)
def test_what_failed_is_asked_about_once_more_with_the_reason_and_nothing_else(first: Body, shown: str, wrong: str) -> None:
    extraction, calls = extracted(plain(), first_then(first, answer(skipped=dict.fromkeys(("s1", "s3"), "vague"))))
    assert calls.purposes == ["extract", "repair"]
    human = calls.asked[1].human
    assert " ".join(targets({"messages": ["", {"content": human}]})) == shown
    assert wrong in human
    assert calls.asked[0].system == calls.asked[1].system
    assert UNEMPLOYMENT in _texts(extraction.proposals)


def test_a_better_claim_takes_the_place_of_one_that_failed_and_the_good_one_stays_as_it_was() -> None:
    bad = {**OTHER, "quote": "Exports grew by 5 percent", "claim": "Exports rose by 5 percent in May."}
    again = answer(OTHER, {**GOOD, "claim": "Unemployment fell to 3.1 percent in March, by and large."})
    extraction, _ = extracted(plain(), first_then(answer(GOOD, bad, skipped=REST), again))
    assert _texts(extraction.proposals) == [UNEMPLOYMENT, EXPORTS]
    assert [each.call for each in extraction.proposals] == [0, 1]
    assert [each.flags for each in extraction.proposals] == [(), ()]


@pytest.mark.parametrize(
    "again",
    [
        answer(skipped={"s3": "no_claim"}),
        answer({**OTHER, "quote": "Exports grew", "claim": "Exports rose by 6 percent in May."}),
        Failed("refused"),
        Failed("unavailable"),
        "Sure!",
        None,
    ],
)
def test_a_claim_that_is_not_put_right_is_kept_with_its_flags(again: Any) -> None:
    bad = {**OTHER, "claim": "Exports rose by 5 percent in May."}
    extraction, calls = extracted(plain(), first_then(answer(GOOD, bad, skipped=REST), again))
    assert [(each.text, each.flags) for each in extraction.proposals] == [
        (UNEMPLOYMENT, ()),
        ("Exports rose by 5 percent in May.", ("numbers",)),
    ]
    assert calls.purposes[:2] == ["extract", "repair"]
    answered = isinstance(again, dict)
    assert [problem.split(":")[0] for problem in extraction.problems] == (
        []
        if answered
        else [
            "What failed the checks in 1 sentence, from “Exports rose by 4 percent in May.” on, could not be asked about again"
        ]
    )


def test_a_sentence_that_was_forgotten_becomes_a_claim_or_gets_its_reason() -> None:
    extraction, _ = extracted(plain(), first_then(answer(GOOD), answer(OTHER, skipped=REST)))
    assert _texts(extraction.proposals) == [UNEMPLOYMENT, EXPORTS]
    assert [each.reason for each in extraction.skipped] == ["no_claim", "opinion"]


def test_a_sentence_that_is_forgotten_twice_is_in_the_ledger() -> None:
    extraction, calls = extracted(plain(), first_then(answer(GOOD), answer()))
    assert calls.purposes == ["extract", "repair"]
    assert [each.reason for each in extraction.skipped] == ["unaccounted"] * 3


def test_a_claim_in_a_wrong_form_is_replaced_or_said_to_be_missing() -> None:
    bad = {**OTHER, "attribution": "gossip"}
    mended, _ = extracted(plain(), first_then(answer(GOOD, bad, skipped=REST), answer(OTHER)))
    assert _texts(mended.proposals) == [UNEMPLOYMENT, EXPORTS]
    assert mended.problems == ()
    lost, _ = extracted(plain(), first_then(answer(GOOD, bad, skipped=REST), answer(bad, skipped={"s3": "vague"})))
    assert lost.problems == (
        "2 claims of the model were not in the agreed form and could not be kept (attribution: is none of the allowed codes).",
    )


def test_an_answer_that_is_no_json_is_asked_for_whole() -> None:
    def script(body: Body) -> Any:
        return every_sentence(body) if body["purpose"] == "repair" else '{"claims": ['

    extraction, calls = extracted(plain(), script)
    assert len(extraction.proposals) == 4
    assert "[account for] s1 s2 s3 s4" in calls.asked[1].human


def test_the_halves_of_a_part_are_asked_about_again_in_one_call() -> None:
    def script(body: Body) -> Any:
        if len(targets(body)) > 2 and body["purpose"] == "extract":
            return Failed("truncated")
        return every_sentence(body) if body["purpose"] == "repair" else answer()

    extraction, calls = extracted(plain(), script)
    assert calls.purposes == ["extract", "extract", "extract", "repair"]
    assert len(extraction.proposals) == 4


def test_a_part_that_was_not_read_is_not_asked_about_again() -> None:
    extraction, calls = extracted(plain(), lambda body: Failed("refused", "No."))  # noqa: ARG005 - whatever is asked
    assert calls.purposes == ["extract"]
    assert [each.reason for each in extraction.skipped] == ["unanswered"] * 4


def test_what_is_asked_again_is_bounded_however_much_failed() -> None:
    flood = [claim("s1", quote="Nobody said so", claim=f"Nobody said {n} so. {'x' * 5_000}") for n in range(40)]
    _, calls = extracted(plain(), first_then(answer(*flood), answer()))
    assert len(calls.asked[1].human) < 80_000


TEXTS = ("Rents rose by 4 percent.", "Rents rose by 5 percent.", "Wages fell.", "The town hired 300 cooks.", "Nothing else.")


def _placed() -> st.SearchStrategy[Placed]:
    return st.builds(
        lambda text, anchor, flags, at: Placed(
            proposal=make_proposal(text=text, anchor=anchor, flags=flags, span=None if anchor == "lost" else Span(at, at + 9)),
            ids=(f"s{at}",),
        ),
        st.sampled_from(TEXTS),
        st.sampled_from(AnchorStatus),
        st.lists(st.sampled_from(("numbers", "names", "negation")), max_size=2, unique=True).map(tuple),
        st.integers(1, 3),
    )


@given(st.lists(_placed(), max_size=5), st.lists(_placed(), max_size=5))
def test_nothing_of_the_first_answer_is_lost_but_to_a_better_claim_that_says_the_same(
    before: list[Placed], again: list[Placed]
) -> None:
    after = merged(before, again, "en")
    assert len(after) >= len(before)
    for old, new in zip(before, after, strict=False):
        if new is not old:
            assert old.failed
            assert new in again
            assert rank(new.proposal) < rank(old.proposal)
            assert alike(old.proposal.text, new.proposal.text) >= PAIRED
    assert all(each in again for each in after[len(before) :])


def test_a_good_claim_said_again_never_takes_the_place_of_another_that_failed() -> None:
    failed = {
        **OTHER,
        "sentence_ids": ["s2"],
        "quote": "Unemployment fell",
        "claim": "Unemployment fell to 9 percent in March.",
    }
    extraction, _ = extracted(plain(), first_then(answer(GOOD, OTHER, failed, skipped=REST), answer(GOOD)))
    assert sorted(_texts(extraction.proposals)) == sorted([UNEMPLOYMENT, EXPORTS, "Unemployment fell to 9 percent in March."])


@given(st.lists(_placed(), max_size=5, unique_by=lambda each: each.proposal.text))
def test_the_same_answer_again_changes_nothing(claims: list[Placed]) -> None:
    assert merged(claims, claims, "en")[: len(claims)] == claims


ids = st.sampled_from(("s1", "s2", "s3", "s4", "s99", ""))
found = st.builds(
    lambda named, quote, text, attribution: claim(*named, quote=quote, claim=text, attribution=attribution),
    st.lists(ids, min_size=1, max_size=3),
    st.sampled_from((UNEMPLOYMENT, EXPORTS, "in May", "The mayor stole 5 million", "Labour figures are out.\n\nUnemployment")),
    st.sampled_from((*TEXTS, UNEMPLOYMENT)),
    st.sampled_from(("author_voice", "direct_quote", "gossip")),
)
passed = st.fixed_dictionaries({"id": ids, "reason": st.sampled_from(("vague", "instruction", "dull"))})
bodies = st.fixed_dictionaries({"claims": st.lists(found, max_size=3), "skipped": st.lists(passed, max_size=4)})
said = st.one_of(bodies, st.sampled_from(["Sure!", "", '{"claims": ['])).map(
    lambda each: each if isinstance(each, str) else json.dumps(each)
)


@settings(max_examples=50, deadline=None)
@given(said, said)
def test_whatever_a_model_answers_every_sentence_is_in_a_claim_or_once_in_the_ledger(first: str, second: str) -> None:
    extraction, _ = extracted(plain(), first_then(first, second))
    spans = [span for each in extraction.proposals for span in (each.span, *each.also) if span]
    listed = [each.span.of(PLAIN) for each in extraction.skipped]
    for sentence in ("Labour figures are out.", UNEMPLOYMENT, EXPORTS, "The opposition disagrees."):
        at = PLAIN.index(sentence)
        quoted = any(span.start < at + len(sentence) and at < span.end for span in spans)
        assert quoted + listed.count(sentence) == 1


def test_a_part_that_holds_nothing_brings_a_whole_ledger() -> None:
    extraction, _ = extracted(make_document(), no_sentence)
    assert [each.reason for each in extraction.skipped] == ["no_claim"] * 4

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import ModelOutputInvalid
from checker.extract.asking.parsing import NO_JSON, Faulty, content, parsed, parsed_remarks
from tests.extract.answers import answer, claim

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
items = st.one_of(anything, st.builds(lambda key, value: {**claim(), key: value}, st.sampled_from(sorted(claim())), anything))


@pytest.mark.parametrize(
    "raw", ['<think>\nA {"b": 2}?\n</think>\n\n{"a": 1}', '<think></think>```json\n{"a": 1}\n```', '\n<think>x</think>{"a": 1}']
)
def test_the_thoughts_of_a_reasoning_model_are_no_part_of_its_answer(raw: str) -> None:
    assert content(raw).strip() == '{"a": 1}'


@pytest.mark.parametrize("raw", ['{"a": "<think>b</think>"}', "<think>{}", 'So: <think>b</think>{"a": 1}'])
def test_only_thoughts_before_the_answer_are_taken_off(raw: str) -> None:
    assert content(raw) == raw


@pytest.mark.parametrize("fenced", ['```json\n{"a": 1}\n```', '\n```\n{"a": 1}\n```\n'])
def test_a_fence_around_the_whole_answer_is_taken_off(fenced: str) -> None:
    assert content(fenced) == '{"a": 1}'


@pytest.mark.parametrize("raw", ['Here:\n```json\n{"a": 1}\n```', '```json\n{"a": 1}', '{"a": "```json\\n1\\n```"}', ""])
def test_nothing_else_is_taken_off_or_mended(raw: str) -> None:
    assert content(raw) == raw


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "Sure!",
        "[]",
        '"claims"',
        '{"claims": [',
        '{"claims": [], "skipped": [],}',
        '{"claims": [], "skipped": []} {"claims": []}',
        "{'claims': [], 'skipped': []}",
        '{"claims": [], "skipped": [], "claims": []}',
        '{"claims": [], "skipped": [NaN]}',
        '{"claims": [], "skipped": []} // done',
        "[" * 100_000,
        '{"claims": ' * 50_000,
        '{"claims": [], "skipped": [' + "1" * 5_000 + "]}",
    ],
)
def test_what_is_not_one_whole_json_object_is_no_answer(raw: str) -> None:
    with pytest.raises(ModelOutputInvalid, match=NO_JSON):
        parsed(raw)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ('{"claims": []}', "skipped: is missing"),
        ('{"claims": {}, "skipped": []}', "claims: is no list"),
        ('{"claims": [{"text": 5}], "skipped": []}', "claims.0.quote: is missing"),
        ('{"claims": [], "skipped": ["s1"]}', "skipped.0"),
    ],
)
def test_an_answer_without_a_single_good_item_is_no_answer(raw: str, says: str) -> None:
    with pytest.raises(ModelOutputInvalid, match=says):
        parsed(raw)


def test_good_items_are_kept_beside_bad_ones_and_these_say_what_is_wrong() -> None:
    said = answer(claim("s1"), claim("s2", attribution="gossip", claim="Rents\nrose."), skipped={"s3": "vague", "s4": "dull"})
    found = parsed(json.dumps(said))
    assert [each.sentence_ids for each in found.claims] == [["s1"]]
    assert [each.id for each in found.skipped] == ["s3"]
    assert found.faulty == (
        Faulty(ids=("s2",), quote=claim()["quote"], claim="Rents rose.", reason="attribution: is none of the allowed codes"),
    )


def test_a_field_that_nobody_asked_for_makes_an_item_bad_but_not_the_whole_answer() -> None:
    found = parsed(json.dumps({**answer(claim(), {**claim(), "span": 5}), "thoughts": "IGNORE ALL INSTRUCTIONS"}))
    assert len(found.claims) == 1
    assert [each.reason for each in found.faulty] == ["an unknown field: is not allowed"]


@given(st.lists(items, max_size=4), st.lists(anything, max_size=3))
def test_whatever_an_answer_holds_every_claim_in_it_is_kept_or_found_faulty(claims: list[Any], skipped: list[Any]) -> None:
    try:
        found = parsed(json.dumps({"claims": claims, "skipped": skipped}))
    except ModelOutputInvalid:
        assert claims or skipped
        return
    assert len(found.claims) + len(found.faulty) == len(claims)
    assert len(found.skipped) <= len(skipped)


@given(st.text())
def test_words_at_random_are_no_answer(raw: str) -> None:
    with pytest.raises(ModelOutputInvalid):
        parsed(raw)


def test_remarks_are_read_one_by_one() -> None:
    good = {"number": 1, "code": "roles_swapped", "reason": "x"}
    bad = [{**good, "code": "boring"}, {**good, "number": "1"}, {**good, "number": True}, "remark"]
    remarks, faults = parsed_remarks(json.dumps({"remarks": [good, *bad]}))
    assert [(each.number, each.code) for each in remarks] == [(1, "roles_swapped")]
    assert faults == 4
    with pytest.raises(ModelOutputInvalid, match="remarks: is missing"):
        parsed_remarks("{}")

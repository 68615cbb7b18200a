"""Labelled files of each format become documents, and what is wrong with a row is said with its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from checker.errors import InputError
from checker.measure.formats import parse, read
from checker.measure.gold import NOBODY, Gold

SPEECH: list[dict[str, Any]] = [
    {"text": "We built 40 schools.", "label": "CFS", "speaker": "Ada Kern", "debate": "a", "line": 4},
    {"text": "I am  glad.", "label": "NFS", "speaker": "Ada Kern", "debate": "a", "line": 5},
    {"text": "I slept well.", "label": "UFS", "speaker": "Ada Kern", "debate": "a", "line": 9},
    {"text": "Not so.", "label": "NFS", "speaker": "Bo Lind", "debate": "a", "line": 10},
    {"text": "Taxes fell.", "label": "CFS", "speaker": "Bo Lind", "debate": "b", "line": 1},
]
NEWS: dict[str, Any] = {
    "doc_id": "n1",
    "title": "News",
    "published_at": "2026-05-01",
    "text": "Rents rose. She said so. Why?",
    "sentences": [
        {
            "text": "Rents rose.",
            "start": 0,
            "claims": [{"text": "Rents rose.", "claimant": None}],
            "decontext": "Rents rose in May.",
        },
        {"text": "She said so.", "start": 12, "claims": ["Ada said so.", {"text": "Ada spoke.", "claimant": "Ada"}]},
        {"text": "Why?", "start": 25, "checkworthy": "no", "reason": "question", "claims": []},
    ],
}


def gold(*rows: Any) -> Gold:
    return parse("\n".join(each if isinstance(each, str) else json.dumps(each) for each in rows).encode(), "data.jsonl")


def test_sentences_become_one_document_for_each_debate_with_a_paragraph_for_each_turn() -> None:
    first, second = gold(*SPEECH).documents
    assert first.document.text == "Ada Kern: We built 40 schools. I am glad.\n\nI slept well.\n\nBo Lind: Not so."
    assert [each.span.of(first.document.text) for each in first.sentences] == [
        "We built 40 schools.",
        "I am glad.",
        "I slept well.",
        "Not so.",
    ]
    assert [(each.positive, each.label, each.claimant) for each in first.sentences[1:]] == [
        (False, "NFS", "Ada Kern"),
        (False, "UFS", "Ada Kern"),
        (False, "NFS", "Bo Lind"),
    ]
    assert [(each.start, each.speaker) for each in first.document.locators] == [
        (0, "Ada Kern"),
        (43, "Ada Kern"),
        (58, "Bo Lind"),
    ]
    assert (second.document.id, second.sentences[0].positive) == ("b", True)


def test_the_file_says_what_was_recognised() -> None:
    assert gold(*SPEECH).recognised == "sentences with labels: 2 documents, 5 labelled sentences"
    assert gold(NEWS).recognised == "documents with sentences and claims: 1 document, 3 labelled sentences"


def test_a_document_keeps_its_claims_who_said_them_and_what_is_known_about_it() -> None:
    document = gold(NEWS).documents[0]
    first, second, third = document.sentences
    assert (document.document.title, str(document.document.published_at)) == ("News", "2026-05-01")
    assert first.claims is not None
    assert (first.claims[0].claimant, first.alone) == (NOBODY, "Rents rose in May.")
    assert second.claims is not None
    assert [(each.text, each.claimant) for each in second.claims] == [("Ada said so.", None), ("Ada spoke.", "Ada")]
    assert (first.positive, third.positive, third.label, third.claims) == (True, False, "question", ())


def test_a_sentence_that_is_not_where_it_is_said_to_be_is_searched_and_else_left_out() -> None:
    moved = NEWS | {"sentences": [{"text": "She said so.", "start": 3}, {"text": "“Why?”"}, {"text": "Nobody answered."}]}
    found = gold(moved)
    assert [each.span.start for each in found.documents[0].sentences] == [12, 25]
    assert found.notes == ("1 of 3 sentences do not stand in their document's text and are left out.",)


def test_a_sentence_without_any_label_is_not_judged() -> None:
    assert gold(NEWS | {"sentences": [{"text": "Why?", "start": 25}]}).documents[0].sentences[0].positive is None


def test_places_are_counted_in_the_text_as_it_was_given() -> None:
    windows = NEWS | {"text": "Rents rose.\r\nShe said so.", "sentences": [{"text": "She said so.", "start": 13}]}
    document = gold(windows).documents[0]
    assert document.sentences[0].span.of(document.document.text) == "She said so."


def test_a_complex_claim_is_a_document_of_its_own() -> None:
    found = gold({"claim": "A and B.", "subclaims": ["A.", "B."]}, {"claim": "C.", "subclaims": ["C."]})
    claims = found.documents[0].sentences[0].claims
    assert found.recognised.startswith("claims with their parts: 2 documents")
    assert claims is not None
    assert (found.documents[0].document.text, [each.text for each in claims]) == ("A and B.", ["A.", "B."])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "data.jsonl has no rows; expected one JSON object a line"),
        (["{"], "Line 1 of data.jsonl is not JSON"),
        (["[1]"], "Line 1 of data.jsonl is [1]; expected a JSON object"),
        ([{"words": "x"}], "Line 1 of data.jsonl has the keys words; expected those of one format"),
        ([*SPEECH, "", SPEECH[0] | {"label": "MAYBE"}], "Line 7 of data.jsonl: label is \"MAYBE\": Input should be 'CFS'"),
        ([SPEECH[0], {"text": "x", "label": "CFS"}], "Line 2 of data.jsonl: debate is"),
        ([NEWS, NEWS], "data.jsonl has two documents 'n1'"),
        ([NEWS | {"sentences": [{"text": ""}]}], 'Line 1 of data.jsonl: sentences.0.text is ""'),
        ([NEWS, SPEECH[0]], "The file was recognised as documents with sentences and claims by its first row"),
        ([NEWS | {"published_at": "May"}], 'Line 1 of data.jsonl: published_at is "May"'),
    ],
)
def test_a_bad_row_is_named_with_what_was_expected(rows: list[Any], message: str) -> None:
    with pytest.raises(InputError) as refused:
        gold(*rows)
    assert message in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl cannot be read"):
        read(tmp_path / "none.jsonl")

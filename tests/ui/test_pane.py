from typing import Any

from checker.model import Skipped, Span
from checker.store.claims import Mark
from checker.ui import pane
from checker.words import Status
from tests.builders import make_document

TEXT = "Tax rose. 😀 Who knows? Nobody answered. Nor here. Tax rose again."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def drawn(marks: list[Mark], skipped: list[Skipped]) -> dict[str, Any]:
    data: dict[str, Any] = pane._data(make_document(text=TEXT), marks, skipped)
    start, found = 0, []
    for end, *ids in data["pieces"]:
        if ids:
            found.append((TEXT[start:end], ids))
        start = end
    return data | {"found": found}


def test_every_place_of_a_claim_is_marked_and_those_that_say_it_again_are_told_apart() -> None:
    places = [
        Mark(claim_id="one", span=at("Tax rose."), status=Status.CANDIDATE),
        Mark(claim_id="one", span=at("Tax rose again."), status=Status.CANDIDATE, again=True),
    ]
    assert drawn(places, [])["found"] == [("Tax rose.", ["one"]), ("Tax rose again.", ["+one"])]


def test_sentences_that_were_left_out_are_sent_with_reason_alarm_and_whether_they_were_read() -> None:
    skipped = [
        Skipped(span=at("😀 Who knows?"), reason="question", alarm=True),
        Skipped(span=at("Nobody answered."), reason="unanswered"),
        Skipped(span=at("Nor here."), reason="unanswered"),
    ]
    data = drawn([], skipped)
    assert data["found"] == [
        ("😀 Who knows?", ["skipped-0"]),
        ("Nobody answered.", ["skipped-1"]),
        ("Nor here.", ["skipped-2"]),
    ]
    assert (data["alarms"], data["unread"]) == (["skipped-0"], ["skipped-1", "skipped-2"])
    assert data["reasons"]["skipped-0"] == "A question. It holds a figure that could be checked."


def test_a_stretch_that_was_not_read_is_told_of_once_at_its_end() -> None:
    unread = [Skipped(span=at(words), reason="unanswered") for words in ("Nobody answered.", "Nor here.")]
    assert list(drawn([], unread)["labels"]) == ["skipped-1"]

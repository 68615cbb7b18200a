from hypothesis import given
from hypothesis import strategies as st

from checker.model import Skipped, Span
from checker.store.claims import Mark
from checker.ui import ledger
from checker.words import Status

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 12))


def mark(span: Span) -> Mark:
    return Mark(claim_id="claim-1", span=span, status=Status.CANDIDATE)


def skipped(span: Span, reason: str = "opinion", *, alarm: bool = False) -> Skipped:
    return Skipped(span=span, reason=reason, alarm=alarm)


@given(st.lists(spans.map(skipped), max_size=8), st.lists(spans.map(mark), max_size=8))
def test_a_sentence_is_left_out_as_long_as_no_claim_reaches_into_it(sentences: list[Skipped], marks: list[Mark]) -> None:
    expected = [
        each
        for each in sentences
        if not any(each.span.start < mark.span.end and mark.span.start < each.span.end for mark in marks)
    ]
    assert ledger.left_out(sentences, marks) == sorted(expected, key=lambda each: each.span)


def test_what_alarms_and_what_was_not_read_is_counted() -> None:
    left = [skipped(Span(0, 5), alarm=True), skipped(Span(5, 9), "unanswered", alarm=True), skipped(Span(9, 12), "unanswered")]
    assert ledger.count(left) == ledger.Count(total=3, alarms=2, unread=2)


def test_nothing_is_said_where_nothing_alarms() -> None:
    counted = ledger.Count(total=4)
    assert [*ledger.alarm_lines(counted), *ledger.unread_lines(counted, "")] == []


def test_an_alarm_names_its_number_and_its_key() -> None:
    assert [line.text for line in ledger.alarm_lines(ledger.Count(total=9, alarms=1))] == [
        "1 left out holds a figure that could be checked. L steps through them."
    ]
    assert [line.text for line in ledger.alarm_lines(ledger.Count(total=9, alarms=3))] == [
        "3 left out hold a figure that could be checked. L steps through them."
    ]


def test_what_was_not_read_is_said_with_the_reason_of_the_run() -> None:
    counted = ledger.Count(total=2, unread=2)
    assert [line.text for line in ledger.unread_lines(counted, "2 sentences were not read: refused.")] == [
        "2 sentences were not read: refused."
    ]
    assert "2 sentences" in next(ledger.unread_lines(counted, "")).text

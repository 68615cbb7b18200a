import pytest

from checker.errors import ModelRejected, ModelUnavailable
from checker.extract.together import together
from checker.model import Gap, Proposal, Reading, Skipped, Span
from checker.text import sentences
from checker.words import AnchorStatus
from tests.builders import TEXT, make_document, make_proposal, span_of
from tests.extract.scripted import chain

DOCUMENT = make_document()
SENTENCES = sentences(TEXT)
DISAGREES = "The opposition disagrees."


def _proposal(quote: str, text: str) -> Proposal:
    return make_proposal(quote=quote, text=text)


def test_claims_stand_in_the_order_of_the_document_and_those_without_a_place_last() -> None:
    late, early = _proposal(DISAGREES, "The opposition disagrees."), _proposal("Labour figures", "Figures are out.")
    lost = make_proposal(span=None, anchor=AnchorStatus.LOST, text="The mayor left.")
    found = together(DOCUMENT, SENTENCES, [Reading(proposals=(lost, late)), Reading(proposals=(early,))])
    assert [each.text for each in found.proposals] == [early.text, late.text, lost.text]


def test_what_two_parts_say_is_one_claim_that_knows_the_other_place() -> None:
    first = make_proposal(text="Unemployment fell to 3.1 percent in March.")
    again = make_proposal(text=first.text, span=span_of("on Monday"), quote="on Monday", call=1)
    found = together(DOCUMENT, SENTENCES, [Reading(proposals=(first,)), Reading(proposals=(again,))])
    (kept,) = found.proposals
    assert (kept.text, kept.call, kept.also) == (first.text, 0, (span_of("on Monday"),))


def test_a_sentence_under_a_claim_of_another_part_is_not_in_the_ledger() -> None:
    skipped = tuple(Skipped(span=span, reason="no_claim") for span in SENTENCES)
    claim = _proposal(DISAGREES, "The opposition disagrees.")
    found = together(DOCUMENT, SENTENCES, [Reading(proposals=(), skipped=skipped), Reading(proposals=(claim,))])
    assert [each.span for each in found.skipped] == SENTENCES[:-1]


def test_a_sentence_that_no_part_knows_of_counts_as_unanswered() -> None:
    found = together(DOCUMENT, SENTENCES, [])
    assert {each.reason for each in found.skipped} == {"unanswered"}
    assert [each.span for each in found.skipped] == SENTENCES


def test_a_sentence_with_a_number_and_a_name_is_left_out_with_an_alarm_whatever_the_reason() -> None:
    skipped = tuple(Skipped(span=span, reason="instruction") for span in SENTENCES)
    found = together(DOCUMENT, SENTENCES, [Reading(proposals=(), skipped=skipped)])
    assert [(each.reason, each.alarm) for each in found.skipped] == [
        ("instruction", False),
        ("instruction", True),
        ("instruction", False),
        ("instruction", False),
    ]


RICH = "Mayor Ida Lund closed 4 schools in Anhausen.\n\nIn 2020 Karl Weber treated 5,300 patients in Bonn.\n\nIt rained."


def _over(*texts: str, quote: str = RICH) -> list[tuple[str, bool]]:
    """Claims that all quote the same stretch of a text full of facts."""
    start = RICH.index(quote)
    span = Span(start, start + len(quote))
    claims = tuple(make_proposal(text=each, quote=quote, span=span) for each in texts)
    found = together(make_document(text=RICH), sentences(RICH), [Reading(proposals=claims)])
    return [(each.reason, each.alarm) for each in found.skipped]


def test_an_empty_claim_that_quotes_sentences_full_of_facts_does_not_account_for_them() -> None:
    assert _over("The text is about a town.") == [("unsaid", True), ("unsaid", True)]
    assert _over("The council reports.", quote="Mayor Ida Lund closed 4 schools") == [
        ("unsaid", True),
        ("unanswered", True),
        ("unanswered", False),
    ]


def test_claims_that_say_together_what_the_sentences_say_account_for_them() -> None:
    assert _over("Ida Lund closed schools.", "Karl Weber treated 5,300 patients.") == []
    assert _over("[In 2020, after the mayor closed schools in Anhausen,] Karl Weber treated patients in Bonn.") == []
    assert _over("Ida Lund closed schools.") == [("unsaid", True)]


def test_gaps_for_the_same_reason_are_one_sentence_in_words() -> None:
    gaps = (
        Gap(span=SENTENCES[1], sentences=1, outcome="refused", message="No."),
        Gap(span=Span(SENTENCES[2].start, SENTENCES[3].end), sentences=2, outcome="refused", message="No."),
        Gap(span=SENTENCES[0], sentences=1, outcome="not_asked", message=""),
    )
    found = together(DOCUMENT, SENTENCES, [Reading(proposals=(), gaps=gaps, problems=("One more thing.",))])
    assert found.problems == (
        f"3 sentences were not read, from “{SENTENCES[1].of(TEXT)[:60]}…” on: the model refused to answer (No.).",
        "1 sentence was not read, from “Labour figures are out.” on: the run had stopped after the failures before.",
        "One more thing.",
    )


def _gaps(*outcomes: str) -> list[Reading]:
    gaps = [Gap(span=span, sentences=1, outcome=each, message="Word.") for span, each in zip(SENTENCES, outcomes, strict=True)]
    return [Reading(proposals=(), gaps=tuple(gaps))]


@pytest.mark.parametrize(
    ("outcomes", "error", "says"),
    [
        (("unavailable", "unavailable", "not_asked", "not_asked"), ModelUnavailable, "gave no answer for openai:m: Word"),
        (("unavailable", "unauthorised", "not_asked", "not_asked"), ModelRejected, "does not accept the key"),
        (("over_budget", "not_asked", "not_asked", "not_asked"), ModelRejected, "^Word.$"),
        (("not_asked", "not_asked", "not_asked", "not_asked"), ModelRejected, "was not asked: the run had stopped"),
        (("rejected", "rejected", "rejected", "rejected"), ModelRejected, "turned the call to openai:m down: Word"),
    ],
)
def test_a_document_about_which_nothing_was_answered_is_an_error_that_says_what_to_do(
    outcomes: tuple[str, ...], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        chain().put_together(DOCUMENT, _gaps(*outcomes))


def test_a_model_that_was_there_but_gave_nothing_is_no_error() -> None:
    assert len(chain().put_together(DOCUMENT, _gaps("refused", "unavailable", "not_asked", "not_asked")).problems) == 3

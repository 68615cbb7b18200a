"""One document counted, on cases worked out by hand."""

import pytest

from checker.measure.gold import NOBODY, GoldClaim
from checker.measure.tally import Tally, total
from checker.model import Skipped, Span
from checker.text import sentences
from checker.words import AnchorStatus
from tests.measure.labelled import TEXT, call, counted, gold, lost, proposed, sentence

RENTS, DAY, PARKS, ASKED = "Rents rose by 4 percent.", "What a day!", "The mayor sold two parks.", "Nobody was asked."


def test_a_sentence_is_chosen_when_a_claim_is_anchored_in_it() -> None:
    found = counted(gold(True, False, True, False), proposed("Rents rose"), proposed(DAY))
    assert {name: found[f"selected.{name}"] for name in ("hit", "wrong", "missed", "left")} == {
        "hit": 1,
        "wrong": 1,
        "missed": 1,
        "left": 1,
    }


def test_a_sentence_without_a_label_is_not_judged() -> None:
    found = counted(gold(None, None, True, None), proposed(RENTS))
    assert (found["selected.wrong"], found["selected.missed"], found["selected.left"]) == (0, 1, 0)


def test_a_repeat_of_a_claim_counts_where_it_stands() -> None:
    start = TEXT.index(PARKS)
    found = counted(gold(True, False, True, False), proposed(RENTS, also=(Span(start, start + len(PARKS)),)))
    assert found["selected.hit"] == 2


def test_a_claim_over_two_sentences_stands_in_both() -> None:
    found = counted(gold(True, False, True, True), proposed(f"{PARKS} {ASKED}"))
    assert (found["selected.hit"], found["selected.missed"]) == (2, 1)


def test_a_sentence_is_worth_as_much_as_its_best_claim() -> None:
    document = gold(True, False, True, False)
    found = counted(
        document,
        proposed("Rents", checkworthiness=0.3),
        proposed("rose", checkworthiness=0.7),
        proposed(DAY, checkworthiness=0.5),
    )
    assert found.ranked == {0.7: (1, 1), 0.5: (1, 0), 0.0: (2, 1)}
    assert (found["worthy.hit"], found["worthy.wrong"], found["worthy.missed"], found["worthy.left"]) == (1, 1, 1, 1)


def test_what_was_chosen_is_counted_by_label() -> None:
    found = counted(gold(sentence(label="CFS"), sentence(False, label="UFS"), None, None), proposed(RENTS))
    assert (found["label.CFS"], found["label_selected.CFS"], found["label_selected.UFS"]) == (1, 1, 0)


def test_claims_are_paired_with_those_of_people() -> None:
    expected = (GoldClaim(text="The mayor sold two parks."), GoldClaim(text="The mayor is called Ada Kern."))
    document = gold(
        sentence(claims=()), None, sentence(claims=expected), sentence(claims=(GoldClaim(text="No one was asked."),))
    )
    found = counted(
        document,
        proposed(PARKS, text="[The] mayor sold 2 two parks"),  # 2·5/(6+5): paired
        proposed("two parks", text="Two parks exist."),  # nothing like it
        proposed(RENTS),  # people made no claim of it
        proposed(DAY),  # nobody labelled it: not judged
        lost("Aliens landed."),  # nowhere: wrong
    )
    assert (found["claims.matched"], found["claims.proposed"], found["claims.expected"]) == (1, 4, 3)
    assert found["claims.sentences"] == 2


def test_the_claimant_of_paired_claims_is_held_against_the_label() -> None:
    labels = [GoldClaim(text=RENTS, claimant="Ada Kern"), GoldClaim(text=PARKS, claimant=NOBODY), GoldClaim(text=ASKED)]
    document = gold(sentence(claims=(labels[0],)), None, sentence(claims=(labels[1],)), sentence(claims=(labels[2],)))
    found = counted(document, proposed(RENTS, claimant="Mayor Kern"), proposed(PARKS, claimant="Ada Kern"), proposed(ASKED))
    assert (found["claimant.right"], found["claimant.asked"]) == (1, 2)


def test_who_speaks_a_sentence_is_the_claimant_of_its_claims() -> None:
    document = gold(sentence(claimant="Ada Kern"), sentence(claimant="Bo Lind"), None, None)
    found = counted(document, proposed(RENTS, claimant="Ada Kern"), proposed(DAY, claimant="Ada Kern"), proposed(PARKS))
    assert (found["claimant.right"], found["claimant.asked"]) == (1, 2)


def test_all_claims_of_a_sentence_are_held_against_its_human_rewrite() -> None:
    found = counted(
        gold(sentence(alone="abcd"), None, None, sentence(alone="xy")),
        proposed("rose", text="cd"),
        proposed("Rents", text="[ab]"),
    )
    assert found["rewritten"] == 1
    assert found["rewritten.chrf"] == pytest.approx(1.0)


def test_words_that_dangle_are_counted_among_claims_that_were_checked_for_them() -> None:
    checks = ("numbers", "standing_alone")
    found = counted(
        gold(None, None, None, None),
        proposed(RENTS, checks=checks, flags=("standing_alone",)),
        proposed(PARKS, checks=checks, flags=("numbers",)),
        proposed(DAY),
    )
    assert (found["alone.dangling"], found["alone.checked"], found["flag.numbers"], found["checked"]) == (1, 2, 1, 2)


def test_anchors_are_counted_by_status() -> None:
    found = counted(gold(None, None, None, None), proposed(RENTS), proposed(DAY, anchor=AnchorStatus.NORMALISED), lost("x"))
    assert (found["proposed"], found["anchor.exact"], found["anchor.normalised"], found["anchor.lost"]) == (3, 1, 1, 1)


def test_every_sentence_is_in_a_claim_or_in_the_ledger_or_unaccounted_for() -> None:
    skipped = [
        Skipped(span=span, reason=reason) for span, reason in zip(sentences(TEXT)[1:], ("opinion", "unanswered"), strict=False)
    ]
    found = counted(gold(None, None, None, None), proposed(RENTS), skipped=tuple(skipped))
    assert (found["sentences"], found["sentences.claimed"], found["sentences.unaccounted"]) == (4, 1, 2)


def test_what_the_pre_filter_keeps_back_is_counted_and_what_deserved_a_claim_of_it() -> None:
    skipped = tuple(
        Skipped(span=span, reason=reason)
        for span, reason in zip(sentences(TEXT)[1:], ("below_the_cut", "below_the_cut", "opinion"), strict=True)
    )
    found = counted(gold(True, False, True, True), proposed(RENTS), skipped=skipped)
    assert (found["sentences.kept_back"], found["sentences.unaccounted"]) == (2, 0)
    assert (found["deserving"], found["deserving.kept_back"]) == (3, 1)


def test_what_was_there_already_or_not_sent_cost_nothing() -> None:
    calls = (
        call(),
        call(cost=None, input_tokens=200),
        call(input_tokens=None, output_tokens=None, cost=None, outcome="unavailable"),
        call(sent=False, reused=True, cost=0.0),
        call(sent=False, outcome="unauthorised", cost=None, input_tokens=None, output_tokens=None, seconds=0.0),
        call(sent=False, outcome="over_budget", cost=None, input_tokens=None, output_tokens=None, seconds=0.0),
    )
    found = counted(gold(None, None, None, None), calls=calls, failed="no answer")
    assert (found["calls"], found["calls.reused"], found["calls.unpriced"], found["failed"]) == (3, 1, 1, 1)
    assert (found["input_tokens"], found["output_tokens"], found["call_seconds"], found["seconds"]) == (1200, 400, 6.0, 1.5)
    assert found["cost"] == pytest.approx(0.01)
    assert found["outcome.over_budget"] == 1


def test_tallies_add_up() -> None:
    one = Tally(counts={"a": 1, "b": 2}, ranked={0.5: (2, 1)})
    two = Tally(counts={"b": 3}, ranked={0.5: (1, 0), 0.1: (1, 1)})
    both = total([one, two])
    assert (both["a"], both["b"], both["c"]) == (1, 5, 0)
    assert both.ranked == {0.5: (3, 1), 0.1: (1, 1)}

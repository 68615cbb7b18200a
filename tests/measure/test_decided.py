"""What a desk decided becomes labelled data that can be read again."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from checker.measure.decided import Decided, gold_lines
from checker.measure.formats import parse
from checker.measure.gold import NOBODY, GoldDocument
from checker.measure.measures import MEASURES
from checker.measure.tally import tally
from checker.model import Claim, Skipped
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import make_claim, make_document
from tests.measure.labelled import TEXT, gold, outcome, proposed

RENTS, DAY, PARKS, ASKED = "Rents rose by 4 percent.", "What a day!", "The mayor sold two parks.", "Nobody was asked."
DOCUMENT = make_document(id="d1", text=TEXT)


def claim(quote: str, status: Status, **changes: Any) -> Claim:
    proposal = proposed(quote, claimant=changes.pop("claimant", None))
    return make_claim(id=f"about {quote}", proposal=proposal, status=status, **changes)


def rejected(quote: str, reason: RejectReason) -> Claim:
    return claim(quote, Status.REJECTED, reject_reason=reason)


def exported(*claims: Claim, skipped: Sequence[Skipped] = ()) -> GoldDocument:
    lines = b"".join(gold_lines([Decided(document=DOCUMENT, claims=claims, skipped=skipped)]))
    return parse(lines, "desk.jsonl").documents[0]


def test_a_confirmed_claim_asks_for_one_in_its_words_and_with_its_claimant() -> None:
    document = exported(
        claim(RENTS, Status.ACCEPTED, text="Rents [in Harbour] rose."), claim(PARKS, Status.CHECKED, claimant="Bo")
    )
    rents, day, parks, _ = document.sentences
    assert rents.claims is not None
    assert parks.claims is not None
    assert [(each.text, each.claimant) for each in (*rents.claims, *parks.claims)] == [
        ("Rents [in Harbour] rose.", NOBODY),
        (PARKS, "Bo"),
    ]
    assert (rents.positive, day.positive, day.label) == (True, False, "not_chosen")


def test_what_is_known_of_the_document_goes_along() -> None:
    known = exported(claim(RENTS, Status.ACCEPTED)).document
    assert (known.id, known.text, known.published_at, known.publisher) == (
        "d1",
        TEXT,
        DOCUMENT.published_at,
        DOCUMENT.publisher,
    )


@pytest.mark.parametrize("reason", RejectReason)
def test_a_rejection_labels_the_sentence_only_when_it_speaks_of_it(reason: RejectReason) -> None:
    sentence = exported(rejected(RENTS, reason)).sentences[0]
    about = {"opinion", "prediction", "too_vague", "out_of_scope", "trivial"}
    assert (sentence.positive, sentence.label) == ((False, reason.value) if reason.value in about else (None, ""))


def test_every_rejected_claim_is_listed_with_its_reason() -> None:
    lost = claim(RENTS, Status.REJECTED, reject_reason=RejectReason.NOT_IN_SOURCE, span=None, anchor=AnchorStatus.LOST)
    (line,) = gold_lines([Decided(document=DOCUMENT, claims=[rejected(DAY, RejectReason.OPINION), lost])])
    assert [(each["reason"], each["start"]) for each in json.loads(line)["rejected"]] == [
        ("opinion", TEXT.index(DAY)),
        ("not_in_source", None),
    ]


def test_what_nobody_chose_is_left_open_while_claims_wait() -> None:
    waiting = exported(claim(RENTS, Status.ACCEPTED), claim(PARKS, Status.CANDIDATE))
    assert [each.positive for each in waiting.sentences] == [True, None, None, None]


def test_a_sentence_whose_claims_are_not_all_decided_has_no_list_of_claims() -> None:
    found = exported(claim("Rents rose", Status.ACCEPTED), claim("4 percent", Status.CANDIDATE)).sentences[0]
    assert (found.positive, found.claims) == (True, None)


def test_the_ledger_says_why_a_sentence_was_left_out() -> None:
    skipped = [Skipped(span=proposed(DAY).span, reason="greeting")]  # type: ignore[arg-type]  # it has a span
    assert [each.label for each in exported(claim(RENTS, Status.ACCEPTED), skipped=skipped).sentences] == [
        "yes",
        "greeting",
        "not_chosen",
        "not_chosen",
    ]


def test_a_claim_over_two_sentences_is_expected_once() -> None:
    document = exported(claim(f"{PARKS} {ASKED}", Status.ACCEPTED))
    assert [each.claims for each in document.sentences[2:]][1] is None
    assert [each.positive for each in document.sentences[2:]] == [True, True]


def test_documents_in_which_nothing_was_decided_are_left_out() -> None:
    assert list(gold_lines([Decided(document=DOCUMENT, claims=[claim(RENTS, Status.CANDIDATE)])])) == []


def test_an_extractor_that_proposes_just_what_was_confirmed_is_without_fault() -> None:
    confirmed = [claim(RENTS, Status.ACCEPTED), claim(PARKS, Status.PUBLISHED, claimant="Bo Lind")]
    document = exported(*confirmed, rejected(DAY, RejectReason.OPINION))
    found = tally(document, outcome(gold(None, None, None, None), *(each.proposal for each in confirmed)))
    figures = {each.code: each.value(found) for each in MEASURES}
    assert {name: figures[name] for name in ("selected_f1", "claims_f1", "claimant", "worthy_ap")} == {
        "selected_f1": 1,
        "claims_f1": 1,
        "claimant": 1,
        "worthy_ap": 1,
    }

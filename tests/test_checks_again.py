from dataclasses import replace

import pytest

from checker import lineage, review
from checker.checks import held_again
from checker.checks.source import beside
from checker.decisions import Desk
from checker.model import Claim, Span
from checker.review import propose, proposed_by_machine
from checker.store import claims, documents, events
from tests.builders import make_document, make_proposal, make_provenance, span_of
from tests.desks import ANN, BOB, assert_history_is_whole, get, seen, words_of

TEXT = "The office opened in May. Unemployment fell to 3.1 percent in March, Jane Doe said. Nothing else happened."
QUOTE = "Unemployment fell to 3.1 percent in March"
CHECKS = ("numbers", "wording", "names", "claimant", "negation", "hedges", "standing_alone", "attribution")
WRONG = "Unemployment fell to 4.7 percent in March."
RIGHT = "Unemployment fell to 3.1 percent in March."


@pytest.fixture
def one(desk: Desk) -> Desk:
    """A desk on which a claim with a wrong figure was proposed."""
    span = span_of(QUOTE, TEXT)
    proposal = make_proposal(
        text=WRONG, quote=QUOTE, span=span, claimant="Jane Doe", claimant_role=None, flags=("numbers",), checks=CHECKS
    )
    made = [propose("claim-1", "document-1", proposal, made_by=make_provenance(run_id=None), now=desk.now())]
    with desk.store.write() as tx:
        documents.insert(tx, make_document(text=TEXT))
        claims.insert(tx, made)
        events.append(tx, proposed_by_machine(made))
    return desk


def failed(desk: Desk) -> tuple[str, ...] | None:
    held = review.checks(desk, get(desk))
    return held.failed if held else None


def edit(desk: Desk, **changes: object) -> Claim:
    claim = get(desk)
    return review.edit(desk, ANN, seen(claim), words_of(claim, **changes))


def test_words_as_they_were_proposed_have_no_checks_but_those_of_the_proposal(one: Desk) -> None:
    assert review.checks(one, get(one)) is None


def test_an_edit_is_held_against_the_document_again(one: Desk) -> None:
    edit(one, text=RIGHT)

    assert failed(one) == ()
    assert get(one).proposal.flags == ("numbers",)
    event = review.history(one, "claim-1")[-1]
    assert event.after["checks"]["made"] == list(CHECKS)
    assert_history_is_whole(one)


def test_accepting_in_other_words_checks_them_too(one: Desk) -> None:
    claim = get(one)
    review.accept(one, ANN, seen(claim), words_of(claim, text="Unemployment fell to 3.1 percent in Atlantis."))

    assert failed(one) == ("names",)


def test_an_edit_can_make_a_check_fail_that_passed(one: Desk) -> None:
    edit(one, text=RIGHT, claimant="Max Power")

    assert failed(one) == ("claimant",)


def test_a_quote_that_is_moved_is_checked_in_its_new_place(one: Desk) -> None:
    edit(one, text="The office opened.", quote="The office opened in May.", claimant="")

    assert failed(one) == ()


def test_undo_puts_the_checks_of_the_words_before_back(one: Desk) -> None:
    edit(one, text=RIGHT)
    edit(one, text="Unemployment fell to 9 percent.")
    assert failed(one) == ("numbers",)

    review.undo(one, ANN, "claim-1")
    assert failed(one) == ()
    review.undo(one, ANN, "claim-1")
    assert failed(one) is None
    assert_history_is_whole(one)


def test_what_is_no_word_of_the_claim_asks_for_no_check(one: Desk) -> None:
    edit(one, tags=("work",), claimed_at="March")
    review.save_note(one, ANN, seen(get(one)), "a note")

    assert [each.after.get("checks") for each in review.history(one, "claim-1")] == [None, None, None]


def test_the_checks_stay_through_what_is_decided_afterwards(one: Desk) -> None:
    edited = edit(one, text="Unemployment fell to 9 percent.")
    accepted = review.accept(one, ANN, seen(edited))
    review.reopen(one, BOB, seen(accepted), "again")

    assert failed(one) == ("numbers",)


def test_each_part_of_a_split_is_checked_in_its_own_words(one: Desk) -> None:
    _, second = lineage.split(one, ANN, seen(get(one)), [RIGHT, "Unemployment fell to 8.8 percent."])

    assert failed(one) == ()
    held = review.checks(one, second)
    assert held is not None
    assert held.failed == ("numbers",)


def test_a_claim_in_translation_is_not_held_against_words_and_names(one: Desk) -> None:
    claim = get(one)
    translated = replace(claim, proposal=replace(claim.proposal, checks=("numbers", "standing_alone", "attribution")))

    held = held_again(make_document(text=TEXT), replace(translated, text="Atlantis had 4.7 percent."))

    assert (held.made, held.failed) == (("numbers", "standing_alone", "attribution"), ("numbers",))


def test_the_sentences_beside_a_quote_count_as_at_first() -> None:
    text = "One fell. Two rose to 5. Three fell. Four rose."

    assert beside(text, span_of("Three", text)).of(text) == "Two rose to 5. Three fell. Four rose."
    assert beside(text, Span(0, 3)).of(text) == "One fell. Two rose to 5."


def test_checking_again_says_the_same_of_unchanged_words_as_at_first(one: Desk) -> None:
    claim = get(one)
    held = held_again(make_document(text=TEXT), claim)

    assert (held.made, held.failed) == (claim.proposal.checks, claim.proposal.flags)

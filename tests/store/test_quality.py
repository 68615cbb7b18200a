"""How proposals stood up to review, counted alike on both databases."""

from dataclasses import replace
from typing import Any

import pytest

from checker.model import Claim, Maker, Proposal
from checker.review import BY_HAND
from checker.store import Store, claims, documents, quality, runs
from checker.store.quality import Standing
from checker.words import AnchorStatus, Attribution, RejectReason, RunStatus, Status
from tests.builders import make_claim, make_document, make_proposal, make_provenance, make_run

MINI = Maker(extractor="llm-chain", model="openai:mini", prompt_hash="aaa")
NEWER = Maker(extractor="llm-chain", model="openai:mini", prompt_hash="bbb")
RULES = Maker(extractor="offline rules", model=None, prompt_hash=None)


def keep(store: Store, *found: Claim) -> None:
    """Store these claims under ids of their own."""
    with store.write() as tx:
        claims.insert(tx, [replace(each, id=f"claim-{number}") for number, each in enumerate(found)])


def claim(maker: Maker = MINI, status: Status = Status.CANDIDATE, **changes: Any) -> Claim:
    """Return a claim of this maker; `flags` are those of its proposal."""
    made_by = make_provenance(extractor=maker.extractor, model=maker.model, prompt_hash=maker.prompt_hash, run_id=None)
    proposal: Proposal = make_proposal(flags=tuple(changes.pop("flags", ())))
    return make_claim(proposal=proposal, provenance=made_by, status=status, **changes)


def rejected(reason: RejectReason = RejectReason.OPINION, **changes: Any) -> Claim:
    return claim(status=Status.REJECTED, reject_reason=reason, **changes)


def read(store: Store, *documents_of: tuple[Maker, str, RunStatus]) -> None:
    """Store a run of a maker over a document for each of these."""
    with store.write() as tx:
        for number, (maker, document_id, status) in enumerate(documents_of):
            made = {"extractor": maker.extractor, "model": maker.model, "prompt_hash": maker.prompt_hash}
            runs.insert(tx, make_run(id=f"run-{number}", document_id=document_id, status=status, **made))


def standings(store: Store) -> list[Standing]:
    with store.read() as tx:
        return quality.standings(tx, BY_HAND)


@pytest.fixture(name="_documents", autouse=True)
def _documents(store: Store) -> None:
    with store.write() as tx:
        for number in (1, 2, 3):
            documents.insert(tx, make_document(id=f"document-{number}", text=f"Text {number}."))


def test_an_empty_desk_has_nothing_to_say(store: Store) -> None:
    assert standings(store) == []


def test_each_outcome_is_counted(store: Store) -> None:
    keep(
        store,
        claim(),
        claim(anchor=AnchorStatus.LOST, span=None),
        claim(status=Status.ACCEPTED),
        claim(status=Status.PUBLISHED),
        claim(status=Status.ACCEPTED, text="In better words."),
        claim(status=Status.CHECKED, claimant="Somebody else"),
        rejected(),
        rejected(text="Reworded, then rejected."),
        rejected(RejectReason.TRIVIAL),
    )
    (found,) = standings(store)
    assert found.outcomes == {"waiting": 1, "lost": 1, "as_it_was": 2, "edited": 2, "rejected": 3}
    assert (found.proposed, found.decided) == (9, 7)
    assert found.reasons == {RejectReason.OPINION: 2, RejectReason.TRIVIAL: 1}


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other words."},
        {"quote": "Unemployment fell"},
        {"claimant": None},
        {"claimant_role": None},
        {"attribution": Attribution.AUTHOR_VOICE},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_in_any_field_of_the_wording_is_an_edit(store: Store, change: dict[str, Any]) -> None:
    keep(store, claim(status=Status.ACCEPTED, **change))
    assert standings(store)[0].outcomes == {"edited": 1}


def test_words_that_a_database_might_store_differently_are_no_edit(store: Store) -> None:
    odd = make_proposal(text="“Ünï” \\n \" {} 'x' é \U0001f30d", claimant=None, claimant_role="")
    made_by = make_provenance(run_id=None)
    keep(store, make_claim(proposal=odd, provenance=made_by, status=Status.ACCEPTED))
    assert standings(store)[0].outcomes == {"as_it_was": 1}


def test_makers_are_told_apart_by_model_and_prompts_the_newest_first(store: Store) -> None:
    keep(store, claim(MINI), claim(RULES), claim(NEWER), claim(MINI, Status.ACCEPTED))
    assert [(each.maker, each.proposed) for each in standings(store)] == [(MINI, 2), (NEWER, 1), (RULES, 1)]


def test_claims_that_people_added_count_for_everybody_who_read_the_document(store: Store) -> None:
    by_hand = Maker(extractor=BY_HAND, model=None, prompt_hash=None)
    read(
        store,
        (MINI, "document-1", RunStatus.DONE),
        (MINI, "document-2", RunStatus.INCOMPLETE),
        (MINI, "document-2", RunStatus.DONE),
        (MINI, "document-3", RunStatus.FAILED),
        (RULES, "document-1", RunStatus.DONE),
    )
    keep(
        store,
        claim(MINI),
        claim(RULES),
        claim(by_hand, Status.ACCEPTED, document_id="document-1"),
        claim(by_hand, document_id="document-2"),
        claim(by_hand, Status.REJECTED, document_id="document-2", reject_reason=RejectReason.TRIVIAL),
        claim(by_hand, Status.ACCEPTED, document_id="document-3"),
    )
    found = {each.maker: (each.documents, each.added_by_hand) for each in standings(store)}
    assert found == {MINI: (2, 2), RULES: (1, 1)}


def test_outcomes_of_flagged_and_unflagged_claims_are_counted_apart(store: Store) -> None:
    keep(
        store,
        rejected(flags=["numbers", "names"]),
        claim(status=Status.ACCEPTED, flags=["numbers"]),
        claim(flags=["names"]),
        claim(status=Status.ACCEPTED),
        rejected(),
    )
    (found,) = standings(store)
    assert found.flagged == {"names": {"rejected": 1, "waiting": 1}, "numbers": {"rejected": 1, "as_it_was": 1}}
    assert found.unflagged == {"as_it_was": 1, "rejected": 1}


def test_only_confirmed_claims_in_other_words_are_edits(store: Store) -> None:
    keep(
        store,
        claim(status=Status.ACCEPTED, text="In better words."),
        claim(status=Status.ACCEPTED, claimant="Somebody else"),
        rejected(text="Reworded, then rejected."),
        claim(text="Reworded, not decided."),
        claim(RULES, Status.CHECKED, text="Also better."),
        claim(Maker(extractor=BY_HAND, model=None, prompt_hash=None), Status.ACCEPTED, text="By hand and reworded."),
    )
    proposed = make_proposal().text
    found = [(RULES, proposed, "Also better."), (MINI, proposed, "In better words.")]
    with store.read() as tx:
        assert list(quality.edits(tx, BY_HAND, 10)) == found
        assert list(quality.edits(tx, BY_HAND, 1)) == found[:1]

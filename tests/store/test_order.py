"""The order of a queue in the database: the same as the formula says, whole, cut by budget, and safe between reviewers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import ranking
from checker.model import Claim, Lease, Score
from checker.ranking import Weights
from checker.store import Store, Tx, claims, documents, order, queues
from checker.store.claims import Order, Queue
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import NOON, make_claim, make_document, make_proposal, make_provenance
from tests.databases import MakeUrl
from tests.fakes import in_threads

ANN = Lease(user="ann", session="a", until=NOON + timedelta(minutes=10))
RANKED = Queue(status=Status.CANDIDATE, order=Order.BEST)
TODAY = NOON.date()
BY_SCORE = Weights(score=1, importance=0, recency=0, reach=0, claimant=0)
WHO = ("Ann", "Prime Minister", None)

units = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.77, 1.0])
some_weights = st.builds(Weights, **dict.fromkeys(ranking.TERMS, st.integers(0, 10)))
some_claims = st.lists(
    st.tuples(st.integers(0, 2), st.none() | units, st.none() | units, st.sampled_from(WHO), st.booleans(), st.booleans()),
    max_size=14,
)
some_reach = st.tuples(*[st.integers(0, 5)] * 3)


def scored(
    id_: str, value: float | None, document_id: str = "document-0", estimate: float | None = None, **changes: object
) -> Claim:
    score = None if value is None else Score(value=value, why=("figure",), scorer="linear 1 00000000")
    proposal = make_proposal(score=score, checkworthiness=estimate, flags=())
    made = make_claim(id=id_, document_id=document_id, proposal=proposal, provenance=make_provenance(run_id=None, model=None))
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def with_documents(tx: Tx, number: int = 3) -> None:
    for each in range(number):
        day = TODAY - timedelta(days=3 * each) if each else None
        documents.insert(tx, make_document(id=f"document-{each}", text=f"Text {each}.", published_at=day))


def taken(tx: Tx, queue: Queue) -> list[str]:
    found: list[str] = []
    while claim := claims.lease_next(tx, replace(queue, skipping=tuple(found)), ANN, NOON):
        found.append(claim.id)
    return found


def in_words_of_the_formula(tx: Tx, id_: str, weights: Weights) -> float:
    standing = order.standing(tx, id_, weights)
    assert standing
    return round(ranking.rank(ranking.terms(standing, TODAY), weights), 9)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_claims, some_reach, some_weights, st.integers(1, 5))
def test_a_queue_holds_every_claim_once_whatever_the_weights_in_the_order_of_the_formula(
    new_database: MakeUrl,
    made: list[tuple[int, float | None, float | None, str | None, bool, bool]],
    reach: tuple[int, int, int],
    weights: Weights,
    best: int,
) -> None:
    store = Store(new_database())
    with store.write() as tx:
        with_documents(tx)
        order.set_claimant_levels(tx, {"prime minister": 4})
        for number, step in enumerate(reach):
            order.set_reach(tx, f"document-{number}", step)
        stored = [
            replace(
                scored(f"c{number:02}", score, f"document-{document}", estimate),
                claimant=who,
                status=Status.REJECTED if decided else Status.CANDIDATE,
                reject_reason=RejectReason.TRIVIAL if decided else None,
                provenance=make_provenance(run_id=None, model="m" if by_model else None),
            )
            for number, (document, score, estimate, who, decided, by_model) in enumerate(made)
        ]
        claims.insert(tx, stored)
        waiting = [each.id for each in stored if each.status is Status.CANDIDATE]
        ranked = taken(tx, replace(RANKED, weights=weights))
        assert sorted(ranked) == waiting
        ranks = [in_words_of_the_formula(tx, id_, weights) for id_ in ranked]
        assert ranks == sorted(ranks, reverse=True)  # of two that are alike but for the last digit either may be first

        cut = replace(RANKED, weights=weights, best=best)
        above = [id_ for id_ in ranked if _place(tx, id_, weights) <= best]
        assert taken(tx, cut) == above
        assert taken(tx, replace(cut, order=Order.TEXT)) == sorted(above)
        assert claims.length(tx, cut, NOON) == len(above)
    store.close()


def _place(tx: Tx, id_: str, weights: Weights) -> int:
    found = order.standing(tx, id_, weights)
    assert found
    return found.place


@pytest.fixture
def five(store: Store) -> Store:
    """One document with five claims, the later the better, and one that is not in it."""
    with store.write() as tx:
        with_documents(tx, 1)
        lost = scored("lost", 1.0, anchor=AnchorStatus.LOST, span=None)
        claims.insert(tx, [*(scored(f"c{number}", number / 5) for number in range(1, 6)), lost])
    return store


def test_a_claim_that_nobody_scored_stands_in_the_middle(five: Store) -> None:
    with five.write() as tx:
        claims.insert(tx, [scored("unscored", None)])
        assert taken(tx, replace(RANKED, weights=BY_SCORE)) == ["c5", "c4", "c3", "unscored", "c2", "c1"]


def test_of_claims_that_stand_alike_the_one_that_came_first_is_first(five: Store) -> None:
    nothing = Weights(score=0, importance=0, recency=0, reach=0, claimant=0)
    with five.write() as tx:
        assert taken(tx, replace(RANKED, weights=nothing)) == ["c1", "c2", "c3", "c4", "c5"]


def test_only_the_best_of_a_document_are_handed_out_and_what_is_decided_counts_among_them(five: Store) -> None:
    cut = replace(RANKED, best=2)
    with five.write() as tx:
        assert (taken(tx, cut), claims.length(tx, cut, NOON), claims.length(tx, RANKED, NOON)) == (["c5", "c4"], 2, 5)
        done = claims.get(tx, "c5")
        claims.save(tx, replace(done, status=Status.ACCEPTED, lease=None))
        assert (taken(tx, cut), claims.length(tx, cut, NOON), claims.length(tx, RANKED, NOON)) == (["c4"], 1, 4)
        assert _place(tx, "c3", cut.weights) == 3
        assert order.standing(tx, "lost", cut.weights) is None


def test_a_cut_is_found_far_down_a_queue_of_claims_below_it(store: Store) -> None:
    with store.write() as tx:
        with_documents(tx, 2)
        crowd = [scored(f"a{number:03}", 0.9) for number in range(queues.AT_FIRST + 5)]
        claims.insert(tx, [*crowd, scored("b", 0.1, "document-1")])
        cut = replace(RANKED, best=1, weights=BY_SCORE)
        assert taken(tx, cut) == ["a000", "b"]
        assert taken(tx, replace(cut, document_id="document-1")) == ["b"]


def test_the_reach_and_the_date_of_a_document_are_those_of_its_claims_old_and_new(store: Store) -> None:
    with store.write() as tx:
        with_documents(tx, 2)
        claims.insert(tx, [scored("old", 0.5)])
        order.set_reach(tx, "document-0", 4)
        documents.set_metadata(tx, "document-0", {"published_at": date(2020, 1, 2)})
        claims.insert(tx, [scored("new", 0.5)])
        found = {id_: order.standing(tx, id_, ranking.DEFAULT) for id_ in ("old", "new")}
    assert {(each.reach, each.day) for each in found.values() if each} == {(4, date(2020, 1, 2).toordinal())}


def test_a_document_without_a_date_counts_from_the_day_on_which_it_came_in(store: Store) -> None:
    with store.write() as tx:
        with_documents(tx, 1)
        claims.insert(tx, [scored("c", 0.5)])
        found = order.standing(tx, "c", ranking.DEFAULT)
    assert found
    assert found.day == NOON.date().toordinal()


def test_the_level_of_a_claimant_follows_the_table_and_the_edits_of_a_claim(store: Store) -> None:
    def level(tx: Tx) -> int:
        found = order.standing(tx, "c", ranking.DEFAULT)
        return found.claimant if found else -1

    with store.write() as tx:
        with_documents(tx, 1)
        order.set_claimant_levels(tx, {"Minister": 3})
        claims.insert(tx, [scored("c", 0.5, claimant="Jane Doe", claimant_role="Labour Minister")])
        assert level(tx) == 3
        claims.save(tx, replace(claims.get(tx, "c"), claimant_role=None))
        assert level(tx) == ranking.ANYBODY
        order.set_claimant_levels(tx, {"Jane Doe": 4})
        assert level(tx) == 4
        order.set_claimant_levels(tx, {})
        assert level(tx) == ranking.ANYBODY
        assert order.claimant_levels(tx) == {}


def test_reviewers_who_ask_at_once_for_the_best_get_different_claims(store: Store) -> None:
    with store.write() as tx:
        with_documents(tx, 1)
        claims.insert(tx, [scored(f"c{number}", number / 10) for number in range(8)])
    handed: list[str] = []

    def ask(number: int) -> None:
        lease = replace(ANN, session=f"s{number}")
        with store.write() as tx:
            found = claims.lease_next(tx, replace(RANKED, best=6), lease, NOON)
        handed.append(found.id if found else "none")

    in_threads([lambda number=number: ask(number) for number in range(8)])  # type: ignore[misc]  # a default binds the number
    assert sorted(handed) == ["c2", "c3", "c4", "c5", "c6", "c7", "none", "none"]

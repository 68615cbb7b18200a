"""What was typed and not saved: one draft for each person and claim, and the topics that claims were given."""

from dataclasses import replace

from checker.store import Store, claims, documents, drafts, topics
from checker.store.drafts import Typed
from tests.builders import NOON, make_claim, make_document, make_provenance


def filed(store: Store, *ids: str, **changes: object) -> None:
    with store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [make_claim(id=each, provenance=make_provenance(run_id=None), **changes) for each in ids])


def typed(words: str) -> Typed:
    return Typed(words=words, over="00000000", at=NOON)


def test_a_draft_is_one_persons_and_one_claims_and_the_newest_stands(store: Store) -> None:
    filed(store, "a", "b")
    whole = {"note": typed("second"), "rationale": typed("“…” 🙂 مرحبا")}
    with store.write() as tx:
        drafts.put(tx, "ann", "a", {"note": typed("first")})
        drafts.put(tx, "ann", "a", whole)
        drafts.put(tx, "bob", "a", {"note": typed("bob's")})
    with store.read() as tx:
        assert drafts.get(tx, "ann", "a") == whole
        assert drafts.get(tx, "ann", "b") == {}


def test_what_is_typed_on_a_page_is_kept_apart_from_what_is_typed_about_claims_and_for_each_person(store: Store) -> None:
    filed(store, "a")
    with store.write() as tx:
        drafts.put(tx, "ann", "a", {"note": typed("about a claim")})
        drafts.put(tx, "ann", drafts.ADDING, {"text": typed("“…” 🙂 مرحبا")})
        drafts.put(tx, "bob", drafts.ADDING, {"text": typed("bob's")})
        drafts.drop(tx, "bob", drafts.ADDING)
    with store.read() as tx:
        assert drafts.get(tx, "ann", drafts.ADDING) == {"text": typed("“…” 🙂 مرحبا")}
        assert drafts.get(tx, "ann", "a") == {"note": typed("about a claim")}
        assert drafts.get(tx, "bob", drafts.ADDING) == {}


def test_a_dropped_or_emptied_draft_is_gone_and_others_stay(store: Store) -> None:
    filed(store, "a")
    with store.write() as tx:
        for user in ("ann", "bob", "cem"):
            drafts.put(tx, user, "a", {"note": typed(user)})
        drafts.drop(tx, "ann", "a")
        drafts.put(tx, "bob", "a", {})
    with store.read() as tx:
        assert [bool(drafts.get(tx, user, "a")) for user in ("ann", "bob", "cem")] == [False, False, True]


def test_topics_are_those_that_claims_have_now(store: Store) -> None:
    filed(store, "a", "b", tags=("prices", "Europe", "prices"))
    with store.write() as tx:
        claims.save(tx, replace(claims.get(tx, "a"), tags=("wages",)))
    with store.read() as tx:
        assert topics.known(tx) == ["Europe", "prices", "wages"]
    with store.write() as tx:
        claims.save(tx, replace(claims.get(tx, "b"), tags=()))
    with store.read() as tx:
        assert topics.known(tx) == ["wages"]

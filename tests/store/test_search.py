"""What a search finds, on both databases alike, and that no query can hurt it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checker.store import Store, claims, documents, search
from checker.store.claims import Filter
from checker.text import normalise
from tests.builders import make_claim, make_document, make_provenance
from tests.databases import PostgresqlServer, sqlite_urls

TEXTS = {
    "rate": "Unemployment fell to 3.1 percent in March.",
    "city": "Zürich zählt 1'200 Straßen; the café in SÃO Paulo does not.",
    "kyiv": "Київ отримав 400 мільйонів гривень.",
    "mixed": "The well-known co-operation under example.com/path cost €1,000,000 — e.g. in foo_bar.",
    "arabic": "قال الوزير إن البطالة انخفضت",
    "emoji": "👩‍👩‍👧‍👦 families got 10² grants",
}


def fill(store: Store) -> Store:
    with store.write() as tx:
        documents.insert(tx, make_document())
        several = [
            make_claim(id=id_, text=text, quote="q", claimant=f"{id_} speaker", provenance=make_provenance(run_id=None))
            for id_, text in TEXTS.items()
        ]
        claims.insert(tx, several)
    return store


@pytest.fixture
def filled(store: Store) -> Store:
    return fill(store)


def found(store: Store, words: str) -> set[str]:
    with store.read() as tx:
        return {each.id for each in claims.page(tx, Filter(words=words), 100)}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("unemployment", {"rate"}),
        ("UNEMPL", {"rate"}),
        ("fell percent", {"rate"}),
        ("percent fell", {"rate"}),
        ("unempl fell", set()),  # only the last word may be unfinished
        ("3.1", {"rate"}),
        ("3.1 perc", {"rate"}),
        ("zurich", {"city"}),
        ("ZÜRICH", {"city"}),
        ("Zu\u0308rich", {"city"}),
        ("strasse", {"city"}),
        ("cafe sao", {"city"}),
        ("київ", {"kyiv"}),
        ("КИЇВ 400", {"kyiv"}),
        ("1'200", {"city"}),
        ("well known", {"mixed"}),
        ("co-operation", {"mixed"}),
        ("example", {"mixed"}),
        ("path", {"mixed"}),
        ("1,000,000", {"mixed"}),
        ("bar", {"mixed"}),
        ("foo_bar", {"mixed"}),
        ("البطالة", {"arabic"}),
        ("102", {"emoji"}),
        ("speaker", set(TEXTS)),
        ("rate speaker", {"rate"}),
        ("q", set(TEXTS)),
        ("the", {"city", "mixed"}),
        ("nothing of the kind", set()),
    ],
)
def test_claims_are_found_by_their_words(filled: Store, words: str, ids: set[str]) -> None:
    assert found(filled, words) == ids


HOSTILE = [
    '"',
    "'",
    "*",
    "NEAR(",
    "NEAR(a b, 3)",
    ":",
    "text:rate",
    "a OR b",
    "AND",
    "NOT",
    "^rate",
    "-rate",
    "{a b}: c",
    "a & | ! <-> b",
    "rate:*",
    "%",
    "_",
    "\\",
    "👩‍👩‍👧‍👦",
    "...",
    "\x00",
    "\ud800",
    "'; DROP TABLE claim; --",
    "x" * 100_000,
    "many " * 20_000,
    "\u0301",
    "ﷺ",
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer) -> Iterator[tuple[Store, Store]]:
    with postgresql_server.databases() as make_url:
        stores = Store(sqlite_urls(tmp_path_factory.mktemp("search"))()), Store(make_url())
        yield fill(stores[0]), fill(stores[1])
        for store in stores:
            store.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_query_finds_the_same_on_both_databases_and_hurts_neither(both: tuple[Store, Store], words: str) -> None:
    assert found(both[0], words) == found(both[1], words)
    assert found(both[0], "speaker") == found(both[1], "speaker") == set(TEXTS)


words = st.text(max_size=12) | st.sampled_from([*HOSTILE, *TEXTS.values()]) | st.from_regex(r"\w{1,3}", fullmatch=True)


@pytest.mark.postgresql
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(words=words)
@example(words="rate\u0300 ")
def test_any_query_finds_the_same_on_both_databases(both: tuple[Store, Store], words: str) -> None:
    assert found(both[0], words) == found(both[1], words)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(text=st.text(min_size=1, max_size=40).map(normalise), data=st.data())
def test_a_claim_is_found_by_any_of_its_words_and_their_beginnings(store: Store, text: str, data: st.DataObject) -> None:
    with store.write() as tx:
        if not documents.titles(tx):
            documents.insert(tx, make_document())
            claims.insert(tx, [make_claim(provenance=make_provenance(run_id=None))])
        claims.save(tx, replace(claims.get(tx, "claim-1"), text=text))
    own_words = search.folded(text)
    if own_words:
        word = data.draw(st.sampled_from(own_words))
        beginning = word[: data.draw(st.integers(1, len(word)))]
        assert found(store, word) == found(store, beginning) == {"claim-1"}


@given(st.text())
@example("℡ ㎆ ϒ\u0308 ǅ")
def test_folding_words_again_changes_nothing(text: str) -> None:
    once = search.folded(text)
    assert search.folded(" ".join(once)) == once


def test_a_changed_claim_is_found_by_its_new_words_only(filled: Store) -> None:
    with filled.write() as tx:
        claims.save(tx, replace(claims.get(tx, "rate"), text="Wages rose.", claimant=None))
    assert (found(filled, "wages"), found(filled, "unemployment")) == ({"rate"}, set())


def test_a_very_long_claim_can_be_stored_and_found(filled: Store) -> None:
    long = " ".join(f"word{number}" for number in range(300_000))
    with filled.write() as tx:
        claims.save(tx, replace(claims.get(tx, "rate"), text="y" * 1_000_000, quote=long))
    assert found(filled, "word17 ") == {"rate"}


@given(text=st.text(st.characters(max_codepoint=127), max_size=80))
def test_plain_letters_are_folded_like_all_others(text: str) -> None:
    assert search.folded(f"{text} é") == [*search.folded(text), "e"]

"""What is typed and not saved: kept, told apart from what stands, restored or offered, and forgotten."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import drafts
from checker.decisions import Desk
from checker.drafts import fingerprint, newest, sort_out
from checker.errors import InputError, NotFound
from checker.store.drafts import ADDING, Typed
from tests.builders import NOON
from tests.desks import ANN, BOB, with_claims

words = st.text(max_size=20)
typed_ones = st.builds(
    Typed, words=words, over=words.map(fingerprint), at=st.integers(0, 9).map(lambda each: NOON + timedelta(minutes=each))
)
sides = st.dictionaries(st.sampled_from("abc"), typed_ones)


def typed(said: str, *, over: str = "", minutes: int = 0) -> Typed:
    return Typed(words=said, over=fingerprint(over), at=NOON + timedelta(minutes=minutes))


def test_of_two_machines_the_one_typed_at_later_has_its_way_field_by_field(desk: Desk) -> None:
    with_claims(desk, 1)
    drafts.keep(desk, ANN, "claim-1", {"note": typed("later", minutes=2), "rationale": typed("earlier")})
    drafts.keep(desk, ANN, "claim-1", {"note": typed("before", minutes=1), "rationale": typed("since", minutes=1)})
    assert {name: each.words for name, each in drafts.kept(desk, ANN, "claim-1").items()} == {
        "note": "later",
        "rationale": "since",
    }


def test_a_draft_is_never_somebody_elses(desk: Desk) -> None:
    with_claims(desk, 1)
    drafts.keep(desk, ANN, "claim-1", {"note": typed("mine")})
    assert drafts.kept(desk, BOB, "claim-1") == {}


def test_a_saved_field_forgets_its_draft_and_no_other(desk: Desk) -> None:
    with_claims(desk, 1)
    drafts.keep(desk, ANN, "claim-1", {"note": typed("a"), "rationale": typed("b")})
    drafts.forget(desk, ANN, "claim-1", ["note"])
    assert list(drafts.kept(desk, ANN, "claim-1")) == ["rationale"]


@pytest.mark.parametrize(
    "much",
    [{str(each): typed("") for each in range(drafts.MOST_FIELDS + 1)}, {"note": typed("x" * (drafts.LONGEST_DRAFT + 1))}],
)
def test_a_draft_without_bounds_is_refused(desk: Desk, much: dict[str, Typed]) -> None:
    with_claims(desk, 1)
    with pytest.raises(InputError, match="too large to be kept"):
        drafts.keep(desk, ANN, "claim-1", much)
    assert drafts.kept(desk, ANN, "claim-1") == {}


def test_a_whole_document_that_is_being_pasted_is_kept_and_one_without_bounds_is_refused(desk: Desk) -> None:
    drafts.keep(desk, ANN, ADDING, {"text": typed("x" * (drafts.LONGEST_DRAFT + 1))})
    with pytest.raises(InputError, match="too large to be kept"):
        drafts.keep(desk, ANN, ADDING, {"text": typed("x" * (drafts.LONGEST_PAGE + 1), minutes=1)})
    assert len(drafts.kept(desk, ANN, ADDING)["text"].words) == drafts.LONGEST_DRAFT + 1


def test_nothing_is_kept_about_a_claim_that_there_is_not(desk: Desk) -> None:
    with pytest.raises(NotFound):
        drafts.keep(desk, ANN, "nothing", {"note": typed("a")})


def test_what_was_typed_over_something_older_is_offered_and_not_put_over_what_stands_now() -> None:
    found = sort_out(
        {"a": typed("mine", over="it was"), "b": typed("mine", over="theirs"), "c": typed(" theirs ", over="it was")},
        {"a": "theirs", "b": "theirs", "c": "theirs"},
    )
    assert (set(found.restored), set(found.offered)) == ({"b"}, {"a"})


@given(typed=sides, standing=st.dictionaries(st.sampled_from("abc"), words))
def test_every_draft_is_restored_or_offered_or_saved_by_now(typed: dict[str, Typed], standing: dict[str, str]) -> None:
    found = sort_out(typed, standing)
    assert not found.restored.keys() & found.offered.keys()
    for name in typed.keys() - found.restored.keys() - found.offered.keys():
        assert drafts.same(typed[name].words, standing.get(name, ""))


@given(first=sides, second=sides)
def test_no_field_that_was_typed_in_is_left_out_and_the_newest_stands(
    first: dict[str, Typed], second: dict[str, Typed]
) -> None:
    found = newest(first, second)
    assert found.keys() == first.keys() | second.keys()
    for name, each in found.items():
        assert each.at == max(side[name].at for side in (first, second) if name in side)


def test_the_fingerprint_is_the_crc_that_the_browser_reckons_too() -> None:
    assert [fingerprint(each) for each in ("", "123456789")] == ["00000000", "cbf43926"]

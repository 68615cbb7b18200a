"""What a browser says was typed is read with care."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ui.sent_drafts import OLDEST, read
from tests.builders import NOON

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["words", "over", "age", "x"]), inner),
    max_leaves=8,
)


@given(sent=anything | st.dictionaries(st.text(max_size=3), anything))
def test_whatever_a_browser_sends_is_a_draft_or_nothing(sent: Any) -> None:
    for each in read(sent, NOON).values():
        assert NOON - timedelta(seconds=OLDEST) <= each.at <= NOON


def test_what_was_typed_is_dated_by_this_machines_clock() -> None:
    (typed,) = read({"note": {"words": "a", "over": "00000000", "age": 1500}}, NOON).values()
    assert typed.at == NOON - timedelta(seconds=1.5)


@pytest.mark.parametrize("age", [-1, float("nan"), float("inf"), 1e300, True])
def test_no_age_breaks_it(age: float) -> None:
    read({"note": {"words": "a", "over": "", "age": age}}, NOON)

"""What runs have used up: the same figures as those that are reckoned from the calls themselves."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.budget import Spent
from checker.decisions import Desk
from checker.extract.spending.rules import used as reckoned
from checker.model import ModelCall
from checker.store import calls, documents, runs, usage
from checker.store.usage import Used
from tests.builders import make_call, make_document, make_run

COUNTS = st.none() | st.integers(0, 10_000)
CALLS = st.builds(
    lambda given, got, cost, how: make_call(input_tokens=given, output_tokens=got, cost=cost, **how),
    COUNTS,
    COUNTS,
    st.none() | st.floats(0, 5),
    st.sampled_from([{"sent": True}, {"sent": False}, {"sent": False, "reused": True}]),
)


@pytest.fixture(name="listed")
def _listed(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
        runs.insert(tx, make_run(finished_at=None))
    return desk


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(made=st.lists(CALLS, max_size=5))
def test_the_database_adds_up_as_the_calls_themselves_do(listed: Desk, made: list[ModelCall]) -> None:
    with listed.store.write() as tx:
        run_id = listed.new_id()
        runs.insert(tx, make_run(id=run_id))
        for call in made:
            calls.add(tx, run_id, call, Spent())
        found = usage.used(tx, [run_id]).get(run_id, Used())
    assert (found.calls, found.reused) == (sum(call.sent for call in made), sum(call.reused for call in made))
    given, got, cost = reckoned(made)
    assert (found.input_tokens, found.output_tokens, found.cost) == (given, got, pytest.approx(cost) if cost else cost)


def test_usages_add_up_and_an_unknown_price_stays_unknown() -> None:
    known = Used(calls=1, input_tokens=10, output_tokens=2, known_cost=0.5)
    assert (known + known).cost == 1.0
    assert (known + Used(calls=1, input_tokens=10, unpriced=1)).cost is None
    assert (known + Used(calls=1)).cost == 0.5
    assert (Used(calls=1).cost, Used(reused=1).cost) == (None, 0.0)


def test_the_models_without_a_price_are_named(listed: Desk) -> None:
    with listed.store.write() as tx:
        for model, cost in (("openai:dear", 0.5), ("openai:unknown", None)):
            calls.add(tx, "run-1", make_call(model=model, cost=cost), Spent())
        assert usage.unpriced_models(tx, "run-1") == {"openai:unknown"}

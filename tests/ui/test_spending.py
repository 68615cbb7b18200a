import pytest

from checker.budget import Caps, Spent
from checker.ui import spending
from tests.builders import make_provenance


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0.00"),
        (0.004, "0.0040"),
        (0.0042, "0.0042"),
        (0.31, "0.31"),
        (1.005, "1.00"),
        (1234.5, "1,234.50"),
        (3e-7, "0.00000030"),
    ],
)
def test_a_cost_is_written_so_that_it_can_be_told_from_nothing(amount: float, written: str) -> None:
    assert spending.cost(amount) == written


def test_a_claim_says_that_its_tokens_and_cost_are_a_share() -> None:
    assert spending.share(make_provenance()) == "its share of the call: 1,020 tokens, cost 0.0040"


def test_an_unknown_price_is_said_and_not_taken_for_nothing() -> None:
    assert spending.share(make_provenance(cost=None)) == "its share of the call: 1,020 tokens, price not set"


def test_where_nothing_was_counted_nothing_is_said() -> None:
    assert spending.share(make_provenance(input_tokens=None, output_tokens=None, cost=None)) == ""


@pytest.mark.parametrize(
    ("caps", "told"),
    [
        (Caps(), ""),
        (Caps(tokens=50_000), "Today (UTC): 12,400 of 50,000 tokens"),
        (Caps(cost=1), "Today (UTC): cost 0.080 of 1.00"),
        (Caps(tokens=50_000, cost=1), "Today (UTC): 12,400 of 50,000 tokens · cost 0.080 of 1.00"),
    ],
)
def test_a_day_is_held_against_its_caps_where_there_are_any(caps: Caps, told: str) -> None:
    assert spending.today(caps, Spent(tokens=12_400, cost=0.08)) == told

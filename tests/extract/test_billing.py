"""Which calls without an answer count for nothing, and which keep what was set aside: those that may be billed all the same."""

import socket

import pytest

from checker.budget import Price
from checker.config import Settings
from checker.extract.asking.outcome import of_error
from checker.extract.spending.book import CallBook
from checker.extract.spending.rules import taken
from checker.words import Outcome
from tests.builders import make_call, make_request
from tests.extract.answers import every_sentence
from tests.extract.chains import Desk
from tests.openai_server import serving

NOTHING = {"input_tokens": None, "output_tokens": None, "cached_tokens": None}
PRICES = {"openai:example-model": Price(input=1_000_000, output=2_000_000)}  # 1 and 2 a token


def closed_port() -> str:
    """Return an address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


@pytest.mark.parametrize(
    ("model", "may_be_billed"),
    [("drip", True), ("hang-up", True), ("html", True), ("500", False), ("503-html", False), ("429", False)],
)
def test_a_call_without_an_answer_says_whether_the_server_may_have_read_it(model: str, may_be_billed: bool) -> None:
    with serving(every_sentence) as server:
        desk = Desk(server)
        with pytest.raises(Exception, match="gave no answer"):
            desk.extract(model, model_timeout=0.5)
    assert {(call.outcome, call.may_be_billed) for call in desk.calls} == {("unavailable", may_be_billed)}


def test_a_connection_that_was_refused_took_nothing() -> None:
    with serving() as server:
        desk = Desk(server)
        with pytest.raises(Exception, match="gave no answer"):
            desk.extract(base_url=closed_port())
    assert {(call.outcome, call.may_be_billed) for call in desk.calls} == {("unavailable", False)}


class _Stopped(Exception):
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code


@pytest.mark.parametrize(("status", "may_be_billed"), [(408, True), (504, True), (524, True), (502, False), (429, False)])
def test_somebody_on_the_way_that_waited_no_longer_says_nothing_about_the_model(status: int, may_be_billed: bool) -> None:
    reply = of_error(_Stopped(status), "")
    assert reply
    assert (reply.outcome, reply.may_be_billed) == (Outcome.UNAVAILABLE, may_be_billed)


@pytest.mark.parametrize("limit", [None, 500])
def test_a_call_that_may_be_billed_keeps_what_was_set_aside(limit: int | None) -> None:
    request = make_request(input_tokens=900, answer_tokens=300)
    lost = make_call(outcome="unavailable", may_be_billed=True, **NOTHING)
    spent = taken(PRICES, request, lost, limit)
    assert (spent.tokens, spent.cost) == (900 + (limit or 300), 900 + 2 * (limit or 300))


@pytest.mark.parametrize("outcome", ["unavailable", "rejected", "unauthorised", "form_refused", "context_too_long"])
def test_a_call_that_nobody_read_counts_for_nothing(outcome: str) -> None:
    assert taken(PRICES, make_request(), make_call(outcome=outcome, **NOTHING), 500).tokens == 0


@pytest.mark.parametrize(
    ("raw", "limit", "answer"), [("", 2_000, 300), ("word " * 1_000, 2_000, 2_000), ("word " * 1_000, 700, 700)]
)
def test_an_answer_that_nobody_counted_counts_as_much_as_it_can_have_been(raw: str, limit: int, answer: int) -> None:
    request = make_request(input_tokens=900, answer_tokens=300)
    assert taken(PRICES, request, make_call(raw=raw, **NOTHING), limit).tokens == 900 + answer


def test_under_a_cap_a_server_that_lets_calls_run_into_their_deadline_is_not_asked_without_end() -> None:
    request = make_request(model="openai:m", input_tokens=900, answer_tokens=300)
    book = CallBook(Settings.load(model="openai:m", max_tokens_per_run=3_000, answer_tokens=500))
    lost = make_call(outcome="unavailable", may_be_billed=True, **NOTHING)
    came = [book.ask(request, lambda _limit: lost) for _ in range(3)]
    assert [call.outcome for call in came if call] == ["unavailable", "unavailable", "over_budget"]
    assert book.spent.tokens == 2_800

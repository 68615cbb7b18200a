"""What a reading will take is reckoned without anything that could send it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from checker.budget import Price, Usage
from checker.config import Settings
from checker.errors import EmptyText
from checker.extract import Calls, Request, build_extractor
from checker.extract.estimate import Estimate, Reckoned, estimate
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.model import Document, Extraction, ModelCall, Reading
from tests.builders import make_document
from tests.extract.answers import every_sentence
from tests.openai_server import serving

PRICES = {"openai:m": Price(input=1, output=4), "openai:small": Price(input=0.1, output=0.4)}
NOWHERE = "http://127.0.0.1:9/v1"  # nothing listens there, and nothing must be asked


class Asking:
    """An extractor that would ask once for each part."""

    name = "asking"
    model: str | None = "openai:m"
    prompt_hash: str | None = None

    def __init__(self, parts: int, answer_tokens: int = 500) -> None:
        self._parts = parts
        self._answer_tokens = answer_tokens

    def parts(self, document: Document) -> int:
        if not self._parts:
            raise EmptyText("no sentence")
        return self._parts

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        assert calls.ask(self._request(part), self._send) is None
        calls.wait(60)
        return Reading(proposals=())

    def put_together(self, document: Document, readings: Sequence[Reading]) -> Extraction:
        raise AssertionError("nothing was read")

    def close(self) -> None:
        """Nothing is open."""

    def _send(self, limit: int | None) -> ModelCall:
        raise AssertionError("it was sent")

    def _request(self, part: int) -> Request:
        return Request(
            key=str(part),
            purpose="extract",
            model="openai:m",
            prompt_hash="h",
            form="json_schema",
            system="word " * 1_000,
            human="word " * 500,
            input_tokens=10_000,
            answer_tokens=self._answer_tokens,
        )


def _settings(**changes: Any) -> Settings:
    return Settings.load(**{"model": "openai:m", "base_url": NOWHERE, "prices": PRICES, **changes})


def _long(sentences: int) -> Document:
    return make_document(text="\n".join(f"In {1900 + n} the town had {n} wells." for n in range(sentences)))


def test_each_part_is_at_least_one_call_and_at_most_two() -> None:
    found = estimate(Asking(3), make_document(), _settings())
    assert (found.least.calls, found.most.calls) == (3, 6)
    assert (found.least.answer_tokens, found.most.answer_tokens) == (1_500, 3_000)
    assert 3 * 1_500 <= found.least.input_tokens < found.most.input_tokens <= 2 * 3 * 10_000


def test_a_second_reader_is_a_call_more_with_its_own_price() -> None:
    document = make_document()
    without = estimate(Asking(1), document, _settings())
    same = estimate(Asking(1), document, _settings(second_reader="all"))
    other = estimate(Asking(1), document, _settings(second_reader="high", second_reader_model="openai:small"))
    assert (same.least, same.most.calls) == (without.least, 3)
    assert without.most.cost is not None
    assert same.most.cost is not None
    assert other.most.cost is not None
    assert without.most.cost < other.most.cost < same.most.cost


def test_the_cost_is_that_of_the_tokens() -> None:
    found = estimate(Asking(2), make_document(), _settings())
    for each in (found.least, found.most):
        usage = Usage(input_tokens=each.input_tokens, output_tokens=each.answer_tokens)
        assert each.cost == pytest.approx(PRICES["openai:m"].of(usage))


def test_without_a_price_the_cost_is_unknown_and_the_model_named() -> None:
    found = estimate(Asking(2), make_document(), _settings(prices={}))
    assert (found.least.cost, found.most.cost, sorted(found.unpriced)) == (None, None, ["openai:m"])
    second = estimate(Asking(1), make_document(), _settings(second_reader="all", second_reader_model="openai:other"))
    assert (second.least.cost is None, second.most.cost, sorted(second.unpriced)) == (False, None, ["openai:other"])


def test_estimates_add_up_and_one_unknown_cost_makes_the_sum_unknown() -> None:
    one = Estimate(least=Reckoned(calls=1, cost=0.5), most=Reckoned(calls=2, cost=1.0))
    other = Estimate(least=Reckoned(calls=1, cost=None), most=Reckoned(calls=3, cost=None), unpriced=frozenset({"m"}))
    assert one + one == Estimate(least=Reckoned(calls=2, cost=1.0), most=Reckoned(calls=4, cost=2.0))
    assert (one + other).least == Reckoned(calls=2, cost=None)
    assert sum([one, other], Estimate()).unpriced == {"m"}


def test_a_document_without_a_sentence_takes_nothing() -> None:
    assert estimate(Asking(0), make_document(), _settings()) == Estimate()


def test_rules_without_a_model_take_nothing() -> None:
    settings = Settings.load(model=None)
    assert estimate(build_extractor(settings), make_document(), settings) == Estimate()


def test_the_model_chain_is_reckoned_with_without_a_server() -> None:
    settings = _settings()
    found = estimate(build_extractor(settings), _long(120), settings)
    assert found.least.calls == 3
    assert found.most.calls == 6


def test_what_is_sent_lies_within_the_estimate() -> None:
    document = _long(60)
    with serving(every_sentence) as server:
        settings = _settings(base_url=server.url, api_key="k")
        extractor = build_extractor(settings)
        found = estimate(extractor, document, settings)
        assert server.seen == []
        extract(extractor, document, CallBook(settings))
        extractor.close()
        calls, characters = len(server.seen), sum(len(seen.raw) for seen in server.seen)
    assert found.least.calls <= calls <= found.most.calls
    assert characters / 6 <= found.least.input_tokens <= characters / 2


def test_an_estimate_loads_neither_langchain_nor_openai() -> None:
    program = (
        "import sys; from checker.config import Settings; from checker.extract import build_extractor\n"
        "from checker.extract.estimate import estimate; from tests.builders import make_document\n"
        f"settings = Settings.load(model='openai:m', base_url={NOWHERE!r})\n"
        "found = estimate(build_extractor(settings), make_document(), settings)\n"
        "import json; print(json.dumps([found.most.calls, sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'langchain', 'langchain_core', 'langchain_openai', 'openai', 'httpx', 'httpx2', 'langsmith'})]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [2, []]

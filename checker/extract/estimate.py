"""
What reading a document will cost, reckoned by going through it without sending anything.

Never here: a call, or a connection.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from checker.budget import Usage, cost, likely_tokens
from checker.config import SecondReader, Settings
from checker.errors import EmptyText
from checker.extract import Extractor, Request, Send
from checker.extract.asking.schema import Purpose, schema_text
from checker.model import Document, ModelCall
from checker.prompts import load

REMARKS_SHARE = 0.25  # of the answer that is looked over; a remark is shorter than a claim, and few claims get one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """Calls and what they use up; no cost where the price list does not name a model."""

    calls: int = 0
    input_tokens: int = 0
    answer_tokens: int = 0
    cost: float | None = 0.0

    def __add__(self, other: "Reckoned") -> "Reckoned":
        """Return both together."""
        return Reckoned(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            answer_tokens=self.answer_tokens + other.answer_tokens,
            cost=None if self.cost is None or other.cost is None else self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """
    From what a reading takes when every first answer is good, to what it takes with a repair of each and a second reader.

    Calls that a server does not answer and texts that must be cut are not reckoned with.
    """

    least: Reckoned = field(default_factory=Reckoned)
    most: Reckoned = field(default_factory=Reckoned)
    unpriced: frozenset[str] = frozenset()  # models that the price list does not name

    def __add__(self, other: "Estimate") -> "Estimate":
        """Return both together."""
        return Estimate(least=self.least + other.least, most=self.most + other.most, unpriced=self.unpriced | other.unpriced)


class _Collected:
    """Calls that are never made: the requests of a reading are kept, and it is told to ask nothing more."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        self.requests.append(request)
        return None

    def wait(self, seconds: float) -> None:
        pass


def estimate(extractor: Extractor, document: Document, settings: Settings) -> Estimate:
    """Return what reading a document will take; nothing is sent. A document without a sentence takes nothing."""
    try:
        parts = extractor.parts(document)
    except EmptyText:
        return Estimate()
    calls = _Collected()
    for part in range(parts):
        extractor.read(document, part, calls)
    return sum((_estimate(request, settings) for request in calls.requests), Estimate())


def _estimate(request: Request, settings: Settings) -> Estimate:
    sent = likely_tokens(request.system, request.human)
    least = _reckoned(request.model, sent, request.answer_tokens, settings)
    schema = schema_text(Purpose(request.purpose))  # some servers count it, others do not
    first = _reckoned(request.model, min(sent + likely_tokens(schema), request.input_tokens), request.answer_tokens, settings)
    calls = [first, first, *_second_reader(request, settings)]
    unpriced = {model for model in _models(request, settings) if model not in settings.prices}
    return Estimate(least=least, most=sum(calls, Reckoned()), unpriced=frozenset(unpriced))


def _second_reader(request: Request, settings: Settings) -> Iterable[Reckoned]:
    if settings.second_reader is not SecondReader.OFF:
        sent = likely_tokens(load("second_reader").text, request.human) + request.answer_tokens
        answer = round(request.answer_tokens * REMARKS_SHARE)
        yield _reckoned(settings.second_reader_model or request.model, sent, answer, settings)


def _models(request: Request, settings: Settings) -> Iterable[str]:
    yield request.model
    if settings.second_reader is not SecondReader.OFF and settings.second_reader_model:
        yield settings.second_reader_model


def _reckoned(model: str, input_tokens: int, answer_tokens: int, settings: Settings) -> Reckoned:
    usage = Usage(input_tokens=input_tokens, output_tokens=answer_tokens)
    return Reckoned(calls=1, input_tokens=input_tokens, answer_tokens=answer_tokens, cost=cost(settings.prices, model, usage))

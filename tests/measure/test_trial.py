"""Documents put to an extractor: several at a time, failures kept as outcomes, nothing asked in vain, nothing half kept."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.config import Settings
from checker.errors import ExtractionError, ModelOutputInvalid, ModelRejected, ModelUnavailable
from checker.extract import Calls, Request
from checker.extract.spending.book import CallBook
from checker.extract.spending.breaking import Stopped
from checker.extract.spending.purse import Purse
from checker.measure.asking import Stop
from checker.measure.brought import Brought
from checker.measure.gold import GoldDocument
from checker.measure.trial import Trial, one, outcomes, sample
from checker.model import Document, Extraction, ModelCall, Reading
from tests.measure.labelled import call, gold, proposed

DOCUMENTS = [gold(True, False, None, None, document_id=f"d{number}") for number in range(6)]
REQUEST = Request(
    key="k1",
    purpose="extract",
    model="openai:example",
    prompt_hash="h",
    form="json",
    system="s",
    human="h",
    input_tokens=10,
    answer_tokens=10,
)


@dataclass
class Scripted:
    """An extractor that asks once a document, and fails where it is told to."""

    failing: dict[str, ExtractionError] = field(default_factory=dict)
    outcome: str = "ok"
    before: Callable[[str], object] = lambda _document: None
    name: str = "scripted"
    model: str | None = "openai:example"
    prompt_hash: str | None = "h"
    asked: list[str] = field(default_factory=list)

    def parts(self, document: Document) -> int:
        return 1

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        self.before(document.id)
        self.asked.append(document.id)
        calls.ask(REQUEST, lambda _limit: call(outcome=self.outcome))
        return Reading(proposals=(proposed("Rents rose"),))

    def put_together(self, document: Document, readings: Sequence[Reading]) -> Extraction:
        if document.id in self.failing:
            raise self.failing[document.id]
        return Extraction(proposals=readings[0].proposals, problems=("quota is used up",) if self.outcome != "ok" else ())

    def close(self) -> None:
        """There is nothing to close."""


@dataclass
class Asking(Scripted):
    """An extractor each of whose documents asks something else, and that brings nothing where it gets no answer."""

    send: Callable[[int | None], ModelCall] = lambda _limit: call()

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        self.asked.append(document.id)
        calls.ask(replace(REQUEST, key=document.id, input_tokens=1_000), self.send)
        return Reading(proposals=(proposed("Rents rose"),))


def trial(extractor: Scripted, parallel: int = 1) -> Trial:
    times = iter(range(1000))
    return Trial(
        extractor=extractor,
        new_calls=lambda: CallBook(Settings()),
        clock=lambda: float(next(times)),
        parallel=parallel,
        stop=Stop(),
    )


def test_every_document_has_its_outcome_with_its_calls_and_its_time() -> None:
    found = list(outcomes(trial(Scripted(), parallel=3), DOCUMENTS))
    assert sorted(each.document_id for each in found) == [f"d{number}" for number in range(6)]
    assert all(len(each.calls) == len(each.extraction.proposals) == 1 for each in found)
    alone = one(trial(Scripted()), DOCUMENTS[0].document)
    assert (alone.seconds, alone.sha256, alone.calls[0].input_tokens) == (1.0, DOCUMENTS[0].document.sha256, 1000)


def test_as_many_documents_are_read_at_once_as_calls_are_allowed() -> None:
    together = threading.Barrier(3, timeout=20)
    assert len(list(outcomes(trial(Scripted(before=lambda _: together.wait()), parallel=3), DOCUMENTS))) == 6


def test_a_document_without_an_answer_is_an_outcome_that_says_why() -> None:
    extractor = Scripted(failing={"d1": ModelOutputInvalid("no JSON")})
    failed = [each for each in outcomes(trial(extractor), DOCUMENTS) if each.failed]
    assert [(each.document_id, each.failed, each.extraction.proposals) for each in failed] == [("d1", "no JSON", ())]
    assert len(failed[0].calls) == 1


def test_three_failures_in_a_row_end_the_trial() -> None:
    extractor = Scripted(failing={each.document.id: ModelUnavailable("no server") for each in DOCUMENTS})
    found: list[Brought] = []
    with pytest.raises(ModelUnavailable, match=r"3 documents in a row got no answer.*no server"):
        found.extend(outcomes(trial(extractor), DOCUMENTS))
    assert (len(extractor.asked), [each.document_id for each in found]) == (3, ["d0", "d1", "d2"])


@pytest.mark.parametrize("outcome", ["unauthorised", "model_not_found", "quota_exhausted"])
def test_what_no_other_question_can_mend_ends_the_trial_at_once(outcome: str) -> None:
    extractor = Scripted(outcome=outcome)
    with pytest.raises(ModelRejected, match="quota is used up"):
        list(outcomes(trial(extractor), DOCUMENTS))
    assert extractor.asked == ["d0"]


def test_a_trial_that_is_stopped_asks_nothing_more() -> None:
    extractor = Scripted()
    running = outcomes(trial(extractor), DOCUMENTS)
    next(running)
    running.close()  # type: ignore[attr-defined]  # it is a generator
    assert extractor.asked == ["d0"]


def test_a_document_that_was_being_read_when_the_trial_stopped_is_not_kept() -> None:
    started = trial(Scripted())
    stopping = replace(started, extractor=Scripted(before=lambda _: started.stop.set()))
    with pytest.raises(Stopped):
        one(stopping, DOCUMENTS[0].document)


@given(st.integers(1, 6), st.integers(1, 6), st.integers())
def test_a_larger_sample_holds_the_smaller_one_in_the_order_of_the_file(one_limit: int, other: int, seed: int) -> None:
    small, large = (sample(DOCUMENTS, limit, seed) for limit in sorted((one_limit, other)))
    assert set(_ids(small)) <= set(_ids(large))
    assert _ids(large) == sorted(_ids(large))
    assert len(small) == min(one_limit, other)


def test_without_a_limit_every_document_is_taken() -> None:
    assert sample(DOCUMENTS, None, 0) == sample(DOCUMENTS, 9, 0) == tuple(DOCUMENTS)


def _ids(documents: Sequence[GoldDocument]) -> list[str]:
    return [each.document.id for each in documents]


def test_the_caps_hold_for_all_documents_together_and_those_under_way_are_kept() -> None:
    settings, purse = Settings(max_tokens_per_run=3_000), Purse()
    capped = replace(trial(asking := Asking()), new_calls=lambda: CallBook(settings, purse=purse))
    found: list[Brought] = []
    with pytest.raises(ModelRejected, match="CHECKER_MAX_TOKENS_PER_RUN"):
        found.extend(outcomes(capped, DOCUMENTS))
    assert purse.spent.tokens <= 3_000
    assert [bool(each.failed) for each in found] == [False, False, True]
    assert (asking.asked, found[-1].extraction.proposals) == (["d0", "d1", "d2"], ())


@pytest.mark.parametrize("parallel", [1, 3])
def test_a_trial_that_is_stopped_waits_for_no_answer(parallel: int) -> None:
    under_way, never = threading.Semaphore(0), Event()

    def hold(_limit: int | None) -> ModelCall:
        under_way.release()
        never.wait(60)
        return call()

    stopping = trial(Asking(send=hold), parallel=parallel)
    ended: list[type[BaseException]] = []

    def run() -> None:
        try:
            list(outcomes(stopping, DOCUMENTS))
        except Stopped as error:
            ended.append(type(error))

    running = threading.Thread(target=run)
    running.start()
    for _ in range(parallel):
        under_way.acquire()
    stopping.stop.set()
    running.join(30)
    assert (running.is_alive(), ended) == (False, [Stopped])
    never.set()


def test_a_book_that_is_opened_after_the_end_is_stopped_at_once() -> None:
    stop, book = Stop(), CallBook(Settings())
    stop.set()
    with stop.ends(book):
        assert book.stopped


def test_an_error_of_a_call_is_raised_where_it_was_made() -> None:
    def broken(_limit: int | None) -> ModelCall:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        one(trial(Asking(send=broken)), DOCUMENTS[0].document)

"""An extraction stores its claims with where they came from, asks nothing twice, and loses nothing when it is cut short."""

import threading
from dataclasses import replace

from checker import jobs, tasks
from checker.budget import Price
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import ModelUnavailable
from checker.extract import Calls
from checker.model import Document, Maker, ModelCall, Reading, Skipped, Span
from checker.store import claims, events
from checker.words import AnchorStatus, RunStatus, Status
from tests.builders import QUOTE, TEXT, make_call, make_draft, make_proposal
from tests.desks import ANN, BOB, assert_history_is_whole, used_by
from tests.extracting import OFFLINE, all_claims, answering, calls_of, extract, ingest, reading_of
from tests.fakes import Clock, FakeExtractor
from tests.workers import PATIENCE, wait_until, work_off, working


def test_claims_are_stored_with_where_they_came_from_and_their_share_of_the_call(desk: Desk) -> None:
    added = ingest(desk)
    assert added.run
    skipped = Skipped(span=Span(0, 5), reason="opinion")
    pieces = [reading_of("One.", "Two."), reading_of("Three.", skipped=(skipped,))]
    answer = answering(make_call(input_tokens=11, output_tokens=4), make_call(input_tokens=8, output_tokens=2))
    priced = Settings(prices={make_call().model: Price(input=1_000_000, output=0)})
    extract(desk, FakeExtractor(prompt_hash="hash", pieces=pieces, answer=answer), priced)
    run = jobs.status(desk, added.run.id)
    used = used_by(desk, run.id)
    assert (run.status, used.input_tokens, used.output_tokens, used.cost) == (RunStatus.DONE, 19, 6, 19)
    assert run.skipped == (skipped,)
    assert sorted(call.input_tokens or 0 for call in calls_of(desk, run.id)) == [8, 11]
    made = {claim.text: claim.provenance for claim in all_claims(desk)}
    assert {each.run_id for each in made.values()} == {run.id}
    assert {each.extractor for each in made.values()} == {"fake"}
    assert {each.prompt_hash for each in made.values()} == {"hash"}
    shares = {text: (each.input_tokens, each.output_tokens, each.cost) for text, each in made.items()}
    assert shares == {"One.": (6, 2, 5.5), "Two.": (6, 2, 5.5), "Three.": (8, 2, 8.0)}
    claim = next(claim for claim in all_claims(desk) if claim.text == "One.")
    assert (claim.status, claim.quote, claim.claimed_at) == (Status.CANDIDATE, QUOTE, None)
    with desk.store.read() as tx:
        [event] = events.history(tx, "claim", claim.id)
    assert (event.actor, event.action, event.after["run_id"]) == ("machine: fake", "propose", run.id)
    assert_history_is_whole(desk)


def test_a_claim_of_no_call_has_used_up_nothing_that_is_known(desk: Desk) -> None:
    run = ingest(desk).run
    extract(desk, FakeExtractor([make_proposal(call=None)]))
    [claim] = all_claims(desk)
    made_by = claim.provenance
    assert (made_by.input_tokens, made_by.output_tokens, made_by.cost) == (None, None, None)
    assert run
    assert used_by(desk, run.id).cost is None


def test_a_second_extraction_adds_only_what_is_new(desk: Desk) -> None:
    document = ingest(desk).document
    extract(desk, FakeExtractor([make_proposal(), make_proposal()]))
    tasks.extract_again(desk, OFFLINE, ANN, document.id)
    extract(desk, FakeExtractor([make_proposal(), make_proposal(text="New words.")]))
    assert [claim.text for claim in all_claims(desk)] == [make_proposal().text, "New words."]
    assert_history_is_whole(desk)


def test_the_same_document_with_the_same_prompt_and_model_is_not_asked_about_twice(desk: Desk) -> None:
    document = ingest(desk).document
    asked: list[int] = []
    extractor = FakeExtractor(
        pieces=[reading_of("One."), reading_of("Two.")], answer=answering(*[make_call()] * 2, asked=asked)
    )
    extract(desk, extractor)
    again = tasks.extract_again(desk, OFFLINE, ANN, document.id)
    extract(desk, extractor)
    run = jobs.status(desk, again.id)
    assert sorted(asked) == [0, 1]
    used = used_by(desk, run.id)
    assert (run.status, used.calls, used.input_tokens, used.output_tokens) == (RunStatus.DONE, 0, 0, 0)
    assert [call.reused for call in calls_of(desk, again.id)] == [True, True]
    assert len(all_claims(desk)) == 2


def test_a_run_of_which_some_answers_could_not_be_used_is_incomplete_and_says_so(desk: Desk) -> None:
    run = ingest(desk).run
    extract(
        desk, FakeExtractor(pieces=[reading_of("One."), Reading(proposals=(), problems=("Part 2 was cut.", "Part 3 too."))])
    )
    assert run
    ended = jobs.status(desk, run.id)
    assert (ended.status, ended.message) == (RunStatus.INCOMPLETE, "Part 2 was cut. Part 3 too.")
    assert len(all_claims(desk)) == 1


def test_a_second_try_asks_only_what_failed_and_adds_its_tokens_to_those_of_the_first(desk: Desk, clock: Clock) -> None:
    run = ingest(desk).run
    assert run
    asked: list[int] = []
    pieces = [reading_of("One."), reading_of("Two."), reading_of("Three.")]
    good = make_call(input_tokens=100, output_tokens=10)
    cut = make_call(outcome="truncated", input_tokens=50, output_tokens=7)
    extract(desk, FakeExtractor(pieces=pieces, answer=answering(good, cut, good, asked=asked)))
    assert jobs.status(desk, run.id).status is RunStatus.INCOMPLETE
    clock.advance(minutes=1)
    jobs.retry(desk, ANN, run.id)
    extract(desk, FakeExtractor(pieces=pieces, answer=answering(good, good, good, asked=asked)))
    ended = jobs.status(desk, run.id)
    assert sorted(asked) == [0, 1, 1, 2]
    assert (ended.status, ended.message) == (RunStatus.DONE, "")
    used = used_by(desk, run.id)
    assert (used.input_tokens, used.output_tokens) == (350, 37)
    assert sorted(claim.text for claim in all_claims(desk)) == ["One.", "Three.", "Two."]


def test_what_a_model_writes_can_always_be_stored(desk: Desk) -> None:
    run = ingest(desk).run
    assert run
    odd = "a\x00b\ud800c"
    piece = Reading(proposals=(make_proposal(text=odd, claimant=odd),), problems=(odd,))
    extract(desk, FakeExtractor(pieces=[piece], answer=answering(make_call(raw=odd, message=odd))))
    [claim] = all_claims(desk)
    assert (claim.text, claim.claimant) == ("a\ufffdb\ufffdc", "a\ufffdb\ufffdc")
    assert jobs.status(desk, run.id).message == "a\ufffdb\ufffdc"
    assert [call.raw for call in calls_of(desk, run.id)] == ["a\ufffdb\ufffdc"]


def test_a_claim_that_is_not_in_its_document_is_kept_apart_from_the_queue(desk: Desk) -> None:
    ingest(desk)
    extract(desk, FakeExtractor([make_proposal(anchor=AnchorStatus.LOST, span=None)]))
    [claim] = all_claims(desk)
    with desk.store.read() as tx:
        assert claims.length(tx, claims.Queue(status=Status.CANDIDATE), desk.now()) == 0
        assert [each.id for each in claims.page(tx, claims.Filter(lost=True), 10)] == [claim.id]


def test_nothing_of_a_cancelled_extraction_is_stored(desk: Desk) -> None:
    run = ingest(desk).run
    assert run
    extract(desk, FakeExtractor(steps=3, between=lambda _step: jobs.cancel(desk, BOB, run.id)))
    assert all_claims(desk) == []
    assert jobs.status(desk, run.id).status is RunStatus.CANCELLED


def test_nothing_of_a_try_is_stored_when_the_run_was_begun_anew_meanwhile(desk: Desk) -> None:
    ingest(desk)
    [run] = jobs.unfinished(desk)
    texts = iter(["Of the first try.", "Of the second."])

    class Interrupted(FakeExtractor):
        def read(self, document: Document, part: int, calls: Calls) -> Reading:
            text = next(texts)
            if text == "Of the first try.":
                jobs.cancel(desk, BOB, run.id)
                jobs.retry(desk, BOB, run.id)
            return reading_of(text)

    extract(desk, Interrupted())
    assert [claim.text for claim in all_claims(desk)] == ["Of the second."]


def test_what_was_read_before_a_worker_ended_is_kept_and_not_asked_again(desk: Desk) -> None:
    run = ingest(desk).run
    assert run
    asked: list[int] = []
    pieces = [reading_of("One."), reading_of("Two."), reading_of("Three.")]
    slow, go_on = threading.Event(), threading.Event()

    def answer(part: int) -> ModelCall:
        asked.append(part)
        if part == 2 and not go_on.is_set():
            slow.set()
            go_on.wait(PATIENCE)
        return make_call()

    extractor = FakeExtractor(pieces=pieces, answer=answer)
    work = tasks.ExtractionWork(desk, OFFLINE, lambda settings: replace(extractor, model=settings.model))
    with working(desk, work):
        assert slow.wait(PATIENCE)
        wait_until(lambda: jobs.status(desk, run.id).done == 2)
    go_on.set()
    extract(desk, extractor)
    assert sorted(asked) == [0, 1, 2, 2]
    assert sorted(call.outcome for call in calls_of(desk, run.id)) == ["interrupted", "ok", "ok", "ok"]
    assert jobs.status(desk, run.id).status is RunStatus.DONE
    assert len(all_claims(desk)) == 3


def test_work_can_be_taken_up_again_by_the_same_worker(desk: Desk) -> None:
    extractor = FakeExtractor(answer=answering(make_call()))
    work = tasks.ExtractionWork(desk, OFFLINE, lambda _settings: extractor)
    for text in ("One document.", "Another one."):
        run = ingest(desk, make_draft(text=text)).run
        work_off(desk, work)
        assert run
        assert jobs.status(desk, run.id).status is RunStatus.DONE
    assert extractor.closed == 2


def test_a_model_that_does_not_answer_fails_the_run_with_its_words(desk: Desk) -> None:
    run = ingest(desk).run
    extract(desk, FakeExtractor(problem=ModelUnavailable("The server at 127.0.0.1 does not answer.")))
    assert run
    assert jobs.status(desk, run.id).message == "The server at 127.0.0.1 does not answer."
    assert all_claims(desk) == []


def test_each_run_uses_the_model_that_it_was_queued_for(desk: Desk) -> None:
    document = ingest(desk).document
    asked: list[str | None] = []

    def build(settings: Settings) -> FakeExtractor:
        asked.append(settings.model)
        return FakeExtractor(model=settings.model)

    with desk.store.write() as tx:
        jobs.enqueue(tx, desk, ANN, document.id, Maker(extractor="fake", model="openai:example", prompt_hash=None))
    work_off(desk, tasks.ExtractionWork(desk, OFFLINE, build))
    assert sorted(asked, key=str) == [None, "openai:example"]


def test_a_run_that_has_ended_names_the_version_that_read_it_not_the_one_it_was_queued_for(desk: Desk) -> None:
    run = ingest(desk).run
    extract(desk, FakeExtractor(name="other rules", prompt_hash="newer"))
    assert run
    ended = jobs.status(desk, run.id)
    assert (ended.extractor, ended.prompt_hash) == ("other rules", "newer")
    assert {(claim.provenance.extractor, claim.provenance.prompt_hash) for claim in all_claims(desk)} == {
        ("other rules", "newer")
    }


def test_the_offline_extractor_goes_the_whole_way(desk: Desk) -> None:
    added = ingest(desk)
    tasks.work_off(desk, OFFLINE)
    assert added.run
    assert jobs.status(desk, added.run.id).status is RunStatus.DONE
    found = all_claims(desk)
    assert found
    for claim in found:
        assert claim.span
        assert claim.span.of(TEXT) == claim.quote
    assert_history_is_whole(desk)


def test_a_worker_in_the_background_does_the_work_until_it_is_stopped(desk: Desk) -> None:
    before = set(threading.enumerate())
    background = tasks.start_worker(desk, OFFLINE)
    [worker] = [thread for thread in threading.enumerate() if thread not in before and thread.name == "extraction worker"]
    run = ingest(desk).run
    assert run
    run_id = run.id
    wait_until(lambda: jobs.status(desk, run_id).finished_at)
    background.end(60)
    assert not worker.is_alive()
    assert jobs.status(desk, run_id).status is RunStatus.DONE


def test_a_document_can_be_extracted_once_more_by_batch(desk: Desk) -> None:
    document = tasks.ingest(desk, OFFLINE, ANN, make_draft()).document
    assert not tasks.extract_again(desk, OFFLINE, ANN, document.id).by_batch
    assert tasks.extract_again(desk, OFFLINE, ANN, document.id, by_batch=True).by_batch

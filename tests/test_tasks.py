"""A document's way through the tool: read, stored once, extracted, its claims stored once with where they came from."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from checker import jobs, tasks
from checker.auth import User
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import CheckerError, ConfigError, InputError, ModelUnavailable, NotAllowed, NotFound
from checker.extract import build_extractor
from checker.model import Claim, Draft, Extraction, Locator, ModelCall, Run, Skipped, Span
from checker.store import claims, documents, events, runs
from checker.tasks import Metadata, setup
from checker.words import AnchorStatus, RunStatus, Status
from tests.builders import QUOTE, TEXT, make_draft, make_proposal
from tests.desks import ANN, BOB, assert_history_is_whole
from tests.fakes import FakeExtractor

OFFLINE = Settings()


def ingest(desk: Desk, draft: Draft | None = None, metadata: Metadata | None = None) -> tasks.Ingested:
    return tasks.ingest(desk, OFFLINE, ANN, draft or make_draft(), metadata)


def extract(desk: Desk, extractor: FakeExtractor) -> None:
    work = tasks.extraction_work(desk, OFFLINE, lambda settings: replace(extractor, model=settings.model))
    jobs.run_worker(desk, work, threading.Event(), until_idle=True)


def all_claims(desk: Desk) -> list[Claim]:
    with desk.store.read() as tx:
        return list(claims.stream(tx, claims.Filter()))


def history(desk: Desk, document_id: str) -> list[Any]:
    with desk.store.read() as tx:
        return events.history(tx, "document", document_id)


def calls_of(desk: Desk, run_id: str) -> Sequence[ModelCall]:
    with desk.store.read() as tx:
        return runs.calls_of(tx, run_id)


# Adding documents


def test_a_document_is_stored_with_its_event_and_its_run(desk: Desk) -> None:
    added = ingest(desk)
    assert added.is_new
    assert added.document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    with desk.store.read() as tx:
        assert documents.get(tx, added.document.id) == added.document
        assert runs.of_document(tx, added.document.id) == [added.run]
    [event] = history(desk, added.document.id)
    assert (event.actor, event.action, event.after["title"]) == ("ann", "add_document", "Labour figures")
    assert "text" not in event.after


def test_a_run_remembers_its_extractor_from_the_start(desk: Desk) -> None:
    run = ingest(desk).run
    extractor = build_extractor(OFFLINE)
    assert run
    assert (run.extractor, run.model, run.prompt_hash) == (extractor.name, extractor.model, extractor.prompt_hash)


def test_the_same_text_twice_is_the_same_document_and_no_second_run(desk: Desk) -> None:
    first = ingest(desk)
    second = ingest(desk, make_draft(name="copy.txt", title="Another title"))
    assert (second.document, second.run, second.is_new) == (first.document, None, False)
    assert len(jobs.unfinished(desk)) == 1
    assert len(history(desk, first.document.id)) == 1


def test_adding_a_document_is_all_or_nothing(desk: Desk) -> None:
    same = replace(desk, new_id=lambda: "same")
    ingest(same)
    with pytest.raises(Exception, match=r"(?i)unique|replaced"):
        ingest(same, make_draft(text="Something else entirely."))
    with desk.store.read() as tx:
        assert len(documents.titles(tx)) == 1
        assert (events.count(tx), len(runs.unfinished(tx))) == (2, 1)


def test_a_document_stays_when_its_model_cannot_be_had_and_the_run_says_why(desk: Desk) -> None:
    added = tasks.ingest(desk, Settings(model="nobody:such-model"), ANN, make_draft())
    tasks.work_off(desk, OFFLINE)
    assert added.run
    run = jobs.status(desk, added.run.id)
    assert run.status is RunStatus.FAILED
    assert "nobody" in run.message


def test_what_a_person_says_about_a_document_goes_before_what_it_says_itself(desk: Desk) -> None:
    given = Metadata(title=" My\u0000 title ", published_at=date(2026, 1, 2), url="https://example.org/a")
    document = ingest(desk, metadata=given).document
    assert (document.title, document.published_at, document.url) == ("My title", date(2026, 1, 2), "https://example.org/a")
    assert (document.author, document.publisher) == ("Ann Writer", "Example News")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("First line.\nSecond.", "First line."),
        ("\n\n  spaced \t out  \nSecond.", "spaced out"),
        ("word " * 100, "word " * 24 + "…"),
    ],
)
def test_a_document_without_a_title_is_called_by_its_first_line(desk: Desk, text: str, title: str) -> None:
    assert ingest(desk, make_draft(text=text, title=None)).document.title == title


def test_a_transcript_without_a_title_is_called_by_its_file(desk: Desk) -> None:
    draft = make_draft(text="MODERATOR: Good evening.", title=None, name="town-hall.srt")
    draft = replace(draft, locators=(Locator(start=0, label="00:00:01", speaker="MODERATOR"),))
    assert ingest(desk, draft).document.title == "Town hall"


def test_metadata_that_is_too_long_is_refused_not_cut(desk: Desk) -> None:
    with pytest.raises(InputError, match="title has 501 characters"):
        ingest(desk, make_draft(), Metadata(title="x" * 501))
    long_url = "https://example.org/" + "x" * 1_000
    assert ingest(desk, make_draft(), Metadata(url=long_url)).document.url == long_url


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused(desk: Desk, url: str) -> None:
    with pytest.raises(InputError, match="no web address"):
        ingest(desk, metadata=Metadata(url=url))


def test_corrected_metadata_is_kept_with_what_stood_before(desk: Desk) -> None:
    document = ingest(desk).document
    given = Metadata(title="Better", author="Ann Writer", url=document.url, published_at=date(2026, 5, 1))
    corrected = tasks.correct_document(desk, BOB, document.id, given)
    with desk.store.read() as tx:
        assert documents.get(tx, document.id) == corrected
    assert (corrected.title, corrected.publisher, corrected.language, corrected.text) == ("Better", None, None, TEXT)
    event = history(desk, document.id)[-1]
    assert (event.actor, event.action) == ("bob", "correct_document")
    assert event.before == {
        "title": "Labour figures",
        "publisher": "Example News",
        "published_at": "2026-05-18",
        "language": "en",
    }
    assert event.after == {"title": "Better", "publisher": None, "published_at": "2026-05-01", "language": None}


def test_a_correction_that_changes_nothing_is_no_event_and_a_title_cannot_be_emptied(desk: Desk) -> None:
    document = ingest(desk).document
    same = Metadata(**{name: getattr(document, name) for name in documents.METADATA if name != "title"})
    assert tasks.correct_document(desk, BOB, document.id, same) == document
    assert len(history(desk, document.id)) == 1


def test_somebody_without_a_role_adds_and_corrects_nothing(desk: Desk) -> None:
    eve = User(name="eve", roles=frozenset(), session="s")
    document = ingest(desk).document
    for refused in (
        lambda: tasks.ingest(desk, OFFLINE, eve, make_draft(text="New.")),
        lambda: tasks.correct_document(desk, eve, document.id, Metadata()),
        lambda: tasks.extract_again(desk, OFFLINE, eve, document.id),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert len(history(desk, document.id)) == 1


def test_a_document_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(NotFound, match="none"):
        tasks.extract_again(desk, OFFLINE, ANN, "none")
    with pytest.raises(NotFound, match="none"):
        tasks.correct_document(desk, ANN, "none", Metadata())


# Extracting


def test_claims_are_stored_with_where_they_came_from(desk: Desk) -> None:
    added = ingest(desk)
    assert added.run
    calls = tuple(
        ModelCall(position=at, outcome="ok", raw="{}", message="", input_tokens=10, output_tokens=at, seconds=0.5)
        for at in (0, 1)
    )
    proposals = (make_proposal(call=1), make_proposal(call=None, text="Of no call."))
    skipped = (Skipped(span=Span(0, 5), reason="opinion"),)
    extract(desk, FakeExtractor(prompt_hash="hash", result=Extraction(proposals=proposals, calls=calls, skipped=skipped)))
    run = jobs.status(desk, added.run.id)
    assert (run.status, run.input_tokens, run.output_tokens, run.skipped) == (RunStatus.DONE, 20, 1, skipped)
    assert calls_of(desk, run.id) == list(calls)
    first, second = all_claims(desk)
    assert (first.status, first.proposal, first.quote, first.claimed_at) == (Status.CANDIDATE, proposals[0], QUOTE, None)
    assert (first.provenance.extractor, first.provenance.prompt_hash, first.provenance.run_id) == ("fake", "hash", run.id)
    assert (first.provenance.input_tokens, first.provenance.output_tokens) == (10, 1)
    assert (second.provenance.input_tokens, second.provenance.output_tokens) == (None, None)
    with desk.store.read() as tx:
        [event] = events.history(tx, "claim", first.id)
    assert (event.actor, event.action, event.after["run_id"]) == ("machine: fake", "propose", run.id)
    assert_history_is_whole(desk)


def test_a_second_extraction_adds_only_what_is_new(desk: Desk) -> None:
    document = ingest(desk).document
    extract(desk, FakeExtractor(proposals=[make_proposal(), make_proposal()]))
    tasks.extract_again(desk, OFFLINE, ANN, document.id)
    extract(desk, FakeExtractor(proposals=[make_proposal(), make_proposal(text="New words.")]))
    assert [claim.text for claim in all_claims(desk)] == [make_proposal().text, "New words."]
    assert_history_is_whole(desk)


def test_a_run_of_which_some_answers_could_not_be_used_is_incomplete_and_says_so(desk: Desk) -> None:
    run = ingest(desk).run
    extract(desk, FakeExtractor(result=Extraction(proposals=(make_proposal(),), problems=("Part 2 was cut.", "Part 3 too."))))
    assert run
    ended = jobs.status(desk, run.id)
    assert (ended.status, ended.message) == (RunStatus.INCOMPLETE, "Part 2 was cut. Part 3 too.")
    assert len(all_claims(desk)) == 1


def test_a_second_try_adds_its_calls_and_tokens_to_those_of_the_first(desk: Desk) -> None:
    run = ingest(desk).run
    assert run
    call = ModelCall(position=0, outcome="ok", raw="{}", message="", input_tokens=100, output_tokens=10, seconds=0.5)
    extract(desk, FakeExtractor(result=Extraction(proposals=(), calls=(call,), problems=("Cut.",))))
    jobs.retry(desk, ANN, run.id)
    second = replace(call, input_tokens=5, output_tokens=1)
    extract(desk, FakeExtractor(result=Extraction(proposals=(make_proposal(call=0),), calls=(second,))))
    ended = jobs.status(desk, run.id)
    assert (ended.input_tokens, ended.output_tokens) == (105, 11)
    [claim] = all_claims(desk)
    assert (claim.proposal.call, claim.provenance.input_tokens) == (1, 5)
    assert calls_of(desk, run.id)[1].input_tokens == 5


def test_what_a_model_writes_can_always_be_stored(desk: Desk) -> None:
    run = ingest(desk).run
    assert run
    odd = "a\x00b\ud800c"
    call = ModelCall(position=0, outcome="ok", raw=odd, message=odd, input_tokens=1, output_tokens=1, seconds=0.5)
    proposal = make_proposal(text=odd, claimant=odd)
    extract(desk, FakeExtractor(result=Extraction(proposals=(proposal,), calls=(call,), problems=(odd,))))
    [claim] = all_claims(desk)
    assert (claim.text, claim.claimant) == ("a\ufffdb\ufffdc", "a\ufffdb\ufffdc")
    assert jobs.status(desk, run.id).message == "a\ufffdb\ufffdc"


def test_a_claim_that_is_not_in_its_document_is_kept_apart_from_the_queue(desk: Desk) -> None:
    ingest(desk)
    extract(desk, FakeExtractor(proposals=[make_proposal(anchor=AnchorStatus.LOST, span=None)]))
    [claim] = all_claims(desk)
    with desk.store.read() as tx:
        assert claims.length(tx, claims.Queue(status=Status.CANDIDATE)) == 0
        assert [each.id for each in claims.page(tx, claims.Filter(lost=True), 10)] == [claim.id]


def test_nothing_of_a_cancelled_extraction_is_stored(desk: Desk) -> None:
    run = ingest(desk).run
    assert run
    extract(desk, FakeExtractor(steps=3, between=lambda _step: jobs.cancel(desk, BOB, run.id)))
    assert all_claims(desk) == []
    assert jobs.status(desk, run.id).status is RunStatus.CANCELLED


def test_nothing_of_an_extraction_that_another_worker_took_over_is_stored(desk: Desk) -> None:
    run = ingest(desk).run
    assert run

    def taken_over(_step: int) -> None:
        with desk.store.write() as tx:
            assert runs.take(tx, "elsewhere/1/x", desk.now() + timedelta(hours=1), desk.now() + timedelta(hours=2))

    extract(desk, FakeExtractor(between=taken_over))
    assert all_claims(desk) == []
    assert jobs.status(desk, run.id).worker == "elsewhere/1/x"


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
        jobs.enqueue(tx, desk, ANN, document.id, jobs.Plan(extractor="fake", model="openai:example", prompt_hash=None))
    jobs.run_worker(desk, tasks.extraction_work(desk, OFFLINE, build), threading.Event(), until_idle=True)
    assert asked == [None, "openai:example"]


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


def test_a_worker_in_the_background_does_the_work_until_it_is_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.01)
    before = set(threading.enumerate())
    stop = tasks.start_worker(desk, OFFLINE)
    [worker] = [thread for thread in threading.enumerate() if thread not in before and thread.name == "extraction worker"]
    run = ingest(desk).run
    assert run
    while _is_open(desk, run):
        stop.wait(0.01)
    stop.set()
    worker.join(60)
    assert not worker.is_alive()
    assert jobs.status(desk, run.id).status is RunStatus.DONE


def _is_open(desk: Desk, run: Run) -> bool:
    return jobs.status(desk, run.id).finished_at is None


# Reading, and the samples


def test_a_file_a_folder_and_what_is_left_out_of_it_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Unemployment fell.", encoding="utf-8")
    (tmp_path / "b.exe").write_bytes(b"MZ\x00\x00")
    singles, left_out = tasks.expand([str(tmp_path), "-", "https://example.org/a"])
    assert singles == [str(tmp_path / "a.txt"), "-", "https://example.org/a"]
    assert [Path(name).name for name, _ in left_out] == ["b.exe"]
    assert tasks.read_source(OFFLINE, singles[0]).text == "Unemployment fell."


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match=r"none\.txt"):
        tasks.read_source(OFFLINE, str(tmp_path / "none.txt"))


def test_the_samples_are_all_added_once(desk: Desk) -> None:
    first = list(tasks.load_samples(desk, OFFLINE, ANN))
    assert [name for name, _ in first] == [path.name for path in tasks.sample_files()]
    assert first
    assert [name for name, result in first if not (isinstance(result, tasks.Ingested) and result.is_new)] == []
    again = [result for _, result in tasks.load_samples(desk, OFFLINE, ANN)]
    assert [result.is_new for result in again if isinstance(result, tasks.Ingested)] == [False] * len(first)


# The desk


def test_a_desk_is_opened_as_the_settings_say(database_url: str) -> None:
    settings = Settings(database_url=database_url, scale="evidence", four_eyes=True, lease_minutes=3, user="Ann")
    desk = tasks.open_desk(settings)
    assert (desk.scale.id, desk.four_eyes, desk.lease_for) == ("evidence", True, timedelta(minutes=3))
    assert desk.now().tzinfo is not None
    assert tasks.local_user(settings, "s").name == "Ann"
    desk.store.close()


def test_a_scale_that_nobody_knows_is_named(database_url: str) -> None:
    with pytest.raises(ConfigError, match="seven-point"):
        tasks.open_desk(Settings(database_url=database_url, scale="seven-point"))


def test_ids_are_long_enough_not_to_meet_and_can_be_read_out() -> None:
    ids = {tasks.new_id() for _ in range(2_000)}
    assert len(ids) == 2_000
    assert {len(each) for each in ids} == {setup.ID_LENGTH}
    assert not set("".join(ids)) - set(setup.ID_LETTERS)

"""A document is taken in once, with what is known about it, and what is known can be corrected."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from checker import jobs, tasks
from checker.auth import User
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import InputError, NotAllowed, NotFound
from checker.extract import build_extractor
from checker.model import Locator
from checker.store import documents, events, runs
from checker.tasks import Metadata
from checker.words import RunStatus
from tests.builders import TEXT, make_draft
from tests.desks import ANN, BOB
from tests.extracting import OFFLINE, history, ingest


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

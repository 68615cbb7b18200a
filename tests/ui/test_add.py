from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import jobs
from checker.model import Maker
from checker.store import documents, runs
from checker.words import RunStatus
from tests.builders import make_run
from tests.ui.rooms import TEXT, Room, choose, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def press_add(app: AppTest) -> AppTest:
    app.button(key="add").click().run()
    assert not app.exception
    return app


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    return press_add(app)


def titles(room: Room) -> list[str]:
    with room.desk.store.read() as tx:
        return list(documents.titles(tx).values())


def test_an_empty_desk_says_what_to_do(room: Room) -> None:
    assert "Add one above; its claims will wait in Triage." in words(room.page("add"))


def test_without_a_model_the_page_says_that_the_rules_are_not_an_llm(room: Room) -> None:
    assert "the offline rules will propose claims. They are not an LLM." in words(room.page("add"))


def test_pasted_text_becomes_a_document_with_its_claims(room: Room) -> None:
    app = paste(room.page("add"), TEXT)
    assert "Added: According to Bloomberg" in words(app)
    room.wait()
    said = words(app.run())
    assert f"{len(room.claims())} claims, {len(room.claims())} waiting" in said
    assert app.page_link[0].value == f"Triage {len(room.claims())}"


def test_the_field_is_empty_after_adding_and_keeps_its_text_after_an_error(room: Room) -> None:
    app = paste(room.page("add"), TEXT)
    assert app.text_area[0].value == ""
    app.text_area[0].set_value("\u200b")
    press_add(app)
    assert not titles(room)[1:]
    assert app.text_area[0].value == "\u200b"


def test_the_same_text_twice_is_named(room: Room) -> None:
    room.add(TEXT, title="The first copy")
    assert "The same text is already here: The first copy" in words(paste(room.page("add"), TEXT))


def test_what_came_of_one_way_in_is_not_said_of_another(room: Room) -> None:
    room.add(TEXT, title="The first copy")
    app = paste(room.page("add"), TEXT)
    choose(app, "way", "url")
    assert "already here" not in words(app)


def test_what_is_known_about_a_document_is_stored_with_it(room: Room) -> None:
    app = room.page("add")
    app.text_input(key="about_0_title").set_value("Troops and jobs")
    app.text_input(key="about_0_publisher").set_value("Example Agency")
    paste(app, TEXT)
    with room.desk.store.read() as tx:
        listed = documents.newest(tx)[0]
    assert (listed.title, listed.publisher) == ("Troops and jobs", "Example Agency")


def test_a_file_that_cannot_be_read_does_not_lose_the_others(room: Room) -> None:
    app = room.page("add")
    choose(app, "way", "files")
    app.file_uploader[0].upload("speech.txt", b"The budget grew by 12 percent in 2025.")
    app.file_uploader[0].upload("broken.pdf", b"%PDF-1.7 nothing")
    app.file_uploader[0].upload("empty.txt", b"")
    app.file_uploader[0].upload("last.txt", b"Exports fell by 3 percent in May 2026.")
    said = words(press_add(app))
    assert titles(room) == ["Exports fell by 3 percent in May 2026.", "The budget grew by 12 percent in 2025."]
    assert "broken.pdf" in said
    assert "empty.txt is empty" in said


def test_a_url_that_may_not_be_fetched_is_explained(room: Room) -> None:
    app = room.page("add")
    choose(app, "way", "url")
    app.text_input(key="address_0").set_value("file:///etc/passwd")
    said = words(press_add(app))
    assert "file:///etc/passwd" in said
    assert titles(room) == []


def test_details_can_be_corrected_later(room: Room) -> None:
    document_id = room.add(TEXT)
    app = room.page("add")
    app.button(key=f"correct_{document_id}").click().run()
    app.text_input(key=f"known_{document_id}_author").set_value("Ann Writer")
    app.button(key="save_correction").click().run()
    assert not app.exception
    with room.desk.store.read() as tx:
        assert documents.get(tx, document_id).author == "Ann Writer"
    assert "Saved." in words(app)


def test_a_wrong_address_in_the_details_is_said_and_stays_in_its_field(room: Room) -> None:
    document_id = room.add(TEXT)
    app = room.page("add")
    app.button(key=f"correct_{document_id}").click().run()
    app.text_input(key=f"known_{document_id}_url").set_value("ftp://example.org")
    app.button(key="save_correction").click().run()
    assert "'ftp://example.org' is no web address" in words(app)
    assert app.text_input(key=f"known_{document_id}_url").value == "ftp://example.org"


def test_a_cancelled_extraction_can_be_tried_again(room: Room) -> None:
    document_id = room.add(TEXT)
    with room.desk.store.write() as tx:
        run = runs.of_document(tx, document_id)[0]
    plan = Maker(extractor=run.extractor, model=None, prompt_hash=None)
    with room.desk.store.write() as tx:
        second = jobs.enqueue(tx, room.desk, room.user, document_id, plan)
        runs.cancel(tx, second.id, room.desk.now())
    app = room.page("add")
    assert "Cancelled." in words(app)
    app.button(key=f"retry_{document_id}").click().run()
    assert not app.exception
    room.wait()
    assert jobs.status(room.desk, second.id).status is RunStatus.DONE


@pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.INCOMPLETE, RunStatus.CANCELLED])
def test_a_run_that_did_not_end_well_can_be_made_again_with_the_settings_now_in_force(room: Room, status: RunStatus) -> None:
    document_id = room.add(TEXT)
    with room.desk.store.write() as tx:
        runs.insert(tx, make_run(id="unreachable", document_id=document_id, model="openai:unreachable", status=status))
    app = room.page("add")
    again = app.button(key=f"again_{document_id}")
    assert again.label == "Extract again with offline rules"
    assert app.button(key=f"retry_{document_id}").label == "Try again"
    again.click().run()
    assert not app.exception
    room.wait()
    with room.desk.store.read() as tx:
        newest = runs.of_document(tx, document_id)[0]
    assert (newest.status, newest.model) == (RunStatus.DONE, None)


def test_extracting_again_names_the_model_that_would_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_room(tmp_path, monkeypatch) as opened:
        document_id = opened.add(TEXT)
        monkeypatch.setenv("CHECKER_MODEL", "openai:example-model")
        button = opened.page("add").button(key=f"again_{document_id}")
    assert button.label == r"Extract again with openai\:example\-model"


def test_extracting_again_doubles_no_claim(room: Room) -> None:
    document_id = room.add(TEXT)
    before = len(room.claims())
    app = room.page("add")
    app.button(key=f"again_{document_id}").click().run()
    room.wait()
    assert len(room.claims()) == before
    with room.desk.store.read() as tx:
        assert len(runs.of_document(tx, document_id)) == 2


def test_words_of_a_document_reach_the_page_as_text_only(room: Room) -> None:
    hostile = "![x](https://evil.example/x.png) <b>Exports</b> fell by 3 percent in May 2026."
    room.add(hostile)
    app = room.page("add")
    assert "![x](https://evil.example/x.png)" in words(app)
    labels = [each.label for each in (*app.button, *app.page_link)]
    assert not any(
        "evil" in each for each in [*labels, *(each.value for each in app.markdown), *(each.value for each in app.caption)]
    )

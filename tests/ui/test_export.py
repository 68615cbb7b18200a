from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings, review
from tests.builders import make_evidence
from tests.ui.rooms import Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def published_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    named = {"publisher_name": "Example Checks", "publisher_url": "https://checks.example.org"}
    with open_room(tmp_path, monkeypatch, **named) as opened:
        yield opened


def check(room: Room) -> str:
    claim_id = room.accepted()[0].id
    finding = findings.Finding(label_id="false", rationale="The rate was 4.6 percent.", evidence=[make_evidence()])
    findings.save(room.desk, room.user, room.seen(claim_id), finding)
    findings.check(room.desk, room.user, room.seen(claim_id))
    return claim_id


def link(app: AppTest) -> str:
    (found,) = app.get("link_button")
    return str(found.proto.url)


def choose(app: AppTest, form: str) -> AppTest:
    app.radio(key="format").set_value(form).run()
    assert not app.exception
    return app


def test_without_checked_claims_the_page_says_what_to_do(room: Room) -> None:
    room.accepted()
    app = room.page("export")
    assert "No record fits. Check a claim, or choose other statuses." in words(app)
    assert not app.get("link_button")


def test_only_checked_and_published_claims_are_in_the_file_by_default(room: Room) -> None:
    claim_id = check(room)
    said = words(room.page("export"))
    assert "1 record in the file." in said
    assert claim_id in said
    assert "3 records in the file." in words(room.page("export", status=["accepted", "checked"]))


@pytest.mark.parametrize(("form", "sign"), [("csv", "verdict_best"), ("jsonl", '"schema":"claim-checker/record/2"')])
def test_the_first_record_is_shown_in_the_chosen_format(room: Room, form: str, sign: str) -> None:
    check(room)
    app = choose(room.page("export"), form)
    assert sign in app.code[0].value
    assert link(app) == f"export/records.{form}"


def test_the_download_has_the_filters_of_the_page(published_room: Room) -> None:
    check(published_room)
    app = published_room.page("export", status=["accepted", "checked"], words="Bloomberg & co")
    assert link(app) == "export/records.csv?status=accepted&status=checked&words=Bloomberg+%26+co"
    app = choose(published_room.page("export", status=["accepted", "checked"]), "claimreview")
    assert link(app) == "export/records.json?status=accepted&status=checked&profile=google"


def test_a_pack_is_offered_and_a_private_one_says_that_it_is_not_for_others(room: Room) -> None:
    check(room)
    assert link(choose(room.page("export"), "pack")) == "export/records.zip"
    app = choose(room.page("export"), "private-pack")
    assert link(app) == "export/records-private.zip"
    assert "Not for others: it holds internal notes and drafts." in words(app)


def test_a_claim_review_without_a_publisher_names_the_settings_and_what_is_left_out(room: Room) -> None:
    claim_id = check(room)
    app = choose(room.page("export"), "claimreview")
    said = words(app)
    assert "Set CHECKER_PUBLISHER_NAME and CHECKER_PUBLISHER_URL" in said
    assert "0 records in the file." in said
    assert f"{claim_id}: " in said
    assert not app.code


def test_a_claim_review_with_a_publisher_is_in_the_file(published_room: Room) -> None:
    check(published_room)
    app = choose(published_room.page("export"), "claimreview")
    assert "1 record in the file." in words(app)
    assert '"@type":"ClaimReview"' in app.code[0].value


def test_a_claim_review_is_offered_in_every_profile_and_for_pages(published_room: Room) -> None:
    check(published_room)
    app = choose(published_room.page("export"), "claimreview")
    app.selectbox(key="profile").set_value("datafeed").run()
    assert '"@type":"DataFeed"' in app.code[0].value
    app.checkbox(key="html").check().run()
    assert app.code[0].value.startswith('<script type="application/ld+json">')


def test_a_claim_that_is_not_checked_is_left_out_of_claim_review_and_named(published_room: Room) -> None:
    check(published_room)
    app = choose(published_room.page("export", status=["accepted", "checked"]), "claimreview")
    said = words(app)
    assert "1 record in the file." in said
    assert "2 records left out:" in said
    assert "only checked and published claims become ClaimReviews" in said


def test_the_internal_note_is_in_no_export(room: Room) -> None:
    claim_id = check(room)
    review.save_note(room.desk, room.user, room.seen(claim_id), "call the ministry")
    for form in ("csv", "jsonl"):
        assert "ministry" not in choose(room.page("export"), form).code[0].value

"""The route that exports: the records that are asked for, as a file, to nobody but the desk's own pages."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Message

from checker import findings, review, tasks
from checker.auth import Role, User, require
from checker.errors import NotAllowed
from checker.export import FORMATS, PACKS, export
from checker.store.claims import Filter
from checker.ui import downloads
from checker.ui.server import HEADERS, ROUTES, middleware
from checker.words import Status
from tests.builders import make_evidence
from tests.ui.rooms import Room, open_room


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    pieces: int


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch, publisher_name="Example", publisher_url="https://checks.example.org") as opened:
        yield opened


@pytest.fixture
def checked(room: Room) -> str:
    claim_id = room.accepted()[0].id
    finding = findings.Finding(label_id="false", rationale="The rate was 4.6 percent.", evidence=[make_evidence()])
    findings.save(room.desk, room.user, room.seen(claim_id), finding)
    findings.check(room.desk, room.user, room.seen(claim_id))
    review.save_note(room.desk, room.user, room.seen(claim_id), "call the ministry")
    return claim_id


def ask(path: str, method: str = "GET", **headers: str) -> Answer:
    app = Starlette(routes=ROUTES, middleware=middleware())
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        if sent and not sent[-1].get("more_body", True):
            return {"type": "http.disconnect"}
        await asyncio.sleep(3600 if sent else 0)
        return {"type": "http.request", "body": b"", "more_body": False}

    path, _, query = path.partition("?")
    given = {"host": "127.0.0.1:8501"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "query_string": query.encode(),
        "root_path": "",
    }
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one leaves a loop running in the main thread
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    return Answer(
        status=sent[0]["status"],
        headers={name.decode(): value.decode() for name, value in sent[0]["headers"]},
        body=b"".join(each.get("body", b"") for each in sent[1:]),
        pieces=len(sent) - 1,
    )


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_downloaded_as_the_export_writes_it(room: Room, checked: str, form: str) -> None:
    context, wanted = tasks.publisher(room.settings), Filter(statuses=(Status.CHECKED,))
    answer = ask(f"/export/records{FORMATS[form].suffix}")
    assert answer.status == 200
    assert answer.headers["content-type"] == FORMATS[form].media_type
    assert answer.body == b"".join(export(tasks.records(room.desk, room.user, wanted, context), form, context))
    assert b"ministry" not in answer.body


def test_a_download_is_a_file_that_nobody_keeps_and_carries_the_security_headers(room: Room, checked: str) -> None:
    headers = ask("/export/records.csv").headers
    assert headers["content-disposition"] == f'attachment; filename="claim-checker-{room.desk.now():%Y-%m-%d}.csv"'
    assert headers["cache-control"] == "no-store"
    assert HEADERS.items() <= headers.items()


def test_who_asks_only_what_there_would_be_is_told_without_a_file(checked: str) -> None:
    answer = ask("/export/records.csv", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_download_keeps_to_the_filters_of_the_page(room: Room, checked: str) -> None:
    def found(query: str) -> list[str]:
        lines = ask(f"/export/records.csv{query}").body.decode("utf-8-sig").splitlines(keepends=True)
        return [row["status"] for row in csv.DictReader(lines)]

    assert found("") == ["checked"]
    assert sorted(found("?status=accepted&status=checked")) == ["accepted", "accepted", "checked"]
    assert found("?verdict=True") == []
    assert found("?since=2999-01-01") == []
    assert found("?since=2020-01-01T00:00:00+00:00") == ["checked"]


def test_claim_reviews_are_downloaded_in_the_profile_that_is_asked_for(checked: str) -> None:
    assert json.loads(ask("/export/records.json?profile=datafeed").body)["@type"] == "DataFeed"
    page = ask("/export/records.json?html=yes")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-disposition"].endswith('.html"')


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("status=verified", "'verified' is no status"),
        ("colour=red", "'colour' is no filter; expected one of words, status"),
        ("since=yesterday", "since='yesterday' is no time"),
        ("profile=facebook", "profile is one of google"),
        ("html=perhaps", "html yes or no"),
        ("document=nope", "No document has the id 'nope'"),
        ("verdict=Nope", "No verdict is called 'Nope'"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_rather_than_passed_over(room: Room, query: str, why: str) -> None:
    answer = ask(f"/export/records.json?{query}")
    assert (answer.status, why in answer.body.decode()) == (400, True)
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("since", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59"])
def test_a_time_outside_the_calendar_is_no_time(room: Room, since: str) -> None:
    answer = ask(f"/export/records.csv?since={since}")
    assert (answer.status, "is no time" in answer.body.decode()) == (400, True)


def test_an_unknown_file_is_answered_with_those_that_there_are(room: Room) -> None:
    answer = ask("/export/records.exe")
    assert answer.status == 404
    assert "records.csv" in answer.body.decode()
    assert "records-private.zip" in answer.body.decode()


def test_no_other_site_can_start_a_download_and_no_foreign_name_leads_to_it(checked: str) -> None:
    refused = ask("/export/records.csv", sec_fetch_site="cross-site")
    assert (refused.status, b"Open the Export page" in refused.body) == (403, True)
    assert ask("/export/records.csv", host="evil.example").status == 400
    assert [ask("/export/records.csv", sec_fetch_site=each).status for each in ("same-origin", "none")] == [200, 200]


def test_whoever_may_not_export_is_told_so(room: Room, checked: str) -> None:
    guest = User(name="guest", roles=frozenset(), session="guest-1")
    with pytest.raises(NotAllowed, match="guest may not export"):
        require(guest, "export")
    with pytest.raises(NotAllowed, match="guest may not export"):
        tasks.written(room.desk, guest, Filter(), FORMATS["csv"], tasks.publisher(room.settings))


def test_it_is_asked_under_the_name_that_the_browser_remembers(room: Room) -> None:
    def asker(cookie: str) -> str:
        headers = [(b"cookie", cookie.encode())]
        return downloads.asked_by(Request({"type": "http", "headers": headers})).name

    assert [asker("checker_name=J%C3%BCrgen"), asker("other=1")] == ["Jürgen", "ann"]


def test_only_the_private_pack_holds_the_note_and_its_name_says_so(room: Room, checked: str) -> None:
    def packed(name: str) -> tuple[str, bool]:
        answer = ask(f"/export/{name}")
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            noted = any(b"call the ministry" in archive.read(each) for each in archive.namelist())
        return answer.headers["content-disposition"].rpartition("-")[2], noted

    assert packed("records.zip")[1] is False
    assert packed("records-private.zip") == ('private.zip"', True)


def test_notes_and_drafts_leave_only_with_somebody_who_may_take_them(room: Room, checked: str) -> None:
    reviewer = User(name="rev", roles=frozenset({Role.REVIEWER}), session="rev-1")
    for each in PACKS.values():
        if each.public:
            assert b"".join(tasks.written(room.desk, reviewer, Filter(), each, tasks.publisher(room.settings)))
        else:
            with pytest.raises(NotAllowed, match="rev may not export private"):
                tasks.written(room.desk, reviewer, Filter(), each, tasks.publisher(room.settings))


def test_a_desk_that_cannot_open_is_told_in_words(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_SCALE", "no-such-scale")
    st.cache_resource.clear()
    answer = ask("/export/records.csv")
    assert (answer.status, "no-such-scale" in answer.body.decode()) == (503, True)


def test_a_browser_that_goes_away_leaves_nothing_open() -> None:
    ended = []

    def pieces() -> Generator[bytes]:
        try:
            while True:
                yield b"more"
        finally:
            ended.append(True)

    async def leave() -> None:
        handed_on = downloads.handed_on(b"first", pieces())
        assert [await anext(handed_on), await anext(handed_on)] == [b"first", b"more"]
        await handed_on.aclose()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, leave()).result()
    assert ended == [True]


def test_small_pieces_are_sent_together_and_none_is_lost() -> None:
    made = [bytes([number % 256]) * 50_000 for number in range(20)]
    joined = list(downloads.joined(iter(made)))
    assert b"".join(joined) == b"".join(made)
    assert [len(each) >= downloads.PIECE for each in joined[:-1]] == [True] * 3

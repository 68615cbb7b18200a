from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import findings, review
from checker.words import RejectReason, Status
from tests.builders import make_evidence
from tests.ui.rooms import TEXT, Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def check(room: Room, claim_id: str) -> None:
    evidence = [make_evidence(), make_evidence(url="https://other.example", title="Speech", stance="supports")]
    finding = findings.Finding(label_id="mostly_false", rationale="The rate was 4.6 percent.", evidence=evidence)
    findings.save(room.desk, room.user, room.seen(claim_id), finding)
    findings.check(room.desk, room.user, room.seen(claim_id))


def test_an_empty_desk_says_how_records_come_about(room: Room) -> None:
    assert "There are no records yet. Add a document" in words(room.page("records"))


def test_the_list_says_status_and_verdict_in_words(room: Room) -> None:
    first, second, *_ = room.accepted()
    check(room, first.id)
    table = room.page("records").dataframe[0].value
    assert list(table.columns) == ["Claim", "Status", "Verdict", "Badges", "Claimant", "Document", "Changed"]
    row = table[table["Claim"] == first.text].iloc[0]
    assert (row["Status"], row["Verdict"]) == ("● Checked", "▰▰▱▱▱ Mostly false")
    assert table[table["Claim"] == second.text].iloc[0]["Status"] == "◔ Accepted"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "checked"}, 1),
        ({"status": ["accepted", "checked"]}, 3),
        ({"verdict": "Mostly false"}, 1),
        ({"verdict": "True"}, 0),
        ({"words": "inspectors"}, 1),
        ({"claimant": "Bloomberg"}, 1),
        ({"document": "none such"}, 0),
        ({"status": "no status"}, 3),
    ],
)
def test_the_address_filters_the_list(room: Room, query: dict[str, str | list[str]], expected: int) -> None:
    check(room, room.accepted()[0].id)
    app = room.page("records", **query)
    assert not app.exception
    assert (len(app.dataframe[0].value) if app.dataframe else 0) == expected


def test_a_filter_goes_into_the_address_and_out_again(room: Room) -> None:
    room.accepted()
    app = room.page("records", page="1")
    app.multiselect(key="filter_status").select(Status.CHECKED).run()
    assert app.query_params["status"] == "checked"
    assert "No record fits these filters." in words(app)
    app.button(key="clear_filters").click().run()
    assert "status" not in app.query_params
    assert len(app.dataframe[0].value) == 3


def test_a_long_list_comes_in_pages(room: Room) -> None:
    room.add("\n\n".join(f"Exports fell by {number} percent in May 2026, Minister Jane Doe said." for number in range(10, 70)))
    app = room.page("records")
    total = len(room.claims())
    assert total > 50
    assert len(app.dataframe[0].value) == 50
    app = room.page("records", page="2")
    assert len(app.dataframe[0].value) == total - 50
    assert len(room.page("records", page="99").dataframe[0].value) == total - 50
    assert len(room.page("records", page="²").dataframe[0].value) == 50
    assert len(room.page("records", page="9" * 5_000).dataframe[0].value) == total - 50
    assert len(room.page("records", page="0" * 5_000).dataframe[0].value) == 50


def test_turning_a_page_goes_into_the_address_without_a_complaint_in_the_log(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("streamlit.elements.lib.policies._shown_default_value_warning", False)
    room.add("\n\n".join(f"Exports fell by {number} percent in May 2026, Minister Jane Doe said." for number in range(10, 70)))
    app = room.page("records", page="2")
    app.get("pagination")[0].set_value(1).run()  # type: ignore[union-attr]
    assert app.query_params["page"] == "1"
    assert len(app.dataframe[0].value) == 50
    assert "created with a default value" not in caplog.text


def test_a_record_reads_like_a_report(room: Room) -> None:
    first = room.accepted()[0]
    check(room, first.id)
    said = words(room.page("records", record=first.id))
    assert first.span is not None
    for part in (
        "Checked",
        first.text,
        first.quote,
        f"characters {first.span.start} to {first.span.end} · word for word",
        "▰▰▱▱▱ Mostly false",
        "The rate was 4.6 percent.",
        "▲ Supports",
        "▼ Undermines",
        "Labour force survey, March 2026",
        "https://stats.example.org/labour/2026-03",
        "offline rules",
        "Accepted by ann on",
        "Marked as checked by ann on",
        "verdict Mostly false, 2 sources.",
    ):
        assert part in said


def test_a_record_shows_what_was_changed_from_what_was_proposed(room: Room) -> None:
    room.add()
    claim = room.claims()[-1]
    wording = review.Wording(
        text="Ten countries are ready.",
        quote=claim.quote,
        claimant=claim.claimant,
        claimant_role=None,
        claimed_at=None,
        attribution=claim.attribution,
    )
    review.accept(room.desk, room.user, room.seen(claim.id), wording)
    said = words(room.page("records", record=claim.id))
    assert f"Proposed: “{claim.text}”" in said
    assert "Now: “Ten countries are ready.”" in said
    assert f"wording changed from “{claim.text}” to “Ten countries are ready.”" in said


def test_a_rejected_record_says_why_and_can_be_reopened_with_a_reason(room: Room) -> None:
    room.add()
    claim = room.claims()[0]
    review.reject(room.desk, room.user, room.seen(claim.id), RejectReason.OPINION)
    app = room.page("records", record=claim.id)
    assert "Rejected: opinion" in words(app)
    app.button(key="reopen").click().run()
    assert "the reason is missing" in words(app)
    assert room.claim(claim.id).status is Status.REJECTED
    app.text_input(key=f"why_{claim.id}").set_value("It has a figure.").run()
    app.button(key="reopen").click().run()
    assert not app.exception
    assert room.claim(claim.id).status is Status.CANDIDATE
    assert "reason: “It has a figure.”" in words(app)


def test_a_record_leads_to_where_its_claim_is_worked_on(room: Room) -> None:
    first = room.accepted()[0]
    assert [each.value for each in room.page("records", record=first.id).page_link] == ["Open in Check"]


def test_a_record_that_is_not_there_is_explained_and_the_list_is_one_step_away(room: Room) -> None:
    room.add()
    app = room.page("records", record="none")
    assert "There is no claim 'none'." in words(app)
    app.button(key="close_record").click().run()
    assert len(app.dataframe[0].value) == 3


def test_words_of_documents_and_people_are_never_markup(room: Room) -> None:
    room.add(
        f"{TEXT}\nExports fell by 3 percent in May 2026, ![x](https://evil.example/x.png) said.",
        title="[a](https://evil.example)",
    )
    claim = room.claims()[0]
    for app in (room.page("records"), room.page("records", record=claim.id)):
        shown = [
            *(each.value for each in app.markdown),
            *(each.value for each in app.caption),
            *(each.value for each in app.html),
        ]
        shown += [each.label for each in (*app.button, *app.page_link)]
        assert not any("evil" in each for each in shown)

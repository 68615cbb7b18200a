from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker import findings, review
from checker.store import lists
from checker.ui import prose
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


def test_a_record_says_what_is_missing_before_it_is_published(room: Room) -> None:
    claim_id = room.accepted()[0].id
    assert "Before it is" not in words(room.page("records", record=claim_id))
    check(room, claim_id)
    assert "Before it is published: The public address is missing. Give the" in words(room.page("records", record=claim_id))


def test_an_empty_desk_says_how_records_come_about(room: Room) -> None:
    assert "There are no records yet. Add a document" in words(room.page("records"))


def test_the_list_says_status_and_verdict_in_words(room: Room) -> None:
    first, second, *_ = room.accepted()
    check(room, first.id)
    table = room.page("records").dataframe[0].value
    assert list(table.columns) == ["Claim", "Status", "Verdict", "With", "Badges", "Claimant", "Document", "Came in", "Changed"]
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
    app = room.page("records", before="none")
    app.multiselect(key="filter_status").select(Status.CHECKED).run()
    assert app.query_params["status"] == "checked"
    assert "No record fits these filters." in words(app)
    app.button(key="clear_filters").click().run()
    assert "status" not in app.query_params
    assert len(app.dataframe[0].value) == 3


def many(room: Room) -> list[str]:
    room.add("\n\n".join(f"Exports fell by {number} percent in May 2026, Minister Jane Doe said." for number in range(10, 70)))
    return [claim.text for claim in room.claims()]


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["Claim"])


def test_a_long_list_comes_in_pages_that_the_address_names(room: Room) -> None:
    every = many(room)
    app = room.page("records")
    assert listed(app) == every[:50]
    assert [app.button(key=key).disabled for key in ("newer", "older")] == [True, False]
    app.button(key="older").click().run()
    assert listed(app) == every[50:]
    assert [app.button(key=key).disabled for key in ("newer", "older")] == [False, True]
    assert listed(room.page("records", before=app.query_params["before"])) == every[50:]
    app.button(key="newer").click().run()
    assert listed(app) == every[:50]
    assert "before" not in app.query_params


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_page_of_an_address_that_means_nothing_is_the_newest(room: Room, place: str) -> None:
    every = many(room)
    assert listed(room.page("records", **{place: "no such claim"})) == every[:50]


def test_another_filter_begins_at_the_newest(room: Room) -> None:
    every = many(room)
    app = room.page("records", before=room.claims()[49].id)
    assert listed(app) == every[50:]
    app.selectbox(key="filter_claimant").set_value(room.claims()[0].claimant).run()
    assert listed(app) == every[:50]


def test_a_list_says_how_long_it_is_and_where_it_was_not_counted_that_there_is_more(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = len(many(room))
    said = room.claims()[0].claimant or ""
    assert f"{number} records, the last that came in first" in words(room.page("records", claimant=said))
    monkeypatch.setattr(lists, "COUNTED", 20)
    assert "More than 20 records, the last that came in first" in words(room.page("records", claimant=said))
    assert f"{number} records, the last that came in first" in words(room.page("records"))


def test_a_record_says_who_is_on_it_to_whom_it_was_handed_and_until_when_it_is_put_away(room: Room) -> None:
    room.add()
    first, second, third = room.claims()
    ben = replace(room.user, name="ben", session="ben-1")
    until = room.desk.now() + timedelta(days=2)
    review.open_claim(room.desk, ben, first.id)
    review.assign(room.desk, ben, room.seen(second.id), "cleo", "You know the figures.")
    review.snooze(room.desk, ben, room.seen(third.id), until)
    table = room.page("records").dataframe[0].value
    assert list(table["With"]) == ["ben is on it", "for cleo", ""]
    assert list(table["Status"]) == ["○ Candidate", "○ Candidate", "○ Candidate, put away"]
    assert "ben is on this until" in words(room.page("records", record=first.id))
    assert "Assigned to cleo.\nYou know the figures." in words(room.page("records", record=second.id))
    assert f"Put away until {prose.moment(until)}." in words(room.page("records", record=third.id))


def test_a_record_is_assigned_with_a_note_and_to_nobody_again(room: Room) -> None:
    room.add()
    claim = room.claims()[0]
    app = room.page("records", record=claim.id)
    app.button(key="assign").click().run()
    assert "Choose a name, or type one." in words(app)
    app.selectbox(key=f"assign_to_{claim.id}").set_value("ann").run()
    app.text_input(key=f"assign_note_{claim.id}").set_value("The figures are yours.").run()
    app.button(key="assign").click().run()
    assert "Assigned to ann. The queue hands it to nobody else." in words(app)
    given = room.claim(claim.id)
    assert (given.assigned_to, given.assigned_note) == ("ann", "The figures are yours.")
    assert listed(room.page("records", assigned="ann")) == [claim.text]
    app.button(key="unassign").click().run()
    assert room.claim(claim.id).assigned_to is None


def test_a_claim_that_is_put_away_is_taken_up_again_from_its_record(room: Room) -> None:
    room.add()
    claim = room.claims()[0]
    review.snooze(room.desk, room.user, room.seen(claim.id), room.desk.now() + timedelta(days=2))
    app = room.page("records", record=claim.id)
    app.button(key="wake").click().run()
    assert room.claim(claim.id).snoozed_until is None
    assert "Taken up again before its time by ann" in words(app)


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

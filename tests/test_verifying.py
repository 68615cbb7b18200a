"""Whatever somebody does to the database behind the tool's back, verify names it; and it is silent about all that the tool does."""

from dataclasses import replace

import pytest

from checker import findings, lineage, people, review
from checker.auth import Role
from checker.decisions import Desk
from checker.errors import InputError, StoreError
from checker.findings import Mending
from checker.model import Event
from checker.store import documents, events
from checker.tasks.intake import added
from checker.verifying import noted, problems
from checker.words import CorrectionKind, RejectReason
from tests.builders import make_user
from tests.databases import behind_the_guards
from tests.desks import ANN, BOB, COMPLETE, EDITOR, get, seen, with_claims
from tests.fakes import Clock


@pytest.fixture
def worked(desk: Desk, clock: Clock) -> Desk:
    """A desk with every kind of step in its history."""
    with_claims(desk, 5)
    strict = replace(desk, four_eyes=True)
    accepted = review.accept(desk, ANN, seen(get(desk)))
    drafted = findings.save(desk, ANN, seen(accepted), COMPLETE)
    approved = findings.approve(strict, EDITOR, seen(findings.check(strict, ANN, seen(drafted))))
    update = Mending(finding=replace(COMPLETE, rationale="New figures."), kind=CorrectionKind.UPDATE, why="New figures came.")
    findings.correct(desk, EDITOR, seen(approved), update)
    review.reject(desk, ANN, seen(get(desk, "claim-2")), RejectReason.OPINION)
    review.undo(desk, ANN, "claim-2")
    first, second = lineage.split(desk, ANN, seen(get(desk, "claim-3")), ["Prices fell.", "Wages rose."])
    lineage.merge(desk, BOB, seen(second), "claim-4")
    review.undo(desk, BOB, second.id)
    review.assign(desk, ANN, seen(first), "bob", "yours")
    review.snooze(desk, ANN, seen(get(desk, "claim-5")), clock().replace(year=clock().year + 1, month=1))
    with desk.store.write() as tx:
        events.append(tx, [added(documents.get(tx, "document-1"))])
    review.save_note(desk, BOB, seen(get(desk, "claim-5")), "“later” 🙂")
    return desk


def found(desk: Desk) -> list[str]:
    with desk.store.read() as tx:
        return list(problems(tx))


def test_a_desk_on_which_only_the_tool_worked_is_as_it_was_written(worked: Desk) -> None:
    assert found(worked) == []


PEOPLE = {
    "a role that nobody gave": (
        "UPDATE person SET role = 'admin' WHERE name = 'Rev'",
        "role is 'admin', its history says 'reviewer'",
    ),
    "a place that nobody gave": (
        "INSERT INTO person (id, email, name, role) VALUES ('p9', 'eve@example.org', 'Eve', 'admin')",
        "('Eve') has a place here as admin, which no line",
    ),
    "a place that was taken away and stands again": ("UPDATE person SET left_at = NULL WHERE name = 'Gone'", "left at is None"),
    "somebody who was deleted": ("DELETE FROM person WHERE name = 'Rev'", "has a history and is no longer there"),
}


@pytest.mark.parametrize(("statement", "named"), PEOPLE.values(), ids=PEOPLE)
def test_a_place_that_stands_otherwise_than_the_history_says_is_named(worked: Desk, statement: str, named: str) -> None:
    admin = make_user("root", Role.ADMIN)
    people.add(worked, admin, "rev@example.org", "Rev", Role.REVIEWER)
    people.add(worked, admin, "gone@example.org", "Gone", Role.EDITOR)
    people.remove(worked, admin, "gone@example.org")
    assert found(worked) == []
    behind_the_guards(worked.store, statement)
    assert any(named in each for each in found(worked)), found(worked)


TAMPERED = {
    "an altered event": ("UPDATE event SET actor = 'eve' WHERE seq = 3", "Event 3 "),
    "a missing event": ("DELETE FROM event WHERE seq = 4", "Events 4 to 4 are missing."),
    "two events in each other's place": (
        "UPDATE event SET seq = -5 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = 6; UPDATE event SET seq = 6 WHERE seq = -5",
        "Event 5 does not follow",
    ),
    "the newest lines cut off": (
        "DELETE FROM event WHERE seq > (SELECT max(seq) - 2 FROM event)",
        "Claim claim-5: note is '“later” 🙂', its history says ''.",
    ),
    "another verdict": (
        "UPDATE fact_check SET rationale = 'All true.' WHERE claim_id = 'claim-1' AND version = 2",
        "Claim claim-1: finding is ",
    ),
    "another status": ("UPDATE claim SET status = 'accepted' WHERE id = 'claim-2'", "Claim claim-2: status is 'accepted'"),
    "other words": ("UPDATE claim SET text = 'Nothing.' WHERE id = 'claim-4'", "Claim claim-4: text is 'Nothing.'"),
    "a deleted claim": ("DELETE FROM claim WHERE id = 'claim-4'", "Claim claim-4 has a history and is no longer there"),
    "a claim from nowhere": (
        "UPDATE claim SET id = 'claim-9' WHERE id = 'claim-4'",
        "Claim claim-9 has no history; expected one line at least.",
    ),
    "an earlier version of a finding": (
        "UPDATE fact_check SET rationale = 'All true.' WHERE claim_id = 'claim-1' AND version = 1",
        "Claim claim-1: version 1 of its finding is ",
    ),
    "another title of a document": (
        "UPDATE document SET title = 'Speech of May'",
        "title is 'Speech of May', its history says",
    ),
    "another text": ("UPDATE document SET text = 'Another.'", "its text has the SHA-256"),
}


@pytest.mark.parametrize(("statements", "named"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_done_behind_the_tools_back_is_named(worked: Desk, statements: str, named: str) -> None:
    behind_the_guards(worked.store, *statements.split("; "))
    assert any(named in each for each in found(worked)), found(worked)


def test_a_line_that_is_no_json_any_more_is_named_where_a_database_takes_it_at_all(worked: Desk) -> None:
    broken = "UPDATE event SET after = '{{' WHERE subject_id = '{}'"
    if not worked.store.is_file:
        with pytest.raises(StoreError):
            behind_the_guards(worked.store, broken.format("claim-2"))
        return
    behind_the_guards(worked.store, broken.format("claim-2"), broken.format("document-1"))
    told = found(worked)
    assert "Claim claim-2: a line of its history is no JSON." in told
    assert "Document document-1: a line of its history is no JSON." in told
    assert any("was altered after it was written" in each for each in told)


def test_a_guard_that_was_taken_out_is_named(worked: Desk) -> None:
    with worked.store.write() as tx:
        by_server = tx.dialect.name == "postgresql"
        switch = "ALTER TABLE event {} TRIGGER event_is_never_changed"
        tx.exec_driver_sql(switch.format("DISABLE") if by_server else "DROP TRIGGER event_is_never_changed")
    told = found(worked)
    if by_server:  # other tests use the same database later
        with worked.store.write() as tx:
            tx.exec_driver_sql(switch.format("ENABLE"))
    assert told == ["The guard 'event_is_never_changed' is missing from the database; somebody has taken it out."]


def test_a_history_that_was_written_anew_from_the_start_lacks_the_seal_that_was_noted(worked: Desk) -> None:
    with worked.store.read() as tx:
        before = events.seal(tx)
    review.save_note(worked, ANN, seen(get(worked, "claim-2")), "more")
    with worked.store.read() as tx:
        assert noted(tx, before)
        assert noted(tx, before[:12])
        past = [event for number in range(1, 6) for event in events.history(tx, "claim", f"claim-{number}")]
    behind_the_guards(worked.store, "DELETE FROM event")
    with worked.store.write() as tx:
        events.append(tx, [_entry(event) for event in sorted(past, key=lambda event: event.seq)])
    with worked.store.read() as tx:
        assert list(events.broken_links(tx)) == []
        assert not noted(tx, before)


def _entry(event: Event) -> events.Entry:
    return events.Entry(**{name: getattr(event, name) for name in events.Entry.__slots__})


@pytest.mark.parametrize("seal", ["", "abc", "%" * 8, "0123456789ABCDEF"])
def test_what_is_no_seal_is_refused(worked: Desk, seal: str) -> None:
    with worked.store.read() as tx, pytest.raises(InputError, match="is no seal"):
        noted(tx, seal)

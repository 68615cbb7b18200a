"""Whatever somebody does to the database behind the tool's back, verify names it; and it is silent about all that the tool does."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from checker import findings, lineage, review
from checker.decisions import Desk
from checker.errors import InputError
from checker.model import Event
from checker.store import Tx, events
from checker.verifying import noted, problems
from checker.words import RejectReason
from tests.desks import ANN, BOB, COMPLETE, EDITOR, get, seen, with_claims
from tests.fakes import Clock


@pytest.fixture
def worked(desk: Desk, clock: Clock) -> Desk:
    """A desk with every kind of step in its history."""
    with_claims(desk, 5)
    strict = replace(desk, four_eyes=True)
    accepted = review.accept(desk, ANN, seen(get(desk)))
    drafted = findings.save(desk, ANN, seen(accepted), COMPLETE)
    findings.approve(strict, EDITOR, seen(findings.check(strict, ANN, seen(drafted))))
    review.reject(desk, ANN, seen(get(desk, "claim-2")), RejectReason.OPINION)
    review.undo(desk, ANN, "claim-2")
    first, second = lineage.split(desk, ANN, seen(get(desk, "claim-3")), ["Prices fell.", "Wages rose."])
    lineage.merge(desk, BOB, seen(second), "claim-4")
    review.undo(desk, BOB, second.id)
    review.assign(desk, ANN, seen(first), "bob", "yours")
    review.snooze(desk, ANN, seen(get(desk, "claim-5")), clock().replace(year=clock().year + 1, month=1))
    review.save_note(desk, BOB, seen(get(desk, "claim-5")), "“later” 🙂")
    return desk


def found(desk: Desk) -> list[str]:
    with desk.store.read() as tx:
        return list(problems(tx))


def tamper(desk: Desk, *statements: str) -> None:
    """Do what somebody with the database's password could, and leave the guards as they were."""
    with desk.store.write() as tx:
        if tx.dialect.name == "postgresql":
            for table in ("event", "document"):
                tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            _all(tx, statements)
            for table in ("event", "document"):
                tx.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
            return
        guards = tx.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in guards:
            tx.execute(text(f"DROP TRIGGER {name}"))
        _all(tx, statements)
        for _, made in guards:
            tx.exec_driver_sql(made)


def _all(tx: Tx, statements: tuple[str, ...]) -> None:
    for statement in statements:
        tx.exec_driver_sql(statement)


def test_a_desk_on_which_only_the_tool_worked_is_as_it_was_written(worked: Desk) -> None:
    assert found(worked) == []


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
        "UPDATE fact_check SET rationale = 'All true.' WHERE claim_id = 'claim-1'",
        "Claim claim-1: finding is ",
    ),
    "another status": ("UPDATE claim SET status = 'accepted' WHERE id = 'claim-2'", "Claim claim-2: status is 'accepted'"),
    "other words": ("UPDATE claim SET text = 'Nothing.' WHERE id = 'claim-4'", "Claim claim-4: text is 'Nothing.'"),
    "a deleted claim": ("DELETE FROM claim WHERE id = 'claim-4'", "Claim claim-4 has a history and is no longer there"),
    "a claim from nowhere": (
        "UPDATE claim SET id = 'claim-9' WHERE id = 'claim-4'",
        "Claim claim-9 has no history; expected one line at least.",
    ),
    "another text": ("UPDATE document SET text = 'Another.'", "its text has the SHA-256"),
}


@pytest.mark.parametrize(("statements", "named"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_done_behind_the_tools_back_is_named(worked: Desk, statements: str, named: str) -> None:
    tamper(worked, *statements.split("; "))
    assert any(named in each for each in found(worked)), found(worked)


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
    tamper(worked, "DELETE FROM event")
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

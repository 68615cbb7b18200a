"""Several reviewers at one queue: whatever they do and in whatever order, no claim is in two hands and nothing is lost."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from checker import findings, review
from checker.auth import User
from checker.decisions import UNDOABLE, Desk
from checker.errors import ConflictError, InvalidTransition, LeaseLost, StaleVersion
from checker.model import Claim
from checker.scales import FIVE_POINT
from checker.store import Store, claims
from checker.store.claims import Order, Queue
from checker.words import RejectReason, Status
from checker.workflow import TRANSITIONS
from tests import desk_process
from tests.builders import NOON
from tests.conftest import MakeDesk
from tests.databases import MakeUrl
from tests.desks import ANN, BOB, CANDIDATES, COMPLETE, HOLD, assert_history_is_whole, get, seen, with_claims, words_of
from tests.fakes import Clock, SequentialIds, in_threads

USERS = {"ann": ANN, "ann at home": replace(ANN, session="ann-2"), "bob": BOB}
NUMBER = 3
IDS = [f"claim-{number}" for number in range(1, NUMBER + 1)]

users = st.sampled_from(["ann", "ann", "ann at home", "bob"]).map(USERS.__getitem__)
ids = st.sampled_from(IDS)
mostly = st.sampled_from([True, True, True, False])
Hold = tuple[str, str, datetime]
Decide = Callable[[Desk, User, Any, Claim], Claim]

DECIDE: dict[str, Decide] = {
    "accept": lambda desk, user, at, claim: review.accept(desk, user, at, words_of(claim, text=f"{claim.text}!")),
    "reject": lambda desk, user, at, _claim: review.reject(desk, user, at, RejectReason.TRIVIAL),
    "reopen": lambda desk, user, at, _claim: review.reopen(desk, user, at, "again"),
    "edit": lambda desk, user, at, claim: review.edit(desk, user, at, words_of(claim, tags=(*claim.tags, f"v{claim.version}"))),
    "note": lambda desk, user, at, claim: review.save_note(desk, user, at, f"note {claim.version}"),
    "save_finding": lambda desk, user, at, _claim: findings.save(desk, user, at, COMPLETE),
    "check": lambda desk, user, at, _claim: findings.check(desk, user, at),
}
KEEPS_THE_HOLD = {"edit", "note", "save_finding"}
Asks = Callable[[User, datetime], Queue]
Fits = Callable[[Claim, User, datetime], bool]
# What a queue is held to, and what it must come to.
FILTERS: dict[str, tuple[Asks, Fits]] = {
    "nothing": (lambda _user, _now: CANDIDATES, lambda _claim, _user, _now: True),
    "topic": (lambda _user, _now: replace(CANDIDATES, tag="v1"), lambda claim, _user, _now: "v1" in claim.tags),
    "words": (lambda _user, _now: replace(CANDIDATES, words="2 sa"), lambda claim, _user, _now: "claim-2" in claim.text),
    "mine": (lambda user, _now: replace(CANDIDATES, mine=user.name), lambda claim, user, _now: claim.assigned_to == user.name),
    "claimant": (lambda _user, _now: replace(CANDIDATES, claimant="Jane Doe"), lambda _claim, _user, _now: True),
    "badge": (lambda _user, _now: replace(CANDIDATES, flag="none such"), lambda _claim, _user, _now: False),
    "age": (lambda _user, now: replace(CANDIDATES, added_before=now), lambda claim, _user, now: claim.added_at < now),
    "document": (lambda _user, _now: replace(CANDIDATES, document_id="document-1"), lambda _claim, _user, _now: True),
}
filters = st.sampled_from(["nothing", "nothing", *FILTERS])
ALLOWED = {action: {step.source for step in TRANSITIONS if step.action == action} for action in DECIDE}
ALLOWED |= {"edit": {Status.CANDIDATE, Status.ACCEPTED}, "note": set(Status), "save_finding": {Status.ACCEPTED}}


def standing(claim: Claim) -> Claim:
    """What an undo must bring back: all but version, hold, time, note and whose it is."""
    return replace(claim, version=0, lease=None, changed_at=NOON, note="", assigned_to=None, assigned_note="")


class Reviewers(RuleBasedStateMachine):
    """People at a desk, and beside them a plain account of who holds what and what each decision found."""

    def __init__(self, make_url: MakeUrl) -> None:
        super().__init__()
        self.clock = Clock()
        self.desk = Desk(
            store=Store(make_url()),
            scale=FIVE_POINT,
            four_eyes=False,
            lease_for=HOLD,
            now=self.clock,
            new_id=SequentialIds(),
        )
        self.holds: dict[str, Hold] = {}
        self.versions = dict.fromkeys(IDS, 1)
        self.decided: dict[str, list[tuple[str, str, Claim]]] = {id_: [] for id_ in IDS}
        self.shown: dict[tuple[str, str], Claim] = {}

    @initialize()
    def documents_come_in(self) -> None:
        with_claims(self.desk, NUMBER)

    def holder(self, claim_id: str) -> tuple[str, str] | None:
        name, session, until = self.holds.get(claim_id, ("", "", NOON))
        return (name, session) if until > self.clock() else None

    def may_take(self, user: User, claim_id: str) -> bool:
        return self.holder(claim_id) in {None, (user.name, user.session)}

    def takes(self, user: User, claim: Claim) -> None:
        until = self.clock() + HOLD
        assert claim.lease
        assert (claim.lease.user, claim.lease.session, claim.lease.until) == (user.name, user.session, until)
        self.holds[claim.id] = (user.name, user.session, until)
        self.shown[user.session, claim.id] = claim

    @rule(minutes=st.sampled_from([1, 5, 10, 11]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule(
        user=users,
        status=st.sampled_from([Status.CANDIDATE, Status.ACCEPTED]),
        order=st.sampled_from(Order),
        skip=st.sets(ids, max_size=2),
        held_to=filters,
    )
    def asks_for_the_next(self, user: User, status: Status, order: Order, skip: set[str], held_to: str) -> None:
        asked, fits = FILTERS[held_to]
        queue = replace(asked(user, self.clock()), status=status, order=order, skipping=tuple(skip))
        here = [get(self.desk, id_) for id_ in IDS]
        waits = [claim for claim in here if claim.status is status and claim.id not in skip and fits(claim, user, self.clock())]
        queued = [claim.id for claim in waits if self.is_awake(claim) and claim.assigned_to in {None, user.name}]
        with self.desk.store.read() as tx:
            assert claims.length(tx, replace(queue, user=user.name), self.clock()) == len(queued)
        free = [id_ for id_ in queued if self.may_take(user, id_)]
        claim = review.next_claim(self.desk, user, queue)
        assert (claim and claim.id) == (free[0] if free else None)  # all are alike, so they come as they stand in their text
        if claim:
            self.takes(user, claim)

    def is_awake(self, claim: Claim) -> bool:
        return claim.snoozed_until is None or claim.snoozed_until <= self.clock()

    @rule(user=users, claim_id=ids, again=st.booleans())
    def opens_or_renews(self, user: User, claim_id: str, again: bool) -> None:
        holder = self.holder(claim_id)
        allowed = self.may_take(user, claim_id) or (not again and holder is not None and holder[0] == user.name)
        take = review.renew if again else review.open_claim
        if allowed:
            self.takes(user, take(self.desk, user, claim_id))
            return
        with pytest.raises(LeaseLost):
            take(self.desk, user, claim_id)

    @rule(user=users, claim_id=ids)
    def gives_back(self, user: User, claim_id: str) -> None:
        review.release(self.desk, user, claim_id)
        if self.holds.get(claim_id, ("", ""))[:2] == (user.name, user.session):
            del self.holds[claim_id]

    @rule(user=users, claim_id=ids, action=st.sampled_from(sorted(DECIDE)), fresh=mostly)
    def decides(self, user: User, claim_id: str, action: str, fresh: bool) -> None:
        before = get(self.desk, claim_id)
        at = before if fresh else self.shown.get((user.session, claim_id), before)
        expected = self.expected_refusal(user, before, at, action)
        if expected:
            with pytest.raises(expected):
                DECIDE[action](self.desk, user, seen(at), before)
            assert get(self.desk, claim_id) == before
            return
        after = DECIDE[action](self.desk, user, seen(at), before)
        assert after == get(self.desk, claim_id)
        self.versions[claim_id] += 1
        self.shown[user.session, claim_id] = after
        if action != "note":
            self.decided[claim_id].append((user.name, action, before))
        if action not in KEEPS_THE_HOLD:
            self.holds.pop(claim_id, None)

    def expected_refusal(self, user: User, before: Claim, at: Claim, action: str) -> type[ConflictError] | None:
        if not self.may_take(user, before.id):
            return LeaseLost
        if at.version != before.version:
            return StaleVersion
        complete = action != "check" or before.finding is not None
        return None if before.status in ALLOWED[action] and complete else InvalidTransition

    @rule(user=users, claim_id=ids)
    def takes_back(self, user: User, claim_id: str) -> None:
        before = get(self.desk, claim_id)
        name, action, stood = self.decided[claim_id][-1] if self.decided[claim_id] else ("", "", before)
        allowed = self.may_take(user, claim_id) and name == user.name and action in UNDOABLE
        if not allowed:
            with pytest.raises(ConflictError):
                review.undo(self.desk, user, claim_id)
            assert get(self.desk, claim_id) == before
            return
        after = review.undo(self.desk, user, claim_id)
        assert standing(after) == standing(get(self.desk, claim_id)) == standing(stood)
        assert (after.note, after.assigned_to) == (before.note, before.assigned_to)
        self.decided[claim_id].pop()
        self.versions[claim_id] += 1
        self.takes(user, after)

    @rule(user=users, claim_id=ids, minutes=st.sampled_from([1, 6, 20]))
    def puts_away(self, user: User, claim_id: str, minutes: int) -> None:
        before = get(self.desk, claim_id)
        until = self.clock() + timedelta(minutes=minutes)
        if not self.may_change(user, before):
            with pytest.raises(ConflictError):
                review.snooze(self.desk, user, seen(before), until)
            return
        review.snooze(self.desk, user, seen(before), until)
        self.versions[claim_id] += 1
        self.decided[claim_id].append((user.name, "snooze", before))
        self.holds.pop(claim_id, None)

    @rule(user=users, claim_id=ids, to=st.sampled_from([None, "ann", "bob"]))
    def hands_over(self, user: User, claim_id: str, to: str | None) -> None:
        before = get(self.desk, claim_id)
        if not self.may_change(user, before):
            with pytest.raises(ConflictError):
                review.assign(self.desk, user, seen(before), to)
            return
        review.assign(self.desk, user, seen(before), to)
        self.versions[claim_id] += 1
        if to not in {None, user.name}:
            self.holds.pop(claim_id, None)

    def may_change(self, user: User, claim: Claim) -> bool:
        return self.may_take(user, claim.id) and claim.status in review.WAITING

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.desk.store.read() as tx:
            stored = list(claims.stream(tx, claims.Filter()))
            awake = Counter(claim.status for claim in stored if self.is_awake(claim))
            assert claims.waiting(tx, self.clock()) == {status: awake[status] for status in Status}
            for claim in stored:
                assert claim.version == self.versions[claim.id]
                lease = claim.lease and (claim.lease.user, claim.lease.session, claim.lease.until)
                assert lease == self.holds.get(claim.id)

    def teardown(self) -> None:
        assert_history_is_whole(self.desk)
        self.desk.store.close()


def test_no_claim_is_in_two_hands_and_every_change_has_its_event(new_database: MakeUrl, request: pytest.FixtureRequest) -> None:
    on_sqlite = "sqlite" in request.node.name
    run_state_machine_as_test(
        lambda: Reviewers(new_database),  # type: ignore[arg-type] # any maker of machines will do
        settings=settings(
            max_examples=12 if on_sqlite else 6,
            stateful_step_count=50,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


# Really at the same time


def decide_all(desk: Desk, user: User, done: list[str]) -> None:
    while claim := review.next_claim(desk, user, CANDIDATES):
        if len(done) % 2:
            review.accept(desk, user, seen(claim))
        else:
            review.reject(desk, user, seen(claim), RejectReason.TRIVIAL)
        done.append(claim.id)


def test_eight_reviewers_at_once_decide_every_claim_exactly_once(desk: Desk) -> None:
    all_ids = with_claims(desk, 120)
    done: list[list[str]] = [[] for _ in range(8)]
    people = [replace(ANN, name=f"person {number}", session=f"s-{number}") for number in range(8)]
    in_threads([lambda user=user, mine=mine: decide_all(desk, user, mine) for user, mine in zip(people, done, strict=True)])  # type: ignore[misc] # bound at once
    assert Counter(id_ for mine in done for id_ in mine) == Counter(all_ids)
    with desk.store.read() as tx:
        counted = claims.waiting(tx, desk.now())
    assert counted[Status.CANDIDATE] == 0
    assert counted[Status.ACCEPTED] + counted[Status.REJECTED] == 120
    assert_history_is_whole(desk)


def test_of_many_who_decide_the_same_claim_at_once_one_succeeds(desk: Desk) -> None:
    with_claims(desk, 1)
    at = seen(get(desk))
    outcomes: list[str] = []

    def decide(name: str) -> None:
        try:
            review.accept(desk, replace(ANN, name=name, session=name), at)
            outcomes.append("accepted")
        except StaleVersion:
            outcomes.append("stale")

    in_threads([lambda name=f"p{number}": decide(name) for number in range(8)])  # type: ignore[misc] # bound at once
    assert Counter(outcomes) == {"accepted": 1, "stale": 7}
    assert_history_is_whole(desk)


def test_two_processes_at_one_database_decide_every_claim_exactly_once(database_url: str, make_desk: MakeDesk) -> None:
    desk = make_desk(Store(database_url))
    all_ids = with_claims(desk, 60)
    running = [desk_process.start(desk_process.decide, database_url, name) for name in ("ann", "bob")]
    reports = [report for process, receiver in running for report in desk_process.finish(process, receiver)]
    assert [process.exitcode for process, _ in running] == [0, 0]
    assert Counter(report["claim"] for report in reports) == Counter(all_ids)
    assert_history_is_whole(desk)
    desk.store.close()

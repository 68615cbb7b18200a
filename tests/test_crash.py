"""Killed at any moment and started again: what was reported as done is there, once, and what was begun is finished."""

import random
import time
from collections import Counter

from checker.decisions import Desk
from checker.store import claims, documents
from checker.words import Status
from tests.desk_process import PROPOSALS, Report, extract, finish, open_desk, start, work
from tests.desks import assert_history_is_whole, get

ROUNDS = 5


def killed(url: str, name: str, seconds: float) -> list[Report]:
    """Let somebody work for as long as this after the first sign of life, kill the process, and return what it reported."""
    process, receiver = start(work, url, name)
    first = receiver.recv()
    time.sleep(seconds)
    process.kill()
    return [first, *finish(process, receiver)]


def test_nothing_that_was_done_is_lost_or_doubled_by_a_kill(database_url: str) -> None:
    url = database_url
    chance = random.Random(20_261)
    reported: list[Report] = []
    for number in range(ROUNDS):
        reported += killed(url, f"person-{number}", chance.uniform(0, 1))
        desk = open_desk(url)
        assert_all_is_there(desk, reported)
        desk.store.close()
    assert_begun_work_is_finished(url)


def assert_all_is_there(desk: Desk, reported: list[Report]) -> None:
    assert_history_is_whole(desk)
    added = [line["document"] for line in reported if "document" in line]
    with desk.store.read() as tx:
        assert set(added) <= documents.titles(tx).keys()
    decided = Counter(line["claim"] for line in reported if "claim" in line)
    assert set(decided.values()) <= {1}
    for line in reported:
        if "claim" in line:
            assert get(desk, line["claim"]).status.value == line["status"]


def assert_begun_work_is_finished(url: str) -> None:
    desk = open_desk(url)
    extract(desk)
    with desk.store.read() as tx:
        listed = documents.newest(tx)
        texts = Counter((claim.document_id, claim.text) for claim in claims.stream(tx, claims.Filter()))
    assert listed
    assert texts == {(document.id, proposal.text): 1 for document in listed for proposal in PROPOSALS}
    assert {document.run_status for document in listed} == {"done"}
    assert sum(claims_of.claims for claims_of in listed) == len(texts)
    with desk.store.read() as tx:
        assert sum(
            claims.waiting(tx, desk.now())[status] for status in (Status.CANDIDATE, Status.ACCEPTED, Status.REJECTED)
        ) == len(texts)
    assert_history_is_whole(desk)
    desk.store.close()

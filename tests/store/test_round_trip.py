"""What is stored comes back as it was, whatever is in it, from both databases."""

import itertools
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.budget import Spent
from checker.model import Claim, Document, Evidence, FactCheck, ModelCall, Proposal, Reading, Skipped
from checker.store import Store, calls, claims, documents, findings, rows, runs
from checker.words import RunStatus
from tests.builders import make_claim, make_document, make_run
from tests.store import strategies as some

# Every example has ids of its own, so that one store does for all of them.
one_store = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
NUMBERS = itertools.count(1)


def fresh(name: str) -> str:
    return f"{name}-{next(NUMBERS)}"


@pytest.fixture
def filed(store: Store) -> Store:
    with store.write() as tx:
        documents.insert(tx, make_document())
    return store


@one_store
@given(document=some.documents)
def test_a_document_comes_back_as_it_was_stored(store: Store, document: Document) -> None:
    document = replace(document, id=fresh("document"), sha256=fresh("sha"))
    with store.write() as tx:
        documents.insert(tx, document)
    with store.read() as tx:
        assert documents.get(tx, document.id) == document
        assert documents.find_same(tx, document.sha256) == document


@one_store
@given(
    proposal=some.proposals,
    place=some.places,
    provenance=some.provenances,
    lease=st.none() | some.leases,
    tags=st.lists(some.words, max_size=3).map(tuple),
    reason=some.reject_reasons,
    at=some.moments,
    arranged=some.arranged,
)
def test_a_claim_comes_back_as_it_was_stored_and_as_it_was_changed(filed: Store, proposal: Proposal, **given_: Any) -> None:
    claim = _claim(proposal, **given_)
    with filed.write() as tx:
        claims.insert(tx, [claim])
    with filed.read() as tx:
        assert claims.get(tx, claim.id) == claim
    changed = replace(claim, text=claim.quote, note=claim.text, claimant=None, tags=(*claim.tags, "new"), lease=None)
    with filed.write() as tx:
        saved = claims.save(tx, changed)
    with filed.read() as tx:
        assert claims.get(tx, claim.id) == saved == replace(changed, version=claim.version + 1)


def _claim(proposal: Proposal, **given_: Any) -> Claim:
    status, anchor, span = given_["place"]
    return make_claim(
        id=fresh("claim"),
        status=status,
        anchor=anchor,
        span=span,
        proposal=proposal,
        text=proposal.text,
        quote=proposal.quote,
        claimant=proposal.claimant,
        claimant_role=proposal.claimant_role,
        claimed_at=proposal.ambiguity,
        note=proposal.checkability_reason,
        provenance=given_["provenance"],
        lease=given_["lease"],
        tags=given_["tags"],
        reject_reason=given_["reason"],
        added_at=given_["at"],
        changed_at=given_["at"],
        **given_["arranged"],
    )


def test_no_field_of_a_claim_can_be_forgotten_when_it_is_changed() -> None:
    for_good = {"id", "document_id", "proposal", "provenance", "version", "added_at"}
    elsewhere = {"span", "lease", "finding"}
    assert set(rows.CHANGEABLE) == {field.name for field in fields(Claim)} - for_good - elsewhere


@one_store
@given(versions=st.lists(some.findings, min_size=1, max_size=3))
def test_the_finding_that_was_stored_last_comes_back_whatever_versions_it_took_back(
    filed: Store, versions: list[FactCheck]
) -> None:
    claim = make_claim(id=fresh("claim"), provenance=replace(make_claim().provenance, run_id=None))
    with filed.write() as tx:
        claims.insert(tx, [claim])
        for finding in versions:
            findings.put(tx, claim.id, finding)
    with filed.read() as tx:
        assert claims.get(tx, claim.id).finding == versions[-1]


@one_store
@given(
    skipped=st.lists(some.skipped, max_size=3).map(tuple),
    made=st.lists(some.calls, max_size=3),
    message=some.words,
)
def test_a_run_its_ledger_and_its_calls_come_back_as_they_were_stored(
    filed: Store, skipped: tuple[Skipped, ...], made: list[ModelCall], message: str
) -> None:
    run = make_run(id=fresh("run"), status=RunStatus.RUNNING, finished_at=None, queued_by="ann")
    ended = replace(run, status=RunStatus.INCOMPLETE, message=message, skipped=skipped, finished_at=run.queued_at)
    with filed.write() as tx:
        runs.insert(tx, run)
        kept = [calls.add(tx, run.id, call, Spent(tokens=number)) for number, call in enumerate(made)]
        assert runs.finish(tx, ended)
    assert kept == [replace(call, position=number) for number, call in enumerate(made)]
    with filed.read() as tx:
        assert runs.get(tx, run.id) == ended
        assert calls.of_run(tx, run.id) == kept
        assert [calls.find(tx, run.id, call.position) for call in kept] == kept
        assert calls.find(tx, run.id, len(kept)) is None
        assert calls.spent_by(tx, run.id).tokens == sum(range(len(made)))


@one_store
@given(part=st.integers(0, 3), reading=some.readings)
def test_what_came_of_a_part_comes_back_as_it_was_stored_and_is_stored_once(filed: Store, part: int, reading: Reading) -> None:
    run = make_run(id=fresh("run"), status=RunStatus.RUNNING, finished_at=None, done=0, total=4)
    with filed.write() as tx:
        runs.insert(tx, run)
        assert not runs.deliver(tx, run, part, reading)
        assert not runs.deliver(tx, run, part, Reading(proposals=()))
    with filed.read() as tx:
        assert runs.readings(tx, run.id) == {part: reading}
        assert runs.get(tx, run.id).done == 1
        assert runs.parts_read(tx)[run.id] == {part}


def test_evidence_is_kept_in_its_order(filed: Store) -> None:
    claim = make_claim(provenance=replace(make_claim().provenance, run_id=None))
    rows = tuple(Evidence(url=f"https://example.org/{number}") for number in (3, 1, 2))
    finding = FactCheck(version=1, verdict=None, rationale="", evidence=rows, by="ann", saved_at=claim.added_at)
    with filed.write() as tx:
        claims.insert(tx, [claim])
        findings.put(tx, claim.id, finding)
        assert findings.latest(tx, [claim.id, "none"]) == {claim.id: finding}

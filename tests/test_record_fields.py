"""The fields of a record, made straight from what is stored, are those of the record itself, whatever is in it."""

import itertools
from dataclasses import fields, replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import decisions, tasks
from checker.decisions import Desk
from checker.export import FORMATS, Context, Record, export
from checker.export.records import LeftOut
from checker.model import Claim, Correction, FactCheck, Locator, Proposal, plain
from checker.store import claims, documents, findings, schema, standing
from checker.words import CorrectionKind, Status
from tests.builders import make_claim, make_document
from tests.desks import ANN
from tests.store import strategies as some

one_desk = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40, deadline=None
)
NUMBERS = itertools.count(1)
CONTEXT = Context(publisher_name="Example Fact Desk", publisher_url="https://factdesk.example.org/")
corrections = st.builds(
    Correction,
    kind=st.sampled_from(CorrectionKind),
    why=some.words,
    by=some.words,
    at=some.moments,
    before=st.none() | some.verdicts,
)
numbered = st.lists(some.findings, max_size=3).map(
    lambda versions: [replace(finding, version=number) for number, finding in enumerate(versions, start=1)]
)


@st.composite
def found(draw: st.DrawFn) -> list[FactCheck]:
    """The versions of a finding, from the second on with what was corrected, if anything was."""
    versions = draw(numbered)
    mended = [replace(finding, correction=draw(st.none() | corrections)) for finding in versions[1:]]
    return [*versions[:1], *mended]


@st.composite
def stored_claims(draw: st.DrawFn) -> Claim:
    status, anchor, span = draw(some.places)
    return make_claim(
        id=f"claim-{next(NUMBERS)}",
        status=status,
        anchor=anchor,
        span=span,
        proposal=draw(some.proposals),
        text=draw(some.words),
        quote=draw(some.words),
        claimant=draw(some.maybe_words),
        claimant_role=draw(some.maybe_words),
        claimed_at=draw(some.maybe_words),
        provenance=draw(some.provenances),
        tags=tuple(draw(st.lists(some.words, max_size=3, unique=True))),
        reject_reason=draw(some.reject_reasons),
        added_at=draw(some.moments),
        changed_at=draw(some.moments),
        split_from=draw(st.none() | st.just("claim-1")),
        merged_into=draw(st.none() | st.just("claim-2")),
    )


@pytest.fixture
def filed(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        documents.insert(tx, make_document(locators=(Locator(start=0, label="page 1"), Locator(start=20, label="page 2"))))
    return desk


def put(desk: Desk, claim: Claim, versions: list[FactCheck]) -> claims.Filter:
    tag = f"topic-{claim.id}"
    with desk.store.write() as tx:
        claims.insert(tx, [replace(claim, tags=(*claim.tags, tag))])
        for finding in versions:
            findings.put(tx, claim.id, finding)
    return claims.Filter(tag=tag)


@one_desk
@given(claim=stored_claims(), versions=found())
def test_every_format_is_the_same_from_fields_as_from_records(filed: Desk, claim: Claim, versions: list[FactCheck]) -> None:
    wanted = put(filed, claim, versions)
    for form in (each.id for each in FORMATS.values() if each.of_fields):
        from_records, from_fields = (
            b"".join(export(each(filed, ANN, wanted, CONTEXT), form, CONTEXT)) for each in (tasks.records, tasks.record_fields)
        )
        assert from_fields == from_records
        assert from_fields


@one_desk
@given(claim=stored_claims(), versions=found())
def test_what_verify_holds_against_the_history_is_what_the_history_would_keep(
    filed: Desk, claim: Claim, versions: list[FactCheck]
) -> None:
    put(filed, claim, versions)
    with filed.store.read() as tx:
        [stands] = [each for several in standing.batches(tx) for each in several if each.claim_id == claim.id]
        kept = [decisions.snapshot(claims.get(tx, claim.id))]
        kept += [plain(each) for each in findings.versions(tx, [claim.id]).get(claim.id, ())]
    assert [stands.stands, *stands.versions] == [orjson.dumps(each) for each in kept]


@one_desk
@given(claim=stored_claims())
def test_fields_stand_in_the_order_of_the_record_and_none_is_missing(filed: Desk, claim: Claim) -> None:
    made = list(tasks.record_fields(filed, ANN, put(filed, claim, []), CONTEXT))
    assert [list(each) for each in made] == [[each.name for each in fields(Record)]]


def test_a_proposal_of_an_older_version_has_what_it_did_not_know_yet(filed: Desk) -> None:
    wanted = put(filed, make_claim(status=Status.CHECKED, provenance=replace(make_claim().provenance, run_id=None)), [])
    named = {"text", "quote", "span", "anchor", "claimant", "claimant_role", "attribution", "checkability"}
    with filed.store.write() as tx:
        old: dict[str, Any] = tx.scalar(schema.claim.select().with_only_columns(schema.claim.c.proposal)) or {}
        tx.execute(schema.claim.update().values(proposal={name: old[name] for name in named}))
    written = b"".join(export(tasks.records(filed, ANN, wanted, CONTEXT), "jsonl", CONTEXT))
    assert b"".join(export(tasks.record_fields(filed, ANN, wanted, CONTEXT), "jsonl", CONTEXT)) == written
    assert set(named) < {each.name for each in fields(Proposal)}


def test_only_formats_that_need_whole_records_are_given_them(filed: Desk) -> None:
    wanted = put(filed, make_claim(provenance=replace(make_claim().provenance, run_id=None)), [])
    for form in FORMATS.values():
        given_ = list(tasks.to_export(filed, ANN, wanted, form.id, CONTEXT))
        assert [isinstance(each, dict) for each in given_] == [form.of_fields]


def test_claims_of_many_documents_in_turn_each_have_their_own(desk: Desk) -> None:
    ids = [f"document-{number}" for number in range(25)]
    with desk.store.write() as tx:
        for id_ in ids:
            documents.insert(tx, make_document(id=id_, text=f"{id_}: The ministry hired 400 labour inspectors last year."))
        made_by = replace(make_claim().provenance, run_id=None)
        claims.insert(tx, [make_claim(id=f"{n}-{id_}", document_id=id_, provenance=made_by) for n in (1, 2) for id_ in ids])
    made = list(tasks.record_fields(desk, ANN, claims.Filter(), CONTEXT))
    assert [each["document"]["id"] for each in made] == ids * 2
    assert {each["id"].partition("-")[2] == each["document"]["id"] for each in made} == {True}


def test_a_claim_for_which_a_sheet_has_no_row_is_named_by_its_fields_too(filed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.export.xlsx.MOST_ROWS", 1)
    wanted = put(filed, make_claim(provenance=replace(make_claim().provenance, run_id=None)), [])
    context = replace(CONTEXT, left_out=[])
    assert b"".join(export(tasks.to_export(filed, ANN, wanted, "xlsx", context), "xlsx", context))
    assert [type(each) for each in context.left_out] == [LeftOut]

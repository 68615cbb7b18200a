"""What this tool exported comes back as it was, on both databases; what is here already is never written over."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import findings, review, tasks, verifying
from checker.decisions import Desk, snapshot
from checker.errors import InvalidTransition, NotAllowed
from checker.export import jsonl, private
from checker.export import record as record_of
from checker.findings import Mending
from checker.model import Claim, Document, Evidence, FactCheck, Span
from checker.review import propose, proposed_by_machine
from checker.store import Store, claims, documents, events, runs
from checker.store import findings as stored
from checker.store.claims import Filter
from checker.tasks import Source, Tally
from checker.words import AnchorStatus, CorrectionKind, RejectReason, Status
from tests.builders import make_claim, make_document, make_evidence, make_proposal, make_provenance, make_run
from tests.conftest import MakeDesk
from tests.databases import MakeUrl
from tests.desks import ANN, COMPLETE, EDITOR, checked, get, seen, with_claims
from tests.export.strategies import PUBLISHER
from tests.store import strategies as some

SOURCE = Source(name="desk-private.jsonl", sha256="0" * 64)
new_databases = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=12,
    deadline=None,
)


@st.composite
def places(draw: st.DrawFn, document: Document) -> dict[str, Any]:
    """Where a claim stands in this document, at which status, with what was found."""
    start = draw(st.integers(0, len(document.text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(document.text))))
    status = draw(st.sampled_from(Status))
    return {
        "span": span,
        "quote": span.of(document.text),
        "anchor": draw(st.sampled_from([AnchorStatus.EXACT, AnchorStatus.NORMALISED])),
        "status": status,
        "reject_reason": RejectReason.TRIVIAL if status is Status.REJECTED else None,
    }


@st.composite
def versions(draw: st.DrawFn) -> tuple[FactCheck, ...]:
    """A finding that is complete in each of its versions, newest first."""
    row = st.builds(replace, st.just(make_evidence()), title=some.words, quote=some.words)
    found = st.builds(
        replace,
        some.findings,
        verdict=some.verdicts,
        rationale=some.some_words,
        evidence=st.tuples(row),
        at=some.moments,
        url=st.just("https://desk.example.org/1"),
    )
    several = draw(st.lists(found, min_size=1, max_size=3))
    return tuple(replace(each, version=number) for number, each in zip(range(len(several), 0, -1), several, strict=False))


@st.composite
def claims_in(draw: st.DrawFn, document: Document, claim_id: str) -> tuple[Claim, tuple[FactCheck, ...]]:
    """A claim of this document as a desk could have it, with the earlier versions of its finding."""
    newest, *earlier = draw(versions())
    proposal = replace(draw(some.proposals), span=None, also=())
    changes = draw(places(document)) | draw(some.arranged)
    claim = make_claim(
        id=claim_id,
        document_id=document.id,
        proposal=proposal,
        text=draw(some.words),
        claimant=draw(some.maybe_words),
        claimed_at=draw(some.maybe_words),
        note=draw(some.words),
        tags=tuple(draw(st.lists(some.words, max_size=2, unique=True))),
        provenance=replace(draw(some.provenances), run_id=draw(st.none() | st.just(f"run-{document.id}"))),
        finding=newest,
        version=draw(st.integers(1, 99)),
        added_at=draw(some.moments),
        changed_at=draw(some.moments),
        **changes,
    )
    return claim, tuple(earlier)


@st.composite
def desks_full(draw: st.DrawFn) -> list[tuple[Document, list[tuple[Claim, tuple[FactCheck, ...]]]]]:
    """Documents with their claims."""
    found = draw(st.lists(some.documents, min_size=1, max_size=2, unique_by=lambda each: each.sha256))
    named = [replace(each, id=f"document-{number}") for number, each in enumerate(found)]
    return [(each, [draw(claims_in(each, f"{each.id}-claim-{n}")) for n in range(draw(st.integers(1, 2)))]) for each in named]


def fill(desk: Desk, full: list[tuple[Document, list[tuple[Claim, tuple[FactCheck, ...]]]]]) -> None:
    with desk.store.write() as tx:
        for document, several in full:
            documents.insert(tx, document)
            runs.insert(tx, make_run(id=f"run-{document.id}", document_id=document.id))
            for claim, earlier in several:
                claims.insert(tx, [claim])
                stored.insert(tx, [(claim.id, each) for each in (claim.finding, *earlier) if each])
                (told,) = proposed_by_machine([claim])
                events.append(tx, [replace(told, after=snapshot(claim))])


def private_file(desk: Desk) -> bytes:
    return b"".join(private.write(tasks.whole(desk, EDITOR, Filter())))


def public_file(desk: Desk) -> bytes:
    return b"".join(jsonl.write(tasks.records(desk, EDITOR, Filter(), PUBLISHER), PUBLISHER))


def imported(desk: Desk, data: bytes) -> Tally:
    looked = tasks.look_through(desk, EDITOR, io.BytesIO(data), PUBLISHER)
    done = tasks.import_own(desk, EDITOR, io.BytesIO(data), PUBLISHER, SOURCE)
    assert looked == done  # what was shown is what is done
    with desk.store.read() as tx:
        assert list(verifying.problems(tx)) == []
    return done


@contextmanager
def another(new_database: MakeUrl, make_desk: MakeDesk) -> Iterator[Desk]:
    with closing(Store(new_database())) as store:
        yield make_desk(store)


@pytest.fixture
def used(desk: Desk) -> Desk:
    """A desk where somebody noted, checked, published and corrected."""
    with_claims(desk, 3)
    done = checked(desk)
    published = findings.publish(desk, EDITOR, seen(done), "https://desk.example.org/1", ())
    better = replace(COMPLETE, label_id="half_true", rationale="The office has new figures.")
    findings.correct(desk, EDITOR, seen(published), Mending(kind=CorrectionKind.UPDATE, why="New figures.", finding=better))
    review.save_note(desk, ANN, seen(get(desk, "claim-2")), "call the office")
    return desk


@new_databases
@given(full=desks_full())
def test_private_json_lines_come_out_of_an_empty_database_as_they_went_in(
    new_database: MakeUrl, make_desk: MakeDesk, full: list[Any]
) -> None:
    with another(new_database, make_desk) as first, another(new_database, make_desk) as second:
        fill(first, full)
        exported = private_file(first)
        done = imported(second, exported)
        assert (done.faults, done.conflicts) == ([], [])
        assert private_file(second) == exported
        assert public_file(second) == public_file(first)


@new_databases
@given(full=desks_full())
def test_public_json_lines_come_out_as_they_went_in_where_their_documents_are(
    new_database: MakeUrl, make_desk: MakeDesk, full: list[Any]
) -> None:
    with another(new_database, make_desk) as first, another(new_database, make_desk) as second:
        fill(first, full)
        with second.store.write() as tx:
            for document, _ in full:
                documents.insert(tx, document)
        exported = public_file(first)
        done = imported(second, exported)
        assert (done.faults, done.conflicts) == ([], [])
        assert public_file(second) == exported


def test_a_second_import_finds_everything_here_and_changes_nothing(
    used: Desk, new_database: MakeUrl, make_desk: MakeDesk
) -> None:
    with another(new_database, make_desk) as second:
        first = imported(second, private_file(used))
        with second.store.read() as tx:
            seal = events.seal(tx)
        again = imported(second, private_file(used))
        assert (dict(first.new), first.same.total()) == ({"documents": 1, "claims": 3}, 0)
        assert (again.new.total(), dict(again.same)) == (0, {"documents": 1, "claims": 3})
        assert imported(second, public_file(used)).same["claims"] == 3
        with second.store.read() as tx:
            assert events.seal(tx) == seal


def test_what_is_here_with_another_content_is_named_and_stays(used: Desk, new_database: MakeUrl, make_desk: MakeDesk) -> None:
    with another(new_database, make_desk) as second:
        imported(second, private_file(used))
        changed = review.save_note(second, ANN, seen(get(second, "claim-2")), "never mind")
        done = imported(second, private_file(used))
        assert [each.why for each in done.conflicts] == [
            "Claim claim-2 is here already and differs in note, version. It stays."
        ]
        assert get(second, "claim-2") == changed


def test_a_claim_joins_the_document_that_has_its_text_here_under_another_id(
    used: Desk, new_database: MakeUrl, make_desk: MakeDesk
) -> None:
    with another(new_database, make_desk) as second:
        with second.store.write() as tx:
            documents.insert(tx, make_document(id="elsewhere"))
        imported(second, private_file(used))
        assert get(second).document_id == "elsewhere"
        assert imported(second, private_file(used)).same["claims"] == 3


def test_the_history_says_that_it_was_imported_and_keeps_what_was_before_as_data(
    used: Desk, new_database: MakeUrl, make_desk: MakeDesk
) -> None:
    with used.store.read() as tx:
        before = events.history(tx, "claim", "claim-1")
    with another(new_database, make_desk) as second:
        imported(second, private_file(used))
        with second.store.read() as tx:
            (event,) = events.history(tx, "claim", "claim-1")
        assert (event.action, event.actor, event.after["imported"]["file"]) == ("import", EDITOR.name, SOURCE.name)
        assert events.before_import(event) == before


def test_nobody_approves_here_what_they_wrote_elsewhere(desk: Desk, new_database: MakeUrl, make_desk: MakeDesk) -> None:
    four = replace(desk, four_eyes=True)
    with_claims(four, 1)
    waiting = findings.check(four, EDITOR, seen(_drafted_by_two(four)))
    assert waiting.status is Status.IN_REVIEW
    with another(new_database, make_desk) as second:
        imported(second, private_file(four))
        with pytest.raises(InvalidTransition, match="wrote on this finding"):
            findings.approve(replace(second, four_eyes=True), EDITOR, seen(get(second)))


def _drafted_by_two(desk: Desk) -> Claim:
    mine = findings.save(desk, EDITOR, seen(review.accept(desk, EDITOR, seen(get(desk)))), COMPLETE)
    return findings.save(desk, ANN, seen(mine), replace(COMPLETE, rationale="Put in other words."))


def test_an_extraction_that_is_known_only_by_name_is_said_to_be_so(desk: Desk) -> None:
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
    made = propose("claim-1", "document-1", make_proposal(), made_by=make_provenance(run_id="run-9"), now=desk.now())
    record = record_of(made, make_document(), PUBLISHER)
    assert imported(desk, b"".join(jsonl.write([record], PUBLISHER))).new["claims"] == 1
    with desk.store.read() as tx:
        assert runs.get(tx, "run-9").message == "Known only from records that were imported."


def test_only_an_editor_moves_records_between_databases(used: Desk) -> None:
    with pytest.raises(NotAllowed):
        next(tasks.whole(used, ANN, Filter()))
    with pytest.raises(NotAllowed):
        tasks.look_through(used, ANN, io.BytesIO(b""), PUBLISHER)


FINDING = ("claim", "finding")
BROKEN: dict[str, tuple[int, tuple[str | int, ...], Any, str]] = {
    "a text that was altered": (0, ("document", "text"), "Other words.", "the text was altered"),
    "a time without a zone": (1, ("claim", "added_at"), "2026-05-20T12:00:00", "one with its zone"),
    "a time that no calendar has": (1, ("claim", "added_at"), "2026-02-31T12:00:00Z", "claim.added_at"),
    "a number as text": (1, ("claim", "version"), "1", "claim.version"),
    "a number that is too big": (1, ("claim", "version"), 2**40, "no number that can be kept"),
    "a status that is none": (1, ("claim", "status"), "verified", "claim.status"),
    "another schema": (1, ("schema",), "claim-checker/private-record/9", "It has the schema"),
    "another kind": (1, ("kind",), "person", "Its kind is 'person'"),
    "a key that would get lost": (1, ("claim", "surprise"), 1, "claim.surprise"),
    "NUL": (1, ("claim", "text"), "a\x00b", "NUL"),
    "an id that is too long": (1, ("claim", "id"), "x" * 33, "no id of a claim"),
    "a document that is not there": (1, ("claim", "document_id"), "nowhere", "stands in no line before"),
    "a place outside the text": (1, ("claim", "span", "end"), 9_999, "does not stand in the text"),
    "a place that ends before it starts": (1, ("claim", "span", "end"), 0, "claim.span"),
    "a quote that stands elsewhere": (1, ("claim", "quote"), "Other words", "does not stand in the text"),
    "a lost quote with a place": (1, ("claim", "anchor"), "lost", "Its anchor is lost"),
    "a checked claim without evidence": (1, (*FINDING, "evidence"), [], "at least one source"),
    "a public address that is none": (1, (*FINDING, "url"), "javascript:alert(1)", "It was published at 'javascript:alert(1)'"),
    "a checked claim without a finding": (1, FINDING, None, "still needs a verdict"),
    "a checked claim with a draft": (1, (*FINDING, "at"), None, "its finding is a draft"),
    "a verdict off its scale": (1, (*FINDING, "verdict", "name"), "Verified", "is not on its scale"),
    "a verdict with another number": (1, (*FINDING, "verdict", "value"), 4, "is not on its scale"),
    "a scale with other ends": (1, (*FINDING, "verdict", "best"), 9, "scale goes from 1 to 9"),
    "versions that are not in order": (1, (*FINDING, "version"), 1, "The versions of its finding are"),
    "a history of something else": (1, ("history", 0, "subject_id"), "claim-9", "is about claim claim-9"),
    "a history that was altered": (1, ("history", 0, "actor"), "nobody", "was altered after it was written"),
    "a rejection without a reason": (2, ("claim", "status"), "rejected", "rejected without a reason"),
    "a reach that is none": (0, ("reach",), 99, "expected 0 to"),
    "an extraction that goes on": (0, ("runs",), [orjson.loads(orjson.dumps(make_run(finished_at=None)))], "has not ended"),
    "an extraction of another document": (
        0,
        ("runs",),
        [orjson.loads(orjson.dumps(make_run(document_id="x")))],
        "is of the document",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_named_and_keeps_the_whole_file_out(
    used: Desk, new_database: MakeUrl, make_desk: MakeDesk, name: str
) -> None:
    index, path, value, why = BROKEN[name]
    lines = private_file(used).splitlines()
    thing = orjson.loads(lines[index])
    place = thing
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    lines[index] = orjson.dumps(thing)
    with another(new_database, make_desk) as second:
        done = imported(second, b"\n".join(lines))
        assert (done.faults[0].line, why in done.faults[0].why) == (index + 1, True), done.faults
        with second.store.read() as tx:
            assert (claims.total(tx, Filter()), events.count(tx), len(documents.newest(tx))) == (0, 0, 0)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"{oops", "It is not JSON"),
        (b"[]", "It has the schema None"),
        (b"\xff\xfe", "It is not JSON"),
        (b'{"schema":"claim-checker/private-record/1","kind":"claim"}', "claim: Field required"),
    ],
)
def test_what_is_no_line_of_ours_is_named(used: Desk, broken: bytes, why: str) -> None:
    done = imported(used, private_file(used) + broken)
    assert [(each.line, why in each.why) for each in done.faults] == [(5, True)], done.faults


def test_public_and_private_lines_are_not_taken_from_one_file(used: Desk) -> None:
    done = imported(used, private_file(used) + public_file(used))
    assert [each.line for each in done.faults] == [5, 6, 7]
    assert "It is public, the lines before are private" in done.faults[0].why


def test_the_same_claim_twice_in_a_file_is_named(used: Desk) -> None:
    done = imported(used, private_file(used) + private_file(used))
    assert [each.line for each in done.faults] == [5, 6, 7, 8]
    assert "stands in line 1 already" in done.faults[0].why


def test_a_public_record_whose_text_is_not_here_is_told_what_to_do(
    used: Desk, new_database: MakeUrl, make_desk: MakeDesk
) -> None:
    with another(new_database, make_desk) as second:
        done = imported(second, public_file(used))
        assert (done.wrong, "export with --private" in done.faults[0].why) == (3, True)


def test_records_of_another_publisher_are_not_taken_for_our_own(used: Desk) -> None:
    data = public_file(used).replace(b"Example Fact Desk", b"Another Desk")
    done = imported(used, data)
    assert (done.wrong, "was published by Another Desk, not by this desk" in done.faults[0].why) == (3, True)


def test_documents_may_stand_far_from_their_claims(desk: Desk, new_database: MakeUrl, make_desk: MakeDesk) -> None:
    texts = {f"document-{each}": f"Prices fell by {each} percent." for each in range(2)}
    with desk.store.write() as tx:
        for id_, text in texts.items():
            documents.insert(tx, make_document(id=id_, text=text))
        for number in range(6):
            id_ = f"document-{number % 2}"
            made = _claim_at(f"claim-{number}", id_)
            claims.insert(tx, [made])
            events.append(tx, proposed_by_machine([made]))
    exported = private_file(desk)
    with another(new_database, make_desk) as second:
        assert imported(second, exported).wrong == 0
        assert private_file(second) == exported


def _claim_at(claim_id: str, document_id: str) -> Claim:
    span = Span(0, 6)
    proposal = make_proposal(span=span, quote="Prices")
    return make_claim(id=claim_id, document_id=document_id, proposal=proposal, provenance=make_provenance(run_id=None))


def test_evidence_keeps_its_order(used: Desk, new_database: MakeUrl, make_desk: MakeDesk) -> None:
    rows = tuple(Evidence(url=f"https://example.org/{number}") for number in (3, 1, 2))
    review.accept(used, ANN, seen(get(used, "claim-3")))
    findings.save(used, ANN, seen(get(used, "claim-3")), replace(COMPLETE, evidence=rows))
    with another(new_database, make_desk) as second:
        imported(second, private_file(used))
        finding = get(second, "claim-3").finding
        assert finding is not None
        assert finding.evidence == rows

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count as numbers
from pathlib import Path

import pytest

from checker import findings, lineage, review
from checker.auth import Role
from checker.decisions import Desk, Seen
from checker.model import Event, plain
from checker.scales import FIVE_POINT
from checker.store import Store, claims, documents, events
from checker.ui import prose
from checker.words import CorrectionKind, RejectReason
from tests.builders import make_claim, make_document, make_evidence, make_proposal, make_provenance, make_user

MORNING = datetime(2026, 11, 22, 10, 14, tzinfo=UTC)
ANA = make_user("Ana", Role.EDITOR)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    ids = (f"id-{number}" for number in numbers())
    store = Store(f"sqlite:///{tmp_path / 'prose.db'}")
    claim = make_claim(provenance=make_provenance(run_id=None))
    with store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [claim])
        events.append(tx, review.proposed_by_machine([claim]))
    yield Desk(
        store=store,
        scale=FIVE_POINT,
        four_eyes=False,
        lease_for=timedelta(minutes=10),
        now=lambda: MORNING,
        new_id=lambda: next(ids),
    )
    store.close()


def seen(desk: Desk) -> Seen:
    with desk.store.read() as tx:
        return Seen(claim_id="claim-1", version=claims.get(tx, "claim-1").version)


def told(desk: Desk) -> list[str]:
    return prose.history(review.history(desk, "claim-1"))


def wording_of(desk: Desk) -> review.Wording:
    with desk.store.read() as tx:
        claim = claims.get(tx, "claim-1")
    return review.Wording(
        text=claim.text,
        quote=claim.quote,
        claimant=claim.claimant,
        claimant_role=claim.claimant_role,
        claimed_at=claim.claimed_at,
        attribution=claim.attribution,
    )


def test_a_proposal_is_told_as_the_machines(desk: Desk) -> None:
    assert told(desk) == [
        (
            "Proposed by the machine (llm-chain) on 20 May 2026 at 12:00 UTC; "
            "in the words “Unemployment [in Exampleland] fell to 3.1 percent in March [2026].”"
        )
    ]


def test_an_acceptance_says_which_words_were_changed_from_what_to_what(desk: Desk) -> None:
    review.accept(desk, ANA, seen(desk), replace(wording_of(desk), text="Unemployment fell.", claimant=None))
    assert told(desk)[-1] == (
        "Accepted by Ana on 22 November 2026 at 10:14 UTC; "
        "wording changed from “Unemployment [in Exampleland] fell to 3.1 percent in March [2026].” to “Unemployment fell.”; "
        "claimant changed from “Jane Doe” to nothing."
    )


def test_an_acceptance_without_a_change_says_only_who_and_when(desk: Desk) -> None:
    review.accept(desk, ANA, seen(desk))
    assert told(desk)[-1] == "Accepted by Ana on 22 November 2026 at 10:14 UTC."


def test_a_rejection_says_its_reason_and_an_undo_what_it_took_back(desk: Desk) -> None:
    review.reject(desk, ANA, seen(desk), RejectReason.TOO_VAGUE)
    review.undo(desk, ANA, "claim-1")
    assert told(desk)[-2:] == [
        "Rejected by Ana on 22 November 2026 at 10:14 UTC; reason: too vague.",
        "Undone by Ana on 22 November 2026 at 10:14 UTC: rejected on 22 November 2026 at 10:14 UTC.",
    ]


def test_drafts_saved_one_after_another_are_told_as_one_stretch_of_work(desk: Desk) -> None:
    review.accept(desk, ANA, seen(desk))
    findings.save(desk, ANA, seen(desk), findings.Finding(label_id="false"))
    findings.save(desk, ANA, seen(desk), findings.Finding(label_id="half_true", rationale="Half of it."))
    whole = findings.Finding(label_id="half_true", rationale="Half of it.", evidence=[make_evidence()])
    findings.save(desk, ANA, seen(desk), whole)
    findings.check(desk, ANA, seen(desk))
    assert told(desk)[-2:] == [
        (
            "Finding drafted by Ana on 22 November 2026 at 10:14 UTC, saved 3 times until 10:14 UTC; "
            "verdict changed from none to Half true; rationale written; now with 1 source."
        ),
        "Marked as checked by Ana on 22 November 2026 at 10:14 UTC; verdict Half true, 1 source.",
    ]


def test_drafts_of_two_people_are_two_stretches(desk: Desk) -> None:
    review.accept(desk, ANA, seen(desk))
    findings.save(desk, ANA, seen(desk), findings.Finding(label_id="false"))
    with desk.store.write() as tx:
        claims.hold(tx, "claim-1", None)
    findings.save(desk, make_user("Ben"), seen(desk), findings.Finding(label_id="true"))
    assert [line.split(" on ")[0] for line in told(desk)[-2:]] == ["Finding drafted by Ana", "Finding drafted by Ben"]


def test_a_claim_put_away_handed_over_split_and_merged_is_told_of_without_what_people_told_each_other(desk: Desk) -> None:
    now = desk.now()
    review.snooze(desk, ANA, seen(desk), now + timedelta(days=1))
    review.assign(desk, ANA, seen(desk), "Ben", "call the ministry")
    _, part = lineage.split(desk, ANA, seen(desk), ["Prices fell.", "Wages rose."])
    lineage.merge(desk, ANA, Seen(claim_id=part.id, version=1), "claim-1")
    by = "by Ana on 22 November 2026 at 10:14 UTC"
    assert told(desk)[1:] == [
        f"Put away for later {by}; until 23 November 2026 at 10:14 UTC.",
        f"Assigned {by}; to Ben.",
        f"Split {by}; wording changed from “{make_proposal().text}” to “Prices fell.”",
        f"Took another claim in {by}; that said “Wages rose.”",
    ]


def test_a_step_back_says_why(desk: Desk) -> None:
    review.accept(desk, ANA, seen(desk))
    review.reopen(desk, ANA, seen(desk), "The figure was [revised](https://x.example).")
    assert told(desk)[-1].endswith("; reason: “The figure was [revised](https://x.example).”")


def test_what_becomes_of_a_complete_finding_is_told_with_kind_and_reason(desk: Desk) -> None:
    review.accept(desk, ANA, seen(desk))
    whole = findings.Finding(label_id="half_true", rationale="Half of it.", evidence=[make_evidence()])
    findings.save(desk, ANA, seen(desk), whole)
    findings.check(desk, ANA, seen(desk))
    findings.publish(desk, ANA, seen(desk), "https://desk.example.org/1", ())
    mending = findings.Mending(kind=CorrectionKind.UPDATE, why="New figures.", finding=replace(whole, label_id="false"))
    findings.correct(desk, ANA, seen(desk), mending)
    findings.recheck_by(desk, ANA, seen(desk), date(2027, 1, 31))
    findings.recheck_by(desk, ANA, seen(desk), None)
    findings.retract(desk, ANA, seen(desk), "Forged.")
    by = "by Ana on 22 November 2026 at 10:14 UTC"
    assert told(desk)[-5:] == [
        f"Published {by}; at https://desk.example.org/1.",
        f"Corrected {by}; update; verdict changed from Half true to False; reason: “New figures.”",
        f"Day of the next look set {by}; from 2027-01-31 on.",
        f"Day of the next look set {by}; none any more.",
        f"Retracted {by}; reason: “Forged.”",
    ]


def test_the_words_of_the_internal_note_are_not_told(desk: Desk) -> None:
    review.save_note(desk, ANA, seen(desk), "call the ministry")
    assert "ministry" not in " ".join(told(desk))


def test_no_action_of_the_workflow_is_without_a_verb() -> None:
    from checker.workflow import TRANSITIONS

    assert {step.action for step in TRANSITIONS} <= set(prose.VERBS)


def test_an_action_of_a_newer_version_is_told_in_its_own_name() -> None:
    event = Event(
        seq=1,
        at=MORNING,
        actor="Ana",
        action="merge_into",
        subject="claim",
        subject_id="claim-1",
        before={},
        after={},
        prev_hash="",
        hash="",
    )
    assert prose.history([event]) == ["Merge into by Ana on 22 November 2026 at 10:14 UTC."]


def test_what_happened_before_an_import_is_told_before_it(desk: Desk) -> None:
    with desk.store.read() as tx:
        (proposed,) = events.history(tx, "claim", "claim-1")
    past = [plain(proposed) | {"seq": 7}]
    imported = replace(proposed, action="import", actor="eva", after={"imported": {"file": "a-private.jsonl", "history": past}})
    first, second = prose.history([imported])
    assert first == told(desk)[0]
    assert second.startswith("Imported by eva on ")
    assert "“a-private.jsonl”; what stands above happened before, elsewhere." in second

"""The page that says how proposals stood up to review."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker import review
from checker.model import Claim
from checker.scorer import scorer
from checker.store import claims, documents
from checker.words import RejectReason
from tests.builders import make_claim, make_document, make_proposal, make_provenance
from tests.ui.rooms import Room, open_room, words


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_room(tmp_path, monkeypatch) as opened:
        yield opened


def reworded(claim: Claim, text: str) -> review.Wording:
    return review.Wording(
        text=text,
        quote=claim.quote,
        claimant=claim.claimant,
        claimant_role=claim.claimant_role,
        claimed_at=claim.claimed_at,
        attribution=claim.attribution,
    )


def decide(room: Room) -> list[Claim]:
    """Add a document and decide about its three claims in three ways."""
    room.add()
    kept, edited, dropped = reversed(room.claims())
    review.accept(room.desk, room.user, room.seen(kept.id))
    review.accept(room.desk, room.user, room.seen(edited.id), reworded(edited, f"{edited.text} Indeed"))
    review.reject(room.desk, room.user, room.seen(dropped.id), RejectReason.OUT_OF_SCOPE)
    return [kept, edited, dropped]


def rows(table: Any) -> list[dict[str, str]]:
    found: list[dict[str, str]] = table.value.to_dict("records")
    return found


def test_an_empty_desk_says_how_figures_come_about(room: Room) -> None:
    app = room.page("quality")
    assert not app.exception
    assert "Nothing was proposed yet. Add a document" in words(app)


def test_each_outcome_is_counted_with_its_share(room: Room) -> None:
    decide(room)
    app = room.page("quality")
    assert not app.exception
    assert rows(app.dataframe[0]) == [
        {
            "Proposed by": f"offline rules, scorer {scorer().name}",
            "Documents": "1",
            "Proposed": "3",
            "Waiting": "0",
            "As proposed": "1 (33%)",
            "Edited": "1 (33%)",
            "Rejected": "1 (33%)",
            "Added by hand": "0",
        }
    ]
    said = words(app)
    assert "Of 3 decided claims: 1 (33%) accepted as proposed, 1 (33%) edited, 1 (33%) rejected." in said
    assert "Rejected as: out of scope 1." in said
    assert "1 was put in other words;" in said


def test_what_was_added_by_hand_is_said_beside_what_was_found(room: Room) -> None:
    document_id = room.add()
    span = room.claims()[0].span
    assert span is not None
    review.add_claim(room.desk, room.user, document_id, span)
    app = room.page("quality")
    assert "1 claim was added by hand to the 1 document that it read." in words(app)
    assert "3 claims proposed, none decided yet. 3 wait." in words(app)


def test_flagged_claims_stand_beside_those_without_a_badge(room: Room) -> None:
    flagged = make_proposal(flags=("numbers",))
    made_by = make_provenance(run_id=None)
    with room.desk.store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(
            tx,
            [
                make_claim(id="c1", proposal=flagged, provenance=made_by),
                make_claim(id="c2", proposal=make_proposal(flags=()), provenance=made_by),
            ],
        )
    review.reject(room.desk, room.user, room.seen("c1"), RejectReason.NOT_IN_SOURCE)
    review.accept(room.desk, room.user, room.seen("c2"))
    app = room.page("quality")
    assert rows(app.dataframe[1]) == [
        {"Badge": "Numbers differ", "Decided": "1", "As proposed": "0 (0%)", "Edited": "0 (0%)", "Rejected": "1 (100%)"},
        {"Badge": "No badge", "Decided": "1", "As proposed": "1 (100%)", "Edited": "0 (0%)", "Rejected": "0 (0%)"},
    ]
    assert "llm-chain · openai:example-model · prompts 0123456789ab" in words(app)


def test_nobody_is_named(room: Room) -> None:
    decide(room)
    app = room.page("quality")
    assert room.user.name == "ann"
    assert "ann" not in words(app).split()
    assert not any("ann" in row.values() for table in app.dataframe for row in rows(table))


def test_words_of_a_setting_are_never_markup(room: Room) -> None:
    made_by = make_provenance(run_id=None, model="openai:![x](https://evil.example/x.png)")
    with room.desk.store.write() as tx:
        documents.insert(tx, make_document())
        claims.insert(tx, [make_claim(provenance=made_by)])
    app = room.page("quality")
    shown = [each.value for kind in (app.markdown, app.caption, app.html) for each in kind]
    assert not any("evil" in each for each in shown)
    assert "evil" in words(app)

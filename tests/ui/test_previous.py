from streamlit.testing.v1 import AppTest

from checker import findings, review
from checker.decisions import Desk, Seen
from checker.model import Span
from checker.words import RejectReason, Status
from tests.builders import make_user
from tests.desks import COMPLETE
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import OTHER, claim, fill, statuses
from tests.ui.pressing import button, buttons, press
from tests.ui.rooms import words

LINES = ("The tax rose to 4 percent.", "Prices fell in May.", "Nine ports were closed.")
ONE, TWO, THREE = (f"document-1-{number}" for number in (1, 2, 3))


def worked(open_app: OpenApp, desk: Desk) -> AppTest:
    """The first claim is accepted, the second passed; the third is at hand."""
    fill(desk, *LINES)
    return press(open_app(), f"accept_{ONE}", f"skip_{TWO}")


def keys_of(app: AppTest) -> set[str]:
    return {str(each.key) for each in app.button} | {each["key"] for each in buttons(app)}


def seen(desk: Desk, claim_id: str) -> Seen:
    return Seen(claim_id=claim_id, version=claim(desk, claim_id).version)


def test_before_anything_was_decided_nothing_lies_back(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, *LINES)

    assert button(open_app(), "back")["off"]


def test_looking_back_shows_what_was_decided_last_first_and_holds_the_claim_at_hand(open_app: OpenApp, filled: Desk) -> None:
    app = press(worked(open_app, filled), "back")

    assert LINES[1] in shown(app, "card")
    assert "You passed it; nothing was decided." in shown(app, "card")
    press(app, "back")
    assert LINES[0] in shown(app, "card")
    assert shown(app, "card")[1].startswith("Accepted by ann on ")
    assert button(app, "back")["off"]
    assert "U to undo" not in words(app)
    assert [claim(filled, each).lease is not None for each in (ONE, TWO, THREE)] == [False, False, True]


def test_no_decision_can_be_made_while_another_claim_is_shown(open_app: OpenApp, filled: Desk) -> None:
    app = press(worked(open_app, filled), "back")

    assert not {key for key in keys_of(app) if key.startswith(("accept_", "skip_", "to_"))}


def test_forward_and_go_on_lead_back_to_the_claim_at_hand(open_app: OpenApp, filled: Desk) -> None:
    app = press(worked(open_app, filled), "back", "back", "forward")
    assert LINES[1] in shown(app, "card")

    press(app, "leave_back")

    assert shown(app, "card")[1] == LINES[2]
    assert statuses(filled, ONE, TWO, THREE) == ["accepted", "candidate", "candidate"]


def test_an_older_decision_is_undone_without_touching_the_newer_ones(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, *LINES)
    app = press(open_app(), f"accept_{ONE}", f"accept_{TWO}", "back", "back")

    press(app, f"change_{ONE}")

    assert statuses(filled, ONE, TWO) == ["candidate", "accepted"]
    assert shown(app, "card")[1] == LINES[0]
    assert shown(app, "message") == [f"Taken back: accepted “{LINES[0]}”."]
    assert claim(filled, THREE).lease is None
    press(app, "undo")
    assert statuses(filled, ONE, TWO) == ["candidate", "candidate"]


def test_a_claim_that_was_passed_is_taken_up_again(open_app: OpenApp, filled: Desk) -> None:
    app = press(worked(open_app, filled), "back", f"change_{TWO}")

    assert shown(app, "card")[1] == LINES[1]
    assert claim(filled, THREE).lease is None
    press(app, f"accept_{TWO}")
    assert shown(app, "card")[1] == LINES[2]


def test_a_claim_that_somebody_else_has_meanwhile_is_only_shown_with_who_is_on_it(open_app: OpenApp, filled: Desk) -> None:
    app = worked(open_app, filled)
    review.open_claim(filled, OTHER, TWO)

    press(app, "back")

    assert any(line.startswith("ben is on this until") for line in shown(app, "card"))
    assert f"change_{TWO}" not in keys_of(app)
    lease = claim(filled, TWO).lease
    assert lease is not None
    assert lease.user == "ben"


def test_a_decision_that_somebody_changed_can_be_put_back_with_a_reason(open_app: OpenApp, filled: Desk) -> None:
    app = worked(open_app, filled)
    review.reopen(filled, OTHER, seen(filled, ONE), "again")
    review.reject(filled, OTHER, seen(filled, ONE), RejectReason.OPINION)

    press(app, "back", "back")
    assert shown(app, "card")[0] == "Rejected"
    assert shown(app, "card")[1].startswith("Rejected by ben on ")
    assert f"change_{ONE}" not in keys_of(app)
    app.text_input(key=f"why_{ONE}").set_value("It holds a figure.")
    press(app, "reopen")

    assert claim(filled, ONE).status is Status.CANDIDATE
    assert shown(app, "message") == ["Reopened: the claim is candidate again."]
    press(app, f"change_{ONE}")
    assert shown(app, "card")[1] == LINES[0]


def test_the_empty_queue_leads_back_too(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINES[0])
    app = press(open_app(), f"accept_{ONE}")
    assert shown(app, "nothing")[0] == "The queue is empty"

    press(app, "back")
    assert LINES[0] in shown(app, "card")

    press(app, "leave_back")
    assert shown(app, "nothing")[0] == "The queue is empty"


def test_a_claim_of_another_document_is_shown_in_its_own_text(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINES[0])
    fill(filled, LINES[1], document_id="document-2")
    app = press(open_app(), f"accept_{ONE}")
    assert shown(app, "document")[0] == "Title of document-2"

    press(app, "back")

    assert shown(app, "document")[0] == "Title of document-1"
    assert "1 of 1 claim back · Title of document-1" in words(app)


def test_looking_back_reaches_over_a_reload(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, *LINES)
    press(open_app(), f"accept_{ONE}")

    app = press(open_app(), "back")

    assert shown(app, "card")[1].startswith("Accepted by ann on ")


def test_a_claim_that_was_checked_since_is_not_unchecked_from_here(open_app: OpenApp, filled: Desk) -> None:
    app = worked(open_app, filled)
    me = make_user(name="ann", session="another")
    review.reopen(filled, me, seen(filled, ONE), "again")
    accepted = review.accept(filled, me, seen(filled, ONE))
    findings.check(
        filled, me, Seen(claim_id=ONE, version=findings.save(filled, me, seen(filled, accepted.id), COMPLETE).version)
    )

    press(app, "back", "back")

    assert shown(app, "card")[0] == "Checked"
    assert f"change_{ONE}" not in keys_of(app)
    assert "reopen" in keys_of(app)


def test_a_claim_that_was_added_is_withdrawn_with_undo_and_brought_back_from_behind(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, *LINES)
    added = review.add_claim(filled, make_user("ann"), "document-1", Span(0, 7))
    review.release(filled, make_user("ann"), added.id)
    app = press(open_app(), "undo")

    assert claim(filled, added.id).status is Status.REJECTED
    assert "Withdrawn: “The tax”. B shows it." in shown(app, "message")
    press(app, "back", f"change_{added.id}")
    assert claim(filled, added.id).status is Status.CANDIDATE

"""One decision about many claims on the records page: seen before it is taken, told after, and taken back."""

import pytest
from streamlit.testing.v1 import AppTest

from checker import bulk, review
from checker.decisions import Desk, Seen
from checker.words import RejectReason, Status
from tests.builders import make_user
from tests.desks import seen
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import OTHER, claim, fill, statuses

LINES = ("The tax rose to 4 percent.", "Prices fell in May.", "Nine ports were closed.")
IDS = tuple(f"document-1-{number}" for number in (1, 2, 3))


@pytest.fixture
def page(open_app: OpenApp, filled: Desk) -> OpenApp:
    fill(filled, *LINES)

    def opened(**query: str) -> AppTest:
        app = open_app()
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page("views/records.py").run()

    return opened


def test_a_list_with_candidates_offers_to_decide_about_several(page: OpenApp, filled: Desk) -> None:
    review.accept(filled, OTHER, Seen(claim_id=IDS[0], version=1))
    for query in ({}, {"status": "candidate"}, {"words": "prices"}):
        assert [each for each in page(**query).button if each.key == "several"]
    for query in ({"status": "accepted"}, {"words": "tax"}):
        assert not [each for each in page(**query).button if each.key == "several"]


def test_everything_that_fits_is_rejected_for_one_reason_and_taken_back(page: OpenApp, filled: Desk) -> None:
    app = page(status="candidate", several="yes")
    assert app.button(key="reject_all").disabled
    app.selectbox(key="sweep_reason").set_value(RejectReason.OUT_OF_SCOPE).run()
    app.button(key="reject_all").click().run()
    assert not app.exception
    assert statuses(filled, *IDS) == ["rejected"] * 3
    assert shown(app, "sweep_said_lines") == ["3 claims rejected."]
    app.button(key="undo_all").click().run()
    assert statuses(filled, *IDS) == ["candidate"] * 3
    assert shown(app, "sweep_said_lines") == ["3 claims taken back."]


def test_what_somebody_else_holds_is_left_out_and_said(page: OpenApp, filled: Desk) -> None:
    app = page(status="candidate", several="yes")
    review.open_claim(filled, make_user("bob", session="b"), IDS[1])
    app.button(key="accept_all").click().run()
    assert statuses(filled, *IDS) == ["accepted", "candidate", "accepted"]
    told = shown(app, "sweep_said_lines")
    assert told[:2] == ["2 claims accepted.", "1 claim left out:"]
    assert "bob is on claim" in told[2]


def test_claims_are_assigned_with_a_note(page: OpenApp, filled: Desk) -> None:
    app = page(status="candidate", several="yes")
    assert app.button(key="assign_all").label.endswith(" to nobody")
    app.text_input(key="sweep_to").input("bob").run()
    assert not app.button(key="assign_all").label.endswith(" to nobody")
    app.text_input(key="sweep_note").input("Harbour things").run()
    app.button(key="assign_all").click().run()
    assert {(claim(filled, each).assigned_to, claim(filled, each).assigned_note) for each in IDS} == {("bob", "Harbour things")}


def test_a_batch_of_before_a_reload_is_taken_back_from_the_list(page: OpenApp, filled: Desk) -> None:
    ann = make_user("ann", session="earlier")
    bulk.accept(filled, ann, [seen(claim(filled, each)) for each in IDS])
    app = page()
    app.button(key="undo_all").click().run()
    assert {claim(filled, each).status for each in IDS} == {Status.CANDIDATE}

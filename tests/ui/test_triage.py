import json
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from checker import review
from checker.decisions import Desk, Seen
from checker.ui import session
from checker.words import AnchorStatus, RejectReason, Status
from tests.builders import make_user
from tests.ui.conftest import OpenApp, shown, unfold
from tests.ui.filled import OTHER, claim, fill, statuses
from tests.ui.pressing import press

FIRST, SECOND, THIRD = "The tax rose to 4 percent.", "Prices fell in May.", "Nine ports were closed."


def test_an_empty_desk_says_what_to_do_first(open_app: OpenApp) -> None:
    app = open_app()

    assert not app.exception
    assert shown(app, "nothing")[0] == "No documents yet"
    assert app.page_link[0].value == "Add documents"


def test_a_setting_that_cannot_be_used_is_explained_instead_of_the_page(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PORT", "many")

    app = open_app()

    assert not app.exception
    assert app.title[0].value == "The desk cannot open"
    assert "port" in app.text[0].value


def test_the_claim_is_shown_with_its_quote_and_its_place(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)

    card = shown(open_app(), "card")

    assert card[:3] == ["1 of 2 in this document · 2 waiting in this queue", FIRST, FIRST]
    assert "In the text, word for word" in card
    assert "Proposed by openai:example-model" in card


def test_accepting_brings_the_next_claim(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()

    press(app, "accept_document-1-1")

    assert not app.exception
    assert statuses(filled, "document-1-1", "document-1-2") == ["accepted", "candidate"]
    assert shown(app, "card")[1] == SECOND
    assert shown(app, "message") == ["Accepted. U to undo"]


def test_a_rejection_needs_a_reason_and_keeps_it(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()

    press(app, "to_reject_document-1-1")
    press(app, "reject2_document-1-1")

    assert claim(filled, "document-1-1").reject_reason is RejectReason.OPINION
    assert shown(app, "message") == ["Rejected: opinion. U to undo"]


def test_undo_goes_back_several_steps_of_this_session(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND, THIRD)
    app = open_app()
    press(app, "accept_document-1-1")
    press(app, "skip_document-1-2")

    press(app, "undo")
    assert shown(app, "card")[1] == SECOND

    press(app, "undo")
    assert shown(app, "card")[1] == FIRST
    assert statuses(filled, "document-1-1", "document-1-2") == ["candidate", "candidate"]


def test_undo_works_from_the_empty_queue(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    press(app, "accept_document-1-1")
    assert shown(app, "nothing")[0] == "The queue is empty"

    press(app, "undo")

    assert shown(app, "card")[1] == FIRST


def test_saving_the_fields_and_accepting_is_one_step(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "to_edit_document-1-1")
    app.text_area(key="edit_text_document-1-1").set_value("The [Example] tax rose to 4 percent.")
    app.text_input(key="edit_tags_document-1-1").set_value("tax, economy, tax")

    press(app, "save_accept_document-1-1")

    saved = claim(filled, "document-1-1")
    assert (saved.status, saved.text) == (Status.ACCEPTED, "The [Example] tax rose to 4 percent.")
    assert saved.tags == ("tax", "economy")
    assert [event.action for event in review.history(filled, saved.id)] == ["propose", "accept"]


@pytest.mark.parametrize(("typed", "hinted"), [("yesterday", True), ("2026-03-14", False), ("", False)])
def test_a_date_in_words_is_kept_and_the_form_of_a_day_is_told(
    open_app: OpenApp, filled: Desk, typed: str, hinted: bool
) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "to_edit_document-1-1")
    app.text_input(key="edit_claimed_at_document-1-1").set_value(typed)

    press(app, "save_accept_document-1-1")

    assert claim(filled, "document-1-1").claimed_at == (typed or None)
    assert ("is kept as words; a day is written like 2026-03-14" in shown(app, "message")[0]) is hinted


def test_a_quote_that_is_not_in_the_text_is_refused_and_the_draft_stays(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "to_edit_document-1-1")
    app.text_area(key="edit_quote_document-1-1").set_value("nobody said this")

    press(app, "save_accept_document-1-1")

    assert "does not stand in the document" in shown(app, "message")[0]
    assert app.text_area(key="edit_quote_document-1-1").value == "nobody said this"
    assert claim(filled, "document-1-1").status is Status.CANDIDATE


def test_leaving_the_fields_keeps_the_draft_but_saves_nothing(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    press(app, "to_edit_document-1-1")
    app.text_area(key="edit_text_document-1-1").set_value("Half a thought")

    press(app, "to_decide_document-1-1")
    assert claim(filled, "document-1-1").text == FIRST

    press(app, "to_edit_document-1-1")
    assert app.text_area(key="edit_text_document-1-1").value == "Half a thought"


def test_a_note_typed_just_before_a_decision_is_kept(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    app.text_area(key="note_document-1-1").set_value("ask the ministry")

    press(app, "accept_document-1-1")

    decided = claim(filled, "document-1-1")
    assert (decided.status, decided.note) == (Status.ACCEPTED, "ask the ministry")


def test_a_claim_that_was_changed_elsewhere_is_shown_as_it_is_now(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    same_person = make_user("ann", session=app.session_state["session_id"])
    review.save_note(filled, same_person, Seen(claim_id="document-1-1", version=1), "from another window")

    press(app, "accept_document-1-1")

    assert "Look at it as it is now" in shown(app, "message")[0]
    assert claim(filled, "document-1-1").status is Status.CANDIDATE
    press(app, "accept_document-1-1")
    assert claim(filled, "document-1-1").status is Status.ACCEPTED


def test_a_link_opens_its_claim(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)

    assert shown(open_app(claim="document-1-2"), "card")[1] == SECOND


def test_a_link_to_a_claim_that_somebody_else_holds_says_so_and_offers_the_next(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    review.open_claim(filled, OTHER, "document-1-2")

    app = open_app(claim="document-1-2")

    told = shown(app, "message")[0]
    assert told.startswith(f"ben is on “{SECOND}” until ")
    assert told.endswith("Read it in Records meanwhile; its link leads here once it is free.")
    assert shown(app, "card")[1] == FIRST


def test_a_link_to_a_decided_claim_says_so(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    seen = Seen(claim_id="document-1-1", version=1)
    review.reject(filled, OTHER, seen, RejectReason.TRIVIAL)

    app = open_app(claim="document-1-1")

    assert "is rejected" in shown(app, "message")[0]
    assert shown(app, "card")[1] == SECOND


def test_two_sessions_never_hold_the_same_claim(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)

    assert {shown(open_app(), "card")[1], shown(open_app(), "card")[1]} == {FIRST, SECOND}
    assert shown(open_app(), "nothing") == ["Nothing is free right now", "2 claims are with other reviewers."]


def test_the_address_chooses_document_and_order(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, document_id="one")
    fill(filled, SECOND, document_id="two")

    app = unfold(open_app(document="two", order="best"))

    assert shown(app, "card")[1] == SECOND
    assert (app.selectbox(key="queue_document").value, app.selectbox(key="queue_order").value) == ("two", "best")
    assert shown(app, "queue_says") == ["Only: one document · Most worth checking first"]


def test_a_document_that_is_done_says_what_waits_elsewhere_and_leads_on(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, document_id="one")
    fill(filled, SECOND, THIRD, document_id="two")
    app = open_app(document="one")
    press(app, "accept_one-1")

    assert shown(app, "nothing") == [
        "This document is done",
        "Title of one",
        "Every proposed claim was decided. 2 claims wait in other documents.",
    ]
    app.button(key="all_documents").click().run()

    assert shown(app, "card")[1] == SECOND
    assert "document" not in app.query_params


def test_a_document_that_is_not_here_is_not_called_done(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)

    assert shown(open_app(document="none"), "nothing") == ["No such document", "1 claim waits in other documents."]


def test_a_queue_that_was_only_skipped_is_not_called_decided(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    press(app, "skip_document-1-1")

    assert shown(app, "nothing") == ["The queue is empty", "Every proposed claim was skipped or decided."]


def test_a_skipped_claim_is_said_to_be_skipped(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "skip_document-1-1")

    assert shown(app, "card")[0].endswith("1 waiting in this queue · 1 skipped")
    assert shown(app, "message") == ["Skipped; you can take it up again when the queue is through. U to undo"]


@pytest.mark.parametrize("mode", ["edit", "reject"])
def test_undo_is_offered_only_where_its_key_works(open_app: OpenApp, filled: Desk, mode: str) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "accept_document-1-1")
    press(app, f"to_{mode}_document-1-2")
    with pytest.raises(KeyError):
        shown(app, "message")

    press(app, "to_decide_document-1-2")
    assert shown(app, "message") == ["Accepted. U to undo"]


def test_what_the_keys_lead_into_is_the_claim_when_it_is_edited(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    assert _keys(app)["first"] is None

    press(app, "to_edit_document-1-1")
    assert _keys(app)["first"] == "edit_text_document-1-1"


def test_a_mark_that_came_back_is_told_no_longer(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    press(app, "accept_document-1-1")
    press(app, "undo")

    assert json.loads(app.get_by_key("pane_pointer").proto.json)["statuses"] == {}


def test_a_session_that_ends_gives_its_claim_back(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    open_app()
    assert claim(filled, "document-1-1").lease is not None

    st.cache_resource.clear()  # what Streamlit does with the caches of one session when its browser is gone

    assert claim(filled, "document-1-1").lease is None


def test_choosing_a_document_gives_the_claim_at_hand_back(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, document_id="one")
    fill(filled, SECOND, document_id="two")
    app = unfold(open_app())

    app.selectbox(key="queue_document").set_value("two").run()

    assert shown(app, "card")[1] == SECOND
    assert app.query_params["document"] == "two"
    assert claim(filled, "one-1").lease is None


def test_proposals_without_a_place_can_be_given_one_or_be_rejected(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND, lost=["The ports closed.", "Ports burned."])
    app = open_app()
    assert "of 2 in this document" in shown(app, "card")[0]

    press(app, "to_lost_document-1-1")
    app.text_area(key="quote_document-1-4").set_value("fell in May")
    app.button(key="requote_document-1-4").click().run()
    app.button(key="drop_document-1-3").click().run()

    given = claim(filled, "document-1-4")
    assert (given.anchor, given.quote, given.status) == (AnchorStatus.EXACT, "fell in May", Status.CANDIDATE)
    assert claim(filled, "document-1-3").reject_reason is RejectReason.NOT_IN_SOURCE


def test_the_hold_is_renewed_whenever_the_page_is_drawn(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app()
    before = claim(filled, "document-1-1").lease

    app.run()

    after = claim(filled, "document-1-1").lease
    assert after is not None
    assert before is not None
    assert after.until > before.until


def test_a_claim_that_went_to_somebody_else_is_let_go_with_a_word(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()
    mine = make_user("ann", session=app.session_state["session_id"])
    review.release(filled, mine, "document-1-1")
    review.open_claim(filled, OTHER, "document-1-1")

    press(app, "accept_document-1-1")

    assert shown(app, "card")[1] == SECOND
    assert claim(filled, "document-1-1").status is Status.CANDIDATE


def test_the_typed_name_stands_under_the_decisions_and_keeps_the_claim_at_hand(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = open_app()

    app.text_input(key="your_name").set_value(" Zoë ").run()
    press(app, "accept_document-1-1")

    assert review.history(filled, "document-1-1")[-1].actor == "Zoë"


def test_the_name_that_the_browser_remembers_is_there_from_the_start(
    open_app: OpenApp, filled: Desk, cookies: dict[str, str]
) -> None:
    fill(filled, FIRST)
    cookies["checker_name"] = "Zo%C3%AB%0A" + "x" * 200

    app = open_app()

    lease = claim(filled, "document-1-1").lease
    assert lease is not None
    assert (lease.user, app.text_input(key="your_name").value) == (("Zoë " + "x" * 76,) * 2)


def test_no_name_is_taken_from_or_put_into_the_address(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST)
    app = open_app(**{"as": "Zoë", "your_name": "Zoë"})
    press(app, "accept_document-1-1")
    assert review.history(filled, "document-1-1")[-1].actor == "ann"

    app.text_input(key="your_name").set_value("Mia").run()
    assert "Mia" not in str(dict(app.query_params))


def test_words_in_a_label_lose_their_markup() -> None:
    assert session.escaped("![x](http://a.example)\n:smile:") == r"\!\[x\]\(http\:\/\/a\.example\) \:smile\:"


def _keys(app: AppTest) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(app.get_by_key("bar").proto.json)
    return data

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from checker import review
from checker.decisions import Desk
from checker.words import Attribution, Status
from tests.builders import make_user
from tests.desks import seen, words_of
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import OTHER, claim, fill
from tests.ui.pressing import press

ONE, TWO = "document-1-1", "document-1-2"
LINES = ("The tax rose to 4 percent.", "Prices fell in May.")


def editing(open_app: OpenApp, desk: Desk, **typed: str) -> AppTest:
    """Ann has the first claim open for an edit, and has typed this."""
    fill(desk, *LINES)
    app = press(open_app(), f"to_edit_{ONE}")
    for name, value in typed.items():
        field = app.text_area if name in {"text", "quote"} else app.text_input
        field(key=f"edit_{name}_{ONE}").set_value(value)
    return app


def meanwhile(desk: Desk, app: AppTest, **changes: object) -> None:
    """Ann's hold is over; Ben edits the claim, saves it and gives it back."""
    review.release(desk, make_user("ann", session=app.session_state["session_id"]), ONE)
    held = review.open_claim(desk, OTHER, ONE)
    review.edit(desk, OTHER, seen(held), words_of(held, **changes))
    review.release(desk, OTHER, ONE)


def test_a_stale_save_saves_nothing_and_shows_both_versions(open_app: OpenApp, filled: Desk) -> None:
    app = editing(open_app, filled, text="The [city] tax rose to 4 percent.")
    meanwhile(filled, app, text="The [state] tax rose to 4 percent.")

    press(app, f"save_accept_{ONE}")

    now = claim(filled, ONE)
    assert (now.text, now.status) == ("The [state] tax rose to 4 percent.", Status.CANDIDATE)
    assert shown(app, "meanwhile_told")[0].startswith("ben saved this claim on ")
    assert shown(app, "meanwhile_text") == ["Claim", "The [city] tax rose to 4 percent.", "The [state] tax rose to 4 percent."]
    assert app.text_area(key=f"edit_text_{ONE}").value == "The [city] tax rose to 4 percent."


@pytest.mark.parametrize("save", ["save_only", "save_accept"])
def test_nothing_is_saved_before_it_is_chosen(open_app: OpenApp, filled: Desk, save: str) -> None:
    app = editing(open_app, filled, text="Mine.")
    meanwhile(filled, app, text="Theirs.")
    app.run()

    press(app, f"{save}_{ONE}")

    assert claim(filled, ONE).text == "Theirs."
    assert shown(app, "message") == ["Not saved: choose first, where both of you changed the same."]


@pytest.mark.parametrize(("choice", "text"), [("keep_mine_text", "Mine."), ("take_theirs_text", "Theirs.")])
def test_what_was_chosen_is_saved(open_app: OpenApp, filled: Desk, choice: str, text: str) -> None:
    app = editing(open_app, filled, text="Mine.")
    meanwhile(filled, app, text="Theirs.")
    app.run()

    press(app, choice, f"save_accept_{ONE}")

    now = claim(filled, ONE)
    assert (now.text, now.status) == (text, Status.ACCEPTED)


def test_all_fields_are_chosen_at_once(open_app: OpenApp, filled: Desk) -> None:
    app = editing(open_app, filled, text="Mine.", claimant="My minister")
    meanwhile(filled, app, text="Theirs.", claimant="Their minister")
    app.run()

    press(app, "take_theirs_all", f"save_only_{ONE}")

    now = claim(filled, ONE)
    assert (now.text, now.claimant) == ("Theirs.", "Their minister")


def test_fields_are_chosen_one_by_one(open_app: OpenApp, filled: Desk) -> None:
    app = editing(open_app, filled, text="Mine.", claimant="My minister")
    meanwhile(filled, app, text="Theirs.", claimant="Their minister")
    app.run()

    press(app, "keep_mine_text", "take_theirs_claimant", f"save_only_{ONE}")

    now = claim(filled, ONE)
    assert (now.text, now.claimant) == ("Mine.", "Their minister")


def test_what_only_one_of_them_changed_is_put_together_without_a_question(open_app: OpenApp, filled: Desk) -> None:
    app = editing(open_app, filled, text="Mine.")
    meanwhile(filled, app, tags=("tax",), attribution=Attribution.ANONYMOUS)

    app.run()
    assert shown(app, "meanwhile_told") == ["ben saved this claim meanwhile; taken over: attribution, tags."]
    press(app, f"save_only_{ONE}")

    now = claim(filled, ONE)
    assert (now.text, now.tags, now.attribution) == ("Mine.", ("tax",), Attribution.ANONYMOUS)


def test_fields_that_were_opened_and_left_do_not_put_old_words_back(open_app: OpenApp, filled: Desk) -> None:
    app = press(editing(open_app, filled), f"to_decide_{ONE}")
    meanwhile(filled, app, text="Theirs.")

    press(app.run(), f"to_edit_{ONE}")
    assert app.text_area(key=f"edit_text_{ONE}").value == "Theirs."
    press(app, f"save_accept_{ONE}")

    assert claim(filled, ONE).text == "Theirs."


def test_a_third_version_is_held_against_what_was_typed_too(open_app: OpenApp, filled: Desk) -> None:
    app = editing(open_app, filled, text="Mine.")
    meanwhile(filled, app, text="Theirs.")
    press(app.run(), "keep_mine_text")
    meanwhile(filled, app, text="Theirs, once more.")

    press(app, f"save_only_{ONE}")

    assert claim(filled, ONE).text == "Theirs, once more."
    assert shown(app, "meanwhile_text")[1:] == ["Mine.", "Theirs, once more."]


def test_a_claim_that_somebody_decided_while_it_was_edited_goes_with_a_word_and_shows_both(
    open_app: OpenApp, filled: Desk
) -> None:
    app = editing(open_app, filled, text="Mine.")
    review.release(filled, make_user("ann", session=app.session_state["session_id"]), ONE)
    held = review.open_claim(filled, OTHER, ONE)
    review.accept(filled, OTHER, seen(held), replace(words_of(held), text="Theirs."))

    press(app, f"save_only_{ONE}").run()

    assert claim(filled, ONE).text == "Theirs."
    assert claim(filled, ONE).lease is None
    assert any("was decided meanwhile, it is accepted" in line for line in shown(app, "message"))
    press(app, "back")
    assert "Theirs." in shown(app, "card")
    assert "Mine." in shown(app, "card")


def test_a_claim_that_somebody_is_on_now_is_shown_with_both_versions_by_looking_back(open_app: OpenApp, filled: Desk) -> None:
    app = editing(open_app, filled, text="Mine.")
    review.release(filled, make_user("ann", session=app.session_state["session_id"]), ONE)
    held = review.open_claim(filled, OTHER, ONE)
    review.edit(filled, OTHER, seen(held), words_of(held, text="Theirs."))

    press(app, f"save_only_{ONE}")
    assert claim(filled, ONE).text == "Theirs."
    assert shown(app, "card")[1] == LINES[1]
    press(app, "back")
    assert any(line.startswith("ben is on this until") for line in shown(app, "card"))
    assert {"Mine.", "Theirs."} <= set(shown(app, "card"))

    review.release(filled, OTHER, ONE)
    press(app.run(), f"change_{ONE}", f"to_edit_{ONE}")
    assert shown(app, "meanwhile_text")[1:] == ["Mine.", "Theirs."]

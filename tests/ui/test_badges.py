import json
from typing import Any

import pytest

from checker import review
from checker.checks import Held, explain
from checker.decisions import Desk, Seen
from checker.model import Claim, Span
from checker.review import Wording
from checker.ui import badges
from checker.words import AnchorStatus, Checkability, Status
from tests.builders import make_claim, make_proposal, make_user
from tests.ui.conftest import OpenApp, shown, unfold
from tests.ui.filled import claim, fill
from tests.ui.pressing import press

LINE, OTHER = "Prices fell in May.", "Nine ports were closed."
SWAPPED = "roles_swapped: The ports closed nothing, ![x](http://evil.example/x.png)."


def drawn(proposed: Claim) -> list[tuple[str, str]]:
    return [(line.badge, line.text) for line in badges.draw(proposed)]


def with_proposal(**changes: Any) -> Claim:
    return make_claim(proposal=make_proposal(**{"flags": (), **changes}))


@pytest.mark.parametrize(
    ("flag", "name"), [("numbers", "Numbers differ"), ("standing_alone", "Does not stand alone"), ("new_check", "New check")]
)
def test_every_flag_is_a_badge_with_a_name_and_a_sentence(flag: str, name: str) -> None:
    assert (name, explain(flag)) in drawn(with_proposal(flags=(flag,)))


def test_a_remark_of_the_second_reader_stands_behind_its_badge() -> None:
    told = drawn(with_proposal(flags=("roles_swapped",), remarks=(SWAPPED,)))
    assert [text for name, text in told if name == "Roles swapped"] == [
        f"{explain('roles_swapped')} “The ports closed nothing, ![x](http://evil.example/x.png).”"
    ]


def test_a_remark_whose_code_is_no_flag_is_shown_too() -> None:
    assert "Roles swapped" in dict(drawn(with_proposal(remarks=(SWAPPED,))))


def test_a_quote_that_was_not_found_is_said_once() -> None:
    lost = with_proposal(span=None, anchor=AnchorStatus.LOST, flags=("quote_not_found",))
    assert [name for name, _ in drawn(lost)].count("Quote not found") == 1


def test_the_badges_of_a_claim_that_was_edited_are_said_to_be_those_of_the_proposal() -> None:
    proposal = make_proposal(flags=("numbers",))
    assert dict(drawn(make_claim(proposal=proposal, text="Something else.")))["Numbers differ"].startswith(
        "As it was proposed: "
    )


def test_a_badge_names_the_words_at_which_its_check_failed() -> None:
    why = "The claim says 40 %, the quote 14 %."
    line = next(
        each
        for each in badges.draw(with_proposal(flags=("numbers",), details=(f"numbers: {why}",)))
        if each.badge == "Numbers differ"
    )

    assert line.text == why
    assert line.hint.startswith(explain("numbers"))


def edited(**proposed: Any) -> Claim:
    return make_claim(proposal=make_proposal(**proposed), text="Something else.")


def test_an_edited_claim_has_the_badges_of_its_words_as_they_stand_and_says_those_of_the_proposal() -> None:
    reworded = edited(flags=("numbers", "roles_swapped"), checks=("numbers", "names"), remarks=(SWAPPED,))
    now = Held(made=("numbers", "names"), failed=("names",))
    told = [(line.badge, line.text) for line in badges.draw(reworded, now)]

    assert ("Unknown name", explain("names")) in told
    assert "Numbers differ" not in dict(told)
    assert dict(told)["Roles swapped"].startswith("As it was proposed: ")
    assert ("", "1 of 2 checks passed, made again on the words as they stand now") in told
    assert ("", "As it was proposed: 1 of 2 checks passed; Numbers differ.") in told


def test_the_badges_change_with_the_words_and_come_back_with_undo(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, "Prices fell by 4 percent in May.", OTHER, flags=("names",), checks=("numbers", "names"), claimant=None)
    app = open_app()

    press(app, "to_edit_document-1-1")
    app.text_area(key="edit_text_document-1-1").set_value("Prices fell by 7 percent in May.")
    press(app, "save_only_document-1-1")
    assert "The claim says 7 percent, the quote 4 percent." in shown(app, "card")
    assert "As it was proposed: 1 of 2 checks passed; Unknown name." in shown(app, "card")

    press(app, "undo")
    assert explain("names") in shown(app, "card")
    assert "The claim says 7 percent, the quote 4 percent." not in shown(app, "card")


def test_what_cannot_be_checked_and_what_is_ambiguous_are_badges() -> None:
    told = dict(
        drawn(with_proposal(checkability=Checkability.PARTLY, checkability_reason="half opinion", ambiguity="which tax"))
    )
    assert (told["Checkable in part"], told["Ambiguous"]) == ("half opinion", "which tax")


def test_it_is_said_how_often_the_document_says_it_again() -> None:
    assert ("", "Also said in 2 other places of this document.") in drawn(with_proposal(also=(Span(0, 3), Span(5, 9))))


def test_words_that_are_not_in_the_quote_are_marked_wherever_the_claim_is_worded() -> None:
    line = badges.worded(
        make_claim(text="Unemployment fell to 3.4 percent in March", quote="Unemployment fell to 3.1 percent in March")
    )
    assert [span.of(line.text) for span in line.marked] == ["3.4"]


def flagged(desk: Desk) -> None:
    fill(desk, LINE, flags=("numbers",), document_id="one")
    fill(desk, OTHER, flags=("roles_swapped",), remarks=(SWAPPED,), document_id="two")


def test_the_queue_can_be_held_to_one_badge_by_its_address(open_app: OpenApp, filled: Desk) -> None:
    flagged(filled)
    app = unfold(open_app(flag="roles_swapped"))

    assert shown(app, "card")[1] == OTHER
    assert app.selectbox(key="queue_flag").value == "roles_swapped"
    assert app.selectbox(key="queue_flag").options == ["Numbers differ (1)", "Roles swapped (1)"]
    assert shown(app, "queue_says") == ["Only: badge “Roles swapped”"]


def test_choosing_a_badge_goes_into_the_address_and_back_out(open_app: OpenApp, filled: Desk) -> None:
    flagged(filled)
    app = unfold(open_app())
    app.selectbox(key="queue_flag").set_value("roles_swapped").run()
    assert (shown(app, "card")[1], app.query_params["flag"]) == (OTHER, "roles_swapped")
    assert claim(filled, "one-1").lease is None

    press(app, "accept_two-1")
    assert shown(app, "nothing") == [
        "Nothing that fits the filter is left",
        "1 claim waits outside this filter.",
    ]
    app.button(key="all_documents").click().run()
    assert shown(app, "card")[1] == LINE
    assert "flag" not in app.query_params


def test_a_badge_of_an_address_that_nothing_has_is_no_error(open_app: OpenApp, filled: Desk) -> None:
    flagged(filled)
    app = open_app(flag="**no_such**")
    assert not app.exception
    assert shown(app, "nothing")[0] == "Nothing that fits the filter is left"


def test_the_badges_and_marked_words_are_there_when_the_claim_is_checked(open_app: OpenApp, filled: Desk) -> None:
    flagged(filled)
    ann = make_user("ann")
    found = claim(filled, "two-1")
    names = ("quote", "claimant", "claimant_role", "claimed_at", "attribution", "tags")
    worded = Wording(text="Nine Danish ports were closed.", **{name: getattr(found, name) for name in names})
    review.accept(filled, ann, Seen(claim_id="two-1", version=1), worded)
    app = open_app()
    app.query_params["claim"] = "two-1"
    app.switch_page("views/check.py").run()

    told = json.loads(app.get_by_key("check_claim").proto.json)["lines"]
    assert told[0]["parts"] == [["Nine ", False], ["Danish", True], [" ports were closed.", False]]
    assert "Roles swapped" in [line["badge"] for line in told]
    assert claim(filled, "two-1").status is Status.ACCEPTED


def test_a_record_shows_its_badges_and_the_list_can_be_held_to_one(open_app: OpenApp, filled: Desk) -> None:
    flagged(filled)
    app = open_app(record="two-1").switch_page("views/records.py").run()
    told = json.loads(app.get_by_key("record_report").proto.json)["lines"]
    assert "Roles swapped" in [line["badge"] for line in told]

    del app.query_params["record"]
    app.query_params["flag"] = "numbers"
    table = app.run().dataframe[0].value
    assert (list(table["Claim"]), list(table["Badges"])) == ([LINE], ["Numbers differ"])
    assert {"Numbers differ", "Roles swapped", "Ambiguous"} <= set(app.selectbox(key="filter_flag").options)


def test_the_queue_and_the_list_can_be_held_to_what_is_ambiguous(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, document_id="one")
    fill(filled, OTHER, document_id="two", ambiguity="It may be either tax.")
    assert shown(open_app(flag="ambiguous"), "card")[1] == OTHER
    app = open_app(flag="ambiguous").switch_page("views/records.py")
    app.query_params["flag"] = "ambiguous"
    assert list(app.run().dataframe[0].value["Claim"]) == [OTHER]

"""The queue in the address, for triage and for checking: links to it work, and no page forgets it."""

from datetime import timedelta

import pytest

from checker import review
from checker.decisions import Desk, Seen
from checker.ui import prose
from tests.ui.conftest import OpenApp, shown, unfold
from tests.ui.filled import OTHER, claim, fill
from tests.ui.pressing import press

FIRST, SECOND, THIRD = "Prices fell in May.", "The tax rose to 4 percent.", "Nine ports were closed."


def seen(desk: Desk, claim_id: str) -> Seen:
    return Seen(claim_id=claim_id, version=claim(desk, claim_id).version)


def three(desk: Desk) -> None:
    fill(desk, FIRST, document_id="one", claimant="Ann Ash")
    fill(desk, SECOND, document_id="two", ambiguity="Which tax?")
    fill(desk, THIRD, document_id="three")
    kept = claim(desk, "three-1")
    names = ("text", "quote", "claimant", "claimant_role", "claimed_at", "attribution")
    worded = review.Wording(**{name: getattr(kept, name) for name in names}, tags=("harbours",))
    review.edit(desk, OTHER, seen(desk, "three-1"), worded)


@pytest.mark.parametrize(
    ("query", "text", "says"),
    [
        ({"claimant": "Ann Ash"}, FIRST, "Only: said by Ann Ash"),
        ({"topic": "harbours"}, THIRD, "Only: topic “harbours”"),
        ({"words": "tax per"}, SECOND, "Only: with “tax per”"),
        ({"flag": "ambiguous"}, SECOND, "Only: badge “Ambiguous”"),
        ({"document": "two", "order": "newest"}, SECOND, "Only: one document · Newest first"),
        ({"order": "newest"}, THIRD, "Newest first"),
    ],
)
def test_a_link_leads_to_the_queue_that_it_names(
    open_app: OpenApp, filled: Desk, query: dict[str, str], text: str, says: str
) -> None:
    three(filled)
    app = open_app(**query)
    assert not app.exception
    assert shown(app, "card")[1] == text
    assert shown(app, "queue_says") == [says]


@pytest.mark.parametrize(
    "query",
    [
        {"topic": "no such"},
        {"claimant": "**nobody**"},
        {"words": "?!"},
        {"days": "3"},
        {"mine": "yes"},
        {"document": "none", "order": "best"},
    ],
)
def test_a_queue_in_which_nothing_fits_says_so_and_leads_on(open_app: OpenApp, filled: Desk, query: dict[str, str]) -> None:
    three(filled)
    app = open_app(**query)
    assert not app.exception
    assert shown(app, "nothing")[0] in {"Nothing that fits the filter is left", "No such document"}
    app.button(key="all_documents").click().run()
    assert shown(app, "card")[1] == FIRST
    assert not {"topic", "claimant", "words", "days", "mine", "document"} & set(app.query_params)


@pytest.mark.parametrize("query", [{"days": "0"}, {"days": "many"}, {"days": "9" * 30}, {"order": "worst"}, {"mine": "maybe"}])
def test_a_filter_that_means_nothing_asks_for_nothing_or_for_nobody(
    open_app: OpenApp, filled: Desk, query: dict[str, str]
) -> None:
    three(filled)
    app = open_app(**query)
    assert not app.exception
    assert shown(app, "card")[1] == FIRST


def test_choosing_in_the_fold_goes_into_the_address_and_brings_another_claim(open_app: OpenApp, filled: Desk) -> None:
    three(filled)
    app = unfold(open_app())
    app.selectbox(key="queue_topic").set_value("harbours").run()
    assert (shown(app, "card")[1], app.query_params["topic"]) == (THIRD, "harbours")
    assert claim(filled, "one-1").lease is None
    app.selectbox(key="queue_topic").set_value(None).run()
    assert "topic" not in app.query_params
    app.text_input(key="queue_words").set_value("tax").run()
    assert (shown(app, "card")[1], app.query_params["words"]) == (SECOND, "tax")
    assert app.session_state["queue_choice"] is True


def test_the_fold_keeps_its_name_whatever_is_chosen(open_app: OpenApp, filled: Desk) -> None:
    three(filled)
    names = {open_app(**query).expander[0].label for query in ({}, {"topic": "harbours"}, {"order": "best"}, {"topic": "none"})}
    assert names == {"Queue"}


def test_other_pages_do_not_forget_the_queue(open_app: OpenApp, filled: Desk) -> None:
    three(filled)
    app = open_app(topic="harbours", order="best", weights="reach-9", cut="5")
    app.query_params.clear()
    app.switch_page("views/records.py").run()
    app.query_params.clear()
    app.switch_page("views/triage.py").run()
    assert shown(app, "card")[1] == THIRD
    kept = {name: app.query_params[name] for name in ("topic", "order", "weights", "cut")}
    assert kept == {"topic": "harbours", "order": "best", "weights": "reach-9", "cut": "5"}


def test_a_queue_whose_filter_was_taken_off_stays_whole(open_app: OpenApp, filled: Desk) -> None:
    three(filled)
    app = unfold(open_app(topic="harbours"))
    app.selectbox(key="queue_topic").set_value(None).run()
    app.switch_page("views/records.py").run()
    app.switch_page("views/triage.py").run()
    assert shown(app, "card")[1] == FIRST


def test_what_was_handed_to_somebody_else_is_not_handed_out_but_its_link_opens_it(open_app: OpenApp, filled: Desk) -> None:
    three(filled)
    review.assign(filled, OTHER, seen(filled, "one-1"), "ben", "Yours.")
    assert shown(open_app(), "card")[:2] == ["1 of 1 in this document · 2 waiting in this queue", SECOND]
    assert shown(open_app(claim="one-1"), "card")[1] == FIRST
    review.release(filled, OTHER, "one-1")


def test_what_was_handed_to_me_is_a_queue_of_its_own(open_app: OpenApp, filled: Desk) -> None:
    three(filled)
    review.assign(filled, OTHER, seen(filled, "three-1"), "ann")
    app = unfold(open_app())
    app.checkbox(key="queue_mine").check().run()
    assert (shown(app, "card")[1], app.query_params["mine"]) == (THIRD, "yes")
    assert shown(app, "queue_says") == ["Only: yours"]


def test_an_empty_queue_says_what_is_put_away_until_when_and_can_take_it_up(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    until = filled.now() + timedelta(days=2)
    for number, days in ((1, 2), (2, 3)):
        review.snooze(filled, OTHER, seen(filled, f"document-1-{number}"), filled.now() + timedelta(days=days))
    app = open_app()
    assert shown(app, "nothing") == [
        "The queue is empty",
        "Every proposed claim was put away or decided.",
        f"2 claims put away, the first of them until {prose.moment(until)}.",
    ]
    app.button(key="wake").click().run()
    assert shown(app, "card")[1] == FIRST


def test_an_empty_queue_keeps_the_choice_of_the_queue(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, FIRST, SECOND)
    app = unfold(open_app(cut="1"))
    press(app, "accept_document-1-1")
    assert shown(app, "nothing")[0] == "Nothing above the cut is left"
    app.selectbox(key="queue_cut").set_value(None).run()
    assert shown(app, "card")[1] == SECOND


# The page of checking has the same


def accepted(desk: Desk) -> None:
    three(desk)
    for name in ("one", "two", "three"):
        review.accept(desk, OTHER, seen(desk, f"{name}-1"))


def test_checking_is_held_to_the_queue_of_its_address_and_remembers_it(open_app: OpenApp, filled: Desk) -> None:
    accepted(filled)
    app = open_app()
    app.query_params["topic"] = "harbours"
    app.switch_page("views/check.py").run()
    assert not app.exception
    assert (shown(app, "check_claim")[0], shown(app, "queue_says")) == (THIRD, ["Only: topic “harbours”"])
    app.query_params.clear()
    app.switch_page("views/records.py").run()
    app.switch_page("views/check.py").run()
    assert shown(app, "check_claim")[0] == THIRD


def test_another_queue_of_checking_gives_the_claim_at_hand_back(open_app: OpenApp, filled: Desk) -> None:
    accepted(filled)
    app = open_app().switch_page("views/check.py").run()
    assert shown(app, "check_claim")[0] == FIRST
    unfold(app).selectbox(key="queue_document").set_value("two").run()
    assert shown(app, "check_claim")[0] == SECOND
    assert claim(filled, "one-1").lease is None
    app.text_input(key="queue_words").set_value("no such words").run()
    assert shown(app, "nothing")[0] == "Nothing that fits the filter is left"
    app.button(key="all_documents").click().run()
    assert shown(app, "check_claim")[0] == FIRST

"""The sliders of the queue, what they re-rank, who may keep them for the desk, and why a claim stands where it stands."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from checker import steering
from checker.auth import Role
from checker.decisions import Desk
from checker.model import Score
from checker.ranking import DEFAULT, Weights
from checker.store import documents, order
from checker.ui import session
from tests.builders import make_user
from tests.ui.conftest import OpenApp, shown, unfold
from tests.ui.filled import OTHER, claim, fill
from tests.ui.pressing import press

WEAK, STRONG, OTHERS = "Prices fell in May.", "The tax rose to 4 percent.", "Nine ports were closed."


def score(value: float, *why: str) -> Score:
    return Score(value=value, why=why, scorer="linear 1 3f2a91c0")


def two_documents(desk: Desk) -> None:
    """One whose claims are worth much, and one that reaches many."""
    fill(desk, STRONG, document_id="strong", score=score(0.9, "figure"))
    fill(desk, WEAK, OTHERS, document_id="wide", score=score(0.2))
    steering.set_reach(desk, OTHER, "wide", 5)


def here(app: AppTest) -> str:
    return next(line for line in shown(app, "card") if line.startswith("Why here: "))


def test_a_claim_says_why_it_stands_where_it_stands(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, STRONG, score=score(0.824, "figure", "money"), why=("money", "policy"), checkworthiness=0.5)
    steering.set_reach(filled, OTHER, "document-1", 4)
    steering.set_claimants(filled, OTHER, [("labour minister", 3)], {})

    days = (filled.now().date() - date(2026, 5, 18)).days
    assert here(open_app()) == (
        f"Why here: score .82, the model’s estimate .50 (has a figure · names a sum of money · is about policy or public money) · {days} days old"
        " · wide reach · weight of the claimant: high"
    )


def test_a_claim_without_any_score_is_said_not_to_be_scored(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, STRONG, score=None, checkworthiness=None, why=())

    assert here(open_app()).startswith("Why here: not scored: only English is · ")


def test_the_sum_behind_a_place_is_shown_while_the_sliders_are_open(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = open_app(order="best")
    assert not [line for line in shown(app, "card") if line.startswith("Rank ")]

    unfold(app)

    [told] = [line for line in shown(app, "card") if line.startswith("Rank ")]
    assert "score 0.90 × 5/16 = 0.28" in told
    assert told.endswith("By this sum 1 of 1 in this document.")


def test_a_slider_re_ranks_at_once_and_the_address_carries_it(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = unfold(open_app(order="best"))
    assert shown(app, "card")[1] == STRONG

    app.slider(key="weight_reach").set_value(10).run()

    assert not app.exception
    assert shown(app, "card")[1] == WEAK
    assert claim(filled, "strong-1").lease is None
    assert app.query_params["weights"] == "score-5_importance-3_recency-3_reach-10_claimant-2"
    again = unfold(open_app(order="best", weights=app.query_params["weights"]))
    assert again.slider(key="weight_reach").value == 10
    assert shown(again, "card")[1] == OTHERS


def test_a_slider_moved_before_the_browser_knew_of_the_claim_that_the_last_move_brought_leads_not_back(
    open_app: OpenApp, filled: Desk
) -> None:
    two_documents(filled)
    app = unfold(open_app(order="best"))
    app.slider(key="weight_reach").set_value(10).run()
    app.query_params["claim"] = "strong-1"

    app.slider(key="weight_reach").set_value(9).run()

    assert shown(app, "card")[1] == WEAK
    assert app.query_params["claim"] == "wide-1"


def test_a_slider_that_is_moved_asks_for_the_best_first(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = unfold(open_app())

    app.slider(key="weight_score").set_value(9).run()

    assert app.query_params["order"] == "best"


def test_the_weights_of_a_session_can_become_those_of_the_desk_or_be_dropped(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = unfold(open_app(order="best"))
    with pytest.raises(KeyError):
        app.button(key="set_weights")

    app.slider(key="weight_reach").set_value(10).run()
    app.button(key="desk_weights").click().run()
    assert "weights" not in app.query_params
    assert steering.weights(filled) == DEFAULT

    app.slider(key="weight_reach").set_value(10).run()
    app.button(key="set_weights").click().run()
    assert steering.weights(filled) == Weights(reach=10)
    assert "weights" not in app.query_params
    assert unfold(open_app(order="best")).slider(key="weight_reach").value == 10


def test_the_order_says_best_first_once_a_slider_was_moved(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = unfold(open_app())
    app.slider(key="weight_reach").set_value(9).run()
    assert app.query_params["order"] == "best"
    assert app.selectbox(key="queue_order").value == "best"
    app.selectbox(key="queue_cut").set_value(5).run()
    assert app.query_params["order"] == "best"


def test_only_those_who_may_are_offered_to_change_the_order_of_all(
    open_app: OpenApp, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_documents(filled)
    monkeypatch.setattr(session, "user", lambda: make_user("rita", Role.REVIEWER))
    app = unfold(open_app(order="best", weights="reach-9"))

    assert app.button(key="desk_weights")
    for key in ("set_weights", "weigh_claimants"):
        with pytest.raises(KeyError):
            app.button(key=key)


def test_the_table_of_claimants_is_written_a_line_for_each_and_refused_with_the_line_that_is_wrong(
    open_app: OpenApp, filled: Desk
) -> None:
    two_documents(filled)
    app = unfold(open_app(order="best"))

    app.button(key="weigh_claimants").click().run()
    app.text_area(key="claimants").set_value("labour minister: enormous")
    app.button(key="save_claimants").click().run()
    assert any("'labour minister: enormous' says no level" in each.value for each in app.text)
    assert steering.claimants(filled) == {}

    app.text_area(key="claimants").set_value("Labour Minister: highest\n\nAnn: raised")
    app.button(key="save_claimants").click().run()
    assert steering.claimants(filled) == {"Ann": 2, "Labour Minister": 4}
    assert here(app).endswith("weight of the claimant: highest")


def test_a_table_of_claimants_that_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(
    open_app: OpenApp, filled: Desk
) -> None:
    two_documents(filled)
    app = unfold(open_app(order="best"))
    app.button(key="weigh_claimants").click().run()
    app.text_area(key="claimants").set_value("minister: high")
    theirs = steering.set_claimants(filled, OTHER, [("mayor", 2)], {})
    app.button(key="save_claimants").click().run()

    assert any("Somebody else changed the table" in each.value for each in app.text)
    assert app.text_area(key="claimants").value == "minister: high"
    assert shown(app, "claimants_newer")[0] == "mayor: raised"
    assert steering.claimants(filled) == theirs

    app.button(key="save_claimants").click().run()
    assert steering.claimants(filled) == {"minister": 3}


def test_a_table_of_claimants_that_somebody_else_saved_meanwhile_can_be_taken(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = unfold(open_app(order="best"))
    app.button(key="weigh_claimants").click().run()
    app.text_area(key="claimants").set_value("minister: high")
    theirs = steering.set_claimants(filled, OTHER, [("mayor", 2)], {})
    app.button(key="save_claimants").click().run()
    app.button(key="take_their_claimants").click().run()

    assert app.session_state["claimants"].strip() == "mayor: raised"
    assert steering.claimants(filled) == theirs


def test_a_cut_hands_out_the_best_of_each_document_and_says_what_waits_below(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, WEAK, STRONG, OTHERS, score=score(0.5))
    app = unfold(open_app(cut="1"))
    assert shown(app, "card")[:2] == ["1 of 3 in this document · best 1 of 3; 2 wait below the cut", WEAK]
    app.selectbox(key="queue_cut").set_value(5).run()
    assert app.query_params["cut"] == "5"
    app.selectbox(key="queue_cut").set_value(None).run()
    assert "cut" not in app.query_params
    app.query_params["cut"] = "1"

    press(app, "accept_document-1-1")
    assert shown(app, "nothing") == [
        "Nothing above the cut is left",
        "Of each document the best 1 were handed out. 2 claims wait below the cut.",
    ]
    app.button(key="no_cut").click().run()
    assert "cut" not in app.query_params
    assert shown(app, "card")[1] == STRONG


@pytest.mark.parametrize("cut", ["0", "-1", "many", "9" * 30])
def test_a_cut_that_means_nothing_cuts_nothing(open_app: OpenApp, filled: Desk, cut: str) -> None:
    fill(filled, WEAK, STRONG)

    assert shown(open_app(cut=cut), "card")[0] == "1 of 2 in this document · 2 waiting in this queue"


def test_a_document_that_gets_a_reach_is_shown_with_it(open_app: OpenApp, filled: Desk) -> None:
    two_documents(filled)
    app = open_app()
    app.switch_page("views/add.py").run()
    app.button(key="correct_strong").click().run()
    app.selectbox(key="reach_strong").set_value(2)
    app.button(key="save_correction").click().run()

    assert not app.exception
    assert shown(app, "about_document_strong")[1].endswith("local reach")
    with filled.store.read() as tx:
        found = order.standing(tx, "strong-1", DEFAULT)
    assert found
    assert found.reach == 2


def test_a_document_without_a_date_is_not_said_to_be_of_today(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, STRONG, score=score(0.9))
    with filled.store.write() as tx:
        documents.set_metadata(tx, "document-1", {"published_at": None})
    assert " · day not known, came in " in here(open_app())

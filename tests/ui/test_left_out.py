import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from checker import review
from checker.decisions import Desk
from checker.model import Span
from checker.store import runs, schema
from checker.words import RunStatus
from tests.builders import make_user
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import fill
from tests.ui.pressing import button, press

LINE = "The tax rose to 4 percent."
OPINION = "Nobody 😀 likes it."
ALARM = "In March 2026, Denmark closed 9 ports."
UNREAD = "What comes next was cut off."
LEFT_OUT = {OPINION: ("opinion", False), ALARM: ("no_claim", True), UNREAD: ("unanswered", False)}
TEXT = "\n\n".join((LINE, *LEFT_OUT))


def sent(app: AppTest, key: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(app.get_by_key(key).proto.json)
    return data


def test_how_many_sentences_were_left_out_stands_at_the_switch_and_what_alarms_beside_it(
    open_app: OpenApp, filled: Desk
) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    app = open_app()
    assert button(app, "flip_with_skipped")["name"] == "3 sentences left out"
    assert shown(app, "alarms") == ["1 left out holds a figure that could be checked. L steps through them."]


def test_where_nothing_was_left_out_the_switch_says_so(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE)
    switch = button(open_app(), "flip_with_skipped")
    assert (switch["name"], switch["cap"], switch["off"]) == ("No sentence left out", "G", True)


def test_the_switch_shows_them_and_hides_them_again(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    app = open_app()
    seen = []
    for _ in range(2):
        press(app, "flip_with_skipped")
        seen.append(sent(app, "pane_pointer")["skipped"])
    assert seen == [True, False]


def test_what_was_not_read_is_said_above_the_text_in_the_words_of_the_run(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    with filled.store.write() as tx:
        tx.execute(schema.run.update().values(status=RunStatus.INCOMPLETE, message="1 sentence was not read: refused."))
    app = open_app()
    assert shown(app, "document")[-1] == "1 sentence was not read: refused."
    assert sent(app, "pane")["unread"] == ["skipped-2"]


def test_the_ledger_is_that_of_the_newest_extraction_that_came_to_an_end(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    with filled.store.write() as tx:
        run = runs.get(tx, "run-document-1")
        for name, status in (("later", RunStatus.FAILED), ("last", RunStatus.CANCELLED)):
            tx.execute(schema.run.insert(), _row(run, name, status))
    assert len(sent(open_app(), "pane")["reasons"]) == 3


def _row(run: Any, name: str, status: RunStatus) -> dict[str, Any]:
    return {each: getattr(run, each) for each in type(run).__slots__} | {"id": name, "status": status, "skipped": []}


def test_a_sentence_that_became_a_claim_is_left_out_no_longer(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    start = TEXT.index(ALARM)
    added = review.add_claim(filled, make_user("ben"), "document-1", Span(start, start + len(ALARM)))
    assert added.quote == ALARM

    app = open_app()

    assert button(app, "flip_with_skipped")["name"] == "2 sentences left out"
    with pytest.raises(KeyError):
        shown(app, "alarms")


def test_a_sentence_whose_claim_is_withdrawn_is_left_out_again(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    start, ben = TEXT.index(ALARM), make_user("ben")
    added = review.add_claim(filled, ben, "document-1", Span(start, start + len(ALARM)))
    review.withdraw(filled, ben, added.id)

    app = open_app()

    assert button(app, "flip_with_skipped")["name"] == "3 sentences left out"
    assert shown(app, "alarms") == ["1 left out holds a figure that could be checked. L steps through them."]
    assert "1 of 1 in this document" in shown(app, "card")[0]


def test_the_help_names_the_keys_and_the_marks(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, LINE, left_out=LEFT_OUT)
    app = open_app()
    press(app, "to_keys_document-1-1")
    named = {line["badge"]: "".join(text for text, _ in line["parts"]) for line in sent(app, "all_keys")["lines"]}
    assert {"G", "L", "M", "hatched", "! and a waved line"} <= set(named)
    assert "Shift+L" in named["L"]

import json

import pytest

from checker.decisions import Desk
from tests.ui.conftest import OpenApp
from tests.ui.filled import fill, statuses
from tests.ui.pressing import buttons, press, send

LINES = ("The tax rose to 4 percent.", "Prices fell in May.")
ONE, TWO = "document-1-1", "document-1-2"


@pytest.mark.parametrize(
    "forged", [f"accept_{TWO}", f"reject2_{ONE}", "undo", "", None, 7, ["accept"], {"key": f"accept_{ONE}"}]
)
def test_a_browser_presses_only_what_the_page_shows_and_lets_it_press(open_app: OpenApp, filled: Desk, forged: object) -> None:
    fill(filled, *LINES)
    app = send(open_app(), forged)
    assert not app.exception
    assert statuses(filled, ONE, TWO) == ["candidate", "candidate"]
    assert f"accept_{ONE}" in {each["key"] for each in buttons(app)}


def test_a_press_that_comes_twice_decides_about_one_claim(open_app: OpenApp, filled: Desk) -> None:
    fill(filled, *LINES)
    app = press(open_app(), f"accept_{ONE}")
    send(app, f"accept_{ONE}")
    assert statuses(filled, ONE, TWO) == ["accepted", "candidate"]


def test_what_a_button_says_of_another_claim_goes_to_the_browser_as_it_is(open_app: OpenApp, filled: Desk) -> None:
    hostile = "![x](http://evil.example/p.png) *rose* to 4."
    fill(filled, LINES[0], hostile)
    app = press(open_app(), f"to_merge_{ONE}")
    sent = json.loads(app.get_by_key("bar").proto.json)
    assert hostile in json.dumps(sent, ensure_ascii=False)
